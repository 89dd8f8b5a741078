"""Names of a sentence, of places, people and things, and addresses: what is said of one is not so of another.

Each must stand in a sentence of the sources about the same: of all that have a name, the one most like the answer's, by
its rarest words, must have this one. So "at the infopoint of Piazza Grande" falls where the page has the infopoint of
Porta Vecchia, though it speaks of Piazza Grande, too.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from sportello.answering.grounding.comparing import is_among
from sportello.answering.grounding.lexicon import Words, courtesies, words_of
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import fold, tokens_of
from sportello.core.personal import names_in
from sportello.knowledge import split_words, tells

Name = tuple[str, ...]

_TOKEN: Final = re.compile(
    r"(?P<address>[\w.+%-]+@[\w-]+(?:\.[\w-]+)+)|(?P<code>\b[A-Z]\d{1,3}\b)|(?P<word>[^\W\d_]+)|(?P<figure>\d+)"
    r"|(?P<stop>[^\w\s'\u2019])"
)
_PAUSES: Final = re.compile(r"([,;:()\u2013\u2014])\s")
_ABOVE: Final = 0.25
"""What a word of a heading is worth to what stands below it."""
_NOUNS: Final = "de"
"""The language in which every noun has a capital: there a name is known by two of them in a row."""
_LETTERS: Final = 4
"""At most so many letters stand for words: QR, PDF."""
_CODE: Final = re.compile(r"[a-z]\d{1,3}")


@dataclass(frozen=True)
class Named:
    """A sentence or a row, by what it names and what it tells besides."""

    names: frozenset[Name]
    tokens: Name
    telling: frozenset[str]
    headings: tuple["Named", ...] = ()

    def has(self, name: Name) -> bool:
        """Whether the name stands in it, in whatever letters, or above it; of "P2 Stazione" the code is enough."""
        code = next((word for word in name if _CODE.fullmatch(word)), None)
        return (
            name in self.names
            or self.place(name) is not None
            or (code is not None and code in self.tokens)
            or any(heading.has(name) for heading in self.headings)
        )

    def place(self, name: Name) -> int | None:
        """Which of its words the name begins with."""
        starts = range(len(self.tokens) - len(name) + 1)
        return next((at for at in starts if self.tokens[at : at + len(name)] == name), None)

    def tells(self, word: str) -> float:
        """How much of a word it tells: less where only a heading does."""
        if is_among(word, self.telling):
            return 1
        return _ABOVE if any(heading.tells(word) for heading in self.headings) else 0


def read_names(sentence: str, language: str) -> Named:
    """A sentence as it is compared here."""
    return _read(sentence, language, begins=True)


def read_names_given(text: str, language: str) -> Sequence[Named]:
    """What a customer calls themselves, and anything else."""
    given = (
        Named(frozenset({name}), name, frozenset()) for name in map(tuple[str, ...], map(tokens_of, names_in(text)))
    )
    return [read_names(text, language), *given]


def read_source_names(pieces: Iterable[tuple[str, str]], language: str) -> list[Named]:
    """The sentences and rows of a source, each with the kind of its place; what has no end is a heading of the rest."""
    headings: list[Named] = []
    found: list[Named] = []
    for kind, piece in pieces:
        named = read_names(piece, language)
        found.append(replace(named, headings=tuple(headings)))
        if kind == "sentence" and piece[-1:] not in ".!?:…":
            headings.append(named)
    return found


def misnames(
    sentence: str, language: str, sources: Sequence[Named], *, called: Sequence[Named], own: Sequence[Named]
) -> bool:
    """Whether a name of the sentence stands in no source, or only where they speak of something else.

    It is compared by the words between the same commas, if they tell anything: what is beside them is of other names.
    The house's `own` names are nobody's claim. Nor is what the customer has `called` so, a dog or themselves: but where
    something is, the sources must say.
    """
    whole = read_names(sentence, language)
    parts = _PAUSES.split(sentence)
    for pause, words in zip([":", *parts[1::2]], parts[::2], strict=True):
        part = _read(words, language, begins=pause != ",")
        for name in part.names:
            free = any(each.has(name) for each in own) or _is_theirs(name, part, called)
            if not (free or _of_it(name, part if part.telling else whole, sources)):
                return True
    return False


def _is_theirs(name: Name, part: Named, called: Sequence[Named]) -> bool:
    """Whether the customer calls somebody so, and the sentence tells nothing of where anything is."""
    at = part.place(name)
    placed = at is not None and at > 0 and _any("placing", part.tokens[at - 1])
    return not placed and any(each.has(name) for each in called)


def _read(text: str, language: str, *, begins: bool) -> Named:
    names = frozenset(_names(text, language, begins=begins))
    parts = {word for name in names for word in name}
    telling = {word for word in split_words(text, language) if tells(word, language) and fold(word) not in parts}
    return Named(names, tuple(tokens_of(text)), frozenset(telling))


def _of_it(name: Name, sentence: Named, sources: Sequence[Named]) -> bool:
    having = [each for each in sources if each.has(name)]
    rivals = [each for each in sources if each.names and not each.has(name)]
    if not having:
        return False
    many = {word: sum(each.tells(word) > 0 for each in sources) for word in sentence.telling}
    rare = {word: math.log(1 + len(sources) / times) for word, times in many.items() if times}

    def likeness(place: Named) -> float:
        return sum(worth * place.tells(word) for word, worth in rare.items())

    return max(map(likeness, having)) >= max(map(likeness, rivals), default=0)


def _names(sentence: str, language: str, *, begins: bool) -> Iterator[Name]:
    """Runs of words with a capital that is not owed to their place."""
    run: list[str] = []
    for match in _TOKEN.finditer(sentence):
        word = match[0]
        kind = match.lastgroup
        if kind == "address":
            yield from _whole(run, language)
            run = []
            yield (word.lower(),)
        elif kind == "code" or (kind == "word" and word[0].isupper() and not _ordinary(word)):
            # What begins a sentence has its capital by its place, unless another follows.
            run.append(f" {word}" if begins and kind == "word" else word)
        elif kind == "word" and run and _any("inner", fold(word)):
            run.append(word)
        else:
            yield from _whole(run, language)
            run = []
        begins = kind == "stop"
    yield from _whole(run, language)


def _whole(run: list[str], language: str) -> Iterator[Name]:
    while run and _any("inner", fold(run[-1].strip())):
        run = run[:-1]
    if (
        run
        and run[0][0] == " "
        and (len(run) == 1 or language == _NOUNS or not tells(run[0].strip().lower(), language))
    ):
        run = run[1:]
    if len(run) > (language == _NOUNS) or any(_CODE.fullmatch(word.lower()) for word in run):
        yield tuple(fold(word.strip()) for word in run)


def _ordinary(word: str) -> bool:
    """Whether its capital names nothing: politeness, a day, a language, a feast, letters that stand for words."""
    plain = fold(word)
    short = word.isupper() and len(word) <= _LETTERS
    dated = any(words.day(plain) is not None or plain in words.months for words in _languages())
    return short or dated or plain in courtesies() or _any("unnamed", plain)


def _any(key: str, word: str) -> bool:
    """Whether it is such a word in any language: names keep theirs."""
    return any(words.has(key, word) for words in _languages())


@cache
def _languages() -> Sequence[Words]:
    return [words_of(language) for language in LANGUAGES]
