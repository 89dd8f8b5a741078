"""From a question to a draft, reading only: the same for the worker, "try a question" and evaluation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting import phrase
from sportello.answering.doing import Doing
from sportello.answering.drafts import Draft, spelt, stepped
from sportello.answering.engine import (
    RISK,
    WISH,
    Question,
    Turn,
    beside_unseen,
    chosen,
    conclude,
    entry_chosen,
    offer_person,
    read_question,
    triage,
    unseen_alone,
)
from sportello.answering.following import told_of_oneself
from sportello.answering.glancing import beside_picture, by_picture
from sportello.answering.guard import Guarded, guard, told
from sportello.answering.hours import told_when_closed
from sportello.answering.intents import point_in
from sportello.answering.lookup import Lookup
from sportello.answering.parts import parts_of
from sportello.answering.people import called, regretted, softened, warned, without_protest
from sportello.answering.proposing import beside
from sportello.answering.setups import Setup
from sportello.answering.sights import Sight, leads, sight_of
from sportello.answering.understanding import HIGH_RISK, Understanding, split, understand
from sportello.core.clock import now
from sportello.core.meanings import Meanings, Meant
from sportello.core.personal import masked
from sportello.core.stopwatch import Stopwatch
from sportello.knowledge import Hit, read_entry, spellings

_DIGITS: Final = re.compile(r"\S*\d\S*")
"""What may be a part of a card, of which only a later message tells that it is one."""
_log = structlog.get_logger()


@dataclass(frozen=True)
class Findings:
    """What reading brought to light: the draft that needs no key, and hits, of which a model may make one, too."""

    question: Question
    draft: Draft
    hits: Sequence[Hit]
    watch: Stopwatch
    guarded: Guarded
    understood: Understanding | None = None
    meant: Meant | None = None
    told: bool = True
    """Whether the draft says something else than search alone would."""
    at: datetime = field(default_factory=now)
    done: Draft | None = None
    """What is said to a press of an action's button that came with it."""
    sight: Sight = field(default_factory=Sight)
    """What is on what came with the words."""


async def compose(
    session: AsyncSession,
    *,
    assistant: Setup,
    question: str,
    language: str,
    history: Sequence[Turn] = (),
    choice: str | None = None,
    at: datetime | None = None,
    meant: Meant | None = None,
) -> Draft:
    """What the assistant would say to this question now, or at another moment. Stores nothing and tells nobody.

    `language` is the conversation's; the question's own wins where it is plain. `meant` is what `meaning` told before.
    With a `choice` it is no question but the press of a button that says so.
    """
    turns = [*history, Turn("customer", question, choice)]
    findings = await gather(session, assistant=assistant, turns=turns, language=language, at=at, meant=meant)
    return think(assistant, findings)


async def meaning(
    meanings: Meanings | None, asked: Iterable[tuple[Sequence[Turn], str]], *, patience: float | None = None
) -> Meant | None:
    """What will be searched for means: of conversations with their languages, asked of a model with nothing open."""
    if meanings is None:
        return None
    questions = [read_question(split(turns)[1], prior=language) for turns, language in asked]
    return await meanings.of(
        (
            (searched, each.language)
            for each in questions
            for searched in (*each.searched, *(parts_of(each.asked, language=each.language) or ()))
        ),
        patience=patience,
    )


async def gather(
    session: AsyncSession,
    *,
    assistant: Setup,
    turns: Sequence[Turn],
    language: str,
    at: datetime | None = None,
    meant: Meant | None = None,
    conversation_id: UUID | None = None,
) -> Findings:
    """Read all that thinking will need, so that it can be done with no transaction open.

    With a `conversation_id` it is one that is under way, in which actions may be.
    """
    watch = Stopwatch()
    before, asked = split(turns)
    question = read_question(asked, prior=language)
    sight = sight_of(asked)
    question = replace(question, seen=sight.told)
    lookup = Lookup(session, assistant, at or now(), meant, watch)
    if alone := await _files_alone(lookup, question, sight, asked=asked, before=before):
        return alone
    doing = Doing(session, assistant, question, before, conversation_id)
    done, rest = await doing.heard(asked)
    if done is not None:
        if not rest:
            return Findings(
                question, done, (), watch, guard(assistant, question, asked=asked, before=before), sight=sight
            )
        asked, turns = rest, [*before, *rest]
        question = replace(read_question(asked, prior=language), seen=sight.told)
        doing = replace(doing, question=question)
    guarded = guard(assistant, question, asked=asked, before=before)
    understood = _understand(assistant, turns, question, meant, insulted=guarded.insulted)
    clauses = understood.clauses if understood else ()
    question = replace(question, told=told_of_oneself(clauses, [*before, *asked[:-1]], question))
    watch.lap("understanding")
    ready = await _chosen(session, assistant, question, asked=asked, before=before)
    ready = ready or triage(assistant, question, asked=asked, before=before)
    if ready is not None and question.talk is not None and asked[-1].choice is None:
        ready = await lookup.owners_talk(question, ready, question.talk.kind)
    ready = ready or called(assistant, question, understood, before=before)
    ready = await lookup.help_in_danger(question, ready) if ready and warned(ready) else ready
    guards, regrets = told(assistant, question, guarded), regretted(assistant, question, understood)
    if done is None:
        upset = bool(regrets or (guards and guards.buttons))
        ready = ready or await doing.filled(asked, understood, upset=upset) or await doing.by_owner(asked, understood)
        done = await doing.again(asked) if ready is None or not (ready.step or ready.errand) else None
    ready = ready or guards
    ready = ready or await lookup.owners_regret(question, regrets)
    question = without_protest(question, understood)
    earlier = [turn.text for turn in before if turn.author == "customer"]
    if ready is None and (ready := await lookup.facts(question, earlier)):
        ready = await lookup.rule_of_topic(question, ready, before) or ready
    if ready is not None:
        watch.lap("deciding")
        return Findings(question, ready, (), watch, guarded, understood, at=lookup.at, done=done, sight=sight)
    hits = await lookup.hits(question)
    said = conclude(assistant, question, hits)
    exact = await lookup.told(question, hits, said, before, understood)
    watch.lap("deciding")
    kept = () if exact and exact.outcome not in {"unsure", "choices"} else hits
    draft, kept = await beside_picture(lookup, question, sight, exact or said, kept)
    findings = Findings(question, draft, kept, watch, guarded, understood, meant, at=lookup.at, done=done)
    return replace(findings, told=exact is not None, sight=sight)


