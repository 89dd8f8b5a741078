"""A seat's name passes from a process that is dead to the next one, and from a living one to nobody."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from sportello.core import seats
from sportello.core.seats import seat

SITTER = """
import sys
from pathlib import Path
from sportello.core.seats import seat
with seat(Path(sys.argv[1])) as name:
    print(name, flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(folder: Path) -> Generator[tuple["subprocess.Popen[str]", UUID]]:
    """Somebody else who sits there, until they are killed or told to go."""
    with subprocess.Popen(
        [sys.executable, "-c", SITTER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield process, UUID(process.stdout.readline().strip())
        finally:
            process.kill()


def test_after_a_kill_the_next_one_bears_the_same_name(tmp_path: Path) -> None:
    with another_process(tmp_path / "seats") as (process, theirs):
        process.kill()
        process.wait()
        with seat(tmp_path / "seats") as mine:
            assert mine == theirs


def test_the_name_of_a_living_process_is_never_borne_by_another(tmp_path: Path) -> None:
    with another_process(tmp_path) as (_, first), seat(tmp_path) as second, seat(tmp_path) as third:
        assert len({first, second, third}) == 3


def test_a_seat_that_was_left_is_free_again(tmp_path: Path) -> None:
    with seat(tmp_path) as before:
        pass
    with seat(tmp_path) as after:
        assert after == before


def test_another_machine_or_another_boot_calls_the_same_seat_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with seat(tmp_path / "seats") as here:
        pass
    boot = tmp_path / "boot_id"
    boot.write_text("11111111-2222-4333-8444-555555555555\n")
    monkeypatch.setattr(seats, "_BOOT", boot)
    with seat(tmp_path / "seats") as there:
        assert there != here


def test_without_a_folder_one_works_under_a_name_that_nobody_bears_again(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("a file is no folder")
    with seat(file) as one, seat(file) as other:
        assert one != other
