"""A server that an action of the house reads from: what it answers is planted, too."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web

from sportello import answering
from sportello.answering import Declaration, DeclaredField, Means
from sportello.core.resources import Resources
from tests.house import House

LOOK_UP: Final = "look_up"
NOTHING: Final = "Nothing is known of it."


class Results:
    """Tells of each word what is in `planted`, and counts."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}
        self.asked = 0
        self.port = 0

    async def answer(self, request: web.Request) -> web.Response:
        """What is known of a word."""
        told = self.planted.get(request.query.get("word", ""), NOTHING)
        self.asked += told != NOTHING
        return web.json_response({"told": told})

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator[None]:
        """On a port of its own."""
        app = web.Application()
        app.router.add_get("/", self.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        try:
            yield
        finally:
            await runner.cleanup()

    async def declare(self, resources: Resources, house: House, session: Any) -> None:
        """Let the assistant of the house read from here."""
        parameters: Mapping[str, Any] = {
            "type": "object",
            "properties": {"word": {"type": "string", "title": "Word", "maxLength": 40}},
            "required": ["word"],
        }
        await answering.declare(
            session,
            workspace_id=house.workspace_id,
            name=LOOK_UP,
            declared=Declaration(
                title="What is known",
                description="Tells what is known of a word.",
                method="GET",
                url=f"http://127.0.0.1:{self.port}/",
                parameters=parameters,
                changes=False,
                seconds=5,
                response=[DeclaredField("told", "Told")],
            ),
            headers={},
            kept=[],
            means=Means(resources.keyring, resources.settings.reach),
        )
