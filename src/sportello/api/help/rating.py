"""The page where customers say how it went: one form, no script, in the language of their conversation."""

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from sportello import conversations, workspaces
from sportello.api import limits
from sportello.api.deps import Transaction
from sportello.api.help.rendering import UNLISTED, date, missing, page
from sportello.conversations import Rateable

router = APIRouter(include_in_schema=False)

LONGEST_COMMENT = 1_000
SCORES = ("5", "4", "3", "2", "1")
Token = Annotated[str, Path(max_length=100)]
_SEE_OTHER = 303


async def _opened(request: Request, session: Transaction, token: str) -> Rateable | None:
    await limits.spend(request, "page.ip", limits.client_place(request))
    return await conversations.open_rating(session, token=token)


@router.api_route("/rate/{token}", methods=["GET", "HEAD"])
async def rating_page(request: Request, session: Transaction, token: Token) -> Response:
    """The form, with what was said before; or why there is none."""
    found = await _opened(request, session, token)
    return missing(request) if found is None else await _page(request, session, found)


@router.post("/rate/{token}")
async def rate(request: Request, session: Transaction, token: Token) -> Response:
    """Keep what was said, and show that it was. Without a score nothing is kept, and the words stay in the form."""
    found = await _opened(request, session, token)
    if found is None:
        return missing(request)
    sent = parse_qs((await request.body()).decode(), max_num_fields=10)
    score = sent.get("score", [""])[0]
    comment = sent.get("comment", [""])[0].replace("\x00", "").replace("\r\n", "\n").strip()
    if not found.open or score not in SCORES or len(comment) > LONGEST_COMMENT:
        return await _page(request, session, found, written=comment, status=422)
    await conversations.rate(session, conversation_id=found.conversation.id, score=int(score), comment=comment or None)
    return RedirectResponse(f"/rate/{token}", _SEE_OTHER)


async def _page(
    request: Request, session: Transaction, found: Rateable, *, written: str | None = None, status: int = 200
) -> Response:
    home = await workspaces.get_workspace(session)
    talk = found.conversation
    answer = page(
        request,
        "rating.html",
        status=status,
        language=talk.language,
        head=UNLISTED,
        name=home.name,
        open=found.open,
        over=talk.state in conversations.CLOSED,
        scores=SCORES,
        score=str(talk.rating or ""),
        comment=(talk.rating_comment or "") if written is None else written,
        longest=LONGEST_COMMENT,
        unsaid=status != 200,  # noqa: PLR2004 - the form came back
        until=date(found.expires_at, time_zone=home.time_zone, language=talk.language),
    )
    # Who has the address may read what was said: it stays in nobody's cache.
    answer.headers["Cache-Control"] = "no-store"
    del answer.headers["ETag"]
    return answer
