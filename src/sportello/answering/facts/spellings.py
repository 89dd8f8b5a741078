"""What customers write as one word, or as a verb, in the way it is read: "Dreijährige", "zu kastrieren"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from sportello.answering.facts.naming import Names
from sportello.answering.facts.words import Vocabulary, stem, tokens_of
from sportello.answering.phrases import fold

_HASTY: Final = re.compile(r"(?<![\w.@-])(?<!\w['\u2019])(?<!\d )['\u2019]?([^\W\d_]+)(?![\w'\u2019@-])")
"""A whole word, and none that is part of a longer one, of an address or of a product of figures ("2 x 3")."""
_YEARS_OLD: Final = re.compile(r"\b([^\W\d_]+)(jährig\w*)", re.IGNORECASE)
_PART_OF_DAY: Final = re.compile(
    r"\b([^\W\d_]*(?:tag|woch|sonnabend))((?:vor|nach)?mittags?|morgens?|fr[üu]h|abends?|nachts?)\b", re.IGNORECASE
)
_DOING: Final = re.compile(r"\b(zu )?([^\W\d_]{3,}(?:ieren|are|ate))\b")
"""What is done to something: "zu kastrieren", "sterilizzare", "vaccinate"."""
_NOUNS: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    "de": ("ieren", ("ieren", "ation", "ierung")),
    "en": ("ate", ("ate", "ation")),
    "it": ("are", ("are", "azione")),
}
"""How it is said of doing it, and of what is done."""

_TO_DO: Final = re.compile(
    r"\bto ([^\W\d_]{3,})(?: (up|down|out|off|in))?(?: (?:my|our|the|a|an|some|this|these|pair|of))* ([^\W\d_]{3,})\b",
    re.IGNORECASE,
)
"""What is done to a thing, in English: "to hem my trousers", "to take up these trousers"."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_ANY_DEED: Final = "clean"
_SHORTEST_DEED: Final = 4
"""Letters."""
_DEEDS: Final[Mapping[str, tuple[Sequence[str], Sequence[str]]]] = {
    "de": (("en", "n"), ("ung",)),
    "en": (("", "e"), ("ing",)),
    "it": (("are", "ire"), ("amento", "imento", "azione", "izione", "izia", "atura")),
}
"""How doing ends, and what is done."""
_CALLED: Final[Mapping[str, Sequence[str]]] = {
    "de": ("{thing}{deed}", "{one}{deed}"),
    "en": ("{thing} {deed}", "{deed} {thing}"),
    "it": tuple(f"{{deed}} {of}{{thing}}" for of in ("", "di ", "del ", "della ", "dei ", "delle ", "degli ", "dell ")),
}
"""How a business calls what is done to a thing."""


def spellings(question: str, words: Vocabulary, names: Names) -> Iterable[str]:
    """The question as it is to be read, in one way or more: what is done also by the name of the deed."""
    question = _HASTY.sub(lambda found: _in_full(found, words, names), question)
    question = _YEARS_OLD.sub(lambda found: _apart(found, words), question)
    question = _PART_OF_DAY.sub(lambda found: _day_apart(found, words), question)
    question = _WORD.sub(lambda found: names.hyphened(found[0]), question) if names.joined else question
    named = _DOING.sub(lambda found: _as_named(found, names, words), question)
    first = named if " zu " in f" {question}" else question  # "zu" alone says that it is closed
    done = _TO_DO.sub(lambda found: _deed_on(found, names), question) if words.language == "en" else question
    return dict.fromkeys((first, named, _done_to(question, words, names), done))


def _in_full(found: re.Match[str], words: Vocabulary, names: Names) -> str:
    """A word that is written in haste, in full; not where something is called so."""
    full = words.hasty.get(fold(found[1]))
    return full if full and not names.has(fold(found[1])) else found[0]


