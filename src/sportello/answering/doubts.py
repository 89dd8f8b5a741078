"""Why an answer that search is sure of is still only offered: it would promise what nobody wrote.

A small knowledge base is sure too soon: of a question that hinges on one word it never saw, all other words are there.
These rules look at what would be said, not at how well it matched, and so hold whatever the threshold is.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from sportello.answering.contrasts import (
    asks_of_another,
    names_a_thing,
    other_figure,
    other_kind,
    other_thing,
    parted,
    says_it,
    undoes,
)
from sportello.answering.costs import (
    asks_price,
    asks_to_pay,
    is_of_costs,
    is_of_payment,
    says_amount,
    says_only_what_is_added,
    says_price,
    speaks_of_paying,
)
from sportello.answering.kinds import (
    asking_words,
    asks_anything,
    asks_for_oneself,
    asks_in_person,
    asks_measure,
    asks_permission,
    asks_when,
    asks_whether,
    asks_yes_or_no,
    of_measures,
    owes_time,
)
from sportello.answering.measures import owes_measure
from sportello.answering.named import (
    done_to_another,
    general_words,
    things,
    wordings_of,
)
from sportello.answering.phrases import fold, tokens_of
from sportello.answering.presuming import asks_free, lacks_what_is_free, takes_for_granted
from sportello.answering.undone import undone_by_others
from sportello.answering.units import is_number, units_of, without_units
from sportello.knowledge import Hit, named_in, tells

UNSAID: Final = "yes_to_unsaid"
"""A yes or no to a question with a word that the entry says nothing of, or that hinges on such words."""
AMOUNTLESS: Final = "price_without_amount"
"""What something costs was asked, and neither an amount nor "free" would be said."""
MEASURED: Final = "measure_of_unsaid"
"""How much, how long or how many was asked of what the entry says nothing of: another thing's measure is not its."""
PRESUMED: Final = "asked_is_presumed"
"""Whether something is so was asked, and what would be said takes it for granted."""
HOURLESS: Final = "hour_unsaid"
"""At what time or when something happens was asked, and none would be said."""
TOUCHED: Final = "one_word_in_passing"
"""All that the question says stands somewhere in a text that is about something else."""

_YES_OR_NO: Final[Mapping[str, re.Pattern[str]]] = {
    "de": re.compile(
        r"\W*(?:ja|jawohl|nein|nicht|leider|natürlich|selbstverständlich|klar|gerne?)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\W*(?:yes|yep|no|not|sure|certainly|of course|unfortunately|sorry)\b",
        re.IGNORECASE,
    ),
    "it": re.compile(
        r"\W*(?:sì|si(?=[,.;:!])|no|non|certo|certamente|purtroppo)\b",
        re.IGNORECASE,
    ),
}
_SOFTENED: Final = re.compile(r"\W*(?:[^\W\d_]+[\s'\u2019]+){1,5}(?:ja|nein|yes|no|sì)(?=[,.;:!])", re.IGNORECASE)
"""The same behind a few words: "Meist ja.", "In most cases, no."."""
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_ALIKE: Final = 4
"""Letters with which a word begins in all its endings."""
_WEIGHTY: Final = 0.5
"""A word that the knowledge has, and the entry has not, names another thing from this share of the weightiest on that
the entry has: what is said everywhere does not."""
_FEW: Final = 2
"""Telling words of who says next to nothing."""


def doubt(question: str, hit: Hit, quote: str) -> str | None:
    """The rule by which `quote`, what the hit would answer, is only offered; None where nothing speaks against it."""
    measured = hit.kind == "faq" and asks_measure(question)
    unsaid = lacks_what_is_free(question, f"{hit.title} {hit.question or ''} {quote}")
    if unsaid or _promises(question, hit, quote, measured=measured):
        return UNSAID
    if why := _of_another_thing(question, hit, quote) or (AMOUNTLESS if _owes_amount(question, hit, quote) else None):
        return why
    if (
        (_says_something(quote) and owes_measure(question, hit, quote))
        or _priced_by_unit(question, hit, quote)
        or (hit.kind == "passage" and _is_price_of_another(question, hit, quote))
    ):
        return MEASURED
    beside = _beside(question, hit, quote) if _says_something(quote) else None
    if beside or hit.kind != "faq" or not _says_something(quote):
        return beside
    if (measured and (_guesses(hit) or _is_of_another(question, hit))) or (
        says_price(quote) and _priced_beside(question, hit)
    ):
        return MEASURED
    return UNSAID if _is_of_another(question, hit) and asks_yes_or_no(question) else None


