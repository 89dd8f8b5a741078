"""Which language a message is written in, with the conversation's language as the prior.

Small on purpose: a few hundred frequent words per language (`words/`), the words of the shipped examples of what
customers ask, endings that speak for one language, and for all other words how much their letter triples look like
it. A language-identification library costs 105 MB; this costs under two. A message of a word or a name says too
little, so it keeps the language the conversation already has, and the title of a film or the name of a shop says
little about the language of the sentence around it.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from sportello.knowledge import says_nothing, spellings

LANGUAGES: Final[tuple[str, ...]] = ("it", "en", "de")

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_READ = 600
"""Characters looked at: enough to know, and a bound on the time."""
_KNOWN = 2.6
"""Evidence of one frequent word that no other language has."""
_MET = 1.4
"""Evidence of a word that only one language's examples hold."""
_ENDINGS: Final[dict[str, re.Pattern[str]]] = {
    "it": re.compile(r"\w{2,}(?:zion[ei]|mento|menti|ità|aggio|aggi|ezza|izia|[ai]bil[ei]|ando|endo|iamo|che|ghe|gli)"),
    "en": re.compile(r"\w{2,}(?:tion|tions|ness|ing|ings|ship|ght|ty|ly|ry|cy|able|ible|ful|less|ous|ck|sh|wn)"),
    "de": re.compile(
        r"\w*[äöüß]\w*|\w{2,}(?:ung|ungen|keit|heit|lich|liche[rsn]?|isch|ische[rsn]?|tät|chen|tz|pf|cht)"
    ),
}
"""Endings that are frequent in one language and rare in the others."""
_ENDED = 0.9
"""Evidence of such an ending."""
_ASKED = re.compile(r"\w{2,}(?:ate|ete|ite)")
"""How an Italian question to a business begins: "Noleggiate …?"."""
_ASKING = 1.6
"""Evidence of such a beginning."""
_SHAPE = 1.1
"""Weight, and bound, of the evidence of a word's letters."""
_NAMED = 0.25
"""Weight of the words of a name or title, where there are other words to go by."""
_LINK = re.compile(r"of|the|an?|and|in|to|for|on|with|from|at|di|del|della|dei|e|il|la|lo|von|der|die|das|und")
"""Small words that stand within a title without a capital."""
_SHOUTED = 0.7
"""Share of capitalised words from which on they say nothing."""
_LONGEST_NAME = 3
"""Words of a message that may be a name and nothing else."""
_NO_WORD = re.compile(r"\b\w-(?=\w)|\b\w*\d\w*\b")
"""The letter before a hyphen ("e-bike"), and one within a code ("s3e"): neither is a word."""
_SHORT = 6
"""Words of a message that may hold more borrowed words than its own."""
_SURE = 2.0
"""How much more evidence than the prior's a language needs to replace it."""


def language_of(text: str, *, prior: str, among: Sequence[str] = LANGUAGES) -> str:
    """The language of `text`: one of `among`, and `prior` unless the text clearly says otherwise."""
    evidence = _evidence(text[:_READ])
    candidates = [language for language in LANGUAGES if language in among]
    if not candidates:
        return prior
    best = max(candidates, key=lambda language: evidence[language])
    if prior not in evidence:
        return best if evidence[best] >= _SURE else prior
    ahead = evidence[best] - evidence[prior]
    return best if ahead >= _SURE and not _borrows(text[:_READ], prior, best) else prior


def _borrows(text: str, prior: str, other: str) -> bool:
    """Whether a short message only has borrowed words of the other language: its small ones are the prior's.

    "Avete city bike?" is Italian whatever its things are called; what somebody asks with is never borrowed.
    """
    words = spellings(_NO_WORD.sub("", text))
    if len(words) > _SHORT:
        return False
    small = [(says_nothing(word, prior), says_nothing(word, other)) for word in words]
    return small.count((True, False)) > small.count((False, True))


def _evidence(text: str) -> dict[str, float]:
    total: dict[str, float] = dict.fromkeys(LANGUAGES, 0.0)
    words: list[str] = _WORD.findall(_NO_WORD.sub("", text.replace("\u2019", "'")))
    named = _named(words)
    if len(words) > 1 and _ASKED.fullmatch(words[0].lower()) and not _owners(words[0].lower()):
        total["it"] += _ASKING
    for place, word in enumerate(words):
        share = _NAMED if place in named else 1.0
        for language, weight in _of_word(word.lower(), len(words) == 1).items():
            total[language] += share * weight
    return total


