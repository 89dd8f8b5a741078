"""Other people's websites that carry the widget: any page, under any policy, on an origin of its own."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Site:
    """A page and the headers it comes with."""

    html: str
    headers: Mapping[str, str]


class Websites(ThreadingHTTPServer):
    """Serves pages that tests put there."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sites: dict[str, Site] = {}
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        self.stranger = self.origin.replace("127.0.0.1", "localhost")
        """The same pages on an origin that no key lists."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def put(self, html: str, headers: Mapping[str, str] | None = None) -> str:
        """Publish a page; returns its address."""
        path = f"/{len(self.sites) + 1}"
        self.sites[path] = Site(html, headers or {})
        return self.origin + path

    def stop(self) -> None:
        """Stop serving."""
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site = cast("Websites", self.server).sites.get(urlsplit(self.path).path)
        if site is None:
            self.send_error(404)
            return
        body = site.html.encode()
        self.send_response(200)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **site.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Tests speak for themselves."""
