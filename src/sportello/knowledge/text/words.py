"""Words: how a text becomes what search compares, alike for articles and for questions.

Python folds (case, accents, punctuation) and PostgreSQL stems what is left with the Snowball dictionary of the
language. Both sides of a comparison take the same way, so "citta" finds "Città" and "orari" finds "orario".
"""

import re
import unicodedata
from collections import Counter
from functools import cache

from sportello.knowledge.text.languages import QUESTION_WORDS, SMALL_WORDS, STOP_WORDS, TELLTALES

TOKENS_PER_PASSAGE = 500
"""No passage reaches this many tokens (see `count_tokens`)."""

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_RUNS = re.compile(r"(?P<wide>[\u2e80-\U0003ffff])|(?P<letters>[a-zA-Z\u00aa-\u2e7f]+)|(?P<digits>[0-9]+)|\S")
_WORTH = {"letters": 4, "digits": 3}
_LONGEST_WORD = 64
_NONE: frozenset[str] = frozenset()


def fold(text: str) -> str:
    """The text in small letters without accents: "Perché" and "perche" become the same."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def split_words(text: str, language: str, *, questions: bool = False) -> list[str]:
    """The folded words of a text, in order, without those that say nothing.

    With `questions`, the words that only tell one question from another ("when", "dove") stay.
    """
    silent = _silent(language[:2].lower(), questions)
    return [word[:_LONGEST_WORD] for word in _WORD.findall(fold(text)) if word not in silent]


def spellings(text: str) -> dict[str, str]:
    """How a text spells each of its words, by what that is folded; in its order, the first spelling of each."""
    found: dict[str, str] = {}
    for word in _WORD.findall(unicodedata.normalize("NFC", text)):
        found.setdefault(fold(word)[:_LONGEST_WORD], word)
    return found


def says_nothing(word: str, language: str) -> bool:
    """Whether a folded word is a small one: not searched for, or only telling one question from another."""
    code = language[:2].lower()
    return word in _silent(code, False) or word in SMALL_WORDS.get(code, _NONE)


@cache
def _silent(code: str, questions: bool) -> frozenset[str]:  # noqa: FBT001 - the cache knows places only
    silent = STOP_WORDS.get(code, _NONE)
    return silent if questions else silent | QUESTION_WORDS.get(code, _NONE)


def count_tokens(text: str) -> int:
    """How many tokens a language model makes of a text, estimated a little high so that limits are kept.

    A run of letters counts one for each four it begins, a run of digits one for each three, each ideograph
    and each other sign one.
    """
    count = 0
    for run in _RUNS.finditer(text):
        size = run.end() - run.start()
        count += -(-size // _WORTH.get(run.lastgroup or "", 1))
    return count


def beginning(text: str, *, tokens: int) -> str:
    """A text as far as it has so many tokens, as they are estimated; whole where it has no more."""
    count = 0
    for run in _RUNS.finditer(text):
        size, worth = run.end() - run.start(), _WORTH.get(run.lastgroup or "", 1)
        if count + -(-size // worth) > tokens:
            return text[: run.start() + worth * (tokens - count)].rstrip()
        count += -(-size // worth)
    return text


def guess_language(text: str, *, least: int = 1) -> str | None:
    """Italian, English or German by their commonest words; None when the text does not betray itself.

    With `least`, so many of them must be there, and twice those of any other language.
    """
    words = Counter(_WORD.findall(fold(text[:20_000])))
    found = {language: sum(words[word] for word in telltales) for language, telltales in TELLTALES.items()}
    best, second = sorted(found.values(), reverse=True)[:2]
    if best == second or best < least or (least > 1 and best < 2 * second):
        return None
    return max(found, key=lambda language: found[language])
