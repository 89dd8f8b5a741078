"""The two protocols in which models are asked, as servers speak them: OpenAI's chat completions, Anthropic's messages.

What is asked and what is said have one form here, whichever protocol carries them; a dialect reads the one and writes
the other, whole or as server-sent events.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, cast

Role = Literal["customer", "assistant", "tool"]
_Json = dict[str, Any]
_PIECE = 3
"""Words in one piece of a stream."""
_NAMES: Mapping[str, Role] = {"user": "customer", "assistant": "assistant", "tool": "tool"}


class Garbled(Exception):
    """What was sent is not what this protocol says."""


@dataclass(frozen=True)
class Offered:
    """A tool that may be called."""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What somebody wants said."""

    model: str
    system: str
    lines: Sequence[tuple[Role, str]]
    tools: Sequence[Offered]
    must_call: bool
    """Whether a tool has to be called: the answer is its arguments."""
    stream: bool
    pictures: Sequence[bytes] = ()
    """What they show, in the order in which it came."""


@dataclass(frozen=True)
class Called:
    """A call of a tool."""

    name: str
    arguments: str
    """JSON, or what is meant to be."""


@dataclass(frozen=True)
class Said:
    """What is said to it, and what that cost."""

    text: str = ""
    calls: Sequence[Called] = ()
    cut: bool = False
    """Whether it ends because it may not be longer."""
    tokens: tuple[int, int] = (0, 0)
    """Read and written."""


class Dialect(Protocol):
    """One protocol."""

    path: str
    """Where it is spoken."""

    def read(self, body: bytes) -> Asked:
        """What is asked. Raises `Garbled`."""
        ...

    def whole(self, said: Said, *, model: str) -> bytes:
        """All of it at once."""
        ...

    def pieces(self, said: Said, *, model: str) -> Iterator[bytes]:
        """The same, an event at a time."""
        ...

    def refusal(self, kind: str, message: str) -> bytes:
        """The body of an error."""
        ...


def _event(data: Mapping[str, Any], name: str = "") -> bytes:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data)}\n\n".encode()


def _parts(text: str) -> Iterator[str]:
    words = text.split(" ")
    for at in range(0, len(words) if text else 0, _PIECE):
        yield (" " if at else "") + " ".join(words[at : at + _PIECE])


