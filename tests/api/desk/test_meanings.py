"""The desk tells how far an embedding model is, what it did not take, and why an answer went without it."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

import pytest

from sportello import answering
from sportello.api.app import create_app
from sportello.core.embedding import ServerEmbedder
from sportello.core.meanings import Meanings
from sportello.core.resources import Resources
from sportello.core.weights import Weights
from sportello.knowledge import File, embed_meanings, import_articles
from tests.api.conftest import Desk, People
from tests.house import House
from tests.meaning import EmbeddingServer, embedding_server

PATH = "/workspaces/lumina/knowledge/meanings"
FAQ = """
- {id: dogs, language: en, question: May I bring my puppy?, answer: "Yes, on a lead."}
- {id: hounds, language: en, question: What of hounds?, answer: "The same."}
"""


@pytest.fixture
async def server() -> AsyncGenerator[EmbeddingServer]:
    async with embedding_server() as server:
        yield server


@pytest.fixture
def resources(resources: Resources, server: EmbeddingServer) -> Resources:
    """What a web process has where a model is set."""
    memory = Weights(resources.database, answering.request_embedding)
    embedder = ServerEmbedder(url=server.url, model="tiny", languages={"en"}, reach=server.reach, memory=memory)
    return replace(resources, meanings=Meanings(embedder))


async def test_how_far_a_model_is_and_what_it_did_not_take(
    people: People, house: House, resources: Resources, server: EmbeddingServer
) -> None:
    agent = await people.at_work("Anna", "agent")
    async with house.database.transaction(house.workspace_id) as session:
        await import_articles(session, source="site", files=[File("faq/en.yaml", FAQ)])
    before = (await agent.get(PATH)).json()
    assert (before["wanted"], before["there"]) == (4, 0)
    asked = {"question": "May I bring my puppy?", "language": "en"}
    tried = (await agent.post("/workspaces/lumina/knowledge/try", json=asked)).json()["trace"]
    assert (tried["model"], tried["without_meaning"]) == (f"tiny@{server.url}#1", "unfilled")
    server.refuses = lambda texts: 413 if any("puppy" in text for text in texts) else 200
    assert resources.meanings
    await embed_meanings(house.database, resources.meanings.embedder, workspace_id=house.workspace_id)
    seen = (await agent.get(PATH)).json()
    assert (seen["model"], seen["wanted"], seen["there"], seen["refused"]) == (f"tiny@{server.url}#1", 4, 3, 1)
    (refused,) = seen["where"]
    assert (refused["title"], refused["language"], refused["texts"]) == ("May I bring my puppy?", "en", 1)
    assert "413" in refused["reason"]
    asked["question"] = "any hound?"
    tried = (await agent.post("/workspaces/lumina/knowledge/try", json=asked)).json()["trace"]
    assert (tried["without_meaning"], tried["hits"][0]["cosine"] is not None) == (None, True)
    assert tried["hits"][0]["meaning"] == tried["hits"][0]["cosine"]
    names = [step["name"] for step in tried["steps"]]
    assert (names[0], names[-3:]) == ("model", ["meaning", "ranking", "deciding"])
    own = [step["ms"] for step in tried["steps"] if step["name"] != "model"]
    assert sum(own) == pytest.approx(tried["duration_ms"], abs=0.05)


async def test_where_no_model_is_set_there_is_nothing_to_tell(
    people: People, resources: Resources, browse: Callable[..., Desk]
) -> None:
    agent = await people.at_work("Anna", "agent")
    bare = Desk(create_app(replace(resources, meanings=None)))
    bare.cookies = agent.cookies
    assert (await bare.get(PATH)).json() is None
    await bare.aclose()
    assert (await browse().get(PATH)).status_code == 401
