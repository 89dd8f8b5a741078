"""What a customer waits longer for words of a model than the model took: `python -m benchmarks.streams`.

The whole way, in a throwaway installation whose assistant asks a model for all that it finds: customers post, and wait
on their stream for the first words and for the answer. Their provider (`benchmarks.upstream`) writes at a pace of its
own, so all else is ours. So many customers at a time, each asking anew when the answer is whole; they do not begin
together, unless they are told to. Before each crowd, as many bare clients ask the same provider: what they wait for
its first sentence is the upstream's own time, for before a sentence is whole a customer is shown nothing.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import Any, Final

import aiohttp
import psycopg
import uvloop

from benchmarks import upstream
from benchmarks.customers import Customer, customers
from benchmarks.installation import Installation, installation
from benchmarks.processes import usage
from sportello.core.postgres import EmbeddedPostgres

CROWDS: Final = (1, 20, 100)
WORKSPACE: Final = "luminarie"
MODEL: Final = "benchmark"
WARM: Final = 3.0
MEGABYTE: Final = 1_000_000
_COUNTED: Final = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"


@dataclass
class Heard:
    """What came of a round."""

    first: list[float] = field(default_factory=list[float])
    sentence: list[float] = field(default_factory=list[float])
    whole: list[float] = field(default_factory=list[float])
    broken: list[str] = field(default_factory=list[str])
    counting: bool = False


def main() -> None:
    """Measure each crowd, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.streams", description=__doc__)
    parser.add_argument("--streams", type=int, nargs="+", default=CROWDS, help="sizes of the crowd")
    parser.add_argument("--seconds", type=float, default=15.0, help="length of each round")
    parser.add_argument("--first", type=float, default=upstream.FIRST, help="the provider's seconds to its first token")
    parser.add_argument("--pace", type=float, default=upstream.PACE, help="its seconds between two tokens")
    parser.add_argument("--together", action="store_true", help="all ask in the same moment, again and again")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    allowed = {"MODEL_NETWORKS": "127.0.0.1"}
    with (
        upstream.upstream(first=options.first, pace=options.pace) as port,
        installation(**allowed, MODEL_PORTS=str(port)) as home,
    ):
        _ask_models(home, port)
        uvloop.run(_warm(home))
        home.settle()
        report = uvloop.run(_measure(home, port, options))
    print(json.dumps(report, indent=2))
    if not options.json:
        print(_table(report), file=sys.stderr)


def _ask_models(home: Installation, port: int) -> None:
    """Has the demo's assistant ask this provider for all that it finds, for nothing."""

    def run(*words: str) -> None:
        environment = os.environ | {
            "SPORTELLO_HOME": str(home.home),
            "MODEL_NETWORKS": "127.0.0.1",
            "MODEL_PORTS": str(port),
        }
        command = [sys.executable, "-m", "sportello", "llm", *words]
        subprocess.run(command, env=environment, input=b"", check=True, stdout=subprocess.DEVNULL)

    url = f"http://127.0.0.1:{port}/v1"
    run("add-key", WORKSPACE, "--provider", "compatible", "--url", url, "--name", "Upstream")
    run("price", WORKSPACE, "compatible", MODEL, "--read", "0", "--write", "0")
    run("chain", WORKSPACE, f"Upstream={MODEL}", "--when", "model_always")


async def _warm(home: Installation) -> None:
    """Answers until one is worded: the worker loads what it takes to ask models once it is told that some are."""
    async with customers(home.api, home.key, 1) as (customer,):
        while customer.begun is None:
            await customer.ask(upstream.QUESTION.format(_somewhere()))


async def _measure(home: Installation, port: int, options: argparse.Namespace) -> dict[str, Any]:
    await asyncio.sleep(WARM)
    load = [round(each, 1) for each in os.getloadavg()]
    rounds: list[dict[str, Any]] = []
    for crowd in options.streams:
        sys.stderr.write(f"{crowd} at a time …\n")
        own = await _bare_round(port, crowd, options)
        async with customers(home.api, home.key, crowd) as people:
            rounds.append({"streams": crowd, "upstream": own, **await _our_round(home, people, options)})
    return {"machine": {"cores": os.cpu_count(), "load_at_start": load}, "rounds": rounds}


async def _bare_round(port: int, crowd: int, options: argparse.Namespace) -> dict[str, Any]:
    heard = Heard()

    async def once() -> None:
        first, sentence = await upstream.ask(port)
        if heard.counting:
            heard.first.append(first)
            heard.sentence.append(sentence)

    await _round([once] * crowd, heard, options)
    return {
        "first_token_ms": upstream.cuts(heard.first),
        "first_sentence_ms": upstream.cuts(heard.sentence),
        "broken": heard.broken,
    }


