"""The long form: `python -m tests.faults --rounds 50 --only server,database --seed 7 --json`."""

import argparse
import asyncio
import json
import shutil
import sys
import time
from pathlib import Path

from tests.faults.installation import installation
from tests.faults.rounds import FAULTS, LONG, Round, fresh_seed, play_all, sign_in

_COLUMNS = (
    "fault",
    "seed",
    "messages",
    "sent_again",
    "acknowledged",
    "unknown",
    "unavailable",
    "answers",
    "connections",
    "ready_after",
    "drained_in",
)


def main() -> int:
    """Play so many rounds of each fault; exit code 1 if any promise was broken."""
    parser = argparse.ArgumentParser(description="Kill parts of a running installation in traffic, and look.")
    parser.add_argument("--rounds", type=int, default=50, help="of each fault")
    parser.add_argument("--only", default=",".join(FAULTS), help="faults, separated by commas")
    parser.add_argument("--seed", type=int, default=None, help="of the first round; each next one counts on")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--log", type=Path, default=None, help="keep what the installation said in this file")
    chosen = parser.parse_args()
    seed = fresh_seed() if chosen.seed is None else chosen.seed
    faults = [fault for fault in chosen.only.split(",") for _ in range(chosen.rounds)]
    began = time.monotonic()
    with installation() as running:
        if not chosen.json:
            sys.stdout.write(" ".join(f"{name:>12}" for name in _COLUMNS) + "\n")

        async def play() -> list[Round]:
            return await play_all(
                await sign_in(running), faults, seed=seed, form=LONG, tell=None if chosen.json else _tell
            )

        try:
            rounds = asyncio.run(play())
        finally:
            if chosen.log is not None:
                shutil.copy(running.log, chosen.log)
                shutil.copy(running.database.place.data / "server.log", f"{chosen.log}.postgres")
    broken = sum(len(one.broken) for one in rounds)
    if chosen.json:
        json.dump({"seed": seed, "rounds": [one.report() for one in rounds]}, sys.stdout, indent=2)
    worst = max(one.ready_after for one in rounds)
    seconds = time.monotonic() - began
    sys.stderr.write(
        f"{len(rounds)} rounds in {seconds:.0f} s, seed {seed}: {broken} broken, ready in ≤ {worst:.1f} s\n"
    )
    return 1 if broken else 0


def _tell(one: Round) -> None:
    report = one.report()
    sys.stdout.write(" ".join(f"{report[name]!s:>12}" for name in _COLUMNS) + "\n")
    for what in dict.fromkeys(one.broken):
        sys.stdout.write(f"    BROKEN {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
