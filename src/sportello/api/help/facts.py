"""The page of a workspace's facts: where the citation of an exact answer leads."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from sportello import answering, knowledge, workspaces
from sportello.answering import LANGUAGES
from sportello.api import limits
from sportello.api.deps import Transaction
from sportello.api.help.rendering import Slug, missing, page, preferred
from sportello.core.clock import now
from sportello.core.db import enter_workspace

router = APIRouter()

SECTIONS = ("hours", "prices", "places", "policies")


@router.api_route("/help/{workspace}/facts", methods=["GET", "HEAD"])
async def facts_page(
    request: Request, session: Transaction, workspace: Slug, lang: Annotated[str, Query(max_length=20)] = ""
) -> HTMLResponse:
    """Opening hours, prices, places and policies, as they are now; in `lang`, else as the browser asks."""
    await limits.spend(request, "page.ip", limits.client_ip(request))
    workspace_id = await workspaces.find_workspace(session, slug=workspace)
    if workspace_id is None:
        return missing(request)
    await enter_workspace(session, workspace_id)
    home = await workspaces.get_workspace(session)
    book = await knowledge.fact_book(session)
    first = (home.default_language,) if home.default_language in LANGUAGES else ()
    language = lang if lang in LANGUAGES else preferred(request, (*first, *LANGUAGES))
    sheets = answering.fact_sheets(book, language=language, at=now())
    if not sheets:
        return missing(request)
    return page(
        request,
        "facts.html",
        language=language,
        workspace=home.name,
        centre=f"/help/{workspace}?lang={language}",
        sections=[(name, [sheet for sheet in sheets if sheet.section == name]) for name in SECTIONS],
    )
