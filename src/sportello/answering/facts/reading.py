"""What a question asks about facts: every one of its words must be understood, or it is no question about facts.

That is what keeps answers exact: "Quanto costa il biglietto?" is covered word by word, "Quanto costa cambiare il
biglietto?" is not, and goes to search.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sportello.answering.facts.moment import When, together
from sportello.answering.facts.naming import Names, Ref, names_of
from sportello.answering.facts.when import Reader
from sportello.answering.facts.words import LONGEST, Table, Vocabulary, breaks_in, tokens_of, vocabulary
from sportello.knowledge import FactBook

_BARE: Final = frozenset(("price", "pay", "where", "reach", "when", "until", "how_long", "last_entry"))


@dataclass(frozen=True)
class Mention:
    """A name in a question: what it may stand for, how many of it, and the age that was said with it."""

    refs: frozenset[Ref]
    count: int | None = None
    age: int | None = None
    single: bool = False
    """Whether a word says that it is one, without counting: "an adult", "mio figlio"."""
    for_whom: bool = False
    """Whether it says for whom the one before it is: "a family ticket *for two adults*"."""

    @property
    def number(self) -> int | None:
        """How many of it are meant; None where that was not said."""
        return 1 if self.count is None and self.single else self.count


@dataclass(frozen=True)
class Asked:
    """A question that was understood to its last word."""

    language: str
    cues: frozenset[str] = frozenset()
    when: When = field(default_factory=When)
    mentions: tuple[Mention, ...] = ()
    words: int = 0
    to_us: bool = False
    """Whether a word says that the business itself is asked about: "where are *you*?"."""
    still: bool = False
    """Whether a word says that this moment is asked about: "are you *still* open today?"."""
    have: bool = False
    """Whether a word asks what the business has: "do you *have* dogs?"."""
    carried: bool = False
    """Whether its day was named by an earlier question."""

    @property
    def bare(self) -> bool:
        """Whether it says of nothing what it asks about: "And how much is it?"."""
        return bool(self.cues) and self.cues <= _BARE and not (self.when or self.mentions or self.to_us)

    def facts(self) -> set[str]:
        """Every fact that may be meant by name."""
        return {ref.fact for mention in self.mentions for ref in mention.refs}


def read_question(
    question: str, *, language: str, book: FactBook, today: date, small_hours: bool = False
) -> Asked | None:
    """What is asked, or None when a word of it is not understood."""
    tokens = tokens_of(question)
    if not 0 < len(tokens) <= LONGEST:
        return None
    words = vocabulary(language)
    names, times = names_of(book, language), Reader(tokens, words, today, small_hours, book.calendar)
    return _Reading(tokens, words, names, times, breaks_in(question)).whole()


@dataclass(frozen=True)
class Glimpse:
    """What something that is not understood speaks of nevertheless."""

    days: tuple[When, ...]
    names: frozenset[Ref]


def glimpse(text: str, *, language: str, book: FactBook, today: date) -> Glimpse:
    """The different days in a text, and the facts that it calls by their names."""
    tokens = tokens_of(text)[: 4 * LONGEST]
    words, known = vocabulary(language), names_of(book, language)
    times = Reader(tokens, words, today, small_hours=False, calendar=book.calendar)
    days, names, at = dict[date, When](), set[Ref](), 0
    while at < len(tokens):
        time, name = times.read(at), known.at(tokens, at)
        names |= {ref for ref in name[0] if ref.variant is None and ref.column is None} if name else set()
        if time and time[0].first:
            days.setdefault(time[0].first, When(first=time[0].first, last=time[0].last, by_name=time[0].by_name))
        at = max(at + 1, time[1] if time else 0, name[1] if name else 0)
    return Glimpse(tuple(days.values()), frozenset(names))


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
        self._ages = any(self._age(at) for at in range(len(tokens)))
        asks = (found[0] for at in range(len(tokens)) if (found := words.cues.at(tokens, at)))
        self._priced = not {"price", "pay"}.isdisjoint(asks)

    def _says(self, words: Table[bool]) -> bool:
        return any(words.at(self._tokens, at) for at in range(len(self._tokens)))

    def whole(self) -> Asked | None:
        at = 0
        while at < len(self._tokens) and self._asked:
            at = self._step(at)
        # A number of nothing is something we did not understand.
        if self._asked is None or self._count is not None:
            return None
        return self._asked if not self._worked or self._one_price(self._asked) else None

    def _one_price(self, asked: Asked) -> bool:
        """Whether work is asked for as one service with its price: "what does it cost to fix a flat tyre"."""
        return asked.cues <= {"price", "pay"} and len(asked.facts()) == 1 and all(one.refs for one in asked.mentions)

    def _named(self, at: int) -> tuple[frozenset[Ref], int] | None:
        found = self._names.at(self._tokens, at)
        refs = frozenset(ref for ref in found[0] if self._names.done(ref, self._works)) if found else None
        return (refs, found[1]) if found and refs else None

    def _step(self, at: int) -> int:
        name = self._named(at)
        cue = self._words.cues.at(self._tokens, at)
        time = self._times.read(at)
        filler = self._words.fillers.at(self._tokens, at) or self._filling(at)
        age = self._age(at)
        work = self._words.work.at(self._tokens, at)
        ends = {"age": age, "time": time, "name": name, "cue": cue, "filler": filler, "work": work}
        kind = max(ends, key=lambda one: found[1] if (found := ends[one]) else 0)
        if kind in {"time", "cue"}:
            name = self._column(at, max(one[1] for one in (time, cue) if one))
            kind = "name" if name else kind
        if name and kind == "name":
            self._mention(name[0], at, name[1])
            return name[1]
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
        """A word that says nothing here: whose age is told, or which way to what is named."""
        kin = self._words.kin.at(self._tokens, at) if self._ages else None
        toward = self._words.toward.at(self._tokens, at)
        return kin or (toward if toward and self._named(toward[1]) else None)

    @property
    def _so_far(self) -> Asked:
        return self._asked or Asked(self._words.language)

    def _become(self, **changes: Any) -> None:
        self._asked = replace(self._so_far, **changes)

    def _number(self, at: int, after_filler: int | None) -> int:
        """A number of people, or of what is named next; else a small word, or the end of understanding."""
        found = self._words.numbers.at(self._tokens, at)
        token = self._tokens[at]
        number = (int(token), at + 1) if token.isdigit() and len(token) < 4 else found  # noqa: PLR2004 - no year
        if number and self._counted(number[1]):
            if self._count is not None:
                self._asked = None
            self._count = number[0]
            return number[1]
        people = self._words.people.at(self._tokens, at)
        if people and self._count is not None:
            self._mention(frozenset(), at, people[1])
            return people[1]
        if after_filler is None:
            self._asked = None
            return at + 1
        return after_filler

    def _counted(self, at: int) -> bool:
        """Whether a name or people come next, small words aside; or an age: "two 5 year olds", "uno di 10 anni"."""
        link = self._words.links.at(self._tokens, at)
        of = link[1] if link else at
        if self._age(of) and self._breaks.isdisjoint((at, of)):
            return True
        while at < len(self._tokens):
            if self._named(at) or self._words.people.at(self._tokens, at):
                return True
            filler = self._words.fillers.at(self._tokens, at)
            if not filler:
                return False
            at = filler[1]
        return False

    def _age(self, at: int) -> tuple[int, int] | None:
        """An age: "5 years old"; years that something lasts or lies ahead are none: "for 5 years"."""
        number = self._times.number(at, most=99)
        mark = self._words.marks.at(self._tokens, number[1]) if number else None
        meanings = mark[0].split("|") if mark else []
        lasts = at > 0 and self._words.lasting.at(self._tokens[:at], at - 1)
        if not number or not mark or "age" not in meanings or ("years" in meanings and lasts):
            return None
        return number[0], mark[1]

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

    def _aged(self, age: int, end: int, at: int) -> None:
        """An age: of the name right before it, else of somebody who was not named yet."""
        *before, last = self._so_far.mentions or (None,)
        if last and last.age is None and self._count is None and self._touches(at):
            self._become(mentions=(*before, replace(last, age=age)))
        else:
            self._add(Mention(frozenset(), self._count, age), at)
        self._since = end

    def _add(self, mention: Mention, at: int) -> None:
        between = range(self._since, at)
        single = any(self._words.single.at(self._tokens[:at], one) for one in between)
        for_whom = any(self._words.for_whom.at(self._tokens[:at], one) for one in between)
        self._become(mentions=(*self._so_far.mentions, replace(mention, single=single, for_whom=for_whom)))
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
