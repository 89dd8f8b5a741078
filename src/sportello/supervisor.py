"""One process tree: children forked from one parent, started again when they die, drained on SIGTERM.

Forked after everything is imported, so the children share the pages of the parent's code. The parent stays
single-threaded and runs no event loop, so that forking is safe at any time.
"""

import ctypes
import gc
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

DRAIN_WITHIN = 28
"""Seconds children get to finish what they do; with the database's own stop this stays within 30."""
_FIRST_PAUSE, _LONGEST_PAUSE, _HEALTHY_AFTER = 0.2, 10.0, 30.0
_ASKED_TO_STOP = frozenset({signal.SIGTERM, signal.SIGINT})
_WATCHED = _ASKED_TO_STOP | {signal.SIGCHLD, signal.SIGHUP}
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_log = structlog.get_logger()


@dataclass
class Child:
    """A part of the tree: its name, and what it does until it is asked to stop by SIGTERM."""

    name: str
    run: Callable[[], None]
    pid: int | None = None
    started_at: float = 0.0
    pause: float = _FIRST_PAUSE
    due_at: float = field(default=0.0)


class Supervisor:
    """Keeps children running until SIGTERM or SIGINT. `tick` is called in between, and says when again (seconds).

    `leaving` is called when they are asked to stop.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        tick: Callable[[], float] = lambda: 1.0,
        leaving: Callable[[], None] = lambda: None,
    ) -> None:
        self._children = children
        self._tick = tick
        self._leaving = leaving
        self._rest = 0.0

    def run(self) -> None:
        """Start all children and stay with them; returns when all have ended."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
        settle()  # the collector would otherwise write to, and so copy, every shared page
        try:
            while True:
                self._start_due()
                received = signal.sigtimedwait(_WATCHED, self._patience())
                if received is not None and received.si_signo in _ASKED_TO_STOP:
                    break
                self._reap()
                self._rest = self._tick()
            self._drain()
        finally:
            gc.unfreeze()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _patience(self) -> float:
        due = [child.due_at - time.monotonic() for child in self._children if child.pid is None]
        return max(0.0, min([self._rest, *due]))

    def _start_due(self) -> None:
        for child in self._children:
            if child.pid is None and child.due_at <= time.monotonic():
                child.pid = fork(child.run, name=child.name)
                child.started_at = time.monotonic()
                _log.info("process.started", process=child.name, process_id=child.pid)

    def _reap(self) -> None:
        for child in self._children:
            status = _ended(child.pid)
            if status is None:
                continue
            lived = time.monotonic() - child.started_at
            child.pause = _FIRST_PAUSE if lived > _HEALTHY_AFTER else min(child.pause * 2, _LONGEST_PAUSE)
            child.due_at = time.monotonic() + child.pause
            _log.error("process.died", process=child.name, process_id=child.pid, status=status, again_in=child.pause)
            child.pid = None
        _reap_orphans({child.pid for child in self._children})

    def _drain(self) -> None:
        _log.info("process.stopping")
        self._signal_all(signal.SIGTERM)
        self._leaving()
        patience = time.monotonic() + DRAIN_WITHIN
        while any(child.pid for child in self._children):
            received = signal.sigtimedwait(_WATCHED, 0.2)
            impatient = received is not None and received.si_signo == signal.SIGINT
            if impatient or time.monotonic() > patience:
                self._signal_all(signal.SIGKILL)
            for child in self._children:
                if _ended(child.pid) is not None:
                    child.pid = None

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self._children:
            if child.pid is not None:
                os.kill(child.pid, number)


def fork(run: Callable[[], None], *, name: str = "once") -> int:
    """Run a function in a child process that dies with its parent; returns the child's id.

    `ps` and `top` show it as `NAME@sportello` (of which Linux keeps 15 letters).
    """
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _become_child(parent, name)
        run()
        code = 0
    except KeyboardInterrupt:
        code = 130
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:  # noqa: BLE001 - nothing may travel up into the parent's frames
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def settle() -> None:
    """When all is loaded: what stays for good is never looked through again, what loading left over is given back."""
    gc.collect()
    gc.freeze()
    with suppress(AttributeError):  # a C library other than GNU's gives back by itself
        ctypes.CDLL(None).malloc_trim(0)


def _become_child(parent: int, name: str) -> None:
    """Take signals as an ordinary process does, and die with the parent, however it dies.

    At once: a socket still held would keep the next start from the port. What we confirmed is in the database.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(_PR_SET_NAME, f"{name}@sportello".encode())
    if os.getppid() != parent:
        os._exit(1)
    for number in _WATCHED:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent passes it on in order
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)


def _ended(pid: int | None) -> int | None:
    """The exit status of a child that has ended; none while it runs."""
    if pid is None:
        return None
    done, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if done else None


def _reap_orphans(ours: set[int | None]) -> None:
    """As the first process of a container we inherit the processes of others, and bury them."""
    if os.getpid() != 1:
        return
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if found is None or found.si_pid in ours:
            return
        os.waitpid(found.si_pid, 0)
