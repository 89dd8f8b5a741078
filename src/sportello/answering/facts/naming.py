"""The names under which a business's facts are met in questions, and the work that some of them stand for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sportello.answering.facts.words import Table, longest_by_first, stem, tokens_of, vocabulary
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import fold
from sportello.knowledge import AnyFact, FactBook, Policy, Price, Words

_ANY_WORK = "any"
_ALIKE = {"cancellation": "refund", "refund": "cancellation"}
"""Topics that one rule may speak of together."""
_BEGINNING = 6
"""Letters with which words for a topic begin, whatever their endings."""
_TRADES = frozenset(("rent",))
"""Work that a business may be named for, and then does with all that it has prices for: a "boat hire" hires boats."""
_HYPHENED: Final = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_SMALLEST: Final = 3
"""Letters that no thing has."""
_FIRST_PART, _SECOND_PART = 3, 5
"""Letters that the parts of a German compound have at least."""


@dataclass(frozen=True)
class Ref:
    """A fact that a name may stand for, or one price of it."""

    fact: str
    variant: str | None = None
    column: str | None = None
    """The way to buy it that is named: "online"."""
    work: str | None = None
    """What its name leaves out here: "a puncture" is the puncture repair only where something is to be mended."""
    kind: bool = False
    """Whether this is no name of its own but the kind of thing that several prices are: "service" of a small and a
    large one."""
    means: str | None = None
    """The kind of payment that it names: the rule answers only if it speaks of that."""
    aged: bool = False
    """Whether it is a price for people of certain ages: "a child of 7" tells an age, "a tin of 7" does not."""


class Names(Table[frozenset[Ref]]):
    """Names that become the same without their endings stand for all that either stood for."""

    def __init__(self, book: FactBook, language: str) -> None:
        super().__init__((), stemmed=language)
        self._words = vocabulary(language)
        self._works: dict[tuple[str, str | None], set[str]] = {}
        self.trade = _trade_of(book)
        self.undone = frozenset(one.id for one in book.policies if one.topic in _ALIKE)
        """The rules about cancelling, and about money that is given back."""
        self.held = frozenset(one.id for one in book.hours if not one.main)
        """What has hours of its own beside the business."""
        self.undoable = _undoable(book, language)
        """What the rules about cancelling speak of: who cancels it names no other fact."""
        self.spoken = _spoken(book, language)
        """The words of these rules: who cancels what they speak of names nothing else."""
        self.joined: dict[str, str] = {}
        """What a name writes with a hyphen as many write it, and how it is read: "ebike"."""
        priced = {price.id for price in book.prices}
        for phrase, ref in _phrases(book, language):
            tokens = tokens_of(phrase)
            self._add(tokens, ref)
            for one in _HYPHENED.findall(fold(phrase)):
                self.joined[stem(one.replace("-", ""), language)] = one.replace("-", " ")
            works, rest = _work_in(tokens)
            self._works.setdefault((ref.fact, ref.variant), set()).update(works)
            for work in works if len(works) == 1 and rest != tokens and ref.fact in priced else ():
                self._add(rest, Ref(ref.fact, ref.variant, work=work))
        for key, refs in self._kinds(book):
            self._known.setdefault(key, refs)
        self._longest = longest_by_first(self._known)
        self._parts = self.tokens

    def has(self, token: str) -> bool:
        """Whether a word may be a name, or a part of one."""
        return not self._parts.isdisjoint(self._firsts(token)) or self.speaks_of(token)

    def speaks_of(self, token: str) -> bool:
        """Whether a rule about cancelling has this word."""
        return stem(token, self._words.language) in self.spoken

    def hyphened(self, word: str) -> str:
        """A word apart where a name has a hyphen in it: "ebikes" are e-bikes."""
        return self.joined.get(stem(fold(word), self._words.language), word)

    def done(self, ref: Ref, works: frozenset[str]) -> bool:
        """Whether what is to be done is what the name stands for: nobody sells the change of a ticket as a ticket."""
        own = self._works.get((ref.fact, None), set()) | self._works.get((ref.fact, ref.variant), set()) | self.trade
        return works - {_ANY_WORK} <= own and ref.work in {None, *works}

    def _kinds(self, book: FactBook) -> Iterator[tuple[tuple[str, ...], frozenset[Ref]]]:
        """What several prices are called alike: "service" of a small and a large one. A name of its own goes before."""
        found: dict[tuple[str, ...], set[Ref]] = {}
        for price in book.prices:
            for language, phrase in _by_language(price):
                for kind in _kinds(tokens_of(phrase), language):
                    found.setdefault(self._key([kind]), set()).add(Ref(price.id, kind=True))
        return ((key, frozenset(refs)) for key, refs in found.items() if len(refs) > 1)

    def _add(self, tokens: list[str], ref: Ref) -> None:
        for said_so in self._words.alike.get(" ".join(tokens), [tokens]) if ref.variant or ref.column else [tokens]:
            key = self._key(said_so)
            if key:
                self._known[key] = self._known.get(key, frozenset()) | {ref}

    def _firsts(self, token: str) -> tuple[str, ...]:
        return _alone(token, self._words.language), _part(token, self._words.language)

    def _key(self, tokens: list[str]) -> tuple[str, ...]:
        if len(tokens) == 1:
            return (_alone(tokens[0], self._words.language),)
        return tuple(_part(token, self._words.language) for token in tokens)


@lru_cache(maxsize=4096)
def _alone(token: str, language: str) -> str:
    """A word that is a name: a number or a small word only as it is written, for "ein" is no "Einer"."""
    words = vocabulary(language)
    small = words.numbers.at([token], 0) or words.fillers.at([token], 0)
    return f"={token}" if small else stem(token, language)


@lru_cache(maxsize=4096)
def _part(token: str, language: str) -> str:
    """A word of a longer name: numbers in figures, so that "for two days" and "for 2 days" are the same."""
    number = vocabulary(language).cardinals.at([token], 0)
    return str(number[0]) if number else stem(token, language)


@lru_cache(maxsize=256)
def names_of(book: FactBook, language: str) -> Names:
    """All names of a workspace's facts, as they are met in questions of a language."""
    return Names(book, language)


