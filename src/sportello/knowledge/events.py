"""What happened to knowledge."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sportello.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ArticleWritten(Event):
    """An article was created or changed in the desk; what search finds has changed with it."""

    name: ClassVar[str] = "article.written"
    article_id: UUID


@dataclass(frozen=True, kw_only=True)
class ArticleRemoved(Event):
    """An article is gone, and with it all that search knew of it."""

    name: ClassVar[str] = "article.removed"
    article_id: UUID


@dataclass(frozen=True, kw_only=True)
class SourceChanged(Event):
    """A source was made, or reads elsewhere or at other times than before."""

    name: ClassVar[str] = "source.changed"
    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class SourceRemoved(Event):
    """A source is gone; its articles went with it, or stay as the desk's own."""

    name: ClassVar[str] = "source.removed"
    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class ImportBegun(Event):
    """A source is about to be read."""

    name: ClassVar[str] = "import.begun"
    source_id: UUID
    run_id: UUID


@dataclass(frozen=True, kw_only=True)
class ImportStopped(Event):
    """A run ended before it had read everything: it failed, or was cancelled."""

    name: ClassVar[str] = "import.stopped"
    source_id: UUID
    run_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class SourceImported(Event):
    """A source was read again; its articles are now what it says."""

    name: ClassVar[str] = "source.imported"
    source_id: UUID
    added: int
    changed: int
    removed: int
