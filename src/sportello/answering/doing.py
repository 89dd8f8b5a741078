"""What a customer says to an action: presses, typed words, answers to its questions; and where one begins.

Nothing is done here. What is said next is a draft with a step (asked, proposed, declined), or with an errand: something
to be carried out before anything is said. Both are the server's words about stored arguments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering import acting
from sportello.answering.acting import LEAVE_CONTACT_DETAILS, WAITING, Action, ActionCall
from sportello.answering.drafts import Draft, DraftTrace, Errand, Step
from sportello.answering.engine import Question, Turn
from sportello.answering.models import By
from sportello.answering.phrases import tokens_of
from sportello.answering.setups import Setup
from sportello.answering.smalltalk import consent
from sportello.answering.understanding import Understanding
from sportello.contacts import Contact
from sportello.conversations import Conversation
from sportello.core.clock import now
from sportello.core.ids import new_id

_PRESSES: Final = ("confirm", "decline", "fill", "skip", "action")
_ABOUT: Final = 300


def pressed(turn: Turn) -> tuple[str, str] | None:
    """Which button of an action a message is the press of: what it says, and of which call or action."""
    kind, _, rest = (turn.choice or "").partition(":")
    return (kind, rest) if kind in _PRESSES else None


def without_presses(asked: Sequence[Turn]) -> list[Turn]:
    """What else was said beside presses of actions' buttons."""
    return [turn for turn in asked if pressed(turn) is None]


