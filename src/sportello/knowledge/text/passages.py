"""Passages: an article cut along its headings into pieces that can be found, cited and shown on their own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sportello.knowledge.text.markdown import Block, blocks, cells, items, sentences
from sportello.knowledge.text.words import TOKENS_PER_PASSAGE, count_tokens, fold

_ROOMY = 320
"""Blocks are gathered into one passage up to about here; only a single block may go on to the limit."""
_LONGEST_HEADING = 200


@dataclass(frozen=True)
class Heading:
    """A heading on its way to the page."""

    level: int
    title: str


@dataclass(frozen=True)
class Piece:
    """A passage before it is stored: where it stands, and its Markdown without the headings."""

    heading_path: tuple[str, ...]
    anchor: str
    text: str
    tokens: int


def split(body: str, *, title: str) -> list[Piece]:
    """The passages of an article, each under `TOKENS_PER_PASSAGE`; tables and lists whole where they fit."""
    found = [part for part in outline(body, title=title) if isinstance(part, Piece)]
    if found or not body.strip():
        return found
    text = next(_cut(body, TOKENS_PER_PASSAGE - 1))  # nothing but headings: they are the text
    return [Piece((), slug(title), text, count_tokens(text))]


def outline(body: str, *, title: str) -> list[Heading | Piece]:
    """The headings and passages of an article in order. A first heading that only repeats the title is left out."""
    parts: list[Heading | Piece] = []
    path: list[tuple[int, str]] = []
    anchors = _Anchors(title)
    for section in _sections(blocks(body)):
        head, *rest = section
        if head.kind == "heading":
            name = head.title[:_LONGEST_HEADING] or "…"
            path = [above for above in path if above[0] < head.level]
            if not (head.level == 1 and not parts and fold(name) == fold(title[:_LONGEST_HEADING])):
                path.append((head.level, name))
                parts.append(Heading(head.level, name))
        else:
            rest = section
        names = tuple(name for _, name in path)
        parts += (Piece(names, anchors.take(names), text, count_tokens(text)) for text in _pack(rest))
    return parts


def _sections(found: Iterable[Block]) -> Iterator[list[Block]]:
    section: list[Block] = []
    for block in found:
        if block.kind == "heading" and section:
            yield section
            section = []
        section.append(block)
    if section:
        yield section


class _Anchors:
    """Anchors that stay the same as long as the headings do, and are unique in their article."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._taken: set[str] = set()

    def take(self, path: tuple[str, ...]) -> str:
        own = slug(path[-1] if path else self._title)
        longer = slug(" ".join(path[-2:])) if len(path) > 1 else own
        anchor, count = (own, 1) if own not in self._taken else (longer, 1)
        while anchor in self._taken:
            count += 1
            anchor = f"{longer}-{count}"
        self._taken.add(anchor)
        return anchor


def slug(text: str, *, longest: int = 60) -> str:
    """A short name for an address: small letters, digits and hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", fold(text).replace("ß", "ss")).strip("-")
    if len(name) > longest:
        name = name[:longest].rsplit("-", 1)[0] if "-" in name[:longest] else name[:longest]
    return name.strip("-") or "text"


def _pack(found: Iterable[Block]) -> list[str]:
    """Gather blocks into texts under the limit, opening a new one rather than growing past `_ROOMY`."""
    texts: list[str] = []
    size = _ROOMY
    for block in found:
        if block.kind == "hr" or not block.source.strip():
            continue
        for part in _parts(block):
            tokens = count_tokens(part)
            if texts and size + tokens <= _ROOMY:
                texts[-1] += "\n\n" + part
                size += tokens
            else:
                texts.append(part)
                size = tokens
    return texts


def _parts(block: Block) -> list[str]:
    """A block as it is where it fits; else a table by rows under its head, a list by items, a text by sentences."""
    if count_tokens(block.source) < TOKENS_PER_PASSAGE:
        return [block.source]
    if block.kind == "table":
        head, rule, *rows = block.source.split("\n")
        if len(cells(head)) and count_tokens(head) + count_tokens(rule) < TOKENS_PER_PASSAGE // 2:
            return _join(rows, "\n", before=f"{head}\n{rule}\n")
        return _join(block.source.split("\n"), "\n")
    if block.kind in ("bullet_list", "ordered_list"):
        return _join(items(block.source), "\n")
    if block.kind in ("fence", "code_block"):
        return _join(block.source.split("\n"), "\n")
    return _join(sentences(block.source), " ")


def _join(units: Iterable[str], glue: str, *, before: str = "") -> list[str]:
    """Join units into texts under the limit; a unit that is too long by itself is cut between words, or within."""
    room = TOKENS_PER_PASSAGE - count_tokens(before) - 1
    texts: list[str] = []
    size = room
    for short in (short for unit in units for short in _cut(unit, room)):
        tokens = count_tokens(short)
        if texts and size + tokens <= room:
            texts[-1] += glue + short
            size += tokens
        else:
            texts.append(before + short)
            size = tokens
    return texts


def _cut(unit: str, room: int) -> Iterator[str]:
    if count_tokens(unit) <= room:
        yield unit
        return
    held: list[str] = []
    size = 0
    for part in (part for word in unit.split() for part in _chop(word, room)):
        tokens = count_tokens(part)
        if held and size + tokens > room:
            yield " ".join(held)
            held, size = [], 0
        held.append(part)
        size += tokens
    if held:
        yield " ".join(held)


def _chop(word: str, room: int) -> Iterator[str]:
    """A single word longer than a passage, in pieces; a character is never more than one token."""
    if count_tokens(word) <= room:
        yield word
        return
    for start in range(0, len(word), room):
        yield word[start : start + room]
