"""Where a question is looked up: facts, articles and FAQ, one way after the other until one is sure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.baskets import names_in, priced_each
from sportello.answering.contrasts import says_it
from sportello.answering.costs import asks_price, says_price
from sportello.answering.doubts import doubt
from sportello.answering.drafts import Draft
from sportello.answering.engine import Question, Turn, conclude, evidence, offer_choices, unsure
from sportello.answering.facts import (
    FactAnswer,
    answer_by_name,
    answer_from_facts,
    fact_draft,
    tells_nothing,
    tells_of_facts,
    whose_price,
)
from sportello.answering.following import (
    ELSEWHERE,
    FOLLOWED,
    asked_alone,
    asked_before,
    covers,
    goes_on,
    is_about,
    keeps_to,
    kept_of,
    leans,
    named_alone,
    named_by,
    says_of_oneself,
    spoken_of,
    told_apart,
)
from sportello.answering.gate import ranked
from sportello.answering.kinds import asks_anything
from sportello.answering.owners import owners_words, without_talk
from sportello.answering.parts import ROW, Half, because, parts_of, together
from sportello.answering.people import thanked, with_help
from sportello.answering.phrases import tokens_of
from sportello.answering.pricelists import priced
from sportello.answering.setups import Setup
from sportello.answering.smalltalk import Kind
from sportello.answering.titles import answer_by_title
from sportello.answering.topics import Topic
from sportello.answering.understanding import Understanding
from sportello.core.meanings import Meant
from sportello.core.stopwatch import Stopwatch
from sportello.knowledge import Hit, fact_book, search

HITS: Final = 5
_WHOLE: Final = 0.75
"""An entry that has so much of two questions was written to answer both; of what is only told, to be asked of it."""


@dataclass(frozen=True)
class Lookup:
    """Where a question is looked up: the workspace's facts at a moment, then its articles and FAQ."""

    session: AsyncSession
    assistant: Setup
    at: datetime
    meant: Meant | None
    watch: Stopwatch

    async def facts(self, question: Question, before: Sequence[str], *, aside: bool = False) -> Draft | None:
        """The exact answer of the workspace's facts, where the question is clearly about one."""
        self.watch.lap("deciding")
        answer = await answer_from_facts(
            self.session,
            question=question.searched[0],
            language=question.language,
            at=self.at,
            before=before,
            book=self.assistant.facts,
            aside=aside,
        )
        self.watch.lap("facts")
        return self._told(question, answer) if answer else None

    def _told(self, question: Question, answer: FactAnswer) -> Draft:
        return fact_draft(answer, asked=question.asked, threshold=self.assistant.threshold)

    async def told(
        self,
        question: Question,
        hits: Sequence[Hit],
        said: Draft,
        before: Sequence[Turn],
        understood: Understanding | None,
    ) -> Draft | None:
        """What is told beside or instead of what search found first, by one way after the other; None: by none.

        `said` is what would be made of that.
        """
        earlier = [turn.text for turn in before if turn.author == "customer"]
        found = (
            await self.parts(question, hits, earlier)
            or await self.each_price(question, hits, said, earlier)
            or await self.facts_alone(question, said, earlier, understood)
            or await self.without_asides(question, hits, said, understood)
            or await self.beside(question, hits, before, understood)
            or await priced(self.assistant, question, hits, said, self.hits)
            or await answer_by_title(self.assistant, question, hits, said, self.hits)
            or await self._thanks(question, thanked(understood))
        )
        topic = Topic(self.assistant, self.hits)
        return await topic.instead(question, found or said, hits, before) or found

    async def rule_of_topic(self, question: Question, said: Draft, before: Sequence[Turn]) -> Draft | None:
        """What is said in place of a rule of the business that is about other things than were spoken of."""
        return await Topic(self.assistant, self.hits).instead_of_rule(question, said, before)

    async def _thanks(self, question: Question, kind: Kind | None) -> Draft | None:
        return await self.owners_words(question, kind) if kind else None

    async def facts_alone(
        self, question: Question, said: Draft, before: Sequence[str], understood: Understanding | None
    ) -> Draft | None:
        """The exact answer to one of several messages, or sentences: the others greet, or begin or excuse it.

        What they tell counts as if it had been said before: "We come tomorrow. When do you open?" asks of tomorrow. So
        does what who asks tells of themselves before a comma; where that is of nothing that we know, only if search
        has no answer to all of it.
        """
        for alone in question.searched[1:]:
            exact = await self.facts(replace(question, searched=(alone,)), before)
            if exact:
                return exact
        parted = any(mark in question.asked.rstrip(" .!?") for mark in ".!?\n")
        if parted:
            exact = await self.facts(replace(question, searched=(question.asked,)), before, aside=True)
            if exact:
                return exact
        told, asked = told_apart(understood.clauses) if understood else ("", "")
        if not told or not asked or not (parted or await self._is_aside(told, question, said)):
            return None
        return await self.facts(replace(question, searched=(asked,)), [*before, told])

    async def _is_aside(self, told: str, question: Question, said: Draft) -> bool:
        """Whether what stands before a comma tells who asks: "I have a dog, may I …", "my husband is German, are …"."""
        if not says_of_oneself(told, question.language):
            return False
        book = self.assistant.facts or await fact_book(self.session)
        if tells_of_facts(told, language=question.language, book=book, at=self.at):
            return True
        idle = tells_nothing(told, language=question.language, book=book, at=self.at)
        return idle and said.outcome != "answered"

    async def beside(
        self, question: Question, hits: Sequence[Hit], before: Sequence[Turn], understood: Understanding | None
    ) -> Draft | None:
        """Where search is not sure: the fact that a few words name, or the answer to what they leave out."""
        sure = self.assistant.gate.confidence(hits) >= self.assistant.threshold
        if sure and named_by(hits[0], question) and not leans(question):
            return None
        earlier = [turn.text for turn in before if turn.author == "customer"]
        told, asked = told_apart(understood.clauses) if understood else ("", "")
        aside = bool(asked) and says_of_oneself(told, question.language)
        named = await self._by_name(question, question.searched[0], earlier)
        named = named or (await self._by_name(question, asked, [*earlier, told]) if aside else None)
        return named or await self._alone(question, before) or await self._follow_up(question, before)

    async def _alone(self, question: Question, before: Sequence[Turn]) -> Draft | None:
        """The answer to what "and …?" asks by itself: "and parking?" needs nothing of what stands before it.

        Where that was a price or a time, and none is told, it is only offered, unless it is asked in these words.
        """
        asked = named_alone(question) if asked_before(before) and leans(question) else None
        if asked is None:
            return None
        alone = replace(question, asked=asked, searched=(asked,))
        hits = await self.hits(alone)
        draft = conclude(self.assistant, alone, hits)
        if draft.outcome != "answered" or not is_about(hits[0]):
            return None
        trace = replace(draft.trace, question=question.asked)
        worded = tokens_of(hits[0].question or "") == tokens_of(asked)
        why = None if worded else doubt(asked_before(before), hits[0], draft.text)
        if why is None and not worded and not asks_anything(asked.rstrip("? ")):
            why = None if keeps_to(hits[0], kept_of(before, question.language)) else ELSEWHERE
        return offer_choices(self.assistant, hits, replace(trace, rules=[why])) if why else replace(draft, trace=trace)

    async def _by_name(self, question: Question, asked: str, before: Sequence[str]) -> Draft | None:
        self.watch.lap("deciding")
        book = self.assistant.facts or await fact_book(self.session)
        named = answer_by_name(book, language=question.language, asked=asked, at=self.at, before=before)
        self.watch.lap("facts")
        return self._told(question, named) if named else None

    async def _follow_up(self, question: Question, before: Sequence[Turn]) -> Draft | None:
        """The answer to a question with the one before it, where both lead to the entry that was spoken of.

        Where they do not, it is not known what is asked about: whatever else has these words is another thing.
        """
        spoken = spoken_of(before)
        if not leans(question):
            return None
        if spoken is None:
            # What it goes on with was not answered: whatever has its few words is about another thing.
            nothing = asked_before(before) and goes_on(question)
            return unsure(self.assistant, evidence(self.assistant, question, ())) if nothing else None
        earlier, whole = replace(question, searched=(spoken,)), f"{spoken.rstrip(' ?!.')} {question.searched[0]}"
        of_price = asks_price(question.searched[0]) or not asks_anything(question.searched[0])
        row = await self._row_of(self._going_on(question, spoken)) if of_price else None
        if row:
            return because(row, FOLLOWED)
        about, hits = await self.hits(earlier), await self.hits(replace(question, searched=(whole,)))
        draft = conclude(self.assistant, replace(question, asked=whole), hits)
        if about and hits and hits[0].entry_id == about[0].entry_id and covers(hits[0], question):
            return because(draft, FOLLOWED) if draft.outcome in {"answered", "choices"} else draft
        return unsure(self.assistant, replace(draft.trace, question=question.asked, rules=[ELSEWHERE]))

    async def hits(self, question: Question, *, talk: bool = False) -> Sequence[Hit]:
        """The entries that answer best; with `talk` also what the owner wrote for thanks and the like."""
        self.watch.lap("deciding")
        best: Sequence[Hit] = ()
        for searched in question.searched:
            found = await search(
                self.session,
                question=searched,
                language=question.language,
                limit=HITS,
                reader=self.assistant.reader,
                meant=self.meant,
                watch=self.watch,
            )
            hits = ranked(found if talk else without_talk(found))
            best = max(best, hits, key=lambda found: (self.assistant.gate.confidence(found), len(found)))
            self.watch.lap("ranking")
        return best

    async def owners_talk(self, question: Question, said: Draft, kind: Kind) -> Draft:
        """What is said to thanks and the like, or the owner's own words for it.

        Who asks whether this is a person is told the truth by us; who declines is not thanked.
        """
        declines = question.talk is not None and question.talk.declines
        if said.trace.rules != [f"smalltalk:{kind}"] or kind == "bot" or declines:
            return said
        return await self.owners_words(question, kind) or said

    async def owners_words(self, question: Question, kind: Kind) -> Draft | None:
        """What the owner wrote for this kind of talk: thanks are in what is left out of other searches."""
        whole = replace(question, searched=(question.asked,))
        return owners_words(self.assistant, whole, await self.hits(whole, talk=True), kind)

    async def help_in_danger(self, question: Question, said: Draft) -> Draft:
        """What is said to danger, with what the knowledge surely says of emergencies: whom to call at night."""
        hits = await self.hits(question)
        return with_help(said, conclude(self.assistant, question, hits), hits[0]) if hits else said

    async def owners_regret(self, question: Question, said: Draft | None) -> Draft | None:
        """What is said to a protest, or what the owner wrote for these very words."""
        if said is None:
            return None
        return owners_words(self.assistant, question, await self.hits(question)) or said

    async def without_asides(
        self, question: Question, hits: Sequence[Hit], said: Draft, understood: Understanding | None
    ) -> Draft | None:
        """The answer to what is asked, where who they are and the like stands beside it.

        Only if that leads to no other entry, or says all that its entry is about and what is told leads to none: with
        "I have a dog" before it, "May I come in?" is another question.
        """
        asked = asked_alone(understood.clauses, question.language) if understood else None
        if understood is None or asked is None or said.outcome == "answered":
            return None
        alone = replace(question, asked=asked, searched=(asked,))
        found = await self.hits(alone)
        draft = conclude(self.assistant, alone, found)
        if not found or draft.outcome != "answered":
            return None
        if hits and found[0].entry_id == hits[0].entry_id:
            return draft
        told, _ = told_apart(understood.clauses)
        if not is_about(found[0]):
            return None
        about = await self.hits(replace(question, searched=(told,)))
        return draft if not about or about[0].coverage < _WHOLE else None

    async def parts(self, question: Question, whole: Sequence[Hit], before: Sequence[str]) -> Draft | None:
        """The answer to two questions in one message, unless one entry covers both."""
        parts = parts_of(question.asked, language=question.language)
        if parts is None:
            return None
        if len(question.searched) > 1:  # the best of them may cover one message, and not the others
            whole = await self.hits(replace(question, searched=question.searched[:1]))
        if whole and whole[0].coverage >= _WHOLE:
            return None
        halves = [await self._half(question, part, [*before, *parts[:at]]) for at, part in enumerate(parts)]
        return None if whole and self._says_both(question, whole, halves) else together(self.assistant, halves)

    def _says_both(self, question: Question, whole: Sequence[Hit], halves: Sequence[Half]) -> bool:
        """Whether a third entry says all of both: what is asked of the first, a day perhaps, holds for the second."""
        entries = [half.hit.entry_id for half in halves if half.hit]
        third = bool(entries) and whole[0].entry_id not in entries and not whole[0].lacking
        return third and conclude(self.assistant, question, whole).outcome == "answered"

    async def each_price(
        self, question: Question, hits: Sequence[Hit], said: Draft, before: Sequence[str]
    ) -> Draft | None:
        """The prices of several things that one question names, where each has one; the row that is called by all."""
        parts = priced_each(question.searched[0], question.language)
        whole = await self._row(question, hits, said) if parts else None
        named = names_in(question.searched[0], question.language) if whole else []
        if not parts or (whole and all(says_it(whole.text, one) for one in named)):
            return whole
        halves = [await self._half(question, part, before) for part in parts]
        told = all(half.answered and says_price(half.draft.text) for half in halves)
        return together(self.assistant, halves) if told and await self._of_its_own(question, halves) else whole

    async def _of_its_own(self, question: Question, halves: Sequence[Half]) -> bool:
        """Whether none tells what somebody pays for another thing than stands beside it: "an e-bike with a child"."""
        book = self.assistant.facts or await fact_book(self.session)
        told = [{hit["fact_id"] for hit in half.draft.trace.hits if "fact_id" in hit} for half in halves]
        whose = [whose_price(half.asked, language=question.language, book=book) for half in halves]
        things = set[str]().union(*(facts for facts, of_one in zip(told, whose, strict=True) if not of_one))
        return not things or all(not of_one or of_one & things for of_one in whose)

    async def _half(self, question: Question, part: str, before: Sequence[str]) -> Half:
        """What one of several questions would be answered; a price alone is one of what the question before names."""
        exact = await self.facts(replace(question, searched=(part,)), before)
        if exact:
            return Half(exact, asked=part)
        alone = replace(question, asked=part, searched=(part,))
        hits = await self.hits(alone)
        found, of_before = conclude(self.assistant, alone, hits), leans(alone)
        spoken = before[-1] if before and of_before else ""
        row = self._row_of(self._going_on(alone, spoken)) if spoken else self._row(alone, hits, found)
        if told := await row:
            return Half(told, asked=part, of_before=of_before)
        named = None if found.outcome == "answered" else await self._by_name(alone, part, ())
        return Half(named, asked=part) if named else Half(found, hits[0] if hits else None, part)

    def _going_on(self, question: Question, spoken: str) -> Question:
        """The question with what was spoken of just before."""
        whole = f"{spoken} {question.asked}"
        return replace(question, asked=whole, searched=(whole,))

    async def _row_of(self, question: Question) -> Draft | None:
        """The row of a list that tells the price asked for."""
        hits = await self.hits(question)
        return await self._row(question, hits, conclude(self.assistant, question, hits))

    async def _row(self, question: Question, hits: Sequence[Hit], said: Draft) -> Draft | None:
        """The same among what was found, of which `said` would be made."""
        told = await priced(self.assistant, question, hits, said, self.hits)
        return told if told and told.outcome == "answered" and ROW in told.trace.rules else None
