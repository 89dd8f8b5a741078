"""How people ask for facts in each language, as data: `texts/facts-*.yaml`, read once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, Generic, TypeVar

import yaml

from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import fold

Value = TypeVar("Value")

_TOKEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-\d{4}|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})?(?!\d)|\d{1,2}[:./]\d{1,2}(?!\d)|\d{1,2}h\d{2}"
    r"|\d+(?=[^\W\d_])|\d+|[^\W\d_]+"
)
_BREAK = re.compile(r"[-\u2013,;:+&/\n]")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_ENDINGS: Final[Mapping[str, re.Pattern[str]]] = {
    "it": re.compile(r"(?<=\w{3})(?:chi|che|[aeio])$"),
    "en": re.compile(r"(?<=\w{2})(?:ies|es|s|y|e)$"),
    "de": re.compile(r"(?<=\w{3})(?:ern|en|er|es|n|e|s)$"),
}
LONGEST: Final = 60
"""Words; whoever writes more asks about more than one fact."""


def tokens_of(text: str) -> list[str]:
    """The folded words of a text; dates and times written in figures stay whole."""
    return _TOKEN.findall(fold(text))


def breaks_in(text: str) -> frozenset[int]:
    """The places of the words that a comma, a dash or a sign like “+” parts from the one before."""
    folded, ends, breaks = fold(text), 0, set[int]()
    for place, found in enumerate(_TOKEN.finditer(folded)):
        if _BREAK.search(folded, ends, found.start()):
            breaks.add(place)
        ends = found.end()
    return frozenset(breaks)


def stem(token: str, language: str) -> str:
    """A word without its ending, so that singular and plural of a name are the same."""
    pattern = _ENDINGS.get(language)
    return pattern.sub("", token) if pattern and len(token) > 3 else token  # noqa: PLR2004 - short words are whole


class Table(Generic[Value]):
    """Phrases with what they mean; the longest that begins at a place is the one meant."""

    def __init__(self, phrases: Iterable[tuple[str, Value]], *, stemmed: str | None = None) -> None:
        self._stemmed = stemmed
        self._known: dict[tuple[str, ...], Value] = {}
        for text, value in phrases:
            for spelling in {text, text.casefold().translate(_UMLAUTS)}:
                key = self._key(tokens_of(spelling))
                if key:
                    self._known.setdefault(key, value)
        self._longest = longest_by_first(self._known)

    def at(self, tokens: list[str], start: int) -> tuple[Value, int] | None:
        """What begins here, and where it ends."""
        if start >= len(tokens):
            return None
        first = tokens[start] if self._stemmed is None else stem(tokens[start], self._stemmed)
        longest = self._longest.get(first)
        if longest is None:
            return None
        for end in range(min(len(tokens), start + longest), start, -1):
            key = self._key(tokens[start:end])
            if key in self._known:
                return self._known[key], end
        return None

    @property
    def tokens(self) -> frozenset[str]:
        """All words of its phrases."""
        return frozenset(token for phrase in self._known for token in phrase)

    def _key(self, tokens: list[str]) -> tuple[str, ...]:
        if self._stemmed is None:
            return tuple(tokens)
        return tuple(stem(token, self._stemmed) for token in tokens)


def longest_by_first(phrases: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """The words of the longest phrase that begins with each word: most words begin none."""
    longest: dict[str, int] = {}
    for phrase in phrases:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return longest


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language."""

    language: str
    numbers: Table[int]
    weekdays: Table[int]
    every: Table[int]
    """Weekdays meant in general: "on Sundays", "montags"."""
    usual: tuple[str, ...]
    """How a weekday in general is said."""
    months: Table[int]
    feasts: Table[str]
    """Days by name: "12-26", or "easter+1"."""
    feasts_of: Mapping[str, Table[str]]
    """The same by country, where a name means different days."""
    relative: Table[int]
    stretches: Table[str]
    """`weekend`, `week`, `next_week`."""
    marks: Table[str]
    """Small words that say what a number or a day is: `at`, `from`, `to`, `next`, `half` …"""
    parts: Table[str]
    cues: Table[str]
    fillers: Table[bool]
    you: Table[bool]
    """Words by which the business is spoken to."""
    still: Table[bool]
    """Words by which this moment is meant, also where a day is said: "still open today"."""
    have: Table[bool]
    """Words that ask what the business has: "do you have dogs?" is not whether dogs may come in."""
    kin: Table[bool]
    """Words for people, which say nothing where their age is told: "my grandmother is 70"."""
    people: Table[bool]
    """"persons": a number of them says nothing about a price's kind."""
    single: Table[bool]
    """Words that say that what comes is one: "an adult", "mio figlio"."""
    links: Table[bool]
    """What may stand between somebody and their age: "children *aged* 5 years"."""
    lasting: Table[bool]
    """Words after which years are no age: "for 5 years", "in two years"."""
    for_whom: Table[bool]
    """Words between a ticket and its people: "a family ticket *for* two adults"."""
    toward: Table[bool]
    """What stands before a name and means nothing there: "Versand *nach* Italien", but not "nach Weihnachten"."""
    work: Table[str]
    """What is done for money, by its kind: "fix" and "repair" are one; `any`: "get", "book"."""
    beside: Table[bool]
    """Words after which a name says what comes with it, or what it is for."""
    topics: Mapping[str, tuple[str, ...]]
    say: Mapping[str, str]
    clock: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word by which times, cues and people are said, and the small ones between."""
        tables = (self.numbers, self.weekdays, self.every, self.months, self.feasts, self.relative, self.stretches)
        others = (self.marks, self.parts, self.cues, self.fillers, self.you, self.still, self.people, self.work)
        return frozenset[str]().union(*(table.tokens for table in (*tables, *others)))


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of a language we ship."""
    path = files("sportello.answering") / "texts" / f"facts-{language}.yaml"
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Vocabulary(
        language=language,
        numbers=_numbered(read["numbers"]),
        weekdays=_listed(read["weekdays"]),
        every=_listed(read["every"]),
        usual=tuple(phrases[0] for phrases in read["every"]),
        months=_listed(read["months"], first=1),
        feasts=_named(read["feasts"]),
        feasts_of={country: _named(feasts) for country, feasts in read["feasts_of"].items()},
        relative=_numbered(read["relative"]),
        stretches=_named(read["stretches"]),
        marks=_marks(read["marks"]),
        parts=_named(read["parts"]),
        cues=_named(read["cues"]),
        fillers=_flagged(read["fillers"]),
        you=_flagged(read["you"]),
        still=_flagged(read["still"]),
        have=_flagged(read["have"]),
        kin=_flagged(read["kin"]),
        people=_flagged(read["people"]),
        single=_flagged(read["single"]),
        links=_flagged(read["links"]),
        lasting=_flagged(read["lasting"]),
        for_whom=_flagged(read["for_whom"]),
        toward=_flagged(read["toward"]),
        work=_named(read["work"]),
        beside=_flagged(read["beside"]),
        topics={topic: tuple(phrases) for topic, phrases in read["topics"].items()},
        say=read["say"],
        clock=read["clock"],
    )


