"""A web site of a test's own, on a real socket: pages that change, move, vanish and fail as they are told to."""

import hashlib
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from aiohttp import web

_KINDS = {".xml": "application/xml", ".txt": "text/plain", ".md": "text/markdown"}


@dataclass
class Website:
    """What a site answers, by path. A page is its HTML; `status` and `moved` say what is otherwise."""

    pages: dict[str, str | bytes] = field(default_factory=dict[str, str | bytes])
    status: dict[str, int] = field(default_factory=dict[str, int])
    moved: dict[str, str] = field(default_factory=dict[str, str])
    robots: dict[str, str] = field(default_factory=dict[str, str])
    """What a page's X-Robots-Tag says."""
    before: dict[str, Callable[[], Awaitable[object]]] = field(
        default_factory=dict[str, Callable[[], Awaitable[object]]]
    )
    """What happens while somebody waits for a page."""
    asked: Counter[str] = field(default_factory=Counter[str])
    unchanged: Counter[str] = field(default_factory=Counter[str])
    """How often a page was not sent again, because whoever asked had it already."""
    port: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def page(self, path: str, title: str, text: str, *links: str, language: str = "it", head: str = "") -> None:
        """Put up a page with a heading, a text and links."""
        anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
        self.pages[path] = (
            f'<!doctype html><html lang="{language}"><head><title>{title}</title>{head}</head>'
            f"<body><main><h1>{title}</h1><p>{text}</p></main><nav><ul>{anchors}</ul></nav></body></html>"
        )

    def sitemap(self, *paths: str, at: str = "/sitemap.xml") -> None:
        """Put up a sitemap of these pages."""
        lines = "".join(f"<url><loc>{self.url}{path}</loc></url>" for path in paths)
        self.pages[at] = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</urlset>'

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a request as the site now is."""
        path = request.path
        self.asked[path] += 1
        if path in self.before:
            await self.before[path]()
        if path in self.moved:
            return web.Response(status=301, headers={"Location": self.moved[path]})
        body = self.pages.get(path)
        status = self.status.get(path, 200 if body is not None else 404)
        if body is None or status != web.HTTPOk.status_code:
            return web.Response(status=status, text="no")
        raw = body.encode() if isinstance(body, str) else body
        etag = f'"{hashlib.sha256(raw).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            self.unchanged[path] += 1
            return web.Response(status=304, headers={"ETag": etag})
        kind = _KINDS.get(PurePosixPath(path).suffix, "text/html")
        return web.Response(body=raw, content_type=kind, charset="utf-8", headers=self._headers(path, etag))

    def _headers(self, path: str, etag: str) -> dict[str, str]:
        wish = {"X-Robots-Tag": self.robots[path]} if path in self.robots else {}
        return {"ETag": etag, **wish}


@asynccontextmanager
async def serving() -> AsyncGenerator[Website]:
    """A site, up while the block runs."""
    site = Website()
    app = web.Application()
    app.router.add_route("GET", "/{path:.*}", site.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()
