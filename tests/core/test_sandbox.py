"""Apart: what runs there computes, and can do nothing else; it ends in time, whatever it does."""

import asyncio
import os
import resource
import socket
from pathlib import Path

import psutil
import pytest

from sportello.core.sandbox import SandboxFailed, open_doors, run_apart

GUESTS = "tests.core.guests"


async def run(function: str, payload: bytes = b"", *, seconds: float = 10, megabytes: int = 300) -> bytes:
    return await run_apart(f"{GUESTS}:{function}", payload, seconds=seconds, megabytes=megabytes, most=1_000_000)


async def test_a_payload_goes_in_and_a_result_comes_out() -> None:
    payload = os.urandom(900_000)
    assert await run("echo", payload) == payload
    assert await run("echo") == b""
    assert await run("think") == b"guests.pyTrue"
    assert await run("chatter") == b"quiet"


async def test_it_knows_nothing_of_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    said = (await run("surroundings")).decode()
    assert said == "({'LANG': 'C.UTF-8', 'PATH': '/usr/bin:/bin'}, [], '/')"


async def test_it_reaches_nothing(tmp_path: Path) -> None:
    ours = tmp_path / "ours.txt"
    ours.write_text("ours")
    assert (await run("attempts", str(ours).encode())).decode().split() == []
    assert ours.read_text() == "ours"


async def test_this_kernel_keeps_all_doors_shut() -> None:
    assert await open_doors() == []


def test_the_attempts_are_real(tmp_path: Path) -> None:
    # The planted violation: without the locks, what is tried above does work.
    from tests.core import guests  # noqa: PLC0415

    ours = tmp_path / "ours.txt"
    ours.write_text("ours")

    def pair() -> None:
        for each in socket.socketpair():
            each.close()

    tried = {"listen": pair, "read": ours.read_text, "delete": ours.unlink}
    assert all(guests.worked(each) for each in tried.values())


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        ("spin", "It took longer than 1 seconds to read."),
        ("sleep", "It took longer than 1 seconds to read."),
        ("hoard", "It needed more than 300 MB of memory to read."),
        ("flood", "It holds more text than the 1 MB that are read."),
        ("crash", "It breaks the program that reads it, or needs more than 300 MB of memory."),
        (
            "fail",
            "Its reader does not get on with it (ValueError: the seventh page is missing). Save it again, or as PDF.",
        ),
        ("leave", "Its reader ended unexpectedly (9)."),
        ("nobody", "Its reader does not start."),
    ],
)
async def test_whatever_it_does_ends_with_a_reason(function: str, reason: str) -> None:
    with pytest.raises(SandboxFailed) as failed:
        await run(function, seconds=1 if function in {"spin", "sleep"} else 10)
    assert failed.value.detail == reason
    assert not psutil.Process().children()


async def test_our_own_memory_does_not_grow() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for function in ("hoard", "flood"):
        with pytest.raises(SandboxFailed):
            await run(function)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


async def test_who_stops_waiting_leaves_nobody_behind() -> None:
    task = asyncio.create_task(run("sleep"))
    while not psutil.Process().children():  # noqa: ASYNC110 - processes tell nobody that they began
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not psutil.Process().children()
