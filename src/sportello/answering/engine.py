"""The engine that needs no model: rules, small talk, then the best of the knowledge word for word, or "I don't know".

Three steps, so that a model chain can later come between them: `triage` says whether knowledge is needed at all,
the caller searches, `conclude` makes an answer of what was found. Neither touches a database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import cast
from uuid import UUID

from babel import Locale

from sportello.answering import understanding
from sportello.answering.contrasts import CODE, names_unknown_code
from sportello.answering.doubts import PRESUMED, UNSAID, doubt
from sportello.answering.drafts import COMPARED, Draft, DraftTrace, cited, traced
from sportello.answering.gate import offered, offers
from sportello.answering.hearing import unheard
from sportello.answering.itself import OWN, OwnQuestion, own_question
from sportello.answering.language import LANGUAGES, language_of
from sportello.answering.leading import to_the_point
from sportello.answering.named import THIN, displaced, thin
from sportello.answering.phrases import tokens_of
from sportello.answering.rules import ABUSE
from sportello.answering.setups import Setup
from sportello.answering.smalltalk import (
    Consent,
    SmallTalk,
    consent,
    small_talk,
    without_greeting,
    without_introduction,
)
from sportello.answering.undone import names_undoing, undone_by_others
from sportello.conversations import Enclosed
from sportello.knowledge import Hit, excerpt

CUSTOMER_WISH = "customer_wish"
"""The reason of a handoff that the customer asked for; other reasons are the ids of the rules that fired."""
RISK, WISH = "risk", "wish"
"""The rule that offers a person where patience seems to end."""
CHOSEN = "chosen"
"""The rule that stands in the trace of an answer that the customer chose."""
ENTRY = "entry:"
"""So begins the choice of an entry; its id follows."""
_PRESSED = {"continue": "rephrase", "assistant": "back_to_assistant"}
CHOICES = 3
_LABEL = 80
BURST = 5
"""At most so many unanswered messages are read as one question."""


@dataclass(frozen=True)
class Turn:
    """One message of the conversation so far, as far as an engine needs it."""

    author: str
    text: str
    choice: str | None = None
    offered: bool = False
    """Whether it carried the two buttons."""
    about: UUID | None = None
    """The call of an action that it asks about."""
    at: datetime | None = None
    """When it was said; None where that is nobody's conversation."""
    files: tuple[Enclosed, ...] = ()
    """What came with it, and what was seen on it."""


@dataclass(frozen=True)
class Question:
    """What the customer wants to know: as written, as it is searched for, and in which language."""

    asked: str
    searched: tuple[str, ...]
    language: str
    talk: SmallTalk | None
    told: str = ""
    """What the customer tells of themselves beside what they ask: a yes must have heard it, too."""
    prior: str = ""
    """The language spoken until now."""
    seen: str = ""
    """What was read from the pictures that came with it: nobody's question, and no words of the customer's."""


def read_question(asked: Sequence[Turn], *, prior: str) -> Question:
    """The unanswered messages as one question: all of them together, and each alone should that find more.

    A pressed button says nothing about its customer's language.
    """
    return _read(tuple(turn.text for turn in asked[-BURST:]), prior, asked[-1].choice is not None)


@lru_cache(maxsize=64)
def _read(texts: tuple[str, ...], prior: str, pressed: bool) -> Question:  # noqa: FBT001 - positions make the key
    """Where a model tells what it means, a question is read twice: before anything is open, and when it is answered."""
    whole = "\n".join(texts)
    talk = small_talk(without_introduction(whole), prior=prior)
    language = talk.language if talk else language_of(whole, prior=prior)
    searched = [_searched(text) for text in dict.fromkeys((whole, *reversed(texts)))]
    return Question(
        asked=whole, searched=tuple(searched), language=prior if pressed else language, talk=talk, prior=prior
    )


@lru_cache(maxsize=256)
def _searched(text: str) -> str:
    """What is searched for of a message: not who writes, and not what politeness adds."""
    return without_greeting(to_the_point(without_introduction(text)))


