"""Request bodies, before anyone parses them: not too large, UTF-8, no NUL, not too deep.

The whole body is read here (it is small, or refused) and handed on in one piece, also when it came in chunks
without a Content-Length. Attachments are read by who takes them, once it is known who sends them, in the same way
(`arriving`). Uploads of files wait on the disk until they are all there, so that a slow one holds neither
memory nor a transaction; who sends too slowly is not waited for. What is refused is told why.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from tempfile import SpooledTemporaryFile
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sportello.api.limits import JSON_DEPTH, UPLOAD_LIMIT, body_limit
from sportello.api.problems import BodyTooLarge, InvalidUtf8, NulByte, RequestTooSlow, TooDeep, from_error
from sportello.api.security import SAFE_METHODS
from sportello.core.errors import SportelloError

BODY_WITHIN: Final = 20.0
"""Seconds a body may take, however small …"""
LEAST_RATE: Final = 8 * 1024
"""… and one more for each so many bytes that have come."""

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.?)*+"?', re.DOTALL)
"""Also one that never ends: looked for again from each quote within it, it would take the square of its length."""
_NUL_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_UPLOADS = re.compile(r"/knowledge/sources/[^/]+/files$")
"""Where files are taken. Anywhere else a multipart body is as small and as textual as any other."""
_ATTACHMENTS = re.compile(r"/conversations/[^/]+/attachments/[^/]+$")
"""Where a file is the body, and read by its endpoint."""
_IN_MEMORY, _PIECE = 1024 * 1024, 64 * 1024
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class BodyRefused(Exception):
    """A body that cannot be accepted, and why."""

    def __init__(self, error: SportelloError) -> None:
        super().__init__(error.code)
        self.response = from_error(error, headers={"Connection": "close"})


def refusals_of_bodies(method: str) -> list[type[SportelloError]]:
    """What the reader of bodies may answer to such a request."""
    return [] if method in SAFE_METHODS else [BodyTooLarge, InvalidUtf8, NulByte, RequestTooSlow, TooDeep]


def _too_large(limit: int) -> BodyRefused:
    return BodyRefused(BodyTooLarge(f"At most {limit:,} bytes are accepted here."))


def _too_slow() -> BodyRefused:
    return BodyRefused(RequestTooSlow())


def check(body: bytes) -> None:
    """Refuse bytes that no JSON text of ours may hold."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyRefused(InvalidUtf8(f"The byte at position {error.start} is not.")) from None
    if b"\x00" in body or (b"\\u0000" in body and _NUL_ESCAPE.search(body)):
        raise BodyRefused(NulByte("Remove \\u0000."))
    if body.count(b"[") + body.count(b"{") > JSON_DEPTH and _depth(body) > JSON_DEPTH:
        raise BodyRefused(TooDeep(f"At most {JSON_DEPTH} levels are read."))
    if _SURROGATE.search(body) and _has_lone_surrogate(body):
        raise BodyRefused(InvalidUtf8("It holds half a surrogate pair."))


def _depth(body: bytes) -> int:
    depth = deepest = 0
    for byte in _STRINGS.sub(b"", body):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > JSON_DEPTH:
                break
        elif byte in b"]}":
            depth -= 1
    return deepest


def _has_lone_surrogate(body: bytes) -> bool:
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    except ValueError:
        return False  # not JSON: the endpoint says so
    return False


class Bodies:
    """The ASGI middleware that reads and checks bodies."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, check it, and pass it on in one piece."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        if _is_attachment(scope):
            await self.app(scope, receive, send)
            return
        if _is_upload(scope):
            await self._upload(scope, receive, send)
            return
        try:
            body = await _read(scope, receive)
            if body is None:
                return
            check(body)
        except BodyRefused as refused:
            await refused.response(scope, receive, send)
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, replay, send)

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep an upload on the disk until it is all there, then hand it on in small pieces."""
        with SpooledTemporaryFile(_IN_MEMORY) as kept:
            try:
                async for part in _arriving(scope, receive, UPLOAD_LIMIT):
                    kept.write(part)
            except BodyRefused as refused:
                await refused.response(scope, receive, send)
                return
            except _LeftError:
                return
            kept.seek(0)
            over = False

            async def replay() -> Message:
                nonlocal over
                if over:
                    return await receive()
                await asyncio.sleep(0)  # between two pieces the others have their turn
                piece = kept.read(_PIECE)
                over = len(piece) < _PIECE
                return {"type": "http.request", "body": piece, "more_body": not over}

            await self.app(scope, replay, send)


class _LeftError(Exception):
    """The client left before its request was all there."""


def _is_upload(scope: Scope) -> bool:
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    return _UPLOADS.search(scope["path"]) is not None and kind.lower().startswith(b"multipart/form-data")


def _is_attachment(scope: Scope) -> bool:
    return scope["method"] == "PUT" and _ATTACHMENTS.search(scope["path"]) is not None


async def arriving(request: Request, limit: int) -> AsyncGenerator[bytes]:
    """The body of a request that nobody has read, in the pieces it comes in; refused as any other body is."""
    try:
        async for part in _arriving(request.scope, request.receive, limit):
            yield part
    except _LeftError:
        raise ClientDisconnect from None


async def _read(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body, or None when the client left before it was all there."""
    try:
        return b"".join([part async for part in _arriving(scope, receive, body_limit(scope["path"]))])
    except _LeftError:
        return None


async def _arriving(scope: Scope, receive: Receive, limit: int) -> AsyncGenerator[bytes]:
    """The parts of a body as they come, until there are too many."""
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > limit):
            raise _too_large(limit)
    size = 0
    began = asyncio.get_running_loop().time()
    while True:
        try:
            async with asyncio.timeout_at(began + BODY_WITHIN + size / LEAST_RATE):
                message = await receive()
        except TimeoutError:
            raise _too_slow() from None
        if message["type"] == "http.disconnect":
            raise _LeftError
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        yield part
        if not message.get("more_body", False):
            return
