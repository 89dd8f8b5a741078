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


async def test_the_id_of_a_source_or_an_import_of_somebody_else_is_as_free_as_any(people: People) -> None:
    other = await build_house(people.house.database, "altra")
    here, there = await people.at_work("Ada", "supervisor"), await people.at_work("Zeno", "supervisor", house=other)
    own, foreign = "/workspaces/lumina/knowledge/sources", "/workspaces/altra/knowledge/sources"
    source, run = {"id": str(uuid4()), "kind": "text", "name": "Orari", "text": HOURS}, {"id": str(uuid4())}
    made: dict[str, tuple[str, str]] = {}
    for desk, sources in ((here, own), (there, foreign)):
        first, again = [await desk.post(sources, json=source) for _ in range(2)]
        assert (first.status_code, again.status_code, first.json()["id"]) == (201, 201, again.json()["id"])
        imports = f"{sources}/{first.json()['id']}/imports"
        begun, same = [await desk.post(imports, json=run) for _ in range(2)]
        assert (begun.status_code, same.status_code, begun.json()["id"]) == (202, 202, same.json()["id"])
        assert [one["id"] for one in (await desk.get(sources)).json()["items"]] == [first.json()["id"]]
        made[sources] = (first.json()["id"], begun.json()["id"])
    assert not set(made[own]) & set(made[foreign])
    taken = await there.post(foreign, json=source | {"id": made[own][0], "name": "Altro"})
    assert (taken.status_code, taken.json()["id"] in made[own]) == (201, False)
    assert (await there.get(f"{foreign}/{made[own][0]}")).status_code == 404