def names_of_fact(fact: AnyFact, language: str) -> Iterator[str]:
    """Every name of a fact and of its prices, and the words that people of a language use for what it is about."""
    return (phrase for phrase, _ in _phrases_of(fact, language))


def means_in(text: str, language: str) -> list[str]:
    """The kinds of payment that a text speaks of."""
    tokens, words = tokens_of(text), vocabulary(language).means
    return [found[0] for at in range(len(tokens)) if (found := words.at(tokens, at))]


def _phrases(book: FactBook, language: str) -> Iterator[tuple[str, Ref]]:
    for fact in book.facts:
        yield from _phrases_of(fact, language)
    topics = {policy.topic for policy in book.policies}
    for price in () if "delivery" in topics else book.prices:
        yield from ((phrase, Ref(price.id)) for phrase in _brought(price, language))
    for policy in book.policies:
        other = _ALIKE.get(policy.topic or "")
        if other and other not in topics:
            yield from ((phrase, Ref(policy.id)) for phrase in _spoken_of(policy, other))


def _undoable(book: FactBook, language: str) -> frozenset[str]:
    """The facts of which a name stands in a rule about cancelling: "cancelling a lesson"."""
    rules = [one for one in book.policies if one.topic in _ALIKE]
    texts = (text for one in rules for text in (*_said(one.name, one.synonyms), *one.answer.values()))
    spoken = {stem(token, language) for text in texts for token in tokens_of(text)}
    others = (fact for fact in (*book.prices, *book.hours) if spoken)
    named = ((fact.id, tokens_of(phrase)) for fact in others for phrase in _said(fact.name, fact.synonyms))
    return frozenset(one for one, tokens in named if tokens and {stem(token, language) for token in tokens} <= spoken)


def _spoken(book: FactBook, language: str) -> frozenset[str]:
    """The words of the rules about cancelling as they are said in this language."""
    rules = (one for one in book.policies if one.topic in _ALIKE)
    texts = (text for one in rules for text in (one.name.get(language, ""), one.answer.get(language, "")))
    return frozenset(stem(token, language) for text in texts for token in tokens_of(text) if len(token) > _SMALLEST)


