"""What the hours of a day say of a part of it."""

from typing import Final

from sportello.answering.facts.clock import AFTERNOON
from sportello.knowledge import Day

_FORENOON: Final = 13 * 60
"""Who closes by then is not open in the afternoon."""


def in_part(intervals: Day, begins: int, ends: int, *, least: int, whole: bool) -> bool | None:
    """Whether it is open in a part of the day; None where too little of it (or not the `whole`) is to say so.

    A shop that closes at one is hardly open "for lunch", and one that closes from one to two does not stay open.
    """
    shared = [(max(one.opens, begins), min(one.closes, ends)) for one in intervals]
    shared = [(opens, closes) for opens, closes in shared if opens < closes]
    if not shared or ((begins, ends) == AFTERNOON and all(closes <= _FORENOON for _, closes in shared)):
        return False
    if whole:
        return True if shared == [(begins, ends)] else None
    for one in intervals:
        lasts = min(one.closes, ends) - max(one.opens, begins)
        if lasts > least or (lasts > 0 and (begins <= one.opens and one.closes <= ends)):
            return True
    return None


def within(intervals: Day, minute: int) -> bool:
    """Whether one of them holds the minute."""
    return any(one.opens <= minute < one.closes for one in intervals)
