"""Hours week by week, as they are read: the week that holds now, those of other seasons, and the days that differ."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final, TypeVar

from sportello.answering.facts.speech import Speech
from sportello.knowledge import Day, Opening, Season

_Key = TypeVar("_Key", date, int)

_MOST_LINES: Final = 12
_AHEAD: Final = 60
"""Days ahead whose particular hours are told, where no season ends before."""
_YEAR: Final = 366
_MOST_ROWS: Final = 100
"""Particular days of a year, on a page that tells all of them."""


@dataclass(frozen=True)
class Table:
    """A week of hours and the days that differ, as rows of words; `span` says of which season."""

    span: str
    week: list[tuple[str, str]]
    special: list[tuple[str, str]]


@dataclass(frozen=True)
class Period:
    """A part of the year with the week it has, as rows of words."""

    span: str
    week: list[tuple[str, str]]


@dataclass(frozen=True)
class Weeks:
    """The weeks of somebody's hours, at a moment, in a language."""

    opening: Opening
    at: datetime
    speech: Speech

    def table(self, first: date | None = None, last: date | None = None) -> Table:
        """The ordinary week of the season that is or comes next, and the particular days in it."""
        today = first or self.first()
        span, ends = self.season(today)
        last = (min(last, ends) if last and ends else ends or last) or today + timedelta(days=_AHEAD)
        special = [
            (self.speech.span(days[0], days[-1]), self.speech.short_hours(hours))
            for days, hours in self._special(today, last)[:_MOST_LINES]
        ]
        return Table(span, self._week(today), special)

    def usual(self) -> Period:
        """The ordinary week of the season that is or comes next."""
        today = self.first()
        return Period(self.season(today)[0], self._week(today))

    def others(self) -> list[Period]:
        """The other weeks that hold within a year, in order: seasons to come, and what holds between them."""
        shown = [self.opening.season(self.first())]
        periods: list[Period] = []
        for season, first, last in self._runs():
            if season in shown or (season is None and self.opening.hours.week is None):
                continue
            shown.append(season)
            span = self.season(first)[0] if season else self.speech.dates(first, last)
            periods.append(Period(span, self._week(first)))
        return periods

    def special_of_year(self) -> list[tuple[str, str]]:
        """The days of the coming year that differ from their week, each row to its end."""
        today = self.opening.local(self.at).date()
        seen = today + timedelta(days=2 * _YEAR)
        rows: list[tuple[str, str]] = []
        for days, hours in self._special(today, seen):
            if (days[0] - today).days < _YEAR - 1:
                last = days[-1] if days[-1] < seen else None
                span = self.speech.plain_day(days[0]) if len(days) == 1 else self.speech.dates(days[0], last)
                rows.append((span, self.speech.short_hours(hours)))
        return rows[:_MOST_ROWS]

    def _runs(self) -> Iterator[tuple[Season | None, date, date | None]]:
        """What season the days of a year are in, and from when to when without a break; None: for as far as we look."""
        today = self.opening.local(self.at).date()
        days = (today + timedelta(days=ahead) for ahead in range(2 * _YEAR))
        runs = [(season, list(run)) for season, run in groupby(days, self.opening.season)]
        for place, (season, run) in enumerate(runs):
            if (run[0] - today).days < _YEAR:
                yield season, run[0], run[-1] if place + 1 < len(runs) else None

    def _week(self, day: date) -> list[tuple[str, str]]:
        """The ordinary week of the season that a day is in."""
        week = [self.opening.ordinary(number, day) or () for number in range(7)]
        return [
            (self.speech.weekdays(numbers), self.speech.short_hours(intervals))
            for numbers, intervals in grouped(range(7), week.__getitem__)
        ]

    def season(self, day: date) -> tuple[str, date | None]:
        """The days of the season that a day is in, in words, and its last one."""
        season = self.opening.season(day)
        if season is None:
            return "", None
        ends = season.span.last.in_year(day.year)
        ends = ends if ends >= day else season.span.last.in_year(day.year + 1)
        begins = season.span.first.in_year(ends.year)
        begins = begins if begins <= ends else season.span.first.in_year(ends.year - 1)
        return self.speech.span(begins, ends), ends

    def _special(self, first: date, last: date) -> list[tuple[list[date], Day]]:
        """The days that differ from their week, or are named though they do not."""
        days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        special = [day for day in days if self.opening.on(day) != (self.opening.ordinary(day.weekday(), day) or ())]
        named = [day for day in days if any(one.span.holds(day) for one in self.opening.hours.exceptions)]
        return grouped(sorted({*special, *named}), self.opening.on)

    def first(self) -> date:
        """Today, or the first day of the next season where it is closed for a long time now."""
        today = self.opening.local(self.at).date()
        if self.opening.hours.week is not None or self.opening.season(today):
            return today
        opens = self.opening.state(self.at).until
        return self.opening.local(opens).date() if opens else today


def grouped(days: Iterable[_Key], hours: Callable[[_Key], Day]) -> list[tuple[list[_Key], Day]]:
    """Neighbours with the same hours, together."""
    groups: list[tuple[list[_Key], Day]] = []
    for day in days:
        intervals = hours(day)
        if groups and groups[-1][1] == intervals and _follows(groups[-1][0][-1], day):
            groups[-1][0].append(day)
        else:
            groups.append(([day], intervals))
    return groups


def _follows(one: date | int, other: date | int) -> bool:
    if isinstance(one, date) and isinstance(other, date):
        return other - one == timedelta(days=1)
    return True
