"""Which addresses of the world outside may be reached, and what a written URL really points at.

Written for the one HTTP door, `core/http.py`. Two rules: an address counts as what it means (a tunnelled or mapped
IPv4 address is that IPv4 address), and a host is either a plain name or an address in its usual form.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    collapse_addresses,
    ip_address,
    ip_network,
)
from typing import Any
from urllib.parse import quote, urlsplit

from sportello.core.errors import Invalid
from sportello.core.reasons import Reason

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PORTS = frozenset({80, 443})
_LONGEST_URL = 2_048
_LONGEST_NAME = 253
_SCHEMES = {"http": 80, "https": 443}
_NEVER = tuple(
    ip_network(network)
    for network in (
        # Python's own tables differ between versions and leave some of these out: 3.11 takes the 6to4, NAT64 and
        # site-local blocks for global. Said here, the verdict is the same on every version.
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *(
            "::/96",
            "::ffff:0:0:0/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2620:4f:8000::/48",
            "3fff::/20",
        ),
        *("5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)
_SAFE = "/%:@!$&'()*+,;=~-._"
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = {0x0000_5EFE, 0x0200_5EFE}
_LAST_32 = 0xFFFF_FFFF
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.IGNORECASE)
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\]")


async def look_up(host: str) -> list[str]:
    """The addresses of a name, as the machine's own resolver has them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True)
class Reach:
    """How far fetching goes: the public internet, and what the installation allows beyond it."""

    networks: Collection[Network] = ()
    """Private networks that may be reached all the same: an intranet, or a test's own servers."""
    ports: Collection[int] = PORTS
    resolve: Callable[[str], Awaitable[list[str]]] = look_up
    allowed_by: str = "FETCH_NETWORKS"
    """The setting that allows networks, to be named where one is not allowed."""
    public: bool = True
    """Whether the public internet is within it, or the allowed networks alone."""

    def goes_to(self, address: str) -> bool:
        """Whether an address is within reach."""
        return is_reachable(address, networks=self.networks, public=self.public)


class FetchRefused(Invalid):
    """This address is not fetched."""

    code = "fetch_refused"


@dataclass(frozen=True)
class Target:
    """Where a request goes: the host as a name in ASCII or an address, and what is asked of it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The target as a URL again, in its one normal form and without a fragment."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _SCHEMES[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    @property
    def literal(self) -> str | None:
        """The address that it names itself; None for a name, which leads wherever it leads when it is dialled."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return "127.0.0.1"
        try:
            return str(ip_address(self.host))
        except ValueError:
            return None

    @property
    def origin(self) -> tuple[str, str, int]:
        """What two pages of one site have in common."""
        return self.scheme, self.host, self.port


def read_url(url: str, *, ports: Collection[int] = PORTS) -> Target:
    """What a URL points at, or a refusal that says how to write it."""
    text = url.strip(" \t\r\n")
    if not text or len(text) > _LONGEST_URL or _UNSEEN.search(text):
        raise FetchRefused(
            Reason(
                "address_odd",
                "Write the address as https://www.example.com/page, without spaces or hidden characters.",
            )
        )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _no_address(text) from None
    scheme = parts.scheme.lower()
    if scheme not in _SCHEMES:
        raise FetchRefused(
            Reason(
                "address_scheme",
                "{address} does not begin with http:// or https://, and nothing else is read.",
                address=_shown(text),
            )
        )
    if "@" in parts.netloc:
        raise FetchRefused(
            Reason("address_signs_in", "The address holds a user name or password; pages are read without signing in.")
        )
    bracketed = parts.netloc.startswith("[")
    name = _bracketed(host) if bracketed else _plain(host)
    if port is None:
        port = _SCHEMES[scheme]
    if port not in ports:
        allowed = ", ".join(str(each) for each in sorted(ports))
        raise FetchRefused(
            Reason(
                "port_closed",
                "Port {port} is not fetched from; allowed: {allowed}. FETCH_PORTS allows more.",
                port=str(port),
                allowed=allowed,
            )
        )
    path = quote(parts.path or "/", safe=_SAFE)
    query = "?" + quote(parts.query, safe=_SAFE + "?[]") if parts.query else ""
    return Target(scheme, name, port, path + query)


