"""What all shapes of requests and lists share."""

import base64
import binascii
import json
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar, cast
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from sportello.api.visible import a_name, plain
from sportello.core.errors import Invalid

Item = TypeVar("Item")


class Payload(BaseModel):
    """What a client sends. A field that is not there by name is refused, never silently written or dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Page(BaseModel, Generic[Item]):
    """A part of a list; ask again with `cursor=next_cursor` until it is null."""

    items: list[Item]
    next_cursor: str | None = Field(examples=[None])


def whole(items: list[Item]) -> Page[Item]:
    """A list that is short enough to come at once."""
    return Page(items=items, next_cursor=None)


class BadCursor(Invalid):
    """This cursor is not one of ours."""

    code = "bad_cursor"


def write_cursor(*position: str) -> str:
    """A position in a list, opaque to clients."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def read_cursor(cursor: str, parts: int) -> list[str]:
    """The position that `write_cursor` wrote; whatever else was sent is refused."""
    try:
        read: Any = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise BadCursor from None
    position = cast("list[Any]", read) if isinstance(read, list) else []
    if len(position) != parts or not all(isinstance(part, str) for part in position):
        raise BadCursor
    return cast("list[str]", position)


def read_place(cursor: str) -> tuple[datetime, UUID]:
    """A place in a list ordered by time and id, or the refusal of what is none."""
    at, id_ = read_cursor(cursor, 2)
    try:
        place = datetime.fromisoformat(at), UUID(id_)
    except ValueError:
        raise BadCursor from None
    if place[0].tzinfo is None:
        raise BadCursor
    return place


Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=r"^[^@\s,;<>\"()\[\]\\]+@[^@\s,;<>\"()\[\]\\]+\.[^@\s,;<>\"()\[\]\\.]+$"),
    AfterValidator(plain),
    Field(examples=["anna@example.com"]),
]
"""An address mail can go to, as far as its shape tells."""
LoginEmail = Annotated[str, StringConstraints(min_length=3, max_length=254), Field(examples=["anna@example.com"])]
"""What is typed as an address at sign-in: whether it is one is not told there."""
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=100), AfterValidator(a_name), Field(examples=["Anna Rossi"])
]
Password = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1_000, strip_whitespace=False),
    Field(examples=["pioggia lenta ottobre"]),
]
