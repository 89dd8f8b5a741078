"""Two people save at once: nobody's work is overwritten unseen, and who names no version goes on as ever."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from sportello.core.ids import new_id
from tests.api.conftest import Desk, People
from tests.api.desk.test_facts import SHOP
from tests.api.desk.test_intents import SCHOOLS

HERE = "/workspaces/lumina"


@dataclass
class Thing:
    """What two people write: where it is read and written, what is sent, and where the word stands."""

    at: str
    sent: Callable[[str], dict[str, Any]]
    word: Callable[[dict[str, Any]], str]
    by: Literal["PUT", "PATCH"] = "PUT"
    listed: str | None = None

    async def read(self, desk: Desk) -> dict[str, Any]:
        """What is stored."""
        found = (await desk.get(self.listed or self.at)).raise_for_status().json()
        return found["items"][0] if self.listed else found

    async def write(self, desk: Desk, word: str, seen: str | None = None) -> tuple[int, dict[str, Any]]:
        """Write a word, made from the version that was seen."""
        headers = {"If-Match": seen} if seen else {}
        answer = await desk.request(self.by, self.at, json=self.sent(word), headers=headers)
        return answer.status_code, answer.json()


def _named(found: dict[str, Any]) -> str:
    return found["name"]


async def _assistant(desk: Desk) -> Thing:
    whole = (await desk.get(f"{HERE}/assistants/default/draft")).json()
    return Thing(f"{HERE}/assistants/default/draft", lambda word: whole | {"name": word}, _named)


async def _workspace(_: Desk) -> Thing:
    return Thing(HERE, lambda word: {"name": word}, _named, by="PATCH")


async def _intents(desk: Desk) -> Thing:
    at = f"{HERE}/assistant/intents"

    def sent(word: str) -> dict[str, Any]:
        return {"intents": [SCHOOLS | {"description": word}]}

    (await desk.put(at, json=sent("One"))).raise_for_status()
    return Thing(at, sent, lambda found: found["intents"][0]["description"])


async def _article(desk: Desk) -> Thing:
    body = {"kind": "article", "language": "en", "body": "On a lead."}
    made = await desk.post(f"{HERE}/knowledge/articles", json=body | {"title": "One"})
    at = f"{HERE}/knowledge/articles/{made.json()['id']}"
    return Thing(at, lambda word: body | {"title": word}, lambda found: found["title"])


async def _fact(desk: Desk) -> Thing:
    (await desk.post(f"{HERE}/knowledge/facts", json=SHOP)).raise_for_status()
    at = f"{HERE}/knowledge/facts/shop"
    return Thing(at, lambda word: SHOP | {"note": {"en": word}}, lambda found: found["fact"]["note"]["en"])


async def _source(desk: Desk) -> Thing:
    source = {"id": str(new_id()), "kind": "files", "name": "One"}
    made = (await desk.post(f"{HERE}/knowledge/sources", json=source)).raise_for_status().json()
    return Thing(f"{HERE}/knowledge/sources/{made['id']}", lambda word: {"name": word}, _named, by="PATCH")


async def _widget_key(desk: Desk) -> Thing:
    every = f"{HERE}/widget-keys"
    for key in (await desk.get(every)).json()["items"]:
        await desk.delete(f"{every}/{key['id']}")
    made = (await desk.post(every, json={"name": "One", "allowed_origins": []})).raise_for_status().json()
    return Thing(f"{every}/{made['id']}", lambda word: {"name": word}, _named, by="PATCH", listed=every)


async def _canned_reply(desk: Desk) -> Thing:
    every = f"{HERE}/canned-replies"
    reply = {"shortcut": "hours", "language": None}
    made = (await desk.post(every, json=reply | {"text": "One"})).raise_for_status().json()
    return Thing(
        f"{every}/{made['id']}", lambda word: reply | {"text": word}, lambda found: found["text"], listed=every
    )


async def _queue(desk: Desk) -> Thing:
    body = {"automatic": False, "capacity": 4, "away_after": 10}
    return Thing(f"{HERE}/queue", lambda word: body | {"hours_id": word}, lambda found: found["hours_id"])


async def _team(desk: Desk) -> Thing:
    made = (await desk.post(f"{HERE}/teams", json={"name": "One", "members": []})).raise_for_status().json()
    at = f"{HERE}/teams/{made['id']}"
    return Thing(at, lambda word: {"name": word, "members": []}, _named, listed=f"{HERE}/teams")


async def _label(desk: Desk) -> Thing:
    label = {"color": "#2f6fde", "skill": False}
    made = (await desk.post(f"{HERE}/labels", json=label | {"name": "One"})).raise_for_status().json()
    return Thing(f"{HERE}/labels/{made['id']}", lambda word: label | {"name": word}, _named, listed=f"{HERE}/labels")


THINGS: dict[Callable[[Desk], Awaitable[Thing]], str | None] = {
    _assistant: "Ada",
    _workspace: "Ada",
    _intents: "Ada",
    _fact: "Ada",
    _source: "Ada",
    _widget_key: "Ada",
    _queue: "Ada",
    _team: "Ada",
    _label: "Ada",
    _article: None,
    _canned_reply: None,
}
"""All that is written whole, and by whom the refusal says it was changed: what is not audited has no name."""


@pytest.mark.parametrize("made", THINGS, ids=lambda made: made.__name__.removeprefix("_"))
async def test_who_saves_second_is_told_and_overwrites_nothing(
    made: Callable[[Desk], Awaitable[Thing]], admin: Desk, people: People
) -> None:
    thing = await made(admin)
    berta = await people.at_work("Berta", "admin")
    seen = (await thing.read(berta))["version"]
    assert (await thing.read(admin))["version"] == seen

    assert (await thing.write(admin, "Two", f'"{seen}"'))[0] == 200
    status, refused = await thing.write(berta, "Three", seen)

    stored = await thing.read(berta)
    assert (status, refused["code"], refused["by"]) == (409, "changed_meanwhile", THINGS[made])
    assert thing.word(stored) == "Two"
    assert stored["version"] == refused["version"] != seen
    assert (await thing.write(berta, "Three", refused["version"]))[0] == 200
    for seen_by_none in (None, "*"):
        status, written = await thing.write(admin, f"Four {seen_by_none}", seen_by_none)
        assert (status, written) == (200, await thing.read(admin))


async def test_of_two_at_the_same_instant_one_is_stored(admin: Desk, people: People) -> None:
    berta = await people.at_work("Berta", "admin")
    thing = await _article(admin)
    for turn in range(5):
        seen = (await thing.read(admin))["version"]
        words = {admin: f"Hers {turn}", berta: f"Mine {turn}"}
        answers = await asyncio.gather(*(thing.write(desk, word, seen) for desk, word in words.items()))

        assert sorted(status for status, _ in answers) == [200, 409]
        won = next(word for (status, _), word in zip(answers, words.values(), strict=True) if status == 200)
        assert thing.word(await thing.read(admin)) == won


async def test_what_says_the_same_has_the_same_version(admin: Desk) -> None:
    thing = await _article(admin)
    seen = (await thing.read(admin))["version"]
    assert (await thing.write(admin, "One", seen))[0] == 200
    assert (await thing.read(admin))["version"] == seen
    assert (await thing.write(admin, "Two", seen))[0] == 200
