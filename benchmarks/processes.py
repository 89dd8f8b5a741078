"""What the product's processes cost: CPU time and memory, by role, PostgreSQL included."""

import contextlib
from collections import defaultdict
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Usage:
    """CPU seconds spent and proportional memory (PSS: shared pages divided by their users) of one role, in bytes."""

    cpu_seconds: float
    pss: int
    processes: int


def cpu_seconds(root: psutil.Process) -> float:
    """CPU time of a process and its children, those that have ended and been waited for included."""
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):  # its time is among the ended ones' then
            times = process.cpu_times()
            total += times.user + times.system
    ended = root.cpu_times()
    return total + ended.children_user + ended.children_system


def usage(root: int, database: int | None) -> dict[str, Usage]:
    """The use of the tree below `root` and of the PostgreSQL postmaster, by role."""
    cpu: dict[str, float] = defaultdict(float)
    pss: dict[str, int] = defaultdict(int)
    count: dict[str, int] = defaultdict(int)
    for pid in {root, database} - {None}:
        for process in _tree(pid):
            try:
                role = _role(process)
                times = process.cpu_times()
                pss[role] += process.memory_full_info().pss
            except psutil.Error:
                continue
            cpu[role] += times.user + times.system
            count[role] += 1
    return {role: Usage(cpu[role], pss[role], count[role]) for role in sorted(count)}


def _tree(pid: int | None) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _role(process: psutil.Process) -> str:
    if process.name().startswith("postgres"):
        return "postgresql"
    name, at, _ = process.name().partition("@")
    return name if at else "supervisor"
