"""Facts where something else stands beside the question: who asks tells of themselves, or asks another thing, too."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

FACTS = (Path(__file__).parent / "facts" / "practice.yaml").read_text(encoding="utf-8")
FAQ = """
- question: Is there parking?
  alternatives: [Where can I park?]
  answer: In the garage, five minutes on foot.
- question: What do you do for groups of children?
  alternatives: [We are a group, how much is a check-up?, What does a school class pay?]
  answer: Groups of ten pay half.
"""
NOON = datetime.fromisoformat("2026-12-01T11:00Z")


@pytest.fixture
async def practice(session: AsyncSession) -> Ask:
    """A dentist with facts and two entries."""
    made = await workspaces.create_workspace(session, slug=f"practice-{new_id().hex[-12:]}", name="Practice")
    await knowledge.import_articles(session, source="site", files=[File("faq/en.yaml", FAQ)])
    await knowledge.import_facts(session, source="facts", files=[File("facts.yaml", FACTS)])
    setup = answering.Setup(workspace_id=made.id)

    async def ask(question: str, language: str) -> answering.Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language, at=NOON)

    return ask


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("en", "My husband is German, are you open on Friday?", "Yes: on Friday 4 December"),
        ("it", "Mio marito è tedesco, siete aperti venerdì?", "Sì: venerdì 4 dicembre"),
        ("de", "Mein Mann ist Deutscher, haben Sie am Freitag offen?", "Ja: am Freitag, 4. Dezember"),
        ("en", "Is there parking? And a lift?", "There is an elevator."),
        ("de", "Was kostet die Zahnreinigung und brauch ich einen Termin?", "Nur mit Termin."),
        ("it", "pulizia quanto costa e devo avere un appuntamento?", "Igiene dentale: 92\xa0€."),
    ],
)
async def test_the_fact_is_told_though_something_stands_beside_it(
    practice: Ask, language: str, question: str, told: str
) -> None:
    draft = await practice(question, language)

    assert draft.outcome == "answered"
    assert told in draft.text


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "We are a group of twelve, how much is a check-up?"),
        ("en", "My son has a canoe, how much is it?"),
        ("en", "My crown fell out, how much is it?"),
        ("en", "My daughter wants braces, how much are they?"),
        ("it", "Mia figlia vuole l'apparecchio, quanto costa?"),
        ("de", "Meine Tochter will eine Spange, was kostet die?"),
    ],
)
async def test_what_is_asked_of_something_told_is_no_fact(practice: Ask, language: str, question: str) -> None:
    draft = await practice(question, language)

    assert not any(hit.get("kind") == "fact" for hit in draft.trace.hits), draft.text
