"""Search by meaning: what shares no word is found, by its own workspace and model only, and embedded once."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from benchmarks.tasks import read_task
from sportello.core.db import Database
from sportello.core.embedding import Embedder, EmbeddingFailed, FolderEmbedder, ServerEmbedder
from sportello.core.meanings import Meanings
from sportello.knowledge import (
    Content,
    File,
    Hit,
    Progress,
    delete_article,
    embed_meanings,
    import_articles,
    lacking_meanings,
    meaning_progress,
    rehearse,
    search,
    update_article,
)
from tests.knowledge.conftest import open_workspace
from tests.meaning import embedding_server, write_tiny_model

FILES = [
    File(
        "faq/en.yaml",
        """
- {id: dogs, question: May I bring my puppy?, alternatives: [are pets allowed], answer: "Yes, on a lead."}
- {id: price, question: What is the fare?, alternatives: [admission cost], answer: Fourteen euros.}
- {id: again, question: What is the fare?, answer: Fourteen euros.}
""",
    ),
    File("articles/en/way.md", "# Coming here\n\nTake the train.\n\n## By car\n\nThe parking lot is to the north.\n"),
    File("faq/it.yaml", "- {id: cani, question: Posso portare il cane?, answer: Certo.}\n"),
]
TEXTS = 8
"""Different texts in English that these hold: wordings, answers, passages."""


@pytest.fixture
async def home(database: Database) -> UUID:
    """A workspace that knows a few things."""
    return await opened(database, "home")


async def opened(database: Database, slug: str, files: list[File] = FILES) -> UUID:
    async with database.transaction() as session:
        workspace = await open_workspace(session, slug)
        await import_articles(session, source="site", files=files)
    return workspace


@pytest.fixture
def tiny(tmp_path: Path) -> FolderEmbedder:
    """A model in a folder."""
    return FolderEmbedder(write_tiny_model(tmp_path / "tiny"))


async def found(
    database: Database, workspace: UUID, embedder: Embedder, question: str, language: str = "en"
) -> list[Hit]:
    meant = await Meanings(embedder).of([(question, language)])
    async with database.transaction(workspace) as session:
        return await search(session, question=question, language=language, meant=meant)


async def progress(database: Database, workspace: UUID, embedder: Embedder) -> Progress:
    async with database.transaction(workspace) as session:
        return await meaning_progress(session, embedder=embedder)


async def test_what_shares_no_word_is_found(database: Database, home: UUID, tiny: FolderEmbedder) -> None:
    async with database.transaction(home) as session:
        assert await search(session, question="hounds hound", language="en") == []
    assert await embed_meanings(database, tiny, workspace_id=home) == TEXTS
    best, *_ = await found(database, home, tiny, "hounds hound")
    assert (best.text, best.words) == ("Yes, on a lead.", 0)
    assert best.cosine is not None
    assert best.cosine > 0.6
    assert best.score == pytest.approx(0.6 * best.cosine, abs=0.05)
    place, *_ = await found(database, home, tiny, "vehicle")
    assert (place.kind, place.anchor) == ("passage", "by-car")


async def test_words_and_meaning_count_together(database: Database, home: UUID, tiny: FolderEmbedder) -> None:
    await embed_meanings(database, tiny, workspace_id=home)
    async with database.transaction(home) as session:
        by_words, *_ = await search(session, question="what is the fare", language="en")
    both, *_ = await found(database, home, tiny, "what is the fare")
    assert by_words.cosine is None
    assert both.title == by_words.title == "What is the fare?"
    assert both.cosine is not None
    assert both.cosine > 0.99
    assert both.score == pytest.approx(0.6 * both.cosine + 0.4 * by_words.score)


async def test_a_language_the_model_does_not_know_goes_by_words(
    database: Database, home: UUID, tiny: FolderEmbedder
) -> None:
    await embed_meanings(database, tiny, workspace_id=home)
    assert await progress(database, home, tiny) == Progress(wanted=TEXTS, there=TEXTS)
    hit, *_ = await found(database, home, tiny, "portare cane", "it")
    assert (hit.language, hit.cosine) == ("it", None)


async def test_a_test_set_of_questions_alone_is_imported_and_only_they_are_embedded(
    database: Database, tiny: FolderEmbedder, tmp_path: Path
) -> None:
    kb = tmp_path / "kb.jsonl"
    kb.write_text('{"entry": "dogs", "questions": ["may I bring my puppy", "are pets allowed"]}')
    home = await opened(database, "measured", files=read_task(kb, None, "en").files)
    assert await embed_meanings(database, tiny, workspace_id=home) == 2
    (hit,) = await found(database, home, tiny, "pets allowed")
    assert hit.question == "are pets allowed"


async def test_nothing_is_embedded_twice(database: Database, home: UUID) -> None:
    async with embedding_server() as server:
        embedder = ServerEmbedder(url=server.url, model="m", languages={"en"}, reach=server.reach)
        await embed_meanings(database, embedder, workspace_id=home)
        assert len(server.asked) == len(set(server.asked)) == TEXTS
        assert await embed_meanings(database, embedder, workspace_id=home) == 0
        async with database.transaction(home) as session:
            article = await session.scalar(text("SELECT id FROM articles WHERE source_key = 'dogs'"))
            content = Content(
                kind="faq",
                title="Puppies",
                language="en",
                status="published",
                body="Yes, on a lead.",
                questions=("May I bring my puppy?", "is there food for dogs"),
            )
            await update_article(session, article_id=article, content=content)
        # What was said before is near at once, in the transaction that wrote it anew.
        best, *_ = await found(database, home, embedder, "hound puppy")
        assert best.text == "Yes, on a lead."
        server.asked.clear()
        await embed_meanings(database, embedder, workspace_id=home)
        assert server.asked == ["is there food for dogs"]
        meanings = Meanings(embedder)
        for _ in range(2):
            await meanings.of([("any food?", "en"), ("any food?", "en"), ("cibo?", "it")])
        assert server.asked[1:] == ["any food?"]


async def test_what_was_killed_goes_on_where_it_was(database: Database) -> None:
    many = "\n".join(f"- {{id: q{n}, question: Question number {n}?, answer: Answer {n}.}}" for n in range(50))
    workspace = await opened(database, "many", [File("faq/en.yaml", many)])
    async with embedding_server() as server:
        embedder = ServerEmbedder(url=server.url, model="m", reach=server.reach)
        server.last = 1
        with pytest.raises(EmbeddingFailed):
            await embed_meanings(database, embedder, workspace_id=workspace)
        assert await progress(database, workspace, embedder) == Progress(wanted=100, there=31)
        server.last = None
        assert await embed_meanings(database, embedder, workspace_id=workspace) == 69
        assert len(server.asked) == len(set(server.asked)) == 100


async def test_a_changed_model_never_mixes(
    database: Database, home: UUID, tiny: FolderEmbedder, tmp_path: Path
) -> None:
    await embed_meanings(database, tiny, workspace_id=home)
    # The same number of dimensions and the same name, other weights: what is near means nothing to it.
    other = FolderEmbedder(write_tiny_model(tmp_path / "other", turned=True))
    assert await found(database, home, other, "hounds hound") == []
    hit, *_ = await found(database, home, other, "what is the fare")
    assert hit.cosine is None
    async with database.transaction() as session:
        assert await lacking_meanings(session, embedder=tiny) == []
        assert await lacking_meanings(session, embedder=other) == [home]
    await embed_meanings(database, other, workspace_id=home)
    best, *_ = await found(database, home, other, "hounds hound")
    assert best.text == "Yes, on a lead."
    async with database.transaction(home) as session:
        assert (await session.scalars(text("SELECT model FROM meaning_spaces"))).all() == [other.model]
        assert await session.scalar(text("SELECT count(*) FROM meanings")) == TEXTS


async def test_what_another_workspace_knows_is_not_found(database: Database, home: UUID, tiny: FolderEmbedder) -> None:
    await embed_meanings(database, tiny, workspace_id=home)
    stranger = await opened(database, "stranger", [File("faq/en.yaml", "- {question: Lunch?, answer: At noon.}\n")])
    assert await found(database, stranger, tiny, "hounds hound") == []
    await embed_meanings(database, tiny, workspace_id=stranger)
    assert {hit.text for hit in await found(database, stranger, tiny, "hounds hound")} == {"At noon."}
    async with database.transaction(stranger) as session:
        assert await session.scalar(text("SELECT count(*) FROM meanings")) == 2


async def test_what_is_withdrawn_is_neither_found_nor_kept(
    database: Database, home: UUID, tiny: FolderEmbedder
) -> None:
    await embed_meanings(database, tiny, workspace_id=home)
    async with database.transaction(home) as session:
        await session.execute(
            text("UPDATE articles SET valid_until = now() - interval '1 day' WHERE source_key = 'dogs'")
        )
    assert all(hit.text != "Yes, on a lead." for hit in await found(database, home, tiny, "hounds hound"))
    async with database.transaction(home) as session:
        await delete_article(
            session, article_id=await session.scalar(text("SELECT id FROM articles WHERE source_key = 'dogs'"))
        )
    await embed_meanings(database, tiny, workspace_id=home)
    assert await progress(database, home, tiny) == Progress(wanted=TEXTS - 3, there=TEXTS - 3)
    async with database.transaction(home) as session:
        assert await session.scalar(text("SELECT count(*) FROM meanings")) == TEXTS - 3


async def test_a_large_space_has_an_index_of_its_own(
    database: Database, home: UUID, tiny: FolderEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await embed_meanings(database, tiny, workspace_id=home)
    exact = await found(database, home, tiny, "the price of parking")
    monkeypatch.setattr("sportello.knowledge.retrieval.meaning.EXACT", 5)
    await embed_meanings(database, tiny, workspace_id=home)
    async with database.transaction(home) as session:
        space = await session.scalar(text("SELECT id FROM meaning_spaces WHERE indexed"))
        assert space is not None
        await session.execute(text("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"))
        plan = await session.scalars(
            text(
                f"EXPLAIN SELECT hash FROM meanings WHERE space_id = {space}"  # noqa: S608 - a number
                " ORDER BY (vector::halfvec(6)) <=> '[1,0,0,0,0,0]' LIMIT 5"
            )
        )
        assert f"ix_meanings_space_{space}" in "\n".join(plan)
    again = await found(database, home, tiny, "the price of parking")
    assert [hit.entry_id for hit in again] == [hit.entry_id for hit in exact]
    await embed_meanings(database, FolderEmbedder(write_tiny_model(tmp_path / "o", stretch=2)), workspace_id=home)
    async with database.transaction(home) as session:
        names = await session.scalars(text("SELECT indexname FROM pg_indexes WHERE tablename = 'meanings'"))
        assert f"ix_meanings_space_{space}" not in names.all()


async def test_nobody_indexes_the_space_of_others(database: Database, home: UUID, tiny: FolderEmbedder) -> None:
    await embed_meanings(database, tiny, workspace_id=home)
    stranger = await opened(database, "stranger")
    async with database.transaction(home) as session:
        space = await session.scalar(text("SELECT id FROM meaning_spaces"))
    async with database.transaction(stranger) as session:
        await session.execute(text("SELECT door_index_meanings(:space)"), {"space": space})
    async with database.transaction(home) as session:
        assert not await session.scalar(text("SELECT indexed FROM meaning_spaces"))


async def test_a_rehearsal_goes_by_meaning_too(database: Database, home: UUID, tiny: FolderEmbedder) -> None:
    await embed_meanings(database, tiny, workspace_id=home)
    async with database.transaction(home) as session:
        rehearsed = {(each.question, each.answerable): each for each in await rehearse(session, model=tiny.model)}
    # Its entry's other wording says "pets" where this one says "puppy": no word is shared.
    alone = rehearsed["May I bring my puppy?", True]
    assert alone.right
    assert alone.hit
    near = alone.hit.cosine or 0
    assert near > 0.6
    gone = rehearsed["May I bring my puppy?", False]
    assert gone.hit is None or (gone.hit.cosine or 0) < near


async def test_the_same_knowledge_is_rehearsed_by_the_same_wordings(database: Database) -> None:
    entries = [f"- {{id: e{n}, question: about {n}, alternatives: [things {n}], answer: 'Yes.'}}\n" for n in range(9)]
    picked: list[list[str]] = []
    for slug in ("once", "twice"):
        workspace = await opened(database, slug, [File("faq/en.yaml", "".join(entries))])
        async with database.transaction(workspace) as session:
            picked.append([each.question for each in await rehearse(session, most=6) if each.answerable])
    assert picked[0] == picked[1] != []


async def test_a_wording_that_two_entries_have_is_no_lesson(database: Database) -> None:
    entries = [
        "- {id: dogs, language: en, question: may I bring my dog, alternatives: [pets allowed], answer: 'Yes.'}\n",
        "- {id: cats, language: en, question: may I bring my cat, alternatives: [Pets allowed?], answer: 'No.'}\n",
    ]
    workspace = await opened(database, "pets", [File("faq/en.yaml", "".join(entries))])
    async with database.transaction(workspace) as session:
        rehearsed = await rehearse(session)
    assert {each.question for each in rehearsed} == {"may I bring my dog", "may I bring my cat"}


async def test_an_index_finds_as_many_as_are_wanted(
    database: Database, tiny: FolderEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sportello.knowledge.retrieval.meaning.EXACT", 5)
    entries = [f"- {{id: e{n}, language: en, question: puppy {n}, answer: 'Number {n}.'}}\n" for n in range(60)]
    workspace = await opened(database, "many", [File("faq/en.yaml", "".join(entries))])
    await embed_meanings(database, tiny, workspace_id=workspace)
    meant = await Meanings(tiny).of([("hound", "en")])
    async with database.transaction(workspace) as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        await session.execute(text("SET LOCAL enable_sort = off"))
        hits = await search(session, question="hound", language="en", limit=60, meant=meant)
    assert sum((hit.cosine or 0) > 0.5 for hit in hits) == 60
