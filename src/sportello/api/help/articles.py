"""The page of an article: where a citation leads."""

from asyncio import to_thread
from functools import lru_cache

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from sportello import knowledge
from sportello.api.deps import Transaction
from sportello.api.help.place import enter_place
from sportello.api.help.rendering import Head, Slug, date, in_short, missing, page
from sportello.knowledge import Heading, Piece

router = APIRouter()
_KEPT = 64


@router.api_route("/help/{workspace}/{article}", methods=["GET", "HEAD"])
async def article_page(request: Request, session: Transaction, workspace: Slug, article: Slug) -> Response:
    """An article to read, at the passage that was cited. A draft, a stranger's and an unknown one look all alike."""
    place = await enter_place(request, session, workspace)
    found = await knowledge.published_article(session, slug=article) if place else None
    if place is None or found is None:
        return missing(request)
    versions = await knowledge.shelf_versions(session, article=found)
    return page(
        request,
        "article.html",
        language=found.language,
        head=Head(
            # What only some assistants know is read by whoever they send here, and not looked for.
            listed=found.assistants is None,
            about=in_short(knowledge.to_html(found.passages[0].text)) if found.passages else "",
            canonical=place.address(found.slug),
            alternates=[(code, place.address(slug)) for code, slug in versions if len(versions) > 1],
            sitemap=place.sitemap,
        ),
        place=place,
        languages=[(code, place.path(slug)) for code, slug in versions],
        title=found.title,
        content=await to_thread(_content, found.title, found.body),
        updated=date(found.updated_at, time_zone=place.time_zone, language=found.language),
    )


@lru_cache(maxsize=_KEPT)
def _content(title: str, body: str) -> Markup:
    """An article as HTML, each passage in a section with the anchor its citations name, under its heading.

    A long one takes a while: it is made beside the loop that serves everybody else, and kept.
    """
    parts: list[Markup] = []
    headings = Markup("")
    pieces = knowledge.outline(body, title=title)
    if not any(isinstance(piece, Piece) for piece in pieces):
        pieces = list(knowledge.split(body, title=title))
    for part in pieces:
        if isinstance(part, Heading):
            level = min(max(part.level, 2), 6)
            headings += Markup("<h{}>{}</h{}>").format(level, part.title, level)
        else:
            html = headings + Markup(knowledge.to_html(part.text))  # noqa: S704 - sanitised where it is made
            parts.append(Markup('<section id="{}">{}</section>').format(part.anchor, html))
            headings = Markup("")
    return Markup("\n").join([*parts, headings])
