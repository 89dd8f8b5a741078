"""Search in the inbox: over customers, what was said and what was noted, and never over another workspace."""

from typing import Any

from sportello.conversations import listing, seeking
from sportello.core.db import Database
from sportello.core.ids import new_id
from tests.house import build_house
from tests.live import Agent, Street, Talk


async def sought(agent: Agent, words: str, **more: str) -> list[dict[str, Any]]:
    """What is found."""
    answer = await agent.http.get("/conversations", params={"q": words, **more})
    return answer.raise_for_status().json()["items"]


async def ids(agent: Agent, words: str, **more: str) -> list[str]:
    """Which conversations are found."""
    return [line["id"] for line in await sought(agent, words, **more)]


def shown(line: dict[str, Any]) -> str:
    """A passage, with what was found in brackets."""
    return "".join(f"[{part['text']}]" if part["found"] else part["text"] for part in line["found"]["parts"])


async def said(street: Street, *texts: str) -> Talk:
    """A customer who said this."""
    talk = await (await street.customer()).open()
    for text in texts:
        await talk.say(text)
    return talk


async def test_words_are_found_in_messages_the_newest_first_with_where_they_stand(street: Street) -> None:
    anna = await street.agent("Anna")
    one = await said(street, "Vorrei un rimborso per il biglietto", "Il numero e\u0300 A-4711, grazie")
    two = await said(street, "Un rimborso? Perch\u00e9 non funziona", "Il rimborso e\u0300 arrivato")
    await said(street, "Dove si parcheggia?")
    assert await ids(anna, "rimborso") == [str(two.id), str(one.id)]
    newest, oldest = await sought(anna, "RIMBOR")
    assert (shown(oldest), oldest["found"]["place"]) == ("Vorrei un [rimborso] per il biglietto", "message")
    assert shown(newest).startswith("Il [rimborso]")
    assert (newest["found"]["author"], newest["found"]["seq"]) == ("customer", 2)
    assert await ids(anna, "rimborso biglietto") == [str(one.id)]
    assert await ids(anna, "perche") == [str(two.id)] == await ids(anna, "Perch\u00e9")
    assert await ids(anna, "a-4711") == [str(one.id)] == await ids(anna, "4711")
    assert await ids(anna, "bigl rimborso") == []
    assert await ids(anna, "!?") == []
    assert await ids(anna, "rimborso", state="queued") == []


async def test_customers_are_found_by_name_address_number_and_id(street: Street) -> None:
    anna = await street.agent("Anna")
    customer = await street.customer()
    talk = await customer.open()
    await talk.say("Buongiorno")
    about = {"name": "Zo\u00eb M\u00fcller", "email": "zoe.m@example.com", "phone": "+39 055 1234567"}
    await customer.http.patch("/contact", json=about)
    for words in ("zoe", "m\u00fcll", "Zoe Muller", "zoe.m@example.com", "055 1234", "0551234567", "+39 055"):
        assert await ids(anna, words) == [str(talk.id)], words
    (line,) = await sought(anna, "muller")
    assert (shown(line), line["found"]["place"]) == ("Zo\u00eb [M\u00fcller]", "contact")
    (line,) = await sought(anna, "1234567")
    assert shown(line) == "[+39 055 1234567]"


async def test_notes_are_found_by_colleagues(street: Street) -> None:
    anna = await street.agent("Anna")
    talk = await said(street, "Aiuto")
    await anna.post(f"/conversations/{talk.id}/notes", id=str(new_id()), text="Ha gi\u00e0 chiamato da Trapani")
    (line,) = await sought(anna, "trapani")
    assert (line["id"], line["found"]["place"], shown(line)) == (
        str(talk.id),
        "note",
        "Ha gi\u00e0 chiamato da [Trapani]",
    )


async def test_nothing_of_another_workspace_is_found(street: Street, database: Database) -> None:
    anna = await street.agent("Anna")
    talk = await said(street, "La parola segreta")
    other = await build_house(database, "altrove")
    theirs = await other.conversation()
    await other.says(theirs.id, "La parola segreta")
    assert await ids(anna, "segreta") == [str(talk.id)]


async def test_what_everybody_says_is_walked_to_part_by_part(street: Street, monkeypatch: Any) -> None:
    anna = await street.agent("Anna")
    talks = [await said(street, "ciao a tutti" if n % 3 == 0 else "altro") for n in range(9)]
    wanted = [str(talk.id) for talk in reversed(talks) if talks.index(talk) % 3 == 0]
    gathered = await ids(anna, "ciao")
    monkeypatch.setattr(seeking, "MANY", -1)
    monkeypatch.setattr(listing, "WALK", 2)
    found: list[str] = []
    cursor: str | None = None
    parts = 0
    while True:
        params = {"q": "ciao", "limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await anna.http.get("/conversations", params=params)).raise_for_status().json()
        found += [line["id"] for line in page["items"]]
        assert all(shown(line) == "[ciao] a tutti" for line in page["items"])
        parts += 1
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == wanted == gathered
    assert parts >= 4


async def test_pages_of_what_is_found(street: Street) -> None:
    anna = await street.agent("Anna")
    talks = [await said(street, "ciao") for _ in range(3)]
    page = (await anna.http.get("/conversations", params={"q": "ciao", "limit": "2"})).json()
    rest = (await anna.http.get("/conversations", params={"q": "ciao", "cursor": page["next_cursor"]})).json()
    assert [line["id"] for line in page["items"] + rest["items"]] == [str(talk.id) for talk in reversed(talks)]
    assert rest["next_cursor"] is None
