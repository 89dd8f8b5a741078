"""A server whose weights change under the name of its model: noticed, kept apart, filled anew, known again."""

from collections.abc import AsyncGenerator, Callable
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.db import Database
from sportello.core.embedding import EmbeddingFailed, ServerEmbedder
from sportello.core.meanings import Meanings, Meant
from sportello.core.weights import Weights
from sportello.knowledge import File, Hit, Progress, embed_meanings, import_articles, meaning_progress, search
from sportello.knowledge.text.words import count_tokens
from tests.knowledge.conftest import open_workspace
from tests.meaning import EmbeddingServer, embedding_server

Weighing = Callable[[list[float]], list[float]]
MANY = "\n".join(f"- {{id: q{n}, question: Question number {n}?, answer: Answer {n}.}}" for n in range(30))
FAQ = MANY + "\n- {id: dogs, question: May I bring my puppy?, answer: 'Yes, on a lead.'}\n"
TEXTS = 62


def turned(vector: list[float]) -> list[float]:
    """Other weights, as long."""
    return vector[2:] + vector[:2]


def longer(vector: list[float]) -> list[float]:
    """Other weights, of another length."""
    return [0.5, *vector]


def rounded(vector: list[float]) -> list[float]:
    """The same weights, computed a little differently."""
    return [number + 0.01 for number in vector]


@pytest.fixture
async def server() -> AsyncGenerator[EmbeddingServer]:
    async with embedding_server() as server:
        yield server


@pytest.fixture
async def home(database: Database) -> UUID:
    async with database.transaction() as session:
        workspace = await open_workspace(session, "home")
        await import_articles(session, source="site", files=[File("faq/en.yaml", FAQ)])
    return workspace


class Process:
    """One process of several: what it knows of the server it knows by itself, or from the database."""

    def __init__(self, database: Database, server: EmbeddingServer) -> None:
        self.database = database
        self.told = 0
        memory = Weights(database, self._changed)
        self.embedder = ServerEmbedder(url=server.url, model="tiny", reach=server.reach, memory=memory)
        self.meanings = Meanings(self.embedder)

    async def _changed(self, session: AsyncSession) -> None:
        assert session.in_transaction()
        self.told += 1

    async def fill(self, workspace: UUID) -> int:
        """Embed what the server has not seen."""
        return await embed_meanings(self.database, self.embedder, workspace_id=workspace)

    async def found(self, workspace: UUID, question: str = "hounds hound") -> tuple[Meant, list[Hit]]:
        """What is found by words or meaning."""
        meant = await self.meanings.of([(question, "en")])
        async with self.database.transaction(workspace) as session:
            return meant, await search(session, question=question, language="en", meant=meant)


@pytest.fixture
def process(database: Database, server: EmbeddingServer) -> Process:
    return Process(database, server)


async def spaces(database: Database, workspace: UUID) -> dict[str, tuple[int, int]]:
    """The vectors of each model, and how long they are."""
    counted = text(
        "SELECT model, dimensions, count(*) AS texts, min(vector_dims(vector)), max(vector_dims(vector))"
        " FROM meaning_spaces JOIN meanings ON space_id = id GROUP BY model, dimensions"
    )
    async with database.transaction(workspace) as session:
        rows = (await session.execute(counted)).all()
    assert all(row.dimensions == row.min == row.max for row in rows)
    return {row.model.rpartition("#")[2]: (row.texts, row.dimensions) for row in rows}


@pytest.mark.parametrize("other", [(turned, 6), (longer, 7)])
async def test_other_weights_under_the_same_name_are_noticed_and_meet_nothing_of_those_before(
    database: Database, server: EmbeddingServer, home: UUID, process: Process, other: tuple[Weighing, int]
) -> None:
    await process.fill(home)
    assert process.embedder.model == f"tiny@{server.url}#1"
    meant, (best, *_) = await process.found(home)
    assert (best.text, meant.without(["hounds hound"], "en", compared=True)) == ("Yes, on a lead.", None)
    server.weights, dimensions = other
    assert (await process.found(home, "any puppy"))[0].model.endswith("#2")
    assert process.told == 2
    meant, hits = await process.found(home)  # kept from before: not used any more
    assert (meant.model, hits) == (f"tiny@{server.url}#2", [])
    assert meant.without(["hounds hound"], "en", compared=False) == "unfilled"
    assert await spaces(database, home) == {"1": (TEXTS, 6)}
    assert await process.fill(home) == TEXTS
    assert await spaces(database, home) == {"2": (TEXTS, dimensions)}
    assert (await process.found(home))[1][0].text == "Yes, on a lead."


