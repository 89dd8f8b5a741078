"""What search engines read: every address of a help centre, and what of an installation is not for them."""

from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response

from sportello import answering, knowledge
from sportello.api import limits
from sportello.api.deps import Transaction
from sportello.api.help.place import enter_place
from sportello.api.help.rendering import Slug, feed, missing

router = APIRouter(include_in_schema=False)

LARGEST = 50_000
"""Addresses in one sitemap (sitemaps.org)."""
_ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /desk/\n"


@router.api_route("/robots.txt", methods=["GET", "HEAD"])
async def robots(request: Request) -> Response:
    """Help centres are to be found, the desk and the API are not. Who our workspaces are is not told here."""
    await limits.spend(request, "page.ip", limits.client_place(request))
    return feed(request, _ROBOTS, media_type="text/plain")


@router.api_route("/help/{workspace}/sitemap.xml", methods=["GET", "HEAD"])
async def sitemap(request: Request, session: Transaction, workspace: Slug) -> Response:
    """The address of the front in each language, of the facts, and of every article."""
    place = await enter_place(request, session, workspace)
    if place is None:
        return missing(request)
    languages = await knowledge.shelf_languages(session)
    listed: list[tuple[str, str]] = [(place.address(lang=language), "") for language in languages]
    if answering.has_sheets(await knowledge.fact_book(session)):
        listed.append((place.address("facts"), ""))
    articles = await knowledge.shelf_addresses(session, limit=LARGEST - len(listed))
    listed += [(place.address(slug), changed.date().isoformat()) for slug, changed in articles]
    entries = [
        f"<url><loc>{escape(address)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for address, day in listed
    ]
    opening = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return feed(request, "\n".join([opening, *entries, "</urlset>\n"]), media_type="application/xml")
