"""A widget as it would be: what is not saved is shown to who writes it, and to nobody else."""

from typing import Any

import httpx
from sqlalchemy import text

from sportello.core.resources import Resources
from tests.api.conftest import HERE, Desk, People
from tests.house import House

KEYS = "/workspaces/lumina/widget-keys"


async def _told(stranger: httpx.AsyncClient, house: House, language: str) -> dict[str, Any]:
    """What the widget itself is told."""
    sent = {"X-Sportello-Key": house.key}
    return (await stranger.get("/widget/config", params={"language": language}, headers=sent)).json()


async def test_what_is_not_saved_is_shown_and_stored_nowhere(
    people: People, house: House, stranger: httpx.AsyncClient, resources: Resources
) -> None:
    admin = await people.at_work("Ada", role="admin")
    preview = f"{KEYS}/{(await admin.get(KEYS)).json()['items'][0]['id']}/preview"
    before = await _told(stranger, house, "it")

    same = await admin.post(preview, json={"language": "it"})
    assert (same.status_code, same.json()) == (200, before)

    asked: dict[str, Any] = {"kind": "own", "label": {"it": "Numero d'ordine"}, "required": True}
    unsaved: dict[str, Any] = {
        "language": "it",
        "appearance": {"color": "#ffee00", "position": "left"},
        "behaviour": {"sound": True, "asked": [asked], "consent": {}, "rules": []},
        "assistant_id": None,
    }
    shown = (await admin.post(preview, json=unsaved)).json()
    assert shown["appearance"] == before["appearance"] | {
        "color": "#ffee00",
        "position": "left",
        "text_color": "#000",
    }
    assert shown["behaviour"]["asked"] == [{"place": 0, "kind": "own", "label": "Numero d'ordine", "required": True}]
    assert (await admin.post(preview, json=unsaved | {"language": "en"})).json()["behaviour"]["asked"] == []

    assert await _told(stranger, house, "it") == before
    async with resources.database.transaction(house.workspace_id) as session:
        assert await session.scalar(text("SELECT count(*) FROM contacts")) == 0


async def test_only_admins_look_and_only_at_what_could_be_saved(people: People) -> None:
    admin, agent = await people.at_work("Ada", role="admin"), await people.at_work("Bo")
    preview = f"{KEYS}/{(await admin.get(KEYS)).json()['items'][0]['id']}/preview"

    async def status(desk: Desk, **unsaved: Any) -> int:
        return (await desk.post(preview, json={"language": "it", **unsaved})).status_code

    assert await status(agent) == 403
    assert await status(admin, appearance={"color": "red"}) == 422
    assert await status(admin, assistant_id="0197c3b0-6d2e-7c4e-9d5a-2f6f1c0a9b11") == 422


async def test_the_page_of_the_preview_is_framed_by_ours_alone_and_reaches_nobody(
    dry_stranger: httpx.AsyncClient,
) -> None:
    answer = await dry_stranger.get(f"{HERE}/preview/widget")

    policy = answer.headers["content-security-policy"].split("; ")
    assert {
        "sandbox allow-scripts allow-forms",
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    } <= set(policy)
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    for path in ("/desk/", "/docs", "/redoc"):
        other = await dry_stranger.get(HERE + path)
        if other.status_code == 200:
            assert "frame-ancestors 'none'" in other.headers["content-security-policy"]
