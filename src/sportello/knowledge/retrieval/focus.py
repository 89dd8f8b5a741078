"""Where in a text the question is answered: how much of it each sentence says, and the best of them."""

from collections.abc import Sequence

from sportello.knowledge.retrieval.ranking import grams
from sportello.knowledge.text.markdown import Segment, segments
from sportello.knowledge.text.words import split_words


def padded(words: Sequence[str]) -> str:
    """Words as a text in which their runs of letters are looked for."""
    return f" {' '.join(words)} "


def share(runs: Sequence[str], words: str) -> float:
    """How many of a word's runs of letters these padded words have: endings and compounds differ."""
    return sum(run in words for run in runs) / len(runs)


def said(found: Sequence[Segment], asked: Sequence[str], language: str) -> list[list[float]]:
    """For each segment, how much it has of each word that was asked."""
    runs = [grams([word]) for word in asked]
    texts = [padded(split_words(segment.plain, language, questions=True)) for segment in found]
    return [[share(each, words) for each in runs] for words in texts]


def focus(text: str, *, asked: Sequence[tuple[str, float]], language: str) -> float:
    """The share of the question (its words with their weights) that one sentence of the text says."""
    whole = sum(weight for _, weight in asked)
    if not whole:
        return 0.0
    each = said(segments(text), [word for word, _ in asked], language)
    best = max((sum(w * part for (_, w), part in zip(asked, parts, strict=True)) for parts in each), default=0.0)
    return best / whole
