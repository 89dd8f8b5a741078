"""The page of an article: where a citation leads."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from sportello import knowledge, workspaces
from sportello.api import limits
from sportello.api.deps import Transaction
from sportello.api.help.rendering import Slug, date, missing, page
from sportello.core.db import enter_workspace
from sportello.knowledge import Article, Heading, Piece

router = APIRouter()


@router.api_route("/help/{workspace}/{article}", methods=["GET", "HEAD"])
async def article_page(request: Request, session: Transaction, workspace: Slug, article: Slug) -> HTMLResponse:
    """An article to read, at the passage that was cited. A draft, a stranger's and an unknown one look all alike."""
    await limits.spend(request, "page.ip", limits.client_ip(request))
    workspace_id = await workspaces.find_workspace(session, slug=workspace)
    if workspace_id is None:
        return missing(request)
    await enter_workspace(session, workspace_id)
    found = await knowledge.published_article(session, slug=article)
    if found is None:
        return missing(request)
    home = await workspaces.get_workspace(session)
    return page(
        request,
        "article.html",
        language=found.language,
        workspace=home.name,
        centre=f"/help/{workspace}?lang={found.language}",
        title=found.title,
        content=_content(found),
        updated=date(found.updated_at, time_zone=home.time_zone, language=found.language),
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
