"""The answer that a book of facts gives: read the question, complete it from the one before, work it out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, cast

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.facts.asides import asking_alone, begins_as_question
from sportello.answering.facts.asking import hours_ask
from sportello.answering.facts.compounds import COMPOUNDING, parted
from sportello.answering.facts.frames import completed, frame_of
from sportello.answering.facts.house import place_answer, policy_answer
from sportello.answering.facts.lasting import duration_answer
from sportello.answering.facts.moment import When
from sportello.answering.facts.opening import Doors
from sportello.answering.facts.prices import price_answer, price_total
from sportello.answering.facts.reading import Asked, read_question
from sportello.answering.facts.speech import Speech
from sportello.answering.facts.spelling import respelt
from sportello.answering.facts.words import languages_from, tokens_of, vocabulary
from sportello.answering.language import LANGUAGES
from sportello.knowledge import AnyFact, FactBook, Hours, fact_book, kind_of, said

NAMED: Final = 0.99
MAIN: Final = 0.95
"""How sure an answer is: of a fact that was named, and of the one that is meant when none is."""
_SMALL_HOURS: Final = 5
_NOTHING: Final = FactBook(slug="", name="", time_zone="UTC")
_ANY_DAY: Final = date(2024, 1, 1)


@dataclass(frozen=True)
class FactAnswer:
    """An exact answer, with the facts it was made from: each is cited with what it says."""

    text: str
    language: str
    citations: list[dict[str, Any]]
    hits: list[dict[str, Any]]
    fact_ids: tuple[str, ...]
    texts: tuple[str, ...]
    """What each of the facts says."""
    confidence: float


async def answer_from_facts(
    session: AsyncSession,
    *,
    question: str,
    language: str,
    at: datetime,
    before: Sequence[str] = (),
    book: FactBook | None = None,
    aside: bool = False,
) -> FactAnswer | None:
    """The answer that the workspace's facts give to this question at this moment, or None.

    `before` are the customer's earlier questions, the last one last: "E domenica?" is about the same as that. With
    a `book` at hand nothing is read. `aside`: of several sentences, those that neither ask nor speak of facts stand
    aside ("Sorry, my English is bad.").
    """
    book = book or await fact_book(session)
    if aside:
        alone = asking_alone(question, language=language, book=book, today=book.local(at).date())
        if alone is None or reads_bare(alone, language=language):  # what it is about was told beside it, known or not
            return None
        return answer_from(book, question=alone, language=language, at=at, before=before)
    return answer_from(book, question=question, language=language, at=at, before=before)


def answer_from(
    book: FactBook,
    *,
    question: str,
    language: str,
    at: datetime,
    before: Sequence[str] = (),
    named: bool = False,
    searched: bool = False,
    here: Hours | None = None,
) -> FactAnswer | None:
    """The same, of a book at hand. Where something is only `named`, its price is told.

    `searched`: nothing better was found, so the rule about payment is told whatever way to pay is named. Today is what
    it is where the main hours hold, or those `here`.
    """
    if not book.facts:
        return None
    local = book.local(at, here)
    today = local.date()
    framed = frame_of(before, language=language, book=book, today=today) if before else None
    spoken = framed.last.when if framed else None
    read = _readings(question, language=language, book=book, local=local, spoken=spoken)
    apart = None if read else parted(question, book=book)
    if apart:
        read = _readings(apart, language=COMPOUNDING, book=book, local=local, spoken=spoken)
    if not read:
        read = _mended(question, language=language, book=book, local=local, spoken=spoken)
    for asked in read:
        frame = frame_of(before, language=asked.language, book=book, today=today) if before else None
        whole = completed(asked, frame, book)
        whole = _on_holiday(whole, book) if whole else None
        if whole and not before and "?" in question and not begins_as_question(question):
            whole = _of_a_day(whole)
        if whole is None or not (whole.cues or whole.mentions):
            continue
        whole = replace(whole, cues=whole.cues or frozenset({"price"})) if named else whole
        found = _answer(whole, book, Speech(asked.language, today), at, searched=searched)
        if found and here is None and _elsewhere(found[0][1], book, at):
            return answer_from(
                book,
                question=question,
                language=language,
                at=at,
                before=before,
                named=named,
                searched=searched,
                here=cast("Hours", found[0][1]),
            )
        if found:
            sure = NAMED if found[0][1].id in whole.facts() else MAIN
            total = price_total(whole, book, Speech(asked.language, today)) if len(found) > 1 else ""
            return fact_answer(found, language=asked.language, book=book, confidence=sure, total=total)
    return None


def _elsewhere(fact: AnyFact, book: FactBook, at: datetime) -> bool:
    """Whether these are hours of a place where it is another day than where the main ones hold."""
    return isinstance(fact, Hours) and book.local(at, fact).date() != book.local(at).date()


def reads_bare(question: str, *, language: str) -> bool:
    """Whether it asks for a price, a place or a time, and says of nothing: "And how much is it?"."""
    read = (read_question(question, language=one, book=_NOTHING, today=_ANY_DAY) for one in languages_from(language))
    asked = next((asked for asked in read if asked), None)
    return asked is not None and asked.bare


def reads_whole(question: str, *, language: str) -> bool:
    """Whether it asks of a day or an hour when the business is open, and every word says so: "Tomorrow open?"."""
    read = (read_question(question, language=one, book=_NOTHING, today=_ANY_DAY) for one in languages_from(language))
    return any(asked and asked.when and hours_ask(asked) for asked in read)


def whose_price(question: str, *, language: str, book: FactBook) -> frozenset[str]:
    """The facts of which it names one price and never the thing: "How much is a child?"; none of what names a thing."""
    asked = read_question(question, language=language, book=book, today=_ANY_DAY) if language in LANGUAGES else None
    refs = [ref for mention in asked.mentions for ref in mention.refs] if asked else []
    return frozenset(ref.fact for ref in refs) if all(ref.variant or ref.column for ref in refs) else frozenset()


def _readings(question: str, *, language: str, book: FactBook, local: datetime, spoken: When | None) -> list[Asked]:
    """The question as it is understood in each language, its own first."""
    today, small_hours = local.date(), local.hour < _SMALL_HOURS
    read = (
        read_question(question, language=tried, book=book, today=today, small_hours=small_hours, spoken=spoken)
        for tried in languages_from(language)
    )
    return [asked for asked in read if asked]


def _mended(question: str, *, language: str, book: FactBook, local: datetime, spoken: When | None) -> list[Asked]:
    """The question as it is understood without its slips, where that is one way alone."""
    mended = respelt(question, language=language, book=book) if language in LANGUAGES else []
    tried = ((one, _readings(one, language=language, book=book, local=local, spoken=spoken)) for one in mended)
    ways = [read for one, read in tried if read and not any(_emptied(question, one, asked) for asked in read)]
    meant = {(asked.cues, asked.when, asked.mentions) for read in ways for asked in read}
    return ways[0] if len(meant) == 1 else []


def _emptied(question: str, mended: str, asked: Asked) -> bool:
    """Whether the word that was mended may have named the thing: now it says nothing ("il sale"), or is all that asks.

    "A coast?" is no "cost?", but "quanto csota?" asks by another word, too.
    """
    words, written = vocabulary(asked.language), tokens_of(question)
    new = set(tokens_of(mended)) - set(written)
    asks = any(words.cues.at([one], 0) for one in new) and not any(one in words.whats.tokens for one in written)
    return (asks and asked.nameless) or (asked.bare and not new.isdisjoint(words.fillers.tokens - words.cues.tokens))


def _on_holiday(asked: Asked, book: FactBook) -> Asked | None:
    """A question that calls its day a public holiday; None where that day is none, so that another was meant."""
    if "holiday" not in asked.cues:
        return asked
    day = asked.when.first
    return replace(asked, cues=asked.cues - {"holiday"}) if day and book.holiday(day) else None


def _of_a_day(asked: Asked) -> Asked:
    """A question that names a day or an hour and nothing else: "26/12 alle 18?" asks whether it is open then."""
    if asked.cues or asked.mentions or not asked.when or asked.when.now:
        return asked
    return replace(asked, cues=frozenset({"open"} if asked.when.minute is not None else {"hours"}))


def _answer(
    asked: Asked, book: FactBook, speech: Speech, at: datetime, *, searched: bool
) -> Sequence[tuple[str, AnyFact]]:
    """What each fact says that is asked for: one, or several prices of a kind."""
    rules = {policy.id for policy in book.policies}
    ask = None if asked.mentions and asked.facts() <= rules else hours_ask(asked)
    if ask and not asked.units:
        hours = _hours(asked, book)
        ask = "when_open" if ask == "opens" and not asked.when else ask
        text = Doors(book.opening(hours), at, speech, still=asked.still).answer(ask, asked.when) if hours else None
        return [(text, hours)] if text and hours else []
    prices = price_answer(asked, book, speech)
    if prices or asked.units:
        return prices
    lasts = duration_answer(asked, book, speech)
    if lasts:
        return lasts
    place = place_answer(asked, book, speech)
    return [place] if place else policy_answer(asked, book, speech, searched=searched)


def _hours(asked: Asked, book: FactBook) -> Hours | None:
    """The hours that all names stand for, of a place perhaps; where none is named, the main ones."""
    if any(mention.count is not None or mention.age is not None for mention in asked.mentions):
        return None
    of_place = {place.id: place.hours for place in book.places if place.hours}
    found = book.hours
    for mention in asked.mentions:
        meant = {of_place.get(ref.fact, ref.fact) for ref in mention.refs}
        found = [one for one in found if one.id in meant]
    main = [one for one in found if one.main]
    return found[0] if len(found) == 1 else main[0] if main else None


def fact_answer(
    found: Sequence[tuple[str, AnyFact]], *, language: str, book: FactBook, confidence: float, total: str = ""
) -> FactAnswer:
    """What facts say, each cited, and what they come to in all."""
    citations: list[dict[str, Any]] = []
    hits: list[dict[str, Any]] = []
    for n, (text, fact) in enumerate(found, start=1):
        title = said(fact.name, language) or book.name
        title, url = title[:1].upper() + title[1:], book.url(fact, language=language)
        citations.append({"n": n, "title": title, "url": url, "passage_id": None, "quote": text.replace("**", "")})
        told = {"fact_id": fact.id, "fact_kind": kind_of(fact), "kind": "fact"}
        hits.append({"title": title, "heading_path": [], "score": confidence, "coverage": 1.0, "url": url, **told})
    return FactAnswer(
        text="\n\n".join(part for part in (_together([text for text, _ in found]), total) if part),
        language=language,
        citations=citations,
        hits=hits,
        fact_ids=tuple(fact.id for _, fact in found),
        texts=tuple(text for text, _ in found),
        confidence=confidence,
    )


def _together(texts: Sequence[str]) -> str:
    """What several facts say, below each other: as a list where each says one line."""
    if len(texts) == 1:
        return texts[0]
    if any("\n" in text for text in texts):
        return "\n\n".join(texts)
    return "\n".join(f"- {text.removesuffix('.')}" for text in texts)
