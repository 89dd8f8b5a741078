"""Who needs a person, or a kind word, rather than a search: told by what they say, where no phrase of a rule says it.

Rules are certain and few, and what people in need say is neither. So an intent that is sure, or in danger one that is
fair, acts as well; but only in a clause that tells something. Who asks about danger, persons or complaints is answered.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from sportello.answering.drafts import Draft
from sportello.answering.engine import CUSTOMER_WISH, Question, Turn, hand_over, say, was_offered
from sportello.answering.rules import SAFETY
from sportello.answering.setups import Setup
from sportello.answering.smalltalk import Kind
from sportello.answering.understanding import DANGER, FAIR, HIGH_RISK, SURE, Clause, Understanding, endangered, signs_of

_TALK: Final[tuple[Kind, ...]] = ("bot", "thanks", "goodbye", "greeting")
_WISH: Final = 0.6
"""How sure a wish for a person must be, which costs the customer little where it was none: they can go on."""
_WISH_ASKED: Final = 0.8
"""The same in a question: "Can somebody call me?" is one, "Can I meet the artist?" is not."""
_SHORT: Final = 4
"""Words of a question that only lends weight to what was told: "Is that normal?" """
_WISH_NAMED: Final = 0.3
"""The same where it names somebody who works there, or may: "a rep", "the front desk"."""
_WISH_NAMED_ASKED: Final = 0.5
_ANGRY: Final = 0.25
"""How sure a complaint must be where its words are bad ones."""
_DANGER: Final = frozenset({"danger", "grave"})
_LOST: Final = frozenset({"unsure", "choices"})


def called(
    setup: Setup, question: Question, understood: Understanding | None, *, before: Sequence[Turn]
) -> Draft | None:
    """A person called, or the emergency number told, to who is in danger; a person called for who wants one.

    Nothing of it where the owner switched the rule off. What is only fairly danger gets the number and the two buttons;
    what an intent alone takes for it, less surely than that, waits for what search finds (`softened`).
    To who was just offered a person, a fair wish for one is sure enough.
    """
    if understood is None:
        return None
    if setup.rulebook.heeds(SAFETY):
        told = [clause for clause in understood.clauses if endangered(clause, from_=0.0)]
        worded = [clause for clause in told if not _DANGER.isdisjoint(signs_of(clause.text).found)]
        if any(clause.confidence >= (FAIR if clause in worded else SURE) for clause in told if not clause.leads):
            return hand_over(setup, question, rules=[SAFETY], reason=SAFETY)
        if worded or (not _asks(understood.clauses) and any(clause.confidence >= FAIR for clause in told)):
            return _offer(setup, question, "danger")
    enough = FAIR if was_offered(before) else _WISH
    if setup.rulebook.heeds("person") and any(_wishes(clause, enough) for clause in understood.clauses):
        return hand_over(setup, question, rules=["person"], reason=CUSTOMER_WISH)
    return None


def regretted(setup: Setup, question: Question, understood: Understanding | None) -> Draft | None:
    """Regret and the offer of a person to a complaint and to a protest about an answer.

    Who also asks something is answered first, if there is an answer.
    """
    if understood is None or _asks(understood.clauses):
        return None
    return _offer(setup, question, "regret") if _complains(understood.clauses) else None


def without_protest(question: Question, understood: Understanding | None) -> Question:
    """The question alone, where a protest stands beside it whose words would only lead astray."""
    if understood is None or not _complains(understood.clauses):
        return question
    asked = " ".join(clause.text for clause in understood.clauses if clause.asks and not _protests(clause))
    return replace(question, searched=(asked,)) if asked else question


def softened(setup: Setup, question: Question, draft: Draft, understood: Understanding | None) -> Draft:
    """The draft, or where nothing sure was found what is said to thanks, to who asks who is there, and to anger."""
    if understood is None or draft.outcome not in _LOST:
        return draft
    talk = next((kind for kind in _TALK if understood.surely(kind)), None)
    if talk and (talk == "bot" or not any(clause.asks for clause in understood.clauses)):
        return _instead(draft, say(setup, question, talk))
    if setup.rulebook.heeds(SAFETY) and _perhaps_in_danger(understood.clauses):
        return _instead(draft, _offer(setup, question, "danger"))
    upset = understood.risk >= HIGH_RISK or "charged" in understood.reasons or _complains(understood.clauses)
    return _instead(draft, _offer(setup, question, "regret")) if upset else draft


def _perhaps_in_danger(clauses: Sequence[Clause]) -> bool:
    """Whether somebody hurts, where nothing is asked, or is in danger for all that an intent can tell."""
    ails = any("ailing" in signs_of(clause.text).found for clause in clauses)
    only_hurts = ails and not any(clause.asks for clause in clauses)
    return only_hurts or any(endangered(clause, from_=DANGER) for clause in clauses)


def _instead(draft: Draft, said: Draft) -> Draft:
    """What is said instead, with what had been found in its trace."""
    return replace(said, trace=replace(draft.trace, rules=said.trace.rules))


def _offer(setup: Setup, question: Question, key: Literal["danger", "regret"]) -> Draft:
    return replace(say(setup, question, key), buttons=setup.buttons(question.language))


def _wishes(clause: Clause, enough: float) -> bool:
    if clause.intent != "person":
        return False
    if "staff" in signs_of(clause.text).found:
        enough, asked = min(enough, _WISH_NAMED), _WISH_NAMED_ASKED
    else:
        asked = _WISH_ASKED
    return clause.confidence >= (asked if clause.asks else enough)


def _complains(clauses: Sequence[Clause]) -> bool:
    return any(_protests(clause) or _angry(clause) for clause in clauses)


def _protests(clause: Clause) -> bool:
    """Whether it protests, if only by what it asks, as "Did you even read this?" does."""
    return "protest" in signs_of(clause.text).found


def _angry(clause: Clause) -> bool:
    found = signs_of(clause.text).found
    enough = 0.0 if "rude" in found else _ANGRY if "negative" in found else FAIR
    return clause.tells("complaint", from_=enough)


def _asks(clauses: Sequence[Clause]) -> bool:
    return any(clause.asks and len(clause.text.split()) >= _SHORT and not _protests(clause) for clause in clauses)
