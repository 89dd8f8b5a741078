"""Which days are public holidays in a country or a region of it: the `holidays` library knows, and loads slowly."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from sportello.core.reasons import Reason
from sportello.knowledge.facts.kinds import Calendar


def is_holiday(calendar: Calendar | None, day: date) -> bool:
    """Whether a day is a public holiday there; nowhere, where no country is named."""
    return bool(calendar and calendar.country and day in _of_year(calendar.country, calendar.region, "", day.year))


def holiday_names(calendar: Calendar | None, year: int, language: str) -> Mapping[date, str]:
    """The public holidays of a year with their names in a language; in English where the country is not known in it."""
    if calendar is None or not calendar.country:
        return {}
    return _of_year(calendar.country, calendar.region, language, year)


def countries() -> Mapping[str, Sequence[str]]:
    """The countries whose holidays are known, with those of their regions that have holidays of their own."""
    from holidays import list_supported_countries  # noqa: PLC0415 - 30 ms and some MB

    return list_supported_countries(include_aliases=False)


def place_problem(country: str, region: str | None) -> Reason | None:
    """Why there are no holidays of this country or region; None when there are."""
    from holidays import list_supported_countries  # noqa: PLC0415 - 30 ms and some MB

    known = list_supported_countries()
    if country not in known:
        return Reason(
            "fact_no_holidays",
            "No holidays are known of “{said}”: give a country by its two letters, like IT.",
            said=country[:20],
        )
    if region is not None and region not in known[country]:
        return Reason(
            "fact_region",
            "“{said}” is no region of {country} with holidays of its own; there are: {known}.",
            said=region[:20],
            country=country,
            known=", ".join(known[country]) or "–",  # noqa: RUF001 - a dash for none
        )
    return None


@cache
def _of_year(country: str, region: str | None, language: str, year: int) -> Mapping[date, str]:
    from holidays import country_holidays  # noqa: PLC0415 - 30 ms and some MB

    try:
        speaks = country_holidays(country).supported_languages
        known = [one for one in speaks if language and one.split("_")[0] == language]
        named = known[0] if known else "en_US" if "en_US" in speaks else None
        return dict(country_holidays(country, subdiv=region, years=year, language=named))
    except NotImplementedError:  # a country or region the library no longer has
        return {}
