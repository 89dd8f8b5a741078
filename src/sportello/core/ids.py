"""Ids that sort by the time they were made, so that indexes grow at their end."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): time-ordered and unguessable in its last 74 bits."""
    return uuid7()
