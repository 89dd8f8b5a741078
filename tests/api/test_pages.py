"""Pages and files: their policies, their caches, and that no path leads elsewhere."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sportello.api import pages
from sportello.api.security import nonce
from sportello.core.resources import Resources
from tests.api.conftest import HERE
from tests.house import House


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Front-ends as a build leaves them."""
    (tmp_path / "desk" / "assets").mkdir(parents=True)
    (tmp_path / "desk" / "index.html").write_text(
        '<meta name="csp-nonce" content="__CSP_NONCE__">__BUILD__<div id="root">'
    )
    (tmp_path / "desk" / "favicon.svg").write_text("<svg/>")
    (tmp_path / "desk" / "assets" / "main-1a2b.js").write_text("1")
    (tmp_path / "widget.js").write_text("2")
    (tmp_path / "widget-more.js").write_text("3")
    (tmp_path / "secret.txt").write_text("3")
    monkeypatch.setattr(pages, "STATIC", tmp_path)
    return tmp_path


async def test_every_page_carries_a_strict_policy_with_a_nonce_of_its_own(
    dry: FastAPI, dry_stranger: httpx.AsyncClient, built: Path
) -> None:
    @dry.get("/page")
    async def _page(request: Request) -> HTMLResponse:
        return HTMLResponse(f'<script nonce="{nonce(request)}">1</script>')

    seen: set[str] = set()
    for path in ("/desk/", "/desk/conversations/1", "/docs", "/redoc", "/page", "/desk/"):
        answer = await dry_stranger.get(HERE + path)
        assert answer.status_code == 200, path
        header: str = answer.headers["content-security-policy"]
        policy: dict[str, str] = {}
        for part in header.split("; "):
            name, _, sources = part.partition(" ")
            policy[name] = sources
        closed = {policy[name] for name in ("default-src", "object-src", "base-uri", "frame-ancestors")}
        assert closed == {"'none'"}
        assert "unsafe" not in header
        tag = policy["script-src"].partition("'nonce-")[2].rstrip("'")
        assert tag in answer.text
        assert "https://" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        seen.add(tag)
    assert len(seen) == 6


async def test_the_desk_is_served_with_fallback_and_its_hashed_files_for_ever(
    dry_stranger: httpx.AsyncClient, built: Path
) -> None:
    asset = await dry_stranger.get(f"{HERE}/desk/assets/main-1a2b.js")
    icon = await dry_stranger.get(f"{HERE}/desk/favicon.svg")
    gone = await dry_stranger.get(f"{HERE}/desk/assets/main-0000.js")

    assert "immutable" in asset.headers["cache-control"]
    assert icon.headers["cache-control"] == "no-cache"
    assert gone.status_code == 404
    assert (await dry_stranger.get(f"{HERE}/")).headers["location"] == "/desk/"


async def test_a_page_of_the_desk_knows_its_build_and_can_ask_for_the_one_that_is_served(
    dry_stranger: httpx.AsyncClient, built: Path
) -> None:
    async def told() -> str:
        return (await dry_stranger.get(f"{HERE}/desk/build.json")).json()["build"]

    first = await told()
    page = await dry_stranger.get(f"{HERE}/desk/")
    assert first in page.text
    assert "__BUILD__" not in page.text

    (built / "desk" / "index.html").write_text('<script src="main-3c4d.js">')
    assert await told() != first
    assert (await dry_stranger.get(f"{HERE}/desk/build.json")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("asked", "waiting"), [("it-IT, en;q=0.5", "Clienti in attesa"), ("fr", "Customers who wait")])
async def test_the_desk_says_what_it_takes_to_keep_it_as_an_app(
    dry_stranger: httpx.AsyncClient, asked: str, waiting: str
) -> None:
    answer = await dry_stranger.get(f"{HERE}/desk/manifest.webmanifest", headers={"Accept-Language": asked})

    told = answer.json()
    assert answer.headers["content-type"] == "application/manifest+json"
    assert (told["scope"], told["start_url"], told["display"]) == ("/desk/", "/desk/", "standalone")
    assert told["shortcuts"][0]["name"] == waiting
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    kept = Path(__file__).parents[2] / "web/desk/public"
    assert all((kept / icon["src"].removeprefix("/desk/")).is_file() for icon in told["icons"])


