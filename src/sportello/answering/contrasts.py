"""What tells a question apart from a text that has nearly all of its words: another thing stands in its place.

"Iron wool with steam" has three words in four of "Can I iron silk with steam?", and answers another question. Of two
figures, two words between the same neighbours, and of cancelling and what is cancelled, that can be seen.
"""

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise, takewhile
from typing import Final

from sportello.answering.phrases import Phrases, fold, tokens_of
from sportello.knowledge import Hit, is_code, says_nothing


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ARTICLES: Final = {
    "de": _set(
        """
        das dem den der des die ein eine einem einen einer eines
        """
    ),
    "en": _set(
        """
        a an the
        """
    ),
    "it": _set(
        """
        gli i il l la le lo un una uno
        """
    ),
}
"""Words that stand between two neighbours and change nothing."""
_BEFORE_THINGS: Final = {
    "de": _set(
        """
        am an ans auf aufs aus bei beim durch fur gegen ihr ihre ihrem ihren ihrer im in ins mein meine meinem
        meinen meiner mit nach ohne uber um unser unsere unserem unseren unserer unter vom von vor zu zum zur
        """
    ),
    "en": _set(
        """
        about after against at before by during for from her his in into its my of on onto our over per their under
        with without your
        """
    ),
    "it": _set(
        """
        a agli ai al all alla alle allo con contro da dagli dai dal dall dalla dalle dallo degli dei del dell della
        delle dello di dopo fra in mia mie miei mio negli nei nel nell nella nelle nello nostra nostre nostri nostro
        per senza su sua sue sugli sui sul sull sulla sulle sullo suo suoi tra
        """
    ),
}
"""Small words that a thing follows, or what it is like, as after an article: a deed seldom does."""
_JOINED: Final = {
    one: whole
    for whole, joined in {
        "zu": "zum zur",
        "in": "im ins nel nello nella nei negli nelle nell",
        "an": "am ans",
        "von": "vom",
        "bei": "beim",
        "di": "del dello della dei degli delle dell d",
        "a": "al allo alla ai agli alle all",
        "da": "dal dallo dalla dai dagli dalle dall",
        "su": "sul sullo sulla sui sugli sulle sull",
    }.items()
    for one in joined.split()
}
"""Small words that have an article in them: "zur Krone" and "zum Implantat" are said alike."""
_WITHOUT: Final = frozenset({"without", "ohne", "senza"})
_CLAUSES: Final = re.compile(r"(?<=[.!?:;])\s+|\n+|,|\s·\s|\|")
CODE: Final = "code_unknown"
"""The rule that stands in the trace where a code is asked for that nobody wrote."""
_FIGURES: Final = 2
"""Figures of a code that is no class ("A4") nor a line ("S1"), of which much may be said without it."""
_ALIKE: Final = 4
"""Letters with which a word begins in all its endings."""
_ENDING: Final = 3
"""Letters that an ending has, at most."""
_HEAD: Final = 6
"""Letters of what a German compound ends in, at least; what it begins with has half as many."""
_COMPOUNDING: Final = "de"
_UNDOING: Final = (
    *("cancel*", "deregist*", "unregist*", "unsubscrib*", "unenrol*", "withdraw*", "opt out", "sign out", "call off"),
    *("abmeld*", "abzumeld*", "abgemeld*", "kundig*", "gekundig*", "zu kundigen", "storn*", "absag*", "abzusag*"),
    *("abgesagt", "abbestell*", "widerruf*", "abbestell*", "ruckgangig", "austrag*", "austret*", "austritt*"),
    *("disdi*", "disdett*", "annull*", "cancella*", "disiscri*", "recesso", "recedere", "rinunci*", "revoca*"),
)
"""Words by which something is undone: who cancels is not told how to book."""
_PARTED: Final = re.compile(r"\b(?:meld|sag|bestell)\w*\b[^.?!]*\bab\b\W*(?:[.?!]|$)", re.IGNORECASE)
"""The same of a German verb whose beginning stands at the end: "Wie melde ich mich ab?"."""


def names_unknown_code(hits: Sequence[Hit]) -> bool:
    """Whether the question names a model or an order by a code that none of these says: another is another thing."""
    said = {word for hit in hits for word in hit.matched}
    asked = {term.word for hit in hits[:1] for term in hit.terms if is_code(term.word)}
    return any(sum(map(str.isdigit, word)) >= _FIGURES and word not in said for word in asked)


def undoes(text: str) -> bool:
    """Whether it is about undoing something: cancelling, signing off."""
    return bool(_undoing().find(tokens_of(text))) or bool(_PARTED.search(text))


def other_figure(question: str, text: str, language: str) -> bool:
    """Whether the text has another figure behind the same word: "until 9" is asked, and "until 7" known."""
    asked = _words(question, language)
    clauses = [_words(clause, language) for clause in _CLAUSES.split(text)]
    said = {word for clause in clauses for word in clause}
    places = [(before, word) for before, word in _pairs(asked) if word.isdigit() and word not in said]
    return any(
        word.isdigit() and before == known
        for clause in clauses
        for before, word in _pairs(clause)
        for known, _ in places
    )


