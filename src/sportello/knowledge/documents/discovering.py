"""Finding the pages of a site: those a sitemap lists, or those a section of it links to, told one by one.

Polite by construction: robots.txt is asked first, one request at a time with a pause between, few pages, little time.
Of every address it says what it is or why it was left out.
"""

import hashlib
import json
import re
from asyncio import sleep
from collections import deque
from collections.abc import AsyncGenerator, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from time import monotonic
from urllib.parse import urlsplit

from sportello.core.http import (
    PUBLIC,
    Connections,
    Fetched,
    FetchRefused,
    Reach,
    Target,
    connections,
    fetch,
    read_url,
)
from sportello.core.reasons import Reason
from sportello.core.sandbox import SandboxFailed, run_apart
from sportello.knowledge.documents.reading import (
    LARGEST_DOCUMENT,
    MEDIA_TYPES,
    Document,
    DocumentUnreadable,
    read_document,
)
from sportello.knowledge.documents.robots import Robots, read_robots

_LARGEST_SITEMAP = 50 * 1024 * 1024
_SITEMAPS = frozenset({"text/xml", "application/xml", "application/gzip", "application/x-gzip"})
_ACCEPTED = frozenset({*MEDIA_TYPES, *_SITEMAPS})
_ONE = 20.0
"""Seconds for one page."""
_MOST_SITEMAPS = 50
_SITEMAP = "sportello.knowledge.documents.sitemap:read"
PAUSE = 0.5
"""Seconds between two requests to a site that does not ask for more."""
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|zip|gz|mp[34]|mov|avi|woff2?|ttf|exe|dmg|xlsx?|pptx?|csv|ics|rss)$"
)
_ROBOTS = Reason("robots", "The site asks in its robots.txt not to read it.")
_TIME_OVER = Reason("time_over", "The time for finding pages was over.")


def _no_sitemap(why: str) -> Reason:
    return Reason("sitemap", "The sitemap cannot be read: {why}", why=why)


@dataclass(frozen=True)
class Found:
    """One address of a site."""

    url: str
    left_out: str | None = None
    """Why it is none of the pages to import; none if it is one."""
    last_modified: str | None = None
    """When the sitemap says it was last changed, as written there."""
    fetched: Fetched | None = None
    document: Document | None = None
    """What it holds, where walking the site had to read it anyway."""
    pause: float = PAUSE
    """Seconds the site is given before the next request."""


async def discover(
    url: str,
    *,
    prefix: str | None = None,
    most: int = 500,
    within: float = 900.0,
    pause: float = PAUSE,
    reach: Reach = PUBLIC,
    over: Connections | None = None,
) -> AsyncGenerator[Found]:
    """The pages of a site, each as soon as it is known; at most `most` of them, in at most `within` seconds.

    Where `url` is a sitemap (or an index of several), they are those it lists on its own site, unread; with a
    `prefix`, those whose path begins so. Otherwise the section of the site is walked: pages of the same origin whose
    path begins with `prefix` (as a rule, the folder of `url`), nearest first, each with its `document`. What robots.txt
    or the page itself asks to leave alone, what says the same as another page, and what cannot be read comes with the
    reason in `left_out`. `pause` seconds lie between two requests, more if robots.txt asks for it. Raises
    `FetchRefused` where `url` itself cannot be had.
    """
    async with AsyncExitStack() as stack:
        if over is None:
            over = await stack.enter_async_context(connections(reach))
        start = read_url(url, ports=over.reach.ports)
        robots = await read_robots(start, over)
        if not robots.allows(start.url):
            raise FetchRefused(
                Reason(
                    "robots_start",
                    "{host} asks in its robots.txt not to read {path}.",
                    host=start.host,
                    path=start.path,
                )
            )
        first = await fetch(start.url, most=_LARGEST_SITEMAP, within=_ONE, accept=_ACCEPTED, over=over)
        walk = _Walk(over, robots, most, monotonic() + within, max(pause, robots.pause))
        pages = walk.listed(first, prefix) if _is_sitemap(first) else walk.section(first, prefix)
        async for found in pages:
            yield replace(found, pause=walk.pause)


def _is_sitemap(fetched: Fetched) -> bool:
    start = fetched.body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"\x1f\x8b") or b"<urlset" in start or b"<sitemapindex" in start


