"""How an article is written, whoever writes it: its text, passages and wordings, its address, one writer at a time."""

import hashlib
from asyncio import to_thread
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, Text, any_, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from sportello.core.clock import now
from sportello.core.ids import new_id
from sportello.knowledge.articles import Content
from sportello.knowledge.models import Article, Passage, Wording
from sportello.knowledge.text.passages import split
from sportello.workspaces import Workspace, get_workspace

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('knowledge ' || CAST(:workspace AS text), 0))")
_LONG = 4_000
_OCCUPIED = frozenset({"facts"})
"""Addresses in the help centre that are no article's."""


async def write_alone(session: AsyncSession) -> Workspace:
    """The workspace, with its knowledge locked for this transaction: writers come one after another."""
    here = await get_workspace(session)
    await session.execute(_ALONE, {"workspace": here.id})
    return here


def whole_articles() -> Select[Article]:
    """Articles with all that `write` compares: their wordings and passages."""
    return select(Article).options(selectinload(Article.wordings), selectinload(Article.passages))


class Addresses:
    """The addresses that are taken, and the next free one like a given one."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._counts: dict[str, int] = {}

    def next(self, name: str) -> str:
        """`name`, or the first of `name-2`, `name-3` … that nobody has; it is taken from now on."""
        address = name
        while address in self._taken:
            self._counts[name] = self._counts.get(name, 1) + 1
            address = f"{name}-{self._counts[name]}"
        self._taken.add(address)
        return address


async def addresses(session: AsyncSession, *, like: Iterable[str]) -> Addresses:
    """The addresses of the workspace's articles that are like some names: these, or these with a number.

    Numbers are looked for, in all addresses there are, only where one may be needed.
    """
    counts = Counter(like)
    whole = select(Article.slug).where(Article.slug == any_(literal(list(counts), ARRAY(Text))))
    taken = set(await session.scalars(whole)) if counts else set[str]()
    again = [name for name, count in counts.items() if count > 1 or name in taken or name[-1:].isdigit()]
    if again:
        bare = func.regexp_replace(Article.slug, r"-\d+$", "")
        taken |= set(await session.scalars(select(Article.slug).where(bare == any_(literal(again, ARRAY(Text))))))
    return Addresses({*_OCCUPIED, *taken})


def new_article(workspace_id: UUID, address: str) -> Article:
    """An article about to be written for the first time."""
    return Article(id=new_id(), workspace_id=workspace_id, slug=address, wordings=[], passages=[])


def digest(content: Content) -> str:
    """What an import remembers of a content, to tell whether the source says something else next time."""
    parts = [content.kind, content.title, content.language, content.status, content.body, *content.questions]
    if content.valid_from or content.valid_until:
        parts += [str(content.valid_from), str(content.valid_until)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


async def write(article: Article, content: Content) -> None:
    """Put a text into an article, its passages and wordings; what stays the same keeps its id.

    Status, validity and scope are the caller's business: an import has other rules for them than the desk.
    """
    article.kind, article.title, article.language = content.kind, content.title.strip(), content.language
    article.body, article.updated_at = content.body, now()
    # Long texts take a while to cut; others are served meanwhile.
    pieces = (
        await to_thread(split, content.body, title=content.title)
        if len(content.body) > _LONG
        else split(content.body, title=content.title)
    )
    passages = {passage.anchor: passage for passage in article.passages}
    article.passages = [passages.get(piece.anchor) or Passage(id=new_id()) for piece in pieces]
    for position, (passage, piece) in enumerate(zip(article.passages, pieces, strict=True)):
        passage.workspace_id, passage.position = article.workspace_id, position
        passage.heading_path, passage.anchor = list(piece.heading_path), piece.anchor
        passage.text, passage.tokens = piece.text, piece.tokens
    questions = dict.fromkeys(" ".join(question.split()) for question in content.questions)
    wordings = {wording.text: wording for wording in article.wordings}
    article.wordings = [wordings.get(question) or Wording(id=new_id(), text=question) for question in questions]
    for position, wording in enumerate(article.wordings):
        wording.workspace_id, wording.position = article.workspace_id, position