@pytest.mark.parametrize(
    ("public_url", "name"),
    [("http://127.0.0.1:8080", "Sportello"), ("https://help.example.com", "Sportello · help.example.com")],
)
async def test_two_installations_are_two_apps_that_can_be_told_apart(
    dry: FastAPI, dry_stranger: httpx.AsyncClient, public_url: str, name: str
) -> None:
    resources: Resources = dry.state.resources
    changed = resources.settings.model_copy(update={"public_url": public_url})
    dry.state.resources = replace(resources, settings=changed)

    assert (await dry_stranger.get(f"{HERE}/desk/manifest.webmanifest")).json()["name"] == name


@pytest.mark.parametrize(
    "path", ["/desk/../secret.txt", "/desk/%2e%2e/secret.txt", "/desk//etc/passwd", "/desk/..%2fsecret.txt"]
)
async def test_no_path_leads_out_of_the_desk(dry_stranger: httpx.AsyncClient, built: Path, path: str) -> None:
    answer = await dry_stranger.get(HERE + path)

    assert answer.text != "3"
    assert "root:" not in answer.text


PAGES = [
    "/",
    "/desk",
    "/desk/",
    "/desk/build.json",
    "/desk/manifest.webmanifest",
    "/widget.js",
    "/widget-more.js",
    "/health",
    "/ready",
    "/metrics",
    "/docs",
    "/redoc",
    "/robots.txt",
]
ADDRESSES = [*PAGES, "/docs/assets/swagger-ui.css", "/api/v1/openapi.json", "/help/lumina", "/help/lumina/sitemap.xml"]


@pytest.mark.parametrize("path", ADDRESSES)
async def test_asking_for_the_head_alone_gets_the_same_without_a_body(
    stranger: httpx.AsyncClient, house: House, built: Path, path: str
) -> None:
    whole, head = await stranger.get(HERE + path), await stranger.head(HERE + path)

    told = ("content-type", "location")
    assert head.status_code == whole.status_code < 400
    assert [head.headers.get(name) for name in told] == [whole.headers.get(name) for name in told]
    assert head.content == b""


async def test_the_widget_is_open_to_all_and_asked_for_again_cheaply(
    dry_stranger: httpx.AsyncClient, built: Path
) -> None:
    first = await dry_stranger.get(f"{HERE}/widget.js")
    again = await dry_stranger.get(f"{HERE}/widget.js", headers={"If-None-Match": first.headers["etag"]})

    assert (first.status_code, first.text) == (200, "2")
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    assert first.headers["access-control-allow-origin"] == "*"
    assert "max-age=300" in first.headers["cache-control"]
    assert (again.status_code, again.content) == (304, b"")


async def test_scripts_travel_packed_to_whoever_can_unpack_them(dry_stranger: httpx.AsyncClient, built: Path) -> None:
    for path in ("widget.js", "desk/assets/main-1a2b.js"):
        (built / path).write_text("let spread = 1;\n" * 100)
        packed = await dry_stranger.get(f"{HERE}/{path}", headers={"Accept-Encoding": "gzip"})
        plain = await dry_stranger.get(f"{HERE}/{path}", headers={"Accept-Encoding": "identity"})

        assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert int(packed.headers["content-length"]) < 200
        assert "content-encoding" not in plain.headers
        assert packed.text == plain.text


async def test_pages_that_are_not_built_say_so(
    dry_stranger: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "STATIC", tmp_path)

    for path in ("/desk/", "/widget.js"):
        refused = await dry_stranger.get(HERE + path)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_built")


HOSTS = [
    "192.0.2.7:8080",
    "shop.example.com",
    "127.0.0.1.example.com",
    "localhost.example",
    "[2001:db8::1]:8080",
    "[::1",
    "",
]


@pytest.mark.parametrize("host", HOSTS)
async def test_over_plain_http_nobody_else_is_served(dry_stranger: httpx.AsyncClient, built: Path, host: str) -> None:
    for path in ("/desk/", "/widget.js", "/api/v1/openapi.json"):
        refused = await dry_stranger.get(HERE + path, headers={"Host": host})
        assert (refused.status_code, refused.json()["code"]) == (421, "plain_http")
    assert (await dry_stranger.get(f"{HERE}/health", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "127.8.8.8:1", "[::1]:8080", "my.localhost:8080"])
async def test_this_machine_is_served_by_any_of_its_names(
    dry_stranger: httpx.AsyncClient, built: Path, host: str
) -> None:
    assert (await dry_stranger.get(f"{HERE}/desk/", headers={"Host": host})).status_code == 200
