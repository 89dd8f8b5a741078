"""How the help centre's pages are made: nothing on them runs, and nothing is loaded from elsewhere."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import yaml
from fastapi import Path as InPath, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sportello.api.security import nonce

LANGUAGES = ("en", "it", "de")
"""The languages the pages themselves speak; what stands on them may be in any."""
Slug = Annotated[str, InPath(max_length=200)]

_FOLDER = Path(__file__).parent / "templates"
_pages = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def page(request: Request, template: str, *, status: int = 200, language: str, **values: object) -> HTMLResponse:
    """A page in `language`, its words in that language where we have them."""
    tag = nonce(request)
    policy = (
        f"default-src 'none'; style-src 'nonce-{tag}'; img-src data:; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    made = _pages.get_template(template).render(language=language, nonce=tag, texts=texts(language), **values)
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return HTMLResponse(made, status_code=status, headers=headers)


def missing(request: Request) -> HTMLResponse:
    """What is not there, is not published, or is somebody else's: all alike."""
    return page(request, "missing.html", status=404, language=preferred(request, LANGUAGES))


def preferred(request: Request, offered: tuple[str, ...]) -> str:
    """The first of the languages on offer that the browser asks for, in its own order of preference; else the first."""
    wanted: list[tuple[float, str]] = []
    header = request.headers.get("accept-language", "")[:500]
    for name, quality in re.findall(r"([a-zA-Z]{2})[\w-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?", header):
        wanted.append((-float(quality or 1), name.lower()))
    return next((name for _, name in sorted(wanted, key=lambda pair: pair[0]) if name in offered), offered[0])


@cache
def texts(language: str) -> dict[str, str]:
    """The pages' own words."""
    ours = language if language in LANGUAGES else LANGUAGES[0]
    return yaml.safe_load((_FOLDER / "texts" / f"{ours}.yaml").read_text(encoding="utf-8"))


def date(at: datetime, *, time_zone: str, language: str) -> Markup:
    """A day as people write it."""
    there, words = at.astimezone(ZoneInfo(time_zone)), texts(language)
    shown = words["date"].format(day=there.day, month=words["months"].split()[there.month - 1], year=there.year)
    return Markup('<time datetime="{}">{}</time>').format(there.date().isoformat(), shown)
