"""How many customers one installation answers, how fast, and at what price.

`python -m benchmarks.load` starts the product as a newcomer would (embedded PostgreSQL, one web process, one
worker), lets 1, 50, 100 and 300 customers ask and wait for the assistant's answer on their stream, first as
fast as they can and then paced, and prints for each round messages a second, latencies, errors, CPU and memory of
every process. Two of its ten questions have no sure answer, which waits on purpose until its customer has paused for
a second: latencies are told of the answers given at once, of those put off, and of all together. Then pgbench runs
the statements of the receive transaction alone: what the database itself could do.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from typing import Any

import uvloop

from benchmarks.bound import measure_bound
from benchmarks.customers import Tally, customers, pace, post_only, saturate
from benchmarks.installation import Installation, installation
from benchmarks.processes import usage

CROWDS = (1, 50, 100, 300)
RECEIVING = 16
"""Customers who post at once when only the receive transaction is measured; as many as pgbench's clients."""
PACE = 30.0
"""Messages a second of the paced rounds: a busy shop, far from saturation."""
MEGABYTE = 1_000_000


def main() -> None:
    """Parse the command line, run all rounds, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=CROWDS, help="sizes of the crowd")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each round")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    with installation() as home:
        home.settle()
        report = uvloop.run(_measure(home, options.customers, options.seconds))
        with home.worker_held_still():
            report["bound"] = measure_bound(home.home, seconds=options.seconds)
    report["receive"]["of_bound"] = _share_of_bound(report["receive"], report["bound"])
    print(json.dumps(report, indent=2))
    if not options.json:
        print(_table(report), file=sys.stderr)


async def _measure(home: Installation, crowds: list[int], seconds: float) -> dict[str, Any]:
    await asyncio.sleep(3)
    load = [round(each, 1) for each in os.getloadavg()]
    idle = usage(home.pid, home.postmaster)
    rounds: list[dict[str, Any]] = []
    for count in crowds:
        async with customers(home.api, home.key, count) as crowd:
            await saturate(crowd, min(2.0, seconds))  # warm caches and prepared statements
            rounds.append(await _round(home, "saturated", count, saturate(crowd, seconds)))
            rounds.append(await _round(home, f"paced {PACE:.0f}/s", count, pace(crowd, seconds, PACE)))
    return {
        "receive": await _receive(home, seconds),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0], "load_at_start": load},
        "idle_megabytes": {role: round(use.pss / MEGABYTE, 1) for role, use in idle.items()},
        "rounds": rounds,
    }


async def _receive(home: Installation, seconds: float) -> dict[str, Any]:
    """The receive transaction alone: customers who only post, while the worker is held still."""
    async with customers(home.api, home.key, RECEIVING, listen=False) as crowd:
        await post_only(crowd, min(2.0, seconds))
        with home.worker_held_still():
            before, started = usage(home.pid, home.postmaster), time.perf_counter()
            tally = await post_only(crowd, seconds)
            elapsed, after = time.perf_counter() - started, usage(home.pid, home.postmaster)
    stored = len(tally.seconds)
    cpu = {role: after[role].cpu_seconds - before[role].cpu_seconds for role in ("web", "postgresql")}
    return {
        "per_second": round(stored / elapsed, 1),
        **{f"{role}_cpu_ms": round(1000 * seconds / max(1, stored), 3) for role, seconds in cpu.items()},
        "errors": len(tally.errors),
    }


def _share_of_bound(receive: dict[str, Any], bound: dict[str, Any]) -> float:
    """CPU time of one transaction by pgbench over that of one message through the product."""
    return round(
        (bound["postgresql_cpu_ms"] + bound["pgbench_cpu_ms"]) / (receive["web_cpu_ms"] + receive["postgresql_cpu_ms"]),
        3,
    )


async def _round(home: Installation, kind: str, count: int, running: Any) -> dict[str, Any]:
    before, own, started = usage(home.pid, home.postmaster), time.process_time(), time.perf_counter()
    tally: Tally = await running
    elapsed, generator = time.perf_counter() - started, time.process_time() - own
    after = usage(home.pid, home.postmaster)
    spent = {role: after[role].cpu_seconds - before[role].cpu_seconds for role in after if role in before}
    answered = len(tally.seconds)
    return {
        "kind": kind,
        "customers": count,
        "answered": answered,
        "per_second": round(answered / elapsed, 1),
        "at_once": {"answers": len(tally.at_once), **_percentiles(tally.at_once)},
        "put_off": {"answers": len(tally.put_off), **_percentiles(tally.put_off)},
        "all": _percentiles(tally.seconds),
        "errors": len(tally.errors),
        "first_error": tally.errors[0] if tally.errors else None,
        "cpu_ms_per_answer": {
            role: round(1000 * seconds / max(1, answered), 3)
            for role, seconds in (spent | {"load generator": generator}).items()
        },
        "megabytes": {role: round(use.pss / MEGABYTE, 1) for role, use in after.items()},
    }


def _percentiles(seconds: list[float]) -> dict[str, float | None]:
    if len(seconds) < 2:
        return {"p50_ms": None, "p95_ms": None, "p99_ms": None}
    cuts = statistics.quantiles(seconds, n=100)
    return {f"p{cut}_ms": round(1000 * cuts[cut - 1], 1) for cut in (50, 95, 99)}


def _table(report: dict[str, Any]) -> str:
    heads = "".join(f"{head:>10}" for head in ("p50 ms", "p95 ms", "p99 ms", "p50 ms", "p99 ms", "p50 ms", "p99 ms"))
    lines = [
        "",
        f"{'':<34}{'given at once':>30}{'put off':>20}{'all':>20}",
        f"{'round':<16}{'customers':>10}{'msg/s':>8}{heads}{'errors':>8}  CPU ms per answer",
    ]
    for row in report["rounds"]:
        cpu = ", ".join(f"{role} {ms}" for role, ms in row["cpu_ms_per_answer"].items())
        cuts = [("at_once", 50), ("at_once", 95), ("at_once", 99)]
        cuts += [(of, cut) for of in ("put_off", "all") for cut in (50, 99)]
        shown = "".join(f"{row[of][f'p{cut}_ms'] or '-':>10}" for of, cut in cuts)
        lines.append(f"{row['kind']:<16}{row['customers']:>10}{row['per_second']:>8}{shown}{row['errors']:>8}  {cpu}")
    idle = report["idle_megabytes"]
    lines.append(f"idle memory (PSS): {sum(idle.values()):.0f} MB  {idle}")
    lines.append(f"receive transaction: {report['receive']}; its bound: {report['bound']}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
