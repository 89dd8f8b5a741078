"""What of the knowledge an assistant reads: drafted, live, compared, restored, and in its file."""

import json
from typing import Any
from uuid import UUID

from sportello import answering, knowledge
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.api.conftest import Desk, People
from tests.assistants import go_live
from tests.house import House, build_house

HERE = "/workspaces/lumina/assistants"
MINE = f"{HERE}/default"
READS = f"{MINE}/draft/knowledge"
QUESTION = "May I bring my dog into the museum?"
YES = "Dogs are welcome in the museum on a lead."
NO = "No dog may enter the museum at night."


async def imported(house: House, source: str, body: str) -> UUID:
    """An article of a source; returns the source."""
    file = File(f"{source}.md", f"---\ntitle: May I bring my dog into the museum?\n---\n{body}")
    async with house.database.transaction(house.workspace_id) as session:
        await knowledge.import_articles(session, source=source, files=[file], language="en")
        lines = await knowledge.list_sources(session)
    return next(line.source.id for line in lines if line.source.name == source)


async def written(admin: Desk, body: str, **more: Any) -> str:
    """An entry that was written by hand."""
    entry = {"kind": "faq", "title": "Dogs", "language": "en", "status": "published", "body": body}
    made = await admin.post("/workspaces/lumina/knowledge/articles", json=entry | {"questions": [QUESTION]} | more)
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def reads(admin: Desk, only: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    """Choose what the draft reads."""
    nothing: dict[str, Any] = {"handwritten": False, "sources": [], "articles": []}
    chosen = None if only is None else nothing | only
    answer = await admin.put(READS, json={"only": chosen}, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def said(house: House) -> str:
    """What a customer is told now."""
    async with house.database.transaction(house.workspace_id) as session:
        setup = await answering.read_setup(session, workspace_id=house.workspace_id)
        return (await answering.compose(session, assistant=setup, question=QUESTION, language="en")).text


async def test_what_is_chosen_is_read_once_it_is_live(admin: Desk, house: House) -> None:
    night = await imported(house, "night", NO)
    await written(admin, YES)
    await reads(admin, {"handwritten": True})
    await go_live(admin)
    assert YES in await said(house)

    chosen = await reads(admin, {"sources": [str(night)]})

    assert chosen["sources"] == [{"id": str(night), "name": "night", "gone": False}]
    assert YES in await said(house)
    tried = (await admin.post(f"{MINE}/draft/try", json={"question": QUESTION, "language": "en"})).json()
    assert NO in tried["text"]
    await go_live(admin)
    assert NO in await said(house)
    # Nothing is chosen: it reads nothing, and not everything.
    await reads(admin, {})
    await go_live(admin)
    assert not {YES, NO} & {await said(house)}
    await reads(admin, None)
    assert (await admin.get(READS)).json()["only"] is None


async def test_an_article_that_is_for_others_is_read_by_no_selection(admin: Desk, house: House) -> None:
    other = (await admin.post(HERE, json={"name": "Night"})).json()["assistant"]["id"]
    entry = await written(admin, YES, assistants=[other])
    await reads(admin, {"articles": [entry], "handwritten": True})
    await go_live(admin)
    assert YES not in await said(house)


async def test_it_is_compared_and_restored_and_what_is_gone_is_named(admin: Desk, house: House) -> None:
    night = await imported(house, "night", NO)
    entry = await written(admin, YES)
    await reads(admin, {"sources": [str(night)], "articles": [entry]})
    compared = (await admin.get(f"{MINE}/comparison")).json()["items"]
    assert [(one["path"], one["before"], one["after"]) for one in compared] == [
        (["knowledge", "reads"], "everything", "chosen"),
        (["knowledge", "handwritten"], None, "false"),
        (["knowledge", "sources"], None, "night"),
        (["knowledge", "articles"], None, "Dogs"),
    ]
    await go_live(admin)
    await reads(admin, None)
    await go_live(admin)
    gone = await admin.delete(f"/workspaces/lumina/knowledge/sources/{night}?articles=remove")
    assert gone.status_code == 204

    restored = (await admin.post(f"{MINE}/versions/2/restore")).json()

    assert restored["missing"] == ["night"]
    drafted = (await admin.get(READS)).json()
    assert drafted["only"] == {"handwritten": False, "sources": [], "articles": [entry]}


async def test_a_source_that_is_renamed_or_gone_stays_what_was_chosen(admin: Desk, house: House) -> None:
    night = await imported(house, "night", NO)
    await reads(admin, {"sources": [str(night)]})
    await go_live(admin)
    renamed = await admin.patch(f"/workspaces/lumina/knowledge/sources/{night}", json={"name": "moon"})
    assert renamed.status_code == 200
    assert (await reads(admin, {"sources": [str(night)]}))["sources"][0]["name"] == "moon"
    assert (await admin.get(MINE)).json()["edited"] is False
    await admin.delete(f"/workspaces/lumina/knowledge/sources/{night}?articles=keep")
    kept = await reads(admin, {"sources": [str(night)]})
    assert kept["sources"] == [{"id": str(night), "name": "night", "gone": True}]
    # What was kept of it is of no source now, so nobody chose it.
    assert NO not in await said(house)


async def test_it_travels_in_the_file_by_name(admin: Desk, house: House) -> None:
    night = await imported(house, "night", NO)
    entry = await written(admin, YES)
    await reads(admin, {"sources": [str(night)], "articles": [entry]})
    file = (await admin.get(f"{MINE}/export?which=draft")).json()
    assert file["knowledge"] == {"handwritten": False, "sources": ["night"], "articles": ["dogs"]}

    more = {"handwritten": False, "sources": ["night", "moon"], "articles": ["cats"]}
    made = await admin.post(HERE, json={"name": "Sister", "file": json.dumps(file | {"knowledge": more})})

    assert made.json()["missing"] == ["moon", "cats"]
    sister = f"{HERE}/{made.json()['assistant']['id']}/draft/knowledge"
    assert (await admin.get(sister)).json()["only"]["sources"] == [str(night)]
    # A file of before there was any such thing reads everything.
    del file["knowledge"]
    made = await admin.post(HERE, json={"name": "Older", "file": json.dumps(file)})
    older = f"{HERE}/{made.json()['assistant']['id']}/draft/knowledge"
    assert (await admin.get(older)).json()["only"] is None


async def test_what_is_not_the_workspaces_is_refused(admin: Desk, house: House, people: People) -> None:
    theirs = await imported(await build_house(house.database, "altra"), "theirs", NO)
    for strange in ({"sources": [str(theirs)]}, {"articles": [str(new_id())]}):
        only = {"handwritten": False, "sources": [], "articles": []} | strange
        refused = await admin.put(READS, json={"only": only})
        assert (refused.status_code, refused.json()["code"]) == (400, "selection_invalid")
    agent = await people.at_work("Bruno", "agent")
    assert (await agent.put(READS, json={"only": None})).status_code == 403


async def test_of_two_who_choose_at_once_the_second_is_told(admin: Desk, house: House) -> None:
    seen = {"If-Match": f'"{(await admin.get(READS)).json()["version"]}"'}
    await reads(admin, {"handwritten": True}, headers=seen)
    late = await admin.put(READS, json={"only": None}, headers=seen)
    assert (late.status_code, late.json()["code"], late.json()["by"]) == (409, "changed_meanwhile", "Ada")
