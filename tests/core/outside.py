"""The world outside, in small: HTTP servers that serve what they are told, canaries, and a name server that lies."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import cast

from dnslib import QTYPE, RR, A, DNSRecord

from sportello.core.http import Reach

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1"))


@dataclass(frozen=True)
class Reply:
    """What a server says. `drip` sends the body piece by piece, with so many seconds between."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    drip: float = 0


def page(text: str, **headers: str) -> Reply:
    """A web page."""
    return Reply(text.encode(), headers={"Content-Type": "text/html; charset=utf-8", **headers})


def moved(to: str, status: int = 302) -> Reply:
    """A redirect."""
    return Reply(status=status, headers={"Location": to})


@dataclass
class Site:
    """A server on a loopback address: what it has, and what it was asked."""

    port: int
    pages: dict[str, Reply | Callable[[Mapping[str, str]], Reply]] = field(
        default_factory=dict[str, "Reply | Callable[[Mapping[str, str]], Reply]"]
    )
    asked: list[str] = field(default_factory=list[str])
    heads: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def reach(self) -> Reach:
        """As far as this machine."""
        return Reach(networks=LOOPBACK, ports={self.port})

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        try:
            await self._serve((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"), writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # they have heard enough
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _serve(self, request: str, writer: asyncio.StreamWriter) -> None:
        first, *lines = request.split("\r\n")
        path = first.split(" ")[1]
        head = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
        self.asked.append(path)
        self.heads.append(head)
        found = self.pages.get(path, Reply(b"nothing here", 404))
        reply = found if isinstance(found, Reply) else found(head)
        headers = {"Content-Length": str(len(reply.body)), "Connection": "close", **reply.headers}
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
        writer.write(f"HTTP/1.1 {reply.status} So\r\n{told}\r\n".encode())
        step = 1 if reply.drip else 1_000_000
        for at in range(0, len(reply.body), step):
            writer.write(reply.body[at : at + step])
            await writer.drain()
            await asyncio.sleep(reply.drip)


@asynccontextmanager
async def open_site(*hosts: str, certificate: Path | None = None) -> AsyncGenerator[Site]:
    """A site on a port of its own, on 127.0.0.1 or all of these addresses; over TLS where it has a certificate."""
    tls = None
    if certificate is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
    site = Site(0)
    async with AsyncExitStack() as stack:
        for host in hosts or ("127.0.0.1",):
            server = await asyncio.start_server(site.answer, host, site.port, ssl=tls)
            site.port = server.sockets[0].getsockname()[1]
            await stack.enter_async_context(server)
        yield site


@dataclass
class Names(asyncio.DatagramProtocol):
    """A name server: each question for a name gets the next of its answers; the last one stays."""

    answers: dict[str, list[list[str]]]
    asked: list[str] = field(default_factory=list[str])
    transport: asyncio.DatagramTransport | None = None
    port: int = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        self.transport = cast("asyncio.DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one question."""
        question = DNSRecord.parse(data)
        name = str(question.q.qname).rstrip(".")
        self.asked.append(name)
        known = self.answers[name]
        addresses = known.pop(0) if len(known) > 1 else known[0]
        reply = question.reply()
        for address in addresses:
            reply.add_answer(RR(question.q.qname, QTYPE.A, rdata=A(address), ttl=0))
        assert self.transport is not None
        self.transport.sendto(reply.pack(), addr)

    async def resolve(self, host: str) -> list[str]:
        """Ask this server over the wire, as a machine that uses it would."""
        question = DNSRecord.question(host)
        answer = await asyncio.to_thread(question.send, "127.0.0.1", self.port, timeout=5)
        return [str(record.rdata) for record in DNSRecord.parse(answer).rr]


@asynccontextmanager
async def open_names(answers: dict[str, list[list[str]]]) -> AsyncGenerator[Names]:
    """A name server with these answers, on a port of its own."""
    loop = asyncio.get_running_loop()
    transport, names = await loop.create_datagram_endpoint(lambda: Names(answers), local_addr=("127.0.0.1", 0))
    yield names
    transport.close()
