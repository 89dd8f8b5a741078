"""Letters out: SMTP, in a thread, encrypted where the server can and always when it asks for a password."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

TIMEOUT = 20


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter to one person, in plain text and perhaps in HTML. Line breaks in its head are refused by the library.

    `sender_name` stands before the installation's address in place of its own. With an `id` a letter that is sent
    twice is known as one to programs that read mail.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    sender_name: str | None = None
    id: str | None = None


async def send(url: str, *, sender: str, letter: Letter) -> None:
    """Hand a letter to the server of an `smtp://` or `smtps://` URL; raises when the server does not take it."""
    message = EmailMessage()
    message["From"] = _from(sender, letter.sender_name)
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{letter.id}@sportello>" if letter.id else make_msgid(domain="sportello")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
    await asyncio.to_thread(_deliver, url, message)


def _from(sender: str, name: str | None) -> str | Address:
    return Address(name, addr_spec=parseaddr(sender)[1]) if name else sender


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
