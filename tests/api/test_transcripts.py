"""A conversation by mail: what stands in it, who may have it sent, and that nobody is flooded with it."""

from typing import Any

import pytest

from sportello.conversations.jobs import mail_transcript
from sportello.core.ids import new_id
from sportello.core.jobs import failing
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from tests.house import build_house
from tests.jobs import work
from tests.live import Street, Talk
from tests.post import Post

TO = "giulia@example.com"


@pytest.fixture
def settings(settings: Settings, post: Post) -> Settings:
    """An installation that sends mail."""
    return post.used_by(settings)


async def ask(talk: Talk, **wish: Any) -> Any:
    """Have it sent."""
    body = {"id": str(new_id()), "email": TO, **wish}
    return await talk.customer.http.post(f"{talk.path}/transcript", json=body)


async def test_a_customer_gets_what_was_said_once_and_nothing_of_what_colleagues_say(
    street: Street, resources: Resources, post: Post
) -> None:
    talk, anna = await (await street.customer()).open(), await street.agent("Anna Rossi")
    nothing = await ask(talk)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_said")
    await talk.say("Sono <b>Giulia</b>\ne ho perso il biglietto", choice="person")
    await anna.post(f"/conversations/{talk.id}/take")
    await anna.post(f"/conversations/{talk.id}/notes", id=str(new_id()), text="Cliente difficile")
    reply = "È **pronto**: [qui](https://example.com/b)<script>alert(1)</script>"
    await anna.post(f"/conversations/{talk.id}/messages", id=str(new_id()), text=reply)
    wish = {"id": str(new_id())}
    for _ in range(2):
        asked = await ask(talk, **wish)
        assert (asked.status_code, asked.json()) == (202, {**wish, "email": TO})
    await talk.say("E questo viene dopo")
    other = await ask(talk, **wish, email="altro@example.com")
    assert (other.status_code, other.json()["code"]) == (409, "id_reused")
    assert post.letters == []
    await work(resources)
    await work(resources)
    (letter,) = post.letters
    assert (letter["to"], letter["from"]) == (TO, "Lumina <desk@example.com>")
    assert letter["subject"].startswith("Lumina: la conversazione del ")
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text
    assert html
    plain, marked = (part.get_content().replace("\r\n", "\n") for part in (text, html))
    for part in (plain, marked):
        assert "Anna Rossi" in part
        assert "e ho perso il biglietto" in part
        assert "difficile" not in part
        assert "viene dopo" not in part
        assert "qualcuno, nella chat di Lumina" in part
    assert "Sono <b>Giulia</b>\ne ho" in plain
    assert "Sono &lt;b&gt;Giulia&lt;/b&gt;<br>" in marked
    assert "<strong>pronto</strong>" in marked
    assert "<script" not in marked


async def test_another_ones_conversation_is_not_there_to_be_sent(street: Street) -> None:
    talk = await (await street.customer()).open()
    await talk.say("Segreto")
    elsewhere = Street(street.server, await build_house(street.house.database, "altrove"))
    for stranger in (await street.customer(), await elsewhere.customer()):
        refused = await ask(Talk(stranger, talk.id))
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    boss = await elsewhere.agent("Capo", "admin")
    sent = await boss.http.post(f"/conversations/{talk.id}/transcript", json={"id": str(new_id()), "email": TO})
    assert sent.status_code == 404
    await elsewhere.leave()


async def test_few_letters_leave_for_a_visitor_and_to_an_address(street: Street) -> None:
    async def new_talk() -> Talk:
        talk = await (await street.customer()).open()
        await talk.say("Ciao")
        return talk

    talk = await new_talk()
    answers = [(await ask(talk, email=f"{n}@example.com")).status_code for n in range(6)]
    assert answers == [202, 202, 202, 202, 202, 429]
    # The same address, however it is written, from whoever asks.
    spellings = ["Nina@example.com", "nina@example.com", "NINA@EXAMPLE.COM", "nina@Example.com"]
    assert [(await ask(await new_talk(), email=one)).status_code for one in spellings] == [202, 202, 202, 429]
    bad = await ask(await new_talk(), email="nina@example.com\r\nBcc: all@example.com")
    assert bad.status_code == 422


async def test_an_agent_sends_it_and_that_is_noted(street: Street, resources: Resources, post: Post) -> None:
    talk, anna = await (await street.customer("en")).open("en"), await street.agent("Anna Rossi", "admin")
    await talk.say("Hello")
    order = {"id": str(new_id()), "email": TO}
    for _ in range(2):
        await anna.post(f"/conversations/{talk.id}/transcript", **order)
    await work(resources)
    assert [letter["to"] for letter in post.letters] == [TO]
    trail = await anna.get("/audit")
    assert [entry["action"] for entry in trail["items"]].count("transcript.sent") == 1


async def test_a_mail_server_that_refuses_is_asked_again(street: Street, resources: Resources, post: Post) -> None:
    talk = await (await street.customer()).open()
    await talk.say("Ciao")
    post.answer = "451 later"
    assert (await ask(talk)).status_code == 202
    await work(resources)
    assert post.letters == []
    async with resources.database.transaction() as session:
        assert await failing(session, mail_transcript, conversation_id=str(talk.id))
