"""Reading a page, or the pages of a site, for an import: what each holds, or why it cannot be read."""

from asyncio import sleep, to_thread
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Final

from sportello.core.http import (
    Connections,
    Fetched,
    FetchFailed,
    FetchRefused,
    Reach,
    connections,
    fetch,
    read_url,
)
from sportello.knowledge.documents import (
    LARGEST_DOCUMENT,
    MEDIA_TYPES,
    NO_INDEX,
    PAUSE,
    Document,
    DocumentUnreadable,
    Found,
    Wishes,
    discover,
    elsewhere,
    read_document,
    same_page,
    same_site,
    unlisted,
)
from sportello.knowledge.files import File, Skipped
from sportello.knowledge.models import Outcome, Source, SourceItem
from sportello.knowledge.sources.reading import Reading, read_parts, read_written
from sportello.knowledge.writing import digest

_WITHIN: Final = 20.0
"""Seconds for one page."""
_SHORTEST, _A_PAGE = 900.0, 3.0
"""Seconds for a site: by how many pages it may have, since a pause lies before each."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A file or a page, dealt with. Without an `outcome` it is only about to be.

    `reading` is None for one that is gone (`reason` says why), and for one that has not changed since the last time.
    """

    name: str
    outcome: Outcome | None = None
    reading: Reading | None = None
    reason: str = ""
    etag: str | None = None
    last_modified: str | None = None
    facts: File | None = None
    """A file of business facts, which is none of articles."""
    found: int = 0
    """How many there are, as far as that is known by now."""


@dataclass
class _Visit:
    """What a reading of one site goes by."""

    source: Source
    known: Mapping[str, SourceItem]
    held: Mapping[str, frozenset[str]]
    default: str
    zone: tzinfo
    over: Connections
    wishes: Wishes
    addresses: dict[str, str] = field(default_factory=dict[str, str])
    """By where they were found in the end, the pages read so far: two addresses of one page are one article."""
    said: dict[str, str] = field(default_factory=dict[str, str])
    """By the hash of what they say, the pages that say so: since the last time, or read so far."""
    pause: float = PAUSE
    """Seconds the site is given before each request."""

    def __post_init__(self) -> None:
        """Begin with what pages said the last time."""
        self.said |= {hashed: url for url in sorted(self.held, reverse=True) for hashed in self.held[url]}

    def says(self, url: str, hashed: str) -> str:
        """Which page says this first: the one that did so the last time, or in this reading."""
        for before in self.held.get(url, frozenset[str]()) - {hashed}:
            if self.said.get(before) == url:
                del self.said[before]
        return self.said.setdefault(hashed, url)


async def read_pages(
    source: Source,
    *,
    known: Mapping[str, SourceItem],
    held: Mapping[str, frozenset[str]],
    reach: Reach,
    default: str,
    zone: tzinfo,
) -> AsyncGenerator[Page]:
    """The pages of a source, each announced and then read. What it had the last time is read again, too.

    Only so is a page that is gone told from one that is merely not linked any more. `held` are hashes of what each
    page said then. Raises `FetchRefused` where the site as a whole cannot be read.
    """
    async with connections(reach) as over:
        visit = _Visit(source, known, held, default, zone, over, Wishes(over))
        if source.kind == "page":
            url = source.url or ""
            yield Page(name=url, found=1)
            yield replace(await _read(visit, url), found=1)
            return
        seen: set[str] = set()
        async for page in _site(visit, seen):
            yield page
        before = sorted(name for name in known if name not in seen and _within(visit, name))
        found = len(seen) + len(before)
        for url in before:
            yield Page(name=url, found=found)
            await sleep(visit.pause)
            yield replace(await _read(visit, url), found=found)


async def _site(visit: _Visit, seen: set[str]) -> AsyncGenerator[Page]:
    source = visit.source
    within = max(_SHORTEST, _A_PAGE * source.page_cap)
    pages = discover(
        source.url or "",
        prefix=source.path_prefix,
        most=source.page_cap,
        within=within,
        over=visit.over,
        wishes=visit.wishes,
    )
    async for found in pages:
        visit.pause = found.pause
        if found.looked_at:
            yield Page(name=found.url)
            continue
        if found.url in seen:
            continue
        seen.add(found.url)
        there_are = max(found.known, len(seen))
        yield Page(name=found.url, found=there_are)
        yield replace(await _visited(visit, found), found=there_are)


