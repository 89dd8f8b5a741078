"""Tokens are put together on their way to the libraries: fewer events, the same text, nothing late or lost."""

import json
import re
from typing import Any

import pytest

from sportello.core.llm import gathering
from sportello.core.llm.gathering import Gathering

USAGE: dict[str, Any] = {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}}


def openai(text: str, **more: Any) -> bytes:
    return event({"id": "c1", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None} | more]})


def called(arguments: str, **more: Any) -> bytes:
    call = {"index": 0, "function": {"arguments": arguments}} | more
    return event({"id": "c1", "choices": [{"index": 0, "delta": {"tool_calls": [call]}}]})


def anthropic(text: str, **more: Any) -> bytes:
    said = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}} | more
    return b"event: content_block_delta\n" + event(said)


def event(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


_TEXT = re.compile(rb'"(?:content|arguments|text|partial_json)": ("(?:[^"\\]|\\.)*")')


def texts(stream: bytes) -> list[str]:
    """What the events of a stream say, one by one."""
    return [json.loads(text) for text in _TEXT.findall(stream)]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No moment passes, however busy the machine."""
    monkeypatch.setattr(gathering, "monotonic", lambda: 1_000.0)


@pytest.mark.parametrize("piece", [openai, called, anthropic])
def test_tokens_go_together_once_their_sentence_has_ended(piece: Any) -> None:
    stream = Gathering()
    passed = [texts(stream.feed(piece(token))) for token in ("We", " are", " open", ".", " Come", " in")]
    assert passed == [["We"], [], [], [], [" are open. Come"], []]
    assert texts(stream.rest()) == [" in"]


@pytest.mark.parametrize("at", range(1, 40))
def test_it_does_not_matter_where_the_network_cuts(at: int) -> None:
    said = openai("a") + openai(" b") + openai(" c. ") + event(USAGE) + b"data: [DONE]\n\n"
    stream, passed = Gathering(), b""
    for begin in range(0, len(said), at):
        passed += stream.feed(said[begin : begin + at])
    passed += stream.rest()
    assert "".join(texts(passed)) == "a b c. "
    assert passed.endswith(event(USAGE) + b"data: [DONE]\n\n")


def test_a_slow_model_is_heard_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Gathering()
    stream.feed(openai("a"))
    assert not stream.feed(openai("b"))
    monkeypatch.setattr(gathering, "monotonic", lambda: 1_000.0 + gathering.LONGEST)
    assert texts(stream.feed(openai("c"))) == ["bc"]


@pytest.mark.parametrize(
    "other",
    [
        event({"error": {"message": "overloaded"}}),
        event({"id": "c1", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
        openai("x", finish_reason="length"),
        openai("x", logprobs={"content": [1]}),
        openai("", delta={"content": "x", "reasoning_content": "y"}),
        called("{}", id="call_2"),
        called("", function={"name": "answer", "arguments": ""}),
        anthropic("", delta={"type": "signature_delta", "signature": "s"}),
        b": ping\n\n",
        b"data: {broken\n\n",
        b"data: [1]\n\n",
        b"data: 7}\n\n",
        b'data: {"choices": [7]}\n\n',
        b'data: {"choices": [{"delta": 7}]}\n\n',
        b'data: {"type": "content_block_delta", "delta": 7}\n\n',
        b'data: {"choices": [{"delta": {"tool_calls": [{"function": 7}]}}]}\n\n',
        b'data: {"choices":\ndata: []}\n\n',
        b"data: " + b"[" * 100_000 + b"}\n\n",
        b"event: error\ndata: {}\n\n",
    ],
)
def test_all_else_goes_by_as_it_came_and_after_what_came_before(other: bytes) -> None:
    stream = Gathering()
    stream.feed(openai("a"))
    stream.feed(openai("b"))
    passed = stream.feed(other)
    assert passed.endswith(other)
    assert texts(passed.removesuffix(other)) == ["b"]
    assert stream.rest() == b""


def test_two_texts_are_not_mixed() -> None:
    stream = Gathering()
    passed = b"".join(map(stream.feed, (openai("a"), openai("b"), called("c"), called("d"), called("e", index=1))))
    assert texts(passed + stream.rest()) == ["a", "b", "cd", "e"]


def test_halves_of_a_character_come_together() -> None:
    stream = Gathering()
    pieces = (openai("a"), openai("\ud83d"), openai("\ude00"))
    assert texts(b"".join(map(stream.feed, pieces)) + stream.rest()) == ["a", "😀"]


@pytest.mark.parametrize("odd", [b"data: {}\r\n\r\n", b"x" * 70_000])
def test_a_stream_that_is_written_otherwise_goes_by(odd: bytes) -> None:
    stream, said = Gathering(), openai("a") + openai("b")
    passed = stream.feed(said) + stream.feed(odd) + stream.feed(b"\r\n")
    assert passed.endswith(odd + b"\r\n")
    assert "".join(texts(passed.replace(odd, b""))) == "ab"


def used(stream: bytes) -> list[int]:
    """What the events of a stream say was written, one by one."""
    events = [json.loads(each[6:]) for each in stream.split(b"\n\n") if each.startswith(b"data: {")]
    return [each["usage"]["completion_tokens"] for each in events if each.get("usage")]


@pytest.mark.parametrize("end", [b"data: [DONE]\n\n", b""])
@pytest.mark.parametrize("alone", [True, False])
def test_of_what_was_used_so_far_only_the_last_is_told(end: bytes, *, alone: bool) -> None:
    stream, passed = Gathering(), b""
    for many, token in enumerate(("We", " are", " open", "."), 1):
        usage = {"prompt_tokens": 900, "completion_tokens": many}
        passed += stream.feed(event({"choices": [{"index": 0, "delta": {"content": token}}], "usage": usage}))
    if alone:
        passed += stream.feed(event(USAGE))
    passed += stream.feed(end) + stream.rest()
    assert "".join(texts(passed)) == "We are open."
    assert used(passed) == [4]
    assert passed.endswith(end)
