"""Days with a name: fixed ones, and those that move with Easter."""

from datetime import date, timedelta
from typing import Final

_EASTERN: Final = frozenset(("BG", "BY", "CY", "ER", "ET", "GE", "GR", "MD", "ME", "MK", "RO", "RS", "RU", "UA"))
"""Countries where Easter is reckoned by the Julian calendar."""
_CHRISTMAS_IN_JANUARY: Final = frozenset(("BY", "EG", "ER", "ET", "GE", "MD", "ME", "MK", "RS", "RU"))
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OF_CHRISTMAS: Final = frozenset(("12-23", "12-24", "12-25", "12-26", "01-05", "01-06"))


def feast_day(rule: str, year: int, country: str | None = None) -> date | None:
    """The day of a feast there: "12-26", so many days after Easter, "06-sun2" (a month's second Sunday).

    None where it is kept on days that are not told here.
    """
    if rule == "none" or (rule in _OF_CHRISTMAS and country in _CHRISTMAS_IN_JANUARY):
        return None
    if rule.startswith("easter"):
        sunday = eastern_easter(year) if country in _EASTERN else easter(year)
        return sunday + timedelta(days=int(rule.removeprefix("easter") or 0))
    month, day = rule.split("-")
    if day[:3] in _WEEKDAYS:
        first = date(year, int(month), 1)
        ahead = (_WEEKDAYS.index(day[:3]) - first.weekday()) % 7
        return first + timedelta(days=ahead + 7 * (int(day[3:]) - 1))
    return date(year, int(month), int(day))


def easter(year: int) -> date:
    """Easter Sunday, by the Gregorian reckoning of Meeus, Jones and Butcher."""
    century, of_century = divmod(year, 100)
    leap, rest = divmod(century, 4)
    moon = (19 * (year % 19) + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def eastern_easter(year: int) -> date:
    """Easter Sunday of the eastern churches: Meeus' reckoning of the Julian one, told in our calendar until 2099."""
    moon = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + sunday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)
