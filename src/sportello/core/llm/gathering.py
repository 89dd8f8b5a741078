"""A provider's stream with fewer events that say the same: tokens are put together before the libraries read them.

Models write a token at a time, sixty or more a second, and the libraries take half a millisecond for each. Nobody sees
a token: what is seen are sentences. So pieces of one text are gathered until a sentence has ended in them, or
for a moment. Whatever is not plainly such a piece goes by as it came, after all that came before it.

Some servers tell with every token what was used so far, which the libraries would add up: only the last they told
goes by, at the end.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final, cast

LONGEST: Final = 0.2
"""Seconds for which pieces are gathered; a slow model's go by one at a time, so that nobody takes it for stalled."""
_MOST_UNREAD: Final = 64 * 1024
"""Bytes of an event that has not ended. Who sends more sends no tokens."""
_ENDED: Final = re.compile(r"[.!?:…][\s\\]|[。！？\n]")  # noqa: RUF001 - how others end sentences
"""A sentence has ended, also where the text is still written as JSON, in which a new line is a backslash and an `n`."""
_OVER: Final = b"[DONE]"
_Json = dict[str, Any]


@dataclass
class _Piece:
    """Some of a text, within the event that brought it."""

    of: tuple[str, object]
    """Which text it belongs to."""
    head: bytes
    """What stands in the event before its data."""
    event: _Json
    place: _Json
    """Where in the event its text stands, and..."""
    name: str
    """...under which name."""
    texts: list[str]

    def written(self) -> bytes:
        """One event that says it all."""
        self.place[self.name] = "".join(self.texts)
        return self.head + _event(self.event) + b"\n\n"


@dataclass
class Gathering:
    """One stream on its way to the libraries."""

    _unread: bytes = b""
    _held: _Piece | None = None
    _tail: str = ""
    """The last letter of the text so far."""
    _passed_at: float = 0.0
    _used: _Json | None = None
    """The last event that told what was used."""
    _out: list[bytes] = field(default_factory=list[bytes])
    _odd: bool = False
    """Whether this is no stream as providers write it: all of it goes by."""

    def feed(self, came: bytes) -> bytes:
        """What is to be read now that this came; often nothing."""
        self._unread += came
        if self._odd or b"\r" in came or len(self._unread) > _MOST_UNREAD:
            self._odd = True
            return self.rest()
        *events, self._unread = self._unread.split(b"\n\n")
        for event in events:
            self._take(event)
        if self._held and monotonic() - self._passed_at >= LONGEST:
            self._pass()
        said, self._out = b"".join(self._out), []
        return said

    def rest(self) -> bytes:
        """What is left when nothing more comes."""
        self._pass()
        self._tell_used()
        said, self._out, self._unread = b"".join([*self._out, self._unread]), [], b""
        return said

    def _take(self, event: bytes) -> None:
        said = _read(event) if b'"usage"' in event else None
        if said is not None and isinstance(said.get("choices"), list) and isinstance(said.get("usage"), dict):
            self._used = {**said, "choices": []}
            if not said["choices"]:
                return
            event = _event({**said, "usage": None})
        piece = _piece(event)
        if piece and self._held and piece.of == self._held.of:
            self._held.texts += piece.texts
        else:
            self._pass()
            if event.endswith(_OVER):
                self._tell_used()
            if piece is None:
                self._out.append(event + b"\n\n")
            self._held = piece
        if piece:
            said = self._tail + piece.texts[0]
            self._tail = said[-1]
            if _ENDED.search(said):
                self._pass()

    def _tell_used(self) -> None:
        if self._used:
            self._out.append(_event(self._used) + b"\n\n")
            self._used = None

    def _pass(self) -> None:
        if self._held:
            self._out.append(self._held.written())
            self._held, self._passed_at = None, monotonic()


def _event(said: _Json) -> bytes:
    return b"data: " + json.dumps(said).encode()


def _read(event: bytes) -> _Json | None:
    """What an event says, if it says anything in one line."""
    head, data, rest = event.rpartition(b"data:")
    if not data or not rest.endswith(b"}") or b"\n" in rest or (head and not head.endswith(b"\n")):
        return None
    try:
        read = json.loads(rest)
    except (ValueError, RecursionError):
        return None
    return cast("_Json", read) if isinstance(read, dict) else None


def _piece(event: bytes) -> _Piece | None:
    """What an event adds to a text, if that is all it says."""
    said = _read(event)
    if said is None:
        return None
    head = event.rpartition(b"data:")[0]
    found = _anthropic(said) if said.get("type") == "content_block_delta" else _openai(said)
    if found is None:
        return None
    of, place, name = found
    text = place.get(name)
    return _Piece(of, head, said, place, name, [text]) if isinstance(text, str) and text else None


_Found = tuple[tuple[str, object], _Json, str]


def _openai(event: _Json) -> _Found | None:
    choice = _only(event.get("choices"))
    if choice is None or event.get("usage") or event.get("error") or choice.get("finish_reason"):
        return None
    if choice.get("logprobs") or not isinstance(choice.get("delta"), dict):
        return None
    delta = cast("_Json", choice["delta"])
    says = _says(delta) - {"role"}
    if says == {"content"}:
        return ("content", choice.get("index")), delta, "content"
    call = _only(delta.get("tool_calls"))
    if says != {"tool_calls"} or call is None or not isinstance(call.get("function"), dict):
        return None
    function = cast("_Json", call["function"])
    if _says(call) - {"type"} > {"index", "function"} or call.get("id") or _says(function) != {"arguments"}:
        return None
    return ("arguments", call.get("index")), function, "arguments"


def _anthropic(event: _Json) -> _Found | None:
    delta = event.get("delta")
    if not isinstance(delta, dict):
        return None
    delta = cast("_Json", delta)
    name = {"text_delta": "text", "input_json_delta": "partial_json"}.get(str(delta.get("type")))
    if name is None or _says(delta) != {"type", name}:
        return None
    return (name, event.get("index")), delta, name


def _says(told: Mapping[str, Any]) -> set[str]:
    return {name for name, value in told.items() if value is not None and value not in ("", [])}


def _only(listed: object) -> _Json | None:
    """The only one of a list."""
    if not isinstance(listed, list):
        return None
    found = cast("list[object]", listed)
    return cast("_Json", found[0]) if len(found) == 1 and isinstance(found[0], dict) else None
