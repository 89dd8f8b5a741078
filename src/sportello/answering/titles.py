"""What bears the name of what is asked: a page called "Opening hours" is what "When are you open?" is about.

In a small knowledge base such a question has no word in common with that page, or no more than an FAQ entry has that
says "outside opening hours". So where search is not sure, what is called so is offered; of the business itself, it is
the answer where it is one page and nothing else was asked.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from sportello.answering.drafts import Draft
from sportello.answering.engine import Question, evidence, introduced, of_house, offered_as, quoted
from sportello.answering.facts.words import vocabulary
from sportello.answering.itself import OwnQuestion, Subject
from sportello.answering.language import LANGUAGES
from sportello.answering.parts import because
from sportello.answering.phrases import Phrases, tokens_of
from sportello.answering.pricelists import Find
from sportello.answering.setups import Setup
from sportello.knowledge import Hit, tells

CALLED: Final = "called_so"
"""The rule that stands in the trace of what is told or offered for its name."""
_NAMES: Final[Mapping[Subject, Mapping[str, Sequence[str]]]] = {
    "hours": {
        "de": ("Öffnungszeiten", "Geschäftszeiten", "Sprechzeiten", "geöffnet"),
        "en": ("opening hours", "opening times", "business hours"),
        "it": ("orari di apertura", "orario", "orari"),
    },
    "place": {
        "de": ("Anfahrt", "Adresse", "Standort", "Lage", "Wegbeschreibung", "finden Sie uns", "findet ihr uns"),
        "en": ("how to find us", "address", "location", "directions", "getting here", "where we are"),
        "it": ("dove siamo", "come raggiungerci", "come arrivare", "indirizzo", "dove trovarci"),
    },
    "price": {
        "de": ("Preise", "Preisliste", "Tarife"),
        "en": ("prices", "price list", "fees"),
        "it": ("prezzi", "listino", "tariffe"),
    },
}
"""What pages about the business are called, and are searched for by."""
_BESIDE: Final[Mapping[Subject, Sequence[str]]] = {
    "place": (
        *("Straße", "Gasse", "Platz", "Bushaltestelle", "Bahnhof", "Parkplatz"),
        *("street", "road", "square", "bus", "station", "parking"),
        *("via", "viale", "piazza", "fermata", "stazione", "parcheggio"),
    ),
}
"""What such a page says: names like "Where we are" are made of words that no search heeds."""
_DIGITS: Final = re.compile(r"\d+")
_ENDING: Final = 2
"""Letters by which the same word may end in another way."""
_SHORTEST: Final = 4


async def answer_by_title(
    setup: Setup, question: Question, hits: Sequence[Hit], said: Draft, find: Find
) -> Draft | None:
    """What is told where search is not sure and an entry is called what was asked; None where none is.

    `said` is what would be made of the hits.
    """
    if said.outcome == "answered":
        return None
    own = of_house(setup, question)
    if own is None:  # what is offered already stays, and what a rule keeps back
        named = said.outcome == "unsure" and not said.trace.rules
        found = [hit for hit in hits if named and _is_called(hit, question)]
        return offered_as(setup, question, found, hits, rule=CALLED) if found else None
    found = _about(own, hits, question)
    certain = len(found) == 1 and own.covers(found[0])
    names = _NAMES[own.subject].get(question.language[:2].lower())
    if not found and names:
        found = _about(own, await find(_by_name(question, [*names, *_BESIDE.get(own.subject, ())])), question)
        certain = len(found) == 1 and not own.timed
    if not found:
        return None
    if certain and own.subject != "price":
        trace = evidence(setup, question, [*found, *(hit for hit in hits if hit.entry_id != found[0].entry_id)])
        return because(introduced(setup, quoted(found[0], question.asked, trace)), CALLED)
    return offered_as(setup, question, found, hits, rule=CALLED)


def _by_name(question: Question, names: Sequence[str]) -> Question:
    return Question(asked=question.asked, searched=(" ".join(names),), language=question.language, talk=question.talk)


def _about(own: OwnQuestion, hits: Sequence[Hit], question: Question) -> list[Hit]:
    """The entries that are called by what is asked of the business, in the question's language where there are any."""
    found = [hit for hit in hits if any(_names(own, name, hit.language) for name in _called(hit))]
    return [hit for hit in found if hit.language[:2] == question.language[:2]] or found


def _names(own: OwnQuestion, name: str, language: str) -> bool:
    return own.is_named_in(name, language) or bool(_listed(own.subject).find(tokens_of(name)))


def _called(hit: Hit) -> tuple[str, ...]:
    """What an entry is called: a passage by its page as well, of which it is a part."""
    return (hit.title, hit.question or hit.title) if hit.kind == "faq" else (hit.title, *hit.heading_path)


def _is_called(hit: Hit, question: Question) -> bool:
    """Whether its name, or the question it was written for, says all that the question does, and nothing else."""
    asked = _telling(question.searched[0], hit.language)
    return bool(asked) and any(_same(asked, _telling(name, hit.language)) for name in _called(hit))


def _same(some: Sequence[str], others: Sequence[str]) -> bool:
    return len(some) == len(others) and all(any(_alike(one, other) for other in others) for one in some)


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    begun = shorter[: max(_SHORTEST, len(shorter) - _ENDING)]
    return longer.startswith(begun) and len(longer) - len(begun) <= 2 * _ENDING


def _telling(text: str, language: str) -> list[str]:
    code = language[:2].lower()
    small = vocabulary(code).fillers.tokens | vocabulary(code).you.tokens if code in LANGUAGES else frozenset[str]()
    words = dict.fromkeys(tokens_of(_DIGITS.sub("", text)))
    return [word for word in words if tells(word, language) and word not in small]


@cache
def _listed(subject: Subject) -> Phrases[str]:
    return Phrases({subject: [name for names in _NAMES[subject].values() for name in names]})
