"""What a customer says to an action: presses, typed words, answers to its questions; and where one begins.

Nothing is done here. What is said next is a draft with a step (asked, proposed, declined), or with an errand: something
to be carried out before anything is said. Both are the server's words about stored arguments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import sales
from sportello.answering import acting
from sportello.answering.acting import LEAVE_CONTACT_DETAILS, Action, ActionCall
from sportello.answering.assenting import Reply, asked_besides, reply_to, takes_back
from sportello.answering.drafts import Draft, DraftTrace, Errand, Step
from sportello.answering.engine import Question, Turn
from sportello.answering.models import By
from sportello.answering.phrases import tokens_of
from sportello.answering.proposing import proposal
from sportello.answering.setups import Setup
from sportello.answering.smalltalk import small_talk
from sportello.answering.understanding import Sign, Understanding, signs_of
from sportello.contacts import Contact
from sportello.conversations import Conversation
from sportello.core.ids import new_id

_UPSET: Final[frozenset[Sign]] = frozenset({"protest", "rude"})
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

    @property
    def going_on(self) -> "Doing":
        """The same in the language spoken until now: a yes, a name or a letter, given to a question, is of none."""
        return replace(self, question=replace(self.question, language=self.question.prior or self._language))

    async def heard(self, asked: Sequence[Turn]) -> tuple[Draft | None, Sequence[Turn]]:
        """What is said to a press of an action's button, or to words typed in its place, and what is left to answer.

        None where nothing was pressed, or begins nothing, and no action waits for what was typed.
        """
        at = next((place for place in reversed(range(len(asked))) if pressed(asked[place])), None)
        if at is None:
            # A bare yes or no is of no language; who asks beside it has chosen one.
            return await (self if _besides(asked) else self.going_on).typed(asked)
        press, after = pressed(asked[at]), asked[at + 1 :]
        draft = await self._pressed(*press, said=asked[at].text) if press else None
        if draft is None or draft.errand is None or draft.errand.reads or not after:
            return draft, without_presses(asked)
        earlier = without_presses(asked[:at])
        if reply_to(_text(asked[at:])) == "yes":
            return draft, earlier
        # Whoever goes on before it is done may take it back.
        call = await self._call(draft.errand.call_id)
        second = await self._replied(call, after) if call and call.state == "proposed" else None
        if second is None or second.errand is not None:
            return draft, [*earlier, *after]
        return second, [*earlier, *_besides(after)]

    async def _pressed(self, kind: str, of: str, *, said: str) -> Draft | None:
        if kind == "action":
            action = self.setup.actions.get(of)
            return await self.begin(action, by="customer") if action else None
        call = await self._call(UUID(of))
        if kind == "confirm":
            return self._draft("", errand=Errand(UUID(of)))
        if call is None or not acting.waits(call):
            return self._draft(acting.phrase("expired", self._language))
        if kind == "decline":
            return self._declined(call)
        return await self.fill(call, None if kind == "skip" else said)

    async def typed(self, asked: Sequence[Turn]) -> tuple[Draft | None, Sequence[Turn]]:
        """The same for who types what stands on a button, or answers in their own words, right after it was asked."""
        call = await self._spoken_of()
        text = _text(asked)
        if self.setup.rulebook.fired(text):
            return None, ()
        if call is None:
            return (self._too_late() if takes_back(text) and await self._just_done() else None), ()
        if not acting.waits(call):  # over, or under way: who agreed hears of it first, whatever they say meanwhile
            return self._under_way(call, asked)
        if call.state == "proposed":
            besides = _besides(asked)
            draft = await self._replied(call, asked, unclear=not besides)
            if draft and draft.step and draft.step.state == "declined" and _UPSET & signs_of(text).found:
                besides = [*asked]  # who is upset is not only told that nothing was done
            # What is neither is heard to its end: whoever is upset is not just asked the same again.
            only_open = draft is not None and draft.buttons and not besides
            return (None, ()) if draft is None or only_open else (draft, besides)
        if any(tokens_of(text) == tokens_of(word) for word in acting.button_words("cancel")):
            return self._declined(call), ()
        return await self._in_form(call, asked)

    def _under_way(self, call: ActionCall, asked: Sequence[Turn]) -> tuple[Draft | None, Sequence[Turn]]:
        """What is said where a call is over or being carried out, of which its customer has not heard."""
        meant = self._meant(call, asked)
        if call.told or (call.state == "proposed" and meant != "yes"):
            return None, ()
        # Who is upset is not only told what came of it.
        upset = not _UPSET.isdisjoint(signs_of(_text(asked)).found)
        rest = [*asked] if upset else _besides(asked)
        said = _text(asked).strip()  # a picture alone corrects nothing
        corrects = bool(said) and meant != "yes" and not rest and not small_talk(said, prior=self._language)
        return self._draft("", errand=Errand(call.id, late=meant == "no" or corrects)), rest

    async def _just_done(self) -> bool:
        """Whether the last that the assistant told is what came of an action that changed something."""
        if self.conversation_id is None:
            return False
        call = await acting.last_done(self.session, conversation_id=self.conversation_id)
        action = self.setup.actions.get(call.action) if call else None
        if call is None or call.decided_at is None or action is None or not action.changes:
            return False
        told = [turn.at for turn in self.before if turn.author == "assistant" and turn.at]
        return all(at < call.decided_at for at in told[:-1])

    def _too_late(self) -> Draft:
        return self._draft(acting.phrase("too_late", self._language), self.setup.buttons(self._language))

    async def _in_form(self, call: ActionCall, asked: Sequence[Turn]) -> tuple[Draft | None, Sequence[Turn]]:
        """What need not be understood to go on with an action's questions: nothing that was given is lost."""
        text, said = _text(asked), tokens_of(_text(asked))
        skips = any(said == tokens_of(word) for word in acting.button_words("skip"))
        if skips or self._leaves_out(call, text):
            return await self.fill(call, None), ()
        if self._goes(text) and (draft := self._enough(call)):
            return draft, ()
        if text.rstrip().endswith("?") and _gives(call, text):
            return await self.going_on.fill(call, text), asked
        return None, ()

    def _goes(self, text: str) -> bool:
        """Whether somebody takes leave, or thanks, instead of an answer."""
        talk = small_talk(text, prior=self._language)
        return talk is not None and talk.kind in {"thanks", "goodbye"}

    def _leaves_out(self, call: ActionCall, text: str) -> bool:
        """Whether a bare yes or no answers what need not be answered, and is in no name's or matter's stead."""
        action = self.setup.actions.get(call.action)
        optional = bool(action and call.asked and call.asked[-1] not in action.required)
        return optional and call.action == LEAVE_CONTACT_DETAILS and reply_to(text) in {"yes", "no"}

    def _enough(self, call: ActionCall) -> Draft | None:
        """What is proposed to who goes, if all that it cannot do without is there; None where more is needed."""
        action = self.setup.actions.get(call.action)
        if action is None or not action.changes or not call.arguments or action.required - call.arguments.keys():
            return None
        return self._next(action, Step(call.id, call.action, call.arguments, "asking", call.by, [*action.properties]))

    def _meant(self, call: ActionCall, said: Sequence[Turn]) -> Reply | None:
        words, action = acting.button_words, self.setup.actions.get(call.action)
        about = action.said(self._language).title if action else ""
        return reply_to(_text(said), yes=words("agree"), no=words("refuse", "cancel"), about=about)

    async def _replied(self, call: ActionCall, said: Sequence[Turn], *, unclear: bool = True) -> Draft | None:
        """What is said to a reply to a proposal; None where it says neither yes nor no, nor anything of the kind."""
        meant = self._meant(call, said)
        if meant == "yes":
            return self._draft("", errand=Errand(call.id))
        if meant == "no":
            return self._declined(call)
        return self.open_again(call, unclear=unclear) if meant == "more" else None

    def open_again(self, call: ActionCall, *, unclear: bool = True) -> Draft:
        """It was neither a yes nor a no: nothing was done, and the same is asked again, with all that would be done.

        `unclear`: whether that was all, and nothing else is answered beside it.
        """
        action = self.setup.actions.get(call.action)
        if action is None:
            return self._draft(acting.phrase("expired", self._language))
        if call.mark != action.mark:
            return self.anew(call, action)
        step = Step(call.id, call.action, call.arguments, "proposed", call.by, call.asked, again=True)
        draft = proposal(self._draft("", step=step), action, step)
        return replace(draft, text=f"{acting.phrase('open' if unclear else 'still', self._language)}\n\n{draft.text}")

    def anew(self, call: ActionCall, action: Action) -> Draft:
        """The action as it is now, in place of what was proposed: a call of its own, whose buttons nobody has yet."""
        known = {name: value for name, value in call.arguments.items() if name in action.properties}
        asked = [name for name in call.asked if name in action.properties]
        step = Step(new_id(), action.name, known, "asking", call.by, asked, begins=True)
        draft = self._next(action, step) if action.changes else None
        if draft is None:
            gone = Step(call.id, call.action, call.arguments, "declined", call.by, call.asked)
            return self._draft(acting.phrase("expired", self._language), step=gone)
        return replace(draft, text=f"{acting.phrase('changed', self._language)}\n\n{draft.text}")

    async def again(self, asked: Sequence[Turn]) -> Draft | None:
        """What waits for its customer, asked again below what is said to something else; None where nothing waits."""
        call = await self._asking()
        action = self.setup.actions.get(call.action) if call else None
        talk = small_talk(_text(asked), prior=self._language)
        if call is None or action is None or asked[-1].choice is not None:
            return None
        if call.state == "proposed":
            return self.open_again(call, unclear=False)
        if talk and talk.kind == "goodbye":
            return None
        step = Step(call.id, call.action, call.arguments, "asking", call.by, call.asked[:-1], again=True)
        return self._next(action, step)

    async def filled(
        self, asked: Sequence[Turn], understood: Understanding | None, *, upset: bool = False
    ) -> Draft | None:
        """What is said to who answers an action's question; None where what they type is a question itself.

        Who is `upset` about what is proposed is not asked the same again and nothing else.
        """
        call = await self._asking()
        text = _text(asked)
        told = understood.clauses if understood else ()
        # A code with such a sign in it asks nothing.
        asks = len(text.split()) > 1 and (text.rstrip().endswith("?") or any(clause.asks for clause in told))
        if call is None:
            return None
        if call.state == "proposed":
            unclear = not asks or (reply_to(text) == "more" and not _besides(asked))
            return self.going_on.open_again(call) if unclear and not upset else None
        if asks and not _gives(call, text):
            return None
        return await self.going_on.fill(call, text)

    async def _asking(self) -> ActionCall | None:
        """The call that the last that was said is about, while it waits."""
        call = await self._spoken_of()
        return call if call and acting.waits(call) else None

    async def _spoken_of(self) -> ActionCall | None:
        """The call that the last that was said is about, whatever has become of it."""
        spoken = [turn for turn in self.before if turn.author != "system"]
        about = spoken[-1].about if spoken and spoken[-1].author == "assistant" else None
        return await self._call(about) if about else None

    async def by_owner(self, asked: Sequence[Turn], understood: Understanding | None) -> Draft | None:
        """The action that an owner had begin at such words, or at such a wish."""
        said = tokens_of(_text(asked))
        for action in self.setup.actions.values():
            if any(said == tokens_of(phrase) for phrase in action.phrases):
                return await self.begin(action, by="rule")
        wished = next((intent for intent in _surely(understood)), None)
        found = next((each for each in self.setup.actions.values() if wished in each.intents), None)
        return await self.begin(found, by="rule", said=asked) if found and wished else None

    async def begin(self, action: Action, *, by: By, said: Sequence[Turn] = ()) -> Draft | None:
        """The first that an action says: its first question, what it proposes, or, where it only reads, its errand.

        `said` are words of now that say what it is wanted for.
        """
        arguments = await self._known(action, said)
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
            step = replace(step, arguments=action.check(step.arguments))
        except acting.ArgumentsInvalid:
            return None
        if action.changes:
            draft = self._draft("", step=replace(step, state="proposed"))
            return proposal(draft, action, replace(step, state="proposed"))
        errand = Errand(step.call_id, action.name, step.arguments, step.by, reads=True, begins=step.begins)
        return self._draft(action.said(language).title if self.conversation_id is None else "", errand=errand)

    async def fill(self, call: ActionCall, text: str | None) -> Draft | None:
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

    async def _known(self, action: Action, said: Sequence[Turn]) -> dict[str, Any]:
        """What need not be asked: how the customer is reached, if they told, and what it is about."""
        if action.name != LEAVE_CONTACT_DETAILS:
            return {}
        about = self._wanted([*self.before, *said])
        known = {"about": " ".join(about.split())[:_ABOUT]} if about else {}
        if self.conversation_id is None:
            return known
        whose = select(Contact).join(Conversation, Conversation.contact_id == Contact.id)
        contact = await self.session.scalar(whose.where(Conversation.id == self.conversation_id))
        if contact is None:
            return known
        reach = contact.email or contact.phone
        return known | ({"reach": reach} if reach else {}) | ({"name": contact.name} if contact.name else {})

    def _wanted(self, turns: Sequence[Turn]) -> str | None:
        """What the customer asked for last: neither a press, nor small talk, nor what answers an action's question."""
        wanted, answers = None, False
        for turn in turns:
            if turn.author == "assistant":
                answers = turn.about is not None
            elif turn.author == "customer" and turn.choice is None:
                aside = answers and not turn.text.rstrip().endswith("?")
                if not (aside or reply_to(turn.text) == "yes" or small_talk(turn.text, prior=self._language)):
                    wanted = turn.text
        return wanted

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


def _gives(call: ActionCall, text: str) -> bool:
    """Whether a question gives what was asked for all the same: what it is about, or how they are reached."""
    if call.action != LEAVE_CONTACT_DETAILS or call.state != "asking" or not call.asked:
        return False
    return call.asked[-1] == "about" or (call.asked[-1] == "reach" and bool(sales.reach_in(text)))


def _text(said: Sequence[Turn]) -> str:
    return "\n".join(turn.text for turn in said)


def _besides(said: Sequence[Turn]) -> list[Turn]:
    """What is asked along with a reply to a proposal."""
    question = asked_besides(_text(said))
    return [replace(said[-1], text=question)] if question else []


def _surely(understood: Understanding | None) -> list[str]:
    if understood is None or understood.intent is None:
        return []
    return [understood.intent] if understood.surely(understood.intent) else []
