"""How much is too much, as data, and the one function that counts.

Counted with the `limits` library (sliding window counter) in this process's memory. RATE_LIMITS multiplies
every limit, and `off` switches all of them off: for benchmarks, where hundreds of customers share one address.
"""

import math
import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import cast

from fastapi import Request
from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.storage.base import SlidingWindowCounterSupport
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from sportello.core.clock import now
from sportello.core.errors import TooManyRequests

LIMITS = {
    # Signing in (docs/why/signing-in.md). A browser its user has signed in from before counts only for itself. All
    # others count for where they are; once together they have tried `sign_in.account`, what is left to each
    # neighbourhood is `sign_in.guarded`. Nothing here is shared by all, so no stranger can use up the owner's part.
    "sign_in.client": "5/minute",
    "sign_in.ip": "100/hour",
    "sign_in.account": "10/15minute",
    "sign_in.guarded": "5/hour",
    # Who is signed in and changes the password could guess at it, too: by user, and with the address's sign-ins.
    "password.user": "5/minute",
    "invitation.ip": "30/minute",
    "invitation.letter": "3/hour",
    # Customers. The caps per address leave room for an office or a school behind one address.
    "visitor.ip": "60/minute",
    "conversation.visitor": "10/minute",
    "conversation.ip": "60/minute",
    "message.visitor": "20/minute",
    "message.ip": "300/minute",
    # Letters that a customer has sent: to an address that nobody has proven, so to each of them few.
    "transcript.visitor": "5/hour",
    "transcript.ip": "20/hour",
    "transcript.address": "3/hour",
    "transcript.workspace": "300/hour",
    "transcript.user": "30/hour",
    "attachment.visitor": "20/minute",
    "attachment.ip": "100/minute",
    "attachment.user": "60/minute",
    "widget.ip": "1200/minute",
    "widget.workspace": "30000/minute",
    # People at work, and programs with an API key.
    "desk.user": "300/minute",
    "desk.ip": "3000/minute",
    "desk.workspace": "12000/minute",
    # Each is a call of a provider that somebody pays for.
    "model_trial.workspace": "20/minute",
    "copilot.user": "30/minute",
    # Each is a request to a server of the business.
    "action_trial.workspace": "20/minute",
    # Each is a letter, a push or a post to somebody else's server.
    "notice_trial.user": "10/minute",
    "page.ip": "600/minute",
}

BODY_LIMIT = 64 * 1024
_MB = 1024 * 1024
BODY_LIMITS = {
    # Twenty conditions with fifty words each; ten notes.
    "/rules": _MB,
    "/rules/{rule_id}": _MB,
    # An article's 200,000 characters, also where a client writes each as an escape of six bytes, and its wordings.
    "/knowledge/articles": 2 * _MB,
    "/knowledge/articles/{article_id}": 2 * _MB,
    "/knowledge/preview": 2 * _MB,
    "/knowledge/sources": 2 * _MB,
    "/knowledge/sources/{source_id}/text": 2 * _MB,
    "/knowledge/gaps/{gap_id}/article": 2 * _MB,
    "/knowledge/proposals/{proposal_id}/accept": 2 * _MB,
    # A price list of hundreds of lines in three languages, and a file of all facts.
    "/knowledge/facts": 2 * _MB,
    "/knowledge/facts/imports": 8 * _MB,
    "/knowledge/facts/preview": 2 * _MB,
    "/knowledge/facts/question": 2 * _MB,
    "/knowledge/facts/{fact_id}": 2 * _MB,
    # Scenarios as one YAML file; all texts, rules and phrases; thousands of examples.
    "/assistant/evaluations": 4 * _MB,
    "/assistants/{assistant}/draft": 4 * _MB,
    # Hundreds of sources and of articles, by their ids.
    "/assistants/{assistant}/draft/knowledge": 512 * 1024,
    "/assistants": 12 * _MB,
    "/assistant/intents": 8 * _MB,
    # Ten headers with their values; seventy sentences and intents.
    "/actions/{action}": 512 * 1024,
    "/actions/{action}/use": 128 * 1024,
    # Five hundred members of a team.
    "/teams": 256 * 1024,
    "/teams/{team_id}": 256 * 1024,
    # Fifty origins and a look.
    "/widget-keys": 128 * 1024,
    "/widget-keys/{widget_key_id}": 128 * 1024,
}
"""Largest request body in bytes; where it differs, by the path in a workspace as the description writes it. The first
that fits counts."""
UPLOAD_LIMIT = 32 * 1024 * 1024
"""Largest upload (`multipart/form-data`) in bytes, all its files together."""
LARGEST_ATTACHMENT = 100 * _MB
"""The most that a workspace may allow for one file."""
JSON_DEPTH = 32


_IN_WORKSPACE = "/api/v1/workspaces/"
_LARGER = re.compile("|".join(f"(?P<_{n}>{re.sub(r'{[a-z_]+}', '[^/]+', path)})" for n, path in enumerate(BODY_LIMITS)))


def body_limit(path: str) -> int:
    """The largest body in bytes that a path takes; also of a path as the description writes it."""
    if not path.startswith(_IN_WORKSPACE):
        return BODY_LIMIT
    inside = path.removeprefix(_IN_WORKSPACE)
    larger = _LARGER.fullmatch(inside, inside.find("/"))
    return tuple(BODY_LIMITS.values())[int(str(larger.lastgroup)[1:])] if larger else BODY_LIMIT


