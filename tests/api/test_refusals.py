"""The description says what the server answers: every operation is asked in all the wrong ways, and none is found out.

What comes back is held against the description by the clients themselves (`declared.must_be_declared`), here and in
every other test of the API; here it is seen to that each kind of refusal is met by every operation that can answer it.
"""

import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from sportello.api.app import create_app
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from sportello.workspaces import SCOPES
from tests.api.conftest import Desk, People
from tests.api.declared import codes_of, published, undeclared
from tests.house import House, build_house

Operation = tuple[str, str]
OPERATIONS: list[Operation] = [
    (method.upper(), path)
    for path, operations in published()["paths"].items()
    for method in operations
    if path.startswith("/api/v1/")
]
CHANGES = [(method, path) for method, path in OPERATIONS if method != "GET"]
RAW = {
    (method, path)
    for method, path in CHANGES
    if "application/octet-stream"
    in published()["paths"][path][method.lower()].get("requestBody", {}).get("content", {})
}
"""What takes bytes as they are, whatever they say, and first of all who it is that sends them."""
DESK = [(method, path) for method, path in OPERATIONS if "{workspace}" in path]
WIDGET = [(method, path) for method, path in OPERATIONS if path.startswith("/api/v1/widget/")]
PEOPLE = [one for one in OPERATIONS if one[1].startswith(("/api/v1/me", "/api/v1/platform/"))]
ENDLESS = "/api/v1/workspaces/{workspace}/events"
DEEP = b"[" * 64 + b"]" * 64
HERE = "http://127.0.0.1:8080"


async def ask(
    client: httpx.AsyncClient, operations: Iterable[Operation], *, slug: str = "lumina", **how: Any
) -> dict[Operation, tuple[int, str]]:
    """Ask each in one way, with ids of nothing; tells how each refused. What is not declared fails in the client."""
    said: dict[Operation, tuple[int, str]] = {}
    for method, path in operations:
        known = path.replace("{workspace}", slug).replace("{fact_id}", "nothing")
        answer = await client.request(method, HERE + re.sub(r"{\w+}", lambda _: str(new_id()), known), **how)
        if answer.is_error:
            said[method, path] = (answer.status_code, answer.json()["code"])
    return said


def declaring(code: str, among: Iterable[Operation]) -> set[Operation]:
    """The operations that say they may answer this."""
    schema = published()
    return {
        (method, path)
        for method, path in among
        if code in {said for _, said in codes_of(schema, schema["paths"][path][method.lower()])}
    }


async def test_what_the_gate_refuses(dry_stranger: httpx.AsyncClient) -> None:
    plain = await ask(dry_stranger, OPERATIONS, headers={"Host": "support.example.com"})
    assert {one for one, said in plain.items() if said == (421, "plain_http")} == set(OPERATIONS)
    nul = await ask(dry_stranger, OPERATIONS, params={"cursor": "\x00"})
    assert {one for one, said in nul.items() if said == (400, "nul_byte")} == set(OPERATIONS)
    bare = await ask(dry_stranger, CHANGES)
    assert {one for one, said in bare.items() if said == (403, "header_missing")} == declaring(
        "header_missing", OPERATIONS
    )


@pytest.mark.parametrize(
    ("content", "headers", "said"),
    [
        (b'{"name": "\xff"}', {}, (400, "invalid_utf8")),
        (b'{"name": "\\u0000"}', {}, (400, "nul_byte")),
        (DEEP, {}, (400, "too_deep")),
        (b"{}", {"Content-Length": "999999999"}, (413, "body_too_large")),
    ],
)
async def test_what_the_reader_of_bodies_refuses(
    dry_stranger: httpx.AsyncClient, content: bytes, headers: dict[str, str], said: tuple[int, str]
) -> None:
    found = await ask(dry_stranger, CHANGES, content=content, headers={"X-Sportello": "1"} | headers)
    assert {one for one, answer in found.items() if answer == said} == {*CHANGES} - RAW


async def test_what_strangers_are_refused(browse: Callable[..., Desk], house: House) -> None:
    assert house.slug == "lumina"
    nobody = await ask(browse(), OPERATIONS)
    assert {one for one in [*DESK, *PEOPLE] if nobody.get(one) != (401, "unauthorized")} == set()
    forged = {"Authorization": "Bearer sk_nobody", "X-Sportello-Key": "wk_nobody"}
    unknown = await ask(browse(), [*DESK, *WIDGET], headers=forged)
    assert set(unknown.values()) == {(401, "unauthorized")}


async def test_what_a_website_is_refused_that_the_key_does_not_list(browse: Callable[..., Desk], house: House) -> None:
    token, _ = await house.visitor()
    foreign = {"Authorization": f"Bearer {token}", "X-Sportello-Key": house.key, "Origin": "https://evil.example"}
    said = await ask(browse(), WIDGET, headers=foreign)
    assert {one for one, answer in said.items() if answer == (403, "origin_not_allowed")} == set(WIDGET)
    own = await ask(browse(), WIDGET, headers=foreign | {"Origin": HERE})
    assert {(404, "not_found"), (404, "attachment_not_found"), (422, "malformed")} == set(own.values())


