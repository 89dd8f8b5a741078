"""Search: the right entry first, scores that mean something, and nobody else's knowledge."""

from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.db import Database, enter_workspace
from sportello.core.ids import new_id
from sportello.knowledge import (
    Content,
    File,
    Reader,
    create_article,
    delete_article,
    import_articles,
    search,
    update_article,
)
from sportello.knowledge.retrieval.index import ADD
from sportello.knowledge.retrieval.statements import LITTLE, POOL, SEARCH, parameters
from tests.knowledge.conftest import open_workspace

FILES = [
    File(
        "faq/it.yaml",
        """
- {question: Quanto costa il biglietto?, alternatives: [prezzo biglietti, costo ingresso], answer: Costa **14 €**.}
- {question: Posso portare il cane?, alternatives: [cani ammessi, animali domestici], answer: "Sì, al guinzaglio."}
- {question: A che ora aprite?, alternatives: [orari di apertura], answer: Apriamo alle 17.}
""",
    ),
    File(
        "articles/it/arrivare.md",
        "# Come arrivare\n\nLa città è a un'ora di treno.\n\n## Parcheggio\n\nIl parcheggio Nord costa 5 euro.\n"
        "La navetta passa ogni dieci minuti.\n",
    ),
    File("faq/en.yaml", "- {question: Do you sell vouchers?, answer: 'Yes, at the box office.'}\n"),
]


@pytest.fixture
async def known(session: AsyncSession, workspace: UUID) -> UUID:
    """A workspace that knows a few things."""
    await import_articles(session, source="site", files=FILES)
    return workspace


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("quanto costano i biglietti", "Quanto costa il biglietto?"),
        ("PREZZO DEL BIGLIETTO???", "Quanto costa il biglietto?"),
        ("si possono portare animali?", "Posso portare il cane?"),
        ("dove parcheggio la macchina", "Come arrivare"),
        ("quando passa la navetta", "Come arrivare"),
        ("come arrivo in citta", "Come arrivare"),
    ],
)
async def test_the_right_entry_comes_first(session: AsyncSession, known: UUID, question: str, title: str) -> None:
    hits = await search(session, question=question, language="it")

    assert hits[0].title == title


async def test_what_is_removed_while_it_is_looked_for_is_not_told(session: AsyncSession, known: UUID) -> None:
    seen: list[str] = []

    def remove(connection: Connection, _: object, statement: str, *_more: object) -> None:
        if "%(worded)s" in statement and not seen:
            seen.append(statement)
            connection.execute(text("DELETE FROM articles WHERE title LIKE 'Quanto%'"))

    event.listen((await session.connection()).sync_connection, "before_cursor_execute", remove)
    hits = await search(session, question="quanto costa il biglietto o il parcheggio", language="it")

    assert seen
    assert "Quanto costa il biglietto?" not in {hit.title for hit in hits}
    assert hits


async def test_a_hit_of_a_passage_tells_its_place(session: AsyncSession, known: UUID) -> None:
    hit, *_ = await search(session, question="parcheggio nord", language="it")

    assert (hit.kind, hit.heading_path, hit.anchor, hit.question) == ("passage", ("Parcheggio",), "parcheggio", None)
    assert hit.url_path.endswith("/come-arrivare#parcheggio")
    assert hit.text.startswith("Il parcheggio Nord")


async def test_a_hit_of_an_faq_tells_the_wording_that_matched(session: AsyncSession, known: UUID) -> None:
    hit, *_ = await search(session, question="animali domestici", language="it")

    assert (hit.kind, hit.question, hit.text) == ("faq", "animali domestici", "Sì, al guinzaglio.")


async def test_scores_are_shares_of_a_perfect_document(session: AsyncSession, known: UUID) -> None:
    sure, *_ = await search(session, question="cani ammessi", language="it")
    weak, *_ = await search(session, question="cani ammessi nel sottomarino giallo di zio Paperone", language="it")
    hits = await search(session, question="quanto costa il parcheggio", language="it")

    assert 0 < weak.score < sure.score <= 1
    assert (sure.coverage, sure.unknown) == (1, 0)
    assert weak.coverage < 0.5 < weak.unknown
    assert hits[0].margin == pytest.approx(hits[0].score - hits[1].score)
    assert hits[-1].margin == hits[-1].score


