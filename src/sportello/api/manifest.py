"""What a phone or a computer needs to know to keep the desk as an app of its own."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sportello.api import limits
from sportello.api.deps import resources
from sportello.api.help.rendering import preferred
from sportello.core.addresses import is_loopback

router = APIRouter(include_in_schema=False)

LANGUAGES = ("en", "it", "de")
"""The desk's; the first where a browser asks for none of them."""
_TEXTS = Path(__file__).with_suffix(".yaml")
_COLOUR = "#f3f5f6"
"""Of the desk by day; by night its page says another, which counts once it is open."""


@cache
def _texts() -> dict[str, dict[str, str]]:
    return yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {"src": f"/desk/icons/{name}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _named(public_url: str) -> str:
    """Who works for two houses has two apps, and tells them apart by where they are."""
    host = urlsplit(public_url).hostname or ""
    return "Sportello" if not host or is_loopback(host) else f"Sportello · {host}"


@router.api_route("/desk/manifest.webmanifest", methods=["GET", "HEAD"])
async def manifest(request: Request) -> JSONResponse:
    """The desk as an app: its name, icons, where it begins, and what its icon leads to at once.

    Whoever asks is nobody known: a browser sends no cookie for it. So a shortcut names no workspace; the desk goes to
    that of the last visit.
    """
    await limits.spend(request, "page.ip", limits.client_place(request))
    language = preferred(request, LANGUAGES)
    texts = _texts()[language]
    plain = [_icon("192", 192, "any"), _icon("512", 512, "any")]
    content: dict[str, Any] = {
        "id": "/desk/",
        "name": _named(resources(request).settings.public_url),
        "short_name": "Sportello",
        "description": texts["description"],
        "lang": language,
        "dir": "ltr",
        "start_url": "/desk/",
        "scope": "/desk/",
        "display": "standalone",
        "orientation": "any",
        "theme_color": _COLOUR,
        "background_color": _COLOUR,
        "categories": ["business", "productivity"],
        "icons": [*plain, _icon("maskable-192", 192, "maskable"), _icon("maskable-512", 512, "maskable")],
        "shortcuts": [
            {"name": texts[to], "url": f"/desk/?go={to}", "icons": plain[:1]} for to in ("waiting", "mine", "notices")
        ],
    }
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return JSONResponse(content, media_type="application/manifest+json", headers=headers)
