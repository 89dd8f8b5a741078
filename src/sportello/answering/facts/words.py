"""How people ask for facts in each language, as data: `texts/facts-*.yaml`, read once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
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
    "it": re.compile(r"(?<=\w{3})(?:h[ei]|i?[aeo]|i)$"),
    "en": re.compile(r"(?<=\w{2})(?:ies|es|(?<!s)s|y|e)$"),
    "de": re.compile(r"(?<=\w{3})(?:ern|en|er|es|(?<=e[lr])n|e|(?<=[bdfgklmopty])s)$"),
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
    """A word without its ending, so that singular and plural of a name are the same, and man and woman of a kind."""
    pattern = _ENDINGS.get(language)
    if pattern is None:
        return token
    token = vocabulary(language).forms.get(token, token)
    return pattern.sub("", token) if len(token) > 3 else token  # noqa: PLR2004 - short words are whole


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
        if self._stemmed is None:  # asked at every word of every table
            longest = self._longest.get(tokens[start], 0)
        else:
            longest = max(self._longest.get(first, 0) for first in self._firsts(tokens[start]))
        for end in range(min(len(tokens), start + longest), start, -1):
            key = self._key(tokens[start:end])
            if key in self._known:
                return self._known[key], end
        return None

    @property
    def beginnings(self) -> frozenset[str]:
        """The words that its phrases begin with."""
        return frozenset(self._longest)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """All words of its phrases."""
        return frozenset(token for phrase in self._known for token in phrase)

    def _firsts(self, token: str) -> tuple[str, ...]:
        """What the phrases that may begin with a word are found under."""
        return (token if self._stemmed is None else stem(token, self._stemmed),)

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
    forms: Mapping[str, str]
    """Words whose forms no ending tells, by their first: "women" are "woman", "kids" are "child"."""
    alike: Mapping[str, Sequence[list[str]]]
    """How the same stretch of time is said where prices are for it, by each way: "for a day", "per day"."""
    units: Table[str]
    """What a price may be for, by its kind: "per night" and "for a night" are one, `person` is "per head"."""
    several: tuple[str, ...]
    """How words begin that say that a thing is for several people: "double", "Familienkarte"."""
    pers: Table[bool]
    """Words that say of a unit that it is one, whatever is asked: "*per* night", but not "*a* night"."""
    copulas: Table[bool]
    """Words that ask whether a price is for so much, or say it: "*is* it per night?"."""
    whats: Table[bool]
    """Words that ask what it is."""
    cardinals: Table[int]
    numbers: Table[int]
    """The same with "first", "second" …, by which days are counted, but not people."""
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
    beside_day: Table[int]
    """Days counted from the one that was spoken of: "the day after"."""
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
    contents: Table[str]
    """Words that ask what is in something, as a cue; none of them is meant by a slip."""
    nature: tuple[tuple[str, ...], ...]
    """How questions begin that ask what something is."""
    hasty: Mapping[str, str]
    """What is written in haste, by how it is read: "ne Karte", "x due giorni", "whens"."""
    single: Table[bool]
    """Words that say that what comes is one: "an adult", "mio figlio"."""
    selves: Table[bool]
    """Words by which who writes is one of several: "for *me and* my son"."""
    links: Table[bool]
    """What may stand between somebody and their age: "children *aged* 5 years"."""
    lasting: Table[bool]
    """Words after which years are no age: "for 5 years", "in two years"."""
    for_whom: Table[bool]
    """Words between a ticket and its people: "a family ticket *for* two adults"."""
    along: Table[bool]
    """Words between somebody and who comes with them."""
    toward: Table[bool]
    """What stands before a name and means nothing there: "Versand *nach* Italien", but not "nach Weihnachten"."""
    work: Table[str]
    """What is done for money, by its kind: "fix" and "repair" are one; `any`: "get", "book"."""
    beside: Table[bool]
    """Words after which a name says what comes with it, or what it is for."""
    wishes: Table[bool]
    """Words that say that one wants or has to, which say nothing where something is to be cancelled."""
    nots: Table[bool]
    """Words that say that one does not want to, or that somebody else did."""
    held: Table[str]
    """What is said of something held at hours of its own: that it `happens` or `begins`, its `hour` or `day`, whose."""
    lasting_for: Table[str]
    """Words by which it is said how long something lasts: the `units`, what is `said` beside them, what it `takes`."""
    them: Table[bool]
    """Words for so many of what was spoken of: "ten *of them*"."""
    cancelled: Table[bool]
    """What is cancelled, whatever the rule about it is called by."""
    disabled: Mapping[str, tuple[str, ...]]
    """How prices for disabled people are `called`, and what else is `said` by who they are for."""
    duty: Table[bool]
    """Words that say that something is a must, in a question and in the rule that answers it."""
    worn: Table[bool]
    """Words for having something on or along, which say nothing where it is asked whether that is a must."""
    means: Table[str]
    """Ways to pay, by their kind: a visa is a card."""
    topics: Mapping[str, tuple[str, ...]]
    say: Mapping[str, str]
    clock: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    @cached_property
    def of_times(self) -> frozenset[str]:
        """Every word that a day or a time may begin with: at most words nothing more needs to be looked for."""
        days = (self.weekdays, self.every, self.months, self.feasts, *self.feasts_of.values(), self.relative)
        others = (self.stretches, self.parts, self.numbers, self.marks, self.beside_day)
        return frozenset[str]().union(*(table.beginnings for table in (*days, *others)))

    @cached_property
    def understood(self) -> frozenset[str]:
        """Every word of every table: what has another is no question about facts, unless it names one."""
        values = [getattr(self, each.name) for each in fields(self)]
        tables: list[Table[Any]] = [one for one in (*values, *self.feasts_of.values()) if isinstance(one, Table)]
        return frozenset[str]().union(*(table.tokens for table in tables))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word by which times, cues and people are said, and the small ones between."""
        small = (self.fillers, self.you, self.still)
        return self.telling.union(*(table.tokens for table in small))

    @cached_property
    def telling(self) -> frozenset[str]:
        """The same without the small ones."""
        tables = (self.numbers, self.weekdays, self.every, self.months, self.feasts, self.relative, self.stretches)
        others = (self.marks, self.parts, self.cues, self.people, self.work)
        return frozenset[str]().union(*(table.tokens for table in (*tables, *others)))


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of a language we ship."""
    path = files("sportello.answering") / "texts" / f"facts-{language}.yaml"
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    alike = [[tokens_of(phrase) for phrase in same] for same in read["alike"].values()]
    return Vocabulary(
        language=language,
        forms={fold(one): fold(first) for first, *others in read["forms"] for one in others},
        alike={" ".join(one): same for same in alike for one in same},
        units=_named({**read["alike"], **read["each"]}),
        several=tuple(fold(one) for one in read["several"]),
        pers=_flagged(read["pers"]),
        copulas=_flagged(read["copulas"]),
        whats=_flagged(read["whats"]),
        cardinals=_numbered(read["numbers"], read["dozens"]),
        numbers=_numbered(read["numbers"], read["ordinals"]),
        weekdays=_listed(read["weekdays"]),
        every=_listed(read["every"]),
        usual=tuple(phrases[0] for phrases in read["every"]),
        months=_listed(read["months"], first=1),
        feasts=_named(read["feasts"]),
        feasts_of={country: _named(feasts) for country, feasts in read["feasts_of"].items()},
        relative=_numbered(read["relative"]),
        beside_day=_numbered(read["beside_day"]),
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
        contents=Table((phrase, "contents") for phrase in read["contents"]),
        nature=tuple(tuple(tokens_of(phrase)) for phrase in read["nature"]),
        hasty=read["hasty"],
        single=_flagged(read["single"]),
        selves=_flagged(read["selves"]),
        links=_flagged(read["links"]),
        lasting=_flagged(read["lasting"]),
        for_whom=_flagged(read["for_whom"]),
        along=_flagged(read["along"]),
        toward=_flagged(read["toward"]),
        work=_named(read["work"]),
        beside=_flagged(read["beside"]),
        wishes=_flagged(read["wishes"]),
        nots=_flagged(read["nots"]),
        held=_named(read["held"]),
        lasting_for=_named(read["lasting_for"]),
        them=_flagged(read["them"]),
        cancelled=_flagged(read["cancelled"]),
        disabled={key: tuple(map(fold, phrases)) for key, phrases in read["disabled"].items()},
        duty=_flagged(read["duty"]),
        worn=_flagged(read["worn"]),
        means=_named(read["means"]),
        topics={topic: tuple(phrases) for topic, phrases in read["topics"].items()} | {"payment": _payment(read)},
        say=read["say"],
        clock=read["clock"],
    )


def languages_from(first: str) -> list[str]:
    """A language, then the others: a short question may be in another than the conversation's."""
    return [first, *(other for other in LANGUAGES if other != first)] if first in LANGUAGES else list(LANGUAGES)


def _numbered(*reads: Mapping[Any, Iterable[str]]) -> Table[int]:
    return Table((str(phrase), int(number)) for read in reads for number, phrases in read.items() for phrase in phrases)


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


def _payment(read: Mapping[str, Any]) -> tuple[str, ...]:
    """What the rule about payment is asked by: the words for it, and to pay in each way."""
    ways = (way for ways in read["means"].values() for way in ways)
    return (*read["topics"]["payment"], *(paying.format(way) for way in ways for paying in read["paying"]))


def _flagged(read: Iterable[Any]) -> Table[bool]:
    return Table((str(phrase), True) for phrase in read)


def _named(read: Mapping[str, Iterable[str]]) -> Table[str]:
    return Table((str(phrase), name) for name, phrases in read.items() for phrase in phrases)