class Counters(Storage, SlidingWindowCounterSupport):
    """Two counters a key (this window, the last one), in memory, on the house's clock.

    The library's own memory storage walks all its keys on nearly every hit; this one sweeps once a minute.
    """

    STORAGE_SCHEME = ["sportello+memory"]  # noqa: RUF012 - the library's registry reads it so

    def __init__(self) -> None:
        super().__init__()
        self._windows: dict[str, tuple[int, int, int, int]] = {}
        self._swept_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a storage failure would be; memory has none."""
        return RuntimeError

    def _read(self, key: str, expiry: int) -> tuple[int, float, int]:
        """Previous count, seconds left in this window, current count."""
        at = now().timestamp()
        window, into = divmod(at, expiry)
        index, previous, current, _ = self._windows.get(key, (int(window), 0, 0, expiry))
        if index == window - 1:
            previous, current = current, 0
        elif index != window:
            previous = current = 0
        return previous, expiry - into, current

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count one more, unless that would be too many."""
        previous, left, current = self._read(key, expiry)
        if math.floor(previous * left / expiry + current) + amount > limit:
            return False
        at = now().timestamp()
        self._windows[key] = (int(at // expiry), previous, current + amount, expiry)
        if at - self._swept_at > 60:  # noqa: PLR2004 - a minute
            self._sweep(at)
        return True

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Previous count and its seconds left, current count and its seconds left."""
        previous, left, current = self._read(key, expiry)
        return previous, left, current, left + expiry

    def seconds_until_free(self, key: str, limit: int, expiry: int) -> int:
        """How long to wait before one more would be let in."""
        previous, left, current = self._read(key, expiry)
        if current < limit:
            return max(1, math.ceil(left - (limit - current) * expiry / max(previous, 1)) + 1)
        return math.ceil(left) + 1

    def _sweep(self, at: float) -> None:
        self._swept_at = at
        gone = [key for key, (index, *_, expiry) in self._windows.items() if (index + 2) * expiry < at]
        for key in gone:
            del self._windows[key]

    async def clear_sliding_window(self, key: str, expiry: int) -> None:  # noqa: ARG002 - the library's signature
        """Forget a key."""
        self._windows.pop(key, None)

    async def clear(self, key: str) -> None:
        """Forget a key."""
        self._windows.pop(key, None)

    async def reset(self) -> int | None:
        """Forget everything."""
        count = len(self._windows)
        self._windows.clear()
        return count

    async def check(self) -> bool:
        """Memory is always there."""
        return True

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Not used: every limit here is a sliding window."""
        raise NotImplementedError

    async def get(self, key: str) -> int:
        """Not used: every limit here is a sliding window."""
        raise NotImplementedError

    async def get_expiry(self, key: str) -> float:
        """Not used: every limit here is a sliding window."""
        raise NotImplementedError


class Limiter:
    """This process's limits, multiplied as the settings say; a multiplier of 0 lets everything through."""

    def __init__(self, multiplier: float) -> None:
        self._counters = Counters()
        self._strategy = SlidingWindowCounterRateLimiter(self._counters)
        self._rules: dict[str, RateLimitItem] = {}
        if multiplier > 0:
            self._rules = {name: _multiplied(parse(rule), multiplier) for name, rule in LIMITS.items()}

    async def spend(self, name: str, *who: object) -> None:
        """Count one for `who` under the limit called `name`, or refuse with the seconds to wait."""
        if not await self.has_room(name, *who):
            rule, ids = self._rules[name], (name, *map(str, who))
            wait = self._counters.seconds_until_free(rule.key_for(*ids), rule.amount, rule.get_expiry())
            raise TooManyRequests(f"Try again in {wait} seconds.", retry_after=wait, limit=name)

    async def has_room(self, name: str, *who: object) -> bool:
        """Count one for `who` under the limit called `name`, unless that would be too many."""
        rule = self._rules.get(name)
        return rule is None or await self._strategy.hit(rule, name, *map(str, who))


def _multiplied(rule: RateLimitItem, multiplier: float) -> RateLimitItem:
    return type(rule)(max(1, round(rule.amount * multiplier)), rule.multiples)


def client_ip(request: Request) -> str:
    """Who is at the other end: the peer, or what a trusted proxy says (`X-Forwarded-For`), never anyone else."""
    return request.client.host if request.client else "unknown"


@lru_cache(maxsize=4096)
def _network(ip: str, v4: int, v6: int) -> str:
    try:
        address = ip_address(ip.partition("%")[0])
    except ValueError:
        return ip
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    bits = v6 if isinstance(address, IPv6Address) else v4
    return str(ip_network(f"{address}/{bits}", strict=False))


def client_place(request: Request) -> str:
    """Whose limits a request counts for: an IPv4 address, or an IPv6 /64, which one customer of a provider has."""
    return _network(client_ip(request), 32, 64)


def client_neighbourhood(request: Request) -> str:
    """The network around: addresses that one party rents together, an IPv4 /24 or an IPv6 /48."""
    return _network(client_ip(request), 24, 48)


async def spend(request: Request, name: str, *who: object) -> None:
    """Count one for `who` under the limit called `name`, or refuse with 429 and `Retry-After`."""
    await cast("Limiter", request.app.state.limiter).spend(name, *who)


async def has_room(request: Request, name: str, *who: object) -> bool:
    """Count one for `who` under the limit called `name`, unless that would be too many."""
    return await cast("Limiter", request.app.state.limiter).has_room(name, *who)
