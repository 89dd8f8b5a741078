"""Ids that clients make: the same one elsewhere is nobody's business, and never an error of ours."""

import asyncio
from uuid import uuid4

from tests.api.conftest import People
from tests.api.desk.sources.sourcing import HOURS
from tests.house import build_house


async def test_a_note_s_id_says_nothing_outside_its_conversation(people: People) -> None:
    other = await build_house(people.house.database, "altra")
    here, there = await people.at_work("Ada"), await people.at_work("Zeno", house=other)
    first, second = await people.house.conversation(), await people.house.conversation()
    theirs = await other.conversation()
    note = {"id": str(uuid4()), "text": "Di fretta"}

    answers = await asyncio.gather(
        *(here.post(f"/workspaces/lumina/conversations/{one.id}/notes", json=note) for one in (first, second) * 5),
        there.post(f"/workspaces/altra/conversations/{theirs.id}/notes", json=note | {"text": "Altro"}),
    )

    assert {answer.status_code for answer in answers} == {201}
    assert {(answer.json()["id"], answer.json()["conversation_id"]) for answer in answers} == {
        (note["id"], str(one.id)) for one in (first, second, theirs)
    }
    for desk, slug, one in ((here, "lumina", first), (here, "lumina", second), (there, "altra", theirs)):
        kept = (await desk.get(f"/workspaces/{slug}/conversations/{one.id}/notes")).json()["items"]
        assert [line["id"] for line in kept] == [note["id"]]
    reused = await here.post(f"/workspaces/lumina/conversations/{first.id}/notes", json=note | {"text": "Altro"})
    assert (reused.status_code, reused.json()["code"]) == (409, "id_reused")


async def test_an_id_of_a_source_or_an_import_that_is_taken_elsewhere_is_refused_and_nothing_else_told(
    people: People,
) -> None:
    other = await build_house(people.house.database, "altra")
    here, there = await people.at_work("Ada", "supervisor"), await people.at_work("Zeno", "supervisor", house=other)
    source = {"id": str(uuid4()), "kind": "text", "name": "Orari", "text": HOURS}
    run = {"id": str(uuid4())}
    sources, foreign = "/workspaces/lumina/knowledge/sources", "/workspaces/altra/knowledge/sources"
    assert (await here.post(sources, json=source)).status_code == 201
    assert (await here.post(f"{sources}/{source['id']}/imports", json=run)).status_code == 202

    taken = await there.post(foreign, json=source)
    own = (await there.post(foreign, json=source | {"id": str(uuid4())})).json()["id"]
    running = await there.post(f"{foreign}/{own}/imports", json=run)

    for refused in (taken, running):
        assert (refused.status_code, refused.json()["code"]) == (409, "id_reused")
        assert "Orari" not in refused.text
    assert [one["id"] for one in (await there.get(foreign)).json()["items"]] == [own]
    assert (await there.post(f"{foreign}/{own}/imports", json={"id": str(uuid4())})).status_code == 202
