"""The names under which a business's facts are met in questions, and the work that some of them stand for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sportello.answering.facts.words import Table, longest_by_first, tokens_of, vocabulary
from sportello.answering.language import LANGUAGES
from sportello.knowledge import AnyFact, FactBook, Policy, Price, Words

_ANY_WORK = "any"
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


class Names(Table[frozenset[Ref]]):
    """Names that become the same without their endings stand for all that either stood for."""

    def __init__(self, book: FactBook, language: str) -> None:
        super().__init__((), stemmed=language)
        self._works: dict[tuple[str, str | None], set[str]] = {}
        for phrase, ref in _phrases(book):
            tokens = tokens_of(phrase)
            self._add(tokens, ref)
            works, rest = _work_in(tokens)
            self._works.setdefault((ref.fact, ref.variant), set()).update(works)
            for work in works if len(works) == 1 and rest != tokens else ():
                self._add(rest, Ref(ref.fact, ref.variant, work=work))
        for key, refs in self._kinds(book):
            self._known.setdefault(key, refs)
        self._longest = longest_by_first(self._known)

    def done(self, ref: Ref, works: frozenset[str]) -> bool:
        """Whether what is to be done is what the name stands for: nobody sells the change of a ticket as a ticket."""
        own = self._works.get((ref.fact, None), set()) | self._works.get((ref.fact, ref.variant), set())
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
        key = self._key(tokens)
        if key:
            self._known[key] = self._known.get(key, frozenset()) | {ref}


@lru_cache(maxsize=256)
def names_of(book: FactBook, language: str) -> Names:
    """All names of a workspace's facts, as they are met in questions of a language."""
    return Names(book, language)


def names_of_fact(fact: AnyFact) -> Iterator[str]:
    """Every name of a fact and of its prices, and the words that people use for what it is about."""
    return (phrase for phrase, _ in _phrases_of(fact))


def _phrases(book: FactBook) -> Iterator[tuple[str, Ref]]:
    for fact in book.facts:
        yield from _phrases_of(fact)


def _phrases_of(fact: AnyFact) -> Iterator[tuple[str, Ref]]:
    yield from ((phrase, Ref(fact.id)) for phrase in _said(fact.name, fact.synonyms))
    if isinstance(fact, Price):
        for variant in fact.variants:
            ref = Ref(fact.id, variant.id)
            yield from ((phrase, ref) for phrase in _said(variant.name, variant.synonyms))
        for column, named in fact.columns.items():
            yield from ((phrase, Ref(fact.id, column=column)) for phrase in named.values())
    if isinstance(fact, Policy) and fact.topic:
        for language in LANGUAGES:
            yield from ((phrase, Ref(fact.id)) for phrase in vocabulary(language).topics[fact.topic])


def _said(name: Words, synonyms: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    yield from name.values()
    for listed in synonyms.values():
        yield from listed


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
