"""What lies on a disk to be imported: the files of a folder, told apart, and what in it is left alone."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sportello import knowledge
from sportello.core.errors import Invalid
from sportello.knowledge import File

_OPENING = 4_000
"""Bytes within which a file says that it holds facts."""
_NAMED = 20


@dataclass(frozen=True)
class Folder:
    """What a path holds: the name it gives a source, and its readable files below `root`."""

    name: str
    root: Path
    files: Sequence[Path]
    others: Sequence[str] = ()
    outside: Sequence[str] = ()


def found_in(path: Path) -> Folder:
    """A file, or all readable files of a folder and of the folders in it.

    All of them, or none: what is away for a moment only would be taken for removed, and its articles with it.
    """
    resolved = _real(path)
    if not resolved.exists():
        raise Invalid(f"{path} is neither a file or folder here nor an address that begins with https://.")
    if resolved.is_file():
        _check_readable(resolved)
        return Folder(called(resolved.parent, resolved), resolved.parent, [resolved])
    found, away = _all_files(resolved)
    readable = [one for one in sorted(found) if one.suffix.lower() in knowledge.READABLE]
    others = [called(resolved, one) for one in sorted(found) if one.suffix.lower() not in knowledge.READABLE]
    outside = [called(resolved, one) for one in sorted(away)]
    for one in readable:
        _check_readable(one)
    files = [one for one in readable if not _holds_facts(one)]
    if not files:
        links = f" Links that lead out of it are left out: {', '.join(outside[:_NAMED])}." if outside else ""
        raise Invalid(f"{path} holds no file that can be read: {', '.join(sorted(knowledge.READABLE))}.{links}")
    return Folder(called(resolved.parent, resolved), resolved, files, others, outside)


def called(folder: Path, path: Path) -> str:
    """What a file is called. Bytes that are no UTF-8 are written out: two files may differ in nothing else."""
    return os.fsencode(path.relative_to(folder)).decode("utf-8", "backslashreplace")


def content_of(path: Path) -> bytes:
    """What a file holds; of one that is too large to be imported, no more than shows it."""
    with path.open("rb") as opened:
        return opened.read(knowledge.LARGEST_DOCUMENT + 1)


def _all_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of a folder and of the folders in it, without hidden ones; refused where one cannot be looked into.

    Beside them the links that lead out of it: who may write in the folder must not publish what lies elsewhere.
    """
    files: list[Path] = []
    outside: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = [path for name in folders if (path := Path(root, name)).is_symlink()]
        found = [Path(root, name) for name in names if not name.startswith(".")]
        outside += (path for path in (*linked, *found) if _leads_out(path, folder))
        files += (path for path in found if not _leads_out(path, folder))
    return files, outside


def _leads_out(path: Path, folder: Path) -> bool:
    """Whether there is something at the other end of a link, and not in the folder."""
    return path.is_symlink() and path.exists() and not _real(path).is_relative_to(folder)


def _check_readable(path: Path) -> None:
    try:
        with path.open("rb") as opened:
            opened.read(1)
    except OSError as error:
        _refuse(error)


def _refuse(error: OSError) -> NoReturn:
    raise Invalid(f"{error.filename} cannot be read now ({error.strerror}). Nothing was imported.") from error


def facts_in(path: Path) -> tuple[Path, list[Path]]:
    """Where a path leads, and the files of facts there."""
    resolved = _real(path)
    files = [resolved] if resolved.is_file() else sorted(_all_files(resolved)[0])
    return resolved, [one for one in files if _holds_facts(one)]


def _real(path: Path) -> Path:
    """Where a path leads, links followed; of links that go round in circles, the first (`resolve` would raise)."""
    return Path(os.path.realpath(path))


def _holds_facts(path: Path) -> bool:
    if path.suffix.lower() not in {".yaml", ".yml", ".json"}:
        return False
    _check_readable(path)
    with path.open("rb") as opened:
        return knowledge.is_facts_file(File(path.name, opened.read(_OPENING)))
