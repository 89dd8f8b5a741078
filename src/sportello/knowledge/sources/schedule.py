"""When a source is read again by itself: daily or weekly at an hour of the workspace's own clock."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sportello.knowledge.models import Every

DAYS = 7
HOURS = 24


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Never, each day, or each week on a day (0 is Monday), at an hour of the workspace's time zone."""

    every: Every = "never"
    at_hour: int = 3
    on_day: int = 0


NEVER = Schedule()


def next_due(schedule: Schedule, *, after: datetime, time_zone: str) -> datetime | None:
    """The first time the schedule names after a moment; None for never.

    An hour that the clocks skip in spring comes an hour later; one that they repeat in autumn comes once.
    """
    if schedule.every == "never":
        return None
    zone = ZoneInfo(time_zone)
    day = after.astimezone(zone).date()
    for _ in range(DAYS + 2):
        due = datetime.combine(day, time(schedule.at_hour), zone).astimezone(after.tzinfo)
        if due > after and (schedule.every == "daily" or day.weekday() == schedule.on_day):
            return due
        day += timedelta(days=1)
    raise AssertionError(schedule)
