"""Other websites: what their forms and scripts cannot do, and which of them the widget serves."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from sportello.api.deps import CurrentVisitor, WidgetKeyDep
from tests.api.conftest import HERE, PASSWORD, Desk
from tests.house import House

SHOP = "https://shop.example.com"


async def test_every_change_with_the_cookie_needs_the_header_of_our_pages(admin: Desk, app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    del admin.headers["X-Sportello"]
    tried = 0
    for path, operations in paths.items():
        if path.startswith("/api/v1/widget/"):
            continue
        for method in set(operations) & {"post", "put", "patch", "delete"}:
            url = HERE + path.replace("{workspace}", "lumina").replace("{", "").replace("}", "")
            refused = await admin.request(method, url, json={})
            assert (refused.status_code, refused.json()["code"]) == (403, "header_missing"), (method, path)
            tried += 1
    assert tried > 15


@pytest.mark.parametrize("authorization", ["", "Basic eDp5", "Bearer sk_invented"])
async def test_no_other_header_stands_in_for_it(admin: Desk, house: House, authorization: str) -> None:
    del admin.headers["X-Sportello"]
    forged = {"Authorization": authorization}

    for method, path, body in (
        ("PATCH", "/me", {"name": "Mallory"}),
        ("DELETE", "/sessions/current", None),
        ("POST", f"/workspaces/{house.slug}/canned-replies", {"shortcut": "x", "text": "x", "language": None}),
    ):
        refused = await admin.request(method, path, json=body, headers=forged)
        assert refused.status_code in {401, 403}, (path, refused.text)
    assert (await admin.get("/me")).json()["user"]["name"] == "Ada"


async def test_a_form_of_another_site_changes_nothing(admin: Desk) -> None:
    del admin.headers["X-Sportello"]

    refused = await admin.post("/me/password", data={"current": PASSWORD, "new": "attacker's own words"})

    assert refused.status_code == 403


async def test_other_sites_get_no_preflight_for_the_desk(stranger: httpx.AsyncClient) -> None:
    asked = await stranger.options(
        "/me",
        headers={
            "Origin": SHOP,
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": "x-sportello",
        },
    )

    assert not [name for name in asked.headers if name.startswith("access-control")]


@pytest.fixture
def with_widget(app: FastAPI) -> FastAPI:
    """Two addresses as the widget has them, whatever it really has."""
    router = APIRouter(prefix="/api/v1/widget/probe")

    @router.get("/key")
    async def by_key(widget: WidgetKeyDep) -> str:
        return widget.workspace_slug

    @router.post("/visitor")
    async def by_token(visitor: CurrentVisitor) -> str:
        return str(visitor.contact_id)

    app.include_router(router)
    return app


UNLISTED = [
    "null",
    "https://evil.example",
    "http://shop.example.com",
    "https://shop.example.com:8443",
    "https://shop.example.com.evil.example",
    "https://evilshop.example.com",
    "https://sub.shop.example.com",
    "https://shop.example.co",
    "https://shop.example.com@evil.example",
    "https://SHOP.example.com.",
    "https://xn--shp-hoa.example.com",
    "*",
]


async def test_an_unlisted_website_is_refused_and_reads_no_more_than_why(
    with_widget: FastAPI, house: House, stranger: httpx.AsyncClient
) -> None:
    token, _ = await house.visitor()
    for origin in UNLISTED:
        sent = {"Origin": origin}
        answers = [
            await stranger.get("/widget/probe/key", headers=sent | {"X-Sportello-Key": house.key}),
            await stranger.post("/widget/probe/visitor", headers=sent | {"Authorization": f"Bearer {token}"}),
        ]

        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (403, "origin_not_allowed"), origin
            assert answer.headers["access-control-allow-origin"] == origin
            assert "access-control-allow-credentials" not in answer.headers


LISTED = [SHOP, None, HERE]


async def test_listed_websites_our_own_pages_and_programs_are_served(
    with_widget: FastAPI, house: House, stranger: httpx.AsyncClient
) -> None:
    for origin in LISTED:
        token, visitor = await house.visitor()
        sent = {"Origin": origin} if origin else {}

        by_key = await stranger.get("/widget/probe/key", headers=sent | {"X-Sportello-Key": house.key})
        by_token = await stranger.post("/widget/probe/visitor", headers=sent | {"Authorization": f"Bearer {token}"})

        assert (by_key.status_code, by_key.json()) == (200, "lumina")
        assert (by_token.status_code, by_token.json()) == (200, str(visitor.contact_id))
        assert by_token.headers.get("access-control-allow-origin") == origin
        assert "access-control-allow-credentials" not in by_token.headers
        assert by_token.headers["vary"] == "Origin"


async def test_the_preflight_is_open_and_without_credentials(stranger: httpx.AsyncClient) -> None:
    asked = await stranger.options(
        "/widget/conversations", headers={"Origin": "https://any.example", "Access-Control-Request-Method": "POST"}
    )

    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "authorization" in asked.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in asked.headers


async def test_what_is_answered_is_no_page_for_anybody_s_frame(
    with_widget: FastAPI, house: House, stranger: httpx.AsyncClient
) -> None:
    for origin, key in ((SHOP, house.key), ("https://evil.example", house.key), (SHOP, "wk_invented")):
        answer = await stranger.get("/widget/probe/key", headers={"Origin": origin, "X-Sportello-Key": key})

        assert answer.headers.get_list("content-security-policy") == ["default-src 'none'; frame-ancestors 'none'"]
        assert answer.headers["x-content-type-options"] == "nosniff"


NOT_OURS = [
    {},
    {"X-Sportello-Key": "wk_invented"},
    {"Authorization": "Bearer vt_invented"},
    {"Authorization": "Basic eDp5"},
]


async def test_without_a_key_or_token_of_ours_nothing_opens(with_widget: FastAPI, stranger: httpx.AsyncClient) -> None:
    for headers in NOT_OURS:
        by_token = await stranger.post("/widget/probe/visitor", headers=headers)
        by_key = await stranger.get("/widget/probe/key", headers=headers)

        assert by_token.status_code == 401
        assert by_key.status_code in {401, 422}
