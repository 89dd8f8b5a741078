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
    FetchFailed,
    FetchRefused,
    Reach,
    Target,
    connections,
    fetch,
    read_url,
)
from sportello.core.reasons import Reason, code_of
from sportello.core.sandbox import SandboxFailed, run_apart
from sportello.knowledge.documents.reading import (
    LARGEST_DOCUMENT,
    MEDIA_TYPES,
    Document,
    DocumentUnreadable,
    read_document,
)
from sportello.knowledge.documents.robots import NO_INDEX, Wishes, same_site, unlisted

_LARGEST_SITEMAP = 50 * 1024 * 1024
_SITEMAPS = frozenset({"text/xml", "application/xml", "application/gzip", "application/x-gzip"})
_ACCEPTED = frozenset({*MEDIA_TYPES, *_SITEMAPS})
_ONE = 20.0
"""Seconds for one page."""
_MOST_SITEMAPS = 50
_MOST_LISTED = 50_000
"""Addresses of sitemaps, to read and to leave out, that are kept in mind at a time."""
_SITEMAP = "sportello.knowledge.documents.sitemap:read"
PAUSE = 0.5
"""Seconds between two requests to a site that does not ask for more."""
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|zip|gz|mp[34]|mov|avi|woff2?|ttf|exe|dmg|xlsx?|pptx?|csv|ics|rss)$"
)
_TIME_OVER = Reason("time_over", "The time for finding pages was over.")


_SITEMAPS_MANY = Reason("sitemaps_many", "Only {most} sitemaps of one source are read.", most=_MOST_SITEMAPS)
_SITEMAP_LONG = Reason("sitemap_long", "It lists more than {most} pages; only these are looked at.", most=_MOST_LISTED)


def _no_sitemap(why: str) -> str:
    """Why a sitemap cannot be read: what breaks its reader is no XML, and all else says itself what it is."""
    if code_of(why) != "reader_raised":
        return why
    return Reason("sitemap", "It is no sitemap that can be read: its XML is damaged.")


def elsewhere(target: Target) -> Reason:
    """Why a page that sends on to a stranger's is not read."""
    return Reason("leads_elsewhere", "It leads to another site, {host}.", host=target.host)


def same_page(url: str) -> Reason:
    """Why a page is left out that is another one once more."""
    return Reason("same_page", "It is the same page as {url}.", url=url)


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
    known: int = 0
    """How many addresses there are to tell, as far as that is known by now, those told before included."""
    gone: bool = False
    """Whether it is left out because the site says that there is nothing any more."""
    looked_at: bool = False
    """Whether it is only a sitemap that is now being searched for pages, which may take a while."""


async def discover(
    url: str,
    *,
    prefix: str | None = None,
    most: int = 500,
    within: float = 900.0,
    pause: float = PAUSE,
    reach: Reach = PUBLIC,
    over: Connections | None = None,
    wishes: Wishes | None = None,
) -> AsyncGenerator[Found]:
    """The pages of a site, each as soon as it is known; at most `most` of them, in at most `within` seconds.

    Where `url` is a sitemap (or an index of several), they are those it lists on its own site, unread; with a
    `prefix`, those whose path begins so. Otherwise the section of the site is walked: pages of the same origin whose
    path begins with `prefix` (as a rule, the folder of `url`), nearest first, each with its `document`. What robots.txt
    or the page itself asks to leave alone, what says the same as another page, and what cannot be read comes with the
    reason in `left_out`. `pause` seconds lie between two requests, more if robots.txt asks for it. `wishes` are
    those of hosts that were asked already. Raises `FetchRefused` where `url` itself cannot be had.
    """
    async with AsyncExitStack() as stack:
        if over is None:
            over = await stack.enter_async_context(connections(reach))
        start = read_url(url, ports=over.reach.ports)
        wishes = wishes or Wishes(over)
        robots = await wishes.of(start)
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
        walk = _Walk(over, wishes, most, monotonic() + within, max(pause, robots.pause))
        pages = walk.listed(first, prefix) if _is_sitemap(first) else walk.section(first, prefix)
        async for found in pages:
            yield replace(found, pause=walk.pause)


