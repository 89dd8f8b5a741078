"""What is sought in the inbox: words as the database's `searchable` makes them, and the passage that has them.

All words that are typed stand in one message, in one note, or in what is known of the customer; the last may be the
beginning of a word, for it is still being typed. Letters with marks are sought as the plain ones.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, literal, or_, select, text as sql
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.contacts import Contact
from sportello.conversations.models import Author, Conversation, Message, Note

MOST_WORDS: Final = 8
LONGEST_WORD: Final = 60
MANY: Final = 4_000
"""From so many finds on they are not gathered: who walks back in time meets enough of them sooner."""
WALK: Final = 1_000
"""Conversations that one page of such a walk looks into."""
BEFORE_IT, PASSAGE = 48, 180
"""Letters of a passage before what was found, and of all of it."""

_MARKED: Final = "ÀÁÂÃÄÅàáâãäåÈÉÊËèéêëÌÍÎÏìíîïÒÓÔÕÖØòóôõöøÙÚÛÜùúûüÇçÑñÝýÿŠšŽžŁłĆćČčĐđ"
_PLAIN: Final = "aaaaaaaaaaaaeeeeeeeeiiiiiiiioooooooooooouuuuuuuuccnnyyysszzllccccdd"
_FOLD: Final = str.maketrans(_MARKED, _PLAIN)
"""The same as in `searchable`, letter for letter, so that what is found there is found here again."""
_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"[\d\s()+./-]+")
_LEAST_DIGITS: Final = 4

FoundIn = Literal["contact", "message", "note"]


@dataclass(frozen=True, slots=True)
class Sought:
    """Words that were typed, as they are compared; `number` is what was typed as one number in several groups."""

    words: tuple[str, ...]
    number: str | None

    @property
    def sure(self) -> str:
        """The words that are whole, as a `tsquery` is written."""
        return " & ".join(f"'{word}'" for word in self.words[:-1])

    @property
    def begun(self) -> str:
        """The last one, which may be the beginning of one."""
        return f"'{self.words[-1]}':*"

    @property
    def otherwise(self) -> str:
        """What may stand instead of them."""
        return f"'{self.number}':*" if self.number else ""

    @property
    def query(self) -> str:
        """All of it."""
        words = f"{self.sure} & {self.begun}" if self.sure else self.begun
        return f"({words}) | {self.otherwise}" if self.otherwise else words

    def is_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Where one of the words stands in a text."""
        for met in _WORD.finditer(fold(text)):
            if met[0] in self.words or met[0].startswith(self.words[-1]):
                yield met.span()


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a passage, which is what was sought or not."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Where it was found: in what is known of the customer, in the newest such message, or in a note."""

    place: FoundIn
    parts: list[Part]
    author: Author | None
    seq: int | None
    at: datetime | None


def fold(text: str) -> str:
    """A text as it is compared, of the same length."""
    lower = text.translate(_FOLD).lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def seek(typed: str) -> Sought | None:
    """What somebody typed; None where there is no word in it."""
    words = tuple(met[0][:LONGEST_WORD] for met in _WORD.finditer(fold(typed)))[:MOST_WORDS]
    if not words:
        return None
    digits = "".join(filter(str.isdecimal, typed)) if _NUMBER.fullmatch(typed.strip()) else ""
    return Sought(words, digits if len(words) > 1 and len(digits) >= _LEAST_DIGITS else None)


async def gathered(session: AsyncSession, sought: Sought) -> list[UUID] | None:
    """The conversations in which it is; None where so many are expected that they are better walked to."""
    parts = {"sure": sought.sure, "begun": sought.begun, "otherwise": sought.otherwise}
    return await session.scalar(_SEARCH, parts | {"most": MANY})


_SEARCH = sql("SELECT door_search(CAST(:sure AS tsquery), CAST(:begun AS tsquery), CAST(:otherwise AS tsquery), :most)")


