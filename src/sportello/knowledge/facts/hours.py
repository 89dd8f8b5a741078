"""When something is open: arithmetic on weekly patterns, seasons, holidays and exceptions.

Hours are written in wall-clock time of a place and compared as instants, so that nights on which the clock is
changed come out right: a time that does not exist is read with the offset that held before, one that comes twice is
its first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sportello.knowledge.facts.kinds import MIDNIGHT, Day, Hours, Season

AHEAD: Final = 400
"""Days that are looked ahead for the next opening: a season that comes once a year is found."""
_ALWAYS: Final = timedelta(days=14)
"""What stays open for so long has no closing time worth telling."""


_YEARS: Final = timedelta(days=5 * 366)
"""What has not been open for long enough by then never will be."""


@dataclass(frozen=True)
class State:
    """Open until, or closed until; None: for as long as one can see."""

    open: bool
    until: datetime | None


@dataclass(frozen=True)
class Opening:
    """Hours at a place: its time zone, and what is a holiday there."""

    hours: Hours
    zone: ZoneInfo
    holiday: Callable[[date], bool]

    def on(self, day: date) -> Day:
        """The intervals that begin on a day."""
        special = [one for one in self.hours.exceptions if one.span.holds(day)]
        if special:
            return min(special, key=lambda one: (one.span.first.year is None, one.span.days())).hours
        season = self.season(day)
        week = season.week if season else self.hours.week
        if week is None:
            return ()
        holidays = season.holidays if season and season.holidays is not None else self.hours.holidays
        if holidays is not None and self.holiday(day):
            return holidays
        return week[day.weekday()]

    def ordinary(self, weekday: int, day: date) -> Day | None:
        """What a weekday has in the season of a day, exceptions and holidays aside; None: out of season."""
        season = self.season(day)
        week = season.week if season else self.hours.week
        return None if week is None else week[weekday]

    def season(self, day: date) -> Season | None:
        """The season a day is in, the shortest where several are."""
        return min(
            (one for one in self.hours.seasons if one.span.holds(day)), key=lambda one: one.span.days(), default=None
        )

    def state(self, at: datetime) -> State:
        """Whether it is open at an instant, and until when it stays so."""
        for opens, closes in self._from(at):
            if opens > at:
                return State(open=False, until=opens)
            return State(open=True, until=closes if closes - at < _ALWAYS else None)
        return State(open=False, until=None)

    def next_opening(self, at: datetime) -> datetime | None:
        """When it opens next, after `at`."""
        state = self.state(at)
        if not state.open:
            return state.until
        return self.state(state.until).until if state.until else None

    def later(self, at: datetime, time: timedelta) -> datetime | None:
        """When it will have been open for so long since `at`; None: in no year that one looks ahead.

        The end of opening hours is as late as their next beginning, and comes first. No time at all has passed at once.
        """
        if time <= timedelta():
            return at
        for opens, closes in self._from(at):
            if opens > at + _YEARS:
                return None
            if opens + time <= closes:
                return opens + time
            time -= closes - opens
        return None

    def open_between(self, first: datetime, last: datetime) -> timedelta:
        """For how long it is open from one instant to another; nothing where the second is not after the first."""
        total = timedelta()
        for opens, closes in self._from(first):
            if opens >= last:
                break
            total += min(closes, last) - opens
        return total

    def local(self, at: datetime) -> datetime:
        """An instant as the clock on the wall there has it."""
        return at.astimezone(self.zone)

    def instant(self, day: date, minute: int) -> datetime:
        """The instant of a minute of a day; beyond midnight it lies on the next."""
        beyond, of_day = divmod(minute, MIDNIGHT)
        on = day + timedelta(days=beyond)
        return datetime(on.year, on.month, on.day, of_day // 60, of_day % 60, tzinfo=self.zone).astimezone(UTC)

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The times it is open from an instant on, in order; what is open all the time comes in pieces."""
        while True:
            seen = at
            for opens, closes in self._spans(self.local(seen).date() - timedelta(days=2)):
                if closes > at:
                    yield max(opens, at), closes
                    at = closes
            if at == seen:
                return

    def _spans(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        """The times it is open without a break, in order, from a day on."""
        pending: tuple[datetime, datetime] | None = None
        for ahead in range(AHEAD):
            day = first + timedelta(days=ahead)
            for interval in self.on(day):
                opens, closes = self.instant(day, interval.opens), self.instant(day, interval.closes)
                if pending and opens <= pending[1]:
                    pending = pending[0], max(pending[1], closes)
                    continue
                if pending:
                    yield pending
                pending = opens, closes
            if pending and pending[1] - pending[0] > 2 * _ALWAYS:
                break
        if pending:
            yield pending
