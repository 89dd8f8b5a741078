"""A push service of a test's own, and browsers that subscribe with it: each opens what is sealed for it.

The opening is done by another hand than ours (`http_ece`), and the signature is checked as a service does.
"""

import base64
import json
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def written(octets: bytes) -> str:
    """As it travels."""
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def octets(text: str) -> bytes:
    """As it was."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Subscriber:
    """A browser that has subscribed."""

    endpoint: str
    key: str
    """The server whose messages it takes."""
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    shown: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    @property
    def subscription(self) -> dict[str, str]:
        """What the desk is told of it."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": written(point), "auth": written(self.auth)}

    def take(self, body: bytes) -> None:
        """Open a message."""
        decrypt = cast("Any", http_ece).decrypt
        opened: bytes = decrypt(body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")
        self.shown.append(json.loads(opened))


@dataclass
class PushService:
    """Takes messages for its subscribers, and can be told to answer otherwise."""

    port: int = 0
    answer: int = 201
    asked: int = 0
    heads: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])
    subscribers: dict[str, Subscriber] = field(default_factory=dict[str, Subscriber])

    def subscribe(self, key: str) -> Subscriber:
        """A browser subscribes to the messages of the server with this key."""
        path = f"/push/{secrets.token_hex(8)}"
        self.subscribers[path] = Subscriber(f"http://127.0.0.1:{self.port}{path}", key)
        return self.subscribers[path]

    async def handle(self, request: web.Request) -> web.Response:
        """One message, as RFC 8030 has it."""
        self.asked += 1
        self.heads.append(dict(request.headers))
        found = self.subscribers.get(request.path)
        if found is None:
            return web.Response(status=410)
        if self.answer != 201:
            return web.Response(status=self.answer)
        if request.headers["Content-Encoding"] != "aes128gcm" or "TTL" not in request.headers:
            return web.Response(status=400)
        if not self._ours(request.headers["Authorization"], found.key):
            return web.Response(status=403)
        found.take(await request.read())
        return web.Response(status=201)

    def _ours(self, authorization: str, key: str) -> bool:
        """Whether the server whose key the browser knows has signed it, for us and for now."""
        parts = dict(part.strip().split("=", 1) for part in authorization.removeprefix("vapid ").split(","))
        head, said, signature = parts["t"].split(".")
        claims = json.loads(octets(said))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets(key))
        raw = octets(signature)
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        public.verify(der, f"{head}.{said}".encode(), ec.ECDSA(hashes.SHA256()))
        return parts["k"] == key and claims["aud"] == f"http://127.0.0.1:{self.port}" and "sub" in claims


@dataclass
class Chat:
    """A chat's incoming webhook: keeps what is posted."""

    posts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    answer: int = 200

    async def handle(self, request: web.Request) -> web.Response:
        """One post."""
        self.posts.append(await request.json())
        return web.Response(status=self.answer)


@asynccontextmanager
async def listening(push: PushService, chat: Chat) -> AsyncGenerator[int]:
    """Both on a port of this machine."""
    app = web.Application()
    app.router.add_post("/push/{who}", push.handle)
    app.router.add_post("/chat", chat.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = urlsplit(f"//{runner.addresses[0][0]}:{runner.addresses[0][1]}").port
    assert port is not None
    push.port = port
    yield port
    await runner.cleanup()