def has(sought: Sought, conversation_id: ColumnElement[UUID], contact_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether it is in a conversation, which is looked into for it."""
    query = _query(sought)
    said = _any(
        Message.conversation_id == conversation_id, _may_hold(Message.text, sought), _matches(Message.text, query)
    )
    noted = _any(Note.conversation_id == conversation_id, _matches(Note.text, query))
    details = func.concat_ws(" ", Contact.name, Contact.email, Contact.external_id)
    may_be = _may_hold(details, sought)
    if sought.words[0].isdecimal():
        may_be |= Contact.phone.is_not(None)
    known = _any(Contact.id == contact_id, may_be, _known().bool_op("@@")(query))
    return or_(said, noted, known)


def _any(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is one, looked for in each conversation: of an EXISTS the planner may gather all there are."""
    found = select(literal(value=True)).where(*conditions).limit(1).scalar_subquery()
    return func.coalesce(found, literal(value=False))


def _may_hold(text: Any, sought: Sought) -> ColumnElement[bool]:
    """What is known without parting a text into words, which costs ten times as much.

    Only what has no marks is judged by it, so letters are made small as plain ones: where they are looked up for their
    language, as ILIKE does, this takes ten times as long.
    """
    small = func.lower(text.collate("C"))
    plain = and_(*(small.contains(word) for word in sought.words))
    if sought.number:
        plain |= small.contains(sought.number)
    return or_(func.octet_length(text) != func.char_length(text), plain)


def _query(sought: Sought) -> ColumnElement[Any]:
    return bindparam("sought", sought.query, type_=TSQUERY, unique=True)


def _matches(text: Any, query: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.searchable(text).bool_op("@@")(query)


def _known() -> ColumnElement[Any]:
    return func.searchable_contact(Contact.name, Contact.email, Contact.phone, Contact.external_id)


async def passages(session: AsyncSession, *, sought: Sought, ids: Sequence[UUID]) -> dict[UUID, Found]:
    """Where it stands in each of these conversations: the customer first, then the newest of what was said of it."""
    query = _query(sought)
    said = (
        select(Message.text, Message.author, Message.seq, Message.created_at)
        .where(
            Message.conversation_id == Conversation.id, _may_hold(Message.text, sought), _matches(Message.text, query)
        )
        .order_by(Message.seq.desc())
        .limit(1)
        .lateral("said")
    )
    noted = (
        select(Note.text, Note.created_at)
        .where(Note.conversation_id == Conversation.id, _matches(Note.text, query))
        .order_by(Note.created_at.desc())
        .limit(1)
        .lateral("noted")
    )
    rows = await session.execute(
        select(
            *(Conversation.id, _known().bool_op("@@")(query)),
            *(Contact.name, Contact.email, Contact.phone, Contact.external_id),
            *(said.c.text, said.c.author, said.c.seq, said.c.created_at, noted.c.text, noted.c.created_at),
        )
        .join(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(said, literal(value=True))
        .outerjoin(noted, literal(value=True))
        .where(Conversation.id.in_(ids))
    )
    found: dict[UUID, Found] = {}
    for id_, known, name, email, phone, external_id, text, author, seq, at, note, noted_at in rows:
        if known:
            found[id_] = Found("contact", _details(sought, name, email, phone, external_id), None, None, None)
        elif note is not None and (text is None or noted_at > at):
            found[id_] = Found("note", passage(note, sought), None, None, noted_at)
        elif text is not None:
            found[id_] = Found("message", passage(text, sought), author, seq, at)
    return found


def _details(sought: Sought, *details: str | None) -> list[Part]:
    """What of a customer it is: only the details that have it."""
    phone = details[2]
    digits = "".join(filter(str.isdecimal, phone or ""))
    number = sought.number or (sought.words[0] if len(sought.words) == 1 and sought.words[0].isdecimal() else None)
    parts: list[Part] = []
    for detail in details:
        if detail is None:
            continue
        shown = passage(detail, sought)
        if detail is phone and number and number in digits:
            shown = [Part(detail, found=True)]
        if any(part.found for part in shown):
            parts += [*([Part(" · ", found=False)] if parts else []), *shown]
    return parts


def passage(text: str, sought: Sought) -> list[Part]:
    """The part of a text around the first of the words, with all of them told apart."""
    text = " ".join(text.split())
    spans = list(sought.is_in(text))
    first = spans[0][0] if spans else 0
    begin = 0 if first <= BEFORE_IT else text.rfind(" ", 0, first - BEFORE_IT) + 1
    end = min(len(text), begin + PASSAGE)
    parts: list[Part] = []
    at = begin
    for start, stop in spans:
        if start < at or stop > end:
            continue
        if start > at:
            parts.append(Part(text[at:start], found=False))
        parts.append(Part(text[start:stop], found=True))
        at = stop
    if at < end:
        parts.append(Part(text[at:end], found=False))
    if begin > 0:
        parts.insert(0, Part("… ", found=False))
    if end < len(text):
        parts.append(Part(" …", found=False))
    return parts
