"""What a browser complains about while a test uses it: the test fails for it, whatever it was about.

Errors in the console, uncaught exceptions, breaches of a content security policy, answers that refuse or fail, and
requests that leave for somewhere else. What a test provokes on purpose it announces by `expect`.
"""

import re
from collections import deque
from collections.abc import Collection
from time import monotonic
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

_TELL_OF_BREACHES = """
addEventListener("securitypolicyviolation", (breach) => console.error(
  `CSP: ${breach.violatedDirective} forbids ${breach.blockedURI}`
  + ` at ${breach.sourceFile}:${breach.lineNumber} ${breach.sample}`
));
"""
_LOST = ("Failed to load resource", "An unknown error occurred when fetching the script")
"""How a browser begins to say that something did not come, the worker's script too."""


class Watch:
    """Complaints of one browser context."""

    def __init__(self, context: BrowserContext, homes: Collection[str]) -> None:
        self._homes = homes
        self._expected: list[tuple[int, str]] = [(401, r"GET /api/v1/me$")]
        self._complaints: list[str] = []
        self._excused: list[str] = []
        self._began = monotonic()
        self.traffic: deque[str] = deque(maxlen=40)
        """What was asked for and answered last, with the seconds since this browser was opened."""
        context.add_init_script(_TELL_OF_BREACHES)
        context.on("page", self._new_page)
        context.on("request", self._request)
        context.on("response", self._response)

    def expect(self, status: int, what: str) -> None:
        """An answer that this test provokes: its status, and a pattern for `METHOD /path`."""
        self._expected.append((status, what))

    def excuse(self, pattern: str) -> None:
        """Words in the console that this test provokes."""
        self._excused.append(pattern)

    @property
    def complaints(self) -> list[str]:
        """All that was not expected."""
        return [one for one in self._complaints if not any(re.search(pattern, one) for pattern in self._excused)]

    def _note(self, what: str) -> None:
        self.traffic.append(f"{monotonic() - self._began:7.2f} {what}")

    def _new_page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._complaints.append(f"uncaught on {page.url}: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        self._note(f"console: {message.text}")
        # Answers and lost connections are judged by themselves.
        if message.type == "error" and not message.text.startswith(_LOST):
            self._complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        self._note(f"{request.method} {parts.path}")
        if parts.scheme in {"http", "https", "ws", "wss"} and f"{parts.scheme}://{parts.netloc}" not in self._homes:
            self._complaints.append(f"asks elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        self._note(f"{response.status} for {response.request.method} {urlsplit(response.url).path}")
        asked = f"{response.request.method} {urlsplit(response.url).path}"
        known = any(response.status == status and re.search(what, asked) for status, what in self._expected)
        if response.status >= 400 and not known:
            self._complaints.append(f"answered {response.status}: {asked}")
