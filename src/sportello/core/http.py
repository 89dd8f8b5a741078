"""The one HTTP door of the house: whatever is fetched from, or sent to, an address that somebody typed passes here.

A request reaches public addresses only (`addresses.py` says which), at the address that was judged
(`dialling.py`), with a judgement at each redirect. What comes back is bounded in time, in hops, on the wire and
unpacked. Proxies of the environment are not asked, cookies are neither sent nor kept, and what is posted (with a key,
perhaps) follows no redirect.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urljoin

from sportello.core.addresses import PORTS, FetchRefused, Network, Reach, Target, read_url
from sportello.core.clock import now
from sportello.core.failing import FetchFailed, answer_of, not_reached
from sportello.core.reasons import Reason
from sportello.core.unpacking import read_body

if TYPE_CHECKING:
    import httpcore2

__all__ = [
    "PORTS",
    "PRODUCT",
    "PUBLIC",
    "FetchFailed",
    "FetchRefused",
    "Fetched",
    "Network",
    "Reach",
    "Target",
    "connections",
    "fetch",
    "post_json",
    "read_url",
    "send",
]

PRODUCT = "Sportello"
"""What this program calls itself to servers and looks for in their robots.txt."""
PUBLIC = Reach()
_HOPS = 5
_MOVED = {301, 302, 303, 307, 308}
_OK, _NOT_MODIFIED, _TOO_MANY, _UNAVAILABLE = 200, 304, 429, 500
_ASK = 15.0
"""Seconds a server may stay silent that only has to look something up."""


@dataclass(frozen=True)
class Fetched:
    """What an address holds. `url` is where it was found in the end; a `status` of 304 has no body."""

    url: str
    status: int
    media_type: str
    charset: str | None
    body: bytes
    etag: str | None
    last_modified: str | None
    robots: str = ""
    """What its X-Robots-Tag says."""

    @property
    def unchanged(self) -> bool:
        """Whether it is as it was when `etag` and `last_modified` were noted."""
        return self.status == _NOT_MODIFIED


class Connections(Protocol):
    """Connections several fetches share; made by `connections`."""

    @property
    def reach(self) -> Reach:
        """How far they go."""
        ...

    @property
    def pool(self) -> "httpcore2.AsyncConnectionPool":
        """The library's part."""
        ...

    @property
    def progress(self) -> Callable[[int], None]:
        """Hears how many bytes of a body have come, while they come."""
        ...