def parted(question: str, text: str, language: str) -> bool:
    """Whether the text has with a thing what is asked without it, or without it what is asked with it."""
    asked, said = (_with_and_without(_words(one, language)) for one in (question, text))
    return any(
        any(_same(word, one) for one in there) and not any(_same(word, one) for one in away)
        for away_here, (there, away) in ((asked[1], said), (said[1], asked))
        for word in away_here
    )


def _with_and_without(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words, and those of what is said to be away."""
    away = [at + 1 for at, word in enumerate(words[:-1]) if word in _WITHOUT]
    return [word for at, word in enumerate(words) if at not in away], [words[at] for at in away]


def other_thing(question: str, hit: Hit, text: str, lacking: Sequence[str]) -> bool:
    """Whether another thing stands in the text between the neighbours of one of the words it is `lacking`.

    Two of its neighbours must be there, on one side or on both, and one of them must say something.
    """
    language = hit.language[:2].lower()
    asked = _words(question, language)
    clauses = [_words(clause, language) for clause in _CLAUSES.split(text)]
    lacked = {fold(word) for word in lacking}
    return any(
        _replaced(asked, at, clause, language)
        for at, word in enumerate(asked)
        if any(_same(word, one) for one in lacked)
        for clause in clauses
    )


def asks_of_another(question: str, hit: Hit, wordings: Sequence[str], things: Collection[str]) -> bool:
    """Whether a wording asks the same of another thing: "Does it pay for a crown?" of "... for a cleaning?".

    Of a thing that is known here: what nobody wrote of may be said in other words, and so may all where meaning was
    compared.
    """
    known = {term.word for term in hit.terms if term.known}
    named = [word for word in hit.lacking if word in things and word in known]
    if hit.cosine is not None or not names_a_thing(question, named, hit.language[:2].lower()):
        return False
    return other_thing(question, hit, "\n".join(wordings), named)


def ends_otherwise(question: str, wordings: Sequence[str], things: Collection[str], language: str) -> bool:
    """Whether it ends in one of these things, and a wording begins with all before it and goes on with another."""
    asked = _words(question, language)
    if not asked or not any(_same(asked[-1], fold(thing)) for thing in things):
        return False
    before = asked[:-1]
    begun = (said for one in wordings if _begins_so(said := _words(one, language), before))
    telling = any(not says_nothing(word, language) for word in before)
    return telling and any(len(said) > len(before) and not _same(said[len(before)], asked[-1]) for said in begun)


def _begins_so(words: Sequence[str], before: Sequence[str]) -> bool:
    """Whether it begins with these words, but for their endings: "mein Auto" and "meine Tasche"."""
    return len(words) >= len(before) and all(map(_same, words, before))


def other_kind(text: str, lacking: Sequence[str], language: str) -> bool:
    """Whether the text has, with another beginning, what one of the German words it is `lacking` ends in."""
    if language != _COMPOUNDING:
        return False
    said = tokens_of(text)
    return any(_heads_alike(fold(word), other) for word in lacking for other in said)


def _heads_alike(word: str, other: str) -> bool:
    ends = zip(reversed(word), reversed(other), strict=False)
    alike = len(list(takewhile(lambda letters: letters[0] == letters[1], ends)))
    return alike >= _HEAD and len(word) - alike >= _HEAD // 2


def names_a_thing(question: str, lacking: Sequence[str], language: str) -> bool:
    """Whether one of the words it is `lacking` is named as a thing is, behind an article or the like."""
    before = _ARTICLES.get(language, frozenset()) | _BEFORE_THINGS.get(language, frozenset())
    lacked = {fold(word) for word in lacking}
    return any(
        first in before and any(_same(word, one) for one in lacked) for first, word in _pairs(tokens_of(question))
    )


def says_it(text: str, thing: str) -> bool:
    """Whether a text has a word but for its ending."""
    return any(_same(word, fold(thing)) for word in tokens_of(text))


def _replaced(asked: Sequence[str], at: int, clause: Sequence[str], language: str) -> bool:
    """Whether a word of the clause has the neighbours of the one that was asked, and was not asked for itself."""
    return any(
        not (says_nothing(word, language) or word.isdigit() or any(_same(word, one) for one in asked))
        and _framed(asked, at, clause, place, language)
        for place, word in enumerate(clause)
    )


def _framed(asked: Sequence[str], at: int, clause: Sequence[str], place: int, language: str) -> bool:
    beside = {
        step: asked[at + step]
        for step in (-2, -1, 1, 2)
        if 0 <= at + step < len(asked)
        and 0 <= place + step < len(clause)
        and _same(asked[at + step], clause[place + step])
    }
    pairs = ((-1, 1), (-2, -1), (1, 2))
    return any(
        one in beside and other in beside and not all(says_nothing(beside[step], language) for step in (one, other))
        for one, other in pairs
    )


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise(words))


def _words(text: str, language: str) -> list[str]:
    articles = _ARTICLES.get(language, frozenset[str]())
    return [_JOINED.get(word, word) for word in tokens_of(text) if word not in articles]


def _same(one: str, other: str) -> bool:
    """Whether two words are one but for their endings."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (
        len(shorter) >= _ALIKE
        and len(longer) - len(shorter) <= _ENDING
        and longer.startswith(shorter[: max(_ALIKE, len(shorter) * 2 // 3)])
    )


@cache
def _undoing() -> Phrases[str]:
    return Phrases({"undoing": _UNDOING})