async def _files_alone(
    lookup: Lookup, question: Question, sight: Sight, *, asked: Sequence[Turn], before: Sequence[Turn]
) -> Findings | None:
    """What is found for files that came without a question; None where there is one."""
    guarded = guard(lookup.assistant, question, asked=asked, before=before)
    if sight.topics and leads(question, asked):
        draft, hits = await by_picture(lookup, question, sight)
    elif sight.unseen and not question.asked.strip():
        draft, hits, sight = unseen_alone(lookup.assistant, question), (), replace(sight, unseen=False)
    else:
        return None
    return Findings(question, draft, hits, lookup.watch, guarded, meant=lookup.meant, at=lookup.at, sight=sight)


async def _chosen(
    session: AsyncSession, assistant: Setup, question: Question, *, asked: Sequence[Turn], before: Sequence[Turn]
) -> Draft | None:
    """The answer to a press that names an entry; None for every other message, and where the entry is gone."""
    entry = entry_chosen(asked)
    if entry is None:
        return None
    meant = next((turn.text for turn in reversed(before) if turn.author == "customer"), question.asked)
    hit = await read_entry(session, entry_id=entry, question=meant, reader=assistant.reader)
    return chosen(assistant, question, hit, meant=meant) if hit else None


def think(assistant: Setup, findings: Findings) -> Draft:
    """Finish the draft of the engine that needs no key. Touches no database."""
    findings.watch.resume()
    understood = findings.understood
    draft = told_when_closed(assistant, findings.draft, at=findings.at)
    draft = with_offers(assistant, findings, softened(assistant, findings.question, draft, understood))
    draft = beside(findings.done, draft) if findings.done else draft
    written = understood.written() if understood else None
    meant, question = findings.meant, findings.question
    compared = findings.told or any(hit.cosine is not None for hit in findings.hits)
    without = meant.without(question.searched, question.language, compared=compared) if meant else None
    checks = findings.guarded.written(draft.outcome)
    kept = replace(draft.trace, question=findings.guarded.kept, checks=checks, understanding=written)
    model = meant.model if meant else None
    hits = _spelt(draft.trace.hits, findings, draft.trace.question)
    findings.watch.lap("deciding")
    steps = stepped({"model": meant.took, **findings.watch.took} if meant else findings.watch.took)
    took = round(findings.watch.total, 2)
    seen = list(findings.sight.traced)
    why = replace(kept, hits=hits, duration_ms=took, steps=steps, model=model, without_meaning=without, pictures=seen)
    return replace(draft, trace=why)


def with_offers(assistant: Setup, findings: Findings, draft: Draft) -> Draft:
    """The draft with what is said beside it by rule, whoever worded it: a person offered, that a card was hidden."""
    understood = findings.understood
    if understood and (understood.risk >= HIGH_RISK or understood.surely("person")):
        draft = offer_person(assistant, draft, why=RISK if understood.risk >= HIGH_RISK else WISH)
    if findings.guarded.card and findings.guarded.reply != "card_hidden":
        draft = replace(draft, text=f"{draft.text}\n\n{assistant.text('card_hidden', draft.trace.language)}")
    unseen = findings.sight.unseen
    if unseen and draft.step and draft.buttons:
        # What is asked is asked alone.
        return replace(draft, text=f"{phrase('unseen', draft.trace.language)}\n\n{draft.text}")
    return beside_unseen(assistant, draft) if unseen else draft


def _spelt(hits: Sequence[dict[str, Any]], findings: Findings, searched: str) -> list[dict[str, Any]]:
    """The hits with the words that may be kept: of what was just said, or of an earlier question that it goes on."""
    said = findings.guarded.kept
    if searched != findings.question.asked:
        said = f"{said}\n{masked(searched).text}"
    told = spellings(_DIGITS.sub("", said)) if hits else {}
    return [spelt(hit, told) for hit in hits]


def _understand(
    assistant: Setup, turns: Sequence[Turn], question: Question, meant: Meant | None, *, insulted: bool
) -> Understanding | None:
    """What the customer wants and feels. It explains and ranks an answer, so its failure must not cost one."""
    try:
        return understand(
            turns,
            language=question.language,
            models=assistant.classifiers,
            insulted=insulted,
            point_of=lambda said: point_in(meant, said, language=question.language),
        )
    except Exception:  # noqa: BLE001 - whatever goes wrong, the answer goes out
        _log.exception("answering.not_understood", workspace_id=str(assistant.workspace_id))
        return None
