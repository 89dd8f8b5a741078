"""Keys of programs and of websites."""

from collections.abc import Callable
from uuid import uuid4

from tests.api.conftest import Desk, People
from tests.house import build_house

API_KEYS = "/workspaces/lumina/api-keys"
WIDGET_KEYS = "/workspaces/lumina/widget-keys"


async def api_key(admin: Desk, *scopes: str) -> dict[str, str]:
    """Make a key; returns the header that carries it."""
    made = await admin.post(API_KEYS, json={"name": "Export", "scopes": scopes})
    assert made.status_code == 201, made.text
    return {"Authorization": f"Bearer {made.json()['key']}"}


async def test_a_key_is_told_once_and_works_within_its_scopes(admin: Desk, browse: Callable[..., Desk]) -> None:
    headers = await api_key(admin, "workspace:read")
    program = browse()

    assert (await program.get("/workspaces/lumina", headers=headers)).status_code == 200
    refused = await program.get("/workspaces/lumina/members", headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert refused.json()["scope"] == "members:read"
    listed = (await admin.get(API_KEYS)).json()["items"]
    assert [(one["name"], one["scopes"]) for one in listed] == [("Export", ["workspace:read"])]
    assert "key" not in listed[0]
    assert listed[0]["last_used_at"] is not None


async def test_a_key_needs_no_page_header_for_a_page_it_may_not_change(
    admin: Desk, browse: Callable[..., Desk]
) -> None:
    headers = await api_key(admin, "workspace:read") | {"X-Sportello": ""}

    refused = await browse().patch("/workspaces/lumina", headers=headers, json={"name": "Mine"})

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


async def test_a_key_is_known_by_its_scheme_however_that_is_written(admin: Desk, browse: Callable[..., Desk]) -> None:
    key = (await api_key(admin, "workspace:read"))["Authorization"].removeprefix("Bearer ")

    async def answers(authorization: str) -> tuple[int, str]:
        headers = {"Authorization": authorization, "X-Sportello": ""}
        read = await browse().get("/workspaces/lumina", headers=headers)
        written = await browse().patch("/workspaces/lumina", headers=headers, json={"name": "New"})
        return read.status_code, written.json()["code"]

    for right in (f"Bearer {key}", f"bearer {key}", f"BEARER  {key}"):
        assert await answers(right) == (200, "scope_missing")
    for wrong in (key, f"Basic {key}", f"Bearer{key}"):
        assert await answers(wrong) == (401, "header_missing")


async def test_a_proxy_s_own_password_keeps_nobody_out_of_the_desk(admin: Desk, browse: Callable[..., Desk]) -> None:
    admin.headers["Authorization"] = "Basic c3RhZ2luZzpzdGFnaW5n"

    assert (await admin.get("/workspaces/lumina")).status_code == 200
    assert (await admin.patch("/workspaces/lumina", json={"name": "New"})).status_code == 200
    forged = await admin.patch("/workspaces/lumina", json={"name": "Forged"}, headers={"X-Sportello": ""})
    assert (forged.status_code, forged.json()["code"]) == (403, "header_missing")
    headers = {"Authorization": "Basic c3RhZ2luZzpzdGFnaW5n"}
    assert (await browse().get("/workspaces/lumina", headers=headers)).status_code == 401


FOR_PEOPLE = ["api-keys", "widget-keys", "invitations", "audit"]


async def test_no_key_reaches_what_is_for_people_only(admin: Desk, browse: Callable[..., Desk]) -> None:
    for path in FOR_PEOPLE:
        headers = await api_key(admin, "workspace:read", "members:read", "conversations:write", "knowledge:write")

        refused = await browse().get(f"/workspaces/lumina/{path}", headers=headers)

        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


async def test_a_key_opens_its_own_workspace_only(admin: Desk, people: People, browse: Callable[..., Desk]) -> None:
    await build_house(people.house.database, "altra")
    headers = await api_key(admin, "workspace:read")

    for slug in ("altra", "nessuna"):
        assert (await browse().get(f"/workspaces/{slug}", headers=headers)).status_code == 401


async def test_a_key_never_counts_as_its_makers_session(admin: Desk, browse: Callable[..., Desk]) -> None:
    headers = await api_key(admin, "workspace:read")

    for path in ("/me", "/platform/workspaces"):
        assert (await browse().get(path, headers=headers)).status_code == 401


async def test_a_revoked_key_is_refused(admin: Desk, browse: Callable[..., Desk]) -> None:
    headers = await api_key(admin, "workspace:read")
    key_id = (await admin.get(API_KEYS)).json()["items"][0]["id"]

    assert (await admin.delete(f"{API_KEYS}/{key_id}")).status_code == 204

    assert (await browse().get("/workspaces/lumina", headers=headers)).status_code == 401
    assert (await admin.delete(f"{API_KEYS}/{key_id}")).status_code == 404


MALFORMED: list[dict[str, object]] = [
    {"name": "", "scopes": ["workspace:read"]},
    {"name": "x", "scopes": []},
    {"name": "x", "scopes": ["everything"]},
    {"name": "x", "scopes": ["workspace:read"], "user_id": str(uuid4())},
]


async def test_malformed_keys_are_refused(admin: Desk) -> None:
    for body in MALFORMED:
        assert (await admin.post(API_KEYS, json=body)).status_code == 422


async def test_a_widget_key_is_made_changed_and_deleted(admin: Desk) -> None:
    made = await admin.post(
        WIDGET_KEYS,
        json={
            "name": "Shop",
            "allowed_origins": ["https://Shop.Example:443/", "http://127.0.0.1:8081", "https://bücher.example"],
            "appearance": {"color": "#ff6600"},
        },
    )
    assert made.status_code == 201
    key = made.json()
    assert key["allowed_origins"] == ["https://shop.example", "http://127.0.0.1:8081", "https://xn--bcher-kva.example"]
    assert key["appearance"] == {"color": "#ff6600", "logo_url": None, "position": "right", "theme": "auto"}
    assert key["identity_secret"].startswith("is_")

    path = f"{WIDGET_KEYS}/{key['id']}"
    changed = (await admin.patch(path, json={"name": "Store", "appearance": {"position": "left"}})).json()
    assert (changed["name"], changed["appearance"]["position"], changed["appearance"]["color"]) == (
        "Store",
        "left",
        "#ff6600",
    )
    assert changed["identity_secret"] is None
    rotated = (await admin.post(f"{path}/identity-secret")).json()["identity_secret"]
    assert rotated.startswith("is_")
    assert rotated != key["identity_secret"]
    assert {one["identity_secret"] for one in (await admin.get(WIDGET_KEYS)).json()["items"]} == {None}
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.patch(path, json={"name": "x"})).status_code == 404


NO_ORIGINS = [
    "*",
    "null",
    "shop.example",
    "https://shop.example/path",
    "ftp://shop.example",
    "https://a@shop.example",
    "https://*.shop.example",
    "https://",
]


async def test_what_is_no_origin_is_refused(admin: Desk) -> None:
    for origin in NO_ORIGINS:
        refused = await admin.post(WIDGET_KEYS, json={"name": "Shop", "allowed_origins": [origin]})

        assert (refused.status_code, refused.json()["code"]) == (400, "invalid")


ODD_LOOKS = [
    {"color": "red"},
    {"color": "#fff;}"},
    {"logo_url": "javascript:alert(1)"},
    {"logo_url": "http://x.example/a.png"},
    {"position": "top"},
    {"css": "x"},
]


async def test_an_appearance_is_data_not_code(admin: Desk) -> None:
    for appearance in ODD_LOOKS:
        refused = await admin.post(WIDGET_KEYS, json={"name": "S", "allowed_origins": [], "appearance": appearance})

        assert refused.status_code == 422
