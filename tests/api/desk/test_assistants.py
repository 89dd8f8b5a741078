"""Several assistants, their drafts and versions: nothing is a customer's before it goes live."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from sportello import answering
from sportello.answering import Setups
from sportello.core.ids import new_id
from tests.api.conftest import Desk, People
from tests.assistants import go_live
from tests.house import House, build_house

HERE = "/workspaces/lumina/assistants"
MINE = f"{HERE}/default"
HELLO = "- {name: Hello, language: en, question: Hello, expect: {smalltalk: greeting}}"
PERSON = "- {name: Person, language: en, question: I want to talk to a person, expect: {handoff: person}}"


async def write(admin: Desk, assistant: str = "default", **change: Any) -> dict[str, Any]:
    """Change something of a draft."""
    path = f"{HERE}/{assistant}/draft"
    written = await admin.put(path, json=(await admin.get(path)).json() | change)
    assert written.status_code == 200, written.text
    return written.json()


async def said(house: House, question: str = "Hello", assistant_id: UUID | None = None) -> str:
    """What a customer is told now."""
    async with house.database.transaction(house.workspace_id) as session:
        setup = await answering.read_setup(session, workspace_id=house.workspace_id, assistant_id=assistant_id)
        return (await answering.compose(session, assistant=setup, question=question, language="en")).text


async def rehearse(admin: Desk, house: House, assistant: str = "default") -> dict[str, Any]:
    """The scenarios tried on the draft, as its job does."""
    asked = await admin.post(f"{HERE}/{assistant}/rehearsals")
    assert asked.status_code == 202, asked.text
    run = UUID(asked.json()["id"])
    await answering.carry_out_run(house.database, workspace_id=house.workspace_id, run_id=run)
    return (await admin.get(f"{HERE}/{assistant}/rehearsals")).json()


async def with_scenarios(house: House, written: str = f"{HELLO}\n{PERSON}") -> None:
    """A workspace that has tried scenarios once."""
    async with house.database.transaction(house.workspace_id) as session:
        run = await answering.ask_run(session, workspace_id=house.workspace_id, source="mine.yaml", written=written)
    await answering.carry_out_run(house.database, workspace_id=house.workspace_id, run_id=run.id)


async def test_what_is_drafted_reaches_nobody_before_it_goes_live(admin: Desk, house: House) -> None:
    usual = await said(house)
    await write(admin, texts={"en": {"greeting": "Ahoy."}})

    assert await said(house) == usual
    tried = (await admin.post(f"{MINE}/draft/try", json={"question": "Hello", "language": "en"})).json()
    assert (tried["text"], tried["trace"]["outcome"]) == ("Ahoy.", "smalltalk")
    state = (await admin.get(MINE)).json()
    assert (state["live"], state["edited"]) == (1, True)

    live = await admin.post(f"{MINE}/live", json={"note": "Sailors"})

    assert (live.status_code, live.json()["number"], live.json()["note"]) == (201, 2, "Sailors")
    assert await said(house) == "Ahoy."
    assert (await admin.get(MINE)).json()["edited"] is False
    versions = (await admin.get(f"{MINE}/versions")).json()["items"]
    assert [(one["number"], one["author"], one["note"]) for one in versions] == [
        (2, "Ada", "Sailors"),
        (1, "system", "As Sportello comes"),
    ]


async def test_who_writes_back_what_is_live_has_no_draft(admin: Desk) -> None:
    before = (await admin.get(f"{MINE}/draft")).json()
    await write(admin, name="Lucilla")
    await write(admin, name=before["name"])
    assert (await admin.get(MINE)).json()["edited"] is False
    refused = await admin.post(f"{MINE}/live", json={"note": "Nothing"})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_new")


async def test_a_worker_that_keeps_an_assistant_hears_of_the_next_version(admin: Desk, house: House) -> None:
    setups = Setups()

    async def name() -> str:
        async with house.database.transaction(house.workspace_id) as session:
            return (await setups.of(session, house.workspace_id)).name

    assert await name() == "Sportello"
    await write(admin, name="Lucilla")
    setups.forget(house.workspace_id)
    assert await name() == "Sportello"
    await go_live(admin)
    setups.forget(house.workspace_id)
    assert await name() == "Lucilla"


async def test_a_version_is_compared_and_restored(admin: Desk, house: House) -> None:
    await write(admin, texts={"en": {"greeting": "One."}})
    await go_live(admin)
    await write(admin, texts={"en": {"greeting": "Two."}}, threshold=0.7)
    await go_live(admin)
    rule = {"id": "vip", "name": "Gold card", "phrases": {"en": ["gold card"]}, "enabled": True, "replies": {}}
    kept = (await admin.get(f"{MINE}/draft")).json()["rules"]
    await write(admin, rules=[*kept, rule])

    def leaves(found: dict[str, Any]) -> dict[str, tuple[str, str]]:
        return {".".join(one["path"]): (one["before"], one["after"]) for one in found["items"]}

    drafted = leaves((await admin.get(f"{MINE}/comparison")).json())
    assert drafted == {"rules.Gold card.phrases.en": (None, "gold card"), "rules.Gold card.enabled": (None, "true")}
    older = leaves((await admin.get(f"{MINE}/comparison?before=2&after=live")).json())
    assert older == {"texts.en.greeting": ("One.", "Two."), "threshold": ("0.5", "0.7")}

    restored = await admin.post(f"{MINE}/versions/2/restore")

    assert (restored.status_code, restored.json()["missing"]) == (200, [])
    assert await said(house) == "Two."
    await go_live(admin)
    assert await said(house) == "One."
    assert (await admin.get(f"{MINE}/versions/9/restore")).status_code == 405
    assert (await admin.post(f"{MINE}/versions/9/restore")).json()["code"] == "assistant_version_not_found"


async def test_a_draft_is_given_up(admin: Desk) -> None:
    before = (await admin.get(f"{MINE}/draft")).json()
    await write(admin, name="Lucilla")
    assert (await admin.delete(f"{MINE}/draft")).json()["edited"] is False
    assert (await admin.get(f"{MINE}/draft")).json() == before
    entries = (await admin.get("/workspaces/lumina/audit")).json()["items"]
    assert entries[0]["action"] == "assistant.draft_discarded"
    # There is none any more, so nothing is given up, and nothing written down.
    assert (await admin.delete(f"{MINE}/draft")).json()["edited"] is False
    assert (await admin.get("/workspaces/lumina/audit")).json()["items"] == entries


async def test_nobody_gives_up_what_somebody_else_has_written_meanwhile(admin: Desk, people: People) -> None:
    other = await people.at_work("Otto", "admin")
    await write(admin, name="Lucilla")
    seen = {"If-Match": f'"{(await admin.get(MINE)).json()["version"]}"'}
    await write(other, name="Lucio")
    late = await admin.delete(f"{MINE}/draft", headers=seen)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert (await admin.get(f"{MINE}/draft")).json()["name"] == "Lucio"


async def test_without_scenarios_nothing_holds_a_draft_up(admin: Desk) -> None:
    await write(admin, name="Lucilla")
    assert (await admin.get(f"{MINE}/rehearsals")).json() == {"scenarios": 0, "last": None}
    assert (await admin.post(f"{MINE}/rehearsals")).status_code == 400
    assert (await admin.post(f"{MINE}/live", json={"note": "A name"})).status_code == 201


async def test_a_draft_is_rehearsed_beside_what_is_live(admin: Desk, house: House) -> None:
    await with_scenarios(house)
    await write(admin, texts={"en": {"greeting": "Ahoy."}})
    untried = await admin.post(f"{MINE}/live", json={"note": "Sailors"})
    assert (untried.status_code, untried.json()["code"]) == (409, "not_rehearsed")

    before = await rehearse(admin, house)

    assert (before["scenarios"], before["last"]["state"], before["last"]["current"]) == (2, "done", True)
    hello = next(one for one in before["last"]["cases"] if one["draft"]["name"] == "Hello")
    assert hello["draft"]["steps"][0]["said"] == "Ahoy."
    assert hello["live"]["steps"][0]["said"] == await said(house) != "Ahoy."
    assert (await admin.get("/workspaces/lumina/assistant/evaluations")).json()["runs"][0]["source"] == "mine.yaml"
    # Another word in the draft, and it is no rehearsal of it any more.
    await write(admin, texts={"en": {"greeting": "Ahoy there."}})
    assert (await admin.get(f"{MINE}/rehearsals")).json()["last"]["current"] is False
    assert (await admin.post(f"{MINE}/live", json={"note": "Sailors"})).json()["code"] == "not_rehearsed"
    await rehearse(admin, house)
    assert (await admin.post(f"{MINE}/live", json={"note": "Sailors"})).status_code == 201


async def test_who_breaks_scenarios_goes_live_only_if_they_say_so(admin: Desk, house: House) -> None:
    await with_scenarios(house)
    rules = (await admin.get(f"{MINE}/draft")).json()["rules"]
    await write(admin, rules=[one | {"enabled": False} for one in rules])

    (broken,) = [one for one in (await rehearse(admin, house))["last"]["cases"] if one["broken"]]
    refused = await admin.post(f"{MINE}/live", json={"note": "Nobody is there"})

    assert broken["draft"]["name"] == "Person"
    assert (refused.status_code, refused.json()["code"], refused.json()["broken"]) == (
        409,
        "scenarios_break",
        ["Person"],
    )
    silent = await admin.post(f"{MINE}/live", json={"note": " ", "anyway": True})
    assert silent.status_code == 422
    meant = await admin.post(f"{MINE}/live", json={"note": "Nobody is there", "anyway": True})
    assert meant.status_code == 201
    entries = (await admin.get("/workspaces/lumina/audit")).json()["items"]
    assert entries[0]["action"] == "assistant.went_live"


async def test_of_two_who_go_live_at_once_one_does(admin: Desk, people: People) -> None:
    other = await people.at_work("Otto", "admin")
    await write(admin, name="Lucilla")
    seen = {"If-Match": f'"{(await admin.get(MINE)).json()["version"]}"'}

    answers = await asyncio.gather(
        *(desk.post(f"{MINE}/live", json={"note": "Mine"}, headers=seen) for desk in (admin, other))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert late.json()["code"] == "changed_meanwhile"
    assert [one["number"] for one in (await admin.get(f"{MINE}/versions")).json()["items"]] == [2, 1]


async def test_without_a_version_the_second_finds_nothing_new(admin: Desk, people: People) -> None:
    other = await people.at_work("Otto", "admin")
    await write(admin, name="Lucilla")
    answers = await asyncio.gather(*(desk.post(f"{MINE}/live", json={"note": "Mine"}) for desk in (admin, other)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "nothing_new"}


async def made(admin: Desk, **body: Any) -> dict[str, Any]:
    """Another assistant."""
    answer = await admin.post(HERE, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["assistant"]


async def test_another_assistant_answers_nobody_before_it_goes_live(admin: Desk, house: House) -> None:
    await write(admin, texts={"en": {"greeting": "Default."}})
    await go_live(admin)
    night = await made(admin, name="Night")
    await write(admin, night["id"], texts={"en": {"greeting": "Night."}})
    assert (night["live"], night["edited"], night["is_default"]) == (0, True, False)
    assert await said(house, assistant_id=UUID(night["id"])) == "Default."
    refused = await admin.post(f"{HERE}/{night['id']}/default")
    assert (refused.status_code, refused.json()["code"]) == (409, "assistant_not_live")

    await go_live(admin, night["id"])
    assert await said(house, assistant_id=UUID(night["id"])) == "Night."
    assert await said(house) == "Default."
    assert (await admin.post(f"{HERE}/{night['id']}/default")).json()["is_default"] is True
    assert await said(house) == "Night."
    listed = (await admin.get(HERE)).json()["items"]
    assert [(one["name"], one["is_default"]) for one in listed] == [("Night", True), ("Sportello", False)]


async def test_the_default_is_not_removed_and_another_is(admin: Desk, house: House) -> None:
    copy = await made(admin, name="Copy", copy_of=(await admin.get(MINE)).json()["id"])
    await go_live(admin, copy["id"])
    refused = await admin.delete(MINE)
    assert (refused.status_code, refused.json()["code"]) == (409, "assistant_is_default")
    assert (await admin.delete(f"{HERE}/{copy['id']}")).status_code == 204
    assert (await admin.get(f"{HERE}/{copy['id']}")).json()["code"] == "assistant_not_found"
    # Whom it answered, the default answers.
    assert await said(house, assistant_id=UUID(copy["id"])) == await said(house)


async def test_a_website_has_its_own_assistant_and_a_conversation_keeps_it(
    admin: Desk, house: House, browse: Callable[..., Desk]
) -> None:
    night = await made(admin, name="Night")
    await write(admin, night["id"], texts={"en": {"greeting": "Night.", "welcome": "Good night."}})
    await go_live(admin, night["id"])
    keys = "/workspaces/lumina/widget-keys"
    changed = await admin.patch(f"{keys}/{house.key_id}", json={"assistant_id": night["id"]})
    assert changed.json()["assistant_id"] == night["id"]
    assert (await admin.patch(f"{keys}/{house.key_id}", json={"name": "Shop"})).json()["assistant_id"] == night["id"]
    strange = await admin.patch(f"{keys}/{house.key_id}", json={"assistant_id": str(house.workspace_id)[:-4] + "0000"})
    assert strange.status_code == 422

    page = browse()
    page.headers.update({"X-Sportello-Key": house.key, "Origin": "https://shop.example.com"})
    config = (await page.get("/widget/config?language=en")).json()
    assert config["texts"]["welcome"] == "Good night."
    token = (await page.post("/widget/visitors", json={"language": "en"})).json()["token"]
    page.headers["Authorization"] = f"Bearer {token}"
    begun = (await page.post("/widget/conversations", json={"id": str(new_id()), "language": "en"})).json()["id"]
    await house.says(UUID(begun), "Hello")
    # It goes on with whom it began, whoever answers there from now on.
    await admin.patch(f"{keys}/{house.key_id}", json={"assistant_id": None})
    await house.let_assistant_answer()
    last = (await house.thread(UUID(begun)))[-1]
    assert (last.author_name, last.text.endswith("Night.")) == ("Night", True)


async def test_a_conversation_that_began_with_the_default_goes_on_with_it(
    admin: Desk, house: House, browse: Callable[..., Desk]
) -> None:
    """Although its website names one that goes live meanwhile."""
    night = await made(admin, name="Night")
    await admin.patch(f"/workspaces/lumina/widget-keys/{house.key_id}", json={"assistant_id": night["id"]})
    page = browse()
    page.headers.update({"X-Sportello-Key": house.key, "Origin": "https://shop.example.com"})
    token = (await page.post("/widget/visitors", json={"language": "en"})).json()["token"]
    page.headers["Authorization"] = f"Bearer {token}"
    begun = (await page.post("/widget/conversations", json={"id": str(new_id()), "language": "en"})).json()["id"]
    await write(admin, night["id"], texts={"en": {"greeting": "Night."}})
    await go_live(admin, night["id"])
    await house.says(UUID(begun), "Hello")
    await house.let_assistant_answer()
    assert (await house.thread(UUID(begun)))[-1].author_name == "Sportello"


async def test_an_assistant_travels_as_a_file(admin: Desk, house: House) -> None:
    await write(admin, name="Lucilla", texts={"en": {"greeting": "Ahoy."}})
    await go_live(admin)
    file = (await admin.get(f"{MINE}/export")).json()
    assert (file["format"], file["format_version"], file["texts"]) == (
        "sportello-assistant",
        1,
        {"en": {"greeting": "Ahoy."}},
    )
    chain = [{"provider": "openai", "model": "gpt-5-mini", "key": "Main"}]
    saved_by_windows = "\ufeff" + json.dumps(file | {"chain": chain})
    answer = await admin.post(HERE, json={"file": saved_by_windows, "name": "Sister"})
    assert (answer.status_code, answer.json()["missing"]) == (201, ["openai: gpt-5-mini"])
    sister = answer.json()["assistant"]["id"]
    again = (await admin.get(f"{HERE}/{sister}/export?which=draft")).json()
    assert again == file | {"name": "Sister"}


WRONG: list[tuple[str, str, str]] = [
    ("{", "", "line 1"),
    ('{"format": "else", "format_version": 1, "name": "A"}', "format", "sportello-assistant"),
    ('{"format": "sportello-assistant", "format_version": 9, "name": "A"}', "format_version", "version 9"),
    ('{"format": "sportello-assistant", "format_version": 1}', "name", "required"),
    (
        '{"format": "sportello-assistant", "format_version": 1, "name": "A", "rules": [{"id": "a"}]}',
        "rules.0.name",
        "required",
    ),
    ('{"format": "sportello-assistant", "format_version": 1, "name": "A", "key": "sk-1"}', "key", "not permitted"),
    (
        '{"format": "sportello-assistant", "format_version": 1, "name": "A", "texts": {"en": {"nonsense": "x"}}}',
        "",
        "nonsense",
    ),
    ('{"format": "sportello-assistant", "format_version": 1, "name": "A", "threshold": 7}', "", "threshold"),
    ('{"format": "sportello-assistant", "format_version": 1, "name": "A", "wishes": "a\\u0000b"}', "", "NUL"),
]


@pytest.mark.parametrize(("file", "place", "why"), WRONG)
async def test_a_file_that_is_none_is_refused_with_its_place(admin: Desk, file: str, place: str, why: str) -> None:
    refused = await admin.post(HERE, json={"file": file})
    assert (refused.status_code, refused.json()["code"]) == (400, "assistant_file_invalid")
    assert refused.json()["place"] == place
    assert why in refused.json()["detail"]
    assert len((await admin.get(HERE)).json()["items"]) == 1


async def test_agents_look_and_do_not_touch(agent: Desk) -> None:
    assert (await agent.get(MINE)).status_code == 200
    for path in ("live", "rehearsals", "default", "versions/1/restore", "draft/try"):
        sent = {"note": "x", "question": "x"}
        assert (await agent.post(f"{MINE}/{path}", json=sent)).status_code == 403, path
    for path in ("versions", "comparison", "export", "rehearsals"):
        assert (await agent.get(f"{MINE}/{path}")).status_code == 403, path
    assert (await agent.post(HERE, json={"name": "A"})).status_code == 403


async def test_another_workspace_s_assistants_are_nobody_s(admin: Desk, house: House, people: People) -> None:
    other = await build_house(house.database, "other")
    stranger = await people.at_work("Otto", "admin", house=other)
    theirs = (await stranger.post("/workspaces/other/assistants", json={"name": "Theirs"})).json()["assistant"]["id"]
    for path in ("", "/draft", "/versions", "/comparison", "/export", "/rehearsals"):
        assert (await admin.get(f"{HERE}/{theirs}{path}")).json()["code"] == "assistant_not_found", path
    assert (await admin.post(HERE, json={"name": "Mine", "copy_of": theirs})).status_code == 404
    assert (await admin.delete(f"{HERE}/{theirs}")).status_code == 404
    patched = await admin.patch(f"/workspaces/lumina/widget-keys/{house.key_id}", json={"assistant_id": theirs})
    assert patched.status_code == 422
