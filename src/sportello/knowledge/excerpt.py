"""The few sentences of a hit that answer, word for word: what the assistant may say when no model writes for it."""

from collections.abc import Sequence

from sportello.knowledge.markdown import Segment, segments
from sportello.knowledge.ranking import grams
from sportello.knowledge.search import Hit
from sportello.knowledge.words import count_tokens, fold, split_words

_HEADING_WORTH = 0.5
"""What a word of the question is worth in a sentence when the heading above has said it already."""
_LIST_TOKENS = 160
"""A list up to this size answers as a whole."""
_ALIKE = 0.5
"""A word of the question counts as said from this share of its letters on: endings and compounds differ."""
_NUMBER_WORTH = 1.0
_ASKS_NUMBER = frozenset(
    {"quanto", "quanti", "quanta", "quante", "quando", "wann", "wieviel", "viel", "viele", "much", "many", "when"}
)


def excerpt(hit: Hit, question: str = "") -> str:
    """The part of a hit that answers the question, as Markdown copied from the one article.

    An FAQ answers with its whole text. Of a passage, the sentence that covers most of the question (rare words
    count more) with one neighbour on either side; a list item with the line that introduces it, or the whole of a
    short list; a table row with its column names. A passage whose heading is what was asked for starts to speak
    at its beginning.
    """
    if hit.kind == "faq":
        return hit.text
    found = segments(hit.text)
    if not found:
        return hit.text
    best = _best(found, hit, question)
    return _render([found[at] for at in _around(found, best)])


def indexed_words(text: str, language: str) -> list[str]:
    """The words of a passage's text as they are indexed: segment by segment, so that places can be told."""
    return [word for segment in segments(text) for word in split_words(segment.plain, language)]


def heading_words(title: str, heading_path: Sequence[str], language: str) -> list[str]:
    """The words of a passage's headings, indexed in front of its text."""
    return split_words(" ".join((title, *heading_path)), language)


def _best(found: Sequence[Segment], hit: Hit, question: str) -> int:
    """Which segment covers the question best; the first one where only the heading does."""
    above = _padded(heading_words(hit.title, hit.heading_path, hit.language))
    asks_number = not _ASKS_NUMBER.isdisjoint(fold(question).split())
    wanted = [(grams([term.word]), term.idf) for term in hit.terms]
    wanted = [(runs, idf * (_HEADING_WORTH if _share(runs, above) == 1 else 1.0)) for runs, idf in wanted]
    scores: list[float] = []
    for segment in found:
        words = _padded(split_words(segment.plain, hit.language, questions=True))
        score = sum(idf * share for runs, idf in wanted if (share := _share(runs, words)) >= _ALIKE)
        scores.append(score + _NUMBER_WORTH * (asks_number and score > 0 and any(c.isdigit() for c in segment.plain)))
    return max(range(len(found)), key=lambda at: (scores[at], -at))


def _padded(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _share(runs: Sequence[str], words: str) -> float:
    return sum(run in words for run in runs) / len(runs)


def _around(found: Sequence[Segment], best: int) -> list[int]:
    """The places of the segments to show around the best one."""
    kind, block = found[best].kind, found[best].block
    same = [at for at, segment in enumerate(found) if segment.block == block]
    intro = [same[0] - 1] if same[0] > 0 and found[same[0] - 1].text.endswith(":") else []
    if kind == "item":
        whole = sum(count_tokens(found[at].text) for at in same) <= _LIST_TOKENS
        return intro + (same if whole else [best])
    if kind in ("row", "head"):
        return intro + ([best] if kind == "row" else same[1:4] or same)
    if kind == "code":
        return [*intro, best]
    around = [at for at in (best - 1, best, best + 1) if 0 <= at < len(found) and found[at].kind == "sentence"]
    last = found[around[-1]]
    following = [at for at, s in enumerate(found) if s.block == last.block + 1 and s.kind in ("item", "row")]
    if last.text.endswith(":") and sum(count_tokens(found[at].text) for at in following) <= _LIST_TOKENS:
        around += following
    return around


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
