"""What a site asks of programs: by robots.txt, what not to read and how long to wait; by a page, not to list it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sportello.core.http import PRODUCT, Connections, Fetched, FetchFailed, Target, fetch, read_url
from sportello.core.reasons import Reason

if TYPE_CHECKING:
    from protego import Protego

_READ, _WITHIN = 512_000, 10.0
"""Bytes of a robots.txt that are heeded: 500 KiB, as RFC 9309 asks for at least."""
_NONE_THERE = range(400, 500)
_LONGEST_PAUSE = 10.0
_WILD = 4
"""Stars in one rule; more are only there to keep a matcher busy."""
_VALUED = ("max-", "unavailable_after")
"""Wishes of an X-Robots-Tag that hold a colon without naming anybody."""
ROBOTS = Reason("robots", "The site asks in its robots.txt not to read it.")
NO_INDEX = Reason("noindex", "The page asks not to be listed (noindex).")


@dataclass(frozen=True)
class Robots:
    """A site's wishes."""

    rules: "Protego"

    def allows(self, url: str) -> bool:
        """Whether the site lets this be read."""
        return self.rules.can_fetch(url, PRODUCT)

    @property
    def pause(self) -> float:
        """Seconds the site asks to wait between two requests; bounded, for a crawl ends at its time limit anyway."""
        return min(float(self.rules.crawl_delay(PRODUCT) or 0), _LONGEST_PAUSE)

    @property
    def sitemaps(self) -> list[str]:
        """Addresses of the sitemaps it names."""
        return list(self.rules.sitemaps)


async def read_robots(target: Target, over: Connections) -> Robots:
    """The wishes of a site. Without a robots.txt all may be read; where it cannot be had, nothing (RFC 9309)."""
    from protego import Protego  # noqa: PLC0415 - only who walks a site needs it

    root = Target(target.scheme, target.host, target.port, "/robots.txt")
    try:
        body = (await fetch(root.url, most=_READ, within=_WITHIN, cut=True, over=over)).body
    except FetchFailed as failure:
        if failure.answered is None:
            raise  # it would be the same with any page
        if failure.answered not in _NONE_THERE:
            unsaid = Reason(
                "robots_unknown",
                "{host} does not say what may be read: it answered {status} for its robots.txt. Try again later.",
                host=target.host,
                status=failure.answered,
            )
            raise FetchFailed(unsaid, again=True) from failure
        body = b""
    if len(body) == _READ:
        body = body[: body.rfind(b"\n") + 1]  # half a rule would be another one
    lines = (line for line in body.decode("utf-8", "replace").splitlines() if line.count("*") <= _WILD)
    return Robots(Protego.parse("\n".join(lines)))


class Wishes:
    """The wishes of all hosts that a reading comes to; each is asked once."""

    def __init__(self, over: Connections) -> None:
        self._over = over
        self._known: dict[tuple[str, str, int], Robots | FetchFailed] = {}

    async def of(self, target: Target) -> Robots:
        """The wishes of a page's host. Raises `FetchFailed` where it does not say what may be read."""
        if target.origin not in self._known:
            try:
                self._known[target.origin] = await read_robots(target, self._over)
            except FetchFailed as failure:
                self._known[target.origin] = failure
        known = self._known[target.origin]
        if isinstance(known, FetchFailed):
            raise known
        return known

    async def forbid(self, url: str) -> Reason | None:
        """Why a page is not to be read, if its host wishes so."""
        target = read_url(url, ports=self._over.reach.ports)
        return None if (await self.of(target)).allows(target.url) else ROBOTS


def unlisted(fetched: Fetched) -> bool:
    """Whether the server asks, beside the page, that it be not listed."""
    asked = ""  # everybody, until one is named
    for said in fetched.robots.lower().split(","):
        whom, _, what = said.rpartition(":")
        if (named := whom.strip()) and not named.startswith(_VALUED):
            asked = named
        if asked in {"", PRODUCT.lower()} and what.strip() in {"noindex", "none"}:
            return True
    return False


def same_site(one: Target, other: Target) -> bool:
    """Whether two addresses are of one site: of one host, with or without www, whether encrypted or not."""
    usual = {80, 443}
    near = one.port == other.port or {one.port, other.port} <= usual
    return near and one.host.removeprefix("www.") == other.host.removeprefix("www.")
