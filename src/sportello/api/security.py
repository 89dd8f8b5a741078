"""What stands between a browser and the rest: origins, a header that no forged form can send, and page policies.

The widget's API is open to other origins without credentials, and each widget key lists which; everything else
is for our own pages only, and no other site gets so much as a preflight.
"""

import secrets
from collections.abc import Iterable
from typing import cast
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sportello.api.problems import HeaderMissing, NulByte, PlainHttp, from_error
from sportello.core.addresses import is_loopback
from sportello.core.errors import SportelloError
from sportello.core.resources import Resources
from sportello.workspaces import OriginNotAllowed

API = "/api/v1/"
WIDGET = "/api/v1/widget/"
WORKSPACES = "/api/v1/workspaces/"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
PROBES = {"/health", "/ready", "/metrics"}
"""What monitors ask, by whatever address they know; nothing secret travels."""

_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID, X-Sportello-Key",
    "Access-Control-Max-Age": "7200",
    "Vary": "Origin",
}
_EXPOSED = b"Retry-After, X-Request-Id"
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_NO_PAGE = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""For what is data: should a browser ever take it for a page, it loads nothing and stands in nobody's frame."""
_PAGE = (
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)


def nonce(request: Request) -> str:
    """This request's nonce: put it on every `<script>` and `<style>` of the page; the header follows by itself."""
    state: dict[str, str] = request.scope.setdefault("state", {})
    return state.setdefault("csp_nonce", secrets.token_urlsafe(16))


def content_security_policy(page_nonce: str, *, styles: str = "", frames: str = "'none'") -> str:
    """What a page of ours may load: itself, what carries its nonce, and `styles` (hashes) and `frames` where one needs.

    Of our own pages only `preview` lets itself be framed.
    """
    style_sources = f"'self' 'nonce-{page_nonce}' {styles}".strip()
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{page_nonce}'; style-src {style_sources}; "
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        f"frame-src {frames}; "
        "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )


def check_origin(request: Request, allowed: Iterable[str]) -> None:
    """Refuse a website that the widget key does not list.

    A request without an Origin does not come from another website's page, and one with our own comes from ours
    (the desk's preview). The refused page may read that it is: the widget then tells a page that is not listed, and
    shows nothing, from a server that cannot be reached, and takes a message.
    """
    origin = request.headers.get("origin")
    ours = cast("Resources", request.app.state.resources).settings.public_url
    if origin is None or origin in allowed or origin in {ours, f"{request.url.scheme}://{request.url.netloc}"}:
        return
    raise OriginNotAllowed(f"Add {origin} to the origins of this widget key in the desk.", origin=origin)


def bearer(headers: Headers) -> str | None:
    """The token of the Authorization header, and None where it carries something else.

    What else there is may be meant for a proxy before us (`Basic …` of a test installation): it is nobody's business
    here, and whoever sends it is asked for their cookie.
    """
    scheme, space, token = headers.get("authorization", "").partition(" ")
    return token.strip() if space and scheme.lower() == "bearer" else None


def _header(scope: Scope, wanted: bytes) -> bytes | None:
    return next((value for name, value in scope["headers"] if name == wanted), None)


def _wants_header(method: str, path: str) -> bool:
    """Whether a request would change something where a browser is known by its cookie."""
    return path.startswith(API) and not path.startswith(WIDGET) and method not in SAFE_METHODS


def _forged(scope: Scope) -> bool:
    """Whether a change could come from another site's form: it lacks the header of our pages.

    A program with an API key needs none, where keys are taken: there, whoever sends one is not asked for a cookie.
    """
    by_key = scope["path"].startswith(WORKSPACES) and bearer(Headers(scope=scope)) is not None
    return not by_key and _header(scope, b"x-sportello") != b"1"


def _on_this_machine(scope: Scope) -> bool:
    """Whether the browser asked for a loopback address: what it sends then travels over no network."""
    try:
        return is_loopback(urlsplit(f"//{(_header(scope, b'host') or b'').decode()}").hostname or "")
    except ValueError:
        return False


def refusals_of_gate(method: str, path: str) -> list[type[SportelloError]]:
    """What the gate may answer to such a request."""
    plain = [] if path in PROBES else [PlainHttp]
    return [*plain, NulByte, *([HeaderMissing] if _wants_header(method, path) else [])]


class Gate:
    """The ASGI middleware for all of the above."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what cannot be right, and put the headers on whatever is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        widget = path.startswith(WIDGET)
        guarded = self._guarded(scope, send, path=path, widget=widget)
        refusal = self._refusal(scope, path=path, widget=widget)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)

    def _refusal(self, scope: Scope, *, path: str, widget: bool) -> Response | None:
        if not self.https and path not in PROBES and not _on_this_machine(scope):
            mend = "Put a reverse proxy with a certificate before it and set PUBLIC_URL to its https address."
            return from_error(PlainHttp(mend))
        if "\x00" in path or b"%00" in scope["query_string"]:
            return from_error(NulByte("Remove %00 from the address."))
        if widget:
            preflight = scope["method"] == "OPTIONS" and _header(scope, b"access-control-request-method") is not None
            return Response(status_code=204, headers=_PREFLIGHT) if preflight else None
        if _wants_header(scope["method"], path) and _forged(scope):
            return from_error(HeaderMissing("Send X-Sportello: 1 with every change."))
        return None

    def _guarded(self, scope: Scope, send: Send, *, path: str, widget: bool) -> Send:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: list[tuple[bytes, bytes]] = message.setdefault("headers", [])
                names = {name.lower() for name, _ in headers}
                headers.append(_NOSNIFF)
                if path.startswith(API):
                    if _NO_PAGE[0] not in names:
                        headers.append(_NO_PAGE)
                    if b"cache-control" not in names:
                        headers.append((b"cache-control", b"no-store"))
                if widget:
                    headers.extend(_cors(scope, names))
                elif any(n.lower() == b"content-type" and v.startswith(b"text/html") for n, v in headers):
                    headers.extend(self._page(scope, names))
                if self.https:
                    headers.append((b"strict-transport-security", b"max-age=31536000"))
            await send(message)

        return guarded

    def _page(self, scope: Scope, names: set[bytes]) -> list[tuple[bytes, bytes]]:
        added = [header for header in _PAGE if header[0] not in names]
        if b"content-security-policy" not in names:
            policy = content_security_policy(nonce(Request(scope)))
            added.append((b"content-security-policy", policy.encode()))
        return added


def _cors(scope: Scope, names: set[bytes]) -> list[tuple[bytes, bytes]]:
    origin = _header(scope, b"origin")
    if origin is None or b"access-control-allow-origin" in names:
        return [(b"vary", b"Origin")]
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-expose-headers", _EXPOSED),
        (b"vary", b"Origin"),
    ]
