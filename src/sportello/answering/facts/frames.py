"""What a conversation is about, carried from question to question: the fact, for whom, the day, what is asked.

A follow-up leaves out what was said before it. What it neither names nor inherits without doubt is not guessed: then
there is no exact answer, rather than one about today or about the main fact.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from sportello.answering.facts.asking import hours_ask
from sportello.answering.facts.glimpses import glimpse
from sportello.answering.facts.house import WAYS
from sportello.answering.facts.moment import When
from sportello.answering.facts.naming import Ref
from sportello.answering.facts.prices import meant_price
from sportello.answering.facts.reading import Asked, Mention, read_question
from sportello.answering.facts.words import languages_from
from sportello.knowledge import AnyFact, FactBook

_ELLIPTIC: Final = 8
"""Words; a longer question says itself what it asks."""
_MEMORY: Final = 6
"""Earlier questions that a follow-up may lean on."""
_ENTERS: Final = frozenset(("allowed", "come"))
_COMES_IN: Final = frozenset(("pets", "accessibility", "children", "luggage"))
"""Topics of rules about who comes in, and with what."""
_ANY_DAY: Final = frozenset(("always", "holidays", "since"))

_WHEN: Final = frozenset(("when",))
_LASTS: Final = frozenset({"lasts"})
"""How long something takes, of which nothing is named: "e quanto dura?"."""
_HOURS: Final = frozenset(("hours",))

_Subject = Literal["hours", "price", "place"]


@dataclass(frozen=True)
class Frame:
    """What was asked last, completed from before. `lost`: something was said since that is not understood."""

    last: Asked
    lost: bool = False
    clouded: bool = False
    """Whether what was not understood spoke of facts, or of several days."""


def frame_of(before: Sequence[str], *, language: str, book: FactBook, today: date) -> Frame | None:
    """What these earlier questions are about, in the end; None where they say nothing about facts."""
    frame: Frame | None = None
    for question in before[-_MEMORY:]:
        spoken = frame.last.when if frame else None
        asked = _read(question, language=language, book=book, today=today, spoken=spoken)
        if asked is None:
            frame = _unsure(frame, question, language=language, book=book, today=today)
        elif asked.cues or asked.when or asked.mentions:
            whole = completed(asked, frame, book)
            frame = Frame(whole) if whole and _subject(whole) else _beside(asked, frame)
    return frame


def completed(asked: Asked, frame: Frame | None, book: FactBook) -> Asked | None:
    """A question with what it leaves out; None where that is in doubt."""
    if any(one.them for one in asked.mentions):
        return _so_many(asked, frame)
    if frame is None or (not asked.cues and _rules_only(asked, book)):
        return asked
    if all(one.by_unit for one in asked.mentions) and (frame.lost or _mentions_price(frame, book)):
        asked = replace(asked, mentions=())
    nameless = asked.bare or not asked.cues or (asked.units and not asked.mentions)
    if frame.lost and nameless:
        return None
    last = frame.last
    if not asked.cues and asked.words <= _ELLIPTIC:
        asked = replace(asked, cues=last.cues)
    if asked.cues == _WHEN and not asked.mentions and not frame.lost and _subject(last) == "hours":
        asked = replace(asked, cues=_HOURS)
    subject = _subject(asked)
    if subject is None and asked.cues == _LASTS and not (asked.mentions or asked.when or frame.lost):
        return replace(asked, mentions=last.mentions) if _subject(last) == "price" else asked
    if subject is None:
        return _let_in(asked, frame, book)
    mentions = _mentions(asked, frame, subject, book)
    return None if mentions is None else replace(_dated(asked, frame, subject), mentions=mentions)


def _so_many(asked: Asked, frame: Frame | None) -> Asked | None:
    """Like "and ten of them?": the one thing whose price was asked before, in the way it was, so many times."""
    last = frame.last if frame and not frame.lost else None
    if last is None or len(asked.mentions) != 1 or asked.when or _subject(last) != "price":
        return None
    things = [one for one in last.mentions if one.refs and not all(ref.column for ref in one.refs)]
    if len(things) != 1 or not asked.cues <= {"price"} or asked.units:
        return None
    counted = (replace(one, count=asked.mentions[0].count) if one is things[0] else one for one in last.mentions)
    return replace(last, mentions=tuple(counted))


def _mentions_price(frame: Frame, book: FactBook) -> bool:
    prices = {price.id for price in book.prices}
    return any(_whole(one) and any(ref.fact in prices for ref in one.refs) for one in frame.last.mentions)


def _let_in(asked: Asked, frame: Frame, book: FactBook) -> Asked:
    """A question with who or what is to be let in: "I'm in a wheelchair. Can I come in?"."""
    if asked.cues and asked.cues <= _ENTERS and not (asked.mentions or asked.when):
        let_in = {policy.id for policy in book.policies if policy.topic in _COMES_IN}
        named = tuple(one for one in frame.last.mentions if any(ref.fact in let_in for ref in one.refs))
        return replace(asked, mentions=named)
    return asked


def _beside(asked: Asked, frame: Frame | None) -> Frame:
    """What was asked before, with what is named by a question that is not about hours, prices or a place."""
    if frame is None:
        return Frame(asked)
    when = asked.when if asked.when.first else frame.last.when
    mentions = asked.mentions or frame.last.mentions
    return replace(frame, last=replace(asked, when=when, mentions=mentions))


def _read(question: str, *, language: str, book: FactBook, today: date, spoken: When | None) -> Asked | None:
    readings = (
        read_question(question, language=one, book=book, today=today, spoken=spoken) for one in languages_from(language)
    )
    return next((asked for asked in readings if asked), None)


def _unsure(frame: Frame | None, question: str, *, language: str, book: FactBook, today: date) -> Frame:
    """What was asked before, with the day and the facts that something not understood speaks of."""
    last = frame.last if frame else Asked(language)
    seen = glimpse(question, language=language, book=book, today=today)
    if len(seen.days) == 1:
        last = replace(last, when=seen.days[0])
    if seen.names:
        last = replace(last, mentions=(Mention(seen.names),), cues=frozenset())
    return Frame(last, lost=True, clouded=bool(seen.names) or len(seen.days) > 1 or bool(frame and frame.clouded))


def _subject(asked: Asked) -> _Subject | None:
    """The kind of fact that is asked for, where it is one that follow-ups are asked about."""
    if hours_ask(asked):
        return "hours"
    if asked.cues & {"price", "pay"} and asked.cues <= {"price", "pay"}:
        return "price"
    return "place" if asked.cues & set(WAYS) else None


def _dated(asked: Asked, frame: Frame, subject: _Subject) -> Asked:
    """The question with the day that was spoken of, unless it names another, or is about no day."""
    when, before = asked.when, frame.last.when
    now = when.now or (
        subject == "hours" and not when and asked.cues <= {"open", "closed"} and (asked.still or frame.lost)
    )
    if when.first or now or not before.first or subject == "place" or asked.cues & _ANY_DAY:
        # Whoever asks "are you open?" after something else, or whether it still is, means now.
        return asked
    kept = replace(
        when, first=before.first, last=before.last, named=before.named, by_name=before.by_name, year=before.year
    )
    return replace(asked, when=replace(kept, weekday=before.weekday) if not when else kept, carried=True)


def _mentions(asked: Asked, frame: Frame, subject: _Subject, book: FactBook) -> tuple[Mention, ...] | None:
    """The names that hold: its own, with the service they are of; else those from before. None: in doubt."""
    if any(ref.variant is None and ref.column is None for one in asked.mentions for ref in one.refs):
        return asked.mentions
    if asked.mentions:
        return _of_service(asked, frame, book) if subject == "price" else asked.mentions
    if frame.clouded:
        return () if asked.to_us else None
    if _subject(frame.last) == subject:
        return frame.last.mentions
    return _across(asked, frame.last, subject, book)


def _of_service(asked: Asked, frame: Frame, book: FactBook) -> tuple[Mention, ...] | None:
    """Like "and reduced?": asked of the service spoken of; where that has no such price, nobody knows of which."""
    named = tuple(replace(one, count=None, age=None) for one in frame.last.mentions if one.refs)
    if not named:
        return asked.mentions
    price = meant_price(named, book.prices)
    if price is None:
        return None if any(_whole(one) for one in named) else asked.mentions
    if all(any(ref.fact == price.id for ref in one.refs) for one in asked.mentions if one.refs):
        ways = [one for one in named if all(ref.column for ref in one.refs)]
        if ways and any(not one.refs and one.age is None and not one.oneself for one in asked.mentions):
            return None  # "for a week", "and for two?": weeks or people
        kept = () if any(ref.column for one in asked.mentions for ref in one.refs) else ways
        return (Mention(frozenset({Ref(price.id)})), *asked.mentions, *kept)
    return None if any(_whole(one) for one in named) else asked.mentions


def _whole(mention: Mention) -> bool:
    """Whether it names a thing, not only for whom or how it is bought."""
    return any(ref.variant is None and ref.column is None for ref in mention.refs)


def _across(asked: Asked, last: Asked, subject: _Subject, book: FactBook) -> tuple[Mention, ...] | None:
    """What was spoken of when something else of it was asked: "is the market open?", "how much is it?"."""
    kept: list[Mention] = []
    known = {fact.id: fact for fact in book.facts}
    meant = _facts(subject, book)
    for mention in last.mentions:
        whole = frozenset(ref for ref in mention.refs if ref.variant is None and ref.column is None)
        if any(ref.fact in meant for ref in whole):
            kept.append(Mention(whole))
        elif whole and not asked.to_us and not any(known[ref.fact].main for ref in whole):
            return None
    return tuple(kept)


def _facts(subject: _Subject, book: FactBook) -> set[str]:
    facts: Sequence[AnyFact]
    if subject == "hours":
        facts = [*book.hours, *(place for place in book.places if place.hours)]
    else:
        facts = book.prices if subject == "price" else book.places
    return {fact.id for fact in facts}


def _rules_only(asked: Asked, book: FactBook) -> bool:
    """Whether it names rules of the house and nothing else: "dogs?" asks by itself."""
    rules = {fact.id for fact in book.policies}
    return bool(asked.facts()) and asked.facts() <= rules and not asked.when
