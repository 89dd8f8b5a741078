"""Business facts in the desk: written, previewed, moved in and out as files; and told to customers, with the fact."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import HERE, Desk, People
from tests.house import build_house

BASE = "/workspaces/lumina/knowledge"
OPEN = [{"opens": "09:00", "closes": "18:00"}]
WEEK: dict[str, Any] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OPEN) | {"sat": [], "sun": []}
SHOP: dict[str, Any] = {
    "kind": "hours",
    "id": "shop",
    "name": {"it": "negozio", "en": "shop", "de": "Laden"},
    "synonyms": {},
    "main": True,
    "week": WEEK,
    "seasons": [],
    "holidays": [],
    "exceptions": [
        {"from": "2026-12-24", "to": "2026-12-24", "name": {}, "hours": [{"opens": "09:00", "closes": "13:00"}]}
    ],
    "time_zone": None,
    "last_entry": None,
    "note": {},
}
TICKET: dict[str, Any] = {
    "kind": "price",
    "id": "ticket",
    "name": {"it": "biglietto", "en": "ticket", "de": "Ticket"},
    "synonyms": {},
    "main": True,
    "currency": "EUR",
    "columns": {},
    "variants": [
        {
            "id": "price",
            "name": {},
            "synonyms": {},
            "prices": {"price": "9.50"},
            "condition": {},
            "ages": None,
            "from": None,
            "to": None,
        }
    ],
    "note": {},
}
NAMED: dict[str, Any] = {"name": {"en": "shop"}, "synonyms": {"en": ["store"]}, "main": False}
ITALY: dict[str, Any] = {"kind": "calendar", "id": "calendar", "country": "IT", "region": None}
WRONG: list[tuple[dict[str, Any], str]] = [
    (SHOP | {"week": WEEK | {"tue": [{"opens": "09:00", "closes": "25:00"}]}}, "week.tue.0.closes"),
    (SHOP | {"week": WEEK | {"tue": [*OPEN, {"opens": "17:00", "closes": "19:00"}]}}, "week.tue"),
    (SHOP | {"time_zone": "Europe/Valcerva"}, "time_zone"),
    (SHOP | {"name": {}}, ""),
    (
        SHOP | {"exceptions": [{"from": "2026-02-30", "to": "2026-02-30", "name": {}, "hours": []}]},
        "exceptions.0.from",
    ),
    (TICKET | {"columns": {"online": {"en": "online"}}}, "variants.0.prices"),
    (ITALY | {"country": "XX"}, "country"),
    (ITALY | {"region": "Bavaria"}, "region"),
]
FILE = """facts: 1
calendar: {country: IT}
hours:
  - {id: shop, main: true, name: {it: negozio, en: shop}, week: {mon-fri: 09:00-18:00}}
policies:
  - {id: dogs, topic: pets, name: {en: dogs}, answer: {en: Dogs may come in.}}
