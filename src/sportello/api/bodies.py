"""Request bodies, before anyone parses them: not too large, UTF-8, no NUL, not too deep.

The whole body is read here (it is small, or refused) and handed on in one piece, also when it came in chunks
without a Content-Length. What is refused is refused with a problem that says so.
"""

import json
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sportello.api.limits import BODY_LIMIT, BODY_LIMITS, JSON_DEPTH
from sportello.api.problems import problem

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_NUL_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class BodyRefused(Exception):
    """A body that cannot be accepted, with its status, code and reason."""

    def __init__(self, status: int, code: str, title: str, detail: str) -> None:
        super().__init__(code)
        self.response = problem(status, code, title, detail, headers={"Connection": "close"})


def _too_large(limit: int) -> BodyRefused:
    return BodyRefused(413, "body_too_large", "The request is too large", f"At most {limit:,} bytes are accepted here.")


def _limit(path: str) -> int:
    return next((limit for part, limit in BODY_LIMITS.items() if part in path), BODY_LIMIT)


def check(body: bytes) -> None:
    """Refuse bytes that no JSON text of ours may hold."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyRefused(
            400, "invalid_utf8", "The request is not valid UTF-8", f"The byte at position {error.start} is not."
        ) from None
    if b"\x00" in body or (b"\\u0000" in body and _NUL_ESCAPE.search(body)):
        raise BodyRefused(400, "nul_byte", "Text cannot contain NUL characters", "Remove \\u0000.")
    if body.count(b"[") + body.count(b"{") > JSON_DEPTH and _depth(body) > JSON_DEPTH:
        raise BodyRefused(400, "too_deep", "The JSON is nested too deeply", f"At most {JSON_DEPTH} levels are read.")
    if _SURROGATE.search(body) and _has_lone_surrogate(body):
        raise BodyRefused(400, "invalid_utf8", "The request is not valid UTF-8", "It holds half a surrogate pair.")


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
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
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


async def _read(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body, or None when the client left before it was all there."""
    limit = _limit(scope["path"])
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > limit):
            raise _too_large(limit)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