def _deed_on(found: re.Match[str], names: Names) -> str:
    """What is done to something, by a name that says it as a noun: "to hem my trousers" is the "trouser hem"."""
    deed, part, thing = found[1], found[2] or "", found[3]
    roots = (deed, deed.removesuffix("e")) if part else ()
    ways = (f"{thing} {deed}", *(f"{root}ing {part} {thing}" for root in roots))
    return next((one for one in ways if _is_name(one, names)), found[0])


def _done_to(question: str, words: Vocabulary, names: Names) -> str:
    """What is done to something, by the name that the business has for it: "whiten my teeth" is "teeth whitening"."""
    known = _deeds_in(names, words.language)
    if not known or not any(_may_be(word, known, words.language) for word in _WORD.findall(fold(question))):
        return question
    found = [one for one in _WORD.finditer(question) if not words.fillers.at(tokens_of(one[0]), 0)]
    for one, other in pairwise(found):
        deed, thing = (other, one) if words.language == "de" else (one, other)
        name = _name_of(fold(deed[0]), fold(thing[0]), words.language, names)
        if name:
            return f"{question[: one.start()]}{name}{question[other.end() :]}"
    for one in found:
        name = _name_of(fold(one[0]), "", words.language, names)
        if name:
            return f"{question[: one.start()]}{name}{question[one.end() :]}"
    return question


@lru_cache(maxsize=256)
def _deeds_in(names: Names, language: str) -> tuple[str, ...]:
    """The words of names that may say what is done."""
    endings = tuple(stem(f"{_ANY_DEED}{noun}", language).removeprefix(_ANY_DEED) for noun in _DEEDS[language][1])
    return tuple(token for token in names.tokens if token.endswith(endings))


def _may_be(word: str, known: Sequence[str], language: str) -> bool:
    """Whether a word may be what some name calls by its noun."""
    begun = [word[: -len(one) or None] for one in _DEEDS[language][0] if word.endswith(one)]
    return len(word) >= _SHORTEST_DEED and any(one in token for one in begun for token in known)


def _name_of(deed: str, thing: str, language: str, names: Names) -> str | None:
    """The name of a fact that is made of what is done, and to what."""
    endings, nouns = _DEEDS[language]
    begun = [deed[: -len(one) or None] for one in endings if deed.endswith(one) and len(deed) >= _SHORTEST_DEED]
    called = _CALLED[language] if thing else ("{deed}",)
    whole = (
        way.format(deed=root + noun, thing=thing, one=thing[:-1]) for root in begun for noun in nouns for way in called
    )
    return next((name for name in whole if _is_name(name, names)), None)


def _is_name(name: str, names: Names) -> bool:
    tokens = tokens_of(name)
    found = names.at(tokens, 0)
    return found is not None and found[1] == len(tokens)


def _apart(found: re.Match[str], words: Vocabulary) -> str:
    """An age that is written as one word in German: a "Dreijährige" is three years old."""
    number = words.cardinals.at(tokens_of(found[1]), 0)
    return f"{found[1]} {found[2]}" if number else found[0]


def _day_apart(found: re.Match[str], words: Vocabulary) -> str:
    """A part of a day that is written as one word with it in German: "Mittwochnachmittag"."""
    day = words.weekdays.at(tokens_of(found[1]), 0) if words.language == "de" else None
    if not day:
        return found[0]
    return f"{found[1]} {'früh' if found[2].casefold().startswith('morgen') else found[2]}"


def _as_named(found: re.Match[str], names: Names, words: Vocabulary) -> str:
    """What is done, by the name that the business has for it: for "zu kastrieren" its "Kastration"."""
    ending, nouns = _NOUNS[words.language]
    if not found[2].endswith(ending) or (found[1] and words.language != "de") or found[2] in words.words:
        return found[0]
    called = (found[2].removesuffix(ending) + noun for noun in nouns)
    return next((one for one in called if names.at(tokens_of(one), 0)), found[0])
