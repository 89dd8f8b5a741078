"""From a question to a draft, reading only: the same for the worker, "try a question" and evaluation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.drafts import Draft
from sportello.answering.engine import (
    RISK,
    WISH,
    Question,
    Turn,
    chosen,
    conclude,
    entry_chosen,
    offer_person,
    read_question,
    triage,
    unsure,
)
from sportello.answering.facts import answer_by_name, answer_from_facts, fact_draft
from sportello.answering.following import FOLLOWED, asked_alone, covers, leans, named_by, spoken_of
from sportello.answering.gate import ranked
from sportello.answering.guard import Guarded, guard, told
from sportello.answering.intents import point_in
from sportello.answering.parts import Half, because, parts_of, together
from sportello.answering.people import called, regretted, softened, without_protest
from sportello.answering.setups import Setup
from sportello.answering.understanding import HIGH_RISK, Understanding, split, understand
from sportello.core.clock import now
from sportello.core.meanings import Meanings, Meant
from sportello.knowledge import Hit, fact_book, read_entry, search

HITS = 5
_OWN = 0.95
"""An entry that has so much of what was only said, not asked, was written for it."""
_WHOLE = 0.75
"""An entry that has so much of two questions was written to answer both."""
_log = structlog.get_logger()


@dataclass(frozen=True)
class Findings:
    """What reading brought to light: a draft that needed no knowledge, or the hits to make one of."""

    question: Question
    ready: Draft | None
    hits: Sequence[Hit]
    began: float
    guarded: Guarded
    understood: Understanding | None = None
    meant: Meant | None = None


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
) -> Findings:
    """Read all that thinking will need, so that it can be done with no transaction open."""
    began = perf_counter()
    before, asked = split(turns)
    question = read_question(asked, prior=language)
    guarded = guard(assistant, question, asked=asked, before=before)
    understood = _understand(assistant, turns, question, meant, insulted=guarded.insulted)
    reading = _Reading(session, assistant, at or now(), meant)
    ready = await _chosen(session, assistant, question, asked=asked, before=before)
    ready = ready or triage(assistant, question, asked=asked, before=before)
    if ready is not None and question.talk is not None and asked[-1].choice is None:
        ready = await reading.owners_talk(question, ready)
    ready = ready or called(assistant, question, understood, before=before)
    ready = ready or told(assistant, question, guarded)
    ready = ready or regretted(assistant, question, understood)
    question = without_protest(question, understood)
    earlier = [turn.text for turn in before if turn.author == "customer"]
    ready = ready or await reading.facts(question, earlier)
    if ready is not None:
        return Findings(question, ready, (), began, guarded, understood)
    hits = await reading.hits(question)
    exact = await reading.parts(question, hits, earlier) or await reading.facts_alone(question, earlier)
    exact = exact or await reading.without_asides(question, hits, understood)
    exact = exact or await reading.beside(question, hits, before)
    return Findings(question, exact, () if exact else hits, began, guarded, understood, meant)


@dataclass(frozen=True)
class _Reading:
    """Where a question is looked up: the workspace's facts at a moment, then its articles and FAQ."""

    session: AsyncSession
    assistant: Setup
    at: datetime
    meant: Meant | None

    async def facts(self, question: Question, before: Sequence[str], *, aside: bool = False) -> Draft | None:
        """The exact answer of the workspace's facts, where the question is clearly about one."""
        answer = await answer_from_facts(
            self.session,
            question=question.searched[0],
            language=question.language,
            at=self.at,
            before=before,
            book=self.assistant.facts,
            aside=aside,
        )
        return fact_draft(self.assistant, question, answer) if answer else None

    async def facts_alone(self, question: Question, before: Sequence[str]) -> Draft | None:
        """The exact answer to one of several messages, or sentences: the others greet, or begin or excuse it."""
        for alone in question.searched[1:]:
            exact = await self.facts(replace(question, searched=(alone,)), before)
            if exact:
                return exact
        several = any(mark in question.asked.rstrip(" .!?") for mark in ".!?\n")
        return await self.facts(replace(question, searched=(question.asked,)), before, aside=True) if several else None

    async def beside(self, question: Question, hits: Sequence[Hit], before: Sequence[Turn]) -> Draft | None:
        """Where search is not sure: the fact that a few words name, or the answer to what they leave out."""
        sure = self.assistant.gate.confidence(hits) >= self.assistant.threshold
        if sure and named_by(hits[0], question) and not leans(question):
            return None
        book = self.assistant.facts or await fact_book(self.session)
        named = answer_by_name(book, language=question.language, asked=question.searched[0], at=self.at)
        if named:
            return fact_draft(self.assistant, question, named)
        return await self._follow_up(question, before)

    async def _follow_up(self, question: Question, before: Sequence[Turn]) -> Draft | None:
        """The answer to a question with the one before it, where both lead to the entry that was spoken of.

        Where they do not, it is not known what is asked about: whatever else has these words is another thing.
        """
        spoken = spoken_of(before) if leans(question) else None
        if spoken is None:
            return None
        earlier, whole = replace(question, searched=(spoken,)), f"{spoken.rstrip(' ?!.')} {question.searched[0]}"
        about, hits = await self.hits(earlier), await self.hits(replace(question, searched=(whole,)))
        draft = conclude(self.assistant, replace(question, asked=whole), hits)
        if about and hits and hits[0].entry_id == about[0].entry_id and covers(hits[0], question):
            return because(draft, FOLLOWED) if draft.outcome in {"answered", "choices"} else draft
        return unsure(self.assistant, replace(draft.trace, question=question.asked))

    async def hits(self, question: Question) -> Sequence[Hit]:
        """The entries that answer best."""
        best: Sequence[Hit] = ()
        for searched in question.searched:
            hits = ranked(
                await search(
                    self.session,
                    question=searched,
                    language=question.language,
                    limit=HITS,
                    assistant_id=self.assistant.id,
                    meant=self.meant,
                )
            )
            best = max(best, hits, key=lambda found: (self.assistant.gate.confidence(found), len(found)))
        return best

    async def owners_talk(self, question: Question, said: Draft) -> Draft:
        """What is said to thanks and the like, or the owner's own words for it: an entry that is asked for so.

        Who asks whether this is a person is told the truth by us.
        """
        if said.outcome != "smalltalk" or question.talk is None or question.talk.kind == "bot":
            return said
        whole = replace(question, searched=(question.asked,))
        hits = await self.hits(whole)
        if not hits or hits[0].question is None or hits[0].coverage < _OWN:
            return said
        answer = conclude(self.assistant, whole, hits)
        return answer if answer.outcome == "answered" else said

    async def without_asides(
        self, question: Question, hits: Sequence[Hit], understood: Understanding | None
    ) -> Draft | None:
        """The answer to what is asked, where who they are and the like stands beside it.

        Only if that leads to no other entry: with "I have a dog" before it, "May I come in?" is another question.
        """
        asked = asked_alone(understood.clauses, question.language) if understood else None
        if not hits or asked is None or conclude(self.assistant, question, hits).outcome == "answered":
            return None
        alone = replace(question, asked=asked, searched=(asked,))
        found = await self.hits(alone)
        if not found or found[0].entry_id != hits[0].entry_id:
            return None
        draft = conclude(self.assistant, alone, found)
        return draft if draft.outcome == "answered" else None

    async def parts(self, question: Question, whole: Sequence[Hit], before: Sequence[str]) -> Draft | None:
        """The answer to two questions in one message, unless one entry covers both."""
        parts = parts_of(question.asked, language=question.language)
        if parts is None or (whole and whole[0].coverage >= _WHOLE):
            return None
        halves = [await self._half(question, part, [*before, *parts[:at]]) for at, part in enumerate(parts)]
        return together(self.assistant, halves)

    async def _half(self, question: Question, part: str, before: Sequence[str]) -> Half:
        alone = replace(question, searched=(part,))
        exact = await self.facts(alone, before)
        if exact:
            return Half(exact)
        hits = await self.hits(alone)
        return Half(conclude(self.assistant, replace(alone, asked=part), hits), hits[0] if hits else None)


