"""Who needs a person, or a kind word, rather than a search: told by what they say, where no phrase of a rule says it.

Rules are certain and few, and what people in need say is neither. So an intent that is sure, or in danger one that is
fair, acts as well; but only in a clause that tells something. Who asks about danger, persons or complaints is answered.
Of danger an intent alone does no more than name the emergency number: "my husband is German" begins as cries for help.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final, Literal

from sportello.answering.drafts import Draft
from sportello.answering.engine import CUSTOMER_WISH, Question, Turn, hand_over, say, was_offered
from sportello.answering.phrases import Phrases, tokens_of
from sportello.answering.rules import SAFETY
from sportello.answering.setups import Setup
from sportello.answering.smalltalk import Kind
from sportello.answering.understanding import (
    DANGER,
    FAIR,
    HIGH_RISK,
    SURE,
    Clause,
    Understanding,
    endangered,
    endangered_of,
    signs_of,
    speaks_of_harm,
)
from sportello.knowledge import Hit

_POLITE: Final[tuple[Kind, ...]] = ("thanks", "goodbye", "greeting")
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
_HARM: Final = 0.6
"""How sure danger must be where its words are only words of harm; where they are words of danger, fair is enough."""
_IN_DANGER: Final = "danger"
_EMERGENCIES: Final = (
    *("emergenc*", "first aid", "notfall*", "notdienst*", "bereitschaftsdienst*", "erste hilfe"),
    *("emergenz*", "urgenz*", "pronto soccorso", "guardia medica", "primo soccorso"),
)
"""What texts about emergencies are called."""
_LOST: Final = frozenset({"unsure", "choices"})


def called(
    setup: Setup, question: Question, understood: Understanding | None, *, before: Sequence[Turn]
) -> Draft | None:
    """A person called, or the emergency number told, to who is in danger; a person called for who wants one.

    Nothing of it where the owner switched the rule off. What is only fairly danger gets the number and the two buttons;
    what is less surely that, or has no word of harm, waits for what search finds (`softened`).
    To who was just offered a person, a fair wish for one is sure enough.
    """
    if understood is None:
        return None
    if setup.rulebook.heeds(SAFETY):
        told = [clause for clause in understood.clauses if speaks_of_harm(clause) and endangered(clause, from_=0.0)]
        worded = [clause for clause in told if not _DANGER.isdisjoint(signs_of(clause.text).found)]
        if any(clause.confidence >= (FAIR if clause in worded else _HARM) for clause in told if not clause.leads):
            return hand_over(setup, question, rules=[SAFETY], reason=SAFETY)
        if worded or (not _asks(understood.clauses) and any(clause.confidence >= FAIR for clause in told)):
            return _offer(setup, question, _IN_DANGER)
    enough = FAIR if was_offered(before) else _WISH
    if setup.rulebook.heeds("person") and any(_wishes(clause, enough) for clause in understood.clauses):
        return hand_over(setup, question, rules=["person"], reason=CUSTOMER_WISH)
    return None


def warned(said: Draft) -> bool:
    """Whether it is said to somebody in danger."""
    return SAFETY in said.trace.rules or f"smalltalk:{_IN_DANGER}" in said.trace.rules


def with_help(said: Draft, found: Draft, hit: Hit) -> Draft:
    """What is said to somebody in danger, and below it what the business wrote for emergencies, if that was found.

    A person is called all the same: nobody knows whether "Emergency at night" is a question.
    """
    names = " ".join((hit.title, hit.question or "", *hit.heading_path))
    if found.outcome != "answered" or not _emergencies().find(tokens_of(names)):
        return said
    trace = replace(said.trace, hits=found.trace.hits)
    return replace(said, text=f"{said.text}\n\n{found.text}", citations=found.citations, trace=trace)


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
    """The draft, or where nothing sure was found what is said to thanks, to who asks who is there, and to anger.

    Below an answer stands the emergency number, if what was said is surely danger, but has no word of it.
    """
    if understood is None:
        return draft
    if draft.outcome not in _LOST:
        return _with_number(setup, draft) if _unworded(setup, understood.clauses) else draft
    talk = "bot" if understood.surely("bot") else thanked(understood)
    if talk:
        return _instead(draft, say(setup, question, talk))
    if setup.rulebook.heeds(SAFETY) and endangered_of(understood.clauses, from_=DANGER):
        return _instead(draft, _offer(setup, question, _IN_DANGER))
    if _only_ails(understood.clauses):
        return draft if draft.outcome == "choices" else _instead(draft, _offer(setup, question, "regret"))
    upset = understood.risk >= HIGH_RISK or "charged" in understood.reasons or _complains(understood.clauses)
    return _instead(draft, _offer(setup, question, "regret")) if upset else draft


def thanked(understood: Understanding | None) -> Kind | None:
    """Whether it surely greets, thanks or takes leave, in whatever words, and neither asks nor protests.

    "Thanks for nothing" thanks nobody.
    """
    if understood is None or any(clause.asks or _protests(clause) for clause in understood.clauses):
        return None
    return next((kind for kind in _POLITE if understood.surely(kind)), None)


def _only_ails(clauses: Sequence[Clause]) -> bool:
    """Whether somebody tells of an ache, where nothing is asked: no call for an ambulance, but no question either."""
    ails = any("ailing" in signs_of(clause.text).found for clause in clauses)
    return ails and not any(clause.asks for clause in clauses)


def _unworded(setup: Setup, clauses: Sequence[Clause]) -> bool:
    """Whether it surely tells of danger in words that need not mean any, and asks nothing."""
    told = endangered_of(clauses, from_=SURE)
    return setup.rulebook.heeds(SAFETY) and any(not speaks_of_harm(clause) for clause in told)


def _with_number(setup: Setup, draft: Draft) -> Draft:
    """An answer, and below it the emergency number with the two buttons. Other drafts stay as they are."""
    if draft.outcome != "answered" or draft.buttons:
        return draft
    language = draft.trace.language
    trace = replace(draft.trace, rules=[*draft.trace.rules, f"smalltalk:{_IN_DANGER}"])
    text = f"{draft.text}\n\n{setup.text(_IN_DANGER, language)}"
    return replace(draft, text=text, buttons=setup.buttons(language), trace=trace)


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


@cache
def _emergencies() -> Phrases[str]:
    return Phrases({"emergency": _EMERGENCIES})
