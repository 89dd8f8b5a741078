"""A server of orders, as a business has one: it counts what it was asked, and fails to order."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Orders:
    """What was asked of it, and how it answers next."""

    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    answer: Any = field(default_factory=lambda: {"order": {"status": "on its way", "items": [{"name": "Lantern"}]}})
    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    slow: float = 0.0
    hold: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, request: web.Request) -> web.Response:
        """Any request."""
        text = await request.text()
        self.asked.append(
            {
                "method": request.method,
                "path": request.raw_path,
                "headers": dict(request.headers),
                "body": json.loads(text) if text else None,
            }
        )
        self.arrived.set()
        if self.hold is not None:
            await self.hold.wait()
        if self.slow:
            await asyncio.sleep(self.slow)
        body = self.body if self.body is not None else json.dumps(self.answer).encode()
        return web.Response(status=self.status, body=body, headers=self.headers, content_type="application/json")


@asynccontextmanager
async def orders_server() -> AsyncGenerator[Orders]:
    """The server, on a port of its own."""
    orders = Orders()
    app = web.Application(client_max_size=2**20)
    app.router.add_route("*", "/{rest:.*}", orders.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    orders.port = runner.addresses[0][1]
    try:
        yield orders
    finally:
        await runner.cleanup()
