"""From lines on pages to Markdown: what is a heading, what belongs together, and what only frames a page."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sportello.knowledge.documents.columns import Word, runs
from sportello.knowledge.documents.markup import escape
from sportello.knowledge.documents.tables import heads

_LARGER = 1.15
_LEVELS, _LONGEST_HEADING = 4, 120
_SEVERAL, _EDGE, _OFTEN = 4, 2, 0.6
_APART = 0.9
_FULL = 0.7
"""How much of the widest line a line fills whose text goes on in the next."""
_BULLET = re.compile("^[•◦▪‣●○■\N{EN DASH}-]\\s+")
_NUMBERED = re.compile(r"^(\d{1,3})[.)]\s+")
_ITEM = re.compile(r"^(?:-|\d{1,3}\.) ")
_NO_HEADING = (".", ",", ";")
_PRINTED = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s+.{1,120})?"
    r"|(?:https?|file)://\S+(?:\s+\d{1,3}\s?/\s?\d{1,3})?|\d{1,3}\s?/\s?\d{1,3}",
    re.IGNORECASE,
)
"""A line that browsers print above or below a page: "11/22/26, 5:55 PM Our prices", "https://shop.example 1/2"."""


@dataclass(frozen=True)
class Line:
    """One line of a page: its words, where it stands, and how large and bold its letters are."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    words: tuple[Word, ...] = ()

    def is_beside(self, other: "Line") -> bool:
        """Whether both stand in one row, as cells of a table do."""
        return min(self.top, other.top) - max(self.bottom, other.bottom) > 0.5 * self.size

    def goes_on(self, after: "Line") -> bool:
        """Whether this stands under `after`, close and alike, so that both may be one paragraph."""
        alike = after.size == self.size and after.bold == self.bold
        return alike and -0.5 * self.size < after.bottom - self.top < 0.7 * self.size

    def may_head(self) -> bool:
        """Whether it reads like a heading: short, with letters, and no end of a sentence."""
        letters = sum(letter.isalpha() for letter in self.text)
        short = len(self.text) <= _LONGEST_HEADING and letters > 1
        return short and not self.text.endswith(_NO_HEADING) and not _BULLET.match(self.text)


