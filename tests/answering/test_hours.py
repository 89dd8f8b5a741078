"""A person is called outside the opening hours: the customer learns when somebody is there."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sportello import answering, knowledge
from sportello.knowledge import File
from tests.answering.conftest import Desk
from tests.assistants import rewrite

FACTS = """
facts: 1
hours:
  - {id: kitchen, name: {en: kitchen, it: cucina}, week: {mon-sun: "00:00-24:00"}}
  - {id: shop, main: true, name: {en: shop, it: negozio}, week: {mon-fri: "09:00-18:00"}}
"""
SATURDAY = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PERSON = {"it": "Vorrei parlare con un operatore", "en": "I want to talk to a person"}


async def called(desk: Desk, at: datetime, question: str, language: str) -> str:
    """What is said when this calls a person at that moment."""
    async with desk.database.transaction(desk.workspace_id) as session:
        setup = await answering.read_setup(session, workspace_id=desk.workspace_id)
        draft = await answering.compose(session, assistant=setup, question=question, language=language, at=at)
    assert draft.outcome == "handoff"
    return draft.text


@pytest.fixture
async def shop(desk: Desk) -> Desk:
    """A shop that is closed on Saturdays, with a kitchen that never is."""
    async with desk.database.transaction(desk.workspace_id) as session:
        report = await knowledge.import_facts(session, source="facts", files=[File("facts.yaml", FACTS)])
        assert not report.skipped
    return desk


@pytest.mark.parametrize(("language", "opens"), [("en", "Monday 23 November"), ("it", "lunedì 23 novembre")])
async def test_who_asks_for_a_person_while_it_is_closed_learns_when_it_opens(
    shop: Desk, language: str, opens: str
) -> None:
    closed = await called(shop, SATURDAY, PERSON[language], language)
    assert opens in closed.replace("Lunedì", "lunedì")
    assert "{opens}" not in closed
    assert opens not in await called(shop, MONDAY, PERSON[language], language)


async def test_the_owner_s_words_are_said_and_a_rule_s_own_come_first(shop: Desk) -> None:
    async with shop.database.transaction(shop.workspace_id) as session:
        settings = await answering.assistant_settings(session, workspace_id=shop.workspace_id)
        texts = settings.texts | {"en": {"out_of_hours": "Shut. {opens}"}}
        content = answering.AssistantContent(**vars(replace(settings, texts=texts)))
        await rewrite(session, workspace_id=shop.workspace_id, content=content)
    assert (await called(shop, SATURDAY, PERSON["en"], "en")).startswith("Shut. On Monday 23 November")
    danger = await called(shop, SATURDAY, "My son was injured", "en")
    assert danger.index("112") < danger.index("Shut.")


async def test_who_has_written_no_hours_is_never_closed(desk: Desk) -> None:
    closed, open_ = [await called(desk, at, PERSON["en"], "en") for at in (SATURDAY, MONDAY)]
    assert closed == open_
