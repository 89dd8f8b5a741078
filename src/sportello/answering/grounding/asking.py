"""A model is asked for words, and held to its sources: what they do not carry is not said.

Which passages there are, whom it is for and what it may cost is decided before; whether a person is offered, after.
The model only words an answer. One that fails the checks is told why and may mend it; if it cannot, the next in the
chain is asked, and in the end the engine that needs no model has the word, whose draft was ready before.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, Literal, cast
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sportello.answering.drafts import Draft, cited
from sportello.answering.engine import Question, Turn
from sportello.answering.grounding.acts import Acts
from sportello.answering.grounding.addresses import addresses, has_picture, visible
from sportello.answering.grounding.claims import claimed
from sportello.answering.grounding.prompt import asked_with, instructions, said_before, source_text
from sportello.answering.grounding.support import Grounds, is_courtesy, unsupported
from sportello.answering.grounding.telling import Telling
from sportello.answering.models import Routing
from sportello.core.llm import Attempt, Chain, ChainExhausted, Meter, Mistaken, Providers, Reply, Task, Tell, silent
from sportello.core.veil import Veil
from sportello.knowledge import Hit, excerpt

LEAST_CONFIDENCE: Final = 0.5
LONGEST: Final = 3_000
"""Letters of an answer."""
_SOON: Final = 0.1
"""Seconds after which a model has its question, but mostly no word yet."""
_SHOWN: Final = 200
"""Letters of what was not let through that the trace shows."""
GateReason = Literal["unavailable", "over_budget", "needs_person", "unsure", "no_key", "failed"]
"""Why a model's words were not said: none could answer, none was paid for, it asked for a person, it was not sure, no
key of the chain can be used, or something broke in our own house."""
DropReason = Literal["too_long", "no_citation", "citation", "picture", "address", "claim", "unsupported"]
"""What is wrong with words that were not let through. A `citation` of nothing is only left out."""
GATED: Final = "gated:"
"""So begins the rule in the trace of a draft that a model's answer did not replace; why follows."""


def _listed(told: Any) -> Any:
    """Ids as smaller models write them, too: 1, "[1]", or one where a list is wanted."""
    listed = cast("list[object]", told if isinstance(told, list) else [told])
    if not all(isinstance(one, str | int) for one in listed):
        return listed
    plain = [part.strip(" []()") for one in listed for part in str(one).split(",")]
    return [f"p{part}" if part.isdigit() else part for part in plain if part]


class Answer(BaseModel):
    """What a model gives."""

    model_config = ConfigDict(extra="ignore")

    answer: Annotated[str, Field(description="What the customer reads, in Markdown without headings")]
    citations: Annotated[
        list[str],
        BeforeValidator(_listed),
        Field(description="Ids of the passages it rests on, like p1", max_length=20),
    ]
    confidence: Annotated[float, Field(ge=0, le=1, description="How sure the passages answer the question")]
    needs_person: Annotated[bool, Field(description="Whether a person must answer instead")] = False


@dataclass(frozen=True)
class Exchange:
    """One question that a model is asked, with all it may be answered from. `ready` is the other engine's draft."""

    key: str
    name: str
    wishes: str
    question: Question
    before: Sequence[Turn]
    hits: Sequence[Hit]
    ready: Draft
    acts: Acts | None = None
    """What the model may do besides; None: nothing."""
    names: Sequence[str] = ()
    """Those of the people who speak, which no provider is told."""
    own: Sequence[str] = ()
    """What the assistant says of itself and its house by its owner's words."""

    @property
    def passages(self) -> Mapping[str, Hit]:
        """What the model may use, by the ids it cites: all in the language of the best.

        Beside passages in the customer's own language, one in another would spare all words from being compared.
        """
        told = [hit for hit in self.hits if hit.language == self.hits[0].language]
        return {f"p{n}": hit for n, hit in enumerate(told, start=1)}


