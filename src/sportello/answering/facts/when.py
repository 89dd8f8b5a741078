"""Which days and time a question means: a day or a time alone, "from … to", and several days one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from sportello.answering.facts.days import Days, date_of
from sportello.answering.facts.moment import When

_MOST_NAMED: Final = 3
"""Days that are told one by one."""


@dataclass(frozen=True)
class _Named:
    """One of several days: the day itself, or its number, with the weekday that was said and whether it is "24th"."""

    day: date | None
    number: int = 0
    weekday: int | None = None
    ordinal: bool = False


@dataclass(frozen=True)
class Reader(Days):
    """Reads days and times, and several days at once."""

    def read(self, at: int) -> tuple[When, int] | None:
        """The longest day or time that begins here."""
        token = self.tokens[at] if at < len(self.tokens) else ""
        if token not in self.words.of_times and not token[:1].isdigit() and not self.begins_holiday(at):
            return None
        readings = (self._several, self._range, self._pair, self._day, self.time, self.part)
        found = [one for one in (read(at) for read in readings) if one]
        return max(found, key=lambda one: one[1], default=None)

    def _range(self, at: int) -> tuple[When, int] | None:
        """Like "dal 24 al 26 dicembre", "from Friday to Sunday"."""
        start = self.marked(at, "from")
        if not start:
            return None
        first = self._day(start)
        number = self.number(start, most=31)
        middle = self.marked(self.skip(first[1], "the"), "to") if first else None
        if not middle and number:
            first, middle = None, self.marked(self.skip(number[1], "ordinal"), "to")
        last = self._day(self.skip(middle, "the")) if middle else None
        if not last or not last[0].first:
            return None
        begins = first[0].first if first else None
        if begins is None and number:
            end = last[0].first
            begins = date_of(end.year, end.month, number[0])
        if begins is None:
            return None
        ends = last[0].last or last[0].first
        if ends < begins and middle and self._weekday(self.skip(middle, "the")):
            ends = self._next(ends.weekday(), begins)
        return (When(first=begins, last=ends), last[1]) if begins <= ends else None

    def _pair(self, at: int) -> tuple[When, int] | None:
        """Like "Saturday and Sunday", "Monday to Thursday"; days that "and" joins must follow on each other."""
        first = self._day(at)
        if not first or not first[0].first or first[0].weekday is not None:
            return None
        both = self.marked(first[1], "both")
        start = both or self.marked(first[1], "to")
        last = self._day(self.skip(start, "the")) if start else None
        if not last or not last[0].first or last[0].weekday is not None:
            return None
        begins, ends = first[0].first, last[0].last or last[0].first
        if ends < begins and self.words.weekdays.at(self.tokens, at):
            ends = self._next(ends.weekday(), begins)
        if ends < begins or (both and last[0].first - (first[0].last or begins) != timedelta(days=1)):
            return None
        return When(first=begins, last=ends), last[1]

    def _several(self, at: int) -> tuple[When, int] | None:
        """Like "am 24. und 25. Dezember", "Monday, Wednesday or Friday": two or three days, one by one."""
        named, start, end, joined = list[_Named](), at, at, False
        while len(named) <= _MOST_NAMED and (one := self._one(start, named[-1].day if named else None)):
            named.append(one[0])
            end = one[1]
            start = self.skip(end, "both", "either")
            joined = joined or (start > end and self._one(start, one[0].day) is not None)
        if not joined or not 1 < len(named) <= _MOST_NAMED or (named[-1].day is None and not self._ends(end)):
            return None
        days = self._resolved(named, numbered=bool(self.marked(at, "numbered")))
        if not days or any(other <= one for one, other in pairwise(days)):
            return None
        in_a_row = (days[-1] - days[0]).days == len(days) - 1
        return When(first=days[0], last=days[-1], named=() if in_a_row else tuple(days)), end

    def _one(self, at: int, before: date | None) -> tuple[_Named, int] | None:
        """One of several days: of a number, the month may stand with another. A weekday is the next one after that."""
        if self.words.every.at(self.tokens, at):
            return None
        start = self.skip(at, "the")
        found = self._dated(start)
        if found:
            return _Named(found[0].first), found[1]
        weekday = self.words.weekdays.at(self.tokens, start)
        number = self.number(self.skip(weekday[1] if weekday else start, "the"), most=31)
        if number and self.token(number[1] - 1).isdigit():
            end = self.skip(number[1], "ordinal")
            clock = any(self.marked(end, name) for name in ("oclock", "am", "pm"))
            return None if clock else (_Named(None, number[0], weekday and weekday[0], end > number[1]), end)
        found = next((one for read in (self._weekday, self._feast, self._relative) if (one := read(start))), None)
        if not found or not found[0].first:
            return None
        day = found[0].first
        return _Named(self._next(day.weekday(), before) if weekday and before else day), found[1]

    def _ends(self, at: int) -> bool:
        """Whether a number before this place counts nothing that comes next."""
        token = self.token(at)
        return not token or (token in self.words.words and not self.words.people.at(self.tokens, at))

    def _resolved(self, named: Sequence[_Named], *, numbered: bool) -> list[date]:
        """The days, those by number in the month that is said with another, or else the next; none where in doubt."""
        month = next((one.day for one in reversed(named) if one.day), None)
        ordinal = self.words.language != "en" or all(one.ordinal for one in named)
        if month is None and not (numbered and ordinal):
            return []
        days, after = list[date](), self._of_number(named[0].number) or self.today
        for one in named:
            ahead = (after + timedelta(days=ahead) for ahead in range(62))
            coming = None if month else next((day for day in ahead if day.day == one.number), None)
            day = one.day or (date_of(month.year, month.month, one.number) if month else coming)
            if day is None or (one.weekday is not None and day.weekday() != one.weekday):
                return []
            days.append(day)
            after = day
        return days
