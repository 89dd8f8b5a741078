"""Passages: an article cut along its headings into pieces that can be found, cited and shown on their own."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sportello.knowledge.text.markdown import Block, blocks, cells, items, sentences
from sportello.knowledge.text.words import TOKENS_PER_PASSAGE, count_tokens, fold

_ROOMY = 320
"""Blocks are gathered into one passage up to about here; only a single block may go on to the limit."""
_LONGEST_HEADING = 200


@dataclass(frozen=True)
class Place:
    """Where a passage begins: in which top-level block, and at which row, item, line or sentence of it.

    Rows and lines are counted without a table's head and a fence.
    """

    block: int
    unit: int = 0


@dataclass(frozen=True)
class Piece:
    """A passage before it is stored: where it stands, and its Markdown without the headings."""

    heading_path: tuple[str, ...]
    anchor: str
    text: str
    tokens: int
    begins: Place


def split(body: str, *, title: str) -> list[Piece]:
    """The passages of an article, each under `TOKENS_PER_PASSAGE`; tables and lists whole where they fit."""
    return cut(blocks(body), body=body, title=title)


def cut(found: Sequence[Block], *, body: str, title: str) -> list[Piece]:
    """The same, of an article whose blocks are at hand."""
    pieces = list(_pieces(found, title))
    if pieces or not body.strip():
        return pieces
    text = next(_cut(body, TOKENS_PER_PASSAGE - 1))  # nothing but headings: they are the text
    return [Piece((), slug(title), text, count_tokens(text), Place(0))]


def repeated_title(found: Sequence[Block], title: str) -> int | None:
    """Which block is a heading, before everything else, that only says the title again; None: there is none."""
    first = next((at for at, block in enumerate(found) if block.kind != "hr"), None)
    if first is None or found[first].level != 1:
        return None
    return first if fold(_name(found[first])) == fold(title[:_LONGEST_HEADING]) else None


def _name(heading: Block) -> str:
    return heading.title[:_LONGEST_HEADING] or "…"


def _pieces(found: Sequence[Block], title: str) -> Iterator[Piece]:
    path: list[tuple[int, str]] = []
    anchors = _Anchors(title)
    repeated = repeated_title(found, title)
    for section in _sections(found):
        (at, head), *rest = section
        if head.kind == "heading":
            path = [above for above in path if above[0] < head.level]
            if at != repeated:
                path.append((head.level, _name(head)))
        else:
            rest = section
        names = tuple(name for _, name in path)
        for place, text in _pack(rest):
            yield Piece(names, anchors.take(names), text, count_tokens(text), place)


def _sections(found: Iterable[Block]) -> Iterator[list[tuple[int, Block]]]:
    """The blocks with their numbers, each section beginning with its heading."""
    section: list[tuple[int, Block]] = []
    for at, block in enumerate(found):
        if block.kind == "heading" and section:
            yield section
            section = []
        section.append((at, block))
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
    """A short name for an address: small letters of whatever script, digits and hyphens."""
    # Folding takes signs apart that are one letter to whoever reads them, as in Korean.
    whole = unicodedata.normalize("NFC", fold(text)).lower()
    name = "-".join("".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in whole).split())
    if len(name) > longest:
        name = name[:longest].rsplit("-", 1)[0] if "-" in name[:longest] else name[:longest]
    return name.strip("-") or "text"


def _pack(found: Iterable[tuple[int, Block]]) -> list[tuple[Place, str]]:
    """Gather blocks into texts under the limit, opening a new one rather than growing past `_ROOMY`."""
    texts: list[tuple[Place, str]] = []
    size = _ROOMY
    for at, block in found:
        if block.kind == "hr" or not block.source.strip():
            continue
        for unit, part in _parts(block):
            tokens = count_tokens(part)
            if texts and size + tokens <= _ROOMY:
                begins, text = texts[-1]
                texts[-1] = begins, f"{text}\n\n{part}"
                size += tokens
            else:
                texts.append((Place(at, unit), part))
                size = tokens
    return texts


def _parts(block: Block) -> list[tuple[int, str]]:
    """A block as it is where it fits; else a table by rows under its head, a list by items, a text by sentences.

    Each with the number of the row, item, line or sentence it begins with.
    """
    if count_tokens(block.source) < TOKENS_PER_PASSAGE:
        return [(0, block.source)]
    if block.kind == "table":
        head, rule, *rows = block.source.split("\n")
        if len(cells(head)) and count_tokens(head) + count_tokens(rule) < TOKENS_PER_PASSAGE // 2:
            return _join(rows, "\n", before=f"{head}\n{rule}\n")
        return _later(_join(block.source.split("\n"), "\n"), by=2)
    if block.kind in ("bullet_list", "ordered_list"):
        return _join(items(block.source), "\n")
    if block.kind in ("fence", "code_block"):
        return _later(_join(block.source.split("\n"), "\n"), by=block.kind == "fence")
    return _join(sentences(block.source), " ")


def _later(parts: list[tuple[int, str]], *, by: int) -> list[tuple[int, str]]:
    """The same, counted from where the block's rows or lines begin."""
    return [(max(0, unit - by), text) for unit, text in parts]


def _join(units: Iterable[str], glue: str, *, before: str = "") -> list[tuple[int, str]]:
    """Join units into texts under the limit; a unit that is too long by itself is cut between words, or within."""
    room = TOKENS_PER_PASSAGE - count_tokens(before) - 1
    texts: list[tuple[int, str]] = []
    size = room
    for number, short in ((number, short) for number, unit in enumerate(units) for short in _cut(unit, room)):
        tokens = count_tokens(short)
        if texts and size + tokens <= room:
            begins, text = texts[-1]
            texts[-1] = begins, text + glue + short
            size += tokens
        else:
            texts.append((number, before + short))
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
