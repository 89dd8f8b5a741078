"""Sources: changed and removed by those who may, unknown to everybody else."""

from sportello.core.ids import new_id
from sportello.core.resources import Resources
from tests.api.conftest import Desk, People
from tests.api.desk.sources.sourcing import BASE, HOURS, PARKING, SOURCES, begun, handed_in, imported, made
from tests.house import build_house


async def test_a_source_is_changed_and_removed_with_its_articles_or_without(
    supervisor: Desk, resources: Resources
) -> None:
    kept, gone = await made(supervisor, name="kept"), await made(supervisor, name="gone")
    await handed_in(supervisor, kept, hours__md=HOURS)
    await handed_in(supervisor, gone, parking__md=PARKING)
    await imported(supervisor, resources, kept)
    await imported(supervisor, resources, gone)

    taken = await supervisor.patch(kept, json={"name": "gone"})
    assert (taken.status_code, taken.json()["code"]) == (409, "source_name_taken")
    assert taken.json()["source_id"] in gone
    assert (await supervisor.patch(kept, json={"name": "stays", "language": None})).json()["name"] == "stays"
    assert (await supervisor.patch(kept, json={"schedule": {"every": "daily"}})).json()["code"] == "source_invalid"

    assert (await supervisor.delete(gone)).status_code == 422, "it must be said what becomes of the articles"
    assert (await supervisor.delete(gone, params={"articles": "remove"})).status_code == 204
    assert (await supervisor.delete(kept, params={"articles": "keep"})).status_code == 204
    assert (await supervisor.get(kept)).json()["code"] == "source_not_found"
    (left,) = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    assert (left["title"], left["source_id"]) == ("Orari", None)


async def test_agents_look_and_strangers_see_nothing(supervisor: Desk, agent: Desk, people: People) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, hours__md=HOURS)
    run = await begun(supervisor, source)
    for path in (SOURCES, source, f"{source}/files", f"{source}/imports", run, f"{run}/changes"):
        assert (await agent.get(path)).status_code == 200
    assert (await agent.post(f"{source}/imports", json={"id": str(new_id())})).status_code == 403
    assert (await agent.post(f"{source}/files", files=[("files", ("a.md", b"x"))])).status_code == 403
    assert (await agent.patch(source, json={"name": "mine"})).status_code == 403
    assert (await agent.delete(source, params={"articles": "keep"})).status_code == 403

    other = await build_house(people.house.database, "other")
    stranger = await people.at_work("Otto", "admin", house=other)
    theirs = source.replace("/lumina/", "/other/")
    unknown = f"{theirs.rpartition('/')[0]}/{new_id()}"
    assert (await stranger.get(theirs)).content == (await stranger.get(unknown)).content
    for path in ("", "/files", "/imports"):
        assert (await stranger.get(theirs + path)).status_code == 404
    assert (await stranger.post(f"{theirs}/files", files=[("files", ("a.md", b"x"))])).status_code == 404
    assert (await stranger.post(f"{theirs}/imports", json={"id": str(new_id())})).status_code == 404
    assert (await stranger.get(run.replace("/lumina/", "/other/"))).json()["code"] == "import_not_found"
    assert (await stranger.get(f"{run.replace('/lumina/', '/other/')}/changes")).status_code == 404
    assert (await stranger.post(f"{run.replace('/lumina/', '/other/')}/cancel")).status_code == 404
    assert (await stranger.delete(theirs, params={"articles": "remove"})).status_code == 404
    assert (await stranger.get("/workspaces/other/knowledge/sources")).json()["items"] == []
