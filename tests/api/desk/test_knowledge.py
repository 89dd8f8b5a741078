"""Knowledge in the desk: written, imported, looked at and tried; by those who may."""

import json
from datetime import timedelta
from typing import Any

import pytest

from sportello.core.clock import now
from sportello.core.ids import new_id
from tests.api.conftest import Desk, People
from tests.house import House, build_house

BASE = "/workspaces/lumina/knowledge"
FAQ = {
    "kind": "faq",
    "title": "",
    "language": "en",
    "status": "published",
    "body": "Yes, on a **lead**.",
    "questions": ["May I bring my dog?", "dogs allowed"],
}


@pytest.fixture
async def supervisor(people: People) -> Desk:
    """A supervisor at work."""
    return await people.at_work("Sara", "supervisor")


async def test_an_article_is_written_read_changed_and_removed(supervisor: Desk) -> None:
    made = await supervisor.post(f"{BASE}/articles", json=FAQ)
    assert made.status_code == 201
    article = made.json()
    assert (article["title"], article["slug"]) == ("May I bring my dog?", "may-i-bring-my-dog")
    assert article["url"] == "/help/lumina/may-i-bring-my-dog"
    path = f"{BASE}/articles/{article['id']}"
    assert (await supervisor.get(path)).json() == article

    changed = await supervisor.put(path, json=FAQ | {"title": "Dogs", "status": "draft", "questions": ["Dogs?"]})
    assert changed.status_code == 200
    assert (await supervisor.get(path)).json() == changed.json()
    assert changed.json() | {"title": "Dogs", "status": "draft", "questions": ["Dogs?"]} == changed.json()
    assert changed.json()["slug"] == article["slug"]

    assert (await supervisor.delete(path)).status_code == 204
    assert (await supervisor.get(path)).status_code == 404
    assert (await supervisor.delete(path)).json()["code"] == "article_not_found"


async def test_the_longest_article_fits_however_it_is_written(supervisor: Desk) -> None:
    long = {"kind": "article", "title": "Orari", "language": "it", "body": ("è" * 39 + "\n") * 5_000}
    escaped = json.dumps(long)  # with every è as six bytes
    headers = {"Content-Type": "application/json"}
    assert len(long["body"]) == 200_000

    made = await supervisor.post(f"{BASE}/articles", content=escaped, headers=headers)
    assert made.status_code == 201
    article = made.json()["id"]
    assert (await supervisor.put(f"{BASE}/articles/{article}", content=escaped, headers=headers)).status_code == 200
    preview = json.dumps({"body": long["body"]})
    assert (await supervisor.post(f"{BASE}/preview", content=preview, headers=headers)).status_code == 200

    longer = long | {"body": long["body"] + "è"}
    assert (await supervisor.put(f"{BASE}/articles/{article}", json=longer)).json()["code"] == "malformed"