async def test_weights_that_come_back_are_known_again(
    database: Database, server: EmbeddingServer, home: UUID, process: Process
) -> None:
    await process.fill(home)
    server.weights = turned
    await process.fill(home)
    server.weights = rounded
    later = Process(database, server)
    assert await later.embedder.recall() == f"tiny@{server.url}#2"
    await later.fill(home)
    assert await spaces(database, home) == {"1": (TEXTS, 6)}
    assert later.told == 1
    assert await Process(database, server).embedder.recall() == f"tiny@{server.url}#1"


async def test_a_process_that_starts_knows_the_weights_of_before_and_asks_for_nothing(
    database: Database, server: EmbeddingServer, home: UUID, process: Process
) -> None:
    await process.fill(home)
    other = Process(database, server)
    async with database.transaction(home) as session:
        seen = await meaning_progress(session, embedder=other.embedder)
    assert seen == Progress(wanted=TEXTS, there=TEXTS)
    asked = len(server.asked)
    assert await other.fill(home) == 0
    assert (len(server.asked), other.told) == (asked, 0)


async def test_weights_that_change_while_a_workspace_is_filled_fill_a_space_of_their_own(
    database: Database, server: EmbeddingServer, home: UUID, process: Process
) -> None:
    async def change() -> None:
        if len(server.requests) == 3:
            server.weights = longer

    server.meanwhile = change
    await process.fill(home)
    assert await spaces(database, home) == {"2": (TEXTS, 7)}


async def test_servers_that_answer_by_turns_are_given_up(server: EmbeddingServer, home: UUID, process: Process) -> None:
    async def change() -> None:
        server.weights = list if server.weights is turned else turned

    server.meanwhile = change
    with pytest.raises(EmbeddingFailed, match="by turns"):
        await process.fill(home)
    assert len(server.requests) < 8


async def test_a_text_that_is_refused_is_passed_by_and_shown(
    database: Database, server: EmbeddingServer, home: UUID, process: Process
) -> None:
    server.refuses = lambda texts: 413 if any("puppy" in text for text in texts) else 200
    assert await process.fill(home) == TEXTS - 1
    async with database.transaction(home) as session:
        seen = await meaning_progress(session, embedder=process.embedder)
    assert (seen.wanted, seen.there, seen.refused) == (TEXTS, TEXTS - 1, 1)
    (refused,) = seen.where
    assert (refused.title, refused.language, refused.texts) == ("May I bring my puppy?", "en", 1)
    assert "answered 413" in refused.reason
    requests = len(server.requests)
    assert await process.fill(home) == 0
    assert len(server.requests) == requests + 1  # the probe alone
    assert (await process.found(home, "bring puppy"))[1][0].title == "May I bring my puppy?"


async def test_a_text_that_was_refused_is_tried_again_a_day_later_and_by_other_weights_at_once(
    database: Database, server: EmbeddingServer, home: UUID, process: Process
) -> None:
    server.refuses = lambda texts: 400 if any("puppy" in text for text in texts) else 200
    await process.fill(home)
    server.refuses = lambda _texts: 200
    assert await process.fill(home) == 0
    async with database.transaction(home) as session:
        await session.execute(text("UPDATE meaning_refusals SET refused_at = refused_at - interval '25 hours'"))
    assert await process.fill(home) == 1
    async with database.transaction(home) as session:
        assert (await meaning_progress(session, embedder=process.embedder)).refused == 0


async def test_a_server_that_takes_nothing_refuses_no_text(
    database: Database, server: EmbeddingServer, home: UUID, process: Process
) -> None:
    server.refuses = lambda _texts: 400  # it has no model of that name, say
    with pytest.raises(EmbeddingFailed):
        await process.fill(home)
    async with database.transaction(home) as session:
        assert (await session.scalars(text("SELECT reason FROM meaning_refusals"))).all() == []


async def test_a_long_passage_is_sent_as_far_as_most_models_read(
    database: Database, server: EmbeddingServer, process: Process
) -> None:
    heads = "\n\n".join(f"{'#' * level} {'Very long headings ' * 6}{level}" for level in range(1, 5))
    async with database.transaction() as session:
        workspace = await open_workspace(session, "long")
        body = f"{heads}\n\n{' '.join(f'word{n}' for n in range(240))}\n"
        await import_articles(session, source="site", files=[File("articles/en/long.md", body)])
    await process.fill(workspace)
    assert server.asked
    assert max(map(count_tokens, server.asked)) <= 480
