"""Which day a question means, one at a time: figures, weekdays, feasts, "next", "this weekend".

Nothing here guesses a word: what is not read as a day or a time is left to others, and to no answer at all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from typing import Final, TypeAlias

from sportello.answering.facts.clock import NUMERIC, Clock
from sportello.answering.facts.feasts import feast_day
from sportello.answering.facts.moment import When, in_period
from sportello.answering.facts.words import tokens_of
from sportello.knowledge import Calendar, holiday_names

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YEARS: Final = range(2020, 2100)
_ALWAYS: Final = frozenset(("24/7", "7/7", "7/24"))
_MONTH_FIRST: Final = frozenset(("US", "PH", "PR", "GU"))
_DAY_FIRST: Final = frozenset(("AU", "GB", "IE", "IN", "MT", "NZ", "SG", "ZA"))
"""Where 7/4 is a day in July, and where in April. Elsewhere English is written by people from either."""
_SEASONS: Final = frozenset(("03-01/05-31", "06-01/08-31", "09-01/11-30", "12-01/02-28"))
"""Spring to winter by their months, as people mean them in the north."""
_SOUTHERN: Final = frozenset(
    ("AR", "AU", "BO", "BR", "BW", "CL", "LS", "MG", "MU", "MZ", "NA", "NZ", "PE", "PY", "SZ", "UY", "ZA", "ZM", "ZW")
)
_SPELT: Final = {"labour": "labor"}


def _spelt(token: str) -> str:
    return _SPELT.get(token, token)


@cache
def _names_of(holiday: str) -> tuple[tuple[str, ...], ...]:
    """The words of a holiday's names, of which there may be several."""
    split = (tuple(map(_spelt, tokens_of(part))) for part in holiday.split(";"))
    return tuple(words for words in split if words)


_Holidays: TypeAlias = Mapping[str, Sequence[tuple[date, tuple[str, ...]]]]


@lru_cache(maxsize=256)
def _named(country: str, region: str | None, language: str, year: int) -> _Holidays:
    """The holidays of a year and the next with the words of their names, by the first of these."""
    named: dict[str, list[tuple[date, tuple[str, ...]]]] = {}
    calendar = Calendar(id="", country=country, region=region)
    for one in (year, year + 1):
        for day, name in sorted(holiday_names(calendar, one, language).items()):
            for words in _names_of(name):
                named.setdefault(words[0], []).append((day, words))
    return named