async def test_the_list_is_filtered_and_paged(supervisor: Desk) -> None:
    for number in range(5):
        body = FAQ | {"questions": [f"Question {number}?"], "language": "it" if number % 2 else "en"}
        await supervisor.post(f"{BASE}/articles", json=body)

    first = (await supervisor.get(f"{BASE}/articles", params={"limit": 2})).json()
    second = (await supervisor.get(f"{BASE}/articles", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    third = (await supervisor.get(f"{BASE}/articles", params={"limit": 2, "cursor": second["next_cursor"]})).json()
    titles = [item["title"] for page in (first, second, third) for item in page["items"]]
    assert titles == [f"Question {number}?" for number in reversed(range(5))]
    assert third["next_cursor"] is None

    for params, count in (
        ({"language": "it"}, 2),
        ({"kind": "article"}, 0),
        ({"query": "question 3"}, 1),
        ({"query": "%"}, 0),
    ):
        assert len((await supervisor.get(f"{BASE}/articles", params=params)).json()["items"]) == count
    assert (await supervisor.get(f"{BASE}/articles", params={"cursor": "nonsense"})).json()["code"] == "bad_cursor"


async def test_articles_tell_their_state_and_are_listed_by_it(supervisor: Desk) -> None:
    (assistant,) = (await supervisor.get("/workspaces/lumina/assistants")).json()["items"]
    before, later = ((now() + timedelta(days=days)).isoformat() for days in (-1, 1))
    written: dict[str, dict[str, object]] = {
        "Live": {"valid_from": before, "valid_until": later},
        "Limited": {"assistants": [assistant["id"]]},
        "Draft": {"status": "draft", "valid_until": before},
        "Expired": {"valid_until": before},
        "Later": {"valid_from": later},
    }
    for title, change in written.items():
        made = await supervisor.post(f"{BASE}/articles", json=FAQ | {"title": title} | change)
        assert made.status_code == 201
        assert (await supervisor.get(f"{BASE}/articles/{made.json()['id']}")).json()["state"] == made.json()["state"]

    items = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    states = {item["title"]: item["state"] for item in items}
    assert states == {"Live": "live", "Limited": "live", "Draft": "draft", "Expired": "expired", "Later": "not_yet"}
    for state in ("live", "draft", "expired", "not_yet"):
        listed = (await supervisor.get(f"{BASE}/articles", params={"state": state})).json()["items"]
        assert {item["title"] for item in listed} == {title for title, its in states.items() if its == state}
    (limited,) = (await supervisor.get(f"{BASE}/articles", params={"state": "limited"})).json()["items"]
    assert limited["title"] == "Limited"
    assert (await supervisor.get(f"{BASE}/articles", params={"state": "lost"})).status_code == 422


async def test_only_assistants_of_the_workspace_may_be_named(supervisor: Desk, house: House) -> None:
    """Whatever is only for another would be found by nobody."""
    (mine,) = (await supervisor.get("/workspaces/lumina/assistants")).json()["items"]
    made = (await supervisor.post(f"{BASE}/articles", json=FAQ | {"assistants": [mine["id"]]})).json()
    other = await build_house(house.database, slug="other")
    source = {"id": str(new_id()), "kind": "files", "name": "Handbook"}
    kept = (await supervisor.post(f"{BASE}/sources", json=source)).json()["id"]

    for stranger in (str(new_id()), str(other.workspace_id)):
        scope = {"assistants": [mine["id"], stranger]}
        for refused in (
            await supervisor.post(f"{BASE}/articles", json=FAQ | scope),
            await supervisor.put(f"{BASE}/articles/{made['id']}", json=FAQ | scope),
            await supervisor.post(f"{BASE}/sources", json=source | scope | {"id": str(new_id()), "name": "Other"}),
            await supervisor.patch(f"{BASE}/sources/{kept}", json=scope),
        ):
            assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
            assert [error["loc"] for error in refused.json()["errors"]] == [["body", "assistants", 1]]
    assert (await supervisor.get(f"{BASE}/articles/{made['id']}")).json()["assistants"] == [mine["id"]]


async def test_a_preview_shows_html_and_passages(agent: Desk) -> None:
    body = {"body": "## Hours\n\nFrom **9**.\n\n<script>alert(1)</script>"}
    preview = (await agent.post(f"{BASE}/preview", json=body)).json()

    assert "<strong>9</strong>" in preview["html"]
    assert "<script" not in preview["html"]
    assert [(p["heading_path"], p["anchor"]) for p in preview["passages"]] == [(["Hours"], "hours")]


async def test_a_question_is_tried_and_explained(supervisor: Desk, agent: Desk) -> None:
    made = (await supervisor.post(f"{BASE}/articles", json=FAQ)).json()
    tried = (await agent.post(f"{BASE}/try", json={"question": "dogs allowed?", "language": "en"})).json()

    assert tried["outcome"] == "answered"
    assert "Yes, on a **lead**." in tried["text"]
    assert tried["citations"][0]["url"].startswith("/help/lumina/may-i-bring-my-dog#")
    (hit,) = tried["trace"]["hits"]
    assert (hit["title"], hit["article_id"], hit["fact_id"]) == ("May I bring my dog?", made["id"], None)
    assert (hit["matched"], hit["lacking"]) == (["dogs", "allowed"], [])
    exact = (await agent.post(f"{BASE}/try", json={"question": "May I bring my dog?", "language": "en"})).json()
    assert hit["score"] < 1
    assert exact["trace"]["hits"][0]["match"] > 0.9

    unknown = (await agent.post(f"{BASE}/try", json={"question": "quantum flux of the moon", "language": "en"})).json()
    assert (unknown["outcome"], unknown["citations"]) == ("unsure", [])
    assert [button["choice"] for button in unknown["buttons"]] == ["person", "continue"]


async def test_a_tried_question_tells_its_words_as_they_were_written_and_what_took_how_long(
    supervisor: Desk, agent: Desk
) -> None:
    await supervisor.post(f"{BASE}/articles", json=FAQ)
    await supervisor.post(f"{BASE}/articles", json=FAQ | {"questions": ["Is there a café?"], "body": "By the gate."})

    async def tried(question: str) -> dict[str, Any]:
        asked = {"question": question, "language": "en"}
        return (await agent.post(f"{BASE}/try", json=asked)).json()["trace"]

    dogs = (await tried("May I bring my DOG into the Sauna?"))["hits"][0]
    assert (dogs["matched"], dogs["lacking"]) == (["May", "bring", "DOG"], ["Sauna"])
    assert 0 < dogs["coverage"] < 1
    slip = (await tried("bringg a dog to the CAFÉ"))["hits"]
    assert {word for hit in slip for word in hit["matched"]} == {"bringg", "dog", "CAFÉ"}
    hidden = (await tried("anna.rossi@example.com: are dogs allowed?"))["hits"][0]
    assert (hidden["matched"], hidden["lacking"]) == (["dogs", "allowed"], [])

    trace = await tried("May I bring my dog?")
    assert trace["hits"][0]["coverage"] == 1, "it lacks nothing, whatever small words the question has"
    assert [step["name"] for step in trace["steps"]] == ["understanding", "facts", "words", "ranking", "deciding"]
    assert all(step["ms"] >= 0 for step in trace["steps"])
    assert sum(step["ms"] for step in trace["steps"]) == pytest.approx(trace["duration_ms"], abs=0.05)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"kind": "poem"}, 422),
        ({"language": "italiano"}, 422),
        ({"status": "secret"}, 422),
        ({"workspace_id": "x"}, 422),
        ({"slug": "mine"}, 422),
        ({"body": " "}, 400),
        ({"questions": []}, 400),
        ({"questions": ["x"] * 61}, 422),
        ({"kind": "article", "title": ""}, 400),
    ],
)
async def test_what_cannot_be_stored_is_refused(supervisor: Desk, change: dict[str, object], status: int) -> None:
    assert (await supervisor.post(f"{BASE}/articles", json=FAQ | change)).status_code == status
    assert (await supervisor.get(f"{BASE}/articles")).json()["items"] == []


