"""From the widget's first request to the answer on its stream: HTTP, worker and SSE over a real database."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from sportello import templates, worker
from sportello.core.resources import Resources

SHOP = "http://127.0.0.1:8081"


@pytest.fixture
async def key(resources: Resources) -> str:
    """The widget key of the demo workspace."""
    async with resources.database.transaction() as session:
        started = await templates.start_workspace(session, template="festival", widget_origins=[SHOP])
        return started.widget_key


@pytest.fixture
async def worker_at_work(resources: Resources) -> AsyncGenerator[None]:
    """A worker beside the web process."""
    stop = asyncio.Event()
    working = asyncio.create_task(worker.run(resources, stop))
    yield
    stop.set()
    await asyncio.wait_for(working, 30)


@pytest.fixture
async def browser(server: str, key: str) -> AsyncGenerator["Browser"]:
    """A customer's browser on the shop page."""
    browser = Browser(server, key)
    yield browser
    await browser.http.aclose()


class Browser:
    """The widget on a shop page, as the server sees it."""

    def __init__(self, server: str, key: str) -> None:
        self.http = httpx.AsyncClient(base_url=f"{server}/api/v1/widget", headers={"Origin": SHOP}, timeout=10)
        self.key = key
        self.conversation = ""

    async def arrive(self, language: str) -> None:
        """Become a visitor and open a conversation."""
        visitor = await self.http.post("/visitors", json={"language": language}, headers={"X-Sportello-Key": self.key})
        assert visitor.status_code == 201, visitor.text
        self.http.headers["Authorization"] = f"Bearer {visitor.json()['token']}"
        opened = await self.http.post(
            "/conversations", json={"id": str(uuid4()), "language": language, "page_url": None, "test": False}
        )
        assert opened.status_code == 201, opened.text
        self.conversation = opened.json()["id"]

    async def say(self, text: str, choice: str | None = None) -> dict[str, Any]:
        """Post a message."""
        posted = await self.http.post(
            f"/conversations/{self.conversation}/messages", json={"id": str(uuid4()), "text": text, "choice": choice}
        )
        assert posted.status_code == 201, posted.text
        return posted.json()

    async def hear(self, author: str, after_seq: int) -> dict[str, Any]:
        """The first message of this author on the stream, behind that place."""
        path = f"/conversations/{self.conversation}/events"
        async with (
            asyncio.timeout(30),
            self.http.stream("GET", path, headers={"Last-Event-ID": str(after_seq)}) as stream,
        ):
            event = ""
            async for line in stream.aiter_lines():
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("data: ") and event == "message":
                    message = json.loads(line.removeprefix("data: "))
                    if message["author"] == author:
                        return message
        pytest.fail("the stream ended")


@pytest.mark.usefixtures("worker_at_work")
async def test_customer_reads_a_cited_answer_then_calls_a_person(server: str, browser: Browser) -> None:
    await browser.arrive("it")

    asked = await browser.say("posso venire col cane al guinzaglio?")
    answer = await browser.hear("assistant", asked["seq"])
    assert answer["is_ai"]
    assert answer["text"].startswith("Sono Lucilla, un assistente basato sull'intelligenza artificiale")
    assert answer["citations"][0]["quote"] in answer["text"].replace("**", "")
    page = await browser.http.get(f"{server}{answer['citations'][0]['url'].partition('#')[0]}")
    assert page.status_code == 200
    assert "cane" in page.text

    asked = await browser.say("Chi ha vinto il campionato di calcio nel 1990?")
    unsure = await browser.hear("assistant", asked["seq"])
    assert [button["choice"] for button in unsure["buttons"]] == ["person", "continue"]
    assert "Lucilla" not in unsure["text"]

    pressed = await browser.say(unsure["buttons"][0]["label"], choice="person")
    queued = await browser.hear("system", pressed["seq"])
    assert queued["kind"] == "queued"
    state = (await browser.http.get(f"/conversations/{browser.conversation}")).json()
    assert (state["state"], state["queue_place"]) == ("queued", 1)


@pytest.mark.usefixtures("worker_at_work")
@pytest.mark.parametrize(
    ("language", "question", "heard"),
    [("en", "are dogs on a lead allowed in?", "AI assistant"), ("de", "Ich möchte mit einem Menschen sprechen", "KI")],
)
async def test_every_language_is_answered_in_itself(browser: Browser, language: str, question: str, heard: str) -> None:
    await browser.arrive(language)
    asked = await browser.say(question)
    assert heard in (await browser.hear("assistant", asked["seq"]))["text"]


@pytest.mark.usefixtures("worker_at_work")
async def test_who_comes_late_reads_the_answer_too(browser: Browser) -> None:
    await browser.arrive("it")
    await browser.say("Quanto costano i biglietti?")
    await browser.hear("assistant", 0)
    again = await browser.hear("assistant", 0)
    history = (await browser.http.get(f"/conversations/{browser.conversation}/messages")).json()["items"]
    assert [message["author"] for message in history] == ["customer", "assistant"]
    assert history[1] == again