@pytest.mark.parametrize(
    "question", ["", "   ", "???", "il la lo", "quando", "zzz", "\u0301", "🎄", "' OR 1=1 --", "a" * 9_000]
)
async def test_a_question_without_known_words_finds_nothing(session: AsyncSession, known: UUID, question: str) -> None:
    assert await search(session, question=question, language="it") == []


async def test_other_languages_are_searched_when_the_own_one_fails(session: AsyncSession, known: UUID) -> None:
    (hit,) = await search(session, question="vouchers box office", language="it")

    assert (hit.language, hit.title) == ("en", "Do you sell vouchers?")


async def test_what_was_written_is_found_in_the_same_transaction(session: AsyncSession, workspace: UUID) -> None:
    content = Content(kind="article", title="Guardaroba", language="it", status="published", body="Costa 2 euro.")
    made = await create_article(session, content=content)
    assert len(await search(session, question="guardaroba", language="it")) == 1

    changed = Content(kind="article", title="Deposito", language="it", status="published", body="Costa 2 euro.")
    await update_article(session, article_id=made.id, content=changed)
    assert await search(session, question="guardaroba", language="it") == []
    assert len(await search(session, question="deposito", language="it")) == 1

    await delete_article(session, article_id=made.id)
    assert await search(session, question="deposito", language="it") == []
    assert await session.scalar(text("SELECT count(*) FROM postings")) == 0


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("bilietto", "Quanto costa il biglietto?"),
        ("parchegio", "Come arrivare"),
        ("animmali", "Posso portare il cane?"),
        ("posso portare il caen?", "Posso portare il cane?"),
        ("quanto csota il bilgietto", "Quanto costa il biglietto?"),
        ("a che ora aprte", "A che ora aprite?"),
        ("dove si paga il trneo", "Come arrivare"),
    ],
)
async def test_what_is_misspelt_is_found(session: AsyncSession, known: UUID, question: str, title: str) -> None:
    assert (await search(session, question=question, language="it"))[0].title == title


async def test_a_slip_of_the_finger_is_the_word_that_was_meant(session: AsyncSession, known: UUID) -> None:
    meant, slipped = [
        (await search(session, question=question, language="it"))[0]
        for question in ("posso portare il cane", "posso portare il caen")
    ]

    assert (slipped.score, slipped.coverage, slipped.lacking) == (meant.score, meant.coverage, ())


@pytest.mark.parametrize("question", ["posso portare il pane", "cane4", "tca", "nave"])
async def test_what_may_be_a_word_of_its_own_is_not_taken_for_another(
    session: AsyncSession, known: UUID, question: str
) -> None:
    hits = await search(session, question=question, language="it")

    assert all(not term.known for hit in hits for term in hit.terms if term.word == question.rsplit(maxsplit=1)[-1])
    assert not hits or hits[0].lacking


async def test_words_whose_stems_are_short_are_not_taken_for_each_other(session: AsyncSession, workspace: UUID) -> None:
    faq = "- {question: Serve il disco orario?, answer: 'Sì, davanti al salone.'}"
    await import_articles(session, source="site", files=[File("faq/it.yaml", faq)])

    hits = await search(session, question="come posso disdire?", language="it")
    assert all("disdire" in hit.lacking for hit in hits)


async def test_a_wording_that_says_the_very_words_goes_before_many_that_say_some(
    session: AsyncSession, workspace: UUID
) -> None:
    faq = """
- {question: I lost something, alternatives: [lost property, I lost my phone, lost and found, I lost], answer: Ask us.}
- {question: My tickets did not arrive, alternatives: [no mail, I have lost my ticket, send it again], answer: Look.}
"""
    await import_articles(session, source="site", files=[File("faq/en.yaml", faq)])
    hits = await search(session, question="I lost my ticket", language="en")
    assert hits[0].title == "My tickets did not arrive"
    assert hits[0].margin > hits[0].score / 2