def _of_another_thing(question: str, hit: Hit, quote: str) -> str | None:
    """The rule by which a text that has nearly all words of a question is of another thing."""
    own = _lines(hit)
    if (undoes(question) and not undoes(own)) or _pays_for_another(question, hit):
        return UNSAID
    language = hit.language[:2].lower()
    if hit.kind != "passage":
        asked = asks_whether(question) and asks_yes_or_no(question) and not asks_permission(question)
        return (
            UNSAID
            if asked and asks_of_another(question, hit, wordings_of(hit), _unsaid_things(question, hit))
            else None
        )
    if asks_price(question) and (other_figure(question, quote, language) or parted(question, quote, language)):
        return MEASURED
    lacking = [word for word in _unsaid_things(question, hit) if not says_it(own, word)]
    if not lacking or hit.cosine is not None:
        return None
    if asks_yes_or_no(question):
        return UNSAID if asks_in_person(question) else None
    return MEASURED if _is_told_of_another(question, hit, lacking) else None


def _is_told_of_another(question: str, hit: Hit, lacking: Sequence[str]) -> bool:
    """Whether when or how long one may or must is told of another thing or deed, or has one in its place."""
    language, for_oneself = hit.language[:2].lower(), asks_for_oneself(question)
    if asks_when(question) or asks_measure(question):
        named = asks_permission(question) or names_a_thing(question, lacking, language)
        if (for_oneself and named) or other_kind(_lines(hit), lacking, language):
            return True
    return (for_oneself or asks_price(question)) and other_thing(question, hit, _lines(hit), lacking)


def _pays_for_another(question: str, hit: Hit) -> bool:
    """Whether it is asked how one may pay, and the entry is asked of no payment: "We collect on Tuesdays for £4"."""
    asked = hit.kind == "faq" and asks_permission(question) and is_of_payment(question)
    return asked and not any(speaks_of_paying(wording) for wording in wordings_of(hit))


def _lines(hit: Hit) -> str:
    """What the entry is called and says, a line each."""
    return "\n".join((*wordings_of(hit), hit.text))


def _unsaid_things(question: str, hit: Hit) -> list[str]:
    """The things of the question that it lacks, and that weigh half as much as the weightiest word it has."""
    measured = _measured(question, hit)
    had = max((weight for word, weight in measured.items() if word in hit.matched), default=0.0)
    return [word for word in hit.lacking if word in things(hit) and measured.get(word, 0.0) >= _WEIGHTY * had]


def _promises(question: str, hit: Hit, quote: str, *, measured: bool) -> bool:
    """Whether it says yes or no to what has a word that the entry lacks, to another thing, or is asked of none."""
    if not asks_yes_or_no(question):
        return False
    says = _YES_OR_NO.get(hit.language[:2])
    if (
        says
        and (says.match(quote) or _SOFTENED.match(quote))
        and not measured
        and (hit.lacking or _names_another(question, hit) or _only_in_answer(hit) or done_to_another(question, hit))
    ):
        return True
    return _guesses(hit) or (hit.kind == "faq" and _only_its_own(question, hit))


def _only_in_answer(hit: Hit) -> bool:
    """Whether what is named stands in what the entry answers alone: its yes is one to another question.

    "Are suits possible?" has a word of "Yes, for shirts and suits", which is said of the same-day service.
    """
    named = things(hit)
    if hit.kind != "faq" or hit.cosine is not None or not named:
        return False
    asked = {token for name in (hit.title, hit.question or "") for token in tokens_of(name) if len(token) >= _ALIKE}
    return not any(_is_called(fold(word), asked) for word in named)


def _guesses(hit: Hit) -> bool:
    """Whether it has a word only if another was meant than was typed, which may be its own: "trote" are trout."""
    return any(term.typed and term.word in hit.lacking for term in hit.terms)


def _owes_amount(question: str, hit: Hit, quote: str) -> bool:
    """Whether it was asked what is to be paid, or if anything is, and the quote does not say."""
    if asks_to_pay(question) and asks_whether(question) and not speaks_of_paying(quote):
        return True
    asked_of_it = (hit.title, *hit.heading_path) if hit.kind == "passage" else (hit.title, hit.question or "")
    priced = asks_price(question) or asks_free(question)
    if not priced or any(asks_price(wording) for wording in asked_of_it):
        return False
    return not says_amount(question, quote) or (hit.kind == "faq" and says_only_what_is_added(question, quote))


def _priced_by_unit(question: str, hit: Hit, quote: str) -> bool:
    """Whether what is asked for "per night", or for so many, is not what the entry calls itself, or a row is called.

    Where meaning was compared, other words may say the same of the thing, but none where nothing is named.
    """
    units, figures = units_of(question), any(is_number(token) for token in tokens_of(question))
    if not (units or figures) or not (asks_price(question) or (units and says_price(quote) and _names_price(question))):
        return False
    named = [word for word in without_units(things(hit), question) if not of_measures(word)]
    if hit.cosine is not None and named:
        return False
    names = {fold(word) for word in named_in(hit, quote)}
    if not named:
        return bool(units) and (hit.kind == "passage" or (names.isdisjoint(units) and not _is_about_prices(hit)))
    asked_so = {fold(word) for word in tokens_of(hit.question or "")} if hit.kind == "faq" else set[str]()
    if asked_so and all(_is_called(word, asked_so) for word in named):
        return False
    return not any(_is_called(word, names) for word in named)


