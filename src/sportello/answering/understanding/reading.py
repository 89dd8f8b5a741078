"""What a customer wants, how they feel about it, and how much it hurries: read from what was said, with no query."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, Protocol, TypeVar

from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import tokens_of
from sportello.answering.understanding.classifier import Classifier, Guess, Head, Point, unpack
from sportello.answering.understanding.clauses import SURE, Clause, clauses_of, endangered, endangered_of, says_enough
from sportello.answering.understanding.signs import Sentiment, Signs, signs_of
from sportello.core.clock import now

Priority = Literal["low", "normal", "high", "urgent"]

PRIORITIES: Final[tuple[Priority, ...]] = ("low", "normal", "high", "urgent")
HIGH_RISK: Final = 0.6
"""From here on a person is offered together with an answer."""
FAIR: Final = 0.5
"""Confidence below which an intent hurries nothing, and speaks neither for patience nor against it."""
DANGER: Final = 0.05
"""The same for danger told in words of harm, where nothing else is found: to name the emergency number costs little."""
_HURRIES: Final = 0.3
"""The same for danger to hurry, which needs words of harm as well, or to be surer."""
_EVIDENCE: Final[Mapping[str, float]] = {
    "unanswered_twice": 0.45,
    "unanswered_often": 0.65,
    "insulted": 0.6,
    "waited_long": 0.45,
    "waited": 0.25,
    "repeated": 0.4,
    "rude": 0.45,
    "shouting": 0.35,
    "intent:person": 0.35,
    "intent:complaint": 0.3,
    "negative": 0.3,
    "charged": 0.2,
    "insistent": 0.2,
}
"""How much each sign says for itself that a customer is about to lose patience. Together they say more, never 1."""
_BEFORE: Final = 3
"""Messages of the customer before the present ones whose mood still counts, at half its weight."""
_SAME: Final = 0.6
"""Share of words in common from which on a question is the same again."""
_FEWEST_WORDS: Final = 3
_WAITED: Final = timedelta(minutes=3)
_WAITED_LONG: Final = timedelta(minutes=10)
_AWAY: Final = timedelta(minutes=30)
"""Who was silent so long did not wait."""
_SMALL: Final = frozenset({"greeting", "thanks", "goodbye", "bot"})
_OF_DANGER: Final = frozenset({"danger", "grave"})
_PUT_OFF: Final = frozenset({"cancel", "change"})


class Spoken(Protocol):
    """One message of a conversation, as far as reading it needs it."""

    @property
    def author(self) -> str:
        """Who said it."""
        ...

    @property
    def text(self) -> str:
        """What was said."""
        ...

    @property
    def choice(self) -> str | None:
        """The button that was pressed instead of writing."""
        ...

    @property
    def offered(self) -> bool:
        """Whether it carried the two buttons: an answer that was none."""
        ...

    @property
    def at(self) -> datetime | None:
        """When it was said; None in what is only tried."""
        ...


AnySpoken = TypeVar("AnySpoken", bound=Spoken)


@dataclass(frozen=True)
class Understanding:
    """What was understood. `intent` is None where none is likely enough; the confidence is the likeliest one's."""

    intent: str | None = None
    intent_confidence: float | None = None
    by_meaning: bool = False
    """Whether an embedding model had its share in the intent."""
    sentiment: Sentiment = "neutral"
    priority: Priority = "normal"
    risk: float = 0.0
    reasons: tuple[str, ...] = field(default_factory=tuple[str, ...])
    """What speaks for the priority and the risk."""
    clauses: tuple[Clause, ...] = ()
    """What each part of it says; too much for a trace."""

    @property
    def perhaps(self) -> bool:
        """Whether the intent is no more than a guess, upon which nothing is done."""
        return self.intent is not None and (self.intent_confidence or 0.0) < FAIR

    def surely(self, intent: str) -> bool:
        """Whether this is the intent, beyond doubt."""
        return self.intent == intent and (self.intent_confidence or 0.0) >= SURE

    def written(self) -> dict[str, Any]:
        """As JSON values, as a trace keeps it."""
        kept = vars(self) | {"reasons": list(self.reasons), "perhaps": self.perhaps}
        del kept["clauses"]
        return kept


def understand(
    turns: Sequence[Spoken],
    *,
    language: str,
    models: Mapping[str, Classifier] | None = None,
    insulted: bool = False,
    point_of: Callable[[str], Point | None] | None = None,
) -> Understanding:
    """Read the customer's unanswered messages at the end of `turns`, in the light of what went before.

    `models` are the workspace's own by language; the shipped ones answer where it has none. `insulted`: somebody was.
    `point_of` says what a text means, where an embedding model told.
    """
    before, asked = split(turns)
    written = [turn for turn in asked if turn.choice is None]
    if not written:
        return Understanding(priority="low")
    text = "\n".join(turn.text for turn in written)
    classifier = (models or {}).get(language) or shipped_model(language)
    # The last message says it best; earlier ones of the same breath help where it alone does not.
    guessed = _Guesses(classifier, point_of)
    guesses = [guessed(said) for said in dict.fromkeys((written[-1].text, text))]
    guess = max((guess for guess in guesses if guess), key=lambda guess: guess.confidence, default=None)
    intent = guess.intent if guess and guess.known and says_enough(text, guess) else None
    signs = signs_of(text)
    telling = intent if guess and guess.confidence >= FAIR else None
    clauses = tuple(clauses_of(text, guessed, language))
    evidence = _evidence(signs, telling, insulted=insulted, before=before, written=written)
    risk = _together(evidence)
    priority, why = _priority(signs, telling, risk, clauses)
    return Understanding(
        intent=intent,
        intent_confidence=round(guess.confidence, 3) if guess else None,
        by_meaning=guess is not None and guess.by_meaning,
        sentiment=signs.sentiment,
        priority=priority,
        risk=risk,
        reasons=tuple(dict.fromkeys((*why, *evidence))),
        clauses=clauses,
    )