async def test_a_passage_that_says_it_in_one_sentence_goes_before_one_that_scatters_it(
    session: AsyncSession, workspace: UUID
) -> None:
    files = [
        File(
            "a.md",
            "# One\n\nThe museum sells bread. A garden is red. Roses smell. It opens late. The winter is cold.\n",
        ),
        File(
            "b.md",
            "# Two\n\nThe rose garden opens in winter. The museum sells bread. A door is red. Cats smell. So late.\n",
        ),
    ]
    await import_articles(session, source="site", files=files, language="en")
    hits = await search(session, question="does the rose garden open in winter", language="en")
    assert [hit.title for hit in hits][:2] == ["Two", "One"]
    assert hits[0].margin > hits[0].score / 5


STORAGE = (
    "# Winter storage\n\nWe keep your bicycle dry from November to March. The price is 60 euro, cleaning and "
    "[tyres](https://one.example/tyres) included.\n\n## Insurance\n\nOn request.\n"
)
STORED = File("articles/en/storage.md", STORAGE)
BESIDE = [
    File(f"articles/en/{thing}.md", f"# {thing}\n\nWhoever asks about a {thing} gets a price for the day.\n")
    for thing in ("rental", "tandem", "trailer", "helmet", "child seat", "lock", "pump", "basket", "light", "bell")
]


async def test_the_same_page_under_another_address_is_no_rival(session: AsyncSession, workspace: UUID) -> None:
    await import_articles(session, source="one", files=[STORED, *BESIDE])
    alone = await search(session, question="winter storage price", language="en")
    for source in ("two", "three", "four", "five", "six"):
        again = STORAGE.replace("one.example", f"{source}.example")
        await import_articles(session, source=source, files=[File(STORED.name, again)])
        hits = await search(session, question="winter storage price", language="en")
        assert [(hit.title, hit.heading_path) for hit in hits] == [(hit.title, hit.heading_path) for hit in alone]
        assert hits[0].margin == pytest.approx(hits[0].score - hits[1].score)
        assert hits[0].margin > 0


async def test_what_differs_in_a_figure_or_in_its_heading_is_a_rival(session: AsyncSession, workspace: UUID) -> None:
    await import_articles(session, source="one", files=[STORED])
    dearer = STORAGE.replace("60", "65").replace("Insurance", "Collection")
    await import_articles(session, source="two", files=[File(STORED.name, dearer)])

    hits = await search(session, question="winter storage price", language="en")
    assert [hit.heading_path for hit in hits[:2]] == [(), ()]
    assert hits[0].margin == pytest.approx(0.0)
    assert {hit.heading_path for hit in hits} == {(), ("Insurance",), ("Collection",)}


async def test_a_draft_is_never_found(session: AsyncSession, workspace: UUID) -> None:
    draft = Content(kind="article", title="Segreto", language="it", status="draft", body="Non ancora.")
    made = await create_article(session, content=draft)
    assert await search(session, question="segreto", language="it") == []

    published = Content(kind="article", title="Segreto", language="it", status="published", body="Ora sì.")
    await update_article(session, article_id=made.id, content=published)
    assert len(await search(session, question="segreto", language="it")) == 1

    await update_article(session, article_id=made.id, content=draft)
    assert await search(session, question="segreto", language="it") == []


async def test_identical_words_of_another_workspace_are_never_found(session: AsyncSession, known: UUID) -> None:
    mine = await search(session, question="quanto costa il biglietto", language="it", limit=10)
    await open_workspace(session, f"w-{new_id().hex[-12:]}")
    assert await search(session, question="quanto costa il biglietto", language="it") == []

    await import_articles(session, source="site", files=FILES)
    theirs = await search(session, question="quanto costa il biglietto", language="it", limit=10)
    await enter_workspace(session, known)
    again = await search(session, question="quanto costa il biglietto", language="it", limit=10)

    assert not {hit.article_id for hit in mine} & {hit.article_id for hit in theirs}
    assert [(h.passage_id, h.score) for h in again] == [(h.passage_id, h.score) for h in mine], (
        "another workspace's words do not even move the weights"
    )