def _named(words: Sequence[str]) -> frozenset[int]:
    """The places of words that make up a name: two or more with a capital in a row, the sentence's first word apart.

    A few words of no language, each with a capital, are a name altogether.
    """
    capital = [word[0].isupper() for word in words]
    if sum(capital) >= _SHOUTED * len(words):
        lower = [word.lower() for word in words]
        alone = len(words) <= _LONGEST_NAME and all(word[1:].islower() for word in words)
        is_name = alone and not any(_owners(word) for word in lower)
        return frozenset(range(len(words))) if is_name else frozenset()
    named: set[int] = set()
    start = 1
    while start < len(words):
        end = start
        while end < len(words) and (capital[end] or (end > start and _LINK.fullmatch(words[end]))):
            end += 1
        while end > start and not capital[end - 1]:
            end -= 1
        if sum(capital[start:end]) > 1:
            named.update(range(start, end))
        start = max(end, start + 1)
    return frozenset(named)


@lru_cache(maxsize=4096)
def _of_word(word: str, alone: bool = False) -> Mapping[str, float]:  # noqa: FBT001, FBT002 - a key
    """What a word says; `alone` it may be anybody's name, and only its letters speak."""
    owners = _owners(word)
    if owners:
        return dict.fromkeys(owners, _KNOWN / len(owners) ** 2)
    if "'" in word:
        parts = [part for part in word.split("'") if part]
        merged: dict[str, float] = dict.fromkeys(LANGUAGES, 0.0)
        for part in parts:
            for language, weight in _of_word(part).items():
                merged[language] += weight
        return merged
    shape = {language: _likeness(word, language) for language in LANGUAGES}
    middle = sum(shape.values()) / len(shape)
    return {
        language: max(-_SHAPE, min(_SHAPE, _SHAPE * (value - middle))) * min(1.0, len(word) / 6)
        + (0.0 if alone else _seen(word, language))
        for language, value in shape.items()
    }


def _owners(word: str) -> list[str]:
    return [language for language in LANGUAGES if word in _words()[language]]


def _seen(word: str, language: str) -> float:
    """What the examples and the word's ending say for a language."""
    met = [each for each in LANGUAGES if word in _met()[each]]
    return (_MET if met == [language] else 0.0) + (_ENDED if _ENDINGS[language].fullmatch(word) else 0.0)


def _likeness(word: str, language: str) -> float:
    triples = _triples(word[:30])
    model, unseen = _shapes()[language]
    return sum(model.get(triple, unseen) for triple in triples) / len(triples)


def _triples(word: str) -> list[str]:
    padded = f"^{word}$"
    return [padded[i : i + 3] for i in range(len(padded) - 2)] or [padded]


def is_known(word: str, language: str) -> bool:
    """Whether a word in small letters is one of those that are known of a language."""
    return word in _words()[language] or word in _met()[language]


@cache
def _words() -> dict[str, frozenset[str]]:
    folder = files(__package__ or "sportello.answering") / "words"
    return {
        language: frozenset((folder / f"{language}.txt").read_text(encoding="utf-8").split()) for language in LANGUAGES
    }


@cache
def _met() -> dict[str, frozenset[str]]:
    """The words of the shipped examples of what customers say."""
    folder = files(__package__ or "sportello.answering") / "understanding" / "examples"
    met: dict[str, frozenset[str]] = {}
    for language in LANGUAGES:
        said = (folder / f"{language}.txt").read_text(encoding="utf-8").lower()
        lines = [line for line in said.splitlines() if not line.startswith("== ")]
        met[language] = frozenset(part for word in _WORD.findall(" ".join(lines)) for part in word.split("'"))
    return met


@cache
def _shapes() -> dict[str, tuple[dict[str, float], float]]:
    """Log-probability of each letter triple in each language's word list, smoothed."""
    shapes: dict[str, tuple[dict[str, float], float]] = {}
    for language, words in _words().items():
        counts = Counter(triple for word in words | _met()[language] for triple in _triples(word))
        size = sum(counts.values()) + 4_000
        model = {triple: math.log((count + 1) / size) for triple, count in counts.items()}
        shapes[language] = (model, math.log(1 / size))
    return shapes
