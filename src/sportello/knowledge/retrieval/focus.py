"""Where in a text the question is answered: how much of it each sentence says, and the best of them."""

from collections.abc import Sequence
from functools import lru_cache

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
    return _shares([padded(split_words(segment.plain, language, questions=True)) for segment in found], asked)


def _shares(sentences: Sequence[str], asked: Sequence[str]) -> list[list[float]]:
    runs = [grams([word]) for word in asked]
    return [[share(each, words) for each in runs] for words in sentences]


@lru_cache(maxsize=512)
def _sentences(text: str, language: str) -> Sequence[str]:
    """A passage's sentences as they are compared; what is asked about is asked about again, and Markdown is dear."""
    return tuple(padded(split_words(segment.plain, language, questions=True)) for segment in segments(text))


def focus(text: str, *, asked: Sequence[tuple[str, float]], language: str) -> float:
    """The share of the question (its words with their weights) that one sentence of the text says."""
    whole = sum(weight for _, weight in asked)
    if not whole:
        return 0.0
    each = _shares(_sentences(text, language), [word for word, _ in asked])
    best = max((sum(w * part for (_, w), part in zip(asked, parts, strict=True)) for parts in each), default=0.0)
    return best / whole