async def test_without_a_workspace_there_is_nothing(database: Database) -> None:
    async with database.transaction() as session:
        await open_workspace(session, "lumina")
        await import_articles(session, source="site", files=FILES)
    async with database.transaction() as session:
        assert await search(session, question="biglietto", language="it") == []
        for table in ("sources", "articles", "wordings", "passages", "search_rows", "postings", "search_totals"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608 - a fixed list


async def test_deleting_a_workspace_takes_its_knowledge_along(database: Database) -> None:
    async with database.transaction() as session:
        workspace = await open_workspace(session, "lumina")
        await import_articles(session, source="site", files=FILES)
    async with database.transaction(workspace) as session:
        await session.execute(text("DELETE FROM articles"))
        assert await session.scalar(text("SELECT sum(rows) FROM search_totals")) == 0
        assert await session.scalar(text("SELECT count(*) FROM postings")) == 0


async def test_each_word_is_looked_up_in_the_index(session: AsyncSession, known: UUID) -> None:
    asked = parameters("quanto costa il parcheggio", ["costa", "parcheggio"], "it") | Reader().holding()
    await session.execute(text("SET LOCAL enable_seqscan = on"))
    plan = await session.execute(text("EXPLAIN (FORMAT TEXT) " + SEARCH.text), asked)
    lines = [row[0] for row in plan]

    conditions = [after for line, after in pairwise(lines) if "pk_postings on postings" in line]
    assert conditions
    assert all(column in condition for condition in conditions for column in ("workspace_id", "language", "term = "))
    assert any("pk_spellings" in line for line in lines)
    assert not any("cardinality(search_grams(" in line for line in lines), "triples are made anew for each candidate"


async def test_common_words_that_are_passed_over_change_nothing(session: AsyncSession, workspace: UUID) -> None:
    """What is read decides no row's place: with few common words, all of them and none the same rows are found."""
    said = [
        f"# Camera {at}\n\nLa camera dell'albergo {'guarda il mare. ' * (at % 7)}{'Vista lago. ' * (at % 3)}"
        f"{'blu ' * at}\n"
        for at in range(160)
    ]
    files = [File(f"articles/it/{at}.md", each) for at, each in enumerate(said)]
    await import_articles(session, source="site", files=files)
    words = ["camera", "albergo", "mare", "lago", "blu"]
    asked = parameters(" ".join(words), words, "it") | Reader().holding()
    little = f"<= {LITTLE}::float8"
    assert little in SEARCH.text

    found: list[dict[int, float]] = []
    for share in (LITTLE, 0.0, 1000.0):
        statement = text(SEARCH.text.replace(little, f"<= {share}::float8"))
        found.append({row.row_id: row.words for row in await session.execute(statement, asked)})

    assert len(found[0]) == POOL
    assert all(list(each) == list(found[0]) for each in found)
    assert all(list(each.values()) == pytest.approx(list(found[0].values())) for each in found)


async def test_each_new_spelling_is_looked_up_by_its_whole_key(session: AsyncSession, known: UUID) -> None:
    columns = ("workspaces", "languages", "configs", "entries", "articles", "passages", "wordings", "counts")
    # A table of a few rows is cheaper to keep and compare with, which is not what is asked here.
    for kind in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material", "memoize"):
        await session.execute(text(f"SET LOCAL enable_{kind} = off"))
    plan = await session.execute(
        text("EXPLAIN (FORMAT TEXT) " + ADD.text), {name: [] for name in (*columns, "words", "said")}
    )
    lines = [row[0] for row in plan]

    at = next(place for place, line in enumerate(lines) if "on spellings s" in line)
    condition = next(line for line in lines[at:] if "Index Cond" in line)
    assert "gram = " in condition
    assert "term = " in condition


async def test_search_is_two_statements(session: AsyncSession, known: UUID) -> None:
    from sqlalchemy import event  # noqa: PLC0415 - only here

    statements: list[str] = []
    connection = (await session.connection()).sync_connection
    assert connection is not None

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(connection, "before_cursor_execute", note)
    await search(session, question="quanto costa il biglietto", language="it")
    event.remove(connection, "before_cursor_execute", note)

    assert len(statements) == 2
