"""robots.txt: what a site asks programs not to read, how long to wait between requests, and where its sitemaps are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sportello.core.http import PRODUCT, Connections, FetchFailed, Target, fetch
from sportello.core.reasons import Reason

if TYPE_CHECKING:
    from protego import Protego

_LARGEST, _WITHIN = 512_000, 10.0
_NONE_THERE = range(400, 500)
_LONGEST_PAUSE = 10.0
_WILD = 4
"""Stars in one rule; more are only there to keep a matcher busy."""


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
        body = (await fetch(root.url, most=_LARGEST, within=_WITHIN, over=over)).body
    except FetchFailed as failure:
        if failure.answered not in _NONE_THERE:
            unsaid = Reason(
                "robots_unknown", "{host} does not say what may be read: {why}", host=target.host, why=failure.detail
            )
            raise FetchFailed(unsaid, again=True) from failure
        body = b""
    lines = (line for line in body.decode("utf-8", "replace").splitlines() if line.count("*") <= _WILD)
    return Robots(Protego.parse("\n".join(lines)))