def _names_price(question: str) -> bool:
    """Whether it asks of no more than a name and a unit, or has a word for what is to be paid: "price per night"."""
    return not asks_anything(question) or any(is_of_costs(word) for word in tokens_of(question))


def _is_called(word: str, names: set[str]) -> bool:
    """Whether one of the names begins like a word, or a compound has it."""
    return any(
        name[:_ALIKE] == word[:_ALIKE] or (len(name) > _ALIKE and name in word) or word in name for name in names
    )


def _is_about_prices(hit: Hit) -> bool:
    """Whether it is asked itself what costs how much, and of nothing: "How much is it?"."""
    return hit.kind == "faq" and any(asks_price(wording) for wording in (hit.title, hit.question or ""))


def _only_its_own(question: str, hit: Hit) -> bool:
    """Whether the entry names a thing in each of its wordings that is known, and the question names none at all.

    "Can I come in?" asks of no flour, though "Where does your flour come from?" has all of its words.
    """
    if hit.cosine is not None or things(hit):
        return False
    general, asked = general_words(hit.language[:2].lower()), set(tokens_of(question))
    wordings = {hit.title, hit.question or hit.title}
    return all(
        any(tells(word, hit.language) and word not in general and word not in asked for word in tokens_of(wording))
        for wording in wordings
    )


def _beside(question: str, hit: Hit, quote: str) -> str | None:
    """The rule by which it answers another question than was asked."""
    if undone_by_others(question, hit, quote) or (asks_whether(question) and takes_for_granted(question, hit, quote)):
        return PRESUMED
    if owes_time(question, hit, quote):
        return HOURLESS
    return TOUCHED if hit.kind == "passage" and asks_whether(question) and _in_passing(hit) else None


def _in_passing(hit: Hit) -> bool:
    """Whether next to nothing was said, and the passage has one word of it, or none, that no heading of it names."""
    said = [term.word for term in hit.terms if tells(term.word, hit.language)]
    if len(said) > _FEW:
        return False
    had = [word for word in said if word not in hit.lacking]
    named = {token[:_ALIKE] for name in (hit.title, *hit.heading_path) for token in tokens_of(name)}
    return len(had) <= 1 and not any(fold(word)[:_ALIKE] in named for word in had)


def _priced_beside(question: str, hit: Hit) -> bool:
    """Whether a price alone is asked for, of what is known here and the entry does not speak of: it is another's.

    Where meaning was compared, other words may say the same.
    """
    asked = asking_words(question) == 1 and asks_price(question)
    if hit.cosine is not None or not (asked or (asks_price(hit.title) and not asks_anything(question))):
        return False
    return _names_another(question, hit)


def _is_price_of_another(question: str, hit: Hit, quote: str) -> bool:
    """Whether a price is asked for, and more hinges on what neither the rows told nor what is above them says.

    Where meaning was compared, other words may say the same.
    """
    if hit.cosine is not None or not (asks_price(question) and says_price(quote)):
        return False
    said = {token[:_ALIKE] for text in (quote, *wordings_of(hit)) for token in tokens_of(text)}
    named = {word: weight for word, weight in _measured(question, hit).items() if word in things(hit)}
    unsaid = sum(weight for word, weight in named.items() if fold(word)[:_ALIKE] not in said)
    return unsaid > sum(named.values()) - unsaid


def _names_another(question: str, hit: Hit) -> bool:
    """Whether a thing that is known here weighs in the question, and the entry does not speak of it."""
    measured = _measured(question, hit)
    had = max((weight for word, weight in measured.items() if word in hit.matched), default=0.0)
    beside = {term.word for term in hit.terms if term.known and term.word not in hit.matched}
    return any(measured[word] >= _WEIGHTY * had for word in beside & measured.keys() & things(hit).keys())


def _is_of_another(question: str, hit: Hit) -> bool:
    """Whether more hinges on the words that the entry lacks than on those it has.

    The measure's own words do not count: whoever says "It is 12 €" need not say "costs".
    """
    measured = _measured(question, hit)
    lacking = sum(weight for word, weight in measured.items() if word in hit.lacking)
    return lacking > sum(measured.values()) - lacking


def _measured(question: str, hit: Hit) -> dict[str, float]:
    """The telling words of the question that found this, but those of measures and costs, with their weights."""
    units = units_of(question) if asks_price(question) else frozenset[str]()
    telling = (term for term in hit.terms if tells(term.word, hit.language) and term.word not in units)
    return {term.word: term.idf for term in telling if not of_measures(term.word)}


def _says_something(quote: str) -> bool:
    """Whether it is more than a picture, of which nobody knows what it says."""
    return bool(tokens_of(_PICTURE.sub("", quote)))
