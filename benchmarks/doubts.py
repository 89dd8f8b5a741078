"""What the rules that hold a sure answer back cost, and save: `python -m benchmarks.doubts [--template festival]`.

Knowledge with real answers is needed for that: a template's FAQ, in its languages. Every wording is asked with itself
hidden (its entry answers it) and with its whole entry hidden (nothing does), at the default threshold. Told are, of the
answers that the gate is sure of, those that a rule turns into buttons: right ones, which it costs, and others, which
it saves.
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from importlib.resources import as_file, files

from benchmarks.answers import workspace
from sportello.answering import fit_gate, read_setup
from sportello.answering.doubts import doubt
from sportello.answering.gate import THRESHOLD, Gate
from sportello.core.log import set_up
from sportello.knowledge import File, Rehearsed, excerpt, import_articles, rehearse


def main() -> None:
    """Ask, count, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.doubts", description=__doc__)
    parser.add_argument("--template", default="festival", help="whose FAQ is asked")
    parser.add_argument("--show", action="store_true", help="also print what is held back")
    parser.add_argument("--most", type=int, default=2_000, metavar="N", help="wordings that are asked at most")
    options = parser.parse_args()
    set_up(level="warning")
    with as_file(files("sportello.templates") / options.template / "faq") as folder:
        given = {path.stem: File(f"faq/{path.name}", path.read_text("utf-8")) for path in sorted(folder.glob("*.yaml"))}
    for language, file in given.items():
        print(json.dumps(asyncio.run(measure(language, file, most=options.most, show=options.show))))


async def measure(language: str, faq: File, *, most: int, show: bool) -> dict[str, object]:
    """One language's figures."""
    async with workspace(language) as (database, home, _):
        async with database.transaction(home) as session:
            await import_articles(session, source="faq", files=[faq], language=language)
        await fit_gate(database, workspace_id=home)
        async with database.transaction(home) as session:
            gate = (await read_setup(session, workspace_id=home)).gate
            rehearsed = await rehearse(session, most=most)
    return {"language": language, **counted(gate, rehearsed, show=show)}


def counted(gate: Gate, rehearsed: Sequence[Rehearsed], *, show: bool) -> dict[str, object]:
    """How many sure answers each rule holds back, of each sort."""
    sure: Counter[str] = Counter()
    held: dict[str, Counter[str]] = {}
    for each in rehearsed:
        if each.hit is None or gate.confidence([each.hit]) < THRESHOLD:
            continue
        sort = "right" if each.right else "wrong" if each.answerable else "unanswerable"
        sure[sort] += 1
        rule = doubt(each.question, each.hit, excerpt(each.hit, each.question))
        if rule:
            held.setdefault(rule, Counter())[sort] += 1
            if show:
                print(f"{rule:22} {sort:12} {each.question} -> {each.hit.title}")
    asked = Counter("answerable" if each.answerable else "unanswerable" for each in rehearsed)
    return {"asked": dict(asked), "sure": dict(sure), "held": {rule: dict(found) for rule, found in held.items()}}


if __name__ == "__main__":
    main()
