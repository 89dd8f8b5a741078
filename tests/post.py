"""A mail server of a test's own."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from sportello.core.settings import Settings

ACCEPTED = "250 OK"


@dataclass
class Post:
    """A mail server that keeps what it gets, and can be told to refuse."""

    letters: list[EmailMessage] = field(default_factory=list[EmailMessage])
    answer: str = ACCEPTED
    port: int = 0

    def used_by(self, settings: Settings) -> Settings:
        """The same installation, which sends its mail here."""
        sender = "Sportello <desk@example.com>"
        return settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{self.port}", "mail_from": sender})

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter in, as aiosmtpd calls it."""
        if self.answer == ACCEPTED:
            content = cast("bytes", envelope.content)
            self.letters.append(message_from_bytes(content, policy=policy.default))
        return self.answer


@asynccontextmanager
async def post_office() -> AsyncGenerator[Post]:
    """A mail server on this machine."""
    post = Post()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(post, hostname="post.example", loop=loop), "127.0.0.1", 0)
    post.port = server.sockets[0].getsockname()[1]
    yield post
    server.close()
    await server.wait_closed()
