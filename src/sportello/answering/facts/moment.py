"""A time that a question may be about: days, an hour, a part of the day, or now."""

from dataclasses import dataclass, replace
from datetime import date


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
