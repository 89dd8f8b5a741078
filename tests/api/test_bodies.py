"""Bodies and addresses that cannot be right: refused with the reason, before anyone parses them."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from tests.api.conftest import HERE


async def chunks(body: bytes, size: int = 1_000) -> AsyncIterator[bytes]:
    """A body without Content-Length."""
    for at in range(0, len(body), size):
        yield body[at : at + size]
        await asyncio.sleep(0)


def sign_in(password: str) -> bytes:
    return json.dumps({"email": "a@example.com", "password": password}).encode()


BAD_BODIES = [
    (sign_in("x" * 65_536), 413, "body_too_large"),
    (b'{"email": "a@example.com", "password": "\xff\xfe"}', 400, "invalid_utf8"),
    (b'{"email": "a@example.com", "password": "\\ud800"}', 400, "invalid_utf8"),
    (b'{"email": "a@example.com", "password": "a\\u0000b"}', 400, "nul_byte"),
    (b'{"email": "a@example.com", "password": "a\x00b"}', 400, "nul_byte"),
    (b'{"a":' * 40 + b"1" + b"}" * 40, 400, "too_deep"),
    (b"[" * 30_000, 400, "too_deep"),
    (b"[" * 33 + b'"' + b'\\"' * 30_000, 400, "too_deep"),  # whoever looks again from each quote needs ten seconds
    (b"{", 422, "malformed"),
    (b"", 422, "malformed"),
    ('{"email": "a@example.com", "password": "x"}'.encode("utf-16"), 400, "invalid_utf8"),
]


@pytest.mark.parametrize("chunked", [False, True], ids=["whole", "chunked"])
@pytest.mark.parametrize(
    ("body", "status", "code"), BAD_BODIES, ids=[f"{code}{n}" for n, (_, _, code) in enumerate(BAD_BODIES)]
)
async def test_a_body_that_cannot_be_right_is_refused_with_the_reason(
    dry_stranger: httpx.AsyncClient, body: bytes, status: int, code: str, *, chunked: bool
) -> None:
    refused = await dry_stranger.post(
        "/sessions",
        content=chunks(body) if chunked else body,
        headers={"X-Sportello": "1", "Content-Type": "application/json"},
    )

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.headers["content-type"] == "application/problem+json"
    assert (await dry_stranger.get(f"{HERE}/health")).status_code == 200


@pytest.mark.parametrize(
    "password", ["\\\\u0000 is six letters", "[[[{{{" * 20, '\\"[[[' * 20, "\\ud83d\\udc08 is a cat"]
)
async def test_what_only_looks_dangerous_is_let_through(dry_stranger: httpx.AsyncClient, password: str) -> None:
    body = b'{"email": "a@example.com", "password": "' + password.encode() + b'"}'

    answer = await dry_stranger.post(
        "/sessions", content=body, headers={"X-Sportello": "1", "Content-Type": "application/json"}
    )

    assert answer.status_code == 503  # it got as far as asking the database, which is not there


async def test_a_body_that_lies_about_its_length_is_cut_at_the_limit(dry: FastAPI) -> None:
    sent: list[dict[str, object]] = []
    taken = 0

    async def receive() -> dict[str, object]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b"x" * 10_000, "more_body": True}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/sessions",
        "raw_path": b"/api/v1/sessions",
        "query_string": b"",
        "headers": [(b"content-length", b"10"), (b"x-sportello", b"1"), (b"host", b"127.0.0.1")],
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("192.0.2.1", 1),
        "http_version": "1.1",
        "root_path": "",
    }
    await dry(scope, receive, send)  # pyright: ignore[reportArgumentType]

    assert sent[0]["status"] == 413
    assert taken <= 7


@pytest.mark.parametrize("path", ["/workspaces/a%00b", "/workspaces/lumina/audit?cursor=%00", "/me?x=%00"])
async def test_nul_in_an_address_is_refused(dry_stranger: httpx.AsyncClient, path: str) -> None:
    refused = await dry_stranger.get(path)

    assert (refused.status_code, refused.json()["code"]) == (400, "nul_byte")
