"""Functions that run apart in tests, most of them with bad intentions. Each tells what it achieved."""

import ctypes
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

KEPT: list[bytearray] = []
"""What a greedy guest holds on to."""


def echo(payload: bytes) -> bytes:
    return payload


def surroundings(_: bytes) -> bytes:
    own = [name for name in sys.modules if name.startswith("sportello")]
    return repr((dict(os.environ), own, str(Path.cwd()))).encode()


def attempts(payload: bytes) -> bytes:
    """Everything a taken-over reader would try; `payload` is a file of ours."""
    ours = Path(payload.decode())
    tries: dict[str, Callable[[], object]] = {
        "connect": lambda: socket.create_connection(("127.0.0.1", 80), timeout=1),
        "listen": socket.socketpair,
        "fork": os.fork,
        "start": lambda: subprocess.run(["/bin/true"], check=True),
        "become": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - that is the attempt
        "kill": lambda: os.kill(os.getppid(), 0),
        "read": ours.read_text,
        "environment": Path(f"/proc/{os.getppid()}/environ").read_bytes,
        "write": lambda: ours.write_text("taken over"),
        "delete": ours.unlink,
        "list": lambda: list(ours.parent.iterdir()),
        "create": (ours.parent / "new").touch,
    }
    return "\n".join(name for name, tried in tries.items() if worked(tried)).encode()


def worked(tried: Callable[[], object]) -> bool:
    try:
        tried()
    except OSError:
        return False
    return True


def think(_: bytes) -> bytes:
    thread = threading.Thread(target=threading.current_thread)
    thread.start()
    thread.join()
    return Path(__file__).name.encode() + str(len(Path(os.__file__).read_bytes()) > 0).encode()


def chatter(_: bytes) -> bytes:
    sys.stdout.write("x" * 1_000_000)
    return b"quiet"


def spin(_: bytes) -> bytes:
    while True:
        pass


def sleep(_: bytes) -> bytes:
    time.sleep(60)
    return b""


def hoard(_: bytes) -> bytes:
    while True:
        KEPT.append(bytearray(10_000_000))


def flood(_: bytes) -> bytes:
    return b"x" * 2_000_000


def crash(_: bytes) -> bytes:
    return ctypes.string_at(0)


def fail(_: bytes) -> bytes:
    raise ValueError("the seventh page is missing")


def leave(_: bytes) -> bytes:
    os._exit(9)
