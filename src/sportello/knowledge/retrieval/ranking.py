"""From the rows that share words with a question to the entries that answer it: letters, and several wordings.

Words decide what is looked at (BM25, in SQL); here the letters of what was found are compared, which mends what
stems miss: compounds, endings, typing errors. All scores are shares of what a perfect document would get.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
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
BEST = 0.4
"""What an entry's best row counts for in its score by words; the rest is the mean of all its wordings: HWU64 again."""


class Row(NamedTuple):
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

    An entry scores by its best row (`BEST`) and by its wordings together: what many wordings say counts for more
    than what one does, unless it says the very words that were asked. Where meanings are known, its cosine counts for
    `MEANING` of the score.
    """
    letters = _letters(rows, grams(asked), of)
    fused = [(row.words + share) / 2 for row, share in zip(rows, letters, strict=True)]
    entries: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        # By the number of its id: ids are compared a hundred times a question, and hash slowly.
        entries.setdefault(row.entry_id.int, []).append(at)
    wanted = set(asked)
    ranked = [_entry(rows, places, fused, letters, wanted) for places in entries.values()]
    return sorted(ranked, key=lambda entry: (-entry.score, entry.row.row_id))


def _entry(
    rows: Sequence[Row], places: Sequence[int], fused: Sequence[float], letters: Sequence[float], asked: set[str]
) -> Ranked:
    """The entry whose rows are at these places."""
    best = max(places, key=fused.__getitem__)
    wordings = [at for at in places if rows[at].wording]
    worded = max(wordings, key=fused.__getitem__, default=None)
    if worded is not None and set(rows[worded].text.split()) == asked:
        score = fused[worded]
    else:
        of = rows[best].wordings
        together = sum(fused[at] for at in wordings) / of if of else fused[best]
        score = BEST * fused[best] + (1 - BEST) * together
    cosine = _cosine([rows[at] for at in places])
    return Ranked(
        row=rows[best],
        worded=None if worded is None else rows[worded],
        score=_with_meaning(score, cosine),
        letters=letters[best],
        cosine=cosine,
    )


def _cosine(rows: Sequence[Row]) -> float | None:
    """How near an entry is: its nearest row, and all its wordings together."""
    nearest = max((row.cosine for row in rows if row.cosine is not None), default=None)
    if nearest is None:
        return None
    nearest = max(nearest, 0.0)
    together = next((row.together for row in rows if row.together is not None), nearest)
    return nearest + TOGETHER * (together - nearest)


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
