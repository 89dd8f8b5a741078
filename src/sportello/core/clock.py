"""The one clock. Everything asks it for the time, so a test can move the whole house at once."""

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC) + _offset


def travel(by: timedelta) -> None:
    """Move this process's clock by so much, on top of earlier moves. For tests."""
    global _offset  # noqa: PLW0603 - one process has one clock
    _offset += by


def reset() -> None:
    """Return to the real time."""
    global _offset  # noqa: PLW0603 - one process has one clock
    _offset = timedelta(0)
