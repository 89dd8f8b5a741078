"""A provider that costs nothing but its time: `python -m benchmarks.upstream` prints its port and serves until it ends.

It gives every question the same typed answer, a token at a time, as OpenAI's servers write one: so what a customer
waits longer than its own pace is ours. Everything it says is made before; it shares the machine with what is measured.
"""

import argparse
import asyncio
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import partial
from time import perf_counter
from typing import Any, Final, cast

import uvloop

QUESTION: Final = "Ogni quanto parte la navetta dal P1 per {}?"
"""What the answer answers, out of the demo's knowledge, each time a little different: what was said once is kept."""
ANSWER: Final = (
    "Dal P1 Le Cave parte una navetta gratuita ogni 12 minuti. La navetta arriva a Porta Vecchia in 7 minuti e ha la"
    " pedana per le sedie a rotelle. L'ultima corsa della navetta è 45 minuti dopo la chiusura del percorso."
)
ARGUMENTS: Final = json.dumps({"answer": ANSWER, "citations": ["p1"], "confidence": 0.9, "needs_person": False})
_TOKEN: Final = re.compile(r"\s?\w{1,6}|\s?[^\w\s]|\s")
FIRST: Final = 0.3
"""Seconds until its first token, and..."""
PACE: Final = 0.016
"""...between two: some sixty tokens a second."""
_ABOUT: Final = {
    "id": "chatcmpl-DpBenchmarkBenchmarkBenchmark",
    "object": "chat.completion.chunk",
    "created": 1_790_000_000,
    "model": "benchmark",
    "service_tier": "default",
    "system_fingerprint": "fp_0123456789",
}
_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def _chunked(data: str) -> bytes:
    event = f"data: {data}\n\n".encode()
    return f"{len(event):x}\r\n".encode() + event + b"\r\n"


def _frame(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _chunked(json.dumps({**_ABOUT, "choices": [choice], "usage": None}))


def _frames() -> list[bytes]:
    def called(**function: str) -> dict[str, Any]:
        return {"tool_calls": [{"index": 0, "function": function}]}

    begun = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "answer", "arguments": ""}}
    usage = {"prompt_tokens": 900, "completion_tokens": 90, "total_tokens": 990}
    return [
        _frame({"role": "assistant", "content": None, "tool_calls": [begun]}),
        *(_frame(called(arguments=token)) for token in _TOKEN.findall(ARGUMENTS)),
        _frame({}, "tool_calls"),
        _chunked(json.dumps({**_ABOUT, "choices": [], "usage": usage})) + _chunked("[DONE]") + b"0\r\n\r\n",
    ]


class _Connection(asyncio.Protocol):
    """One connection, kept for further questions."""

    def __init__(self, frames: Sequence[bytes], first: float, pace: float) -> None:
        self._frames, self._first, self._pace = frames, first, pace
        self._loop = asyncio.get_running_loop()
        self._read = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, body = self._read.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or length is None or len(body) < int(length[1]) or self._transport is None:
            return
        self._read = b""
        self._transport.write(_HEAD)
        self._say(0, self._loop.time() + self._first)

    def _say(self, at: int, when: float) -> None:
        """Say the next piece when it is due, however late the one before was."""
        self._loop.call_at(when, partial(self._said, at, when))

    def _said(self, at: int, when: float) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(self._frames[at])
        if at + 1 < len(self._frames):
            self._say(at + 1, when + self._pace)


async def _serve(first: float, pace: float) -> None:
    frames = _frames()
    server = await asyncio.get_running_loop().create_server(
        lambda: _Connection(frames, first, pace), "127.0.0.1", 0, backlog=1_000
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def upstream(*, first: float = FIRST, pace: float = PACE) -> Generator[int]:
    """Its port; it runs in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.upstream", "--first", str(first), "--pace", str(pace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline() if process.stdout else "")
        finally:
            process.terminate()


async def ask(port: int) -> tuple[float, float]:
    """The seconds until its first token and until its first sentence, for a client that only waits for them."""
    asked = [{"role": "user", "content": "x" * 8_000}]  # as much as an answer's prompt
    body = json.dumps({"model": "benchmark", "stream": True, "messages": asked}).encode()
    began, said = perf_counter(), ""
    first: float | None = None
    sentence: float | None = None
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    async for line in reader:
        if line == b"0\r\n":
            break
        if not line.startswith(b"data: {"):
            continue
        first = first or perf_counter() - began
        for choice in json.loads(line[6:])["choices"]:
            said += "".join(call["function"]["arguments"] for call in choice["delta"].get("tool_calls", ()))
        sentence = sentence or (perf_counter() - began if ". " in said else None)
    writer.close()
    if first is None or sentence is None:
        raise RuntimeError("The upstream said nothing.")
    return first, sentence


def cuts(seconds: Sequence[float]) -> dict[str, float | None]:
    """Milliseconds that half, 95 and 99 of a hundred take at most."""
    if len(seconds) < 2:
        return dict.fromkeys(("p50", "p95", "p99"), round(1_000 * seconds[0], 1) if seconds else None)
    found = statistics.quantiles(seconds, n=100)
    return {f"p{at}": round(1_000 * found[at - 1], 1) for at in (50, 95, 99)}


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.upstream", description=__doc__)
    parser.add_argument("--first", type=float, default=FIRST, help="seconds until the first token")
    parser.add_argument("--pace", type=float, default=PACE, help="seconds between two tokens")
    options = parser.parse_args()
    uvloop.run(_serve(options.first, options.pace))


if __name__ == "__main__":
    main()
