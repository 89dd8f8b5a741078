"""What `core/llm` adds to asking a model: `python -m benchmarks.models`. The whole way: `benchmarks.streams`.

A provider (`benchmarks.upstream`) in a process of its own writes a typed answer a token at a time. So many streams ask
it at once, each anew when its reply is whole; they do not begin together. First a bare client asks, which tells the
upstream's own time to its first token and to its first sentence; then `core/llm`, with everything that it does: its
first token is when the model is heard, its first sentence when a customer could read it. Told for each crowd: these
times and what lies between them, replies a second, CPU for one reply, and memory. 1, 20 and 100 streams; at 20 at most
10 ms are wanted.
"""

import argparse
import asyncio
import json
import os
import random
import sys
from collections.abc import Awaitable, Callable
from ipaddress import ip_network
from time import perf_counter, process_time
from typing import Any

import psutil
import uvloop

from benchmarks import upstream
from sportello.answering.grounding import Answer
from sportello.core import log
from sportello.core.addresses import Reach
from sportello.core.llm import Chain, Limits, Model, Piece, Providers, Task

CROWDS = (1, 20, 100)
WARM = 3.0
MEGABYTE = 1_000_000
SYSTEM = "Answer from the passages."
QUESTION = "When does the light trail open in winter, and until when may one enter?"
PASSAGE = " ".join(
    f"In winter the light trail opens at five, and one may enter until nine at gate {each}," for each in range(80)
)
ASKED = f'<passage id="p1">{PASSAGE} as the gates close then.</passage>\n{QUESTION}'
PATIENT = Limits(first=60, between=60, one=120, whole=120)
Times = tuple[float, float]
"""Seconds until the first token, and until the first sentence."""
Once = Callable[[], Awaitable[Times]]


def main() -> None:
    """Measure each crowd, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models", description=__doc__)
    parser.add_argument("--streams", type=int, nargs="+", default=CROWDS, help="sizes of the crowd")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each round")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    log.set_up(level="warning")
    with upstream.upstream() as port:
        report = uvloop.run(_measure(port, options.streams, options.seconds))
    print(json.dumps(report, indent=2))
    if not options.json:
        print(_table(report), file=sys.stderr)


async def _measure(port: int, crowds: list[int], seconds: float) -> dict[str, Any]:
    bare = psutil.Process().memory_info().rss
    providers = Providers(Reach(networks=(ip_network("127.0.0.1"),), ports={port}, allowed_by="MODEL_NETWORKS"))
    model = Model("compatible", "standin", url=f"http://127.0.0.1:{port}/v1")
    began = perf_counter()
    await providers.open()
    loading = perf_counter() - began
    loaded = psutil.Process().memory_info().rss

    async def ours() -> Times:
        sentence = 0.0

        async def tell(_: Piece) -> None:
            nonlocal sentence
            sentence = sentence or perf_counter() - asked

        asked = perf_counter()
        reply = await providers.ask(Chain((model,), PATIENT), Task("k", SYSTEM, ASKED, None, output=Answer), tell=tell)
        return reply.attempts[-1].first_word or 0.0, sentence

    rounds: list[dict[str, Any]] = []
    try:
        for crowd in crowds:
            own = await _round(crowd, seconds, lambda: upstream.ask(port))
            through = await _round(crowd, seconds, ours)
            added = {
                what: round(through[what]["p50"] - own[what]["p50"], 1)
                for what in ("first_token_ms", "first_sentence_ms")
                if through[what]["p50"] and own[what]["p50"]
            }
            rounds.append({"streams": crowd, "added_p50": added, "through_us": through, "upstream": own})
    finally:
        await providers.close()
    return {
        "machine": {"cores": os.cpu_count(), "load_at_end": [round(each, 1) for each in os.getloadavg()]},
        "loading_seconds": round(loading, 2),
        "loaded_megabytes": round((loaded - bare) / MEGABYTE, 1),
        "rounds": rounds,
    }


async def _round(crowd: int, seconds: float, once: Once) -> dict[str, Any]:
    """So many streams at a time, each anew when it is whole; they do not begin together."""
    firsts: list[float] = []
    sentences: list[float] = []
    counting = False

    async def stream() -> None:
        await asyncio.sleep(random.random() * WARM / 2)  # noqa: S311 - no secret
        while True:
            first, sentence = await once()
            if counting:
                firsts.append(first)
                sentences.append(sentence)

    streams = [asyncio.create_task(stream()) for _ in range(crowd)]
    await asyncio.sleep(WARM)
    counting, spent, began = True, process_time(), perf_counter()
    await asyncio.sleep(seconds)
    spent, took = process_time() - spent, perf_counter() - began
    for each in streams:
        each.cancel()
    ended = await asyncio.gather(*streams, return_exceptions=True)
    broken = [repr(each) for each in ended if isinstance(each, Exception)]
    return {
        "first_token_ms": upstream.cuts(firsts),
        "first_sentence_ms": upstream.cuts(sentences),
        "replies": len(firsts),
        "replies_per_second": round(len(firsts) / took, 1),
        "cpu_ms_per_reply": round(1_000 * spent / max(1, len(firsts)), 1),
        "megabytes": round(psutil.Process().memory_info().rss / MEGABYTE, 1),
        "broken": broken,
    }


def _table(report: dict[str, Any]) -> str:
    heads = ("streams", "token", "sentence", "token", "sentence", "token", "sentence", "replies/s", "CPU ms", "MB")
    lines = [
        "",
        f"{'':<10}{'upstream, p50 ms':>20}{'through us, p50 ms':>20}{'added, p50 ms':>20}",
        "".join(f"{head:>10}" for head in (*heads, "broken")),
    ]
    for row in report["rounds"]:
        own, through, added = row["upstream"], row["through_us"], row["added_p50"]
        told: list[object] = [row["streams"]]
        for of in (own, through):
            told += [of[what]["p50"] for what in ("first_token_ms", "first_sentence_ms")]
        told += [added.get(what) for what in ("first_token_ms", "first_sentence_ms")]
        told += [through[what] for what in ("replies_per_second", "cpu_ms_per_reply", "megabytes")]
        lines.append("".join(f"{each!s:>10}" for each in (*told, len(through["broken"]))))
    lines.append(f"loading the libraries: {report['loading_seconds']} s, {report['loaded_megabytes']} MB")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