async def test_what_members_are_refused(people: People, house: House) -> None:
    agent, owner = await people.at_work("Bruno"), await people.at_work("Olga", "owner")
    asked = [one for one in [*DESK, *PEOPLE] if one[1] != ENDLESS]
    as_agent = await ask(agent, asked)
    assert {one for one, said in as_agent.items() if said == (403, "forbidden")} >= declaring("last_admin", DESK)
    as_owner = await ask(owner, asked)
    assert (403, "forbidden") not in as_owner.values()
    assert {(404, "not_found"), (422, "malformed")} <= set(as_owner.values())
    await build_house(house.database, slug="other")
    elsewhere = await ask(agent, DESK, slug="other")
    assert {elsewhere[one] for one in DESK} == {(404, "not_found")}


async def test_what_is_refused_until_one_has_a_password_of_ones_own(people: People, house: House) -> None:
    user = await people.hire("Nuova", "admin")
    desk = await people.enter(user)
    async with house.database.transaction() as session:
        await session.execute(text("UPDATE users SET must_change_password = true WHERE id = :id"), {"id": user.id})
    said = await ask(desk, [*DESK, *PEOPLE])
    barred = {one for one, answer in said.items() if answer == (403, "password_change_required")}
    assert barred == declaring("password_change_required", OPERATIONS)


async def test_what_a_key_is_refused(admin: Desk, browse: Callable[..., Desk]) -> None:
    made = await admin.post("/workspaces/lumina/api-keys", json={"name": "None", "scopes": ["workspace:read"]})
    header = {"Authorization": f"Bearer {made.json()['key']}"}
    said = await ask(browse(), DESK, headers=header)
    schema = published()["paths"]
    ways = {
        (method, path): {scope for way in schema[path][method.lower()]["security"] for scope in way.get("api_key", ())}
        for method, path in DESK
    }
    let_in = {one for one, scopes in ways.items() if "workspace:read" in scopes}
    assert let_in
    assert {one for one in DESK if said.get(one) == (403, "scope_missing")} == set(DESK) - let_in


@pytest.mark.parametrize("area", sorted({scope.partition(":")[0] for scope in SCOPES}))
async def test_a_key_needs_the_scope_that_is_described(area: str, admin: Desk, browse: Callable[..., Desk]) -> None:
    scopes = sorted(scope for scope in SCOPES if scope.startswith(f"{area}:"))
    made = await admin.post("/workspaces/lumina/api-keys", json={"name": "All", "scopes": scopes})
    header = {"Authorization": f"Bearer {made.json()['key']}"}
    schema = published()["paths"]
    meant = {
        (method, path)
        for method, path in DESK
        if any(set(scopes) & set(way.get("api_key", ())) for way in schema[path][method.lower()]["security"])
    }
    said = await ask(browse(), [one for one in DESK if one[1] != ENDLESS], headers=header)
    refused = {one for one, answer in said.items() if answer == (403, "scope_missing")}
    assert {one for one in DESK if one[1] != ENDLESS and one not in refused} == {
        one for one in meant if one[1] != ENDLESS
    }


async def test_what_is_refused_where_the_database_is_away(dry_stranger: httpx.AsyncClient) -> None:
    forged = {"Authorization": "Bearer sk_any", "X-Sportello": "1", "X-Sportello-Key": "wk_any"}
    said = await ask(dry_stranger, OPERATIONS, headers=forged)
    away = {one for one, answer in said.items() if answer == (503, "unavailable")}
    assert {*DESK, *WIDGET} <= away
    assert away <= declaring("unavailable", OPERATIONS)


async def test_what_is_refused_of_whom_there_is_too_much(resources: Resources, house: House) -> None:
    token, _ = await house.visitor()
    settings = resources.settings.model_copy(update={"rate_limits": 0.0001})
    app: FastAPI = create_app(Resources(settings=settings, database=resources.database, hub=resources.hub))
    async with Desk(app) as client:
        headers = {"Authorization": f"Bearer {token}", "X-Sportello-Key": house.key}
        said = [await ask(client, OPERATIONS, headers=headers) for _ in range(2)][-1]
    tired = {one for one, answer in said.items() if answer == (429, "too_many_requests")}
    assert len(tired) > 100
    assert tired <= declaring("too_many_requests", OPERATIONS)


async def test_what_is_not_declared_is_found(browse: Callable[..., Desk], house: House) -> None:
    assert house.slug == "lumina"
    answer = await browse().get("/workspaces/lumina/audit")
    planted = deepcopy(published())
    assert undeclared(planted, answer) is None
    del planted["paths"]["/api/v1/workspaces/{workspace}/audit"]["get"]["responses"]["401"]
    assert undeclared(planted, answer) == "GET /api/v1/workspaces/{workspace}/audit: 401 unauthorized"