def wants_model(routing: Routing, draft: Draft, hits: Sequence[Hit], *, acts: bool = False) -> bool:
    """Whether a model is asked at all: never without passages, for then there is nothing it may say.

    Nor where the draft is not made of them: what facts, rules, buttons and small talk say, no model says better.
    `acts`: what is asked may want an action; then one is asked also where the knowledge has nothing.
    """
    if draft.outcome == "answered":
        return bool(hits) and routing != "no_key_first"
    return draft.outcome in {"unsure", "choices"} and (bool(hits) or acts)


async def ask(
    providers: Providers,
    chain: Chain,
    exchange: Exchange,
    *,
    routing: Routing,
    meter: Meter | None,
    tell: Tell = silent,
) -> Draft:
    """The model's words where they hold, else the draft that was ready, with why in its trace.

    `tell` is told whole sentences that passed the checks. Open no transaction meanwhile.
    """
    chains, dropped = [chain], list[dict[str, str]]()
    if routing == "cheap_then_strong" and len(chain.models) > 1:
        chains = [replace(chain, models=chain.models[:1]), replace(chain, models=chain.models[1:])]
    attempts: list[Attempt] = []
    why: GateReason = "unavailable"
    for each in chains:
        checked = _Checked(exchange, Veil(exchange.names), dropped)
        telling = Telling(tell, checked.shown)
        reading = asyncio.get_running_loop().call_later(_SOON, checked.read)
        try:
            reply = await providers.ask(each, checked.task(), tell=telling.hear, meter=meter)
        except ChainExhausted as exhausted:
            attempts += exhausted.attempts
            if checked.proposes:
                return _beside(exchange, _told(attempts, dropped, None))
            failures = {attempt.failure.reason for attempt in exhausted.attempts if attempt.failure}
            why = "over_budget" if failures == {"over_budget"} else "unavailable"
            continue
        finally:
            reading.cancel()
        attempts += reply.attempts
        if checked.proposes:
            return _beside(exchange, _told(attempts, dropped, None))
        if not checked.gated(reply.output):
            return checked.draft(reply, _told(attempts, dropped, None))
        why = "needs_person" if reply.output.needs_person else "unsure"
    return _beside(exchange, None, gated(exchange.ready, why, attempts, dropped))


def _beside(exchange: Exchange, told: dict[str, Any] | None, draft: Draft | None = None) -> Draft:
    """The draft that was ready, with what a model did on its way in its trace."""
    draft = draft or exchange.ready
    lines = exchange.acts.lines if exchange.acts else []
    trace = replace(draft.trace, actions=[*draft.trace.actions, *lines], asked=told or draft.trace.asked)
    return replace(draft, trace=trace)


def gated(
    ready: Draft, why: GateReason, attempts: Sequence[Attempt] = (), dropped: Sequence[dict[str, str]] = ()
) -> Draft:
    """The draft as it was ready, with why no model's words stand in its place."""
    told = replace(ready.trace, rules=[*ready.trace.rules, GATED + why], asked=_told(attempts, dropped, why))
    return replace(ready, trace=told)


def key_of(exchange: Exchange, *, about: Sequence[str]) -> str | None:
    """What decides the answer to a question, in short: `about` whom is asked, all they are told, and the question.

    Spelling that changes nothing is left out. None where it holds something of the customer's own, and so is theirs: a
    picture is.
    """
    if exchange.question.seen:
        return None
    veil = Veil(exchange.names)
    history = [f"{line.author}: {line.text}" for line in said_before(exchange.before, veil)]
    asked = " ".join(veil.hide(exchange.question.asked).casefold().split()).strip(" ?!.,;:")
    if veil.hides:
        return None
    told = instructions(name=exchange.name, language=exchange.question.language, wishes=exchange.wishes)
    decisive = [*about, told, *history, asked_with(exchange.passages, asked)]
    return hashlib.sha256("\0".join(decisive).encode(errors="replace")).hexdigest()


