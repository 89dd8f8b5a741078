"""Whether an answer has heard what who asks tells of themselves: an allergy, an age, what they have not."""

import re
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.kinds import asking_words, asks_yes_or_no, goes_over
from sportello.answering.named import general_words, wordings_of
from sportello.answering.phrases import fold, tokens_of
from sportello.knowledge import Hit, tells

_YES: Final = re.compile(
    r"\W*(?:ja|jawohl|natürlich|selbstverständlich|klar|gerne?|yes|yep|sure|certainly|of course|"
    r"sì|si(?=[,.;:!])|certo|certamente)\b",
    re.IGNORECASE,
)
_AGED: Final = re.compile(
    r"\b\d{1,2}[\s-]*(?:anni|jahre?|years?)\b|(?:\b(?:is|am|ist|bin|turns|wird)|['\u2019]m)\s+\d{1,2}\b", re.IGNORECASE
)
"""How old somebody is."""
_OF_AGE: Final = re.compile(
    r"\d|\b(?:anni|età|\w*jahr\w*|\w*alter|alt|years?|age[ds]?|old|minor\w*|adult\w*|maggiorenn\w*|\w+jährig\w*|"
    r"child\w*|kind\w*|bambin\w*|eltern|genitor\w*|parents?)\b",
    re.IGNORECASE,
)
"""Words of who speaks of that."""
_LACKING: Final = frozenset(
    (
        *("without", "no", "not", "never", "lost", "senza", "non", "nessun", "nessuna", "mai", "perso"),
        *("ohne", "kein", "keine", "keinen", "nicht", "nie", "verloren"),
    )
)
"""Words of who tells that they have not what an entry speaks of."""
_ALIKE: Final = 4
"""Letters with which a word begins in all its endings."""


def unheard(question: str, told: str, hit: Hit, quote: str) -> bool:
    """Whether it says yes to somebody who tells of themselves what the entry says nothing of: an allergy, an age.

    Who says how old somebody is, and asks if they may, is not asking which papers are wanted either.
    """
    asked_so = all(asking_words(name) for name in wordings_of(hit) if name)
    if hit.kind == "faq" and _AGED.search(told) and asks_yes_or_no(question) and asked_so:
        return not _OF_AGE.search(" ".join((*wordings_of(hit), hit.text)))
    if not told or not (_YES.match(quote) or goes_over(question)):
        return False
    language = hit.language[:2].lower()
    passed_over = general_words(language) | {fold(word) for word in catalogue(language).questions["oneself"]}
    found = {term.word for term in hit.terms} - set(hit.lacking)  # in another wording, too
    said = {fold(token)[:_ALIKE] for text in (*wordings_of(hit), hit.text, *found) for token in tokens_of(text)}
    told_words = {fold(word) for word in tokens_of(told)}
    telling = {word for word in told_words if tells(word, language)} - passed_over
    return not told_words.isdisjoint(_LACKING) or any(word[:_ALIKE] not in said for word in telling)
