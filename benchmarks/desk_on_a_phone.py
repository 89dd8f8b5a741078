"""What Lighthouse says of the desk on a phone: `python -m benchmarks.desk_on_a_phone`, or `make lighthouse`.

Starts the product as a newcomer would, has some hundred conversations in its workspace, and lets Lighthouse look at the
inbox and at a conversation as the busiest agent sees them: its own slow phone on a slow line, in Debian's Chromium,
nothing in the cache. Prints performance and accessibility of each, the median of `--times`, and what is amiss.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.inbox import Filled, read_filled
from benchmarks.installation import installation
from sportello import workspaces
from sportello.core.db import Database
from sportello.core.postgres import APP, EmbeddedPostgres
from sportello.workspaces import Browser

WANTED = {"performance": 80, "accessibility": 95}
"""What the issue asks for."""
ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).with_name("lighthouse")
NODE = Path(sys.executable).with_name("node")
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def main() -> None:
    """Parse the command line, let it look, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_on_a_phone", description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="how often each is looked at")
    parser.add_argument("--conversations", type=int, default=300)
    options = parser.parse_args()
    subprocess.run([NODE.with_name("npm"), "ci", "--silent", "--ignore-scripts"], cwd=FOLDER, check=True)
    with installation() as made:
        made.settle()
        there = _fill(made.home, options.conversations)
        cookie = asyncio.run(_sign_in(made.home, there))
        desk = f"{made.url}/desk/w/{there.slug}/inbox"
        pages = {"inbox": f"{desk}?view=all", "conversation": f"{desk}/{there.waiting[0]}?view=all"}
        seen = {name: [_look(url, cookie) for _ in range(options.times)] for name, url in pages.items()}
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, median of {options.times}")
    amiss = [_tell(name, reports) for name, reports in seen.items()]
    sys.exit(1 if any(amiss) else 0)


def _fill(home: Path, conversations: int) -> Filled:
    with psycopg.connect(EmbeddedPostgres(home).url()) as owner:
        row = owner.execute("SELECT slug FROM workspaces").fetchone()
    assert row is not None  # noqa: S101 - the demo has one
    many = ["--conversations", str(conversations), "--messages", str(8 * conversations)]
    environment = os.environ | {"SPORTELLO_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "sportello", "dev", "fill", row[0], *many], env=environment, check=True)
    return read_filled(EmbeddedPostgres(home).url())


async def _sign_in(home: Path, there: Filled) -> str:
    database = Database(EmbeddedPostgres(home).url(user=APP), pool_size=1)
    async with database.transaction() as session:
        browser = Browser(ip="127.0.0.1", user_agent="benchmark")
        opened = await workspaces.open_session(session, user_id=there.agent, browser=browser)
    await database.close()
    return f"sportello={opened.token}"


def _look(url: str, cookie: str) -> dict[str, Any]:
    """One report of it."""
    chromium = subprocess.run([ROOT / "scripts/chromium"], check=True, capture_output=True, text=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="sportello-lighthouse-") as folder:
        report, headers = Path(folder, "report.json"), Path(folder, "headers.json")
        headers.write_text(json.dumps({"Cookie": cookie}))
        asked = [
            *(NODE, FOLDER / "node_modules/lighthouse/cli/index.js", url, "--quiet", "--form-factor=mobile"),
            *(f"--only-categories={','.join(WANTED)}", f"--chrome-flags={FLAGS}", f"--extra-headers={headers}"),
            *("--output=json", f"--output-path={report}"),
        ]
        subprocess.run(
            asked, check=True, env=os.environ | {"CHROME_PATH": chromium, "PATH": f"{NODE.parent}:{os.environ['PATH']}"}
        )
        return json.loads(report.read_text())


def _tell(name: str, reports: Sequence[dict[str, Any]]) -> bool:
    """Print it; whether something is below what is wanted."""
    below = False
    for category, wanted in WANTED.items():
        scores = [100 * report["categories"][category]["score"] for report in reports]
        median = statistics.median(scores)
        below |= median < wanted
        print(f"{name:<14}{category:<15}{median:>5.0f} (wanted {wanted}; {', '.join(f'{one:.0f}' for one in scores)})")
    last = reports[-1]
    for audit in last["audits"].values():
        if audit.get("scoreDisplayMode") == "numeric" and "displayValue" in audit:
            print(f"    {audit['title']:<40}{audit['displayValue']}")
    for reference in last["categories"]["accessibility"]["auditRefs"]:
        audit = last["audits"][reference["id"]]
        if audit["score"] == 0 and reference["weight"] > 0:
            print(f"    amiss: {audit['title']}")
    return below


if __name__ == "__main__":
    main()
