"""Entries told apart: what wordings teach about one another, kept, forgotten, and never rehearsed with."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from sportello.core.db import Database
from sportello.core.embedding import FolderEmbedder
from sportello.core.meanings import Meanings
from sportello.knowledge import Content, File, Hit, embed_meanings, import_articles, rehearse, search, update_article
from tests.knowledge.conftest import open_workspace
from tests.meaning import write_tiny_model

WORDINGS = {
    "dogs": ("May my dog come?", "hound", "a puppy here"),
    "dogs by car": ("dog in the car", "puppy and vehicle", "parking with a hound"),
    "dogs and food": ("food for my dog", "may a puppy eat", "hungry hound"),
    "price": ("the price", "cost", "fare"),
    "tickets": ("a ticket", "admission", "the entrance"),
    "price of tickets": ("ticket price", "admission cost", "fare at the entrance"),
    "parking": ("where to park", "parking", "vehicle"),
    "food": ("food", "lunch", "hungry"),
}
LENGTHS = """
    SELECT source_key, sqrt(-(vector <#> vector)) AS length
    FROM entry_meanings JOIN articles ON articles.id = entry_id
    """
ARTICLE = File("articles/en/way.md", "# Coming here\n\nWalk.\n\n## By car\n\nThe parking lot is to the north.\n")


@pytest.fixture
def tiny(tmp_path: Path) -> FolderEmbedder:
    """A model in a folder."""
    return FolderEmbedder(write_tiny_model(tmp_path / "tiny"))


@pytest.fixture
async def home(database: Database, tiny: FolderEmbedder) -> UUID:
    """A workspace that has learnt what tells its entries apart."""
    return await opened(database, tiny, "home", WORDINGS)


async def opened(database: Database, tiny: FolderEmbedder, slug: str, entries: dict[str, tuple[str, ...]]) -> UUID:
    lines = [
        f"- {{id: {key}, language: en, question: '{said[0]}', alternatives: {list(said[1:])}, answer: 'See {key}.'}}\n"
        for key, said in entries.items()
    ]
    async with database.transaction() as session:
        workspace = await open_workspace(session, slug)
        await import_articles(session, source="site", files=[File("faq/en.yaml", "".join(lines)), ARTICLE])
    await embed_meanings(database, tiny, workspace_id=workspace)
    return workspace


async def found(database: Database, workspace: UUID, tiny: FolderEmbedder, question: str) -> dict[str, Hit]:
    """What is found, best first, by the key of its entry, or by its place."""
    meant = await Meanings(tiny).of([(question, "en")])
    async with database.transaction(workspace) as session:
        keys = {row.id: row.source_key for row in await session.execute(text("SELECT id, source_key FROM articles"))}
        hits = await search(session, question=question, language="en", limit=9, meant=meant)
    return {keys[hit.article_id] if hit.kind == "faq" else hit.anchor: hit for hit in hits}


async def kept(database: Database, workspace: UUID) -> dict[str, str]:
    """The entries of which something was learnt, and which transaction kept it."""
    statement = "SELECT source_key, entry_meanings.xmin FROM entry_meanings JOIN articles ON articles.id = entry_id"
    async with database.transaction(workspace) as session:
        return {row.source_key: row.xmin for row in await session.execute(text(statement))}


async def test_what_wordings_teach_tells_entries_apart(database: Database, home: UUID, tiny: FolderEmbedder) -> None:
    hits = await found(database, home, tiny, "lunch and puppy")
    (key, best), *_ = hits.items()
    assert (key, best.meaning) == ("dogs and food", best.cosine)
    # The rivals that share half of what was meant are near, but known not to be meant.
    for rival in ("dogs", "food", "dogs by car"):
        cosine, meaning = hits[rival].cosine or 0, hits[rival].meaning or 0
        assert cosine > 0.4
        assert meaning < cosine - 0.05
    assert hits["by-car"].meaning == hits["by-car"].cosine


async def test_nothing_is_learnt_twice(database: Database, home: UUID, tiny: FolderEmbedder) -> None:
    learnt = await kept(database, home)
    assert learnt.keys() == WORDINGS.keys()
    await embed_meanings(database, tiny, workspace_id=home)
    assert await kept(database, home) == learnt


async def test_an_entry_that_says_something_else_is_told_by_that(
    database: Database, home: UUID, tiny: FolderEmbedder
) -> None:
    before = await kept(database, home)
    async with database.transaction(home) as session:
        entry = await session.scalar(text("SELECT id FROM articles WHERE source_key = 'dogs and food'"))
        assert entry
        said = ("Where is the vehicle?", "car and lunch", "parking for food")
        written = Content(kind="faq", title="Cars", language="en", status="published", body="There.", questions=said)
        await update_article(session, article_id=entry, content=written)
    assert await kept(database, home) == {key: of for key, of in before.items() if key != "dogs and food"}
    hits = await found(database, home, tiny, "lunch and puppy")
    assert next(iter(hits)) != "dogs and food"
    await embed_meanings(database, tiny, workspace_id=home)
    assert (await kept(database, home)).keys() == before.keys()
    assert next(iter(await found(database, home, tiny, "lunch and vehicle"))) == "dogs and food"


async def test_a_rehearsal_knows_nothing_of_what_the_hidden_taught(
    database: Database, home: UUID, tiny: FolderEmbedder
) -> None:
    async with database.transaction(home) as session:
        hits = [each.hit for each in await rehearse(session, model=tiny.model) if each.hit]
    assert hits
    assert all(hit.meaning == hit.cosine for hit in hits)


async def test_of_few_wordings_nothing_is_learnt(database: Database, home: UUID, tiny: FolderEmbedder) -> None:
    few = {key: said for key, said in WORDINGS.items() if "dogs" in key} | {"price": ("the price",)}
    workspace = await opened(database, tiny, "few", few)
    assert await kept(database, workspace) == {}
    assert all(
        hit.meaning == hit.cosine for hit in (await found(database, workspace, tiny, "lunch and puppy")).values()
    )
    # And what was learnt goes when too few are left.
    async with database.transaction(home) as session:
        await session.execute(text("DELETE FROM articles WHERE source_key <> 'dogs' AND source_key <> 'price'"))
    await embed_meanings(database, tiny, workspace_id=home)
    assert await kept(database, home) == {}


async def test_many_wordings_do_not_make_an_entry_nearer(database: Database, tiny: FolderEmbedder) -> None:
    many = tuple(f"dog {word}" for word in ("park", "eat", "price", "ticket", "here", "car", "food", "cost", "now"))
    workspace = await opened(database, tiny, "unlike", WORDINGS | {"dogs": many, "parking": ("where to park",)})
    async with database.transaction(workspace) as session:
        rows = await session.execute(text(LENGTHS))
        lengths = {row.source_key: row.length for row in rows}
    others = [length for key, length in lengths.items() if key not in {"dogs", "parking"}]
    assert lengths["dogs"] == pytest.approx(sum(others) / len(others), rel=0.01)
    assert lengths["parking"] == pytest.approx(lengths["dogs"], rel=0.01)
    assert next(iter(await found(database, workspace, tiny, "parking"))) in {"parking", "by-car"}