def _halves(text: str) -> Iterator[str]:
    yield text[: len(text) // 2]
    yield text[len(text) // 2 :]


def _read(body: bytes) -> _Json:
    try:
        read = _as_object(json.loads(body))
    except (ValueError, RecursionError):
        raise Garbled("The body is no JSON.") from None
    if not isinstance(read.get("messages"), list):
        raise Garbled("`messages` is missing.")
    return read


def _as_object(value: object) -> _Json:
    return cast("_Json", value) if isinstance(value, dict) else {}


def _objects(value: object) -> list[_Json]:
    return [_as_object(each) for each in cast("list[object]", value)] if isinstance(value, list) else []


def _text(content: object) -> str:
    """Text that stands by itself or in blocks."""
    if isinstance(content, str):
        return content
    return "\n".join(_text(block.get("text") or block.get("content")) for block in _objects(content))


def _pictures(messages: object) -> list[bytes]:
    """The pictures in the blocks of messages, as either protocol carries them."""
    blocks = [block for message in _objects(messages) for block in _objects(message.get("content"))]
    told = [
        _as_object(block.get("image_url")).get("url") or _as_object(block.get("source")).get("data") for block in blocks
    ]
    try:
        return [base64.b64decode(str(each).rpartition(",")[2], validate=True) for each in told if each]
    except binascii.Error:
        raise Garbled("A picture is no base64.") from None


class OpenAI:
    """`POST /v1/chat/completions`."""

    path = "/v1/chat/completions"

    def read(self, body: bytes) -> Asked:
        """What is asked."""
        read = _read(body)
        system: list[str] = []
        lines: list[tuple[Role, str]] = []
        for message in _objects(read["messages"]):
            role, said = str(message.get("role")), _text(message.get("content"))
            if role in {"system", "developer"}:
                system.append(said)
            elif role in _NAMES:
                lines.append((_NAMES[role], said))
        functions = [_as_object(each.get("function")) for each in _objects(read.get("tools"))]
        return Asked(
            model=str(read.get("model")),
            system="\n\n".join(system),
            lines=lines,
            tools=[Offered(str(each.get("name")), _as_object(each.get("parameters"))) for each in functions],
            must_call=read.get("tool_choice") == "required" or isinstance(read.get("tool_choice"), dict),
            stream=bool(read.get("stream")),
            pictures=_pictures(read["messages"]),
        )

    def whole(self, said: Said, *, model: str) -> bytes:
        """A `chat.completion`."""
        message = {"role": "assistant", "content": said.text or None, "tool_calls": self._calls(said) or None}
        choice = {"index": 0, "message": message, "finish_reason": self._finish(said)}
        return json.dumps(
            self._about(model, "chat.completion") | {"choices": [choice], "usage": self._usage(said)}
        ).encode()

    def pieces(self, said: Said, *, model: str) -> Iterator[bytes]:
        """`chat.completion.chunk`s, then why it ends, then what it cost."""
        about = self._about(model, "chat.completion.chunk")

        def chunk(delta: Mapping[str, Any], finish: str | None = None) -> bytes:
            return _event(about | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

        yield chunk({"role": "assistant", "content": ""})
        for part in _parts(said.text):
            yield chunk({"content": part})
        for at, call in enumerate(self._calls(said)):
            function = call["function"]
            yield chunk(
                {"tool_calls": [{**call, "index": at, "function": {"name": function["name"], "arguments": ""}}]}
            )
            for half in _halves(function["arguments"]):
                yield chunk({"tool_calls": [{"index": at, "function": {"arguments": half}}]})
        yield chunk({}, self._finish(said))
        yield _event(about | {"choices": [], "usage": self._usage(said)})
        yield b"data: [DONE]\n\n"

    def refusal(self, kind: str, message: str) -> bytes:
        """An error."""
        return json.dumps({"error": {"message": message, "type": kind, "code": kind}}).encode()

    def _about(self, model: str, kind: str) -> _Json:
        return {"id": "chatcmpl-standin", "object": kind, "created": 1, "model": model}

    def _calls(self, said: Said) -> list[_Json]:
        return [
            {"id": f"call_{at}", "type": "function", "function": {"name": each.name, "arguments": each.arguments}}
            for at, each in enumerate(said.calls)
        ]

    def _finish(self, said: Said) -> str:
        return "length" if said.cut else "tool_calls" if said.calls else "stop"

    def _usage(self, said: Said) -> dict[str, int]:
        read, written = said.tokens
        return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


class Anthropic:
    """`POST /v1/messages`."""

    path = "/v1/messages"

    def read(self, body: bytes) -> Asked:
        """What is asked. Results of tools stand in messages of the user's."""
        read = _read(body)
        lines: list[tuple[Role, str]] = []
        for message in _objects(read["messages"]):
            content = message.get("content")
            results = any(each.get("type") == "tool_result" for each in _objects(content))
            lines.append(("tool" if results else _NAMES.get(str(message.get("role")), "customer"), _text(content)))
        tools = _objects(read.get("tools"))
        choice = _as_object(read.get("tool_choice"))
        return Asked(
            model=str(read.get("model")),
            system=_text(read.get("system")),
            lines=lines,
            tools=[Offered(str(each.get("name")), _as_object(each.get("input_schema"))) for each in tools],
            must_call=choice.get("type") in {"any", "tool"},
            stream=bool(read.get("stream")),
            pictures=_pictures(read["messages"]),
        )

    def whole(self, said: Said, *, model: str) -> bytes:
        """A `message`."""
        content: list[_Json] = [{"type": "text", "text": said.text}] if said.text else []
        for at, call in enumerate(said.calls):
            content.append(
                {"type": "tool_use", "id": f"toolu_{at}", "name": call.name, "input": json.loads(call.arguments)}
            )
        about = self._about(model, said, written=said.tokens[1])
        return json.dumps(about | {"content": content, "stop_reason": self._stop(said)}).encode()

    def pieces(self, said: Said, *, model: str) -> Iterator[bytes]:
        """`message_start`, the blocks with their deltas, `message_delta` with why it ends, `message_stop`."""

        def event(kind: str, **more: Any) -> bytes:
            return _event({"type": kind, **more}, kind)

        yield event("message_start", message=self._about(model, said))
        if said.text:
            yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
            for part in _parts(said.text):
                yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": part})
            yield event("content_block_stop", index=0)
        for at, call in enumerate(said.calls, 1 if said.text else 0):
            block: _Json = {"type": "tool_use", "id": f"toolu_{at}", "name": call.name, "input": {}}
            yield event("content_block_start", index=at, content_block=block)
            for half in _halves(call.arguments):
                yield event("content_block_delta", index=at, delta={"type": "input_json_delta", "partial_json": half})
            yield event("content_block_stop", index=at)
        stop = {"stop_reason": self._stop(said), "stop_sequence": None}
        yield event("message_delta", delta=stop, usage={"output_tokens": said.tokens[1]})
        yield event("message_stop")

    def refusal(self, kind: str, message: str) -> bytes:
        """An error."""
        return json.dumps({"type": "error", "error": {"type": kind, "message": message}}).encode()

    def _about(self, model: str, said: Said, *, written: int = 0) -> _Json:
        usage = {"input_tokens": said.tokens[0], "output_tokens": written}
        about: _Json = {"id": "msg_standin", "type": "message", "role": "assistant", "model": model}
        return about | {"content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}

    def _stop(self, said: Said) -> str:
        return "max_tokens" if said.cut else "tool_use" if said.calls else "end_turn"


DIALECTS: tuple[Dialect, ...] = (OpenAI(), Anthropic())
