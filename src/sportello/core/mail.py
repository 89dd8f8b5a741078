"""Letters out: SMTP, in a thread, encrypted where the server can and always when it asks for a password."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

TIMEOUT = 20


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A plain text letter to one person. Line breaks in its address or subject are refused by the library."""

    to: str
    subject: str
    text: str


async def send(url: str, *, sender: str, letter: Letter) -> None:
    """Hand a letter to the server of an `smtp://` or `smtps://` URL; raises when the server does not take it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="sportello")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    await asyncio.to_thread(_deliver, url, message)


def _deliver(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
    with server:
        if parts.scheme == "smtp":
            server.ehlo()
            # A password never crosses the wire in the clear: with one, STARTTLS is not optional.
            if parts.username or server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
