"""Which day and time a question means: figures, weekdays, feasts, "next", "from … to", "halb sieben".

Nothing here guesses a word: what is not read as a day or a time is left to others, and to no answer at all.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sportello.answering.facts.words import Vocabulary, tokens_of
from sportello.knowledge import Calendar, holiday_names

NOON: Final = 12 * 60
_HOURS: Final = 24
_PARTS: Final = {"morning": (300, 720), "afternoon": (720, 1_080), "evening": (1_080, 1_500), "night": (1_260, 1_800)}
"""Minutes of the day that its parts are."""
_NUMERIC = re.compile(r"(\d{1,2})([./])(\d{1,2})(?:[./](\d{4}|\d{2})?)?")
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YEARS: Final = range(2020, 2100)


@dataclass(frozen=True)
class When:
    """A time that was asked about. Of a recurring weekday, `first` is its next; without `first`, none was named."""

    first: date | None = None
    last: date | None = None
    weekday: int | None = None
    minute: int | None = None
    half_day: bool = False
    """The hour may be in the morning or in the evening: "at 6"."""
    part: tuple[int, int] | None = None
    now: bool = False

    @property
    def days(self) -> int:
        """How many days it is."""
        return (self.last - self.first).days + 1 if self.first and self.last else 1 if self.first else 0

    def __bool__(self) -> bool:
        return self != When()


@dataclass(frozen=True)
class Reader:
    """Reads days and times at a place of a question's words. `today` is the day at the business."""

    tokens: list[str]
    words: Vocabulary
    today: date
    calendar: Calendar | None

    def read(self, start: int) -> tuple[When, int] | None:
        """The longest day or time that begins here."""
        readings = (self._range, self._day, self._time, self._part)
        found = [one for one in (read(start) for read in readings) if one]
        return max(found, key=lambda one: one[1], default=None)

    # --- days ------------------------------------------------------------------------------------------------

    def _day(self, at: int) -> tuple[When, int] | None:
        readings = (self._dated, self._weekday, self._feast, self._relative, self._stretch, self._month, self._numbered)
        return next((found for read in readings if (found := read(at))), None)

    def _dated(self, at: int) -> tuple[When, int] | None:
        """Like "26 December", "sabato 26.12.", "2026-12-26"."""
        weekday = self.words.weekdays.at(self.tokens, at)
        start = self._skip(weekday[1] if weekday else at, "the")
        found = self._figures(start) or self._day_month(start) or self._month_day(start)
        return (When(first=found[0], last=found[0]), found[1]) if found else None

    def _figures(self, at: int) -> tuple[date, int] | None:
        token = self._token(at)
        iso = _ISO.fullmatch(token)
        if iso:
            day = _date(int(iso[1]), int(iso[2]), int(iso[3]))
            return (day, at + 1) if day else None
        found = _NUMERIC.fullmatch(token)
        if not found or (found[2] == "." and self._is_clock(at)):
            return None
        day = self._coming(int(found[3]), int(found[1]), int(found[4]) if found[4] else None)
        return (day, at + 1) if day else None

    def _day_month(self, at: int) -> tuple[date, int] | None:
        number = self._number(at, most=31)
        if number is None:
            return None
        after = self._skip(number[1], "ordinal", "of")
        month = self.words.months.at(self.tokens, after)
        return self._with_year(month[0], number[0], month[1]) if month else None

    def _month_day(self, at: int) -> tuple[date, int] | None:
        month = self.words.months.at(self.tokens, at)
        number = self._number(self._skip(month[1], "the"), most=31) if month else None
        if not month or not number:
            return None
        return self._with_year(month[0], number[0], self._skip(number[1], "ordinal"))

    def _with_year(self, month: int, day: int, end: int) -> tuple[date, int] | None:
        token = self._token(end)
        named = int(token) if token.isdigit() and int(token) in _YEARS else None
        found = self._coming(month, day, named)
        return (found, end + (named is not None)) if found else None

    def _weekday(self, at: int) -> tuple[When, int] | None:
        """Like "Sunday", "next Sunday", "domenica prossima"; "on Sundays" means each."""
        every = self.words.every.at(self.tokens, at)
        plain = self.words.weekdays.at(self.tokens, self._skip(at, "next", "this"))
        if every and not (plain and plain[1] > every[1]):
            day = self._next(every[0], self.today)
            return When(first=day, last=day, weekday=every[0]), every[1]
        if plain is None:
            return None
        before = self._marked(at, "next")
        after = self._marked(plain[1], "next")
        later = self.today + timedelta(days=1) if before or after else self.today
        day = self._next(plain[0], later)
        return When(first=day, last=day), after or plain[1]

    def _feast(self, at: int) -> tuple[When, int] | None:
        found = self.words.feasts.at(self.tokens, at)
        if found:
            token = self._token(found[1])
            named = int(token) if token.isdigit() and int(token) in _YEARS else None
            years = [named] if named else [self.today.year, self.today.year + 1]
            days = [feast_day(found[0], year) for year in years]
            day = next((one for one in days if one >= self.today), days[0])
            return When(first=day, last=day), found[1] + (named is not None)
        return self._holiday(at)

    def _holiday(self, at: int) -> tuple[When, int] | None:
        """A public holiday of the calendar by the name it has in this language."""
        for year in (self.today.year, self.today.year + 1):
            for day, name in holiday_names(self.calendar, year, self.words.language).items():
                for part in name.split(";"):
                    words = tokens_of(part)
                    if words and day >= self.today and self.tokens[at : at + len(words)] == words:
                        return When(first=day, last=day), at + len(words)
        return None

    def _relative(self, at: int) -> tuple[When, int] | None:
        found = self.words.relative.at(self.tokens, at)
        if not found:
            return None
        day = self.today + timedelta(days=found[0])
        return When(first=day, last=day), found[1]

    def _stretch(self, at: int) -> tuple[When, int] | None:
        found = self.words.stretches.at(self.tokens, at)
        if not found:
            return None
        monday = self.today - timedelta(days=self.today.weekday())
        ahead = {"weekend": (5, 6), "next_weekend": (12, 13), "week": (0, 6), "next_week": (7, 13)}[found[0]]
        first, last = (monday + timedelta(days=days) for days in ahead)
        return When(first=max(first, self.today), last=last), found[1]

    def _month(self, at: int) -> tuple[When, int] | None:
        """Like "in January": only after a word that makes it a month, for "may" and "mar" are other things too."""
        start = self._marked(at, "in")
        found = self.words.months.at(self.tokens, start) if start else None
        if not found:
            return None
        first = self._with_year(found[0], 1, found[1]) or (self.today, found[1])
        year = first[0].year
        if self._with_year(found[0], 28, found[1]) and found[0] == self.today.month and first[1] == found[1]:
            year = self.today.year
        begins = date(year, found[0], 1)
        ends = date(year + found[0] // 12, found[0] % 12 + 1, 1) - timedelta(days=1)
        return When(first=max(begins, self.today) if ends >= self.today else begins, last=ends), first[1]

    def _numbered(self, at: int) -> tuple[When, int] | None:
        """A day of the month by its number: "il 25", "the 25th", "am 25."."""
        start = self._marked(at, "numbered")
        number = self._number(start, most=31) if start else None
        if not start or not number or not self._token(start).isdigit() or self.words.feasts.at(self.tokens, start):
            return None
        end = self._skip(number[1], "ordinal")
        if self.words.language == "en" and end == number[1]:
            return None
        days = (self.today + timedelta(days=ahead) for ahead in range(62))
        day = next((one for one in days if one.day == number[0]), None)
        return (When(first=day, last=day), end) if day else None

    def _range(self, at: int) -> tuple[When, int] | None:
        """Like "dal 24 al 26 dicembre", "from Friday to Sunday"."""
        start = self._marked(at, "from")
        if not start:
            return None
        first = self._day(start)
        number = self._number(start, most=31)
        middle = self._marked(self._skip(first[1], "the"), "to") if first else None
        if not middle and number:
            first, middle = None, self._marked(self._skip(number[1], "ordinal"), "to")
        last = self._day(self._skip(middle, "the")) if middle else None
        if not last or not last[0].first:
            return None
        begins = first[0].first if first else None
        if begins is None and number:
            end = last[0].first
            begins = _date(end.year, end.month, number[0])
        if begins is None:
            return None
        ends = last[0].last or last[0].first
        if ends < begins:
            return None
        return When(first=begins, last=ends), last[1]

    # --- times -----------------------------------------------------------------------------------------------

    def _time(self, at: int) -> tuple[When, int] | None:
        if self._marked(at, "now"):
            return When(now=True), self._marked(at, "now") or at
        marked = self._marked(at, "at")
        found = self._clock(marked or at, marked=bool(marked))
        if not found:
            return None
        minute, end, certain = found
        part = self.words.parts.at(self.tokens, self._skip(end, "in"))
        if part and not certain and minute < NOON:
            late = part[0] in {"afternoon", "evening"} or (part[0] == "night" and minute >= NOON // 2)
            return When(minute=minute + NOON if late else minute), part[1]
        return When(minute=minute, half_day=not certain and 0 < minute < 13 * 60), end

    def _clock(self, at: int, *, marked: bool) -> tuple[int, int, bool] | None:
        """A time of day in minutes, where it ends, and whether it can only be that half of the day."""
        special = self.words.marks.at(self.tokens, at)
        if special and special[0] in {"noon", "midnight"}:
            return (NOON if special[0] == "noon" else 2 * NOON), special[1], True
        if special and special[0] in {"half_before", "half_past", "quarter_past", "quarter_before"}:
            hour = self._number(special[1], most=12)
            shift = {"half_before": -30, "half_past": 30, "quarter_past": 15, "quarter_before": -15}[special[0]]
            return ((hour[0] * 60 + shift) % 720, self._skip(hour[1], "oclock"), False) if hour else None
        token = self._token(at)
        written = _CLOCK.fullmatch(token)
        if written and int(written[1]) <= _HOURS and int(written[2]) < 60:  # noqa: PLR2004 - minutes
            if "." in token and not marked and not self._is_clock(at):
                return None
            return self._half(int(written[1]) * 60 + int(written[2]), at + 1, sure=token[0] == "0")
        number = self._number(at, most=_HOURS)
        return self._spoken(number, marked=marked) if number else None

    def _spoken(self, number: tuple[int, int], *, marked: bool) -> tuple[int, int, bool] | None:
        """Like "18 Uhr 30", "6 pm", "sei e mezza"; a bare number is a time only after a word that says so."""
        hour, end = number
        minute = hour * 60
        after = self._skip(end, "oclock")
        told = after > end or self._marked(end, "am") or self._marked(end, "pm")
        if not told and not marked:
            return None
        minutes = self._number(after, most=59) if after > end else None
        past = self.words.marks.at(self.tokens, after)
        if past and past[0] in {"and_half", "and_quarter"}:
            minute, after = minute + (30 if past[0] == "and_half" else 15), past[1]
        elif minutes:
            minute, after = minute + minutes[0], minutes[1]
        return self._half(minute, after, sure=self.tokens[end - 1].startswith("0"))

    def _half(self, minute: int, end: int, *, sure: bool) -> tuple[int, int, bool]:
        """Like "am" and "pm" after a time; without them an hour up to twelve may be in either half of the day."""
        morning, evening = self._marked(end, "am"), self._marked(end, "pm")
        if morning:
            return minute % NOON, morning, True
        if evening:
            return minute % NOON + NOON, evening, True
        end = self._skip(end, "oclock")
        return minute % (2 * NOON), end, sure or minute >= 13 * 60

    def _part(self, at: int) -> tuple[When, int] | None:
        """Like "domani sera", "tonight", "in the afternoon"."""
        start = self._skip(at, "in")
        found = self.words.parts.at(self.tokens, start)
        if not found:
            return None
        name, _, today = found[0].partition("+")
        day = self.today if today else None
        return When(first=day, last=day, part=_PARTS[name]), found[1]

    # --- words -----------------------------------------------------------------------------------------------

    def _token(self, at: int) -> str:
        return self.tokens[at] if 0 <= at < len(self.tokens) else ""

    def _marked(self, at: int, name: str) -> int | None:
        found = self.words.marks.at(self.tokens, at)
        return found[1] if found and name in found[0].split("|") else None

    def _skip(self, at: int, *names: str) -> int:
        for name in names:
            at = self._marked(at, name) or at
        return at

    def _number(self, at: int, *, most: int) -> tuple[int, int] | None:
        token = self._token(at)
        if token.isdigit():
            return (int(token), at + 1) if len(token) < 3 and int(token) <= most else None  # noqa: PLR2004 - digits
        found = self.words.numbers.at(self.tokens, at)
        return found if found and found[0] <= most else None

    def _is_clock(self, at: int) -> bool:
        """Whether figures like 18.30 are a time: after "at", before "Uhr", or because there is no such month."""
        token = self._token(at)
        found = _NUMERIC.fullmatch(token)
        if not found or found[2] != "." or token.endswith("."):
            return False
        said = any(self._marked(at - back, "at") == at for back in (1, 2, 3) if at - back >= 0)
        after = any(self._marked(at + 1, name) for name in ("oclock", "am", "pm"))
        return said or after or int(found[3]) > 12 or int(found[1]) == 0  # noqa: PLR2004 - months

    def _coming(self, month: int, day: int, year: int | None) -> date | None:
        """That day of the named year, else the next one there is."""
        if year is not None:
            return _date(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004 - two digits
        coming = (_date(self.today.year + ahead, month, day) for ahead in range(5))
        return next((one for one in coming if one and one >= self.today), None)

    def _next(self, weekday: int, after: date) -> date:
        return after + timedelta(days=(weekday - after.weekday()) % 7)


def together(one: When, other: When) -> When | None:
    """Two parts of a question's time as one; None where they contradict each other."""
    if one.first and other.first and (one.first, one.last) != (other.first, other.last):
        return None
    if one.minute is not None and other.minute is not None:
        return None
    merged = {name: getattr(one, name) or getattr(other, name) for name in ("first", "last", "half_day", "now")}
    return replace(
        one,
        **merged,
        weekday=one.weekday if one.weekday is not None else other.weekday,
        minute=one.minute if one.minute is not None else other.minute,
        part=one.part or other.part,
    )


def feast_day(rule: str, year: int) -> date:
    """The day of a feast: "12-26", or so many days after Easter."""
    if rule.startswith("easter"):
        return easter(year) + timedelta(days=int(rule.removeprefix("easter") or 0))
    month, day = rule.split("-")
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


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