def _nobody(_bytes: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class _Open:
    reach: Reach
    pool: "httpcore2.AsyncConnectionPool"
    progress: Callable[[int], None]


@asynccontextmanager
async def connections(
    reach: Reach = PUBLIC, *, progress: Callable[[int], None] = _nobody
) -> AsyncGenerator[Connections]:
    """Connections for several fetches from one site, closed at the end. `progress` hears how much has come."""
    from sportello.core.dialling import open_pool  # noqa: PLC0415 - idle processes need no HTTP client

    async with open_pool(reach) as pool:
        yield _Open(reach, pool, progress)


async def fetch(
    url: str,
    *,
    most: int,
    within: float,
    accept: Collection[str] = (),
    cut: bool = False,
    etag: str | None = None,
    last_modified: str | None = None,
    reach: Reach = PUBLIC,
    over: Connections | None = None,
) -> Fetched:
    """Fetch an address: at most `most` bytes, unpacked too, within `within` seconds, redirects included.

    What is larger is refused; with `cut`, its beginning is what is there. `accept` lists the media types that are
    wanted; empty takes any. With `etag` or `last_modified` of the last time,
    an address that has not changed comes back with status 304 and no body. `over` reuses connections (and their
    reach). Raises `FetchRefused` for what is not fetched, and its kind `FetchFailed` where a server did not deliver.
    """
    if over is None:
        async with connections(reach) as over:  # noqa: PLR1704 - from here on there are some
            return await fetch(
                url,
                most=most,
                within=within,
                accept=accept,
                cut=cut,
                etag=etag,
                last_modified=last_modified,
                over=over,
            )
    asked = {"Accept": ", ".join([*accept, "*/*;q=0.1"]) if accept else "*/*"}
    asked |= {"If-None-Match": etag} if etag else {}
    asked |= {"If-Modified-Since": last_modified} if last_modified else {}
    target = read_url(url, ports=over.reach.ports)
    try:
        async with asyncio.timeout(within):
            for _ in range(_HOPS + 1):
                found = await _ask(over, target, asked, most=most, accept=accept, cut=cut)
                if isinstance(found, Fetched):
                    return found
                target = found
    except TimeoutError:
        raise FetchFailed(
            Reason("slow", "{host} took longer than {seconds} seconds.", host=target.host, seconds=f"{within:g}"),
            again=True,
        ) from None
    raise FetchFailed(
        Reason("hops", "{url} sends from one address to the next more than {most} times.", url=url, most=_HOPS)
    )


async def post_json(
    url: str, said: Any, *, most: int, within: float, headers: Mapping[str, str] | None = None, reach: Reach = PUBLIC
) -> Any:
    """Post something as JSON and read the JSON that comes back, within the same bounds as `fetch`.

    `headers` may carry a key: so a redirect is refused. Raises `FetchRefused` and `FetchFailed`.
    """
    target = read_url(url, ports=reach.ports)
    content = json.dumps(said, ensure_ascii=False).encode()
    asked = {
        **(headers or {}),
        "Accept": "application/json",
        "Content-Type": "application/json",
        "Content-Length": str(len(content)),
    }
    try:
        async with asyncio.timeout(within), connections(reach) as over:
            found = await _ask(over, target, asked, most=most, accept=(), content=content, silent=within)
    except TimeoutError:
        raise FetchFailed(
            Reason("slow", "{host} took longer than {seconds} seconds.", host=target.host, seconds=f"{within:g}"),
            again=True,
        ) from None
    if not isinstance(found, Fetched):
        raise FetchRefused(f"{target.host} sends on to {found.url[:200]}, where nothing is posted.")
    try:
        return json.loads(found.body)
    except (ValueError, RecursionError):
        raise FetchFailed(f"{target.host} did not answer {target.path} with JSON.") from None


async def send(
    url: str,
    *,
    method: str,
    headers: Mapping[str, str],
    content: bytes | None,
    most: int,
    within: float,
    reach: Reach = PUBLIC,
) -> Fetched:
    """Ask a server for something to be told or done, within the same bounds as `fetch`; any status is an answer.

    `headers` may carry a key: so a redirect is refused, wherever it leads. Raises `FetchRefused` and `FetchFailed`.
    """
    target = read_url(url, ports=reach.ports)
    length = {"Content-Length": str(len(content))} if content is not None else {}
    asked = {"Accept": "application/json", **headers, **length}
    try:
        async with asyncio.timeout(within), connections(reach) as over:
            found = await _ask(
                over,
                target,
                asked,
                most=most,
                accept=(),
                content=content,
                method=method,
                any_status=True,
                silent=within,
            )
    except TimeoutError:
        raise FetchFailed(
            Reason("slow", "{host} took longer than {seconds} seconds.", host=target.host, seconds=f"{within:g}"),
            again=True,
        ) from None
    if not isinstance(found, Fetched):
        raise FetchRefused(f"{target.host} sends on to another address, which is not followed.")
    return found


async def _ask(
    over: Connections,
    target: Target,
    asked: Mapping[str, str],
    *,
    most: int,
    accept: Collection[str],
    cut: bool = False,
    content: bytes | None = None,
    method: str | None = None,
    any_status: bool = False,
    silent: float = _ASK,
) -> Fetched | Target:
    """One request: what is there, or where to ask instead. With content it is posted, unless a method is named.

    With `any_status` whatever the server says is an answer. Whoever has work to do may be `silent` for longer.
    """
    import httpcore2  # noqa: PLC0415 - idle processes need no HTTP client

    headers = {
        "Host": target.url.split("/")[2],
        "User-Agent": f"{PRODUCT}/{version('sportello')}",
        "Accept-Encoding": "gzip, deflate",
        **asked,
    }
    url = httpcore2.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    patience = {"connect": _ASK, "read": silent, "write": _ASK, "pool": _ASK}
    try:
        async with over.pool.stream(
            method or ("GET" if content is None else "POST"),
            url,
            headers=list(headers.items()),
            content=content,
            extensions={"timeout": patience},
        ) as response:
            return await _read(over, target, response, most=most, accept=accept, cut=cut, any_status=any_status)
    except httpcore2.TimeoutException:
        raise FetchFailed(Reason("no_answer", "{host} does not answer.", host=target.host), again=True) from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise not_reached(target, error) from None


def _led(url: str, location: str) -> str:
    """Where a page at `url` leads to. Many a server writes the letters of a path as they are, in UTF-8."""
    with suppress(UnicodeDecodeError):
        location = location.encode("latin-1").decode()
    try:
        return urljoin(url, location)
    except ValueError:
        return location  # is no address, and refused as such


async def _read(
    over: Connections,
    target: Target,
    response: "httpcore2.Response",
    *,
    most: int,
    accept: Collection[str],
    cut: bool,
    any_status: bool,
) -> Fetched | Target:
    # Latin-1 decodes any byte; a header that comes twice counts as it came first.
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in reversed(response.headers)}
    status = response.status
    if status in _MOVED and "location" in headers:
        return read_url(_led(target.url, headers["location"]), ports=over.reach.ports)
    if status not in {_OK, _NOT_MODIFIED} and not any_status:
        again = status == _TOO_MANY or status >= _UNAVAILABLE
        raise FetchFailed(
            answer_of(target, status),
            answered=status,
            again=again,
            wait=_seconds(headers.get("retry-after", "")),
        )
    described = Message()
    described["Content-Type"] = headers.get("content-type") or "application/octet-stream"
    media_type, charset = described.get_content_type(), described.get_content_charset()
    if status == _OK and accept and media_type not in accept:
        raise FetchRefused(
            Reason("media_type", "{url} is {type}, which is not read here.", url=target.url, type=media_type)
        )
    there = status != _NOT_MODIFIED
    body = await read_body(response, headers, most=most, cut=cut, progress=over.progress) if there else b""
    etag, modified = headers.get("etag"), headers.get("last-modified")
    robots = headers.get("x-robots-tag", "")
    return Fetched(target.url, status, media_type, charset, body, etag, modified, robots)


def _seconds(after: str) -> float:
    """How long `Retry-After` asks to wait, in seconds or until a moment; 0 where it says nothing that can be read."""
    if after.strip().isdecimal():
        return float(after[:9])
    try:
        until = parsedate_to_datetime(after)
    except (ValueError, OverflowError):
        return 0
    return max(0, (until - now()).total_seconds()) if until.tzinfo else 0
