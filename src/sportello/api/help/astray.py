"""What stands at no address of the help centre: people type a slash too many, and are people."""

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from sportello.api.help.rendering import missing

router = APIRouter(include_in_schema=False)
_MOVED = 308


@router.api_route("/help", methods=["GET", "HEAD"])
@router.api_route("/help/{rest:path}", methods=["GET", "HEAD"])
async def astray(request: Request, rest: str = "") -> Response:
    """The same address without its last slash, else a page that says there is nothing."""
    bare = rest.rstrip("/")
    if not bare or bare == rest:
        return missing(request)
    asked = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/help/{quote(bare)}{asked}", _MOVED)