@dataclass(frozen=True)
class Days(Clock):
    """Reads days at a place of a question's words, the holidays of a calendar by their names too."""

    calendar: Calendar | None
    spoken: When | None = None
    """The day that was spoken of before, whose month, week and year hold where they are not said."""

    @property
    def _before(self) -> date | None:
        return self.spoken.first if self.spoken and self.spoken.weekday is None else None

    @cached_property
    def _goes_on(self) -> bool:
        """Whether the question only goes on with the one before: "and on Tuesday?"."""
        asks = any(self.words.cues.at(self.tokens, at) for at in range(len(self.tokens)))
        return not asks or self.marked(0, "both") is not None

    @property
    def _of_year(self) -> date | None:
        """The day spoken of, where its year was said and holds."""
        return self._before if self.spoken and self.spoken.year and self._goes_on else None

    def _day(self, at: int) -> tuple[When, int] | None:
        readings = (self._dated, self._weekday, self._feast, self._relative, self._stretch, self._month, self._numbered)
        found = next((found for read in readings if (found := read(at))), None)
        # "Il lunedì" is any Monday, "il lunedì di Pasqua" is one.
        feast = self._feast(self.skip(at, "the")) if found else None
        return feast if found and feast and feast[1] > found[1] else found

    def _dated(self, at: int) -> tuple[When, int] | None:
        """Like "26 December", "sabato 26.12.", "2026-12-26"."""
        weekday = self.words.weekdays.at(self.tokens, at)
        start = self.skip(weekday[1] if weekday else at, "the")
        found = self._figures(start) or self._day_month(start) or self._month_day(start)
        year = found is not None and _says_year(self.token(found[1] - 1))
        if not found:
            return self._numbered_weekday(weekday[0], start) if weekday else None
        # A Saturday that is a Tuesday is a slip of which nothing exact can be said.
        slip = weekday is not None and found[0].weekday() != weekday[0]
        return None if slip else (When(first=found[0], last=found[0], dated=True, year=year), found[1])

    def _numbered_weekday(self, weekday: int, at: int) -> tuple[When, int] | None:
        """Like "Monday the 7th": the next such day, where the number can be nothing else."""
        number = self.number(at, most=31)
        end = self.skip(number[1], "ordinal") if number else at
        if not number or not (end == len(self.tokens) or self.marked(end, "at")):
            return None
        begins = max(self.today, self._before.replace(day=1)) if self._before else self.today
        days = (begins + timedelta(days=ahead) for ahead in range(62))
        day = next((one for one in days if one.day == number[0] and one.weekday() == weekday), None)
        return (When(first=day, last=day), end) if day else None

    def _figures(self, at: int) -> tuple[date, int] | None:
        token = self.token(at)
        iso = _ISO.fullmatch(token)
        if iso:
            day = date_of(int(iso[1]), int(iso[2]), int(iso[3]))
            return (day, at + 1) if day else None
        found = NUMERIC.fullmatch(token)
        if not found or (found[2] == "." and self.is_clock(at)):
            return None
        if found[2] == "." and not token.endswith(".") and not found[4] and not self._dates(at):
            return None  # "1.5 soups"
        number, month = int(found[1]), int(found[3])
        ordered = self._ordered(at, number, month) if found[2] == "/" else (number, month)
        if ordered is None:
            return None
        number, month = ordered
        day = self._coming(month, number, int(found[4]) if found[4] else None)
        return (day, at + 1) if day else None

    def _ordered(self, at: int, number: int, month: int) -> tuple[int, int] | None:
        """Which of two figures is the day; None where it cannot be told, or they are no day: "open 24/7"."""
        if self.token(at) in _ALWAYS and not self._dates(at):
            return None
        if self.words.language != "en" or number == month or number > 12:  # noqa: PLR2004 - months
            return number, month
        if month > 12:  # noqa: PLR2004 - months
            return month, number
        if self._country in _MONTH_FIRST:
            return month, number
        return (number, month) if self._country in _DAY_FIRST else None

    def _dates(self, at: int) -> bool:
        """Whether a word before figures says that they are a day: "il 24/7", "sabato 24/7"."""
        said = any(
            self.marked(at - back, name) == at for name in ("numbered", "the", "from") for back in (1, 2) if back <= at
        )
        weekday = self.words.weekdays.at(self.tokens, at - 1) if at else None
        return said or weekday is not None

    def _day_month(self, at: int) -> tuple[date, int] | None:
        number = self.number(at, most=31)
        if number is None:
            return None
        after = self.skip(number[1], "ordinal", "of")
        month = self.words.months.at(self.tokens, after)
        return self._with_year(month[0], number[0], month[1]) if month else None

    def _month_day(self, at: int) -> tuple[date, int] | None:
        month = self.words.months.at(self.tokens, at)
        number = self.number(self.skip(month[1], "the"), most=31) if month else None
        if not month or not number:
            return None
        return self._with_year(month[0], number[0], self.skip(number[1], "ordinal"))

    def _with_year(self, month: int, day: int, end: int) -> tuple[date, int] | None:
        token = self.token(end)
        named = int(token) if token.isdigit() and int(token) in _YEARS else None
        found = self._coming(month, day, named)
        return (found, end + (named is not None)) if found else None

    def _weekday(self, at: int) -> tuple[When, int] | None:
        """Like "Sunday", "next Sunday", "domenica prossima"; "on Sundays" means each."""
        every = self.words.every.at(self.tokens, at)
        plain = self.words.weekdays.at(self.tokens, self.skip(at, "next", "this"))
        if every and not (plain and plain[1] > every[1]):
            day = self._next(every[0], self.today)
            return When(first=day, last=day, weekday=every[0]), every[1]
        if plain is None:
            return None
        before = self.marked(at, "next")
        after = self.marked(plain[1], "next")
        later = self.today + timedelta(days=1) if before or after else self.today
        said = before or after or self.marked(at, "this")
        day = (None if said else self._of_week(plain[0])) or self._next(plain[0], later)
        by_name = day == self.today and not self.marked(at, "this")
        return When(first=day, last=day, by_name=by_name), after or plain[1]

    def _feast(self, at: int) -> tuple[When, int] | None:
        """Like "Boxing Day": the owner's calendar knows best, then what the name means in the owner's country."""
        country = self._country
        own = self.words.feasts_of.get(country)
        found = self._holiday(at)
        for table in (own, self.words.feasts):
            named = table.at(self.tokens, at) if table else None
            # "New Year" is a holiday, "New Year's Eve" is another day.
            if named and (found is None or named[1] > found[1]):
                found = self._feast_days(named[0]), named[1]
        if found is None:
            return None
        days, end = found
        token = self.token(end)
        year = int(token) if token.isdigit() and int(token) in _YEARS else None
        coming = [one for one in days if (one.year == year if year else one >= self.today)]
        day = next(iter(coming), None)
        if self._of_year and not year:
            kept = next((one for one in coming if one.year == self._of_year.year), None)
            later = next((one for one in coming if one.year > self._of_year.year), None)
            day = in_period(kept, later, spoken=self._of_year, today=self.today)
        return (When(first=day, last=day, year=year is not None), end + (year is not None)) if day else None

    def _feast_days(self, rule: str) -> list[date]:
        days = (feast_day(rule, self.today.year + ahead, self._country) for ahead in range(-1, 5))
        return [day for day in days if day]

    def _holiday(self, at: int) -> tuple[list[date], int] | None:
        """A public holiday of the calendar by the name it has in this language: its days in the years around."""
        found, longest = list[date](), 0
        for day, words in self._named_holidays.get(_spelt(self.token(at)), ()):
            if len(words) < longest or tuple(map(_spelt, self.tokens[at : at + len(words)])) != words:
                continue
            found = [*found, day] if len(words) == longest else [day]
            longest = len(words)
        return (found, at + longest) if found else None

    def begins_holiday(self, at: int) -> bool:
        """Whether a name of a public holiday may begin here."""
        return _spelt(self.token(at)) in self._named_holidays

    def is_of_holiday(self, token: str) -> bool:
        """Whether a word stands in the name of a public holiday."""
        return _spelt(token) in self._words_of_holidays

    @cached_property
    def _words_of_holidays(self) -> frozenset[str]:
        named = self._named_holidays.values()
        return frozenset(word for listed in named for _, words in listed for word in words)

    @cached_property
    def _named_holidays(self) -> _Holidays:
        calendar = self.calendar
        if calendar is None or not calendar.country:
            return {}
        return _named(calendar.country, calendar.region, self.words.language, self.today.year)

    @property
    def _country(self) -> str:
        return (self.calendar and self.calendar.country) or ""

    def _relative(self, at: int) -> tuple[When, int] | None:
        found = self.words.relative.at(self.tokens, at) or self._ahead(at)
        if not found:
            return self._beside_day(at)
        day = self.today + timedelta(days=found[0])
        return When(first=day, last=day), found[1]

    def _beside_day(self, at: int) -> tuple[When, int] | None:
        """Like "and the day after?", counted from the day that was spoken of; none that is over."""
        found = self.words.beside_day.at(self.tokens, at)
        first, last = (self._before, self.spoken.last) if self.spoken else (None, None)
        if not found or not first or not self._goes_on:
            return None
        day = ((last or first) if found[0] > 0 else first) + timedelta(days=found[0])
        return (When(first=day, last=day), found[1]) if day >= self.today else None

    def _ahead(self, at: int) -> tuple[int, int] | None:
        """Like "in two days", "tra una settimana"."""
        start = self.marked(at, "ahead")
        number = self.number(start, most=60) if start else None
        if not number:
            return None
        days, weeks = self.marked(number[1], "days"), self.marked(number[1], "weeks")
        return (number[0], days) if days else (7 * number[0], weeks) if weeks else None

    def _stretch(self, at: int) -> tuple[When, int] | None:
        found = self.words.stretches.at(self.tokens, at)
        if not found:
            return None
        if "/" in found[0]:
            upside_down = found[0] in _SEASONS and self._country in _SOUTHERN
            return None if upside_down else self._holidays(found[0], found[1], within=self._is_season(found[0], at))
        monday = self.today - timedelta(days=self.today.weekday())
        ahead = {"weekend": (5, 6), "next_weekend": (12, 13), "week": (0, 6), "next_week": (7, 13)}[found[0]]
        first, last = (monday + timedelta(days=days) for days in ahead)
        return When(first=max(first, self.today), last=last), found[1]

    def _is_season(self, rule: str, at: int) -> bool:
        return rule in _SEASONS and self.marked(at, "within") is not None

    def _holidays(self, rule: str, end: int, *, within: bool) -> tuple[When, int] | None:
        """Days from one feast or date to another of every year, as long as they are not over."""
        begins, ends = (self._feast_days(one) for one in rule.split("/"))
        last = next((day for day in ends if day >= self.today), None)
        first = max((day for day in begins if last and day <= last), default=None)
        return (When(first=max(first, self.today), last=last, within=within), end) if first and last else None

    def _month(self, at: int) -> tuple[When, int] | None:
        """Like "in January": only after a word that makes it a month, for "may" and "mar" are other things too."""
        start = self.marked(at, "in")
        found = self.words.months.at(self.tokens, start) if start else None
        if not found:
            return None
        first = self._with_year(found[0], 1, found[1]) or (self.today, found[1])
        year = first[0].year
        if self._with_year(found[0], 28, found[1]) and found[0] == self.today.month and first[1] == found[1]:
            year = self.today.year
        begins = date(year, found[0], 1)
        ends = date(year + found[0] // 12, found[0] % 12 + 1, 1) - timedelta(days=1)
        begins = max(begins, self.today) if ends >= self.today else begins
        return When(first=begins, last=ends, within=bool(self.marked(at, "within"))), first[1]

    def _numbered(self, at: int) -> tuple[When, int] | None:
        """A day of the month by its number: "il 25", "the 25th", "am 25."."""
        start = self.marked(at, "numbered")
        number = self.number(start, most=31) if start else None
        if not start or not number or not self.token(start).isdigit() or self.words.feasts.at(self.tokens, start):
            return None
        end = self.skip(number[1], "ordinal")
        if self.words.language == "en" and end == number[1]:
            return None
        day = self._of_number(number[0])
        return (When(first=day, last=day), end) if day else None

    def _of_number(self, number: int) -> date | None:
        """The day of that number: of the month that was spoken of, else the next one."""
        spoken = self._before or self.today
        months = (spoken.year * 12 + spoken.month - 1 + ahead for ahead in range(4))
        days = [date_of(month // 12, month % 12 + 1, number) for month in months]
        later = next((one for one in days[1:] if one), None)
        return in_period(days[0], later, spoken=spoken, today=self.today)

    def _of_week(self, weekday: int) -> date | None:
        """That weekday beside a day that was spoken of, where that is none of the coming week."""
        spoken = self._before
        if spoken is None or not self._goes_on or spoken - self.today < timedelta(days=7):
            return None
        day = spoken + timedelta(days=weekday - spoken.weekday())
        return in_period(day, day + timedelta(days=7), spoken=spoken, today=self.today)

    def _coming(self, month: int, day: int, year: int | None) -> date | None:
        """That day of the named year, else the next one there is."""
        if year is not None:
            return date_of(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004 - two digits
        coming = [date_of(self.today.year + ahead, month, day) for ahead in range(7)]
        days = [one for one in coming if one and one >= self.today]
        if self._of_year:
            later = next((one for one in days if one.year > self._of_year.year), None)
            kept = date_of(self._of_year.year, month, day)
            return in_period(kept, later, spoken=self._of_year, today=self.today)
        return next(iter(days), None)

    def _next(self, weekday: int, after: date) -> date:
        return after + timedelta(days=(weekday - after.weekday()) % 7)


def _says_year(token: str) -> bool:
    """Whether a word is a year, or a date in figures with one."""
    numeric = NUMERIC.fullmatch(token)
    return bool(_ISO.fullmatch(token) or (numeric and numeric[4])) or (token.isdigit() and int(token) in _YEARS)


def date_of(year: int, month: int, day: int) -> date | None:
    """That day, where there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
