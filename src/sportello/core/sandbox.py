"""Reading what a stranger made, apart: in a process of its own that can do nothing but compute.

`run_apart` starts a fresh Python, which imports the function, gives up every right it does not need
(`core/apart.py`) and only then reads the payload. Whatever a document does to its reader ends with that
process; ours neither grows nor waits longer than it said.
"""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from sportello.core.errors import Invalid
from sportello.core.reasons import Reason

_PROGRAM = Path(__file__).with_name("apart.py")
_LARGEST_RESULT = 32 * 1024 * 1024
_LAST_WORDS = 2_000
_CHUNK = 65_536
_DONE, _RAISED, _NO_MEMORY, _NO_READER = 0, 1, 3, 4
_BROKE = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP, signal.SIGFPE}
_OUT_OF_CPU = {signal.SIGXCPU, signal.SIGKILL}


class SandboxFailed(Invalid):
    """Reading this took more than it may, or broke its reader.

    `detail` is a reason for people; `complaint` is what the reader said last, for the log.
    """

    code = "sandbox_failed"

    def __init__(self, detail: str, *, complaint: str = "") -> None:
        super().__init__(detail)
        self.complaint = complaint


async def run_apart(
    function: str, payload: bytes | IO[bytes], *, seconds: float, megabytes: int, most: int = _LARGEST_RESULT
) -> bytes:
    """Call `"module:function"` with the payload in a process of its own, and return the bytes it returns.

    Of an open file it gets what follows the place it is at, which this process then never holds.

    It gets `seconds` in all (also of CPU) and `megabytes` of memory, no network, no files to write, no processes
    to start, and hardly any environment. Its module is imported alone, without the packages around it, so that it
    starts quickly. Raises `SandboxFailed` with a reason that people can read.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", "-X", "utf8", str(_PROGRAM)),
        *(function, str(megabytes), str(int(seconds) + 1), os.pathsep.join(_places())),
        stdin=asyncio.subprocess.PIPE if isinstance(payload, bytes) else payload,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        cwd="/",
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            result, complaint = await _talk(process, payload, most)
            code = await process.wait()
    except TimeoutError:
        raise SandboxFailed(
            Reason("reading_slow", "It took longer than {seconds} seconds to read.", seconds=f"{seconds:g}")
        ) from None
    finally:
        await _end(process)
    if code == _DONE:
        return result
    raise SandboxFailed(_reason(code, seconds=seconds, megabytes=megabytes, said=result), complaint=complaint)


async def open_doors() -> list[str]:
    """What a reader that was taken over could still do on this machine; nothing, where the kernel knows both locks."""
    tried = await run_apart("sportello.core.trial:attempt", str(Path(__file__)).encode(), seconds=10, megabytes=256)
    return tried.decode().split("\n") if tried else []


def _places() -> list[str]:
    """Where this process finds its modules; the other one is told, since it reads no configuration."""
    return [place for place in sys.path if Path(place).is_absolute()]


async def _talk(process: asyncio.subprocess.Process, payload: bytes | IO[bytes], most: int) -> tuple[bytes, str]:
    """Hand the payload over while reading what comes back, so that neither side waits for the other."""
    assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018

    async def hand_over(to: asyncio.StreamWriter, given: bytes) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            to.write(given)
            await to.drain()
            to.close()

    async def listen(to: asyncio.StreamReader) -> bytes:
        result = bytearray()
        while chunk := await to.read(_CHUNK):
            if len(result) <= most:
                result += chunk
            else:
                _kill(process)
        return bytes(result)

    async with asyncio.TaskGroup() as group:
        if process.stdin is not None and isinstance(payload, bytes):
            group.create_task(hand_over(process.stdin, payload))
        result = group.create_task(listen(process.stdout))
        complaint = group.create_task(_last_words(process.stderr))
    if len(result.result()) > most:
        raise SandboxFailed(
            Reason("reading_text", "It holds more text than the {most} MB that are read.", most=f"{most / 1e6:.3g}")
        )
    return result.result(), complaint.result()


async def _last_words(stream: asyncio.StreamReader) -> str:
    """The last that was said; the rest is read, too, so that nobody waits for a reader, and forgotten."""
    read = b""
    while chunk := await stream.read(_CHUNK):
        read = (read + chunk)[-_LAST_WORDS:]
    return read.decode(errors="replace")


def _kill(process: asyncio.subprocess.Process) -> None:
    """Kill the whole group, whoever is still in it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Make sure that it is gone, and let the kernel forget it."""
    _kill(process)
    for stream in (process.stdout, process.stderr):
        # asyncio reports an end only after all that was said has been read.
        while stream is not None and await stream.read(_CHUNK):
            pass
    await process.wait()


def _reason(code: int, *, seconds: float, megabytes: int, said: bytes) -> str:
    if code == _NO_MEMORY:
        return Reason("reading_memory", "It needed more than {most} MB of memory to read.", most=megabytes)
    if code == _NO_READER:
        return "Its reader does not start."
    if code == _RAISED:
        why = said.decode(errors="replace")[:200] or "its reader gave up"
        return Reason("reader_raised", "Its reader does not get on with it ({why}). Save it again, or as PDF.", why=why)
    if -code in _OUT_OF_CPU:
        return Reason("reading_slow", "It took longer than {seconds} seconds to read.", seconds=f"{seconds:g}")
    if -code in _BROKE:
        return Reason(
            "reader_broke",
            "It breaks the program that reads it, or needs more than {most} MB of memory.",
            most=megabytes,
        )
    return f"Its reader ended unexpectedly ({code})."