def _is_sitemap(fetched: Fetched) -> bool:
    start = fetched.body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"\x1f\x8b") or b"<urlset" in start or b"<sitemapindex" in start


class _Walk:
    """One discovery: its limits, and what it has met so far."""

    def __init__(self, over: Connections, wishes: Wishes, most: int, until: float, pause: float) -> None:
        self._over = over
        self._wishes = wishes
        self._most = most
        self._until = until
        self.pause = pause
        self._met: set[str] = set()
        self._read = 0
        """Sitemaps that were asked for."""
        self._told = 0

    async def _fetch(self, url: str, *, most: int, accept: Collection[str]) -> Fetched:
        """One request more, after a pause."""
        await sleep(self.pause)
        return await fetch(url, most=most, within=_ONE, accept=accept, over=self._over)

    def _new(self, url: str) -> bool:
        """Whether an address, in its normal form, was not met before. From now on it was."""
        if url in self._met:
            return False
        self._met.add(url)
        return True

    def _over_limit(self) -> str | None:
        if self._told >= self._most:
            return Reason("page_cap", "Only {most} pages are read of one source.", most=self._most)
        return _TIME_OVER if monotonic() > self._until else None

    async def listed(self, first: Fetched, prefix: str | None) -> AsyncGenerator[Found]:
        """The pages a sitemap lists, and those of the sitemaps it lists, whose paths begin with a prefix.

        All of them are found before the first is told, so that whoever reads them knows how many there are.
        """
        listed: list[Found] = []
        async for found in self._listing(first, prefix or ""):
            if found.looked_at:
                yield found
            else:
                listed.append(found)
            if len(listed) == _MOST_LISTED:
                listed.append(Found(first.url, _SITEMAP_LONG))
                break
        for found in listed:
            if monotonic() > self._until:
                yield Found(found.url, _TIME_OVER, known=len(listed))
                return
            yield replace(found, known=len(listed))

    async def _listing(self, first: Fetched, prefix: str) -> AsyncGenerator[Found]:
        start = read_url(first.url, ports=self._over.reach.ports)
        waiting, self._read = deque[Fetched | str]([first]), 1
        self._met.add(start.url)
        while waiting:
            sitemap = waiting.popleft()
            if isinstance(sitemap, str):
                yield Found(sitemap, looked_at=True)
                sitemap = await self._inner(sitemap, start)
            if not isinstance(sitemap, Fetched):
                if sitemap is not None:
                    yield sitemap
                continue
            try:
                answer = await run_apart(_SITEMAP, sitemap.body, seconds=_ONE, megabytes=512)
            except SandboxFailed as failure:
                yield Found(sitemap.url, _no_sitemap(failure.detail))
                continue
            listed = json.loads(answer)
            waiting += listed["sitemaps"]
            for page, changed in listed["pages"]:
                if (found := await self._page(page, changed, start, prefix)) is not None:
                    yield found
                    if found.left_out and self._over_limit():
                        return
            if listed["more"]:
                yield Found(sitemap.url, _SITEMAP_LONG)

    async def _inner(self, inner: str, start: Target) -> Fetched | Found | None:
        """A sitemap that another lists, or why it is left out; nothing for one that was met before."""
        try:
            target = read_url(inner, ports=self._over.reach.ports)
            if not self._new(target.url):
                return None
            if not same_site(target, start):
                return Found(target.url, Reason("sitemap_elsewhere", "This sitemap is on another site."))
            if self._read >= _MOST_SITEMAPS:
                return Found(target.url, _SITEMAPS_MANY)
            if (reason := await self._wishes.forbid(target.url)) is not None:
                return Found(target.url, reason)
            self._read += 1
            fetched = await self._fetch(target.url, most=_LARGEST_SITEMAP, accept=_ACCEPTED)
        except FetchRefused as refusal:
            return Found(inner, refusal.detail)
        here = read_url(fetched.url, ports=self._over.reach.ports)
        return fetched if same_site(here, start) else Found(target.url, elsewhere(here))

    async def _page(self, page: str, changed: str | None, start: Target, prefix: str) -> Found | None:
        """What is told of one line of a sitemap; nothing of one outside the prefix, or that was told before."""
        try:
            target = read_url(page, ports=self._over.reach.ports)
            if not target.path.startswith(prefix):
                return None
            if not self._new(target.url):
                return None
            if not same_site(target, start):
                return Found(page, Reason("other_site", "It is on another site than its sitemap."))
            reason = await self._wishes.forbid(target.url)
        except FetchRefused as refusal:
            return Found(page, refusal.detail)
        if reason is None and (reason := self._over_limit()) is None:
            self._told += 1
        return Found(target.url, reason, changed)

    async def section(self, first: Fetched, prefix: str | None) -> AsyncGenerator[Found]:
        """The pages of a section, nearest first, each fetched and read."""
        start = read_url(first.url, ports=self._over.reach.ports)
        within = prefix or start.path.partition("?")[0].rpartition("/")[0] + "/"
        waiting = deque([start.url])
        self._met.add(start.url)
        same: dict[str, tuple[str, frozenset[str]]] = {}
        told = 0
        while waiting:
            url = waiting.popleft()
            told += 1
            if (limit := self._over_limit()) is not None:
                yield Found(url, limit, known=told)
                return
            found = await self._visit(url, first if url == start.url else None, start, same)
            if found.left_out is None:
                self._told += 1
            document = found.document
            for link in document.links if document is not None and document.follow else ():
                path = urlsplit(link).path or "/"
                proper = self._proper(link, start)
                if (
                    proper is not None
                    and path.startswith(within)
                    and not _NOT_PAGES.search(path.lower())
                    and self._new(proper)
                ):
                    waiting.append(proper)
            yield replace(found, known=told + min(len(waiting), self._most - self._told + 1))

    async def _visit(
        self, url: str, fetched: Fetched | None, start: Target, same: dict[str, tuple[str, frozenset[str]]]
    ) -> Found:
        """One page: what it holds, or why it is left out."""
        try:
            if (reason := await self._wishes.forbid(url)) is not None:
                return Found(url, reason)
            fetched = fetched or await self._fetch(url, most=LARGEST_DOCUMENT, accept=MEDIA_TYPES)
            here = read_url(fetched.url, ports=self._over.reach.ports)
            if here.origin != start.origin:
                return Found(url, elsewhere(here))
            if (reason := await self._wishes.forbid(here.url)) is not None:
                return Found(url, reason)
            document = await read_document(
                url, fetched.body, media_type=fetched.media_type, charset=fetched.charset, url=fetched.url
            )
        except (FetchRefused, DocumentUnreadable) as refusal:
            return Found(url, refusal.detail, gone=isinstance(refusal, FetchFailed) and refusal.gone)
        return Found(url, self._reason(url, fetched, document, start, same), None, fetched, document)

    def _reason(
        self,
        url: str,
        fetched: Fetched,
        document: Document,
        start: Target,
        same: dict[str, tuple[str, frozenset[str]]],
    ) -> str | None:
        """Why a page that was read is none to import.

        What a page calls its proper address is often wrong: it is passed over for that only where it says nothing
        that the other page does not say, too.
        """
        if not document.index or unlisted(fetched):
            return NO_INDEX
        if not document.markdown.strip():
            return Reason("page_no_text", "The page holds no text of its own.")
        said = frozenset(line.strip() for line in document.markdown.splitlines())
        whole = hashlib.sha256(document.markdown.encode()).hexdigest()
        proper = self._proper(document.canonical, start)
        for key in (fetched.url, whole, proper):
            if key is None:
                continue
            other, its = same.setdefault(key, (url, said))
            if other != url and (key != proper or said <= its):
                return same_page(other)
        return None

    def _proper(self, canonical: str | None, start: Target) -> str | None:
        """An address in its normal form, if it is of the site that is walked."""
        try:
            target = read_url(canonical, ports=self._over.reach.ports) if canonical else None
        except FetchRefused:
            return None
        return target.url if target is not None and target.origin == start.origin else None
