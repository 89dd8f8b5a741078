"""A worker's seat on this machine. Whoever sits in it bears its name, and knows that whoever bore it before is dead.

The kernel holds the seat for its process, however that ends: `kill -9` empties it at once, and nothing else does
while the process lives. So what was claimed under a seat's name may be taken over by who sits down there, and
by nobody else. Names differ between machines, and from one boot of a machine to the next, even where the folder is
shared or was copied: what happened elsewhere cannot be known here.
"""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import structlog

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_LENGTH = len(str(UUID(int=0)))

_log = structlog.get_logger()


@contextmanager
def seat(folder: Path) -> Generator[UUID]:
    """Sit down in the first free seat of this folder; its name.

    Where there can be no seats (the folder cannot be written, or its file system does not lock), the name is one
    that nobody bears again.
    """
    try:
        boot = UUID(_BOOT.read_text().strip())
        folder.mkdir(parents=True, exist_ok=True)
        file = _sit_down(folder)
    except (OSError, ValueError) as error:
        _log.warning("seats.none", folder=str(folder), error=str(error))
        yield uuid4()
        return
    try:
        yield uuid5(boot, _name(file))
    finally:
        os.close(file)


def _sit_down(folder: Path) -> int:
    for number in count(1):
        file = os.open(folder / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
        except BaseException:
            os.close(file)
            raise
        else:
            return file
    raise AssertionError("there are always more numbers")


def _name(file: int) -> str:
    """What the seat is called for good; who sits there first says it."""
    name = os.pread(file, _LENGTH, 0).decode(errors="replace")
    if len(name) < _LENGTH:
        name = str(uuid4())
        os.pwrite(file, name.encode(), 0)
    return name