def entry_chosen(asked: Sequence[Turn]) -> UUID | None:
    """The entry that the customer's last press names, if that is what it does."""
    choice = asked[-1].choice
    return UUID(choice.removeprefix(ENTRY)) if choice and choice.startswith(ENTRY) else None


def triage(setup: Setup, question: Question, *, asked: Sequence[Turn], before: Sequence[Turn]) -> Draft | None:
    """The answer to what needs no knowledge: the words of a button, a handoff by rule, small talk. Else None.

    What a button says comes first: its owner's words for "no" may name an operator.
    """
    talk = question.talk
    to_buttons = _to_buttons(setup, question, asked, before)
    if to_buttons:
        return to_buttons
    if talk and talk.kind == "bot":
        return say(setup, question, "bot")
    fired = setup.rulebook.fired(question.asked)
    if not fired and setup.rulebook.heeds("person") and _calls_person(question, asked):
        fired = ["person"]
    if fired:
        return hand_over(setup, question, rules=fired, reason=CUSTOMER_WISH if fired[0] == "person" else fired[0])
    said = _PRESSED.get(asked[-1].choice or "") or (talk.kind if talk and talk.kind != "person" else None)
    return say(setup, question, said) if said else None


def conclude(setup: Setup, question: Question, hits: Sequence[Hit]) -> Draft:
    """The best hit word for word with its citation, when it is sure enough; else the nearest few, or "I don't know"."""
    own = of_house(setup, question) if hits else None
    house = own.first(hits) if own else hits
    if setup.gate.confidence(house) >= setup.threshold:
        hits = house
    sure, trace = setup.gate.confidence(hits), evidence(setup, question, hits)
    if names_unknown_code(hits):
        return unsure(setup, replace(trace, rules=[CODE]))
    if hits and sure >= setup.threshold:
        answer = quoted(hits[0], question.asked, trace)
        why = _against(setup, question, hits[0], answer.text, own)
        if why == PRESUMED:
            return _undone_alone(setup, question, hits)
        return offer_choices(setup, house, replace(trace, rules=[why])) if why else introduced(setup, answer)
    if hits and offers(sure, coverage=hits[0].coverage, threshold=setup.threshold):
        return offer_choices(setup, house, trace)
    return unsure(setup, trace)


def _undone_alone(setup: Setup, question: Question, hits: Sequence[Hit]) -> Draft:
    """What is said of what they ask to undo, by an entry that is asked just that; else the nearest, these first."""
    left = [hit for hit in hits if not undone_by_others(question.asked, hit, excerpt(hit, question.asked))]
    meant = [hit for hit in left if names_undoing(hit)]
    draft = conclude(setup, question, meant) if meant else None
    if draft and draft.outcome == "answered":
        return draft
    nearest = [*meant, *(hit for hit in offered(hits) if hit not in meant)]
    return offered_as(setup, question, nearest, hits, rule=PRESUMED)


def of_house(setup: Setup, question: Question) -> OwnQuestion | None:
    """What is asked of the business itself, however politely."""
    name = setup.facts.name if setup.facts else ""
    return own_question(_searched(question.asked), language=question.language, name=name)


def _against(setup: Setup, question: Question, hit: Hit, quote: str, own: OwnQuestion | None) -> str | None:
    """The rule by which what would be said is only offered."""
    if own and not own.is_answered_by(hit):
        return OWN
    best = _without_insults(setup, question, hit)
    why = doubt(question.asked, best, quote) or (THIN if thin(best, learnt=setup.gate.learnt) else None)
    why = why or (UNSAID if displaced(question.asked, best) else None)
    return why or (UNSAID if unheard(question.asked, question.told, hit, quote) else None)


def evidence(setup: Setup, question: Question, hits: Sequence[Hit]) -> DraftTrace:
    """What search found, as the trace of whatever is made of it."""
    return DraftTrace(
        question=question.asked,
        language=question.language,
        threshold=setup.threshold,
        hits=[traced(hit) for hit in hits],
        confidence=round(setup.gate.confidence(hits), 4),
    )