@dataclass(frozen=True)
class Doing:
    """Actions in one conversation, at one moment."""

    session: AsyncSession
    setup: Setup
    question: Question
    before: Sequence[Turn]
    conversation_id: UUID | None
    """None where nobody speaks: what would be said is said all the same, and nothing is kept."""

    @property
    def _language(self) -> str:
        return self.question.language

    async def heard(self, asked: Sequence[Turn]) -> Draft | None:
        """What is said to the last press of an action's button; None where none was pressed, or it begins nothing."""
        press = next((found for turn in reversed(asked) if (found := pressed(turn))), None)
        if press is None:
            return None
        kind, of = press
        if kind == "action":
            action = self.setup.actions.get(of)
            return await self.begin(action, by="customer") if action else None
        call = await self._call(UUID(of))
        if kind == "confirm":
            return self._draft("", errand=Errand(UUID(of)))
        if call is None or call.state not in WAITING or call.expires_at <= now():
            return self._draft(acting.phrase("expired", self._language))
        if kind == "decline":
            return self._declined(call)
        said = next(turn.text for turn in reversed(asked) if pressed(turn) == press)
        return await self._fill(call, None if kind == "skip" else said)

    async def decided(self, asked: Sequence[Turn]) -> Draft | None:
        """What is said to who types what stands on a button, or a bare yes or no, right after an action asked."""
        call = await self._asking()
        text = "\n".join(turn.text for turn in asked)
        if call is None or self.setup.rulebook.fired(text):
            return None
        words = acting.button_words
        if call.state == "proposed":
            meant = consent(text, yes=words("agree"), no=words("refuse", "cancel"))
            if meant == "yes":
                return self._draft("", errand=Errand(call.id))
            return self._declined(call) if meant == "no" else None
        said = tokens_of(text)
        if any(said == tokens_of(word) for word in words("cancel")):
            return self._declined(call)
        skips = any(said == tokens_of(word) for word in words("skip"))
        return await self._fill(call, None) if skips else None

    async def filled(self, asked: Sequence[Turn], understood: Understanding | None) -> Draft | None:
        """What is said to who answers an action's question; None where what they type is a question itself."""
        call = await self._asking()
        text = "\n".join(turn.text for turn in asked)
        told = understood.clauses if understood else ()
        # A code with such a sign in it asks nothing.
        asks = len(text.split()) > 1 and (text.rstrip().endswith("?") or any(clause.asks for clause in told))
        return None if call is None or call.state != "asking" or asks else await self._fill(call, text)

    async def _asking(self) -> ActionCall | None:
        """The call that the last that was said is about, while it waits."""
        spoken = [turn for turn in self.before if turn.author != "system"]
        about = spoken[-1].about if spoken and spoken[-1].author == "assistant" else None
        call = await self._call(about) if about else None
        return call if call and call.state in WAITING and call.expires_at > now() else None

    async def by_owner(self, asked: Sequence[Turn], understood: Understanding | None) -> Draft | None:
        """The action that an owner had begin at such words, or at such a wish."""
        said = tokens_of("\n".join(turn.text for turn in asked))
        for action in self.setup.actions.values():
            if any(said == tokens_of(phrase) for phrase in action.phrases):
                return await self.begin(action, by="rule")
        wished = next((intent for intent in _surely(understood)), None)
        found = next((each for each in self.setup.actions.values() if wished in each.intents), None)
        return await self.begin(found, by="rule") if found and wished else None

    async def begin(self, action: Action, *, by: By, given: Mapping[str, Any] | None = None) -> Draft | None:
        """The first that an action says: its first question, what it proposes, or, where it only reads, its errand."""
        arguments = dict(given or {}) | await self._known(action)
        call_id = new_id()
        step = Step(call_id, action.name, arguments, "asking", by, begins=True)
        return self._next(action, step)

    def _next(self, action: Action, step: Step, *, wrong: str | None = None) -> Draft | None:
        """What comes next for these arguments."""
        language = self._language
        missing = action.wants(step.arguments, step.asked, language)
        if missing:
            asking = replace(step, state="asking", asked=[*dict.fromkeys([*step.asked, missing])])
            text = acting.question(action, missing, language, wrong=wrong)
            return self._draft(text, acting.ask_buttons(action, missing, step.call_id, language), step=asking)
        try:
            action.check(step.arguments)
        except acting.ArgumentsInvalid:
            return None
        if action.changes:
            draft = self._draft("", step=replace(step, state="proposed"))
            return proposal(draft, action, replace(step, state="proposed"))
        errand = Errand(step.call_id, action.name, step.arguments, step.by, reads=True, begins=step.begins)
        return self._draft(action.said(language).title if self.conversation_id is None else "", errand=errand)

    async def _fill(self, call: ActionCall, text: str | None) -> Draft | None:
        """The next question, after the last one was answered, or skipped."""
        action = self.setup.actions.get(call.action)
        if action is None or call.state != "asking" or not call.asked:
            return self._draft(acting.phrase("expired", self._language))
        step = Step(call.id, call.action, call.arguments, "asking", call.by, call.asked)
        asked = call.asked[-1]
        if text is None:
            return self._next(action, step)
        try:
            value = acting.read(action, asked, text, self._language)
        except acting.Unfit as unfit:
            return self._next(action, replace(step, asked=call.asked[:-1]), wrong=str(unfit))
        return self._next(action, replace(step, arguments=call.arguments | {asked: value}))

    def _declined(self, call: ActionCall) -> Draft:
        step = Step(call.id, call.action, call.arguments, "declined", call.by, call.asked)
        return self._draft(acting.phrase("declined", self._language), step=step)

    async def _call(self, call_id: UUID) -> ActionCall | None:
        if self.conversation_id is None:
            return None
        return await acting.find_call(self.session, call_id=call_id, conversation_id=self.conversation_id)

    async def _known(self, action: Action) -> dict[str, Any]:
        """What need not be asked: how the customer is reached, if they told, and what it is about."""
        if action.name != LEAVE_CONTACT_DETAILS:
            return {}
        said = [turn.text for turn in self.before if turn.author == "customer" and turn.choice is None]
        known = {"about": " ".join(said[-1].split())[:_ABOUT]} if said else {}
        if self.conversation_id is None:
            return known
        whose = select(Contact).join(Conversation, Conversation.contact_id == Contact.id)
        contact = await self.session.scalar(whose.where(Conversation.id == self.conversation_id))
        if contact is None:
            return known
        reach = contact.email or contact.phone
        return known | ({"reach": reach} if reach else {}) | ({"name": contact.name} if contact.name else {})

    def _draft(
        self,
        text: str,
        buttons: Sequence[dict[str, str]] = (),
        *,
        step: Step | None = None,
        errand: Errand | None = None,
    ) -> Draft:
        trace = DraftTrace(question=self.question.asked, language=self._language, threshold=self.setup.threshold)
        of = step.action if step else errand.action if errand else ""
        trace = replace(trace, rules=[f"action:{of}" if of else "action"])
        return Draft("smalltalk", text, trace, buttons=list(buttons), step=step, errand=errand)


def proposal(draft: Draft, action: Action, step: Step) -> Draft:
    """What would be done, from what will be stored, with yes and no, in place of the draft."""
    language = draft.trace.language
    line = {"action": action.name, "arguments": action.shown(step.arguments), "state": "proposed", "ms": 0.0}
    lines = [*draft.trace.actions, line | {"result": None, "why": None}]
    return replace(
        draft,
        outcome="smalltalk",
        text=acting.proposed(action, step.arguments, language),
        buttons=acting.decide_buttons(step.call_id, language),
        citations=[],
        said_in="",
        step=step,
        trace=replace(draft.trace, rules=[f"action:{action.name}"], actions=lines),
    )


def beside(done: Draft, rest: Draft) -> Draft:
    """What is said to an action and to all else that was said with it."""
    text = f"{done.text}\n\n{rest.text}" if done.text else rest.text
    trace = replace(rest.trace, rules=[*done.trace.rules, *rest.trace.rules], actions=done.trace.actions)
    buttons = done.buttons or rest.buttons
    return replace(rest, text=text, buttons=buttons, trace=trace, step=done.step, errand=done.errand)


def _surely(understood: Understanding | None) -> list[str]:
    if understood is None or understood.intent is None:
        return []
    return [understood.intent] if understood.surely(understood.intent) else []
