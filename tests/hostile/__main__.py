"""The long form: `python -m tests.hostile --calls 5000 --seed 7 --plants FILE`; exit code 1 for any violation."""

import argparse
import asyncio
import json
import random
import sys
import time
from ipaddress import ip_network
from pathlib import Path

from benchmarks.installation import throwaway_home
from sportello.bootstrap import access_to, open_resources
from sportello.core.log import set_up
from sportello.core.schema import migrate
from sportello.core.settings import Settings
from tests.hostile.storm import Outcome, storm
from tests.hostile.stub import foreign_cases, own_cases


def main() -> int:
    """Ask so often, look at everything, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--calls", type=int, default=5_000, help="of the model")
    parser.add_argument("--seed", type=int, default=None, help="another one each time unless given")
    parser.add_argument("--plants", type=Path, action="append", default=[], help="instructions of others, JSON lines")
    options = parser.parse_args()
    set_up(level="error")
    seed: int = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    cases = [case for path in options.plants for case in foreign_cases(path)] or own_cases()
    began = time.monotonic()
    with throwaway_home() as home:
        networks = (ip_network("127.0.0.1"),)
        ports = frozenset(range(1024, 65_536))
        settings = Settings(
            home=home, model_networks=networks, model_ports=ports, fetch_networks=networks, fetch_ports=ports
        )
        access = access_to(settings)
        assert access.embedded is not None
        access.embedded.start()
        try:
            migrate(access.owner_url)

            async def run() -> Outcome:
                async with open_resources(settings, access) as resources:
                    return await storm(resources, cases, calls=options.calls, seed=seed)

            outcome = asyncio.run(run())
        finally:
            access.embedded.stop()
    report = {
        "seed": seed,
        "cases": len(cases),
        "calls": outcome.calls,
        "answers": outcome.answers,
        "in the model's words": outcome.worded,
        "planted results of an action": outcome.read,
        "of these from another language": outcome.translated,
        "not let through": dict(outcome.dropped),
        "seconds": round(time.monotonic() - began),
        "violations": outcome.violations[:50],
    }
    json.dump(report, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 1 if outcome.violations else 0


if __name__ == "__main__":
    raise SystemExit(main())