def _without_insults(setup: Setup, question: Question, hit: Hit) -> Hit:
    """The hit, which need not say what the customer called somebody."""
    tokens = tokens_of(question.asked) if hit.lacking else []
    places = setup.rulebook.places(ABUSE, tokens) if tokens else []
    called = {token for place in places for token in tokens[place.start : place.end]}
    return replace(hit, lacking=tuple(word for word in hit.lacking if word not in called))


def chosen(setup: Setup, question: Question, hit: Hit, *, meant: str) -> Draft:
    """The entry that the customer chose, as the answer to what they `meant`: what they had asked before."""
    trace = DraftTrace(
        question=question.asked,
        language=question.language,
        threshold=setup.threshold,
        rules=[CHOSEN],
        # Nothing was compared: they pointed at it.
        hits=[{key: value for key, value in traced(hit).items() if key not in COMPARED}],
    )
    return introduced(setup, quoted(hit, meant, trace))


def quoted(hit: Hit, asked: str, trace: DraftTrace) -> Draft:
    """What a hit says to a question, word for word, with its citation."""
    quote = excerpt(hit, asked)
    return Draft(outcome="answered", text=quote, citations=[cited(hit, quote=quote)], trace=trace, said_in=hit.language)


def introduced(setup: Setup, draft: Draft) -> Draft:
    """The quote, below a line that says so where its source speaks another language than the customer."""
    spoken, theirs = draft.language[:2].lower(), draft.trace.language
    if spoken == theirs[:2].lower():
        return draft
    names = cast("Mapping[str, str]", Locale(theirs).languages)
    name = names.get(spoken, spoken)
    return replace(draft, text=f"{setup.text('foreign', theirs).replace('{language}', name)}\n\n{draft.text}")


def offer_choices(setup: Setup, hits: Sequence[Hit], trace: DraftTrace) -> Draft:
    """The nearest entries as buttons, and behind them the two that come with every doubt."""
    buttons = entry_buttons(offered(hits)[:CHOICES]) + setup.buttons(trace.language)
    return Draft(outcome="choices", text=setup.text("choices", trace.language), buttons=buttons, trace=trace)


def offered_as(setup: Setup, question: Question, found: Sequence[Hit], hits: Sequence[Hit], *, rule: str) -> Draft:
    """Buttons of what a rule `found`, which stands before the other hits in the trace."""
    chosen = {hit.entry_id for hit in found}
    first = [*found, *(hit for hit in hits if hit.entry_id not in chosen)]
    trace = replace(evidence(setup, question, first), rules=[rule])
    buttons = entry_buttons(found[:CHOICES]) + setup.buttons(trace.language)
    return Draft(outcome="choices", text=setup.text("choices", trace.language), buttons=buttons, trace=trace)


def entry_buttons(hits: Sequence[Hit]) -> list[dict[str, str]]:
    """Buttons that answer with these entries."""
    return [{"label": label, "choice": ENTRY + str(entry)} for label, entry in _labels(hits)]


def _labels(hits: Sequence[Hit]) -> list[tuple[str, UUID]]:
    """What each choice says: an FAQ's question, a passage's heading, or the way to it where two would say the same."""
    labels: dict[str, UUID] = {}
    for hit in hits:
        names = [hit.title] if hit.kind == "faq" else [hit.title, *hit.heading_path]
        label = names[-1] if names[-1] not in labels else " · ".join(names)
        labels.setdefault(_short(label), hit.entry_id)
    return list(labels.items())


def _short(label: str) -> str:
    return label if len(label) <= _LABEL else f"{label[:_LABEL].rsplit(' ', 1)[0]} …"


def unsure(setup: Setup, trace: DraftTrace) -> Draft:
    """The honest "I don't know", with the two buttons that always come with it."""
    text, buttons = setup.text("fallback", trace.language), setup.buttons(trace.language)
    return Draft(outcome="unsure", text=text, buttons=buttons, trace=trace)