"""


@pytest.fixture
async def supervisor(people: People) -> Desk:
    """A supervisor at work."""
    return await people.at_work("Sara", "supervisor")


async def listed(desk: Desk) -> list[str]:
    """The ids of all facts."""
    return [item["fact"]["id"] for item in (await desk.get(f"{BASE}/facts")).json()["items"]]


async def ask(desk: Desk, question: str, **more: Any) -> Any:
    """What facts would say to a question."""
    body = {"question": question, "language": "en", "at": "2026-12-01T11:00:00Z", **more}
    return (await desk.post(f"{BASE}/facts/question", json=body)).json()["answer"]


async def test_a_fact_is_written_read_changed_and_removed(supervisor: Desk) -> None:
    made = await supervisor.post(f"{BASE}/facts", json=SHOP)
    assert (made.status_code, made.json()["fact"]) == (201, SHOP)
    assert made.json()["url"] == "/help/lumina/facts#shop"
    path = f"{BASE}/facts/shop"
    assert (await supervisor.get(path)).json() == made.json()

    changed = await supervisor.put(path, json=SHOP | {"last_entry": 30})
    assert changed.json()["fact"] == SHOP | {"last_entry": 30}
    assert (await supervisor.get(path)).json() == changed.json()
    assert (await supervisor.post(f"{BASE}/facts", json=SHOP)).json()["code"] == "fact_exists"
    assert (await supervisor.put(f"{BASE}/facts/other", json=SHOP)).json()["code"] == "fact_invalid"
    assert (await supervisor.put(f"{BASE}/facts/new", json=SHOP | {"id": "new"})).json()["code"] == "fact_not_found"

    assert (await supervisor.delete(path)).status_code == 204
    assert (await supervisor.get(path)).status_code == 404
    assert (await supervisor.delete(path)).json()["code"] == "fact_not_found"


async def test_every_kind_comes_back_as_it_was_written(supervisor: Desk) -> None:
    place = NAMED | {"kind": "place", "id": "house", "address": "Via dei Tigli 3", "reach": {"en": "By bus."}}
    place |= {"phone": "1", "email": "", "website": "", "hours": None}
    policy = NAMED | {"kind": "policy", "id": "dogs", "topic": "pets", "answer": {"en": "Yes."}, "details": {}}
    for fact in (SHOP, TICKET, place, policy):
        assert (await supervisor.post(f"{BASE}/facts", json=fact)).json()["fact"] == fact
    assert (await supervisor.put(f"{BASE}/facts/calendar", json=ITALY)).json()["fact"] == ITALY
    assert await listed(supervisor) == ["shop", "ticket", "house", "dogs", "calendar"]


async def test_the_columns_of_a_price_stay_in_their_order(supervisor: Desk) -> None:
    columns = {"online": {"en": "online"}, "desk": {"en": "at the box office"}, "app": {"en": "by app"}}
    variant = TICKET["variants"][0] | {"prices": {"online": "9.50", "desk": "11", "app": "9"}}
    await supervisor.post(f"{BASE}/facts", json=TICKET | {"columns": columns, "variants": [variant]})

    read = (await supervisor.get(f"{BASE}/facts/ticket")).json()["fact"]
    assert (list(read["columns"]), list(read["variants"][0]["prices"])) == (list(columns), list(columns))
    told = (await ask(supervisor, "How much is a ticket?"))["text"]
    assert told == "Ticket: \u20ac9.50 online, \u20ac11 at the box office, \u20ac9 by app."


@pytest.mark.parametrize(("fact", "field"), WRONG)
async def test_a_fact_that_cannot_be_is_refused_with_its_field(
    supervisor: Desk, fact: dict[str, Any], field: str
) -> None:
    path = f"{BASE}/facts/{fact['id']}"
    if fact["kind"] != "calendar":
        assert (await supervisor.post(f"{BASE}/facts", json=SHOP if fact["kind"] == "hours" else TICKET)).is_success
    before = (await supervisor.get(f"{BASE}/facts")).json()

    refused = await supervisor.put(path, json=fact)

    assert (refused.status_code, refused.json()["code"]) == (400, "fact_invalid")
    assert refused.json()["field"] == field
    assert refused.json()["reason"].startswith("fact_")
    assert (await supervisor.get(f"{BASE}/facts")).json() == before


async def test_one_fact_of_a_kind_is_the_main_one(supervisor: Desk) -> None:
    await supervisor.post(f"{BASE}/facts", json=SHOP)
    await supervisor.post(f"{BASE}/facts", json=SHOP | {"id": "office"})
    file = FILE.replace("id: shop", "id: stall")
    await supervisor.post(f"{BASE}/facts/imports", json={"filename": "facts.yaml", "content": file})

    facts = [item["fact"] for item in (await supervisor.get(f"{BASE}/facts", params={"kind": "hours"})).json()["items"]]
    assert [(fact["id"], fact["main"]) for fact in facts] == [("shop", False), ("office", False), ("stall", True)]


async def test_the_preview_knows_exceptions_and_holidays(supervisor: Desk) -> None:
    await supervisor.put(f"{BASE}/facts/calendar", json=ITALY)
    body = {"fact": SHOP, "at": "2026-12-24T10:00:00Z", "first": "2026-12-21"}

    shown = (await supervisor.post(f"{BASE}/facts/preview", json=body)).json()

    assert (shown["open"], shown["until"]) == (True, "2026-12-24T13:00:00+01:00")
    assert [len(day["intervals"]) for day in shown["week"]] == [1, 1, 1, 1, 0, 0, 0]
    assert [day["holiday"] for day in shown["week"]] == [False] * 4 + [True, True, False]
    assert await listed(supervisor) == ["calendar"]


async def test_a_question_is_tried_on_what_is_written_so_far(supervisor: Desk) -> None:
    assert await ask(supervisor, "Are you open on 24 December?") is None
    answer = await ask(supervisor, "Are you open on 24 December?", fact=SHOP)
    assert answer["text"].startswith("Yes: on Thursday 24 December we are open from 9 am to 1 pm.")
    assert answer["facts"] == [{"fact_id": "shop", "title": "Shop", "url": "/help/lumina/facts?lang=en#shop"}]
    assert await listed(supervisor) == []

    await supervisor.post(f"{BASE}/facts", json=TICKET)
    told = await ask(supervisor, "Was kosten zwei Tickets?", language="de")
    assert told["text"].replace("\xa0", " ") == "2 \u00d7 Ticket 9,50 € = **19 €**."
    assert await ask(supervisor, "What is the weather tomorrow?") is None


async def test_the_calendars_holidays_are_offered(supervisor: Desk) -> None:
    path = f"{BASE}/facts-holidays"
    assert (await supervisor.get(path, params={"year": 2026})).json() == {"items": []}
    await supervisor.put(f"{BASE}/facts/calendar", json=ITALY)

    named = {
        language: {day["date"]: day["name"] for day in found.json()["items"]}
        for language in ("it", "en", "de")
        if (found := await supervisor.get(path, params={"year": 2026, "language": language}))
    }

    assert named["it"]["2026-12-26"] == "Santo Stefano"
    assert all("2026-04-06" in days for days in named.values())
    assert (await supervisor.get(path, params={"year": 1})).json()["code"] == "malformed"
    countries = (await supervisor.get(f"{BASE}/facts-countries")).json()["items"]
    assert "BZ" in next(one for one in countries if one["code"] == "IT")["regions"]


async def test_a_file_brings_facts_and_comes_out_again(supervisor: Desk) -> None:
    sent = {"filename": "facts.yaml", "content": FILE}
    first = (await supervisor.post(f"{BASE}/facts/imports", json=sent)).json()
    again = (await supervisor.post(f"{BASE}/facts/imports", json=sent)).json()
    assert (first["added"], first["skipped"], again["unchanged"], again["added"]) == (3, [], 3, 0)
    assert await listed(supervisor) == ["calendar", "shop", "dogs"]

    for form in ("yaml", "json"):
        out = await supervisor.get(f"{BASE}/facts-file", params={"format": form})
        assert f"lumina-facts.{form}" in out.headers["content-disposition"]
        back = {"filename": f"facts.{form}", "content": out.text, "source": "facts.yaml"}
        assert (await supervisor.post(f"{BASE}/facts/imports", json=back)).json()["changed"] == 0

    less = sent | {"content": FILE.split("policies:", maxsplit=1)[0]}
    assert (await supervisor.post(f"{BASE}/facts/imports", json=less)).json()["removed"] == 1
    assert await listed(supervisor) == ["calendar", "shop"]


async def test_a_file_with_a_mistake_loses_nothing_and_says_where_it_is(supervisor: Desk) -> None:
    sent = {"filename": "facts.yaml", "content": FILE}
    await supervisor.post(f"{BASE}/facts/imports", json=sent)

    wrong = FILE.replace("09:00-18:00", "09:00-1800").replace("topic: pets", "topic: pest").replace("IT}", "IT, x: 1}")
    report = (await supervisor.post(f"{BASE}/facts/imports", json=sent | {"content": wrong})).json()

    places = ("2 calendar.x", "4 hours.1.week.mon-fri.1", "6 policies.1.topic")
    assert [one["item"] for one in report["skipped"]] == [f"facts.yaml:{place}" for place in places]
    assert report["skipped"][1]["reason"] == "“1800” is no time: write it like 17:00."
    assert (report["skipped"][1]["code"], report["skipped"][1]["params"]) == ("fact_time", {"said": "1800"})
    assert (report["added"], report["changed"], report["removed"]) == (0, 0, 0)
    assert await listed(supervisor) == ["calendar", "shop", "dogs"]


@pytest.mark.parametrize(
    "content",
    ["", "facts: 1", "hours: []", "facts: 1\nhours: [", "- 1", "facts: 2\nhours: []", "facts: 1\nhours: []"],
)
async def test_a_file_of_no_facts_is_refused_whole(supervisor: Desk, content: str) -> None:
    await supervisor.post(f"{BASE}/facts/imports", json={"filename": "facts.yaml", "content": FILE})

    refused = await supervisor.post(f"{BASE}/facts/imports", json={"filename": "facts.yaml", "content": content})

    assert (refused.status_code, refused.json()["code"]) == (400, "facts_file_invalid")
    assert refused.json()["reason"].startswith(("facts_", "yaml"))
    assert await listed(supervisor) == ["calendar", "shop", "dogs"]


async def test_an_edit_in_the_desk_lives_until_the_file_itself_changes(supervisor: Desk) -> None:
    sent = {"filename": "facts.yaml", "content": FILE}
    await supervisor.post(f"{BASE}/facts/imports", json=sent)
    mine = (await supervisor.get(f"{BASE}/facts/dogs")).json()["fact"] | {"answer": {"en": "Small dogs may."}}
    await supervisor.put(f"{BASE}/facts/dogs", json=mine)

    await supervisor.post(f"{BASE}/facts/imports", json=sent)
    assert (await supervisor.get(f"{BASE}/facts/dogs")).json()["fact"] == mine
    newer = FILE.replace("Dogs may come in.", "Dogs are welcome.")
    await supervisor.post(f"{BASE}/facts/imports", json=sent | {"content": newer})
    assert (await supervisor.get(f"{BASE}/facts/dogs")).json()["fact"]["answer"] == {"en": "Dogs are welcome."}


async def test_what_is_said_only_where_search_finds_nothing_better_is_tried_too(supervisor: Desk) -> None:
    rule = "Under 14 a helmet is required."
    named = {"name": {"en": "rules of the road"}, "synonyms": {}, "main": False, "topic": None}
    fact = {"kind": "policy", "id": "road", "answer": {"en": rule}, "details": {}, **named}
    await supervisor.post(f"{BASE}/facts", json=SHOP)

    told = await ask(supervisor, "Do I have to wear a helmet?", fact=fact)
    assert (told["text"], told["searched_first"]) == (rule, True)
    assert (await ask(supervisor, "Are you open on 1 December?"))["searched_first"] is False
    assert await ask(supervisor, "Do I have to wear gloves?", fact=fact) is None


async def test_agents_read_and_supervisors_write(people: People, agent: Desk, supervisor: Desk) -> None:
    await supervisor.post(f"{BASE}/facts", json=SHOP)
    assert await listed(agent) == ["shop"]
    assert (await agent.post(f"{BASE}/facts/question", json={"question": "Open?", "language": "en"})).is_success
    sent = {"filename": "facts.yaml", "content": FILE}
    refused = [
        await agent.post(f"{BASE}/facts", json=TICKET),
        await agent.put(f"{BASE}/facts/shop", json=SHOP),
        await agent.delete(f"{BASE}/facts/shop"),
        await agent.post(f"{BASE}/facts/imports", json=sent),
    ]
    assert {answer.status_code for answer in refused} == {403}
    other = await build_house(people.house.database, "other")
    stranger = await people.at_work("Otto", "supervisor", house=other)
    assert (await stranger.get(f"{BASE}/facts")).status_code == 404
    assert (await stranger.get("/workspaces/other/knowledge/facts")).json() == {"items": []}


async def test_what_is_done_to_facts_is_in_the_audit_log(admin: Desk) -> None:
    await admin.post(f"{BASE}/facts", json=SHOP)
    await admin.post(f"{BASE}/facts/imports", json={"filename": "facts.yaml", "content": FILE})
    await admin.delete(f"{BASE}/facts/shop")

    entries = (await admin.get("/workspaces/lumina/audit")).json()["items"]
    assert {(entry["action"], entry["target"]) for entry in entries} >= {
        ("fact.written", "fact:shop"),
        ("facts.imported", "facts"),
        ("fact.removed", "fact:shop"),
    }


async def test_the_assistant_answers_from_facts_and_its_trace_names_them(supervisor: Desk) -> None:
    await supervisor.post(f"{BASE}/facts", json=SHOP)

    tried = (
        await supervisor.post(f"{BASE}/try", json={"question": "What are your opening hours?", "language": "en"})
    ).json()

    assert "- Mon\u2013Fri: 9 am\u20136 pm" in tried["text"]
    assert [citation["url"] for citation in tried["citations"]] == ["/help/lumina/facts?lang=en#shop"]
    (hit,) = tried["trace"]["hits"]
    assert (hit["kind"], hit["title"], hit["article_id"], hit["fact_id"]) == ("fact", "Shop", None, SHOP["id"])


async def test_the_public_page_has_the_place_a_citation_leads_to(supervisor: Desk, stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get(f"{HERE}/help/lumina/facts")).status_code == 404
    await supervisor.post(f"{BASE}/facts", json=SHOP)
    await supervisor.post(f"{BASE}/facts", json=TICKET)

    page = await stranger.get(f"{HERE}/help/lumina/facts?lang=de")

    assert page.status_code == 200
    assert '<section id="shop">' in page.text
    assert '<section id="ticket">' in page.text
    assert "Mo\u2013Fr" in page.text
    assert "9,50\xa0€" in page.text
    assert "<script" not in page.text
