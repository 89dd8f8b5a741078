"""The stand-in that ships: it quotes, fills typed answers, calls tools when told to, and says what it is."""

import json
from collections.abc import AsyncGenerator

import httpx
import pytest
from pydantic import BaseModel, Field

from sportello.core.llm import Call, Chain, Providers, Task
from sportello.standin import StandIn
from tests.upstream import Upstream, reach_of, upstream

PROMPT = """Answer from these passages.
<passage id="p1" title="Hours">We open at nine. We close at five. On Sundays we rest.</passage>
<passage id="p2">Tickets cost
twelve euros. Children pay half.</passage>"""


@pytest.fixture(params=["compatible", "anthropic"])
async def provider(request: pytest.FixtureRequest) -> AsyncGenerator[Upstream]:
    async with upstream(request.param) as provider:
        yield provider


@pytest.fixture
async def providers(provider: Upstream) -> AsyncGenerator[Providers]:
    providers = Providers(reach_of([provider]))
    yield providers
    await providers.close()


class Answer(BaseModel):
    """A typed answer."""

    answer: str
    citations: list[str]
    sure: float = Field(ge=0, le=1)
    needs_person: bool
    mood: str | None


async def weather(call: Call[str], city: str) -> str:
    """The weather."""
    return f"It rains in {city} for {call.bound}"


async def test_it_quotes_the_passage_that_is_asked_about(provider: Upstream, providers: Providers) -> None:
    chain = Chain((provider.model,))
    reply = await providers.ask(chain, Task("k", PROMPT, "What do tickets cost for children?", None))
    assert reply.text == "Stand-in, quoting: Tickets cost twelve euros. Children pay half."
    assert reply.attempts[0].usage.read > 20
    reply = await providers.ask(chain, Task("k", PROMPT, "Who was Garibaldi?", None))
    assert reply.text == "Stand-in: nothing that I was given is about this."


async def test_it_fills_in_a_typed_answer(provider: Upstream, providers: Providers) -> None:
    task = Task("k", PROMPT, "What do tickets cost?", None, output=Answer)
    answer = (await providers.ask(Chain((provider.model,)), task)).output
    assert answer.answer.startswith("Stand-in, quoting: Tickets cost")
    assert (answer.citations, answer.needs_person, answer.mood) == (["p2"], False, None)


async def test_it_calls_the_tool_that_is_named(provider: Upstream, providers: Providers) -> None:
    task = Task("k", PROMPT, '/weather {"city": "Udine"}', "Anna", tools=[weather])
    reply = await providers.ask(Chain((provider.model,)), task)
    assert reply.text == "Stand-in: the tool said: It rains in Udine for Anna"


async def test_it_answers_at_once_where_no_stream_is_asked_for() -> None:
    async with StandIn().serving() as standin, httpx.AsyncClient(base_url=standin.url) as client:
        asked = {"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}]}
        said = (await client.post("/chat/completions", json=asked)).json()
        assert said["choices"][0]["message"]["content"].startswith("Stand-in")
        said = (await client.post("/messages", json=asked | {"system": PROMPT})).json()
        assert said["content"][0]["text"].startswith("Stand-in")
        assert said["stop_reason"] == "end_turn"
        assert (await client.post("/images", json=asked)).status_code == 404
        for wrong in (b"", b"{", b"[]", b'{"messages": 7}', json.dumps([[[]]] * 9).encode()):
            assert (await client.post("/messages", content=wrong)).status_code == 400