async def test_agents_read_and_do_not_write(agent: Desk, supervisor: Desk) -> None:
    made = (await supervisor.post(f"{BASE}/articles", json=FAQ)).json()
    path = f"{BASE}/articles/{made['id']}"

    assert (await agent.get(path)).status_code == 200
    assert (await agent.post(f"{BASE}/articles", json=FAQ)).status_code == 403
    assert (await agent.put(path, json=FAQ)).status_code == 403
    assert (await agent.delete(path)).status_code == 403


async def test_a_foreign_article_looks_like_an_unknown_one(people: People, supervisor: Desk) -> None:
    other = await build_house(people.house.database, "other")
    stranger = await people.at_work("Otto", "admin", house=other)
    made = (await supervisor.post(f"{BASE}/articles", json=FAQ)).json()
    theirs = "/workspaces/other/knowledge/articles"

    foreign = await stranger.get(f"{theirs}/{made['id']}")
    unknown = await stranger.get(f"{theirs}/{new_id()}")
    assert (foreign.status_code, foreign.content) == (404, unknown.content)
    assert (await stranger.put(f"{theirs}/{made['id']}", json=FAQ)).status_code == 404
    assert (await stranger.delete(f"{theirs}/{made['id']}")).status_code == 404
    assert (await stranger.get(theirs)).json()["items"] == []
    tried = await stranger.post("/workspaces/other/knowledge/try", json={"question": "dogs allowed?", "language": "en"})
    assert tried.json()["outcome"] == "unsure"
