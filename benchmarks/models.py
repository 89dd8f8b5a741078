"""What asking a model through us adds: `python -m benchmarks.models`.

A stand-in for a provider runs in a process of its own and writes a reply a piece at a time. So many streams at once
ask it, each anew when its reply is whole: first by a bare HTTP client, which tells the upstream's own time to its
first token, then through `core/llm` with everything that it does. Told for each crowd: both times and what lies
between them, replies a second, CPU for one reply, and memory. 1, 20 and 100 streams; at 20 at most 10 ms are wanted.
"""

import argparse
import asyncio
import json
import random
import re
import statistics
import subprocess
import sys
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from ipaddress import ip_network
from time import perf_counter, process_time
from typing import Any

import psutil

from sportello.core import log
from sportello.core.addresses import Reach
from sportello.core.llm import Chain, Limits, Model, Providers, Task

CROWDS = (1, 20, 100)
PACE = 0.03
"""Seconds between two pieces of a reply, three words each: as quick as small models write."""
WARM = 2.0
MEGABYTE = 1_000_000
SYSTEM = "Answer from the passages."
QUESTION = "When does the light trail open in winter, and until when may one enter?"
PASSAGE = " ".join(
    f"In winter the light trail opens at five, and one may enter until nine at gate {each}," for each in range(6)
)
ASKED = f'<passage id="p1">{PASSAGE} as the gates close then.</passage>\n{QUESTION}'
PATIENT = Limits(first=60, between=60, one=120, whole=120)
Once = Callable[[], Awaitable[float]]
"""Asks once; the seconds until the first token."""


def main() -> None:
    """Measure each crowd, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models", description=__doc__)
    parser.add_argument("--streams", type=int, nargs="+", default=CROWDS, help="sizes of the crowd")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each round")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    log.set_up(level="warning")
    with _upstream() as port:
        report = asyncio.run(_measure(port, options.streams, options.seconds))
    print(json.dumps(report, indent=2))
    if not options.json:
        print(_table(report), file=sys.stderr)


@contextmanager
def _upstream() -> Generator[int]:
    command = [sys.executable, "-m", "sportello", "dev", "llm", "--port", "0", "--pace", str(PACE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            found = re.search(r"127\.0\.0\.1:(\d+)", said)
            if found is None:
                raise RuntimeError(f"The stand-in did not begin: {said!r}")
            yield int(found[1])
        finally:
            process.terminate()


async def _measure(port: int, crowds: list[int], seconds: float) -> dict[str, Any]:
    bare = psutil.Process().memory_info().rss
    providers = Providers(Reach(networks=(ip_network("127.0.0.1"),), ports={port}, allowed_by="MODEL_NETWORKS"))
    model = Model("compatible", "standin", url=f"http://127.0.0.1:{port}/v1")
    began = perf_counter()
    await providers.open()
    loading = perf_counter() - began
    loaded = psutil.Process().memory_info().rss

    async def ours() -> float:
        reply = await providers.ask(Chain((model,), PATIENT), Task("k", SYSTEM, ASKED, None))
        return reply.attempts[-1].first_word or 0.0

    rounds: list[dict[str, Any]] = []
    try:
        for crowd in crowds:
            own = await _round(crowd, seconds, lambda: _bare(port))
            through = await _round(crowd, seconds, ours)
            if not (own["first_token_ms"] and through["first_token_ms"]):
                raise RuntimeError(f"{crowd} streams: nothing came in {seconds} s; {own['broken'] + through['broken']}")
            added = round(through["first_token_ms"]["p50"] - own["first_token_ms"]["p50"], 1)
            rounds.append({"streams": crowd, "added_p50_ms": added, "through_us": through, "upstream": own})
    finally:
        await providers.close()
    return {
        "loading_seconds": round(loading, 2),
        "loaded_megabytes": round((loaded - bare) / MEGABYTE, 1),
        "rounds": rounds,
    }


async def _round(crowd: int, seconds: float, once: Once) -> dict[str, Any]:
    """So many streams at a time, each anew when it is whole; they do not begin together."""
    firsts: list[float] = []
    counting = False

    async def stream() -> None:
        await asyncio.sleep(random.random() * WARM / 2)  # noqa: S311 - no secret
        while True:
            first = await once()
            if counting:
                firsts.append(first)

    streams = [asyncio.create_task(stream()) for _ in range(crowd)]
    await asyncio.sleep(WARM)
    counting, spent, began = True, process_time(), perf_counter()
    await asyncio.sleep(seconds)
    spent, took = process_time() - spent, perf_counter() - began
    for each in streams:
        each.cancel()
    ended = await asyncio.gather(*streams, return_exceptions=True)
    broken = [repr(each) for each in ended if isinstance(each, Exception)]
    cuts = statistics.quantiles(firsts, n=100) if len(firsts) > 1 else firsts * 99
    return {
        "first_token_ms": {f"p{at}": round(1_000 * cuts[at - 1], 1) for at in (50, 95, 99)} if cuts else None,
        "replies": len(firsts),
        "replies_per_second": round(len(firsts) / took, 1),
        "cpu_ms_per_reply": round(1_000 * spent / max(1, len(firsts)), 1),
        "megabytes": round(psutil.Process().memory_info().rss / MEGABYTE, 1),
        "broken": broken,
    }


async def _bare(port: int) -> float:
    """The same reply by a client that only waits for it."""
    lines = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": ASKED}]
    body = json.dumps({"model": "standin", "stream": True, "messages": lines}).encode()
    began, first = perf_counter(), None
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    async for line in reader:
        if first is None and b'"content": "' in line and b'"content": ""' not in line:
            first = perf_counter() - began
    writer.close()
    if first is None:
        raise RuntimeError("The stand-in said nothing.")
    return first


def _table(report: dict[str, Any]) -> str:
    heads = "".join(f"{head:>12}" for head in ("p50 ms", "p99 ms", "p50 ms", "p99 ms"))
    lines = [
        "",
        f"{'':<8}{'upstream, first token':>24}{'through us':>24}{'added':>8}",
        f"{'streams':<8}{heads}{'p50 ms':>8}{'replies/s':>11}{'CPU ms':>8}{'MB':>8}{'broken':>8}",
    ]
    for row in report["rounds"]:
        own, ours = row["upstream"]["first_token_ms"], row["through_us"]["first_token_ms"]
        through = row["through_us"]
        lines.append(
            f"{row['streams']:<8}{own['p50']:>12}{own['p99']:>12}{ours['p50']:>12}{ours['p99']:>12}"
            f"{row['added_p50_ms']:>8}{through['replies_per_second']:>11}{through['cpu_ms_per_reply']:>8}"
            f"{through['megabytes']:>8}{len(through['broken']):>8}"
        )
    lines.append(f"loading the libraries: {report['loading_seconds']} s, {report['loaded_megabytes']} MB")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