def without_margins(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without lines that return on most of them, like a letterhead or "Page 3 of 12".

    Where little else would be left, those lines are the text: forms and tickets repeat themselves. What a browser
    prints around a page (when, where from, which page of how many) is no text on a single one either.
    """
    pages = [_unprinted(lines) for lines in pages]
    if len(pages) < _SEVERAL:
        return _once_framed(pages) if len(pages) > 1 else list(pages)
    edges = [{_bare(line) for line in (*lines[:_EDGE], *lines[-_EDGE:])} for lines in pages]
    counted = Counter(words for edge in edges for words in edge)
    often = {words for words, times in counted.items() if times > len(pages) * _OFTEN}
    inner = [
        [line for at, line in enumerate(lines) if _bare(line) not in often or _EDGE <= at < len(lines) - _EDGE]
        for lines in pages
    ]
    return inner if _letters(inner) * 2 > _letters(pages) else list(pages)


def _unprinted(lines: Sequence[Line]) -> list[Line]:
    """A page without what a browser printed above and below it, and beside that: its title."""
    edges = [*lines[:_EDGE], *lines[-_EDGE:]]
    printed = [line for line in edges if _PRINTED.fullmatch(line.text)]
    return [line for line in lines if not any(line == one or line.is_beside(one) for one in printed)]


def _once_framed(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Two or three pages, on which what returns says less: it has to stand at the same height, and apart.

    A letterhead is kept where it comes first, what stands at the foot where it comes last, and numbers of pages never.
    """
    inner = [
        [line for at, line in enumerate(lines) if not _frames(pages, page, at)] for page, lines in enumerate(pages)
    ]
    return inner if _letters(inner) * 2 > _letters(pages) else list(pages)


def _frames(pages: Sequence[list[Line]], page: int, at: int) -> bool:
    """Whether a line of a page is to go: another page has it, too, and it is not the one to be kept."""
    lines, line = pages[page], pages[page][at]
    below, above = range(at, min(_EDGE, len(lines))), range(max(0, len(lines) - _EDGE), at + 1)
    gaps = [*((one, one + 1) for one in below), *((one - 1, one) for one in above)]
    if not any(_stands_apart(lines, upper, lower) for upper, lower in gaps):
        return False
    there = {
        number: one
        for number, other in enumerate(pages)
        for one in (*other[:_EDGE], *other[-_EDGE:])
        if _bare(one) == _bare(line) and abs(one.bottom - line.bottom) < line.size
    }
    if len(there) == 1:
        return False
    kept = min(there) if at * 2 < len(lines) else max(there)
    return page != kept or len({one.text for one in there.values()}) > 1


def _stands_apart(lines: Sequence[Line], upper: int, lower: int) -> bool:
    """Whether more room lies between two lines than between those of a text or the rows of a table."""
    if upper < 0 or lower >= len(lines):
        return True
    return lines[upper].bottom - lines[lower].top > _APART * max(lines[upper].size, lines[lower].size)


def _letters(pages: Sequence[list[Line]]) -> int:
    return sum(len(line.text) for lines in pages for line in lines)


def _bare(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def compose(pages: Sequence[Sequence[Line]]) -> tuple[str, str]:
    """The first heading, and the whole as Markdown."""
    paper = _Paper([line for page in pages for line in page])
    for page in pages:
        widest = max((line.right - line.left for line in page), default=0.0)
        before: Line | None = None
        for start, end, rows in runs(page, [paper.may_be_row(line) for line in page]):
            if rows:
                paper.table(rows)
                before = None
                continue
            for line in page[start:end]:
                paper.add(line, before, widest)
                before = line
    return paper.heading, "\n\n".join(paper.blocks) + "\n"


class _Paper:
    """A text as it grows, line by line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        letters = Counter[float]()
        for line in lines:
            letters[line.size] += len(line.text)
        body = letters.most_common(1)[0][0]
        larger = sorted({line.size for line in lines if line.size >= body * _LARGER and line.may_head()}, reverse=True)
        self._levels = {size: min(at + 1, _LEVELS) for at, size in enumerate(larger)}
        self.blocks: list[str] = []
        self.heading = ""

    def add(self, line: Line, before: Line | None, widest: float) -> None:
        """Put a line where it belongs: to a heading, a list or a paragraph, or at the beginning of one."""
        if level := self._level(line, before):
            self._head(f"{'#' * level} ", line, before)
        elif _BULLET.match(line.text) or _NUMBERED.match(line.text):
            self._item(line)
        elif before is None or not self.blocks or self.blocks[-1].startswith("#") or not line.goes_on(before):
            self.blocks.append(escape(line.text))
        else:
            full = before.right - before.left >= _FULL * widest
            glue = " " if full or _ITEM.match(self.blocks[-1]) else "\n"
            self.blocks[-1] += glue + escape(line.text)

    def may_be_row(self, line: Line) -> bool:
        """Whether a line may be a row of a table: several words, and none that heads others, or an item."""
        apart = line.size in self._levels or _BULLET.match(line.text) or _NUMBERED.match(line.text)
        return not apart and len(line.words) > 1

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Put in rows of as many cells. A first row without figures, above rows with some, names the columns."""
        head, body = (rows[0], rows[1:]) if heads(rows) else ([""] * len(rows[0]), rows)
        lines = [head, ["---"] * len(head), *body]
        cells = ([escape(cell).replace("|", "\\|") if cell != "---" else cell for cell in line] for line in lines)
        self.blocks.append("\n".join(f"| {' | '.join(line)} |" for line in cells))

    def _level(self, line: Line, before: Line | None) -> int:
        if not line.may_head():
            return 0
        level = self._levels.get(line.size, 0)
        alone = line.bold and (before is None or not line.is_beside(before))
        return level or (min(len(self._levels) + 1, _LEVELS) if alone else 0)

    def _head(self, mark: str, line: Line, before: Line | None) -> None:
        self.heading = self.heading or line.text
        if before is not None and line.goes_on(before) and self.blocks and self.blocks[-1].startswith(mark):
            self.blocks[-1] += f" {line.text}"
        else:
            self.blocks.append(mark + line.text)

    def _item(self, line: Line) -> None:
        numbered = _NUMBERED.match(line.text)
        words = escape(_NUMBERED.sub("", line.text) if numbered else _BULLET.sub("", line.text))
        item = f"{numbered[1]}. {words}" if numbered else f"- {words}"
        if self.blocks and _ITEM.match(self.blocks[-1]):
            self.blocks[-1] += f"\n{item}"
        else:
            self.blocks.append(item)
