"""Where in a text the question is answered: how much of it each sentence says, and the best of them."""

from collections.abc import Sequence

from sportello.knowledge.retrieval.runs import runs
from sportello.knowledge.text.markdown import Segment
from sportello.knowledge.text.words import split_words

BETWEEN = "  "
"""Between the sentences of an indexed passage: two spaces, which no run of letters and no stem notices."""


def padded(words: Sequence[str]) -> str:
    """Words as a text in which their runs of letters are looked for."""
    return f" {' '.join(words)} "


def share(letters: Sequence[str], words: str) -> float:
    """How many of a word's runs of letters these padded words have: endings and compounds differ."""
    return sum([run in words for run in letters]) / len(letters)


def said(found: Sequence[Segment], asked: Sequence[str], language: str) -> list[list[float]]:
    """For each segment, how much it has of each word that was asked."""
    letters = [runs(word) for word in asked]
    texts = [padded(split_words(segment.plain, language, questions=True)) for segment in found]
    return [[share(each, words) for each in letters] for words in texts]


def focus(indexed: str, *, asked: Sequence[tuple[str, float]]) -> float:
    """The share of the question (its words with their weights) that one sentence of an indexed passage says.

    The sentences are as they were indexed (`written`), so that no passage is taken apart while a customer waits.
    """
    whole = sum(weight for _, weight in asked)
    if not whole:
        return 0.0
    padded_text = f" {indexed} "
    letters = [(runs(word), weight) for word, weight in asked]
    # What the whole does not say no sentence says: only the rest is looked for in each of them.
    there = [([run for run in each if run in padded_text], len(each), weight) for each, weight in letters]
    everything, *sentences = indexed.split(BETWEEN)
    # What was indexed before sentences were kept apart is one.
    return max(_said(there, f" {one} ") for one in sentences or [everything]) / whole


def _said(runs: Sequence[tuple[Sequence[str], int, float]], sentence: str) -> float:
    """How much a padded sentence says of words: of each its runs, of how many that are, and its weight."""
    return sum([weight * (sum([run in sentence for run in each]) / of) for each, of, weight in runs])


def written(headings: Sequence[str], sentences: Sequence[Sequence[str]]) -> str:
    """The words of a passage as they are indexed, sentence by sentence below its headings."""
    return BETWEEN.join([" ".join(headings), *(" ".join(words) for words in sentences)])
