"""The process behind `run_apart`. Run as a file by `core/sandbox.py`, never imported by the rest of the house.

The order is the point: import what is trusted, give up all rights, then read what is not. Nothing of ours is imported
but the one function's module; the packages around it stay shut, since their doors load half the house.
"""

import ctypes
import os
import resource
import signal
import stat
import struct
import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from platform import machine

DONE, RAISED, NO_MEMORY, NO_READER = 0, 1, 3, 4
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_MODE_FILTER = 2

# Classic BPF, as <linux/filter.h> and <linux/seccomp.h> have it.
_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM, _ENOSYS = 1, 38
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_CLONE_THREAD = 0x00010000

# By machine: its name in the kernel, clone, clone3, and the calls that open sockets, start programs, or reach into
# other processes: socket, connect, sendto, sendmsg, bind, listen, socketpair, (v)fork, execve(at), kill and its kin,
# ptrace, unshare, setns, process_vm_*, bpf, perf, io_uring, pidfd_*.
_CALLS = {
    "x86_64": (
        *(0xC000003E, 56, 435),
        *(41, 42, 44, 46, 49, 50, 53, 57, 58, 59, 62, 101, 129, 200, 234, 272, 297, 298, 307, 308, 310, 311, 321, 322),
        *(424, 425, 438),
    ),
    "aarch64": (
        *(0xC00000B7, 220, 435),
        *(97, 117, 129, 130, 131, 138, 198, 199, 200, 201, 203, 206, 211, 221, 240, 241, 268, 269, 270, 271, 280, 281),
        *(424, 425, 438),
    ),
}
_OTHER_NUMBERS = 0x40000000
"""From here on x86-64 counts the calls of another convention (x32), which nothing here uses."""

# Landlock, as <linux/landlock.h> has it; the three calls have one number on every machine.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_ALL_RIGHTS = 16
_READ, _LIST = 0b0100, 0b1000
_BENEATH = 1


def main(function: str, megabytes: int, seconds: int, places: str) -> int:
    """Import, lock, read, call, answer."""
    result = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints is no result
    sys.path[:] = places.split(os.pathsep)
    name, _, attribute = function.partition(":")
    try:
        call = getattr(_import_alone(name), attribute)
    except (ImportError, AttributeError) as error:
        sys.stderr.write(f"{error}\n")
        return NO_READER
    _lock(megabytes, seconds, sys.path)
    try:
        answer = call(sys.stdin.buffer.read())
        code = DONE
    except MemoryError:
        answer, code = b"", NO_MEMORY
    except RecursionError:
        answer, code = b"it is nested too deeply", RAISED
    except Exception as error:  # noqa: BLE001 - whatever a stranger's document causes is told as a reason
        answer, code = f"{type(error).__name__}: {error}".encode(errors="replace")[:2_000], RAISED
    while answer:
        answer = answer[os.write(result, answer) :]
    return code


def _import_alone(name: str) -> "object":
    """Import a module without running the packages it is in."""
    parts = name.split(".")
    path = None
    for depth in range(1, len(parts)):
        package = ".".join(parts[:depth])
        spec = PathFinder.find_spec(package, path)
        if spec is None:
            raise ModuleNotFoundError(package)
        sys.modules[package] = module_from_spec(spec)
        path = spec.submodule_search_locations
    return import_module(name)


def _lock(megabytes: int, seconds: int, readable: list[str]) -> None:
    """From here on: compute, read the payload, write the answer, end.

    A kernel without Landlock or seccomp leaves out that part; the limits hold everywhere.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(*_words(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    if libc.prctl(*_words(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) == 0:
        _forbid_files(libc, readable)
        _forbid_calls(libc)
    for limit, most in (
        (resource.RLIMIT_AS, megabytes * 1024 * 1024),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (most, most))


def _words(*numbers: int) -> list[ctypes.c_ulong]:
    return [ctypes.c_ulong(number) for number in numbers]


def _forbid_files(libc: ctypes.CDLL, readable: list[str]) -> bool:
    """Let the kernel refuse every file but Python's own, which may be read; False where it cannot."""
    version = libc.syscall(*_words(_CREATE_RULESET, 0, 0, 1))
    if version < 1:
        return False
    handled = ctypes.c_uint64((1 << _RIGHTS.get(version, _ALL_RIGHTS)) - 1)
    rules = libc.syscall(ctypes.c_ulong(_CREATE_RULESET), ctypes.byref(handled), *_words(8, 0))
    if rules < 0:
        return False
    for place in {*readable, sys.prefix, sys.base_prefix, "/usr/lib", "/lib", "/usr/share/zoneinfo"}:
        try:
            folder = os.open(place, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        allowed = _READ if stat.S_ISREG(os.fstat(folder).st_mode) else _READ | _LIST
        rule = struct.pack("=Qi", allowed, folder)
        libc.syscall(
            ctypes.c_ulong(_ADD_RULE), ctypes.c_ulong(rules), ctypes.c_ulong(_BENEATH), rule, ctypes.c_ulong(0)
        )
        os.close(folder)
    done = libc.syscall(*_words(_RESTRICT_SELF, rules, 0)) == 0
    os.close(rules)
    return done


def _forbid_calls(libc: ctypes.CDLL) -> bool:
    """Let the kernel refuse sockets, programs and processes; False where it cannot."""
    if machine() not in _CALLS or sys.maxsize < 2**32:
        return False
    architecture, clone, clone3, *forbidden = _CALLS[machine()]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _OTHER_NUMBERS),
        (_RETURN, 0, 0, _KILL),
        *(step for call in forbidden for step in ((_EQUAL, 0, 1, call), (_RETURN, 0, 0, _ERRNO | _EPERM))),
        # libc falls back to clone, whose flags can be read here.
        (_EQUAL, 0, 1, clone3),
        (_RETURN, 0, 0, _ERRNO | _ENOSYS),
        (_EQUAL, 0, 4, clone),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_AND, 0, 0, _CLONE_THREAD),
        (_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    return libc.prctl(*_words(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER), header, *_words(0, 0)) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
