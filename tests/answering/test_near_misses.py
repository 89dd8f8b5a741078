"""Small knowledge, as a shop has it: what its customers ask in other words, and what only sounds like it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import knowledge, workspaces
from sportello.answering import compose, fit_gate, read_setup
from sportello.core.db import Database
from sportello.core.ids import new_id
from sportello.knowledge import File

SMALL = Path(__file__).parent / "small"


@dataclass(frozen=True)
class Bounds:
    """Of thirty questions each, of the smallest fewer: how many must be answered rightly, how many at most wrongly."""

    right: int
    wrong: int
    near_misses: int
    """Of those that have no answer, how many get one."""


@pytest.mark.parametrize(
    ("shop", "bounds"),
    [
        ("bicycles", Bounds(right=20, wrong=0, near_misses=4)),
        ("dentist", Bounds(right=24, wrong=0, near_misses=0)),
        ("guesthouse", Bounds(right=25, wrong=0, near_misses=2)),
        *((f"rooms-{language}", Bounds(right=4, wrong=0, near_misses=0)) for language in ("de", "en", "it")),
        *((f"baths-{language}", Bounds(right=7, wrong=0, near_misses=0)) for language in ("de", "en", "it")),
    ],
)
async def test_what_only_sounds_like_it_is_not_said(database: Database, shop: str, bounds: Bounds) -> None:
    given = yaml.safe_load((SMALL / f"{shop}.yaml").read_text("utf-8"))
    language: str = given["language"]
    asked: list[tuple[str, str | None]] = [(question, entry) for question, entry in given["answered"]]
    asked += [(question, None) for question in given["unanswered"]]
    async with database.transaction() as session:
        made = await workspaces.create_workspace(session, slug=f"{shop}-{new_id().hex[-12:]}", name=shop)
        faq = yaml.safe_dump(given["faq"], allow_unicode=True)
        await knowledge.import_articles(session, source="shop", files=[File(f"faq/{language}.yaml", faq)])
    await fit_gate(database, workspace_id=made.id)

    came: Counter[tuple[bool, bool]] = Counter()
    async with database.transaction(made.id) as session:
        setup = await read_setup(session, workspace_id=made.id)
        entries = {entry["question"]: entry["id"] for entry in given["faq"]}
        for question, entry in asked:
            draft = await compose(session, assistant=setup, question=question, language=language)
            if draft.outcome == "answered":
                came[entry is not None, entries[draft.citations[0]["title"]] == entry] += 1
    assert came[True, True] >= bounds.right
    assert came[True, False] <= bounds.wrong
    assert came[False, False] <= bounds.near_misses


YOGA = """
- {question: What do I need for my first class?, answer: Comfortable clothes and a bottle of water. Mats are here.}
- {question: How much is a class?, answer: "A single class is £14, a card for ten classes £110."}
- {question: How do I book a class?, answer: Book on our website or just come fifteen minutes early.}
- {question: Can I cancel a booking?, answer: "Yes, until six hours before the class begins."}
- {question: Are there showers and lockers?, answer: "Yes, two showers and thirty lockers, free of charge."}
- {question: Where is the studio?, answer: "12 Mill Lane, second floor, behind the library."}
- {question: Which class is right for beginners?, answer: "Gentle Flow on Mondays, and Basics on Thursdays."}
"""


@pytest.mark.parametrize(
    ("question", "outcome", "rules"),
    [
        ("What do I need for a handstand?", "choices", ["little_of_it"]),
        ("Which teacher is right for back pain?", "choices", ["little_of_it"]),
        ("What do I need for the first class?", "answered", []),
        ("Which class for beginners?", "answered", []),
    ],
)
async def test_words_that_tell_nothing_make_nothing_sure_where_nothing_was_learnt(
    session: AsyncSession, question: str, outcome: str, rules: list[str]
) -> None:
    made = await workspaces.create_workspace(session, slug=f"yoga-{new_id().hex[-12:]}", name="Yoga")
    await knowledge.import_articles(session, source="studio", files=[File("faq/en.yaml", YOGA)])
    setup = await read_setup(session, workspace_id=made.id)

    draft = await compose(session, assistant=setup, question=question, language="en")

    assert (draft.outcome, draft.trace.rules) == (outcome, rules)
