"""The public page of an article: where a citation leads. Nothing on it runs, and nothing is loaded from elsewhere."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import yaml
from fastapi import APIRouter, Path as InPath, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sportello import knowledge, workspaces
from sportello.api import limits
from sportello.api.deps import Transaction
from sportello.api.security import nonce
from sportello.core.db import enter_workspace
from sportello.knowledge import Article, Heading, Piece

router = APIRouter(include_in_schema=False)

_FOLDER = Path(__file__).parent / "templates" / "help"
_LANGUAGES = ("en", "it", "de")
_pages = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
Slug = Annotated[str, InPath(max_length=200)]


@router.api_route("/help/{workspace}/{article}", methods=["GET", "HEAD"])
async def article_page(request: Request, session: Transaction, workspace: Slug, article: Slug) -> HTMLResponse:
    """An article to read, at the passage that was cited. A draft, a stranger's and an unknown one look all alike."""
    await limits.spend(request, "page.ip", limits.client_ip(request))
    workspace_id = await workspaces.find_workspace(session, slug=workspace)
    if workspace_id is None:
        return _missing(request)
    await enter_workspace(session, workspace_id)
    found = await knowledge.published_article(session, slug=article)
    if found is None:
        return _missing(request)
    home = await workspaces.get_workspace(session)
    texts = _texts(_shown_in(found.language))
    return _page(
        request,
        "article.html",
        status=200,
        language=found.language,
        texts=texts,
        workspace=home.name,
        title=found.title,
        content=_content(found),
        updated=_date(found.updated_at.astimezone(ZoneInfo(home.time_zone)), texts),
    )


def _content(article: Article) -> Markup:
    """The article as HTML, each passage in a section with the anchor its citations name, under its heading."""
    parts: list[Markup] = []
    headings = Markup("")
    pieces = knowledge.outline(article.body, title=article.title)
    if not any(isinstance(piece, Piece) for piece in pieces):
        pieces = list(knowledge.split(article.body, title=article.title))
    for part in pieces:
        if isinstance(part, Heading):
            level = min(max(part.level, 2), 6)
            headings += Markup("<h{}>{}</h{}>").format(level, part.title, level)
        else:
            html = headings + Markup(knowledge.to_html(part.text))  # noqa: S704 - sanitised where it is made
            parts.append(Markup('<section id="{}">{}</section>').format(part.anchor, html))
            headings = Markup("")
    return Markup("\n").join([*parts, headings])


def _missing(request: Request) -> HTMLResponse:
    language = _preferred(request.headers.get("accept-language", ""))
    return _page(request, "missing.html", status=404, language=language, texts=_texts(language))


def _page(request: Request, template: str, *, status: int, language: str, **values: object) -> HTMLResponse:
    tag = nonce(request)
    policy = (
        f"default-src 'none'; style-src 'nonce-{tag}'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    page = _pages.get_template(template).render(language=language, nonce=tag, **values)
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return HTMLResponse(page, status_code=status, headers=headers)


@cache
def _texts(language: str) -> dict[str, str]:
    return yaml.safe_load((_FOLDER / "texts" / f"{language}.yaml").read_text(encoding="utf-8"))


def _shown_in(language: str) -> str:
    return language if language in _LANGUAGES else "en"


def _preferred(header: str) -> str:
    """The first of our languages that the browser asks for, in its own order of preference."""
    wanted: list[tuple[float, str]] = []
    for name, quality in re.findall(r"([a-zA-Z]{2})[\w-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?", header[:500]):
        wanted.append((-float(quality or 1), name.lower()))
    return next((name for _, name in sorted(wanted, key=lambda pair: pair[0]) if name in _LANGUAGES), "en")


def _date(at: datetime, texts: dict[str, str]) -> Markup:
    shown = texts["date"].format(day=at.day, month=texts["months"].split()[at.month - 1], year=at.year)
    return Markup('<time datetime="{}">{}</time>').format(at.date().isoformat(), shown)
