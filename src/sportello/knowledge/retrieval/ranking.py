"""From the rows that share words with a question to the entries that answer it: letters, and several wordings.

Words decide what is looked at (BM25, in SQL); here the letters of what was found are compared, which mends what
stems miss: compounds, endings, typing errors. All scores are shares of what a perfect document would get.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

K1 = 1.2
B = 0.75
GRAM = 4
"""Letters compared at a time."""
READ = 40_000
"""Letters of rows that are compared, the best rows first: all of a hundred wordings, some fifty passages."""
MEANING = 0.6
"""What the cosine counts for in a score, where a model knows the language: HWU64 likes .6 to .7."""
TOGETHER = 0.75
"""What the middle of all its wordings counts for in an entry's cosine; the rest is its nearest row's."""


@dataclass(frozen=True)
class Row:
    """A row that shares words with the question. `words` and `covered` are the shares of them that it has."""

    row_id: int
    entry_id: UUID
    wording: bool
    wordings: int
    """How many wordings its entry has."""
    text: str
    norm: float
    """What its length adds to BM25's denominator."""
    words: float
    covered: float
    cosine: float | None = None
    """How near its meaning is to the question's; None where there is no model that tells."""
    together: float | None = None
    """How near the middle of all its entry's wordings is, where it has several."""


@dataclass(frozen=True)
class Ranked:
    """An entry with its best row, and the evidence that it answers."""

    row: Row
    worded: Row | None
    """The wording among its rows that matches best."""
    score: float
    letters: float
    cosine: float | None = None


def grams(words: Sequence[str]) -> list[str]:
    """The runs of letters of these words, ends of words among them, each once."""
    found: dict[str, None] = {}
    for word in words:
        padded = f" {word} "
        for start in range(max(1, len(padded) - GRAM + 1)):
            found[padded[start : start + GRAM]] = None
    return list(found)


def rank(rows: Sequence[Row], *, asked: Sequence[str], of: int) -> list[Ranked]:
    """The entries these rows belong to, best first. `asked` are the question's words, `of` counts all rows there are.

    An entry scores the mean of its best row and of its wordings together: what many wordings say counts for more
    than what one does, unless it says the very words that were asked. Where meanings are known, its cosine counts for
    `MEANING` of the score.
    """
    letters = _letters(rows, grams(asked), of)
    fused = [(row.words + share) / 2 for row, share in zip(rows, letters, strict=True)]
    best: dict[UUID, int] = {}
    worded: dict[UUID, int] = {}
    together: dict[UUID, float] = {}
    for at, (row, score) in enumerate(zip(rows, fused, strict=True)):
        if row.entry_id not in best or score > fused[best[row.entry_id]]:
            best[row.entry_id] = at
        if row.wording:
            if row.entry_id not in worded or score > fused[worded[row.entry_id]]:
                worded[row.entry_id] = at
            together[row.entry_id] = together.get(row.entry_id, 0.0) + score
    scores: Mapping[UUID, float] = {
        entry: fused[worded[entry]]
        if entry in worded and set(rows[worded[entry]].text.split()) == set(asked)
        else (fused[at] + (together.get(entry, 0.0) / rows[at].wordings if rows[at].wordings else fused[at])) / 2
        for entry, at in best.items()
    }
    cosines = _cosines(rows)
    scores = {entry: _with_meaning(score, cosines.get(entry)) for entry, score in scores.items()}
    return [
        Ranked(
            row=rows[best[entry]],
            worded=rows[worded[entry]] if entry in worded else None,
            score=scores[entry],
            letters=letters[best[entry]],
            cosine=cosines.get(entry),
        )
        for entry in sorted(scores, key=lambda entry: (-scores[entry], rows[best[entry]].row_id))
    ]


def _cosines(rows: Sequence[Row]) -> dict[UUID, float]:
    """How near each entry is: its nearest row, and all its wordings together."""
    nearest: dict[UUID, float] = {}
    together: dict[UUID, float] = {}
    for row in rows:
        if row.cosine is not None:
            nearest[row.entry_id] = max(row.cosine, nearest.get(row.entry_id, 0.0))
        if row.together is not None:
            together[row.entry_id] = row.together
    return {entry: cosine + TOGETHER * (together.get(entry, cosine) - cosine) for entry, cosine in nearest.items()}


def ahead(of: Sequence[tuple[Hashable, float | None]]) -> list[float]:
    """How much nearer in meaning each is than the nearest other of its kind; 0 where nobody tells.

    Below 0 for those that another is nearer than.
    """
    cosines: dict[Hashable, list[float]] = {}
    for kind, cosine in of:
        cosines.setdefault(kind, []).append(cosine or 0.0)
    best = {kind: sorted(found, reverse=True)[:2] for kind, found in cosines.items()}
    leads = list[float]()
    for kind, cosine in of:
        first, *others = best[kind]
        rival = (others[0] if others else 0.0) if cosine == first else first
        leads.append(0.0 if cosine is None else cosine - rival)
    return leads


def by_words(score: float, cosine: float | None) -> float:
    """What a score would be had nobody asked for its meaning."""
    return score if cosine is None else (score - MEANING * cosine) / (1 - MEANING)


def closeness(score: float, cosine: float | None) -> float:
    """A score for people's eyes: 1 where every word asked is said once, as the very wording says it.

    A perfect document says all of them again and again, which no wording does; it gets less than half of that.
    """
    words = min(1.0, by_words(score, cosine) * (K1 + 1))
    return max(0.0, words if cosine is None else MEANING * cosine + (1 - MEANING) * words)


def _with_meaning(score: float, cosine: float | None) -> float:
    return score if cosine is None else MEANING * cosine + (1 - MEANING) * score


def _readable(rows: Sequence[Row]) -> int:
    """How many of the rows are compared letter by letter."""
    read = 0
    for count, row in enumerate(rows, start=1):
        read += len(row.text)
        if read >= READ:
            return count
    return len(rows)


def _letters(rows: Sequence[Row], asked: Sequence[str], of: int) -> list[float]:
    """BM25 over runs of letters: how rare each is is told by the rows at hand, which share words with the question."""
    texts = [f" {row.text} " for row in rows[: _readable(rows)]]
    shares = [0.0] * len(rows)
    ideal = 0.0
    for gram in asked:
        counts = [text.count(gram) for text in texts]
        having = len(counts) - counts.count(0)
        idf = math.log(1 + (max(of, len(rows)) - having + 0.5) / (having + 0.5))
        ideal += idf
        if having:
            for at, count in enumerate(counts):
                if count:
                    shares[at] += idf * count / (count + rows[at].norm)
    return [share / ideal for share in shares] if ideal else shares
