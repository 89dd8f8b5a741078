"""Tables in a PDF, which knows none: lines whose words stand under each other, with a gap that runs through all.

A gap in one line says little: in a narrow table it is no wider than a space. So the line that is most clearly parted
tells the columns, and those above and below it join as long as their words keep to them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

_APART = 0.45
"""Times the height of the letters: so wide a gap parts two cells, and no two words that are not justified."""
_WIDE = 1.0
"""So wide a gap each two columns need in two lines at least: justified lines have few."""
_CLEAR = 0.1
"""So much stays free between two columns in every line."""
_ALIGNED = 0.12
_CENTRED = 0.35
_NEAREST, _FARTHEST = -0.5, 1.5
"""How far below each other two rows may be."""
_EVEN = 0.35
"""How much the distance of rows may differ where a line is parted only by where its words stand."""
_FEWEST, _WIDEST, _LONGEST = 2, 40, 400


@dataclass(frozen=True)
class Word:
    """A word, or several side by side, and from where to where it reaches."""

    text: str
    left: float
    right: float
    parted: bool = False
    """Whether nobody wrote a space before it, where spaces are written: it was put into its place."""


class Parted(Protocol):
    """A line of a page, as far as columns are concerned."""

    @property
    def words(self) -> Sequence[Word]:
        """Its words, from left to right."""
        ...

    @property
    def bottom(self) -> float:
        """Where it ends."""
        ...

    @property
    def top(self) -> float:
        """Where it begins, counted from the foot of the page."""
        ...


def find_table(lines: Sequence[Parted]) -> tuple[int, list[list[str]]] | None:
    """The first table among lines that follow one another: which line it begins with, and the cells of its rows."""
    parts = [_parts(line) for line in lines]
    tried = set[int]()
    for anchor in sorted(range(len(lines)), key=lambda at: -len(parts[at])):
        if len(parts[anchor]) < _FEWEST:
            return None
        if anchor in tried or len(parts[anchor]) > _WIDEST:
            continue
        grid = _Grid(lines, parts, anchor)
        if len(grid.rows) >= _FEWEST and grid.is_open():
            return min(grid.rows), [[cell.text if cell else "" for cell in grid.rows[at]] for at in sorted(grid.rows)]
        tried |= grid.rows.keys()
    return None


def _parts(line: Parted) -> list[Word]:
    """The words of a line, those together that no wide gap parts."""
    found: list[Word] = []
    for word in line.words:
        if found and not word.parted and word.left - found[-1].right < _APART * _height(line):
            found[-1] = _joined(found[-1], word)
        else:
            found.append(word)
    return found


def _joined(one: Word, other: Word) -> Word:
    return Word(f"{one.text} {other.text}", one.left, other.right, one.parted)


def _height(line: Parted) -> float:
    return line.top - line.bottom


Cells = list[Word | None]


class _Column:
    """A column as it grows: from where to where it reaches, and where its cells begin and end."""

    def __init__(self, cell: Word) -> None:
        self.left, self.right = cell.left, cell.right
        self._lefts, self._rights = {cell.left}, {cell.right}

    def add(self, cell: Word) -> None:
        """Reach as far as this cell."""
        self.left, self.right = min(self.left, cell.left), max(self.right, cell.right)
        self._lefts.add(cell.left)
        self._rights.add(cell.right)

    def holds(self, cell: Word, height: float) -> bool:
        """Whether a cell begins or ends where another does, or stands in the middle."""
        slack = _ALIGNED * height
        return (
            any(abs(cell.left - left) <= slack for left in self._lefts)
            or any(abs(cell.right - right) <= slack for right in self._rights)
            or abs(cell.left + cell.right - self.left - self.right) / 2 <= _CENTRED * height
        )


class _Grid:
    """A table that grows from its clearest row, as far up and down as the lines keep to its columns."""

    def __init__(self, lines: Sequence[Parted], parts: Sequence[list[Word]], anchor: int) -> None:
        self._lines, self._parts = lines, parts
        self._columns = [_Column(cell) for cell in parts[anchor]]
        self._pitches = set[float]()
        self.rows: dict[int, Cells] = {anchor: list(parts[anchor])}
        """The cells of each line that belongs to it."""
        for step in (1, -1):
            at = anchor + step
            while 0 <= at < len(lines) and (cells := self._fitting(at, at - step)):
                self.rows[at] = cells
                self._pitches.add(abs(lines[at].top - lines[at - step].top))
                for column, cell in zip(self._columns, cells, strict=True):
                    if cell:
                        column.add(cell)
                at += step

    def is_open(self) -> bool:
        """Whether between each two columns two rows have a wide gap, a cell left out, or a gap that nobody wrote."""
        open_ = [0] * (len(self._columns) - 1)
        for at, row in self.rows.items():
            wide = _WIDE * _height(self._lines[at])
            for gap, (one, other) in enumerate(pairwise(row)):
                open_[gap] += not (one and other) or other.parted or other.left - one.right >= wide
        return all(rows >= _FEWEST for rows in open_)

    def _fitting(self, at: int, beside: int) -> Cells | None:
        """The cells of a line next to a row of the table; None where it does not belong to it."""
        line, row = self._lines[at], self._lines[beside]
        upper, lower = (line, row) if at < beside else (row, line)
        height = _height(line)
        if not _NEAREST < (upper.bottom - lower.top) / height < _FARTHEST:
            return None
        cells = self._placed(self._parts[at], _CLEAR * height)
        if cells:
            return cells
        pitch = upper.top - lower.top
        even = not self._pitches or any(abs(pitch - each) <= _EVEN * height for each in self._pitches)
        return self._aligned(line, height) if even else None

    def _placed(self, parts: Sequence[Word], clear: float) -> Cells | None:
        """The parts of a line each in the column that it touches; None where one touches two or none."""
        cells: Cells = [None] * len(self._columns)
        if not _FEWEST <= len(parts) <= len(cells):
            return None
        for part in parts:
            touched = [
                at
                for at, column in enumerate(self._columns)
                if part.left < column.right + clear and column.left - clear < part.right
            ]
            if len(touched) != 1 or cells[touched[0]]:
                return None
            cells[touched[0]] = part
        return cells

    def _aligned(self, line: Parted, height: float) -> Cells | None:
        """The cells of a line whose gaps are no wider than spaces, where they stand as the others in their columns."""
        for column_of in (self._by_beginning, self._by_end, self._by_middle):
            cells: Cells = [None] * len(self._columns)
            for word in line.words:
                at = column_of(word, _ALIGNED * height)
                if at is None or any(cells[at + 1 :]):
                    break
                before = cells[at]
                cells[at] = _joined(before, word) if before else word
            else:
                filled = [(cell, column) for cell, column in zip(cells, self._columns, strict=True) if cell]
                if len(filled) >= _FEWEST and all(column.holds(cell, height) for cell, column in filled):
                    return cells
        return None

    def _by_beginning(self, word: Word, slack: float) -> int | None:
        fitting = (at for at, column in enumerate(self._columns) if column.left <= word.left + slack)
        return max(fitting, default=None)

    def _by_end(self, word: Word, slack: float) -> int | None:
        return next((at for at, column in enumerate(self._columns) if column.right >= word.right - slack), None)

    def _by_middle(self, word: Word, slack: float) -> int | None:
        middle = (word.left + word.right) / 2
        between = (column.left - slack <= middle <= column.right + slack for column in self._columns)
        return next((at for at, inside in enumerate(between) if inside), None)


def runs(lines: Sequence[Parted], may: Sequence[bool]) -> Iterator[tuple[int, int, list[list[str]] | None]]:
    """The lines in runs, from and to: tables with their rows, and what stands between them without."""
    at = 0
    while at < len(lines):
        last = min(at + _LONGEST, len(lines))
        end = next((other for other in range(at, last) if not may[other]), last)
        found = find_table(lines[at:end]) if end > at else None
        if found:
            start, rows = at + found[0], found[1]
            if start > at:
                yield at, start, None
            yield start, start + len(rows), rows
            at = start + len(rows)
        else:
            end = max(end, at + 1)
            yield at, end, None
            at = end
