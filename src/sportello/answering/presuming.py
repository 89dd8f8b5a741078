"""What an answer takes for granted, and the question had asked; and of what its "free" is said.

"If the evening is cancelled, you get your money back" answers what happens then. Said to "Is it cancelled?" it is a
yes that nobody gave.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from sportello.answering.phrases import Found, Phrases, tokens_of
from sportello.knowledge import Hit

_IF: Final = (
    *("if", "in case", "what happens", "what if", "should", "unless", "when", "once"),
    *("wenn", "falls", "was passiert", "was ist wenn", "was wird aus", "was geschieht", "bei", "sobald", "im fall*"),
    *("se", "qualora", "in caso", "cosa succede", "che succede", "che cosa succede", "quando", "nel caso"),
)
"""Words of what happens on a condition."""
_IS: Final = (
    *("is", "are", "was", "were", "has", "have", "will", "isn t", "aren t", "hasn t", "wasn t"),
    *("ist", "sind", "war", "waren", "wurde", "wurden", "wird", "werden", "hat", "haben", "fallt", "fallen"),
    *("sono", "era", "erano", "ha", "hanno", "sara", "saranno", "viene", "vengono"),
)
"""Words with which a question begins that asks whether something is so."""
_IS_SO: Final = ("sono stati", "sono state", "ist es wahr")
"""The same, wherever they stand."""
_WISHES: Final = (
    *("i want", "i d like", "i would like", "i wish", "i need", "we want", "we d like", "we would like", "i wanna"),
    *("ich will", "ich mochte", "ich wurde gern*", "wir mochten", "wir wollen", "ich hatte gern*"),
    *("voglio", "vorrei", "vogliamo", "vorremmo"),
)
"""Words with which somebody says what they want to be done."""
FREE: Final = ("free", "gratis", "gratuit*", "kostenlos*", "kostenfrei*", "umsonst", "omaggio", "complimentary")
_WITHOUT: Final = re.compile(
    r"\b(?:(?!(?:toll|charge|cost|fee|rent|post)-)[^\W\d_]+-free|(?:allerg\w+|alcohol|animal|barrier|caffeine|"
    r"cruelty|dairy|dust|egg|fat|fragrance|gluten|grain|lactose|meat|milk|nut|plastic|preservative|smoke|soya?|step|"
    r"stress|sugar|wheat|yeast)s? free|free (?:of|from)(?: any)? (?!any|charge|cost)[^\W\d_]+)\b",
    re.IGNORECASE,
)
"""Without something, which is no price: "lactose free", "free from nuts"."""
_FREE_FROM: Final = frozenset(("free", "of", "from", "any"))
_IS_FREE: Final = (
    *("is", "are", "be", "s", "re", "it s", "come", "comes", "get in", "travel", "enter", "go", "stay", "ride"),
    *("ist", "sind", "sei", "bleibt", "fahren", "fahrt", "kommt", "kommen", "gibt"),
    *("sono", "entra", "entrano", "viaggia", "viaggiano", "resta", "compreso", "compresa"),
)
"""Words by which a thing itself is said to be free."""
_CLAUSES: Final = re.compile(r"[.!?;:,\n()\u2013\u2014]+")
_FEW: Final = 3
"""Words of a clause that says nothing but that it is free."""
_BE: Final = re.compile(r"[èÈ]|e\u0300|\be'(?=\s)", re.IGNORECASE)
_ALIKE: Final = 4
"""Letters with which two words of one thing begin."""


def takes_for_granted(question: str, hit: Hit, quote: str) -> bool:
    """Whether it was asked if something is so, or wished, and the answer only says what happens if it is."""
    tokens = _words(question)
    if _phrases(_IF).find(tokens) or not (_asks_if_so(tokens, question) or _starts(_WISHES, tokens)):
        return False
    return bool(_phrases(_IF).find(tokens_of(hit.title))) if hit.kind == "faq" else _starts(_IF, tokens_of(quote))


def asks_free(question: str) -> bool:
    """Whether it asks if something is free: the word ends it ("Is parking free?", but not "Is there free wifi?")."""
    tokens = tokens_of(of_charge(question))
    found = _phrases(FREE).find(tokens)
    return bool(found) and set(tokens[found[-1].end :]) <= {"of", "charge"} and len(tokens) > 1


def lacks_what_is_free(question: str, quote: str) -> bool:
    """Whether it asks if something is free of what the quote does not speak of: "Is the bread gluten-free?"."""
    asked = {word[:_ALIKE] for found in _WITHOUT.finditer(question) for word in tokens_of(found[0])} - _FREE_FROM
    return bool(asked) and asked.isdisjoint(word[:_ALIKE] for word in tokens_of(quote))


def of_charge(text: str) -> str:
    """The text without what it says to be free of something else."""
    return _WITHOUT.sub("without", text)


def says_free(word: str) -> bool:
    """Whether a folded word is one of those for what costs nothing: "kostenlos" is no cost."""
    return _starts(FREE, [word])


def said_free(question: str, quote: str) -> bool:
    """Whether the quote says of what is asked for that it is free, not of what comes with it or what is done then."""
    asked = tokens_of(question)
    return any(_free_here(_words(clause), asked) for clause in _CLAUSES.split(of_charge(quote)))


def _words(text: str) -> list[str]:
    """Folded words, in which "è" is not the "e" that is "and"."""
    return tokens_of(_BE.sub(" is ", text))


def _free_here(clause: list[str], asked: Sequence[str]) -> bool:
    return any(_of_it(clause, place, asked) for place in _phrases(FREE).find(clause))


def _of_it(clause: list[str], place: Found[str], asked: Sequence[str]) -> bool:
    """Whether it is said there of the thing: alone, after "is", or of a word that was asked about."""
    beside = [*clause[max(0, place.start - 1) : place.start], *clause[place.end : place.end + 1]]
    if len(clause) <= _FEW or any(_same(one, other) for one in beside for other in asked):
        return True
    ends = place.end == len(clause) or clause[place.end :] == ["of", "charge"] or clause[place.end] in {"for", "fur"}
    return ends and bool(_phrases(_IS_FREE).find(clause[: place.start]))


def _same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= _ALIKE and one[:_ALIKE] == other[:_ALIKE])


def _asks_if_so(tokens: list[str], question: str) -> bool:
    """Whether it asks if something is so; "is there" and "are you" ask for other things."""
    if not tokens or tokens[:2] in (["is", "there"], ["are", "there"]) or {"i", "we", "ich", "wir"} & set(tokens):
        return False
    is_so = "is" in tokens[1:] and not _phrases(("c is", "there is")).find(tokens)
    return _starts(_IS, tokens) or ("?" in question and (is_so or bool(_phrases(_IS_SO).find(tokens))))


def _starts(phrases: tuple[str, ...], tokens: list[str]) -> bool:
    return bool(tokens) and bool(_phrases(phrases).at(tokens, 0))


@cache
def _phrases(phrases: tuple[str, ...]) -> Phrases[str]:
    return Phrases({"found": phrases})