async def _chosen(
    session: AsyncSession, assistant: Setup, question: Question, *, asked: Sequence[Turn], before: Sequence[Turn]
) -> Draft | None:
    """The answer to a press that names an entry; None for every other message, and where the entry is gone."""
    entry = entry_chosen(asked)
    if entry is None:
        return None
    meant = next((turn.text for turn in reversed(before) if turn.author == "customer"), question.asked)
    hit = await read_entry(session, entry_id=entry, question=meant, assistant_id=assistant.id)
    return chosen(assistant, question, hit, meant=meant) if hit else None


def think(assistant: Setup, findings: Findings) -> Draft:
    """Make the draft. Touches no database: a model chain will stand here, before the engine that needs no key."""
    draft = findings.ready or conclude(assistant, findings.question, findings.hits)
    understood = findings.understood
    draft = softened(assistant, findings.question, draft, understood)
    if understood and (understood.risk >= HIGH_RISK or understood.surely("person")):
        draft = offer_person(assistant, draft, why=RISK if understood.risk >= HIGH_RISK else WISH)
    if findings.guarded.card and findings.guarded.reply != "card_hidden":
        hint = assistant.text("card_hidden", draft.trace.language)
        draft = replace(draft, text=f"{draft.text}\n\n{hint}")
    took = round((perf_counter() - findings.began) * 1_000, 2)
    written = understood.written() if understood else None
    meant, question = findings.meant, findings.question
    compared = findings.ready is not None or any(hit.cosine is not None for hit in findings.hits)
    without = meant.without(question.searched, question.language, compared=compared) if meant else None
    checks = findings.guarded.written(draft.outcome)
    kept = replace(draft.trace, question=findings.guarded.kept, checks=checks, understanding=written)
    model = meant.model if meant else None
    return replace(draft, trace=replace(kept, duration_ms=took, model=model, without_meaning=without))


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
