"""Whether an answer says what its sources say, sentence by sentence, as far as code can tell.

Three things are asked of each sentence. Of its telling words, and of those of each clause, half must be in the sources,
by their letters, so that endings and compounds may differ; and none may be one that only the model was told. Each name
must stand where they speak of the same (`names`). And each of its marks (figures, days, what costs nothing, is
refunded, promised or denied) must stand in a source *where it is said of the same*: of all places of the sources with a
mark of that kind, the one whose words are most like the sentence's must have that very mark. So two true figures that
are swapped fall, as does a price of the next row. What the customer wrote tells what is talked of, and how many there
are of them; it carries nothing else.

Where the sources speak another language than the answer, words cannot be compared: then marks must be there at all,
and each sentence must be in the language that was asked for. A sentence without marks is a courtesy, and free, if all
its other words are such as courtesies are made of: a model that obeys somebody else has no words of its own to obey
with. What this cannot see: `docs/why/wording.md`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from sportello.answering.grounding.addresses import addresses
from sportello.answering.grounding.comparing import SAID, Held, share
from sportello.answering.grounding.lexicon import courtesies, words_of
from sportello.answering.grounding.marks import Clause, read_sentence, read_source
from sportello.answering.grounding.names import Named, misnames, read_names, read_names_given, read_source_names
from sportello.answering.grounding.turning import Turned, read_turns, turns_otherwise
from sportello.answering.language import language_of
from sportello.answering.phrases import tokens_of
from sportello.knowledge import segments, split_words, tells

SUPPORTED: Final = 0.5
"""The share of a sentence's telling words that its sources must have."""
_RUN: Final = 3
"""Words of our rules in a row that are no chance, if one of them tells something that no source says."""
_PIECE: Final = 3
"""Words of what is rather a piece of a sentence than one: "[Approve the.", "l'ingresso costa." """
_WHOLE: Final = 0.9
"""From this share on a word is said as it is: in a piece each must be, or be a courtesy."""
_ALONE: Final = 0.75
"""… and one that is all that a sentence tells, from this share on: half a word in common is soon found."""
_ADDED: Final = 2
"""Strange words that a clause must have to be one that was added."""
_ENDS: Final = re.compile(r"(?<=[.!?…])\s+")
"""Where a sentence may end, also before a small letter: nothing hides in the sentence before it."""


_KEPT: Final = 100
"""Sources that a process keeps as they were read: answers are held against the same ones again and again. Of
800 letters, each is 50 kB then."""


@dataclass(frozen=True)
class _Source:
    """What an answer is held against, or a part of it: read once, however often."""

    text: str
    language: str

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Where it leads."""
        return frozenset(addresses(self.text))

    @cached_property
    def clauses(self) -> Sequence[Clause]:
        """What it says, in clauses."""
        return read_source(self.text, self.language)

    @cached_property
    def words(self) -> str:
        """Its words, as others are looked for in them by their letters."""
        return " ".join(split_words(self.text, self.language, questions=True))

    @cached_property
    def sentences(self) -> frozenset[tuple[str, ...]]:
        """What it says, sentence by sentence and row by row."""
        return frozenset(tuple(tokens_of(piece)) for _, piece in _pieces(self.text))

    @cached_property
    def turns(self) -> Sequence[Turned]:
        """Its sentences, by the small words that turn them."""
        return [read_turns(piece, self.language) for _, piece in _pieces(self.text)]

    @cached_property
    def named(self) -> Sequence[Named]:
        """Its sentences and rows, by their names."""
        return read_source_names(_pieces(self.text), self.language)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """All its words."""
        return frozenset(tokens_of(self.text))

    @cached_property
    def telling(self) -> frozenset[str]:
        """Those that tell something."""
        return frozenset(_telling(self.text, self.language))


_kept = lru_cache(maxsize=_KEPT)(_Source)


@dataclass(frozen=True)
class Grounds:
    """What an answer is held against. It is read once, however often a beginning of the answer is looked at."""

    sources: Sequence[str]
    """What the knowledge says, which is kept as it was read."""
    heard: Sequence[str]
    """What the customer said."""
    language: str
    one_language: bool
    told: str = ""
    """What its owner told the model."""
    rules: str = ""
    """What we told it."""
    name: str = ""
    """What the assistant is called."""
    own: Sequence[str] = ()
    """What it says of itself and its house by its owner's words."""
    results: Sequence[str] = ()
    """What actions brought for this customer, which nobody keeps."""

    @cached_property
    def _carrying(self) -> Sequence[_Source]:
        own = [_Source(text, self.language) for text in self.results]
        return [*(_kept(text, self.language) for text in self.sources), *own]

    @cached_property
    def _known(self) -> Sequence[_Source]:
        return [*self._carrying, *(_Source(text, self.language) for text in self.heard)]

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Where sources and customer lead."""
        return frozenset[str]().union(*(each.addresses for each in self._known))

    @cached_property
    def clauses(self) -> Sequence[Clause]:
        """What the sources say, in clauses."""
        return [clause for each in self._carrying for clause in each.clauses]

    @cached_property
    def asked(self) -> Sequence[Clause]:
        """What the customer said, in clauses."""
        return [clause for each in self.heard for clause in read_sentence(each, self.language)]

    @cached_property
    def words(self) -> str:
        """Those of the sources, in which others are looked for by their letters."""
        return f" {' '.join(each.words for each in self._carrying if each.words)} "

    @cached_property
    def sentences(self) -> frozenset[tuple[str, ...]]:
        """What the sources say, sentence by sentence and row by row: whoever says just that says no more."""
        return frozenset[tuple[str, ...]]().union(*(each.sentences for each in self._carrying))

    @cached_property
    def turns(self) -> Sequence[Turned]:
        """The sentences of the sources, by the small words that turn them."""
        return [turned for each in self._carrying for turned in each.turns if turned.kinds]

    @cached_property
    def named(self) -> Sequence[Named]:
        """What the sources say, by the names in it."""
        return [named for each in self._carrying for named in each.named]

    @cached_property
    def called(self) -> Sequence[Named]:
        """What the customer calls things and people, themselves among them."""
        return [named for text in self.heard for named in read_names_given(text, self.language)]

    @cached_property
    def ours(self) -> Sequence[Named]:
        """What the assistant and its house are called."""
        return [read_names(text, self.language) for text in (self.name, *self.own)]

    @cached_property
    def courtesies(self) -> frozenset[str]:
        """Words that may be said without a source, the assistant's own name among them."""
        return courtesies(self.language).union(split_words(self.name, self.language))

    @cached_property
    def given(self) -> frozenset[str]:
        """Words of the names that the customer gave."""
        return frozenset(word for named in self.called for name in named.names for word in name)

    def polite(self, words: Iterable[str], sentence: str) -> bool:
        """Whether these words of a sentence are courtesies, perhaps with the customer's name, which alone is none."""
        greets = not self.given.issuperset(tokens_of(sentence))
        return self.courtesies.union(self.given if greets else ()).issuperset(words)

    @cached_property
    def secret(self) -> set[str]:
        """Words that only the model was told."""
        told = _telling(self.told, self.language) - courtesies(self.language)
        return told.difference(*(each.telling for each in self._known)) if told else told

    @cached_property
    def recited(self) -> set[tuple[str, ...]]:
        """Runs of words by which a model that recites our rules is known."""
        known = set[str]().union(*(each.tokens for each in self._known))
        return {run for run, telling in _telling_runs(self.rules, self.language) if not telling <= known}

    def read(self) -> None:
        """Read all of it now."""
        _ = self.addresses, self.clauses, self.asked, self.words, self.sentences, self.named, self.secret, self.recited


