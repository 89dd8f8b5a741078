"""The few sentences of a hit that answer, word for word: what the assistant may say when no model writes for it."""

import re
from collections.abc import Sequence

from sportello.knowledge.retrieval.focus import padded, said, share
from sportello.knowledge.retrieval.hits import Hit
from sportello.knowledge.retrieval.runs import runs
from sportello.knowledge.text.markdown import Segment, cells, segments
from sportello.knowledge.text.words import count_tokens, fold, split_words

_HEADING_WORTH = 0.5
"""What a word of the question is worth in a sentence when the heading above has said it already."""
_NEIGHBOUR_WORTH = 0.5
"""What the sentence with its neighbours says counts for, beside what it says itself."""
_LIST_TOKENS = 160
"""A list up to this size answers as a whole."""
_TABLE_TOKENS = 160
"""A table up to this size answers as a whole where a figure was asked for that its best row has not."""
_SENTENCES = 3
"""The best one with a neighbour on either side, or with two where it is the first or the last."""
_ALIKE = 0.5
"""A word of the question counts as said from this share of its letters on: endings and compounds differ."""
_NUMBER_WORTH = 1.0
_ENDS = 3
"""Letters of a word with which a compound ends."""
_BEGINS = 4
"""Letters with which a word begins in all its endings."""
_FIGURE = re.compile(r"\d+")
_ASKS_NUMBER = frozenset(
    {"quanto", "quanti", "quanta", "quante", "quando", "wann", "wieviel", "viel", "viele", "much", "many", "when"}
)


def excerpt(hit: Hit, question: str = "") -> str:
    """The part of a hit that answers the question, as Markdown copied from the one article.

    An FAQ answers with its whole text. Of a passage, the sentence that covers most of the question (rare words
    count more) and its neighbours, three in all; a list item with the line that introduces it, or the whole of a
    short list; a table row with its column names. A passage whose heading is what was asked for starts to speak
    at its beginning.
    """
    if hit.kind == "faq":
        return hit.text
    found = segments(hit.text)
    if not found:
        return hit.text
    own, whole = _scores(found, hit, question)
    able = [at for at in range(len(found)) if _tells(found, at) or _rows_below(found, at)]
    if not able:
        return hit.text
    half = _half_named(found, hit)
    able = [at for at in able if at not in half] or able
    best = max(able, key=lambda at: (whole[at], -at))
    return _render([found[at] for at in _around(found, best, own, _figures(question))])


def indexed_words(text: str, language: str) -> list[list[str]]:
    """The words of a passage's text as they are indexed: segment by segment, so that places can be told."""
    return [split_words(segment.plain, language) for segment in segments(text)]


def heading_words(title: str, heading_path: Sequence[str], language: str) -> list[str]:
    """The words of a passage's headings, indexed in front of its text."""
    return split_words(" ".join((title, *heading_path)), language)


def _scores(found: Sequence[Segment], hit: Hit, question: str) -> tuple[list[float], list[float]]:
    """How much of the question each segment covers itself, and with what its neighbours add."""
    above = padded(heading_words(hit.title, hit.heading_path, hit.language))
    asks_number = not _ASKS_NUMBER.isdisjoint(fold(question).split())
    worth = [t.idf * (_HEADING_WORTH if share(runs(t.word), above) == 1 else 1.0) for t in hit.terms]
    asked = [term.word for term in hit.terms]
    parts = [
        [part if part >= _ALIKE and _counts(one, word, asked) else 0.0 for part, word in zip(each, asked, strict=True)]
        for one, each in zip(found, said(found, asked, hit.language), strict=True)
    ]
    alone, scores = list[float](), list[float]()
    for at, (segment, own) in enumerate(zip(found, parts, strict=True)):
        score = _weighed(own, worth)
        together = [max(each) for each in zip(*parts[max(0, at - 1) : at + 2], strict=True)]
        numbered = asks_number and score > 0 and any(letter.isdigit() for letter in segment.plain)
        alone.append(score)
        scores.append(score + _NEIGHBOUR_WORTH * _weighed(together, worth) + _NUMBER_WORTH * numbered)
    return alone, scores


def _half_named(found: Sequence[Segment], hit: Hit) -> set[int]:
    """The German rows that are called by the end of a word by which another row is called: "Zahn" for "Milchzahn"."""
    if hit.language[:2] != "de":
        return set()
    rows = {at: split_words(cells(one.plain)[0], hit.language) for at, one in enumerate(found) if one.kind == "row"}
    whole = [term.word for term in hit.terms if any(term.word in name for name in rows.values())]
    return {
        at
        for at, name in rows.items()
        for word in whole
        if word not in name and any(len(own) >= _ENDS and word.endswith(own) for own in name)
    }


