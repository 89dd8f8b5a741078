"""What happens at logins, as the owner of the installation sees it."""

from collections.abc import Callable

import pytest

from sportello.workspaces import Rank
from tests.api.conftest import Desk, People

EVENTS = "/platform/logins/events"


async def test_the_owner_sees_every_login_also_their_own_and_nobody_s(
    people: People, browse: Callable[..., Desk]
) -> None:
    owner = await people.at_work("Olga", "owner")
    clara = await people.hire("Clara")
    await browse(ip="192.0.2.9").sign_in(clara.email, "wrong password")
    await browse(ip="192.0.2.9").sign_in("nobody@example.com", "wrong password")

    events = (await owner.get(EVENTS)).json()["items"]

    assert [(one["action"], one["name"], one["email"], one["ip"]) for one in events] == [
        ("sign_in.failed", None, None, "192.0.2.9"),
        ("sign_in.failed", "Clara", clara.email, "192.0.2.9"),
        ("sign_in.ok", "Olga", (await owner.get("/me")).json()["user"]["email"], "192.0.2.1"),
    ]


async def test_they_are_read_page_by_page_without_gaps_or_repeats(people: People, browse: Callable[..., Desk]) -> None:
    owner = await people.at_work("Olga", "owner")
    for n in range(5):
        await browse(ip=f"192.0.2.{n + 10}").sign_in("nobody@example.com", "wrong password")
    whole = (await owner.get(EVENTS)).json()["items"]

    read: list[object] = []
    query: dict[str, str | int] | None = {"limit": 2}
    while query is not None:
        page = (await owner.get(EVENTS, params=query)).json()
        read += page["items"]
        query = {"limit": 2, "cursor": page["next_cursor"]} if page["next_cursor"] else None

    assert read == whole
    assert len(whole) == 6


@pytest.mark.parametrize("role", ["agent", "admin"])
async def test_nobody_else_does(people: People, role: Rank) -> None:
    desk = await people.at_work("Ada", role)

    assert (await desk.get(EVENTS)).status_code == 403


async def test_nobody_at_all_is_asked_to_sign_in(browse: Callable[..., Desk]) -> None:
    assert (await browse().get(EVENTS)).status_code == 401
