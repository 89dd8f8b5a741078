"""The page in which the desk shows a website's widget as it would be: the only one of ours that may be framed.

It has no origin (`sandbox`), so nothing of the desk can be read there, neither cookies nor storage; it may connect
nowhere, so nothing of what is done in it reaches the server; and only our own pages may frame it. What the widget would
ask its server for is answered by the page's own script (web/desk/public/preview.js), with what the desk tells it.
"""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sportello.api import limits

router = APIRouter(include_in_schema=False)

_POLICY = (
    # Forms are there to be written in; where they would lead is forbidden.
    "sandbox allow-scripts allow-forms; default-src 'none'; script-src 'self'; style-src 'self'; "
    # The logo is wherever the website's owner keeps it.
    "img-src 'self' https: data: blob:; media-src blob:; connect-src 'none'; form-action 'none'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'self'"
)
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sportello</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
    '<link rel="icon" href="data:,"><link rel="stylesheet" href="/desk/preview.css">'
    '<script src="/desk/preview.js" defer></script></head>'
    "<body><i></i><i></i><i></i><i></i><i></i><i></i></body></html>"
)


@router.api_route("/preview/widget", methods=["GET", "HEAD"])
async def widget_preview(request: Request) -> HTMLResponse:
    """An empty page of a website: who frames it says which widget it carries."""
    await limits.spend(request, "page.ip", limits.client_place(request))
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(_PAGE, headers=headers)