async def _visited(visit: _Visit, found: Found) -> Page:
    """What an address of the site holds, or why it is left out."""
    if found.left_out:
        return _gone(found.url, found.left_out) if found.gone else _unread(found.url, found.left_out)
    if found.document is not None and found.fetched is not None:
        return await _understood(visit, found.url, found.document, found.fetched)
    await sleep(visit.pause)
    return await _read(visit, found.url)


def _within(visit: _Visit, url: str) -> bool:
    """Whether a page that was read the last time is still of the source, as it is set now."""
    ports = visit.over.reach.ports
    try:
        here, there = read_url(visit.source.url or "", ports=ports), read_url(url, ports=ports)
    except FetchRefused:
        return True  # the reason comes when it is read
    return same_site(here, there) and there.path.startswith(visit.source.path_prefix or "")


async def _read(visit: _Visit, url: str) -> Page:
    before = visit.known.get(url)
    marks = (before.etag, before.last_modified) if before and before.outcome == "read" else (None, None)
    try:
        await _check_allowed(visit, url)
        fetched = await fetch(
            url,
            most=LARGEST_DOCUMENT,
            within=_WITHIN,
            accept=MEDIA_TYPES,
            etag=marks[0],
            last_modified=marks[1],
            over=visit.over,
        )
        if fetched.url != url:
            _check_site(visit, url, fetched.url)
            await _check_allowed(visit, fetched.url)
        if fetched.unchanged:
            visit.addresses.setdefault(fetched.url, url)
            return Page(name=url, outcome="read")
        document = await read_document(
            url, fetched.body, media_type=fetched.media_type, charset=fetched.charset, url=fetched.url
        )
    except FetchFailed as failed:
        return _gone(url, failed.detail) if failed.gone else _unread(url, failed.detail)
    except (FetchRefused, DocumentUnreadable) as refused:
        return _unread(url, refused.detail)
    page = await _understood(visit, url, document, fetched)
    return page if page.outcome == "unread" else replace(page, etag=fetched.etag, last_modified=fetched.last_modified)


def _check_site(visit: _Visit, url: str, where: str) -> None:
    ports = visit.over.reach.ports
    if not same_site(here := read_url(where, ports=ports), read_url(url, ports=ports)):
        raise FetchRefused(elsewhere(here))


async def _check_allowed(visit: _Visit, url: str) -> None:
    """Heed what a site wishes; a single page was named by somebody, as one names it to a browser."""
    if visit.source.kind == "site" and (reason := await visit.wishes.forbid(url)) is not None:
        raise FetchRefused(reason)


async def _understood(visit: _Visit, url: str, document: Document, fetched: Fetched) -> Page:
    """The articles of a page; of a site, one that asks not to be listed or is another once more is left alone.

    Left alone, and not taken for gone: a site that sends everybody to its notice of maintenance loses nothing.
    """
    single = visit.source.kind == "page"
    if not single and (not document.index or unlisted(fetched)):
        return _unread(url, NO_INDEX)
    where = fetched.url
    other = where if where in visit.known else visit.addresses.setdefault(where, url)
    if other != url and not single:
        return _unread(url, same_page(other))
    hint = visit.source.language
    if document.written:
        reading = await to_thread(
            read_written, url, document, language=hint, default=visit.default, zone=visit.zone, url=where
        )
    else:
        reading = await to_thread(read_parts, url, document, language=hint, default=visit.default, url=where)
    if reading.entries and not single:
        hashed = digest(reading.entries[0].content)
        other = visit.says(url, hashed)
        if other != url and hashed not in visit.held.get(url, ()):
            return _unread(url, same_page(other))
    return Page(name=url, outcome="read" if reading.entries else "unread", reading=reading)


def _gone(url: str, reason: str) -> Page:
    return Page(name=url, outcome="gone", reason=reason)


def _unread(url: str, reason: str) -> Page:
    return Page(name=url, outcome="unread", reading=Reading([], [Skipped(url, reason)], {url}))
