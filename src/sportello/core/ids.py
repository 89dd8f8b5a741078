"""Ids that sort by the time they were made, so that indexes grow at their end; and ids that clients make."""

from uuid import UUID, uuid5

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): time-ordered and unguessable in its last 74 bits."""
    return uuid7()


def id_within(scope: UUID, said: UUID) -> UUID:
    """The id under which is kept what its client calls `said`: always the same one, and one of `scope` alone.

    A client asks again under its own word and finds what it made. What others call so elsewhere is another thing:
    nobody is refused for it, so nobody learns that it is there.
    """
    return uuid5(scope, said.hex)
