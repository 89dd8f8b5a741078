"""What of a text must be right to the letter: its figures and days, and what it promises, forbids or gives free.

A text is read in clauses. Each knows whether it denies something, the words it says that of, and its marks: a figure
with its unit (digits or words alike), a day, a claim. `support` compares those of an answer with those of its sources.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from sportello.answering.grounding.bounds import (
    AT_LEAST,
    AT_MOST,
    Bound,
    Side,
    bound_of,
    bounds_first,
    is_bound,
    side_of,
)
from sportello.answering.grounding.lexicon import FREE, MONEY, Words, figure, unit_of, valued, words_of
from sportello.answering.phrases import fold
from sportello.knowledge import segments, split_words, tells

_TOKEN: Final = re.compile(
    r"(?P<code>\b[^\W\d_]{1,3}\d{1,4}\b)|(?P<figure>\d+(?:[.,:\u2019]\d+)*)|(?P<word>[^\W\d_]+)|(?P<sign>[€$£%])|(?P<dash>\s?[-\u2010-\u2014]\s?|/|\u00d7)"
    r"|(?P<stop>[;.!?…|·\n])|(?P<pause>[,:()\"«»„“”])"
)
_BETWEEN: Final = frozenset(
    {"a", "ad", "al", "alle", "e", "o", "bis", "und", "oder", "to", "and", "or", "until", "till"}
)
_RANGED: Final = frozenset({"a", "ad", "al", "alle", "bis", "to", "until", "till", "through"})
_CLOCKED: Final = frozenset({"alle", "dalle", "ore", "at", "um", "o"})
_CLAIMS: Final = ("refund", "promise", "law", "safe", "always", "everybody")
_WEEK: Final = 7
_ENDS: Final = 2
_WIDEST: Final = 100
"""What of a range lies between its ends is only written out so far."""
_FREE_OF: Final = frozenset({"to", "of", "da"})
_SHORT: Final = 4
"""Letters from which on a word is none that stands between two figures of one run."""
_FEW: Final = 2
"""A clause of so few words belongs to its neighbour."""


@dataclass(frozen=True)
class Mark:
    """A thing that must be right: of a kind ("eur", "day", "refund" …), and what of it: one of these values."""

    kind: str
    values: frozenset[str]
    noun: str = ""
    """What a bare figure counts."""
    per: str = ""
    """For each of what a price is."""
    bound: Bound = ""
    side: Side = ""


@dataclass
class Clause:
    """A part of a sentence or a cell of a row."""

    words: set[str] = field(default_factory=set[str])
    marks: list[Mark] = field(default_factory=list[Mark])
    ranges: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    negative: bool = False
    pays: bool = False
    within: list[Mark] = field(default_factory=list[Mark])
    """The marks of its row, which say when and for whom it is so."""
    around: frozenset[str] = frozenset()
    """The words of its whole sentence or row."""
    above: frozenset[str] = frozenset()
    """Those of its headings."""

    def take(self, more: "Clause") -> None:
        """Go on with what follows."""
        self.words |= more.words
        self.marks += more.marks
        self.ranges += more.ranges

    @property
    def priced(self) -> bool:
        """Whether it says what something costs."""
        return any(mark.kind == "price" and FREE not in mark.values for mark in self.marks)

    @property
    def free(self) -> bool:
        """Whether it says that something costs nothing."""
        return any(mark.kind == "price" and FREE in mark.values for mark in self.marks)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    joined: bool
    """Whether it hangs on the one before by a hyphen."""


def read_source(text: str, language: str) -> list[Clause]:
    """The clauses of a source, whose first paragraphs are its headings."""
    above: set[str] = set()
    found: list[Clause] = []
    for segment in segments(text):
        clauses = _row(segment.text, language) if segment.kind == "row" else read_sentence(segment.plain, language)
        for clause in clauses:
            clause.above = frozenset(above)
        marked = any(clause.negative or any(m.kind not in _CLAIMS for m in clause.marks) for clause in clauses)
        if segment.kind == "sentence" and (segment.plain.endswith("?") or not (marked or segment.plain[-1:] in ".!:")):
            above |= {word for clause in clauses for word in clause.words}
        elif segment.kind != "head":
            found += clauses
    return found


def _row(text: str, language: str) -> list[Clause]:
    """A row, each of its cells after its first: "25 December" and then "Opening closed"."""
    words = words_of(language)
    label, *cells = text.split(" · ")
    cells = [cell for cell in cells if re.search(r"\w", cell.partition(": ")[2] or cell)]
    label, cells = label.replace(": ", " "), [cell.replace(": ", " ") for cell in cells]
    parts = [f"{label} {part}" for cell in cells or [""] for part in cell.split("; ")]
    tokens = ([each for each in _tokens(part) if each.kind not in {"pause", "stop"}] for part in parts)
    found = [clause for each in tokens if (clause := _clause(each, words))]
    around = frozenset(word for clause in found for word in clause.words)
    within = [mark for clause in found for mark in clause.marks]
    for clause in found:
        clause.around, clause.within = around, within
    return found


def read_sentence(text: str, language: str) -> list[Clause]:
    """The clauses of a sentence, a row or an item."""
    words = words_of(language)
    found: list[Clause] = []
    for part, apart in _parts(list(_tokens(text)), words):
        clause = _clause(part, words)
        if clause is None:
            continue
        if found and not apart and all(word[0] == "#" for word in clause.words) and not clause.negative:
            found[-1].take(clause)  # what is said of it stands before
            continue
        if words.has("or", part[0].text) and part[0].text:
            _deny_too(clause, found)
        found.append(clause)
    around = frozenset(word for clause in found for word in clause.words)
    for clause in found:
        clause.around = around
    return found


def _deny_too(clause: Clause, before: Sequence[Clause]) -> None:
    """What is denied of one is of all that stand in its row: "not the tents, the hall or the shop"."""
    at = next((at for at in range(len(before) - 1, -1, -1) if before[at].negative), None)
    if at is None or any(each.marks for each in before[at + 1 :]):
        return
    for each in [*before[at + 1 :], clause]:
        each.negative = True


def _tokens(text: str) -> Iterator[_Token]:
    end, dashed = 0, False
    for match in _TOKEN.finditer(bounds_first(text.replace("n't", " not").replace("n\u2019t", " not"))):
        kind = match.lastgroup or ""
        if kind == "dash":
            dashed = not match[0].startswith(" ") and match[0][0] in "-\u2010\u2011"
            if dashed:
                continue
            yield _Token("dash", match[0], joined=False)
        else:
            kind = "word" if kind == "code" else kind
            small = match[0].lower()
            said = small if small == "è" else fold(small)  # what is, and no "and"
            yield _Token(kind, said, joined=dashed and match.start() > end)
        dashed, end = False, match.end()


def _parts(tokens: Sequence[_Token], words: Words) -> Iterator[tuple[list[_Token], bool]]:
    """Clauses as they stand between stops, and between the words that part sentences; whether a stop is before it."""
    part: list[_Token] = []
    parts: list[tuple[list[_Token], bool]] = []
    for at, token in enumerate(tokens):
        # "No ticket needed: Friday …" denies nothing of Friday
        hard = token.kind == "stop" or (token.text == ":" and any(words.has("not", each.text) for each in part))
        figures = at and tokens[at - 1].kind == "figure" and "figure" in {each.kind for each in tokens[at + 1 : at + 3]}
        soft = token.kind == "pause" or (words.has("part", token.text) and token.kind == "word")
        if hard or (soft and not figures):
            if part:
                parts.append((part, hard))
            part = [] if hard or token.kind == "pause" else [token]
        else:
            part.append(token)
    if part:
        parts.append((part, True))
    held: list[_Token] = []
    apart = True
    for part, hard in parts:
        held = [*held, *part]
        if hard or not _small(held, words):
            yield held, apart
            held, apart = [], hard
    if held:
        yield held, apart


def _small(part: Sequence[_Token], words: Words) -> bool:
    """Whether it is no clause of its own, as "Saturday, Sunday and …"."""
    if any(token.kind in {"figure", "sign"} or words.number(token.text) is not None for token in part):
        return False
    return len([token for token in part if tells(token.text, words.language)]) <= _FEW and not any(
        words.has(key, token.text) for token in part for key in ("not", "free")
    )


def _clause(part: Sequence[_Token], words: Words) -> Clause | None:
    clause = Clause()
    read = _Figures(part, words, clause)
    at = 0
    while at < len(part):
        at = read.take(at)
    denied = sum(_claim(part, at, words, clause) for at, token in enumerate(part) if token.kind == "word")
    clause.negative = denied % 2 == 1
    plain = " ".join(token.text for token in part if token.kind == "word")
    timed = any(mark.kind == "clock" for mark in clause.marks)
    if timed and any(each in f" {plain} " for each in words.daily):
        clause.marks.append(Mark("weekday", frozenset(map(str, range(_WEEK)))))
        clause.words |= {f"@{each}" for each in range(_WEEK)}
    clause.words |= {f"{one.text}{other.text}" for one, other in pairwise(part) if other.joined and one.kind == "word"}
    clause.words |= {
        word
        for word in split_words(plain, words.language)
        if tells(word, words.language)
        and words.day(word) is None
        and words.number(word) is None
        and unit_of(word) not in MONEY
        and word not in {AT_LEAST, AT_MOST}
        and not any(words.has(key, word) for key in ("not", "free", "per", "pay", "may"))
    }
    return clause if clause.words or clause.marks or denied else None


def _claim(part: Sequence[_Token], at: int, words: Words, clause: Clause) -> bool:
    """Write down what a word claims; whether it denies."""
    token = part[at]
    word = token.text
    after = part[at + 1].text if at + 1 < len(part) else ""
    for kind in _CLAIMS:
        if words.has(kind, word):
            clause.marks.append(Mark(kind, frozenset({"said"})))
    if words.has("not", word) or words.has("without", word):
        if words.has("charge", after):  # "no charge", "senza costi": nothing is to be paid
            clause.marks.append(Mark("price", frozenset({FREE})))
            return False
        if words.has("without", word):
            lacking = next((each.text for each in part[at + 1 :] if _is_content(each.text, words)), "")
            clause.marks.append(Mark("without", frozenset({"said"}), lacking))
            return False
        alone = word == "no" and not after
        bounds = is_bound([each.text for each in part[at : at + 3]])
        return not (alone or token.joined or bounds or words.has("no_longer", after))
    charged = after == "of" and at + 2 < len(part) and part[at + 2].text == "charge"
    if words.has("free", word) and not token.joined and (charged or after not in _FREE_OF):
        clause.marks.append(Mark("price", frozenset({FREE})))
    clause.pays = clause.pays or words.has("pay", word)
    return False


def _is_content(word: str, words: Words) -> bool:
    return bool(split_words(word, words.language)) and tells(word, words.language)


class _Figures:
    """Reads the figures and days of a clause."""

    def __init__(self, part: Sequence[_Token], words: Words, clause: Clause) -> None:
        self._part, self._words, self._clause = part, words, clause

    def take(self, at: int) -> int:
        """Read what stands here; where to go on."""
        token = self._part[at]
        day = self._words.day(token.text) if token.kind == "word" else None
        if day is not None:
            return self._day(at, day)
        values = self._values(at)
        if values is None:
            return at + 1
        run = [(at, values)]
        end = at + 1
        while end < len(self._part) and self._between(end):
            # "7 e l'8": an article may stand before the next one
            to = next((to for to in (end + 1, end + 2) if to < len(self._part) and self._values(to)), None)
            if to is None or (to == end + 2 and len(self._part[end + 1].text) >= _SHORT):
                break
            run.append((to, self._values(to) or frozenset()))
            end = to + 1
        if (
            end < len(self._part)
            and self._part[end - 1].kind == "figure"
            and self._values(end)
            and self._part[end].joined
        ):
            run.append((end, self._values(end) or frozenset()))
            end += 1
        self._mark(run, end)
        return end

    def _between(self, at: int) -> bool:
        token = self._part[at]
        return token.kind in {"dash", "pause", "sign"} or token.text in _BETWEEN

    def _values(self, at: int) -> frozenset[str] | None:
        token = self._part[at]
        if token.kind == "figure":
            return frozenset({figure(token.text)})
        many = self._words.number(token.text) if token.kind == "word" else None
        if many is None:
            return None
        if token.text in self._words.ambiguous and not (at + 1 < len(self._part) and unit_of(self._part[at + 1].text)):
            return None
        return frozenset({str(many)})

    def _mark(self, run: Sequence[tuple[int, frozenset[str]]], end: int) -> None:
        """Write down a run of figures with the unit that stands at its end or before it."""
        part, words = self._part, self._words
        after = part[end] if end < len(part) else None
        before = part[run[0][0] - 1] if run[0][0] else None
        month = self._month(after) or self._month(before)
        unit = "date" if month else self._unit(run, before, after)
        noun = after.text if unit is None and after and after.kind == "word" and _is_content(after.text, words) else ""
        per = self._per(end + 1) if unit in MONEY else ""
        alone = len(run) == 1
        bound = bound_of([each.text for each in part[: run[0][0]]], clock=unit == "clock") if alone else ""
        side = side_of([each.text for each in part[end + 1 :]]) if unit not in {"clock", "date", *MONEY} else ""
        for _, values in run:
            kind, shown = valued(values, unit, month, after.text if after else "")
            self._clause.marks.append(Mark(kind, shown, noun, per, bound, side))
            self._clause.words |= {f"#{value}" for value in values}
        self._range(run, unit, month, noun)

    def _unit(
        self, run: Sequence[tuple[int, frozenset[str]]], before: _Token | None, after: _Token | None
    ) -> str | None:
        if any(":" in self._part[at].text for at, _ in run):
            return "clock"
        unit = unit_of(after.text) if after and after.kind in {"word", "sign"} and not after.joined else None
        if unit is None and before and before.kind == "sign":
            unit = unit_of(before.text)
        return "clock" if unit == "hour" and before and before.text in _CLOCKED else unit

    def _range(self, run: Sequence[tuple[int, frozenset[str]]], unit: str | None, month: int, noun: str) -> None:
        """A range says all that lies in it."""
        numbers = [next(iter(values)) for _, values in run]
        at = run[0][0] + 1
        ranged = len(run) == _ENDS and (
            self._part[at].kind == "dash" or self._part[at].joined or self._part[at].text in _RANGED
        )
        if not ranged or not all(each.isdigit() for each in numbers):
            return
        low, high = sorted(map(int, numbers))
        self._clause.ranges.append((low, high))
        if unit in {"date", "year", None} and high - low <= _WIDEST:
            held = frozenset(f"{each}/{month}" if month else str(each) for each in range(low, high + 1))
            self._clause.marks.append(Mark(unit or "", held, noun))

    def _month(self, token: _Token | None) -> int:
        if token is None or token.kind != "word":
            return 0
        return next((at for at, month in enumerate(self._words.months, 1) if token.text == month), 0)

    def _per(self, at: int) -> str:
        """What a price is for each of, after "per", "a", "in der", whatever article stands before it."""
        part, words = self._part, self._words
        texts = [token.text for token in part[at : at + 2]]
        long = 2 if words.has("per", " ".join(texts)) else 1 if texts and (words.has("per", texts[0])) else 0
        long = long or (1 if texts[:1] == ["/"] else 0)
        after = part[at + long : at + long + 2] if long else list[_Token]()
        return next((token.text for token in after if _is_content(token.text, words) or unit_of(token.text)), "")

    def _day(self, at: int, day: int) -> int:
        held = {day}
        end = at + 1
        if (end + 1 < len(self._part) and self._part[end].kind == "dash") or (
            end + 1 < len(self._part) and self._part[end].text in _RANGED
        ):
            last = self._words.day(self._part[end + 1].text)
            if last is not None:
                held = {each % _WEEK for each in range(day, last + 1 + (_WEEK if last < day else 0))}
                end += 2
        self._clause.marks.append(Mark("weekday", frozenset(map(str, held))))
        self._clause.words |= {f"@{each}" for each in held}
        return end
