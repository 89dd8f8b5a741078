"""What is tried inside the process apart, to see whether this kernel keeps it there. Run by `sandbox.open_doors`."""

import os
import socket
from collections.abc import Callable
from pathlib import Path


def attempt(_: bytes) -> bytes:
    """Try what nobody apart may do; return what worked, one a line."""
    tries: dict[str, Callable[[], object]] = {
        "open sockets": lambda: socket.socket().close(),
        "read files": Path("/etc/passwd").read_bytes,
        "start processes": _start,
    }
    return "\n".join(name for name, tried in tries.items() if _works(tried)).encode()


def _works(tried: Callable[[], object]) -> bool:
    try:
        tried()
    except OSError:
        return False
    return True


def _start() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
