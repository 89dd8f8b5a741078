"""Pages and files: the desk, the widget's script, the API's documentation.

Every page is HTML with a nonce of its own; the policy that goes with it is put on by `security.Gate`. Files
whose name carries a hash of their content never change; the rest is asked for again and mostly answered by 304.
"""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.util import find_spec
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from sportello.api import limits
from sportello.api.security import content_security_policy, nonce
from sportello.core.errors import NotFound

router = APIRouter(include_in_schema=False)

STATIC = Path(__file__).parents[1] / "static"
_ONE_YEAR = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_OPENAPI = "/api/v1/openapi.json"
_SCRIPT = "text/javascript; charset=utf-8"
_OUTSIDE = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
"""A picture at the foot of Redoc, which no page of ours fetches from elsewhere."""


class NotBuilt(NotFound):
    """The front-ends have not been built."""

    code = "not_built"


class _File(NamedTuple):
    body: bytes
    packed: bytes | None
    """The same, gzipped, where that makes it smaller: most who ask have no compressing proxy before us."""
    tag: str
    """Names the content."""

    @property
    def etag(self) -> str:
        """Weak, for it names the content however it is packed."""
        return f'W/"{self.tag}"'


@cache
def _read(path: Path, _changed: int) -> _File:
    body = path.read_bytes().replace(_OUTSIDE, b"data:,")
    packed = gzip.compress(body, mtime=0)
    tag = hashlib.sha256(body).hexdigest()[:32]
    return _File(body, packed if len(packed) < len(body) * 0.9 else None, tag)


def _load(path: Path) -> _File:
    """A file and its tag, read again only when it changed."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        raise NotBuilt("Run `uv sync`, which builds them.") from None


def _unchanged(request: Request, etag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return etag.removeprefix("W/") in [tag.strip().removeprefix("W/") for tag in known.split(",")]


def _send(request: Request, file: _File, *, media_type: str, headers: Mapping[str, str]) -> Response:
    """The file, packed for whoever can unpack it; 304 for whoever has it."""
    headers = {**headers, "ETag": file.etag, "Vary": "Accept-Encoding"}
    if _unchanged(request, file.etag):
        return Response(status_code=304, headers=headers)
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, media_type=media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(file.body, media_type=media_type, headers=headers)


@router.api_route("/widget.js", methods=["GET", "HEAD"])
async def widget_script(request: Request) -> Response:
    """The widget, for any website: what it may then do is up to its key."""
    return _for_any_website(request, "widget.js")


@router.api_route("/widget-more.js", methods=["GET", "HEAD"])
async def widget_more_script(request: Request) -> Response:
    """What the widget fetches once there is a use for it: rating, files and the like."""
    return _for_any_website(request, "widget-more.js")


def _for_any_website(request: Request, name: str) -> Response:
    headers = {
        "Cache-Control": "public, max-age=300, stale-while-revalidate=86400",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return _send(request, _load(STATIC / name), media_type=_SCRIPT, headers=headers)


@router.api_route("/", methods=["GET", "HEAD"])
async def front_door() -> Response:
    """Whoever comes to the bare address works here."""
    return RedirectResponse("/desk/", status_code=307)


@router.api_route("/desk", methods=["GET", "HEAD"])
async def desk_without_slash() -> Response:
    """The desk lives in a folder."""
    return RedirectResponse("/desk/", status_code=307)


@router.api_route("/desk/build.json", methods=["GET", "HEAD"])
async def desk_build(request: Request) -> Response:
    """Which build of the desk is served now: a page that is of another is told so, and may reload."""
    await limits.spend(request, "page.ip", limits.client_place(request))
    return JSONResponse({"build": _load(STATIC / "desk" / "index.html").tag}, headers={"Cache-Control": "no-store"})


@router.api_route("/desk/{path:path}", methods=["GET", "HEAD"])
async def desk(request: Request, path: str) -> Response:
    """A file of the desk, or the desk itself: which of its pages is meant, it knows best."""
    await limits.spend(request, "page.ip", limits.client_place(request))
    root = (STATIC / "desk").resolve()
    file = (root / path).resolve()
    if path and path != "index.html" and file.is_relative_to(root) and file.is_file():
        hashed = path.startswith("assets/")
        media_type = guess_type(file.name)[0] or "application/octet-stream"
        headers = {"Cache-Control": _ONE_YEAR if hashed else _ASK_AGAIN}
        return _send(request, _load(file), media_type=media_type, headers=headers)
    if path.startswith("assets/"):
        raise NotFound
    index = _load(root / "index.html")
    tag = nonce(request)
    page = index.body.decode().replace("__CSP_NONCE__", tag).replace("__BUILD__", index.tag)
    # Settings show a website's widget as it would be (`preview`).
    policy = content_security_policy(tag, frames="'self'")
    return HTMLResponse(page, headers={"Cache-Control": "no-store", "Content-Security-Policy": policy})


# --- the documentation of the API: everything it loads comes from here ------------------------------------------


@cache
def _vendored() -> Path:
    found = find_spec("fastapi_offline")
    if found is None or found.origin is None:
        raise NotFound
    return Path(found.origin).parent / "static"


_REDOC_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='"
)
"""Two style sheets that Redoc's scroll bar writes without the nonce: the empty one and its own, by their hashes."""
_DOCUMENTATION = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": _SCRIPT,
    "redoc.standalone.js": _SCRIPT,
}


@router.api_route("/docs/assets/{name}", methods=["GET", "HEAD"])
async def documentation_asset(request: Request, name: str) -> Response:
    """Swagger UI and Redoc, from the package that carries them."""
    if name not in _DOCUMENTATION:
        raise NotFound
    file = _load(_vendored() / name)
    return _send(request, file, media_type=_DOCUMENTATION[name], headers={"Cache-Control": _ASK_AGAIN})


def _page(request: Request, head: str, body: str, script: str, *, styles: str = "") -> HTMLResponse:
    tag = escape(nonce(request))
    policy = content_security_policy(tag, styles=styles)
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sportello API</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f'{head}<style nonce="{tag}">body {{ margin: 0 }}</style></head>'
        f'<body>{body}<script nonce="{tag}">{script.replace("__NONCE__", tag)}</script></body></html>',
        headers={"Cache-Control": "no-store", "Content-Security-Policy": policy},
    )


@router.api_route("/docs", methods=["GET", "HEAD"])
async def docs(request: Request) -> Response:
    """The API, to read and to try."""
    return _page(
        request,
        '<link rel="stylesheet" href="/docs/assets/swagger-ui.css">'
        '<script src="/docs/assets/swagger-ui-bundle.js"></script>',
        '<div id="ui"></div>',
        f"SwaggerUIBundle({{url: '{_OPENAPI}', dom_id: '#ui', deepLinking: true, validatorUrl: null,"
        " requestInterceptor: (request) => { request.headers['X-Sportello'] = '1'; return request }})",
    )


@router.api_route("/redoc", methods=["GET", "HEAD"])
async def redoc(request: Request) -> Response:
    """The API, to read."""
    return _page(
        request,
        '<script src="/docs/assets/redoc.standalone.js"></script>',
        '<div id="ui"></div>',
        f"Redoc.init('{_OPENAPI}', {{nonce: '__NONCE__', disableSearch: true}}, document.getElementById('ui'))",
        styles=_REDOC_STYLES,
    )