def offer_person(setup: Setup, draft: Draft, *, why: str) -> Draft:
    """The answer, and a person beside it: for who loses patience (`RISK`) or wants one (`WISH`).

    Other drafts stay as they are.
    """
    if draft.outcome != "answered" or draft.buttons:
        return draft
    text = f"{draft.text}\n\n{setup.text('offer', draft.trace.language)}"
    trace = replace(draft.trace, rules=[*draft.trace.rules, why])
    return replace(draft, text=text, buttons=setup.buttons(draft.trace.language), trace=trace)


def unseen_alone(setup: Setup, question: Question) -> Draft:
    """What is said to files without a word: that they are here, that nobody here can look at them, and who could."""
    return replace(say(setup, question, "unseen"), buttons=setup.buttons(question.language))


def beside_unseen(setup: Setup, draft: Draft) -> Draft:
    """The answer to the words, and that what came with them was not looked at; a person who is called will."""
    if draft.outcome == "handoff":
        return draft
    language = draft.trace.language
    text = f"{draft.text}\n\n{setup.text('unseen', language)}"
    return replace(draft, text=text, buttons=draft.buttons or setup.buttons(language))


def apology(setup: Setup, *, question: str, language: str) -> Draft:
    """What is said when thinking itself failed again and again: never nothing."""
    trace = DraftTrace(question=question, language=language, threshold=setup.threshold)
    return replace(unsure(setup, trace), outcome="failed")


def disclosed(setup: Setup, draft: Draft) -> Draft:
    """The draft, preceded by a line that says who speaks: an AI. So begins the first answer of every conversation."""
    line = setup.text("disclosure", draft.trace.language).replace("{name}", setup.name)
    return replace(draft, preface=line)


def warm_up() -> None:
    """Read the shipped words now, so that the first customer does not wait for it.

    The model of a language is read when somebody first writes in it, which takes five milliseconds.
    """
    asked = [Turn("customer", "warm up the Kessel")]
    read_question(asked, prior="en")
    understanding.warm_up()
    consent("yes")


def _calls_person(question: Question, asked: Sequence[Turn]) -> bool:
    """Whether a person is called for with the word alone: in all that was said, or in the last message."""
    talk = question.talk if len(asked) == 1 else small_talk(asked[-1].text, prior=question.language)
    return any(said and said.kind == "person" for said in (question.talk, talk))


def _to_buttons(setup: Setup, question: Question, asked: Sequence[Turn], before: Sequence[Turn]) -> Draft | None:
    """The answer to one of the two buttons and nothing else: pressed, typed, or answered with a bare yes or no."""
    if len(asked) > 1:
        return None
    pressed = asked[0].choice
    meant = _typed(setup, asked[0].text) if not pressed and was_offered(before) else None
    if meant == "yes" or pressed == "person":
        return hand_over(setup, question, rules=["consent"], reason=CUSTOMER_WISH)
    return say(setup, question, "rephrase") if meant == "no" or pressed == "continue" else None


def _typed(setup: Setup, text: str) -> Consent | None:
    """Which of the two buttons was typed instead of pressed, in whatever language it was read."""
    return consent(
        text,
        yes=[setup.text("button_person", language) for language in LANGUAGES],
        no=[setup.text("button_continue", language) for language in LANGUAGES],
    )


def was_offered(before: Sequence[Turn]) -> bool:
    """Whether the last that was said offered a person."""
    spoken = [turn for turn in before if turn.author != "system"]
    return bool(spoken) and spoken[-1].author == "assistant" and spoken[-1].offered


def say(setup: Setup, question: Question, key: str) -> Draft:
    """One of the assistant's texts, for which nothing was looked up."""
    trace = DraftTrace(
        question=question.asked, language=question.language, threshold=setup.threshold, rules=[f"smalltalk:{key}"]
    )
    return Draft(outcome="smalltalk", text=setup.text(key, question.language), trace=trace)


def hand_over(setup: Setup, question: Question, *, rules: list[str], reason: str) -> Draft:
    """A person is called, with the words of the first rule that has some."""
    trace = DraftTrace(question=question.asked, language=question.language, threshold=setup.threshold, rules=rules)
    text = setup.rulebook.reply(rules, question.language) or setup.text("handoff", question.language)
    return Draft(outcome="handoff", text=text, trace=trace, reason=reason)
