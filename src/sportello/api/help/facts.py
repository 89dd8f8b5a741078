"""The page of a workspace's facts: where the citation of an exact answer leads."""

from fastapi import APIRouter, Request, Response

from sportello import answering, knowledge
from sportello.answering import LANGUAGES
from sportello.api.deps import Transaction
from sportello.api.help.place import enter_place
from sportello.api.help.rendering import Head, Slug, missing, page, preferred
from sportello.core.clock import now

router = APIRouter(include_in_schema=False)

SECTIONS = ("hours", "prices", "places", "policies")


@router.api_route("/help/{workspace}/facts", methods=["GET", "HEAD"])
async def facts_page(request: Request, session: Transaction, workspace: Slug, lang: str = "") -> Response:
    """Opening hours, prices, places and policies, as they are now; in `lang`, else as the browser asks."""
    place = await enter_place(request, session, workspace)
    if place is None:
        return missing(request)
    book = await knowledge.fact_book(session)
    first = (place.default_language,) if place.default_language in LANGUAGES else ()
    language = lang if lang in LANGUAGES else preferred(request, (*first, *LANGUAGES))
    sheets = answering.fact_sheets(book, language=language, at=now())
    if not sheets:
        return missing(request, place)
    alternates = [*((code, place.address("facts", lang=code)) for code in LANGUAGES)]
    return page(
        request,
        "facts.html",
        language=language,
        head=Head(
            canonical=place.address("facts", lang=language),
            alternates=[*alternates, ("x-default", place.address("facts"))],
            sitemap=place.sitemap,
        ),
        place=place,
        languages=[(code, place.path("facts", lang=code)) for code in LANGUAGES],
        sections=[(name, [sheet for sheet in sheets if sheet.section == name]) for name in SECTIONS],
    )
