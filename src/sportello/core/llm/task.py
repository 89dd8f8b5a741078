"""What a chain is asked to do: words, tools and the shape of the answer, free of any library."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, Literal, TypeVar, cast

D = TypeVar("D")
T = TypeVar("T")


class Mistaken(Exception):
    """Something that the model can mend; it is told the text and tries again."""


@dataclass(frozen=True)
class Call(Generic[D]):
    """One call of a tool, as the tool sees it.

    `key` is the same whenever the same task makes the same call again, in another process too: a tool that changes
    something does it once for each key.
    """

    bound: D
    """Whom it is for, as the server knows it."""
    key: str


ToolFunction = Callable[Concatenate[Call[D], ...], Awaitable[Any]]


@dataclass(frozen=True)
class Tool(Generic[D]):
    """A tool whose parameters are a JSON Schema. `run` raises `Mistaken` for arguments that do not fit it."""

    name: str
    description: str
    schema: Mapping[str, Any]
    run: Callable[[Call[D], Mapping[str, Any]], Awaitable[Any]]


@dataclass(frozen=True)
class Line:
    """Something said before."""

    author: Literal["customer", "assistant"]
    text: str


@dataclass(frozen=True)
class Picture:
    """A picture that is asked about, as small as will do to read what is on it. We made it: nothing is hidden in it."""

    content: bytes
    media_type: str = "image/jpeg"


def _anything(_: object) -> None:
    """Every answer will do."""


@dataclass(frozen=True)
class Task(Generic[D, T]):
    """What is asked, for whom, and what an answer looks like.

    The answer is text, or (with `output`) a pydantic model whose field `spoken` is what the customer reads while it is
    written. `check` may refuse an answer with `Mistaken`, which the model then mends.
    """

    key: str
    """The same whenever this task is taken up again, like the id of the message it answers."""
    instructions: str
    question: str
    bound: D
    history: Sequence[Line] = ()
    tools: Sequence[ToolFunction[D] | Tool[D]] = ()
    output: type[T] = field(default=cast("type[T]", str))
    spoken: str = "answer"
    check: Callable[[T], None] = _anything
    pictures: Sequence[Picture] = ()
    """What is asked about. Only a model that can see takes any."""