async def _our_round(home: Installation, people: Sequence[Customer], options: argparse.Namespace) -> dict[str, Any]:
    heard = Heard()

    def asking(customer: Customer) -> Callable[[], Awaitable[None]]:
        async def once() -> None:
            asked = perf_counter()
            whole = await customer.ask(upstream.QUESTION.format(_somewhere()))
            if not heard.counting:
                return
            if customer.begun is None or upstream.ANSWER not in customer.answer:
                heard.broken.append(f"not the words of the model: {customer.answer[:100]}")
                return
            heard.first.append(customer.begun - asked)
            heard.whole.append(whole)

        return once

    with psycopg.connect(EmbeddedPostgres(home.home).url(), autocommit=True) as owner:

        def transactions() -> int:
            row = owner.execute(_COUNTED).fetchone()
            return int(row[0]) if row else 0

        before: dict[str, Any] = {}

        def begin() -> None:
            before.update(usage=usage(home.pid, home.postmaster), count=transactions(), at=perf_counter())
            before["own"] = process_time()

        await _round([asking(each) for each in people], heard, options, begin)
        took, own = perf_counter() - before["at"], process_time() - before["own"]
        after, count = usage(home.pid, home.postmaster), transactions() - before["count"]
    answers = max(1, len(heard.first))
    was = before["usage"]
    spent = {role: after[role].cpu_seconds - was[role].cpu_seconds for role in after if role in was}
    return {
        "first_words_ms": upstream.cuts(heard.first),
        "whole_ms": upstream.cuts(heard.whole),
        "answers": len(heard.first),
        "per_second": round(len(heard.first) / took, 1),
        "transactions_per_answer": round(count / answers, 1),
        "cpu_ms_per_answer": {
            role: round(1_000 * seconds / answers, 1) for role, seconds in (spent | {"load generator": own}).items()
        },
        "megabytes": {role: round(each.pss / MEGABYTE, 1) for role, each in after.items()},
        "broken": heard.broken,
    }


async def _round(
    askers: Sequence[Callable[[], Awaitable[None]]],
    heard: Heard,
    options: argparse.Namespace,
    begin: Callable[[], None] = lambda: None,
) -> None:
    """Everybody asks anew when they have their answer, or, `--together`, when all have theirs."""
    end = perf_counter() + WARM + options.seconds

    async def one(once: Callable[[], Awaitable[None]]) -> None:
        try:
            await once()
        except (OSError, RuntimeError, TimeoutError, aiohttp.ClientError) as error:
            heard.broken.append(repr(error))

    async def insist(once: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(random.random() * WARM / 2)  # noqa: S311 - no secret
        while perf_counter() < end:
            await one(once)

    async def insist_together() -> None:
        while perf_counter() < end:
            await asyncio.gather(*(one(once) for once in askers))

    asking = [insist_together()] if options.together else [insist(once) for once in askers]
    running = asyncio.gather(*asking)
    await asyncio.sleep(WARM)
    begin()
    heard.counting = True
    await running


def _somewhere() -> str:
    return "".join(random.choice("bdflmnprstv") + random.choice("aeio") for _ in range(4)).title()  # noqa: S311


def _added(row: dict[str, Any]) -> float | None:
    own, ours = row["upstream"]["first_sentence_ms"], row["first_words_ms"]
    return round(ours["p50"] - own["p50"], 1) if own["p50"] and ours["p50"] else None


def _table(report: dict[str, Any]) -> str:
    lines = [
        "",
        f"{'':<10}{'upstream, p50 ms':>20}{'first words, ms':>30}{'added':>10}",
        "".join(f"{head:>10}" for head in ("streams", "token", "sentence", "p50", "p95", "p99", "p50", "answers/s"))
        + f"{'trans.':>8}{'broken':>8}  CPU ms per answer; MB",
    ]
    for row in report["rounds"]:
        own, ours = row["upstream"], row["first_words_ms"]
        cpu = ", ".join(f"{role} {ms}" for role, ms in row["cpu_ms_per_answer"].items())
        told: list[object] = [row["streams"], own["first_token_ms"]["p50"], own["first_sentence_ms"]["p50"]]
        told += [*ours.values(), _added(row), row["per_second"]]
        counts = f"{row['transactions_per_answer']:>8}{len(row['broken']):>8}"
        lines.append("".join(f"{each!s:>10}" for each in told) + f"{counts}  {cpu}; {row['megabytes']}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
