"""The help centre's front: everything there is to read in a language, and search."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import knowledge, workspaces
from sportello.api import limits
from sportello.api.deps import Transaction, resources
from sportello.api.help.rendering import Slug, missing, page, preferred
from sportello.core.db import enter_workspace
from sportello.knowledge import Article, Hit

router = APIRouter()

ON_A_PAGE = 60
RESULTS = 12
LARGEST_SITEMAP = 50_000
"""Addresses in one file (sitemaps.org)."""


@router.api_route("/help/{workspace}", methods=["GET", "HEAD"])
async def centre(
    *,
    request: Request,
    session: Transaction,
    workspace: Slug,
    lang: Annotated[str, Query(max_length=20)] = "",
    q: Annotated[str, Query(max_length=500)] = "",
    part: Annotated[int, Query(alias="page", ge=1, le=1_000)] = 1,
) -> HTMLResponse:
    """All there is to read, or what search finds for `q`; in `lang`, else in a language the browser asks for."""
    await limits.spend(request, "page.ip", limits.client_ip(request))
    workspace_id = await workspaces.find_workspace(session, slug=workspace)
    if workspace_id is None:
        return missing(request)
    await enter_workspace(session, workspace_id)
    home = await workspaces.get_workspace(session)
    offered = tuple(await knowledge.shelf_languages(session)) or (home.default_language,)
    first = (home.default_language, *offered) if home.default_language in offered else offered
    language = lang if lang in offered else preferred(request, first)
    asked = " ".join(q.split())
    listed: Sequence[Article] = (
        []
        if asked
        else await knowledge.shelf(session, language=language, skip=(part - 1) * ON_A_PAGE, limit=ON_A_PAGE + 1)
    )
    return page(
        request,
        "centre.html",
        language=language,
        workspace=home.name,
        slug=workspace,
        asked=asked,
        results=await _results(session, asked, language) if asked else [],
        articles=[article for article in listed[:ON_A_PAGE] if article.kind == "article"],
        questions=[article for article in listed[:ON_A_PAGE] if article.kind == "faq"],
        languages=[(code, _address(workspace, lang=code, q=asked)) for code in offered],
        earlier=_address(workspace, lang=language, page=part - 1) if part > 1 else None,
        later=_address(workspace, lang=language, page=part + 1) if len(listed) > ON_A_PAGE else None,
    )


@router.api_route("/help/{workspace}/sitemap.xml", methods=["GET", "HEAD"])
async def sitemap(request: Request, session: Transaction, workspace: Slug) -> Response:
    """Every article's address, for search engines."""
    await limits.spend(request, "page.ip", limits.client_ip(request))
    workspace_id = await workspaces.find_workspace(session, slug=workspace)
    if workspace_id is None:
        return missing(request)
    await enter_workspace(session, workspace_id)
    root = f"{resources(request).settings.public_url}/help/{workspace}"
    entries = [f"<url><loc>{escape(root)}</loc></url>"] + [
        f"<url><loc>{escape(f'{root}/{slug}')}</loc><lastmod>{changed.date().isoformat()}</lastmod></url>"
        for slug, changed in await knowledge.shelf_addresses(session, limit=LARGEST_SITEMAP - 1)
    ]
    body = "".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *entries,
            "</urlset>\n",
        ]
    )
    return Response(body, media_type="application/xml", headers={"Cache-Control": "no-cache"})


async def _results(session: AsyncSession, asked: str, language: str) -> list[dict[str, object]]:
    hits = await knowledge.search(session, question=asked, language=language, limit=RESULTS)
    return [_result(hit, asked) for hit in hits]


def _result(hit: Hit, asked: str) -> dict[str, object]:
    above = [hit.title, *hit.heading_path] if hit.heading_path[:1] != (hit.title,) else list(hit.heading_path)
    return {
        "url": hit.url_path,
        "title": above[-1],
        "path": above[:-1],
        "language": hit.language,
        "text": Markup(knowledge.to_html(knowledge.excerpt(hit, asked))),  # noqa: S704 - sanitised where it is made
    }


def _address(workspace: str, **asked: object) -> str:
    return f"/help/{workspace}?{urlencode({name: value for name, value in asked.items() if value})}"
