"""Lists that come in parts: what they are asked with, what they answer, and the one place that reads and makes cursors.

A cursor is the place of the last line in its list's own order, so a list may grow while somebody walks through it.
Lists that are short by nature (who works here, the keys there are) come whole and know no cursor.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar, cast, overload
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from sportello.core.errors import Invalid

Item = TypeVar("Item")
Line = TypeVar("Line")
Part = str | int | datetime | UUID
"""What the place of a line is made of."""
A = TypeVar("A", str, int, datetime, UUID)
B = TypeVar("B", str, int, datetime, UUID)
C = TypeVar("C", str, int, datetime, UUID)

_LARGEST = 2**31 - 1

Cursor = Annotated[
    str | None,
    Query(
        max_length=3_000,
        description="The `next_cursor` of the part before; without one the list begins",
        examples=["WyIyMDI2LTExLTIxVDE3OjAwOjAwKzAwOjAwIiwgIjAxOTdjM2IwLTZkMmUtN2M0ZS05ZDVhLTExMTExMTExMTExMSJd"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most", examples=[50])]


class Page(BaseModel, Generic[Item]):
    """A part of a list; ask again with `cursor=next_cursor` until it is null."""

    items: list[Item]
    next_cursor: str | None = Field(description="Where the next part begins; null at the end", examples=[None])


class Whole(BaseModel, Generic[Item]):
    """A list that is short by nature and comes at once."""

    items: list[Item]


class BadCursor(Invalid):
    """This cursor is not one of ours."""

    code = "bad_cursor"


def page_of(
    found: Sequence[Line], limit: int, *, shape: Callable[[Line], Item], place: Callable[[Line], tuple[Part, ...]]
) -> Page[Item]:
    """The part that was asked for; `found` is one longer than `limit` where there is more."""
    kept = found[:limit]
    more = len(found) > limit
    return Page(items=[shape(line) for line in kept], next_cursor=write_cursor(*place(kept[-1])) if more else None)


def write_cursor(*place: Part) -> str:
    """A place in a list, opaque to clients."""
    parts = [part.isoformat() if isinstance(part, datetime) else str(part) for part in place]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@overload
def read_cursor(cursor: str | None, a: type[A], /) -> tuple[A] | None: ...
@overload
def read_cursor(cursor: str | None, a: type[A], b: type[B], /) -> tuple[A, B] | None: ...
@overload
def read_cursor(cursor: str | None, a: type[A], b: type[B], c: type[C], /) -> tuple[A, B, C] | None: ...
def read_cursor(cursor: str | None, *kinds: type[Any]) -> tuple[Any, ...] | None:
    """The place that `write_cursor` wrote, of these kinds; None without a cursor. Whatever else was sent is refused."""
    if not cursor:
        return None
    try:
        read: Any = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise BadCursor from None
    parts = cast("list[Any]", read) if isinstance(read, list) else []
    if len(parts) != len(kinds):
        raise BadCursor
    return tuple(_read(part, kind) for part, kind in zip(parts, kinds, strict=True))


def _read(part: object, kind: type[Part]) -> Part:
    if not isinstance(part, str) or "\x00" in part:
        raise BadCursor
    try:
        part.encode()  # half a surrogate pair is no text
        place = datetime.fromisoformat(part) if kind is datetime else cast("type[str | int | UUID]", kind)(part)
    except ValueError:
        raise BadCursor from None
    if isinstance(place, datetime) and place.tzinfo is None:
        raise BadCursor
    if isinstance(place, int) and abs(place) > _LARGEST:
        raise BadCursor
    return place
