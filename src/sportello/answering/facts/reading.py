"""What a question asks about facts: every one of its words must be understood, or it is no question about facts.

That is what keeps answers exact: "Quanto costa il biglietto?" is covered word by word, "Quanto costa cambiare il
biglietto?" is not, and goes to search.
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sportello.answering.facts.ages import Ages
from sportello.answering.facts.asked import Asked, Mention
from sportello.answering.facts.held import asked_when, says_nothing
from sportello.answering.facts.moment import When, together
from sportello.answering.facts.naming import Names, Ref, names_of
from sportello.answering.facts.spellings import spellings
from sportello.answering.facts.undoing import Undoing
from sportello.answering.facts.units import OF_ONE, asks_whether, settled
from sportello.answering.facts.when import Reader
from sportello.answering.facts.words import LONGEST, Table, Vocabulary, breaks_in, tokens_of, vocabulary
from sportello.knowledge import FactBook

_REMEMBERED: Final = 512
"""Readings that are kept: a question is read again with each one that follows it, and in each way it may be meant."""


def read_question(
    question: str,
    *,
    language: str,
    book: FactBook,
    today: date,
    small_hours: bool = False,
    spoken: When | None = None,
) -> Asked | None:
    """What is asked, or None when a word of it is not understood; `spoken` is the day that was spoken of before."""
    return _read(question, language=language, book=book, today=today, small_hours=small_hours, spoken=spoken)


@lru_cache(maxsize=_REMEMBERED)
def _read(
    question: str, *, language: str, book: FactBook, today: date, small_hours: bool, spoken: When | None
) -> Asked | None:
    words = vocabulary(language)
    names = names_of(book, language)
    for one in spellings(question, words, names):
        tokens = tokens_of(one)
        if not 0 < len(tokens) <= LONGEST:
            return None
        times = Reader(tokens, words, today, small_hours, book.calendar, spoken)
        known = words.understood
        if not all(one in known or one[0].isdigit() or names.has(one) or times.is_of_holiday(one) for one in tokens):
            continue  # most questions are about no fact, and all that they cost is a word that says so
        asked = _Reading(tokens, words, names, times, breaks_in(one)).whole()
        if asked:
            return asked_when(asked, tokens, words, names, asks="?" in question)
    return None


class _Reading:
    """One pass over a question's words, the longest phrase first."""

    def __init__(
        self, tokens: list[str], words: Vocabulary, names: Names, times: Reader, breaks: frozenset[int]
    ) -> None:
        self._tokens, self._words, self._names, self._times, self._breaks = tokens, words, names, times, breaks
        self._since = 0
        """Where the words after the last name begin."""
        self._asked: Asked | None = Asked(
            words.language,
            words=len(tokens),
            to_us=self._says(words.you),
            still=self._says(words.still),
            have=self._says(words.have),
        )
        self._count: int | None = None
        self._works = frozenset(found[0] for at in range(len(tokens)) if (found := words.work.at(tokens, at)))
        self._worked = False
        self._aging = Ages(tokens, words, names, times)
        self._ages = any(self._aging.at(at) for at in range(len(tokens)))
        asks = (found[0] for at in range(len(tokens)) if (found := words.cues.at(tokens, at)))
        found = set(asks)
        self._priced, self._cueless = not {"price", "pay"}.isdisjoint(found), not found
        self._called = frozenset[Ref]()
        """What is called by a unit: "a night", where a price has this name."""
        self._apart = False
        """Whether it is said as a thing of its own, and not of what stands before it: "a night in a tent"."""
        self._undoing = Undoing(tokens, words, names)
        self._of_held = says_nothing(tokens, words, names, times)
        self._ways: dict[frozenset[Ref], str] = {}
        """Ways to buy, or prices, that were said as units are."""

    def _says(self, words: Table[bool]) -> bool:
        return any(words.at(self._tokens, at) for at in range(len(self._tokens)))

    def whole(self) -> Asked | None:
        at = 0
        while at < len(self._tokens) and self._asked:
            at = self._step(at)
        # A number of nothing is something we did not understand.
        if self._asked is None or self._count is not None:
            return None
        asked = settled(self._asked, self._called, self._ways, apart=self._apart)
        return asked if not self._worked or self._one_price(asked) else None

    def _one_price(self, asked: Asked) -> bool:
        """Whether work is asked for as one service with its price: "what does it cost to fix a flat tyre".

        What the whole business does with its things says nothing of them: "to hire a bike", where bikes are hired out.
        """
        if not asked.mentions or not asked.cues <= {"price", "pay"} or not all(one.refs for one in asked.mentions):
            return False
        if self._works <= self._names.trade:
            return True
        return len(set[str].intersection(*({ref.fact for ref in one.refs} for one in asked.mentions))) == 1

    def _named(self, at: int) -> tuple[frozenset[Ref], int] | None:
        found = self._names.at(self._tokens, at)
        if self._undoing.end(at, found):
            return None
        refs = frozenset(ref for ref in found[0] if self._names.done(ref, self._works)) if found else None
        return (refs, found[1]) if found and refs and not self._leads(at, found[1]) else None

    def _leads(self, at: int, end: int) -> bool:
        """Whether what may be a name is a small word before one: "mit einer Weste" where boats are called "Einer"."""
        small = self._words.fillers.at(self._tokens, at)
        if not small or small[1] < end - 1:
            return False
        after = self._names.at(self._tokens, small[1])
        if small[1] < end:
            return after is not None and after[1] > end
        joined = end not in self._breaks and not self._words.fillers.at(self._tokens, end)
        return joined and bool(after or self._words.people.at(self._tokens, end))

    def _step(self, at: int) -> int:
        name = self._named(at)
        cue = self._words.contents.at(self._tokens, at) or self._words.cues.at(self._tokens, at)
        time = self._times.read(at)
        filler = self._words.fillers.at(self._tokens, at) or self._filling(at)
        age = self._aging.at(at)
        work = self._words.work.at(self._tokens, at)
        unit = self._unit(at)
        way = (
            frozenset(ref for ref in name[0] if ref.column or ref.variant)
            if name and unit and name[1] == unit[1]
            else None
        )
        if way and unit:
            self._ways[way], name, unit = unit[0], (way, unit[1]), None
        me = self._words.selves.at(self._tokens, at) if self._priced else None
        ends = {
            "age": age,
            "unit": unit,
            "time": time,
            "name": name,
            "cue": cue,
            "filler": filler,
            "work": work,
            "me": me,
        }
        kind = max(ends, key=lambda one: found[1] if (found := ends[one]) else 0)
        if kind in {"me", "unit"}:
            return self._per(unit, at) if unit and kind == "unit" else self._oneself(at, me[1] if me else at + 1)
        if time and kind == "time" and self._is_called(name, time):
            kind = "name"
        elif kind in {"time", "cue"}:
            name = self._column(at, max(one[1] for one in (time, cue) if one))
            kind = "name" if name else kind
        if name and kind == "name":
            count = self._count
            self._mention(name[0], at, name[1])
            return self._each_aged(count, name[1])
        if age and kind == "age":
            self._aged(*age, at)
            return age[1]
        if time and kind == "time":
            self._timed(time[0])
            return time[1]
        if cue and kind == "cue":
            self._cued(*cue)
            return cue[1]
        self._worked = self._worked or kind == "work"
        return work[1] if work and kind == "work" else self._number(at, filler[1] if filler else None)

    def _oneself(self, at: int, end: int) -> int:
        self._add(Mention(frozenset(), 1, oneself=True), at)
        self._since = end
        return end

    def _unit(self, at: int) -> tuple[str, int] | None:
        """What a price is asked for one of: "per night", "a testa"; not what only begins a day, or a longer name."""
        per = self._words.pers.at(self._tokens, at)
        unit = self._words.units.at(self._tokens, at) if self._priced or (per and self._cueless) else None
        if not unit or unit[0] not in OF_ONE or asks_whether(self._tokens, at, self._words):
            return None
        reads = (read(one) for one in range(at + 1, unit[1]) for read in (self._named, self._times.read))
        begins = any(read[1] > unit[1] for read in reads if read)
        return None if begins or (not per and self._named(unit[1])) else unit

    def _per(self, unit: tuple[str, int], at: int) -> int:
        names = (self._named(one) for one in range(at, unit[1]))
        called = (ref for name in names if name for ref in name[0] if ref.variant is None and ref.column is None)
        self._called |= frozenset(called)
        before = bool(self._so_far.mentions) and self._since == at
        per = self._words.pers.at(self._tokens, at) or self._words.for_whom.at(self._tokens, at)
        self._apart = self._apart or not (per or before)
        self._become(units=self._so_far.units | {unit[0]})
        return unit[1]

    def _is_called(self, name: tuple[frozenset[Ref], int] | None, time: tuple[When, int]) -> bool:
        """Whether a part of no day is what a fact is called, where a price is asked for: "prezzo notte"."""
        if self._so_far.when or not self._priced:
            return False
        whole = name and name[1] == time[1] and any(ref.variant is None and ref.column is None for ref in name[0])
        return bool(whole) and time[0] == When(part=time[0].part)

    def _column(self, at: int, end: int) -> tuple[frozenset[Ref], int] | None:
        """A way to buy that is called like days are ("at the weekend"), where a price is asked for."""
        if not self._priced:
            return None
        for start in range(at, end):
            named = self._named(start)
            columns = frozenset(ref for ref in named[0] if ref.column) if named and named[1] >= end else None
            if named and columns:
                return columns, named[1]
        return None

    def _filling(self, at: int) -> tuple[bool, int] | None:
        """A word that says nothing here: whose age is told, "who is" before it, or which way to what is named."""
        kin = self._words.kin.at(self._tokens, at) if self._ages else None
        kin = kin if kin and self._aging.is_told(at, kin[1]) else None
        toward = self._words.toward.at(self._tokens, at)
        link = self._words.links.at(self._tokens, at) if self._ages else None
        whose = link if link and self._aging.at(link[1]) else None
        wish = self._undoing.wish(at)
        held = self._words.held.at(self._tokens, at)
        lasts = self._words.lasting_for.at(self._tokens, at) if self._so_far.cues == frozenset({"how_long"}) else None
        undone = self._undoing.end(at)
        return (
            kin
            or whose
            or wish
            or ((True, held[1]) if held and held[0] in self._of_held else None)
            or ((True, undone) if undone else None)
            or ((True, lasts[1]) if lasts and lasts[0] == "takes" else None)
            or (toward if toward and self._named(toward[1]) else None)
            or self._with_way(at)
        )

    def _with_way(self, at: int) -> tuple[bool, int] | None:
        """A word between a thing and the way in which it is bought: "a lesson *with* automatic gears"."""
        along = self._words.along.at(self._tokens, at)
        small = self._words.fillers.at(self._tokens, along[1]) if along else None
        named = self._named(along[1]) or (self._named(small[1]) if small else None) if along else None
        return along if named and any(ref.column for ref in named[0]) else None

    @property
    def _so_far(self) -> Asked:
        return self._asked or Asked(self._words.language)

    def _become(self, **changes: Any) -> None:
        self._asked = replace(self._so_far, **changes)

    def _number(self, at: int, after_filler: int | None) -> int:
        """A number of people, or of what is named next; else a small word, or the end of understanding."""
        found = self._words.cardinals.at(self._tokens, at)
        token = self._tokens[at]
        number = (int(token), at + 1) if token.isdigit() and len(token) < 4 else found  # noqa: PLR2004 - no year
        if number and self._counted(number[1]):
            if self._count is not None:
                self._asked = None
            self._count = number[0]
            return number[1]
        them = self._words.them.at(self._tokens, number[1]) if number else None
        if number and (them or self._ends_for(at, number[1])):
            self._add(Mention(frozenset(), number[0], them=bool(them)), at)
            return them[1] if them else number[1]
        kin = self._words.kin.at(self._tokens, number[1]) if number else None
        people = self._words.people.at(self._tokens, at)
        if number and kin and self._aging.listed(kin[1], number[0], self._breaks):
            self._add(Mention(frozenset(), number[0]), at)
            return self._each_aged(number[0], kin[1])
        if people and self._count is not None:
            self._mention(frozenset(), at, people[1])
            return people[1]
        if after_filler is None:
            self._asked = None
            return at + 1
        return after_filler

    def _ends_for(self, at: int, end: int) -> bool:
        """Whether it says for how many, and nothing else: "and for two?"."""
        said = self._so_far.cues or self._so_far.mentions or self._so_far.when
        return end == len(self._tokens) and at > 0 and not said and bool(self._words.for_whom.at(self._tokens, at - 1))

    def _counted(self, at: int) -> bool:
        """Whether a name or people come next, small words aside; or an age: "two 5 year olds", "uno di 10 anni"."""
        link = self._words.links.at(self._tokens, at)
        of = link[1] if link else at
        if self._aging.at(of) and self._breaks.isdisjoint((at, of)):
            return True
        while at < len(self._tokens):
            if self._named(at) or self._words.people.at(self._tokens, at):
                return True
            filler = self._words.fillers.at(self._tokens, at)
            if not filler:
                return False
            at = filler[1]
        return False

    def _cued(self, cue: str, end: int) -> None:
        bound = self._times.time(end) if cue == "before" else None
        if cue == "before" and (bound is None or bound[0].minute is None):
            # "Before Christmas" is no hour.
            self._asked = None
        else:
            self._become(cues=self._so_far.cues | {cue})

    def _mention(self, refs: frozenset[Ref], at: int, end: int) -> None:
        """One more name; or whose age was just said: "a 5 year old child" is one person."""
        *before, last = self._so_far.mentions or (None,)
        whose = self._since == at and at not in self._breaks and self._count is None
        if last and not last.refs and last.age is not None and whose:
            self._become(mentions=(*before, replace(last, refs=refs)))
        else:
            self._add(Mention(refs, self._count), at)
        self._since = end

    def _each_aged(self, count: int | None, at: int) -> int:
        """Where the ages of each of several end that were just named: "2 kids (5 and 9)"; at once, where none stand."""
        listed = self._aging.listed(at, count, self._breaks)
        if not listed:
            return at
        ages, end = listed
        *before, last = self._so_far.mentions
        first, *others = (replace(last, count=many, age=age) for age, many in Counter(ages).items())
        others = (replace(one, single=False, for_whom=False, along=False) for one in others)
        self._become(mentions=(*before, first, *others))
        self._since = end
        return end

    def _aged(self, age: int, end: int, at: int) -> None:
        """An age: of the name right before it, else of somebody who was not named yet."""
        *before, last = self._so_far.mentions or (None,)
        if last and last.age is None and not last.oneself and self._count is None and self._touches(at):
            self._become(mentions=(*before, replace(last, age=age)))
        else:
            self._add(Mention(frozenset(), self._count, age, told=self._told_of_kin(at, end)), at)
        self._since = end

    def _told_of_kin(self, at: int, end: int) -> bool:
        """Whether an age is told of a relative before anything is asked, or of whom what was just named is for."""
        between = range(self._since, at)
        joined = not self._breaks.isdisjoint(between) or any(self._times.marked(one, "both") for one in between)
        if not any(self._words.kin.at(self._tokens[:at], one) for one in between) or self._count is not None:
            return False
        return not joined if self._so_far.mentions else not self._so_far.cues and end in self._breaks

    def _add(self, mention: Mention, at: int) -> None:
        between = range(self._since, at)
        single = any(self._words.single.at(self._tokens[:at], one) for one in between)
        for_whom = any(self._words.for_whom.at(self._tokens[:at], one) for one in between)
        along = any(self._words.along.at(self._tokens[:at], one) for one in between)
        whole = replace(mention, single=single, for_whom=for_whom, along=along)
        self._become(mentions=(*self._so_far.mentions, whole))
        self._count = None

    def _touches(self, at: int) -> bool:
        """Whether an age here belongs to the name before it: only words like "of" or "aged" stand between."""
        if not self._breaks.isdisjoint(range(self._since, at + 1)):
            return False
        start = self._since
        while start < at:
            link = self._words.links.at(self._tokens[:at], start)
            if link is None:
                return False
            start = link[1]
        return True

    def _timed(self, when: When) -> None:
        merged = together(self._so_far.when, when)
        if merged is None:
            self._asked = None
        else:
            self._become(when=merged)
