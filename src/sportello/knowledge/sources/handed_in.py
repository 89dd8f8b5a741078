"""Files that were handed in for an import: they lie in the database until they have been read, one after the other."""

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Text, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import undefer

from sportello.core.db import Database
from sportello.knowledge.documents import SUFFIXES, DocumentUnreadable, read_document
from sportello.knowledge.facts import is_facts_file
from sportello.knowledge.files import File, Skipped
from sportello.knowledge.models import Article, Source, SourceItem
from sportello.knowledge.sources.crawling import Page
from sportello.knowledge.sources.reading import Reading, read_files, read_parts


@dataclass
class HandedIn:
    """The files of one import, and how they are read: `language` is the workspace's, for what tells no other."""

    database: Database
    workspace_id: UUID
    source: Source
    language: str
    zone: ZoneInfo
    names: Sequence[str]
    _identities: frozenset[tuple[str, str]] | None = None

    async def read(self, name: str) -> Page:
        """A file. Where it has changed its language, it is told what the other files hold."""
        page = await self._read(name)
        if page.reading is not None and await self._lost(name, page.reading):
            page.reading.elsewhere = await self._all_identities()
        return page

    async def _read(self, name: str) -> Page:
        async with self.database.transaction(self.workspace_id) as session:
            wanted = select(SourceItem).where(SourceItem.source_id == self.source.id, SourceItem.name == name)
            item = await session.scalar(wanted.options(undefer(SourceItem.content)))
        content = (item.content if item else None) or b""
        hint = self.source.language
        if not _is_document(name):
            file = File(name, content, self.source.name if self.source.kind == "text" else None)
            if is_facts_file(file):
                return Page(name=name, outcome="read", facts=file)
            reading = await to_thread(read_files, [file], language=hint, default=self.language, zone=self.zone)
        else:
            try:
                document = await read_document(name, content)
            except DocumentUnreadable as unreadable:
                reading = Reading([], [Skipped(name, unreadable.detail)], {name})
            else:
                reading = await to_thread(read_parts, name, document, language=hint, default=self.language)
        return Page(name=name, reading=reading, outcome="read" if reading.entries else "unread")

    async def _lost(self, name: str, reading: Reading) -> bool:
        """Whether an id of a file, which another may have too, was held by it in a language it has no more."""
        ids = [entry.key for entry in reading.entries if not entry.key.startswith(name)]
        if not ids or len(self.names) == 1:
            return False
        same = Article.source_key == any_(literal(ids, ARRAY(Text)))
        of_it = Article.source_id == self.source.id, Article.source_path == name
        async with self.database.transaction(self.workspace_id) as session:
            known = await session.execute(select(Article.source_language, Article.source_key).where(*of_it, same))
        return any((language, key) not in reading.identities for language, key in known)

    async def _all_identities(self) -> frozenset[tuple[str, str]]:
        """What all files hold that can hold an id. They are read once more for it: seldom, and not kept meanwhile."""
        if self._identities is None:
            pages = [await self._read(name) for name in self.names if not _is_document(name)]
            self._identities = frozenset(one for page in pages if page.reading for one in page.reading.identities)
        return self._identities


def _is_document(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in SUFFIXES
