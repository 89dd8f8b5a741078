"""`sportello import`: from paths on a disk to the files that knowledge imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import knowledge
from sportello.core.errors import Invalid

_READABLE = {".md", ".markdown", ".mdown", ".txt", ".yaml", ".yml", ".json", ".csv", ".tsv"}


@dataclass(frozen=True)
class Handed:
    """Files as they are handed in, under the name of the source they are."""

    source: str
    files: Sequence[knowledge.File]


def hand_in(path: Path, *, source: str | None = None) -> Handed:
    """A file, or all readable files of a folder, as one source; its name is the path's unless given."""
    resolved = path.resolve()
    found = [resolved] if resolved.is_file() else sorted(p for p in resolved.rglob("*") if p.suffix in _READABLE)
    root = resolved.parent if resolved.is_file() else resolved
    files = [knowledge.File(p.relative_to(root).as_posix(), p.read_bytes()) for p in found if p.is_file()]
    if not files:
        raise Invalid(f"{path} holds no file that can be read: {', '.join(sorted(_READABLE))}.")
    return Handed(source or resolved.name, files)


async def import_paths(
    session: AsyncSession, *, paths: Sequence[Path], source: str | None, language: str | None
) -> list[knowledge.ImportReport]:
    """Import each path as a source of the workspace that was entered."""
    if source is not None and len(paths) > 1:
        raise Invalid("One name cannot be given to several sources: import the paths one by one.")
    handed = [hand_in(path, source=source) for path in paths]
    return [
        await knowledge.import_articles(session, source=each.source, files=each.files, language=language)
        for each in handed
    ]
