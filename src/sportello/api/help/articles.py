"""The page of an article: where a citation leads."""

from asyncio import to_thread
from functools import lru_cache

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from sportello import knowledge
from sportello.api.deps import Transaction
from sportello.api.help.place import enter_place
from sportello.api.help.rendering import Head, Slug, date, in_boxes, in_short, missing, page

router = APIRouter(include_in_schema=False)
_KEPT = 64


@router.api_route("/help/{workspace}/{article}", methods=["GET", "HEAD"])
async def article_page(request: Request, session: Transaction, workspace: Slug, article: Slug) -> Response:
    """An article to read, at the passage that was cited. A draft, a stranger's and an unknown one look all alike."""
    place = await enter_place(request, session, workspace)
    found = await knowledge.published_article(session, slug=article) if place else None
    if place is None or found is None:
        return missing(request, place)
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
        content=await to_thread(_content, found.title, found.body, tuple(one.anchor for one in found.passages)),
        updated=date(found.updated_at, time_zone=place.time_zone, language=found.language),
    )


@lru_cache(maxsize=_KEPT)
def _content(title: str, body: str, anchors: tuple[str, ...]) -> Markup:
    """An article as HTML, its passages at the anchors that citations name.

    A long one takes a while: it is made beside the loop that serves everybody else, and kept.
    """
    return in_boxes(knowledge.to_page(body, title=title, anchors=anchors), named=title)
