"""The inbox narrowed and ordered, and views that are kept by name."""

from typing import Any

from tests.api.desk.test_inbox import calling, ids
from tests.live import Agent, Street


async def labelled(agent: Agent, name: str, conversation: str) -> str:
    """A label that a conversation has from now on."""
    made = await agent.post("/labels", name=name, color="#2f6fde", skill=False)
    put = await agent.http.put(f"/conversations/{conversation}/labels", json={"labels": [made["id"]]})
    put.raise_for_status()
    return made["id"]


async def test_a_list_is_narrowed_by_all_its_sides(street: Street) -> None:
    anna = await street.agent("Anna", "supervisor")
    marco = await street.agent("Marco")
    quiet = await (await street.customer("de")).open("de")
    one, two = await calling(street), await calling(street)
    team = await anna.post("/teams", name="Billing", hours_id=None, members=[str(anna.member.user_id)])
    await anna.post(f"/conversations/{two.id}/transfer", user_id=None, team_id=team["id"])
    await anna.post(f"/conversations/{one.id}/take")
    await anna.post(f"/conversations/{one.id}/seen", seq=10)
    label = await labelled(anna, "Refund", str(one.id))
    every = [str(two.id), str(one.id), str(quiet.id)]
    asked: list[tuple[dict[str, Any], list[str]]] = [
        ({}, every),
        ({"state": ["queued", "active"]}, [every[0], every[2]]),
        ({"label": label}, [every[1]]),
        ({"team": team["id"]}, [every[0]]),
        ({"team": "none"}, every[1:]),
        ({"team": ["none", team["id"]]}, every),
        ({"assignee": "me"}, [every[1]]),
        ({"assignee": "none"}, [every[0], every[2]]),
        ({"assignee": str(marco.member.user_id)}, []),
        ({"language": "de"}, [every[2]]),
        ({"channel": "web"}, every),
        ({"channel": "form"}, []),
        ({"priority": ["high", "urgent"]}, []),
        ({"risk": "none"}, every),
        ({"risk": ["some", "high"]}, []),
        ({"unread": "true"}, [every[0]]),
        ({"created_within": "1", "active_within": "1"}, every),
        ({"sort": "oldest"}, every[::-1]),
        ({"sort": "waiting"}, [every[1], every[0], every[2]]),
        ({"sort": "priority"}, every[::-1]),
        ({"state": "queued", "language": "it", "sort": "waiting"}, [every[0]]),
    ]
    for params, wanted in asked:
        assert await ids(anna, "all", **params) == wanted, params
    assert await ids(marco, "all", assignee="me") == []
    for wrong in (
        {"state": "gone"},
        {"sort": "id; drop"},
        {"label": "x"},
        {"created_within": "0"},
        {"language": "x'"},
        {"risk": "0.6"},
    ):
        assert (await anna.http.get("/conversations", params=wrong)).status_code == 422, wrong


async def test_every_order_comes_in_parts(street: Street) -> None:
    anna = await street.agent("Anna")
    for n in range(5):
        await (calling(street) if n % 2 else (await street.customer()).open())
    for sort in ("newest", "oldest", "waiting", "priority"):
        whole, found, cursor = await ids(anna, "all", sort=sort), list[str](), ""
        while True:
            params = {"sort": sort, "limit": "2"} | ({"cursor": cursor} if cursor else {})
            page = (await anna.http.get("/conversations", params=params)).raise_for_status().json()
            found += [line["id"] for line in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = page["next_cursor"]
        assert found == whole
        assert len(found) == 5


async def test_views_are_kept_counted_ordered_and_removed(street: Street) -> None:
    anna, marco = await street.agent("Anna", "supervisor"), await street.agent("Marco")
    await calling(street)
    kept = {"view": "all", "state": ["queued"], "sort": "waiting"}
    own = await marco.post("/views", name="Chi aspetta", shared=False, filter=kept)
    assert own["filter"]["state"] == ["queued"]
    assert (own["filter"]["sort"], own["filter"]["label"], own["shared"]) == ("waiting", [], False)
    assert (await marco.http.post("/views", json={"name": "x", "shared": True, "filter": {}})).status_code == 403
    async with marco.listen() as ear:
        shared = await anna.post("/views", name="Tutte", shared=True, filter={})
        await ear.until("views")
    empty = await marco.post("/views", name="Urgenti", shared=False, filter={"priority": ["urgent"]})
    listed = (await marco.get("/views"))["items"]
    assert [view["id"] for view in listed] == [shared["id"], own["id"], empty["id"]]
    assert [view["id"] for view in (await anna.get("/views"))["items"]] == [shared["id"]]
    counts = {one["id"]: one["open"] for one in (await marco.get("/views/counts"))["items"]}
    assert counts == {shared["id"]: 1, own["id"]: 1, empty["id"]: 0}
    moved = await marco.post("/views/order", ids=[empty["id"], own["id"]])
    assert [view["id"] for view in moved["items"]] == [shared["id"], empty["id"], own["id"]]
    body = {"name": "In coda", "shared": False, "filter": kept}
    renamed = (await marco.http.put(f"/views/{own['id']}", json=body)).raise_for_status().json()
    assert (renamed["id"], renamed["name"]) == (own["id"], "In coda")
    for answer in (
        await anna.http.put(f"/views/{own['id']}", json=body),
        await anna.http.delete(f"/views/{own['id']}"),
    ):
        assert answer.status_code == 404
    assert (await marco.http.put(f"/views/{shared['id']}", json=body)).status_code == 403
    assert (await marco.http.delete(f"/views/{shared['id']}")).status_code == 403
    assert (await marco.http.delete(f"/views/{own['id']}")).status_code == 204
    wrong = {"name": "x", "shared": False, "filter": {"state": ["gone"]}}
    assert (await marco.http.post("/views", json=wrong)).status_code == 422