def _counts(segment: Segment, word: str, asked: Sequence[str]) -> bool:
    """Whether a figure of the question is meant by a row: it is called so, or has it below a head that was asked for.

    "The bungalow for 2 weeks" is not that for two people.
    """
    if segment.kind != "row" or not word.isdigit():
        return True
    first, *others = (pair.partition(": ") for pair in segment.text.split(" · "))
    named = [" ".join(first), *(f"{head} {cell}" for head, _, cell in others if _asks_for(head, asked))]
    return any(word in _figures(name) for name in named)


def _asks_for(head: str, asked: Sequence[str]) -> bool:
    begun = {word[:_BEGINS] for word in fold(head).split()}
    return any(len(word) >= _BEGINS and word[:_BEGINS] in begun for word in asked)


def _weighed(parts: Sequence[float], worth: Sequence[float]) -> float:
    return sum(part * weight for part, weight in zip(parts, worth, strict=True))


def _around(found: Sequence[Segment], best: int, own: Sequence[float], figures: frozenset[str]) -> list[int]:
    """The places of the segments to show around the best one."""
    kind, block = found[best].kind, found[best].block
    same = [at for at, segment in enumerate(found) if segment.block == block]
    intro = [same[0] - 1] if same[0] > 0 and found[same[0] - 1].text.endswith(":") else []
    if kind == "item":
        whole = sum(count_tokens(found[at].text) for at in same) <= _LIST_TOKENS
        return intro + (same if whole else [best])
    if kind in ("row", "head"):
        return intro + _rows(found, best, own, figures)
    if kind == "code":
        return [*intro, best]
    first = max(0, min(best - 1, len(found) - _SENTENCES))
    around = [at for at in range(first, min(len(found), first + _SENTENCES)) if _together(found, at, best)]
    last = found[around[-1]]
    following = [at for at, s in enumerate(found) if s.block == last.block + 1 and s.kind in ("item", "row")]
    if last.text.endswith(":") and sum(count_tokens(found[at].text) for at in following) <= _LIST_TOKENS:
        around += following
    return around


def _rows(found: Sequence[Segment], best: int, own: Sequence[float], figures: frozenset[str]) -> list[int]:
    """The row that answers; where it only names what others tell, the one of them that fits best, or the first few.

    A row with other figures than those asked for is only one of several that may be meant: "up to 10 kg" is none for
    a dog of 30. Rows that have nothing of the question are not.
    """
    if _tells(found, best):
        below = _rows_below(found, _head(found, best))
        table = [at for at in below if _tells(found, at) and (own[at] or not own[best])]
        short = sum(count_tokens(found[at].text) for at in table) <= _TABLE_TOKENS
        return table if figures - _figures(found[best].plain) and short else [best]
    below = _rows_below(found, best)
    if found[best].kind == "row" and _is_short(found[best]):
        return [best, *below[:_SENTENCES]]
    fitting = max(below, key=lambda at: (own[at], -at))
    return [fitting] if own[fitting] else below[:_SENTENCES]


def _head(found: Sequence[Segment], at: int) -> int:
    """Where the table begins that this row belongs to."""
    return next(each for each, segment in enumerate(found) if segment.block == found[at].block)


def _figures(text: str) -> frozenset[str]:
    return frozenset(_FIGURE.findall(text))


def _tells(found: Sequence[Segment], at: int) -> bool:
    """Whether a segment has something to say by itself: the names of columns, and a row of one cell, have not."""
    segment = found[at]
    if segment.kind not in ("row", "head"):
        return True
    return segment.kind == "row" and not _is_short(segment) and not _names_columns(found, at)


def _is_short(row: Segment) -> bool:
    """Whether a row of several cells has a text in no more than one."""
    each = cells(row.plain)
    return sum(map(bool, each)) < min(2, len(each))


def _names_columns(found: Sequence[Segment], at: int) -> bool:
    """Whether a row stands for the names that its table lacks: without a figure, above others that all have one."""
    if found[at - 1].kind != "head" or found[at - 1].text:
        return False
    below = [each for each in found[at:] if each.block == found[at].block]
    figures = [any(map(str.isdigit, each.plain)) for each in below]
    return len(below) > 1 and not figures[0] and all(figures[1:])


def _rows_below(found: Sequence[Segment], at: int) -> list[int]:
    """The rows further down in the same table that tell something."""
    if found[at].kind not in ("row", "head"):
        return []
    below = range(at + 1, len(found))
    return [each for each in below if found[each].block == found[at].block and _tells(found, each)]


def _together(found: Sequence[Segment], one: int, other: int) -> bool:
    """Whether from one place to the other there are only sentences."""
    return all(segment.kind == "sentence" for segment in found[min(one, other) : max(one, other) + 1])


def _render(chosen: Sequence[Segment]) -> str:
    text = ""
    for before, segment in zip((None, *chosen), chosen, strict=False):
        if before is None:
            glue = ""
        elif before.block != segment.block:
            glue = "\n\n"
        else:
            glue = " " if segment.kind == "sentence" else "\n"
        shown = f"- {segment.text}" if segment.kind in ("row", "head") else segment.text
        text += glue + shown
    return text
