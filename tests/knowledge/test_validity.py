"""Nothing is found that is not published, does not hold now, is for other assistants, or of another workspace."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core import clock
from sportello.core.clock import now
from sportello.core.db import enter_workspace
from sportello.core.ids import new_id
from sportello.knowledge import (
    ArticleInvalid,
    Content,
    File,
    Reader,
    Selection,
    create_article,
    get_article,
    import_articles,
    list_articles,
    published_article,
    read_entry,
    search,
    update_article,
)
from tests.knowledge.conftest import open_workspace

QUESTION = "Posso portare il cane al museo?"
DOGS = Content(
    kind="faq",
    title="Cani",
    language="it",
    status="published",
    body="Sì, il cane entra al museo al guinzaglio.",
    questions=(QUESTION,),
)


async def found(session: AsyncSession, assistant_id: UUID | None = None) -> list[UUID]:
    """What a customer's question, and a press on what was offered, would bring up."""
    hits = await search(session, question=QUESTION, language="it", reader=Reader(assistant_id))
    for hit in hits:
        assert await read_entry(session, entry_id=hit.entry_id, question=QUESTION, reader=Reader(assistant_id))
    return [hit.article_id for hit in hits]


async def test_a_draft_is_not_found(session: AsyncSession, workspace: UUID) -> None:
    made = await create_article(session, content=DOGS)
    assert await found(session) == [made.id]
    await update_article(session, article_id=made.id, content=replace(DOGS, status="draft"))
    assert await found(session) == []


async def test_an_article_is_found_while_it_holds(session: AsyncSession, workspace: UUID) -> None:
    holds = replace(DOGS, valid_from=now() + timedelta(days=1), valid_until=now() + timedelta(days=3))
    made = await create_article(session, content=holds)
    for days, there in ((0, False), (2, True), (2, False)):
        clock.travel(timedelta(days=days))
        assert await found(session) == ([made.id] if there else [])
        assert bool(await published_article(session, slug=made.slug)) == there
        assert bool(await read_entry(session, entry_id=made.id, question=QUESTION)) == there


async def test_what_has_expired_does_not_crowd_out_what_holds(session: AsyncSession, workspace: UUID) -> None:
    for _ in range(30):
        await create_article(session, content=replace(DOGS, valid_until=now() + timedelta(hours=1)))
    worse = replace(DOGS, title="Animali", questions=("Il cane?",), body="Il cane resta fuori.")
    made = await create_article(session, content=worse)
    clock.travel(timedelta(hours=2))
    assert await found(session) == [made.id]


async def test_an_article_is_found_by_its_assistants_alone(session: AsyncSession, workspace: UUID) -> None:
    mine, other = new_id(), new_id()
    made = await create_article(session, content=replace(DOGS, assistants=(mine,)))
    assert await found(session, mine) == [made.id]
    assert await found(session, other) == []
    assert await found(session) == []
    assert await read_entry(session, entry_id=made.id, question=QUESTION, reader=Reader(other)) is None


async def test_of_a_selection_only_what_is_chosen_is_found(session: AsyncSession, workspace: UUID) -> None:
    file = File("cani.md", f"---\ntitle: Cani\n---\n{DOGS.body}")
    await import_articles(session, source="menu", files=[file], language="it")
    (imported,) = await list_articles(session)
    source = imported.source_id
    assert source is not None
    own = await create_article(session, content=replace(DOGS, title="Ancora cani", body="Sì, il cane entra anche qui."))

    async def read(selection: Selection | None) -> set[UUID]:
        reader = Reader(None, selection)
        hits = {hit.article_id for hit in await search(session, question=QUESTION, language="it", reader=reader)}
        pressed = await read_entry(session, entry_id=own.id, question=QUESTION, reader=reader)
        assert bool(pressed) == (own.id in hits)
        return hits

    assert await read(None) == {imported.id, own.id}
    assert await read(Selection()) == set()
    assert await read(Selection(sources={source})) == {imported.id}
    assert await read(Selection(handwritten=True)) == {own.id}
    assert await read(Selection(articles={own.id})) == {own.id}
    assert await read(Selection(sources={source}, articles={own.id})) == {imported.id, own.id}
    assert await read(Selection(sources={new_id()}, articles={new_id()})) == set()


async def test_another_workspaces_article_is_not_found(session: AsyncSession, workspace: UUID) -> None:
    mine = new_id()
    made = await create_article(session, content=replace(DOGS, assistants=(mine,)))
    await open_workspace(session, f"w-{new_id().hex[-12:]}")
    assert await found(session, mine) == []
    assert await read_entry(session, entry_id=made.id, question=QUESTION, reader=Reader(mine)) is None
    await enter_workspace(session, workspace)
    assert await found(session, mine) == [made.id]


async def test_it_cannot_end_before_it_begins(session: AsyncSession, workspace: UUID) -> None:
    with pytest.raises(ArticleInvalid, match="before it begins"):
        await create_article(session, content=replace(DOGS, valid_from=now(), valid_until=now() - timedelta(days=1)))


async def test_files_say_until_when_they_hold_and_the_desk_may_say_otherwise(
    session: AsyncSession, workspace: UUID
) -> None:
    menu = File("menu.md", "---\ntitle: Menu\nvalid_until: 2030-12-31\n---\nZuppa di zucca.")
    rows = File("faq.csv", "question,answer,valido dal,valido fino al\nVin brulé?,Sì.,2030-12-01,2030-12-24\nE?,?,x,\n")
    report = await import_articles(session, source="menu", files=[menu, rows], language="it")
    assert [one.reason for one in report.skipped] == ["'x' is no day: write it like 2026-12-31."]
    made = {article.title: article for article in await list_articles(session)}
    # The workspace is in Rome, where the last day ends an hour before midnight in Greenwich.
    assert str(made["Menu"].valid_until) == "2030-12-31 23:00:00+00:00"
    assert str(made["Vin brulé?"].valid_from) == "2030-11-30 23:00:00+00:00"
    assert str(made["Vin brulé?"].valid_until) == "2030-12-24 23:00:00+00:00"

    plain = File("menu.md", "---\ntitle: Menu\n---\nZuppa di zucca e castagne.")
    await import_articles(session, source="menu", files=[plain, rows], language="it")
    kept = await get_article(session, article_id=made["Menu"].id)
    assert ("castagne" in kept.body, kept.valid_until) == (True, made["Menu"].valid_until)