def split(turns: Sequence[AnySpoken]) -> tuple[Sequence[AnySpoken], Sequence[AnySpoken]]:
    """The conversation before, and the customer's messages at its end that nobody has answered."""
    start = len(turns)
    while start and turns[start - 1].author in {"customer", "system"}:
        start -= 1
    return turns[:start], [turn for turn in turns[start:] if turn.author == "customer"]


def warm_up() -> None:
    """Read the words of every language now, so that the first customer does not wait for it."""
    for language in LANGUAGES:
        clauses_of("warm up", lambda _: None, language)
    signs_of("warm up")


def shipped_model(language: str) -> Classifier:
    """The model that knows the shipped intents; English for a language without one."""
    return _shipped(language if language in LANGUAGES else "en")


def shipped_head(language: str) -> Head:
    """What the shipped model of a language says of itself."""
    return shipped_model(language).head


class _Guesses:
    """What texts are taken for, each guessed once: a short message is its own only clause."""

    def __init__(self, classifier: Classifier, point_of: Callable[[str], Point | None] | None) -> None:
        self._classifier, self._point_of = classifier, point_of
        self._known: dict[str, Guess | None] = {}

    def __call__(self, text: str) -> Guess | None:
        if text not in self._known:
            self._known[text] = self._classifier.guess(text, self._point_of(text) if self._point_of else None)
        return self._known[text]


@cache
def _shipped(language: str) -> Classifier:
    """Read when somebody first writes in the language: 1.3 MB, 5 ms."""
    return unpack((files("sportello.answering.understanding") / "shipped" / f"{language}.intents").read_bytes())


def _evidence(
    signs: Signs, intent: str | None, *, insulted: bool, before: Sequence[Spoken], written: Sequence[Spoken]
) -> dict[str, float]:
    unanswered, waited = _unanswered(before), _waited(before, written)
    named = {
        "unanswered_often": unanswered > 2,  # noqa: PLR2004 - the third time
        "unanswered_twice": unanswered == 2,  # noqa: PLR2004 - as it says
        "insulted": insulted,
        "waited_long": waited >= _WAITED_LONG,
        "waited": _WAITED <= waited < _WAITED_LONG,
        "repeated": _repeated(before, written),
        "rude": "rude" in signs.found,
        "shouting": signs.shouted,
        "intent:person": intent == "person",
        "intent:complaint": intent == "complaint",
        "negative": signs.sentiment == "negative",
        "charged": "charged" in signs.found,
        "insistent": signs.insistent,
    }
    evidence = {name: _EVIDENCE[name] for name, there in named.items() if there}
    earlier = [turn.text for turn in before if turn.author == "customer"][-_BEFORE:]
    moods = [signs_of(text) for text in earlier]
    if any(mood.sentiment == "negative" or "rude" in mood.found or mood.shouted for mood in moods):
        evidence["upset_before"] = _EVIDENCE["negative"] / 2
    return evidence


def _together(evidence: Mapping[str, float]) -> float:
    calm = 1.0
    for weight in evidence.values():
        calm *= 1 - weight
    return round(1 - calm, 2)


def _unanswered(before: Sequence[Spoken]) -> int:
    """How often in a row the assistant had no answer, up to now."""
    count = 0
    for turn in reversed(before):
        if turn.author == "assistant":
            if not turn.offered:
                break
            count += 1
    return count


def _waited(before: Sequence[Spoken], written: Sequence[Spoken]) -> timedelta:
    """How long the customer has been waiting for an answer that was one, with no longer pause of their own."""
    since = end = now()
    for turn in reversed([*before, *written]):
        answered = turn.author in {"assistant", "agent"} and not turn.offered
        if answered or turn.at is None or since - turn.at > _AWAY:
            break
        since = turn.at
    return end - since


def _repeated(before: Sequence[Spoken], written: Sequence[Spoken]) -> bool:
    """Whether the customer asks again, in nearly the same words, what they have asked before."""
    now = set(tokens_of(written[-1].text))
    if len(now) < _FEWEST_WORDS:
        return False
    earlier = (set(tokens_of(turn.text)) for turn in before if turn.author == "customer" and turn.choice is None)
    return any(len(now & words) >= _SAME * len(now | words) for words in earlier)


def _priority(signs: Signs, intent: str | None, risk: float, clauses: Sequence[Clause]) -> tuple[Priority, list[str]]:
    """Words of danger hurry only where danger is what they tell of: a fire show has them, too."""
    if any(endangered(clause, from_=0.0) and signs_of(clause.text).found & _OF_DANGER for clause in clauses):
        return "urgent", ["danger"]
    if endangered_of(clauses, from_=_HURRIES):
        return "urgent", ["intent:emergency"]
    reasons: list[str] = []
    if intent in _PUT_OFF and "soon" in signs.found:
        reasons += [f"intent:{intent}", "soon"]
    if "charged" in signs.found:
        reasons.append("charged")
    if intent == "complaint":
        reasons.append("intent:complaint")
    if risk >= HIGH_RISK:
        reasons.append("risk")
    if reasons:
        return "high", reasons
    return ("low", [f"intent:{intent}"]) if intent in _SMALL else ("normal", [])
