"""The stage before anything is searched and any provider asked. It reads only what was said, and takes no time.

Every check says in the trace what it found. Few change what happens: what says nothing, the same words a third time,
nothing but an insult, or nothing but a card number get the assistant's own words for it instead of a search. All else
goes its way: an insult beside a question is counted where patience is, signs of an injection are counted at all, and
personal data is masked in what is kept of the question.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from sportello.answering.drafts import Draft, DraftTrace
from sportello.answering.engine import Question, Turn
from sportello.answering.guard.injection import injection_signs
from sportello.answering.guard.wording import WAVE, is_all, is_glad, says_nothing
from sportello.answering.models import Outcome
from sportello.answering.phrases import tokens_of
from sportello.answering.rules import ABUSE
from sportello.answering.setups import Setup
from sportello.core.cards import DOT, may_be_part
from sportello.core.personal import MASK, Masked, PersonalData, masked

CheckName = Literal["length", "repetition", "wording", "personal", "abuse", "injection", "topic"]
Reply = Literal["unclear", "greeting", "thanks", "repeated", "insulted", "card_hidden"]

LONG: Final = 1_000
"""Characters from which on a message is called long; the longest that is taken is four times that."""
AGAIN: Final = 2
"""So often the same words were answered when they are said to have been read."""
_SOON: Final = timedelta(minutes=1)
_READ: Final = 4_000
_PARTS: Final = 3
"""Earlier messages that may hold the rest of a card."""
_CARD: Final[frozenset[PersonalData]] = frozenset({"card"})
_NUMBER: Final = re.compile(r"\d[\d\s]*\d")
_OFF_TOPIC: Final[Mapping[Outcome, str]] = {"unsure": "refused", "choices": "near"}


@dataclass(frozen=True)
class Check:
    """One check, and what it found; nothing, mostly."""

    name: CheckName
    found: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guarded:
    """What the checks found in a question, and what is said to it instead of searching, if anything is.

    `kept` is the question as it may be kept and shown: without the personal data that was found.
    """

    kept: str
    checks: tuple[Check, ...]
    reply: Reply | None = None
    back: bool = False
    """Whether they come back from the queue: of a card that they wrote there the house has told them."""

    @property
    def insulted(self) -> bool:
        """Whether somebody was insulted."""
        return any(check.name == "abuse" and check.found for check in self.checks)

    @property
    def card(self) -> bool:
        """Whether a card number was written that nobody has spoken of yet."""
        return not self.back and any(check.name == "personal" and "card" in check.found for check in self.checks)

    def written(self, outcome: Outcome) -> list[dict[str, Any]]:
        """As a trace keeps it; whether it was off the topic is told by what came of it."""
        off = _OFF_TOPIC.get(outcome)
        checks = (*self.checks, Check("topic", (off,) if off else ()))
        return [{"name": check.name, "found": list(check.found)} for check in checks]


def guard(setup: Setup, question: Question, *, asked: Sequence[Turn], before: Sequence[Turn]) -> Guarded:
    """Look at what the customer has just said, in the light of what they said before."""
    text = question.asked[:_READ]
    tokens = tokens_of(text)
    hidden = _hidden(question.asked, before)
    pressed = asked[-1].choice is not None
    repeated = not pressed and _repeated(before, asked)
    nothing = not pressed and says_nothing(text, tokens)
    insults = [] if pressed else setup.rulebook.places(ABUSE, tokens)
    reply: Reply | None = None
    if nothing:
        reply = "greeting" if WAVE in text else "thanks" if is_glad(text) else "unclear"
    elif "card" in hidden.found and not any(sign.isalnum() for sign in hidden.text.replace(MASK, "")):
        reply = "card_hidden"
    elif insults and "?" not in text and is_all(tokens, insults):
        reply = "insulted"
    elif repeated:
        reply = "repeated"
    return Guarded(
        kept=hidden.text,
        checks=(
            Check("length", ("long",) if len(question.asked) > LONG else ()),
            Check("repetition", ("again",) if repeated else ()),
            Check("wording", ("nothing",) if nothing else ()),
            Check("personal", tuple(sorted(hidden.found))),
            Check("abuse", ("insult",) if insults else ()),
            Check("injection", _signs(text, question.seen)),
        ),
        reply=reply,
        back=asked[-1].choice == "assistant",
    )


def _signs(*texts: str) -> tuple[str, ...]:
    """Signs of an injection in what was written, or stands on a picture."""
    return tuple(dict.fromkeys(sign for text in texts for sign in injection_signs(text, tokens_of(text))))


def told(setup: Setup, question: Question, guarded: Guarded) -> Draft | None:
    """What is said instead of searching; None where the question goes on its way."""
    reply = guarded.reply
    if reply is None:
        return None
    rules = [f"smalltalk:{reply}"]
    trace = DraftTrace(question=question.asked, language=question.language, threshold=setup.threshold, rules=rules)
    own = setup.rulebook.reply([ABUSE], question.language) if reply == "insulted" else None
    offered = setup.buttons(question.language) if reply in {"insulted", "repeated"} else []
    text = own or setup.text(reply, question.language)
    return Draft(outcome="smalltalk", text=text, buttons=offered, trace=trace)


def _hidden(asked: str, before: Sequence[Turn]) -> Masked:
    """The question without personal data: what ends a card that was begun before it is a part of one, too.

    The last four digits alone look like any number. What stands before them tells: masked, and not yet a whole card.
    """
    hidden = masked(asked)
    if "card" in hidden.found or not may_be_part(asked):
        return hidden
    earlier = [turn.text for turn in before if turn.author == "customer"][-_PARTS:]
    begun = next((text for text in reversed(earlier) if DOT in text or may_be_part(text)), "")
    if DOT not in begun or "card" in masked(begun).found:
        return hidden
    return Masked(text=_NUMBER.sub(MASK, hidden.text), found=hidden.found | _CARD)


def _repeated(before: Sequence[Turn], asked: Sequence[Turn]) -> bool:
    """Whether the assistant has answered these very words often, just now."""
    last = asked[-1]
    words = tokens_of(last.text)
    if not words or DOT in last.text:
        return False
    same = [turn for turn in before if turn.author == "customer" and turn.choice is None and _soon(turn, last)]
    return sum(tokens_of(turn.text) == words for turn in same) >= AGAIN


def _soon(earlier: Turn, later: Turn) -> bool:
    return earlier.at is None or later.at is None or later.at - earlier.at <= _SOON
