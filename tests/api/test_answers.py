"""What every answer has in common, and how much one may ask."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_network

import httpx
import pytest
from fastapi import FastAPI

from sportello.api.app import create_app
from sportello.core.resources import Resources
from tests.api.conftest import Desk, People


async def test_what_nobody_caught_is_a_500_without_details(dry: FastAPI, dry_stranger: httpx.AsyncClient) -> None:
    @dry.get("/api/v1/broken")
    async def broken() -> None:
        message = "secret 4711"
        raise RuntimeError(message)

    answer = await dry_stranger.get("/broken")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "4711" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nothing"),
        ("GET", "/workspaces"),
        ("TRACE", "/me"),
        ("PUT", "/me"),
        ("GET", "/.git/config"),
        ("GET", "/sessions/current/x"),
    ],
)
async def test_unknown_addresses_are_problems_too(stranger: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await stranger.request(method, path, headers={"X-Sportello": "1"})

    assert answer.status_code in {404, 405}
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"


async def test_api_answers_are_not_stored_and_name_their_request(admin: Desk) -> None:
    answer = await admin.get("/me", headers={"X-Request-Id": "trace-12345678"})

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-request-id"] == "trace-12345678"
    odd = await admin.get("/me", headers={"X-Request-Id": 'x" onload="1'})
    assert len(odd.headers["x-request-id"]) == 36


async def test_three_hundred_requests_a_minute_are_enough_for_one_person(people: People) -> None:
    anna, bea = await people.at_work("Anna"), await people.at_work("Bea")

    statuses = [(await anna.get("/me")).status_code for _ in range(310)]

    assert statuses[:300] == [200] * 300
    assert set(statuses[300:]) == {429}
    assert (await bea.get("/me")).status_code == 200


async def test_forwarded_addresses_of_untrusted_peers_are_not_believed(
    people: People, browse: Callable[..., Desk]
) -> None:
    user = await people.hire("Anna")
    statuses: list[int] = []
    for n in range(8):
        attempt = await browse(ip="192.0.2.9").post(
            "/sessions",
            json={"email": user.email, "password": "guess"},
            headers={"X-Forwarded-For": f"198.51.100.{n}", "X-Real-IP": f"198.51.100.{n}"},
        )
        statuses.append(attempt.status_code)

    assert statuses == [401] * 5 + [429] * 3


async def test_forwarded_addresses_of_trusted_proxies_are_believed(resources: Resources, people: People) -> None:
    user = await people.hire("Anna")
    settings = resources.settings.model_copy(update={"trusted_proxies": (ip_network("192.0.2.0/24"),)})
    app = create_app(replace(resources, settings=settings))
    statuses: list[int] = []
    for n in range(8):
        async with Desk(app, ip="192.0.2.9") as desk:
            attempt = await desk.post(
                "/sessions",
                json={"email": user.email, "password": "guess"},
                headers={"X-Forwarded-For": f"203.0.113.66, 198.51.100.{n}"},
            )
        statuses.append(attempt.status_code)

    assert statuses == [401] * 8
