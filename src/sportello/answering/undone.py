"""Who undoes something: whoever asks to cancel is not told what happens if somebody else did.

"If the evening is cancelled you get a full refund" has all the words of "Can I cancel my ticket?", and promises what
nobody wrote. Who asks for a deed says it ("cancel", "annullare", "stornieren"); what others did has been done
("cancelled", "annullata", "abgesagt"), or somebody is named who does it ("we cancel").
"""

import re
from functools import cache
from typing import Final

from sportello.answering.phrases import Phrases, tokens_of
from sportello.knowledge import Hit

_DEED: Final = (
    *("cancel", "cancelling", "canceling", "call off", "calling off"),
    *("stornier", "storniere", "stornieren", "absagen", "abzusagen", "abbestellen", "kundige", "kundigen"),
    *("annullare", "annullarl*", "annullo", "annullabil*", "disdire", "disdirl*", "disdico", "disdice"),
    *("cancellare", "cancellarl*", "cancello", "recedere"),
)
"""Words for undoing as somebody asks for it."""
_NOUNS: Final = (
    *("cancellation*", "cancelation*"),
    *("stornierung*", "storno*", "kundigung*", "rucktritt*"),
    *("annullament*", "cancellazion*", "disdetta", "disdette", "recesso"),
)
"""The same, which may be anybody's: of who asks where nothing else is named, or what is theirs."""
_MINE: Final = frozenset(
    (
        *("my", "our"),
        *("mein", "meine", "meiner", "meines", "meinem", "unser", "unserer"),
        *("mio", "mia", "miei", "mie", "nostro", "nostra"),
    )
)
_DONE: Final = (
    *("cancelled", "canceled", "called off", "cancels"),
    *("abgesagt", "absagt", "storniert", "absage", "ausfallt", "ausfallen", "ausgefallen", "entfallt", "entfallen"),
    *("annullat*", "cancellat*", "annulliamo", "cancelliamo", "sospes*", "salta", "saltata", "saltato"),
)
"""Words for what was undone, by whomever, or is by others."""
_BY_OTHERS: Final = re.compile(
    r"\b(?:we|you|they|he|she|it|organi[sz]ers?)\s+(?:(?:have|had|must|may|need|to|will|ever)\s+){0,3}"
    r"(?:cancel|call\s+off)\b|"
    r"\b(?:wir|ihr|Sie|Veranstalter)\b[^.!?;]*?\b(?:absagen|stornieren)\b",
)
"""A deed of somebody else than who asks; "you" and "Sie" are the customer where the business writes, not where they
ask for help."""
_IF: Final = (
    *("if", "in case", "unless", "when", "once"),
    *("wenn", "falls", "sobald", "bei", "im fall*"),
    *("se", "qualora", "in caso", "quando", "nel caso"),
)
"""Words of a condition."""
_ONESELF: Final = frozenset(("i", "we", "ich", "wir", "man", "si", "annullo", "disdico", "cancello"))
"""Who asks, and Italian deeds of theirs."""


def undone_by_others(question: str, hit: Hit, quote: str) -> bool:
    """Whether it is asked to undo something, and all that is said of undoing is that somebody else did."""
    if not _asks_to_undo(question):
        return False
    names = (hit.title, hit.question or "") if hit.kind == "faq" else hit.heading_path
    if any(_has(_DEED, _BY_OTHERS.sub(" ", name)) for name in names):
        return False
    return any(_names_done(name) for name in names) or (
        _names_done(quote) and not _has(_DEED, _BY_OTHERS.sub(" ", quote))
    )


def _asks_to_undo(question: str) -> bool:
    """Whether it has a deed that is no condition of others: "what if I cancel?", but not "if you cancel"."""
    tokens = tokens_of(question)
    deeds = _phrases(_DEED).find(tokens)
    if len(tokens) == 1 or _MINE & set(tokens):
        deeds = [*deeds, *_phrases(_NOUNS).find(tokens)]
    conditions = _phrases(_IF).find(tokens)
    return any(
        not (before := [one for one in conditions if one.end <= deed.start])
        or bool(_ONESELF & set(tokens[before[-1].end : deed.end]))
        for deed in deeds
    )


def names_undoing(hit: Hit) -> bool:
    """Whether an entry is asked itself how something is undone: "Can I cancel my booking?"."""
    return any(_has(_DEED, name) or _has(_NOUNS, name) for name in (hit.title, hit.question or "", *hit.heading_path))


def _has(phrases: tuple[str, ...], text: str) -> bool:
    return bool(_phrases(phrases).find(tokens_of(text)))


def _names_done(text: str) -> bool:
    return _has(_DONE, text) or bool(_BY_OTHERS.search(text))


@cache
def _phrases(phrases: tuple[str, ...]) -> Phrases[str]:
    return Phrases({"found": phrases})