def unsupported(answer: str, grounds: Grounds) -> list[str]:
    """The sentences of an answer (Markdown) that its grounds do not carry."""
    language, one_language = grounds.language, grounds.one_language
    topic = {word for clause in grounds.asked for word in clause.words}
    wrong: list[str] = []
    lead: set[str] = set()
    before: set[str] = set()
    for kind, piece in _pieces(answer):
        clauses = read_sentence(piece, language)
        marked = _marked(clauses)
        courteous = not marked and grounds.polite(_telling(piece, language), piece)
        if (
            _telling(piece, language) & grounds.secret
            or not grounds.recited.isdisjoint(_runs(piece))
            or (one_language and not _carried(piece, clauses, grounds, marked=marked))
            or (not one_language and language_of(piece, prior=language) != language)
            or (
                not courteous
                and tuple(tokens_of(piece)) not in grounds.sentences
                and not (
                    Held(clauses, grounds.clauses, grounds.asked, topic | lead | before, one_language).all()
                    and not (
                        one_language
                        and (
                            turns_otherwise(read_turns(piece, language), grounds.turns)
                            or misnames(piece, language, grounds.named, called=grounds.called, own=grounds.ours)
                        )
                    )
                )
            )
        ):
            wrong.append(piece)
        before = {word for clause in clauses for word in clause.words}
        lead = before if piece.endswith(":") else lead
        before = set() if kind in {"item", "row"} else before
    return wrong


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """A text (Markdown) in sentences, list items and rows of tables, each with the kind of its place."""
    return ((each.kind, piece) for each in segments(text) for piece in _ENDS.split(each.plain))


def is_courtesy(answer: str, language: str) -> bool:
    """Whether an answer says nothing of the business: "Yes, certainly!" may be the reply to anything."""
    pieces = [segment.plain for segment in segments(answer)]
    return not any(
        _marked(read_sentence(piece, language)) or _telling(piece, language) - courtesies(language) for piece in pieces
    )


def _marked(clauses: Sequence[Clause]) -> bool:
    return any(clause.marks or (clause.negative and clause.pays) for clause in clauses)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = tokens_of(text)
    return (tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


@lru_cache(maxsize=32)
def _telling_runs(text: str, language: str) -> Sequence[tuple[tuple[str, ...], frozenset[str]]]:
    """The runs of a text that tell something, with the words that do."""
    runs = ((run, frozenset(word for word in run if tells(word, language))) for run in _runs(text))
    return [(run, telling) for run, telling in runs if telling]


def _telling(text: str, language: str) -> set[str]:
    return {word for word in split_words(text, language) if tells(word, language) and not word.isdigit()}


def _carried(sentence: str, clauses: Sequence[Clause], grounds: Grounds, *, marked: bool) -> bool:
    language, said = grounds.language, grounds.words
    counts = words_of(language).number
    telling = [
        word
        for word in split_words(sentence, language)
        if tells(word, language) and not word.isdigit() and counts(word) is None
    ]
    if not marked and len(sentence.split()) <= _PIECE:
        return grounds.polite((word for word in telling if share(word, said) < _WHOLE), sentence)
    least = SAID if len(telling) > 1 else _ALONE
    strange = [word for word in telling if share(word, said) < least]
    if len(strange) <= (1 - SUPPORTED) * len(telling):
        return not any(_added(clause, grounds) for clause in clauses)
    return not marked and grounds.polite(strange, sentence)


def _added(clause: Clause, grounds: Grounds) -> bool:
    """Whether a clause is of words that no source has: "… and a volunteer pushes it"."""
    telling = [word for word in clause.words if word[0] not in "#@"]
    strange = {word for word in telling if share(word, grounds.words) < SAID} - grounds.courtesies - grounds.given
    return len(strange) >= _ADDED and len(strange) > (1 - SUPPORTED) * len(telling)