def said_again(
    exchange: Exchange, text: str, *, passages: Sequence[UUID], confidence: float, model: str
) -> Draft | None:
    """What a model said to the same question over the same passages, held to them once more; None where it fails."""
    ids = {hit.passage_id: id_ for id_, hit in exchange.passages.items()}
    answer = Answer(answer=text, citations=[ids[each] for each in passages if each in ids], confidence=confidence)
    checked = _Checked(exchange, Veil(exchange.names), [])
    try:
        checked.check(answer)
    except Mistaken:
        return None
    return checked.draft(Reply(answer, text, model, (), ()), _told((), (), None) | {"kept": True})


@dataclass(frozen=True)
class _Checked:
    """One asking, and what its answer is held against."""

    exchange: Exchange
    veil: Veil
    dropped: list[dict[str, str]]
    """What was not let through, as a trace keeps it: without personal data."""
    kept: dict[tuple[str, ...], Grounds] = field(default_factory=dict[tuple[str, ...], Grounds])
    """What words are held against, by the ids of what that is."""

    def task(self) -> Task[None, Answer]:
        exchange = self.exchange
        return Task(
            key=exchange.key,
            instructions=instructions(
                name=exchange.name,
                language=exchange.question.language,
                wishes=exchange.wishes,
                acts=exchange.acts is not None,
            ),
            tools=exchange.acts.tools(self.veil) if exchange.acts else (),
            question=asked_with(
                exchange.passages,
                self.veil.hide(exchange.question.asked),
                self.veil.hide(exchange.question.seen),
            ),
            bound=None,
            history=said_before(exchange.before, self.veil),
            output=Answer,
            check=self.check,
        )

    def check(self, answer: Answer) -> None:
        """Refuse what the passages do not carry. What nobody will read is not looked at."""
        if self.proposes or self.gated(answer):
            return
        if len(answer.answer) > LONGEST:
            raise self._drop("too_long", "Your answer is too long: say it in four sentences.", answer.answer)
        if not self._cited(answer) and not any(each in self.results for each in answer.citations):
            known = ", ".join([*self.exchange.passages, *self.results]) or "none, so set `needs_person`"
            told = f"Name in `citations` the passages that your answer rests on. There are {known}."
            raise self._drop("no_citation", told, ", ".join(answer.citations))
        fault = self._fault(answer.answer, answer.citations)
        if fault:
            raise self._drop(*fault)
        if is_courtesy(visible(answer.answer), self.exchange.question.language):
            told = (
                "You say nothing that the passages say: a yes alone is none. Say what they say, or set `needs_person`."
            )
            raise self._drop("unsupported", told, answer.answer)
        made_up = [each for each in answer.citations if each not in {*self.exchange.passages, *self.results}]
        self.dropped.extend({"why": "citation", "what": self.veil.hide(each)[:_SHOWN]} for each in made_up)

    @property
    def proposes(self) -> bool:
        """Whether the customer will be asked something, and read that in place of any words of the model."""
        return self.exchange.acts is not None and self.exchange.acts.proposed is not None

    @property
    def results(self) -> Mapping[str, str]:
        """What actions brought, by the ids it may cite."""
        return self.exchange.acts.results if self.exchange.acts else {}

    def gated(self, answer: Answer) -> bool:
        """Whether nobody will read it: also where there is nothing that it could cite, which no mending changes."""
        nothing = not self.exchange.passages and not self.results
        return nothing or answer.needs_person or answer.confidence < LEAST_CONFIDENCE

    def shown(self, text: str) -> str | None:
        """A beginning of an answer as its customer may see it, or None."""
        return None if self.proposes or self._fault(text) else self.veil.lift(text)

    def _drop(self, why: DropReason, told: str, what: str) -> Mistaken:
        """Write down what is not let through; what the model is told of it."""
        self.dropped.append({"why": why, "what": self.veil.hide(what)[:_SHOWN]})
        return Mistaken(self.veil.hide(told))

    def draft(self, reply: Reply[Answer], told: dict[str, Any]) -> Draft:
        exchange = self.exchange
        asked = exchange.question.asked.strip() or exchange.question.seen
        citations = [
            cited(hit, quote=excerpt(hit, asked)) | {"n": n} for n, hit in enumerate(self._cited(reply.output), start=1)
        ]
        trace = replace(
            exchange.ready.trace,
            rules=[],  # they decided about another draft
            confidence=round(reply.output.confidence, 4),
            engine=reply.model,
            asked=told,
            actions=list(exchange.acts.lines) if exchange.acts else [],
        )
        return Draft("answered", self.veil.lift(reply.text), trace, citations=citations)

    def _cited(self, answer: Answer) -> list[Hit]:
        """The passages it names; those that it made up are left out."""
        passages = self.exchange.passages
        return [passages[each] for each in dict.fromkeys(answer.citations) if each in passages]

    def read(self) -> None:
        """Read the grounds while the model reads its question, so that its first sentence does not wait for it."""
        self._grounds().read()

    def _grounds(self, cited: Sequence[str] = ()) -> Grounds:
        """What the words are held against: of the passages and what tools have brought by now, those that are cited."""
        exchange, results = self.exchange, self.results
        ids = tuple(id_ for id_ in [*exchange.passages, *results] if not cited or id_ in cited)
        if ids not in self.kept:
            language = exchange.question.language
            self.kept[ids] = Grounds(
                sources=[source_text(exchange.passages[id_]) for id_ in ids if id_ not in results],
                results=[results[id_] for id_ in ids if id_ in results],
                heard=[exchange.question.asked, *(turn.text for turn in exchange.before if turn.author == "customer")],
                language=language,
                one_language=all(hit.language == language for hit in exchange.passages.values()),
                told=exchange.wishes,
                name=exchange.name,
                own=exchange.own,
                rules=instructions(name=exchange.name, language=language, wishes="", acts=True),
            )
        return self.kept[ids]

    def _fault(self, written: str, cited: Sequence[str] = ()) -> tuple[DropReason, str, str] | None:
        """What is wrong with these words, as the customer would read them: a code, a sentence, and the very words.

        They are held to what they cite; while they are still written, and cite nothing yet, to all there is.
        """
        text, grounds = self.veil.lift(written), self._grounds(cited)
        if has_picture(text):
            return "picture", "Write no pictures and no HTML.", text
        strange = addresses(text) - grounds.addresses
        if strange:
            return "address", f"No passage has this address: {min(strange)}. Leave it out.", min(strange)
        text = visible(text)
        claim = claimed(text)
        if claim:
            return "claim", f"You did nothing, nobody comes, and you are no person. Leave this out: “{claim}”.", claim
        # What stand-ins stand for is the customer's own.
        wrong = unsupported(visible(self.veil.without(written)), grounds)
        if not wrong:
            return None
        told = f"No passage that you cite says this: “{wrong[0]}”. Say only what they say, or set `needs_person`."
        return "unsupported", told, wrong[0]


def _told(attempts: Sequence[Attempt], dropped: Sequence[dict[str, str]], gated: str | None) -> dict[str, Any]:
    """What was asked of models and what came of it, as a trace keeps it. What was said stands in the message."""
    return {"calls": [_call(each) for each in attempts], "dropped": list(dropped), "gated": gated, "kept": False}


def _call(attempt: Attempt) -> dict[str, Any]:
    usage, failure = attempt.usage, attempt.failure
    return {
        "model": attempt.model,
        "read": usage.read,
        "from_cache": usage.from_cache,
        "written": usage.written,
        "exact": usage.exact,
        "ms": round(attempt.took * 1_000, 1),
        "first_word_ms": None if attempt.first_word is None else round(attempt.first_word * 1_000, 1),
        "failure": failure.reason if failure else None,
        "detail": failure.detail if failure else "",
    }
