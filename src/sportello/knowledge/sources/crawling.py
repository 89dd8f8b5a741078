"""Reading a page, or the pages of a site, for an import: what each holds, or why it cannot be read."""

from asyncio import sleep, to_thread
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from sportello.core.http import Connections, FetchFailed, FetchRefused, Reach, connections, fetch
from sportello.knowledge.documents import (
    LARGEST_DOCUMENT,
    MEDIA_TYPES,
    PAUSE,
    Document,
    DocumentUnreadable,
    discover,
    read_document,
)
from sportello.knowledge.files import File, Skipped
from sportello.knowledge.models import Outcome, Source, SourceItem
from sportello.knowledge.sources.reading import Reading, read_parts

_WITHIN: Final = 20.0
"""Seconds for one page."""
_SHORTEST, _A_PAGE = 900.0, 3.0
"""Seconds for a site: by how many pages it may have, since a pause lies before each."""
_GONE: Final = {404, 410}


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


@dataclass
class _Visit:
    """What a reading of one site goes by."""

    source: Source
    known: Mapping[str, SourceItem]
    default: str
    over: Connections
    proper: set[str] = field(default_factory=set[str])
    """The proper addresses of the pages read so far: two addresses of one page are one article."""
    pause: float = PAUSE
    """Seconds the site is given before each request."""


async def read_pages(
    source: Source, *, known: Mapping[str, SourceItem], reach: Reach, default: str
) -> AsyncGenerator[Page]:
    """The pages of a source, each announced and then read. What it had the last time is read again, too.

    Only so is a page that is gone told from one that is merely not linked any more. Raises `FetchRefused` where
    the site as a whole cannot be read.
    """
    async with connections(reach) as over:
        visit = _Visit(source, known, default, over)
        if source.kind == "page":
            url = source.url or ""
            yield Page(name=url, found=1)
            yield replace(await _read(visit, url), found=1)
            return
        seen: set[str] = set()
        async for page in _site(visit, seen):
            yield replace(page, found=len(seen))
        for url in sorted(name for name in known if name not in seen and _within(source, name)):
            seen.add(url)
            yield Page(name=url, found=len(seen))
            await sleep(visit.pause)
            yield replace(await _read(visit, url), found=len(seen))


async def _site(visit: _Visit, seen: set[str]) -> AsyncGenerator[Page]:
    source = visit.source
    within = max(_SHORTEST, _A_PAGE * source.page_cap)
    pages = discover(source.url or "", prefix=source.path_prefix, most=source.page_cap, within=within, over=visit.over)
    async for found in pages:
        visit.pause = found.pause
        if found.url in seen or not (_within(source, found.url) or found.left_out):
            continue
        seen.add(found.url)
        yield Page(name=found.url)
        if found.left_out:
            yield _unread(found.url, found.left_out)
        elif found.document is not None:
            where = found.fetched.url if found.fetched else found.url
            yield await _understood(visit, found.url, found.document, where)
        else:
            await sleep(visit.pause)
            yield await _read(visit, found.url)


def _within(source: Source, url: str) -> bool:
    """Whether a page that was read the last time is still of the source, as it is set now."""
    here, there = urlsplit(source.url or ""), urlsplit(url)
    return here.netloc == there.netloc and there.path.startswith(source.path_prefix or "")


async def _read(visit: _Visit, url: str) -> Page:
    before = visit.known.get(url)
    marks = (before.etag, before.last_modified) if before and before.outcome == "read" else (None, None)
    try:
        fetched = await fetch(
            url,
            most=LARGEST_DOCUMENT,
            within=_WITHIN,
            accept=MEDIA_TYPES,
            etag=marks[0],
            last_modified=marks[1],
            over=visit.over,
        )
        if fetched.unchanged:
            visit.proper.add(fetched.url)
            return Page(name=url, outcome="read")
        document = await read_document(
            url, fetched.body, media_type=fetched.media_type, charset=fetched.charset, url=fetched.url
        )
    except FetchFailed as failed:
        if failed.answered in _GONE:
            return Page(name=url, outcome="gone", reason=failed.detail)
        return _unread(url, failed.detail)
    except (FetchRefused, DocumentUnreadable) as refused:
        return _unread(url, refused.detail)
    page = await _understood(visit, url, document, fetched.url)
    return replace(page, etag=fetched.etag, last_modified=fetched.last_modified)


async def _understood(visit: _Visit, url: str, document: Document, where: str) -> Page:
    """The articles of a page. A second address of a page that was read already holds nothing of its own."""
    proper = document.canonical or where
    if urlsplit(proper).netloc != urlsplit(where).netloc:
        proper = where
    if proper in visit.proper:
        return Page(name=url, outcome="gone")
    visit.proper.add(proper)
    hint = visit.source.language
    reading = await to_thread(read_parts, url, document, language=hint, default=visit.default, url=proper)
    return Page(name=url, outcome="read" if reading.entries else "unread", reading=reading)


def _unread(url: str, reason: str) -> Page:
    return Page(name=url, outcome="unread", reading=Reading([], [Skipped(url, reason)], {url}))