def languages_from(first: str) -> list[str]:
    """A language, then the others: a short question may be in another than the conversation's."""
    return [first, *(other for other in LANGUAGES if other != first)] if first in LANGUAGES else list(LANGUAGES)


def _numbered(read: Mapping[Any, Iterable[str]]) -> Table[int]:
    return Table((str(phrase), int(number)) for number, phrases in read.items() for phrase in phrases)


def _listed(read: Iterable[Iterable[str]], *, first: int = 0) -> Table[int]:
    return Table((phrase, place) for place, phrases in enumerate(read, first) for phrase in phrases)


def _marks(read: Mapping[str, Iterable[str]]) -> Table[str]:
    """A mark may say several things ("am" is "at the" and "in the"): they stand together, parted by `|`."""
    meanings: dict[tuple[str, ...], list[str]] = {}
    for name, phrases in read.items():
        for phrase in phrases:
            meanings.setdefault(tuple(tokens_of(phrase)), []).append(name)
    return Table(
        (phrase, "|".join(meanings[tuple(tokens_of(phrase))])) for listed in read.values() for phrase in listed
    )


def _flagged(read: Iterable[Any]) -> Table[bool]:
    return Table((str(phrase), True) for phrase in read)


def _named(read: Mapping[str, Iterable[str]]) -> Table[str]:
    return Table((str(phrase), name) for name, phrases in read.items() for phrase in phrases)