def _bracketed(host: str) -> str:
    try:
        address = IPv6Address(host)
    except ValueError:
        raise _no_address(f"[{host}]") from None
    if address.scope_id is not None:
        raise _no_address(f"[{host}]")
    return str(address)


def _plain(host: str) -> str:
    """A name in ASCII, or an IPv4 address in its usual form; every other way to write one is refused."""
    name = _ascii(host).removesuffix(".")
    if not name or len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise _no_address(host or "http://")
    # The WHATWG rule: a last label that is a number makes the whole an IPv4 address, for browsers and for libc.
    if not _NUMBER.fullmatch(name.rpartition(".")[2]):
        return name
    try:
        return str(IPv4Address(name))
    except ValueError:
        raise FetchRefused(
            Reason(
                "address_number",
                "{address} is written oddly: write an IP address as four decimal numbers, like 192.0.2.1.",
                address=_shown(host),
            )
        ) from None


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    import idna  # noqa: PLC0415 - its tables are large, and names beyond ASCII rare

    try:
        return idna.encode(host, uts46=True).decode().lower()
    except idna.IDNAError:
        raise _no_address(host) from None


def _no_address(text: str) -> FetchRefused:
    """The refusal of what nobody could look up."""
    return FetchRefused(
        Reason(
            "address_none",
            "{address} is no web address: write it like https://www.example.com/page.",
            address=_shown(text),
        )
    )


def _shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text[:80])


def is_reachable(address: str, *, networks: Iterable[Network] = (), public: bool = True) -> bool:
    """Whether an address is on the public internet (if that counts), or in a network the installation allows."""
    try:
        written = ip_address(address)
    except ValueError:
        return False
    allowed = tuple(networks)
    return all(
        any(meant in network for network in allowed) or (public and _is_public(meant)) for meant in _meant(written)
    )


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return False
    return address.is_global and not address.is_multicast and not any(address in network for network in _NEVER)


def _meant(address: Address) -> list[Address]:
    """The addresses a packet to this one may end at: those inside a mapped or tunnelled address."""
    if isinstance(address, IPv4Address):
        return [address]
    last = IPv4Address(int(address) & _LAST_32)
    if address.ipv4_mapped or address in _NAT64:
        return [last]
    if address.sixtofour or address.teredo:
        return [address.sixtofour] if address.sixtofour else [*(address.teredo or ())]
    return [address, last] if int(address) >> 32 & _LAST_32 in _ISATAP else [address]


def read_networks(value: Any) -> Any:
    """Networks as the environment writes them; a `ValueError` says how, also where they would be the whole world."""
    if not isinstance(value, str):
        return value
    try:
        networks = tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())
    except ValueError:
        message = "write addresses or networks separated by commas, like 127.0.0.1,10.0.0.0/8"
        raise ValueError(message) from None
    if any(network.prefixlen == 0 for network in joined(networks)):
        message = "everybody would be believed about their address: name your own proxies only, like 10.0.0.0/8"
        raise ValueError(message)
    return networks


def joined(networks: Iterable[IPv4Network | IPv6Network]) -> list[IPv4Network | IPv6Network]:
    """The same addresses in the fewest networks: two halves of the world are the world."""
    four = [network for network in networks if isinstance(network, IPv4Network)]
    six = [network for network in networks if isinstance(network, IPv6Network)]
    return [*collapse_addresses(four), *collapse_addresses(six)]


def read_private_networks(value: Any) -> Any:
    """Networks that may be reached although they are private, as the environment writes them."""
    if not isinstance(value, str):
        return value
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())
    except ValueError:
        message = "write the private networks that may be reached, separated by commas, like 10.20.0.0/16"
        raise ValueError(message) from None


def is_loopback(host: str) -> bool:
    """Whether a name or address leads nowhere but to this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