class _Walk:
    """One discovery: its limits, and what it has met so far."""

    def __init__(self, over: Connections, robots: Robots, most: int, until: float, pause: float) -> None:
        self._over = over
        self._robots = robots
        self._most = most
        self._until = until
        self.pause = pause
        self._met: set[str] = set()
        self._told = 0

    async def _fetch(self, url: str, *, most: int, accept: Collection[str]) -> Fetched:
        """One request more, after a pause."""
        await sleep(self.pause)
        return await fetch(url, most=most, within=_ONE, accept=accept, over=self._over)

    def _new(self, url: str, origin: tuple[str, str, int]) -> str | None:
        """The address in its normal form, if it is of this site and was not met before."""
        try:
            target = read_url(url, ports=self._over.reach.ports)
        except FetchRefused:
            return None
        if target.origin != origin or target.url in self._met:
            return None
        self._met.add(target.url)
        return target.url

    def _over_limit(self) -> str | None:
        if self._told >= self._most:
            return Reason("page_cap", "Only {most} pages are read of one source.", most=self._most)
        return _TIME_OVER if monotonic() > self._until else None

    async def listed(self, first: Fetched, prefix: str | None) -> AsyncGenerator[Found]:
        """The pages a sitemap lists, and those of the sitemaps it lists, whose paths begin with a prefix."""
        origin = read_url(first.url, ports=self._over.reach.ports).origin
        waiting, read = deque([first]), 1
        while waiting:
            sitemap = waiting.popleft()
            try:
                answer = await run_apart(_SITEMAP, sitemap.body, seconds=_ONE, megabytes=512)
            except SandboxFailed as failure:
                yield Found(sitemap.url, _no_sitemap(failure.detail))
                continue
            for inner in json.loads(answer)["sitemaps"]:
                if (url := self._new(inner, origin)) is None or read >= _MOST_SITEMAPS:
                    continue
                read += 1
                try:
                    waiting.append(await self._fetch(url, most=_LARGEST_SITEMAP, accept=_ACCEPTED))
                except FetchRefused as refusal:
                    yield Found(url, _no_sitemap(refusal.detail))
            for page, changed in json.loads(answer)["pages"]:
                if (found := self._page(page, changed, origin, prefix or "")) is not None:
                    yield found
                    if found.left_out and self._over_limit():
                        return

    def _page(self, page: str, changed: str | None, origin: tuple[str, str, int], prefix: str) -> Found | None:
        """What is told of one line of a sitemap; nothing of one outside the prefix, or that was told before."""
        try:
            target = read_url(page, ports=self._over.reach.ports)
        except FetchRefused as refusal:
            return Found(page, refusal.detail)
        if not target.path.startswith(prefix):
            return None
        if target.origin != origin:
            return Found(page, Reason("other_site", "It is on another site than its sitemap."))
        url = self._new(page, origin)
        if url is None:
            return None
        reason = None if self._robots.allows(url) else _ROBOTS
        if reason is None and (reason := self._over_limit()) is None:
            self._told += 1
        return Found(url, reason, changed)

    async def section(self, first: Fetched, prefix: str | None) -> AsyncGenerator[Found]:
        """The pages of a section, nearest first, each fetched and read."""
        start = read_url(first.url, ports=self._over.reach.ports)
        within = prefix or start.path.partition("?")[0].rpartition("/")[0] + "/"
        waiting = deque([start.url])
        self._met.add(start.url)
        same: dict[str, str] = {}
        while waiting:
            url = waiting.popleft()
            if (limit := self._over_limit()) is not None:
                yield Found(url, limit)
                return
            found = await self._visit(url, first if url == start.url else None, start, same)
            if found.left_out is None:
                self._told += 1
            yield found
            document = found.document
            for link in document.links if document is not None and document.follow else ():
                path = urlsplit(link).path or "/"
                if (
                    path.startswith(within)
                    and not _NOT_PAGES.search(path.lower())
                    and (new := self._new(link, start.origin))
                ):
                    waiting.append(new)

    async def _visit(self, url: str, fetched: Fetched | None, start: Target, same: dict[str, str]) -> Found:
        """One page: what it holds, or why it is left out."""
        if not self._robots.allows(url):
            return Found(url, _ROBOTS)
        try:
            fetched = fetched or await self._fetch(url, most=LARGEST_DOCUMENT, accept=MEDIA_TYPES)
            document = await read_document(
                url, fetched.body, media_type=fetched.media_type, charset=fetched.charset, url=fetched.url
            )
        except (FetchRefused, DocumentUnreadable) as refusal:
            return Found(url, refusal.detail)
        return Found(url, self._reason(url, fetched, document, start, same), None, fetched, document)

    def _reason(
        self, url: str, fetched: Fetched, document: Document, start: Target, same: dict[str, str]
    ) -> str | None:
        """Why a page that was read is none to import."""
        here = read_url(fetched.url, ports=self._over.reach.ports)
        if here.origin != start.origin:
            return Reason("leads_elsewhere", "It leads to another site, {host}.", host=here.host)
        if not document.index:
            return Reason("noindex", "The page asks not to be listed (noindex).")
        if not document.markdown.strip():
            return Reason("page_no_text", "The page holds no text of its own.")
        said = hashlib.sha256(document.markdown.encode()).hexdigest()
        for key in (here.url, self._proper(document.canonical, start), said):
            if key is not None and same.setdefault(key, url) != url:
                return Reason("same_page", "It is the same page as {url}.", url=same[key])
        return None

    def _proper(self, canonical: str | None, start: Target) -> str | None:
        """The address a page calls its own, if that is on this site."""
        try:
            target = read_url(canonical, ports=self._over.reach.ports) if canonical else None
        except FetchRefused:
            return None
        return target.url if target is not None and target.origin == start.origin else None
