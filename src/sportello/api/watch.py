"""One line and one measurement a request, an id that ties them together, and the last net under every failure."""

import re
import time
from typing import cast

import structlog
from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sportello.api.problems import unexpected
from sportello.core import log
from sportello.core.ids import new_id

REQUESTS = Counter("sportello_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "sportello_http_request_seconds",
    "Time until the answer was complete (streams excluded)",
    ["method", "route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
STREAMS = Gauge("sportello_http_streams", "Event streams open now")

PREFIX = "/api/v1"
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_LONGEST_ID = 36
_log = structlog.get_logger()


def _request_id(scope: Scope) -> str:
    """The id a proxy gave, where it is harmless to log; otherwise a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return cast("bytes", value).decode()
    return str(new_id())


def _route(scope: Scope) -> str:
    """The template of the path, so that ids become neither log noise nor metric labels."""
    template: str | None = getattr(scope.get("route"), "path_format", None)
    if template is None:
        return "unmatched"
    # A route knows the prefix of its own router, not the one it was included with.
    inside = scope["path"].startswith(PREFIX) and not template.startswith(PREFIX)
    return PREFIX + template if inside else template


class Net:
    """Around everything of ours: names the request, measures it, logs it, and answers what nobody caught."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, whatever happens."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        started = time.perf_counter()
        status = 0
        streaming = False

        async def watched(message: Message) -> None:
            nonlocal status, streaming
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message.setdefault("headers", [])
                headers.append((b"x-request-id", request_id.encode()))
                streaming = any(n == b"content-type" and v.startswith(b"text/event-stream") for n, v in headers)
                if streaming:
                    STREAMS.inc()
            await send(message)

        log.begin(request_id)
        try:
            await self.app(scope, receive, watched)
        except Exception:  # noqa: BLE001 - the last net: logged with its traceback, answered without
            _log.exception("request.failed", method=scope["method"], route=_route(scope))
            if status == 0:
                await unexpected()(scope, receive, watched)
        finally:
            if streaming:
                STREAMS.dec()
            self._tell(scope, status, time.perf_counter() - started, streaming=streaming)

    def _tell(self, scope: Scope, status: int, seconds: float, *, streaming: bool) -> None:
        method, route = scope["method"], _route(scope)
        REQUESTS.labels(method, route, str(status)).inc()
        if not streaming:
            SECONDS.labels(method, route).observe(seconds)
        if conversation := scope.get("path_params", {}).get("conversation_id"):
            log.bind(conversation_id=conversation[:_LONGEST_ID])
        _log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 2))
