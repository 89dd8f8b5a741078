"""The demo's shop: one page on an origin of its own, carrying the widget as a customer's website would.

Under the strictest policy a shop could have, so that what works here works anywhere: scripts and connections from
Sportello only, its own style sheet and pictures, nothing else, and Trusted Types required.
"""

import signal
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

FOLDER = Path(__file__).parent / "templates" / "shop"
PAGES = {"it": "index.html", "en": "index.en.html", "de": "index.de.html"}
BESIDE = {"shop.css": "text/css", "lights.svg": "image/svg+xml", "mark.svg": "image/svg+xml"}


def render(language: str, *, sportello: str, key: str) -> str:
    """The page in one language, with Sportello's address and the widget's key put in."""
    page = (FOLDER / PAGES[language]).read_text(encoding="utf-8")
    return page.replace("{{SPORTELLO}}", sportello).replace("{{KEY}}", key)


def policy(*, sportello: str) -> str:
    """The Content-Security-Policy of the page."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {sportello}",
            f"connect-src {sportello}",
            f"img-src 'self' {sportello}",
            "style-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


class ShopServer(ThreadingHTTPServer):
    """Serves the page by `?lang=`, what stands beside it, and nothing else."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], *, sportello: str, key: str) -> None:
        self.pages = {name: render(name, sportello=sportello, key=key).encode() for name in PAGES}
        self.beside = {f"/{name}": (kind, (FOLDER / name).read_bytes()) for name, kind in BESIDE.items()}
        self.policy = policy(sportello=sportello)
        super().__init__(address, _Handler)

    def serve_until_stopped(self) -> None:
        """Serve until SIGTERM, which simply ends the process: there is nothing to finish."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self.serve_forever(poll_interval=3600)


class _Handler(BaseHTTPRequestHandler):
    server_version = "Shop"
    sys_version = ""

    def do_GET(self) -> None:
        shop = cast("ShopServer", self.server)
        address = urlsplit(self.path)
        kind, body = shop.beside.get(address.path, ("text/html", b""))
        if address.path == "/":
            wanted = parse_qs(address.query).get("lang", [""])[0]
            body = shop.pages.get(wanted) or shop.pages["it"]
        elif not body:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
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
