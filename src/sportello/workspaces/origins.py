"""Origins of websites, in the one spelling browsers use, so that comparing them is comparing strings."""

from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def normal_origin(origin: str) -> str | None:
    """Scheme, host in ASCII and port unless it is the default; None for what is no origin of a website."""
    try:
        parts = urlsplit(origin.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    bare = parts.path in {"", "/"} and not parts.query and not parts.fragment and "@" not in parts.netloc
    if parts.scheme not in _DEFAULT_PORTS or not host or not bare:
        return None
    try:
        ascii_host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        return None
    if any(letter in ascii_host for letter in " *\\\"'<>"):
        return None
    return f"{parts.scheme}://{ascii_host}" + (f":{port}" if port not in {None, _DEFAULT_PORTS[parts.scheme]} else "")
