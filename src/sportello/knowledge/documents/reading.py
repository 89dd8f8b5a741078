"""Reading one document: what kind it is, by its first bytes; its reader, apart; what came of it."""

import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sportello.core.errors import Invalid
from sportello.core.reasons import Reason
from sportello.core.sandbox import SandboxFailed, run_apart
from sportello.knowledge.documents.sentences import SENTENCES
from sportello.knowledge.text.charsets import text_of

SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".pdf", ".docx"})
"""The names of files that `read_document` reads."""
LARGEST_DOCUMENT = 20 * 1024 * 1024

_HTML = {"text/html", "application/xhtml+xml"}
_PDF = {"application/pdf", "application/x-pdf"}
_DOCX = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
_TEXT = {"text/plain", "text/markdown", "text/x-markdown"}
_TEXTS = {".md", ".markdown", ".mdown", ".txt"}
MEDIA_TYPES = frozenset({*_HTML, *_PDF, *_DOCX, *_TEXT, "application/octet-stream"})
"""What to accept when fetching something to read; servers often call files octet-stream."""

_HEADED = re.compile(r"\s*# +(.+)")
_SECONDS, _MEGABYTES = 20, 512
_READERS = {kind: f"sportello.knowledge.documents.{kind}:read" for kind in ("page", "pdf", "docx")}


_NO_DOCUMENT = Reason("no_document", "It is neither text nor a web page, a PDF or a DOCX file.")


class DocumentUnreadable(Invalid):
    """This document cannot be read."""

    code = "document_unreadable"


@dataclass(frozen=True)
class Document:
    """What a document says. Text to keep, never markup to trust: it is cleaned again wherever it is shown."""

    title: str
    language: str | None
    """Two letters, where the document says so itself."""
    markdown: str
    warnings: tuple[str, ...]
    """What a person should know of how it was read, like pages that hold only pictures."""
    links: tuple[str, ...]
    """Web addresses it points at, absolute, in order, without fragments."""
    canonical: str | None = None
    """The address a web page calls its proper one."""
    follow: bool = True
    """Whether a web page lets its links be followed."""
    index: bool = True
    """Whether a web page lets itself be listed."""
    written: bool = False
    """Whether somebody wrote this Markdown, perhaps with lines about it above: no other kind was turned into it."""


async def read_document(
    name: str, content: bytes, *, media_type: str | None = None, charset: str | None = None, url: str | None = None
) -> Document:
    """Read an HTML page, a PDF or a DOCX file as Markdown, in a process apart, in at most 20 s and 512 MB.

    What a server calls text is taken for Markdown as it is.

    Its first bytes tell what it is, then `media_type`, then the suffix of `name`. `url` is where it was found, so
    that its links can be resolved. Raises `DocumentUnreadable` with a reason for people.
    """
    if len(content) > LARGEST_DOCUMENT:
        raise DocumentUnreadable(
            Reason("too_large", "It is larger than {most} MB, the most that is read.", most=LARGEST_DOCUMENT // 1024**2)
        )
    kind = _kind(name, content, media_type)
    if kind == "text":
        return _text(content, charset)
    about = json.dumps({"name": name, "url": url, "charset": charset}).encode()
    try:
        answer = await run_apart(_READERS[kind], about + b"\n" + content, seconds=_SECONDS, megabytes=_MEGABYTES)
    except SandboxFailed as failure:
        raise DocumentUnreadable(failure.detail) from failure
    read: dict[str, Any] = json.loads(answer)
    if "unreadable" in read:
        raise DocumentUnreadable(_said(read["unreadable"]))
    read |= {name: read[name].replace("\0", "") for name in ("title", "markdown")}
    warnings, links = tuple(map(_said, read.pop("warnings"))), tuple(read.pop("links"))
    return Document(**read, warnings=warnings, links=links)


def _text(content: bytes, charset: str | None) -> Document:
    """A text, with what its first line calls it where that is a heading."""
    text = text_of(content, charset)
    if text is None or "\0" in text:
        raise DocumentUnreadable(_NO_DOCUMENT)
    found = _HEADED.match(text)
    title = found[1].strip() if found else ""
    return Document(title=title, language=None, markdown=text, warnings=(), links=(), written=True)


def _said(answer: list[Any]) -> Reason:
    """What a reader answers: a code and what it is about. It says no sentences, for it may have been taken over."""
    code, about = answer
    return Reason(code, SENTENCES[code], **about)


def _kind(name: str, content: bytes, media_type: str | None) -> str:
    """What reads this. Bytes that say what they are overrule what anybody calls them."""
    start = content[:1_024].lstrip()
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return "docx"
    suffix = PurePosixPath(name.lower()).suffix
    called = media_type in _HTML or (media_type in {None, "application/octet-stream"} and suffix in SUFFIXES)
    if media_type in _PDF or suffix == ".pdf" or media_type in _DOCX or suffix == ".docx":
        raise DocumentUnreadable(
            Reason(
                "not_inside",
                "It is called a {kind} but is none inside. Open it and save it as {kind}.",
                kind=suffix.lstrip(".") or "document",
            )
        )
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentUnreadable(_NO_DOCUMENT)
    if called or start[:1] == b"<":
        return "page"
    if media_type in _TEXT or suffix in _TEXTS:
        return "text"
    raise DocumentUnreadable(_NO_DOCUMENT)
