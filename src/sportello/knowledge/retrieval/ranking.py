"""From the rows that share words with a question to the entries that answer it: letters, and several wordings.

Words decide what is looked at (BM25, in SQL); here the letters of what was found are compared, which mends what
stems miss: compounds, endings, typing errors. All scores are shares of what a perfect document would get.
"""

import math
from collections.abc import Hashable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from sportello.knowledge.retrieval.runs import counted, grams

K1 = 1.2
B = 0.75
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
    apart: float | None = None
    """How near what its entry's wordings taught is, where anything was learnt of them (`telling`)."""


FOUND: Final = Row._fields.index("together")
"""So many of its fields are told where words are looked for. Statements tell all in this order: reading a hundred rows
by the names of their columns costs twice as much."""


class Ranked(NamedTuple):
    """An entry with its best row, and the evidence that it answers."""

    row: Row
    """The best of its rows, with the share of the question that the wording has that says most of it."""
    worded: Row | None
    """The wording among its rows that matches best."""
    score: float
    letters: float
    cosine: float | None = None
    meaning: float | None = None
    """What its meaning counts as in the score: the cosine, or what tells it apart from others."""


class _Near(NamedTuple):
    """How near an entry is in meaning, and what tells it apart from others says to that."""

    cosine: float
    apart: float | None


def rank(rows: Sequence[Row], *, asked: Sequence[str], of: int) -> list[Ranked]:
    """The entries these rows belong to, best first. `asked` are the question's words, `of` counts all rows there are.

    An entry scores by its best row (`BEST`) and by its wordings together: what many wordings say counts for more
    than what one does, unless it says the very words that were asked. Where meanings are known, they count for
    `MEANING` of the score: the cosine, or where wordings have taught what tells entries apart, that.
    """
    letters = _letters(rows, grams(asked), of)
    fused = [(row.words + share) / 2 for row, share in zip(rows, letters, strict=True)]
    entries: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        # By the number of its id: ids are compared a hundred times a question, and hash slowly.
        entries.setdefault(row.entry_id.int, []).append(at)
    wanted = set(asked)
    ranked = [_entry(rows, places, fused, letters, wanted) for places in entries.values()]
    if any(row.cosine is not None for row in rows):
        near = [_near([rows[at] for at in places]) for places in entries.values()]
        ranked = list(map(_with_meaning, ranked, near, _meanings(near)))
    return sorted(ranked, key=lambda entry: (-entry.score, entry.row.row_id))


def _entry(
    rows: Sequence[Row], places: Sequence[int], fused: Sequence[float], letters: Sequence[float], asked: set[str]
) -> Ranked:
    """The entry whose rows are at these places, by its words."""
    if len(places) == 1 and not rows[places[0]].wordings:
        # A passage: a hundred of them a question.
        (only,) = places
        score = BEST * fused[only] + (1 - BEST) * fused[only]
        return Ranked(row=rows[only], worded=None, score=score, letters=letters[only])
    best = max(places, key=fused.__getitem__)
    wordings = [at for at in places if rows[at].wording]
    worded = max(wordings, key=fused.__getitem__, default=None)
    if worded is not None and set(rows[worded].text.split()) == asked:
        score = fused[worded]
    else:
        of = rows[best].wordings
        together = sum(fused[at] for at in wordings) / of if of else fused[best]
        score = BEST * fused[best] + (1 - BEST) * together
    covered = max(rows[at].covered for at in (best, *wordings))
    return Ranked(
        row=rows[best]._replace(covered=covered),
        worded=None if worded is None else rows[worded],
        score=score,
        letters=letters[best],
    )


def _near(rows: Sequence[Row]) -> _Near | None:
    """How near an entry is: its nearest row, with all its wordings together, and with what they taught."""
    if len(rows) == 1 and rows[0].together is None and rows[0].apart is None:
        # A passage: a hundred of them a question.
        cosine = rows[0].cosine
        return None if cosine is None else _Near(max(0.0, cosine), None)
    told_of = [row for row in rows if row.cosine is not None]
    if not told_of:
        return None
    nearest = max(0.0, *[row.cosine or 0.0 for row in told_of])
    # Of the entry, and so the same in each of its rows that are told.
    together, apart = told_of[0].together, told_of[0].apart
    together = nearest if together is None else together
    told = None if apart is None else nearest + TOGETHER * (apart - nearest)
    return _Near(nearest + TOGETHER * (together - nearest), told)


def _meanings(near: Sequence[_Near | None]) -> list[float | None]:
    """What each entry's meaning counts as.

    What was learnt says how entries are to one another, not how near they are: of those it was learnt of, the first is
    as near as its cosine says, and the others are as far behind as was learnt.
    """
    learnt = [one for one in near if one and one.apart is not None]
    first = max(learnt, key=lambda one: one.apart or 0.0, default=None)
    level = first.cosine - first.apart if first and first.apart is not None else 0.0
    return [one and (one.cosine if one.apart is None else max(0.0, one.apart + level)) for one in near]


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


def by_words(score: float, meaning: float | None) -> float:
    """What a score would be had nobody asked for its meaning."""
    return score if meaning is None else (score - MEANING * meaning) / (1 - MEANING)


def closeness(score: float, meaning: float | None) -> float:
    """A score for people's eyes: 1 where every word asked is said once, as the very wording says it.

    A perfect document says all of them again and again, which no wording does; it gets less than half of that.
    """
    words = min(1.0, by_words(score, meaning) * (K1 + 1))
    return max(0.0, words if meaning is None else MEANING * meaning + (1 - MEANING) * words)


def _with_meaning(entry: Ranked, near: _Near | None, meaning: float | None) -> Ranked:
    if near is None or meaning is None:
        return entry
    score = MEANING * meaning + (1 - MEANING) * entry.score
    return Ranked(entry.row, entry.worded, score, entry.letters, near.cosine, meaning)


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
    texts = [row.text for row in rows[: _readable(rows)]]
    if not asked or not texts:
        return [0.0] * len(rows)
    counts = counted(asked, texts)
    having, most = (counts > 0).sum(axis=1).tolist(), max(of, len(rows))
    idfs = [math.log(1 + (most - many + 0.5) / (many + 0.5)) for many in having]
    shares = counts / (counts + [row.norm for row in rows[: len(texts)]])
    said: list[float] = ((shares.T * idfs).sum(axis=1) / sum(idfs)).tolist()
    return said + [0.0] * (len(rows) - len(texts))
