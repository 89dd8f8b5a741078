"""A time that a question may be about: days, an hour, a part of the day, or now."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

_HALF_DAY: Final = 12 * 60
"""Minutes."""
_WEEK: Final = 7
_MONTH: Final = 31
"""Days."""


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
    any_of_it: bool = False
    """A moment of the part will do: "after 9 pm"."""
    now: bool = False
    by_name: bool = False
    """The first day is today, but only its weekday was said: when today is over, that of next week is meant."""

    dated: bool = False
    """It was said as a date, not as a weekday."""
    year: bool = False
    """Its year was said."""
    within: bool = False
    """It says in which part of the year, and not for how long: "in August"."""
    named: tuple[date, ...] = ()
    """The days that were named one by one, where others lie between them: from `first` to `last`."""

    @property
    def days(self) -> int:
        """How many days it is."""
        if self.named:
            return len(self.named)
        return (self.last - self.first).days + 1 if self.first and self.last else 1 if self.first else 0

    def __bool__(self) -> bool:
        return self != When()


def in_period(kept: date | None, later: date | None, *, spoken: date, today: date) -> date | None:
    """The day that a part of it means, where another was `spoken` of before: that of the same month, week or year.

    One before that day is meant only where it is nearer than the `later` one; what is over never is.
    """
    if kept is None or kept < today or (kept < spoken and later and later - spoken < spoken - kept):
        return later
    return kept


def together(one: When, other: When) -> When | None:
    """Two parts of a question's time as one; None where they contradict each other."""
    recurring = _each_of(one, other) or _each_of(other, one)
    if recurring:
        return recurring
    if one.first and other.first and (one.first, one.last, one.named) != (other.first, other.last, other.named):
        return None
    if one.minute is not None and other.minute is not None:
        return None
    kept = ("first", "last", "named", "half_day", "any_of_it", "now", "by_name", "dated", "year", "within")
    merged = {name: getattr(one, name) or getattr(other, name) for name in kept}
    return _settled(
        replace(
            one,
            **merged,
            weekday=one.weekday if one.weekday is not None else other.weekday,
            minute=one.minute if one.minute is not None else other.minute,
            part=one.part or other.part,
        )
    )


def _each_of(weekday: When, stretch: When) -> When | None:
    """A weekday within a month, as its days one by one: "on Mondays in July"."""
    first, last = stretch.first, stretch.last
    if weekday.weekday is None or weekday.days != 1 or not first or not last or stretch.weekday is not None:
        return None
    if stretch.named or not _WEEK < stretch.days <= _MONTH:
        return None
    ahead = (first + timedelta(days=days) for days in range(stretch.days))
    days = tuple(day for day in ahead if day.weekday() == weekday.weekday)
    plain = replace(weekday, first=None, last=None, weekday=None, by_name=False)
    return replace(plain, first=days[0], last=days[-1], named=days)


def _settled(when: When) -> When | None:
    """An hour with the part of the day it lies in, as one: "stasera alle 8" is 20:00; None: it does not lie there."""
    if when.now and when.minute is not None:
        return None
    if when.minute is None or when.part is None:
        return when
    begins, ends = when.part
    hours = [when.minute, when.minute + _HALF_DAY] if when.half_day else [when.minute]
    within = [hour for hour in (*hours, *(one + 2 * _HALF_DAY for one in hours)) if begins <= hour <= ends]
    if len(within) != 1:
        return None
    # Of the small hours it stays open which night they belong to.
    minute = within[0] if within[0] <= 2 * _HALF_DAY else within[0] - 2 * _HALF_DAY
    return replace(when, minute=minute, half_day=False, part=None)
