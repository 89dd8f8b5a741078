"""What is answered without weighing: `python -m benchmarks.exact [--json] [--missed]`.

Facts, rows of price tables, amounts in FAQ entries, what stands before a question, and several questions in one: none
of these asks the gate how sure it is, so none is in the figures of what it answers wrongly. Asked are the questions of
`exact.txt` to an invented pool (`lido/`), written and worked out by hand before any of them was asked; of a
conversation the last one is judged. *Right* says all that must be said, or answers nothing where nothing may be
answered; *held* is no answer where one is known (a button that leads there counts as held, too); *wrong* is every other
answer. `--missed` prints what was not right: who reads it and then changes the product has measured these questions for
the last time.
"""

import argparse
import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.answers import workspace
from sportello.answering import Draft, Setup, Turn, compose, fit_gate, read_setup
from sportello.core.log import set_up
from sportello.knowledge import File, import_articles, import_facts

HERE: Final = Path(__file__).parent
AT: Final = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Europe/Rome"))
LANGUAGES: Final = ("en", "it", "de")
NOTHING: Final = "-"


def main() -> None:
    """Ask, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missed", action="store_true", help="print what was not right")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    set_up(level="warning")
    figures = asyncio.run(measure(missed=options.missed))
    if options.json:
        print(json.dumps(figures))
        return
    for group, counted in figures.items():
        print(f"{group:8}", "  ".join(f"{verdict} {count}" for verdict, count in counted.items()))


async def measure(*, missed: bool) -> Mapping[str, Mapping[str, int]]:
    """How many questions of each group are answered rightly, held back, and answered wrongly."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    async with workspace("en") as (database, home, _):
        async with database.transaction(home) as session:
            for language in LANGUAGES:
                files = [File(f"faq/{language}.yaml", _read(f"{language}.yaml"))]
                files += [File(f"articles/{language}/prices.md", _read(f"{language}.md"))]
                await import_articles(session, source=language, files=files, language=language)
            await import_facts(session, source="facts", files=[File("facts.yaml", _read("facts.yaml"))])
        await fit_gate(database, workspace_id=home)
        for group, language, question, truth in questions():
            async with database.transaction(home) as session:
                setup = await read_setup(session, workspace_id=home)
                draft = await answered(session, setup, question.split(" > "), language)
            verdict = judged(draft, truth)
            found[group].update(("asked", verdict))
            if missed and verdict != "right":
                print(f"{verdict:6} {group:8} {question}\n       {draft.outcome}: {draft.text}")
    verdicts = ("asked", "right", "held", "wrong")
    return {group: {verdict: counted[verdict] for verdict in verdicts} for group, counted in found.items()}


async def answered(session: AsyncSession, setup: Setup, asked: Sequence[str], language: str) -> Draft:
    """What is said to the last of these questions, after the others and what was said to them."""
    history: list[Turn] = []
    for question in asked[:-1]:
        draft = await compose(session, assistant=setup, question=question, language=language, history=history, at=AT)
        history += [Turn("customer", question), Turn("assistant", draft.text, offered=draft.offers_person)]
    return await compose(session, assistant=setup, question=asked[-1], language=language, history=history, at=AT)


def questions() -> Iterator[tuple[str, str, str, str]]:
    """Every question with its group, its language and what must be said."""
    group = language = ""
    for line in (HERE / "exact.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            _, group, language = line.split()
        elif line and not line.startswith("#"):
            question, truth = line.split(" => ")
            yield group, language, question, truth


def judged(draft: Draft, truth: str) -> str:
    """Whether an answer is right, held back or wrong."""
    if draft.outcome != "answered":
        return "right" if truth == NOTHING else "held"
    said = draft.text.replace("\u00a0", " ")
    return "right" if truth != NOTHING and all(part in said for part in truth.split(" & ")) else "wrong"


def _read(name: str) -> str:
    return (HERE / "lido" / name).read_text("utf-8")


if __name__ == "__main__":
    main()