def _spoken_of(policy: Policy, topic: str) -> Iterator[str]:
    """The words for another topic, in each language in which the rule speaks of that, too."""
    for language, said_so in policy.answer.items():
        phrases = vocabulary(language).topics[topic] if language in LANGUAGES else ()
        beginnings = {phrase[:_BEGINNING] for phrase in map(fold, phrases) if len(phrase) >= _BEGINNING}
        if any(token[:_BEGINNING] in beginnings for token in tokens_of(said_so)):
            yield from phrases


def _phrases_of(fact: AnyFact, language: str) -> Iterator[tuple[str, Ref]]:
    yield from ((phrase, Ref(fact.id)) for phrase in _said(fact.name, fact.synonyms))
    if isinstance(fact, Price):
        for variant in fact.variants:
            ref = Ref(fact.id, variant.id, aged=variant.ages is not None)
            yield from ((phrase, ref) for phrase in _said(variant.name, variant.synonyms))
            yield from ((phrase, ref) for phrase in _by_disability(variant.name))
        for column, named in fact.columns.items():
            yield from ((phrase, Ref(fact.id, column=column)) for phrase in named.values())
    if isinstance(fact, Policy) and fact.topic and language in LANGUAGES:
        # Of this language alone: a German "Kind" is not what English people ask for by "What kind?".
        topics = vocabulary(language).topics[fact.topic]
        yield from ((phrase, Ref(fact.id, means=next(iter(means_in(phrase, language)), None))) for phrase in topics)


def _brought(price: Price, language: str) -> Iterator[str]:
    """The words for having something brought, where that is what the price is for: "do you deliver?"."""
    phrases = vocabulary(language).topics["delivery"] if language in LANGUAGES else ()
    if not {fold(one) for one in _said(price.name, price.synonyms)}.isdisjoint(map(fold, phrases)):
        yield from phrases


def _said(name: Words, synonyms: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    yield from name.values()
    for listed in synonyms.values():
        yield from listed


def _by_disability(name: Words) -> Iterator[str]:
    """What is said by whom a price for disabled people is for: "in a wheelchair"."""
    for language, called in name.items():
        words = vocabulary(language).disabled if language in LANGUAGES else None
        if words and not set(words["called"]).isdisjoint(tokens_of(called)):
            yield from words["said"]


def _by_language(price: Price) -> Iterator[tuple[str, str]]:
    yield from price.name.items()
    for language, listed in price.synonyms.items():
        yield from ((language, phrase) for phrase in listed)


def _kinds(tokens: list[str], language: str) -> Iterator[str]:
    """What a name says that the thing is, before it says which: in Italian its first word, else its last.

    What it comes with and how much of it ("service with wash", "massage 30 min") tells which; and a German compound is
    what its end is ("Tageskarte").
    """
    beside = vocabulary(language).beside if language in LANGUAGES else None
    which = (at for at, token in enumerate(tokens) if not token.isalpha() or (beside and beside.at(tokens, at)))
    named = tokens[: next(which, len(tokens))]
    if not named:
        return
    kind = named[0] if language == "it" else named[-1]
    if len(tokens) > 1:
        yield kind
    if language == "de":
        yield from (kind[at:] for at in range(_FIRST_PART, len(kind) - _SECOND_PART + 1))


def _trade_of(book: FactBook) -> set[str]:
    """What the business does with its things, by what the house itself is called."""
    house = [fact for fact in (*book.hours, *book.places) if fact.main]
    called = (phrase for fact in house for phrase in _said(fact.name, fact.synonyms))
    return {work for phrase in called for work in _work_in(tokens_of(phrase))[0]} & _TRADES


def _work_in(tokens: list[str]) -> tuple[set[str], list[str]]:
    """The kinds of work that a name speaks of, and the name without them: "riparazione della foratura"."""
    works, rest = set[str](), list[str]()
    for token in tokens:
        found = {work[0] for one in LANGUAGES if (work := vocabulary(one).work.at([token], 0))} - {_ANY_WORK}
        works |= found
        if not found:
            rest.append(token)
    while rest and any(vocabulary(one).fillers.at(rest[:1], 0) for one in LANGUAGES):
        rest = rest[1:]
    while rest and any(vocabulary(one).fillers.at(rest[-1:], 0) for one in LANGUAGES):
        rest = rest[:-1]
    return works, rest
