"""The demo's shop: one page on an origin of its own, carrying the widget as a customer's website would.

Under the strictest policy a shop could have, so that what works here works anywhere: scripts, connections and
pictures from Sportello only, its own style by hash, nothing else, and Trusted Types required.
"""

import base64
import hashlib
import re
import signal
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

PAGE = Path(__file__).parent / "templates" / "shop" / "index.html"
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def render(*, sportello: str, key: str) -> str:
    """The page with Sportello's address and the widget's key put in."""
    return PAGE.read_text(encoding="utf-8").replace("{{SPORTELLO}}", sportello).replace("{{KEY}}", key)


def policy(page: str, *, sportello: str) -> str:
    """The Content-Security-Policy of the page."""
    digests = (hashlib.sha256(style.encode()).digest() for style in _STYLE.findall(page))
    styles = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {sportello}",
            f"connect-src {sportello}",
            f"img-src {sportello} data:",
            f"style-src {styles}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


class ShopServer(ThreadingHTTPServer):
    """Serves the page, and nothing but the page."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], *, sportello: str, key: str) -> None:
        self.page = render(sportello=sportello, key=key)
        self.policy = policy(self.page, sportello=sportello)
        super().__init__(address, _Handler)

    def serve_until_stopped(self) -> None:
        """Serve until SIGTERM, which simply ends the process: there is nothing to finish."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self.serve_forever(poll_interval=3600)


class _Handler(BaseHTTPRequestHandler):
    server_version = "Shop"
    sys_version = ""

    def do_GET(self) -> None:
        if self.path.split("?")[0] != "/":
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        shop = cast("ShopServer", self.server)
        body = shop.page.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", shop.policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "strict-origin-when-cross-origin")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """The demo's terminal is for people."""
