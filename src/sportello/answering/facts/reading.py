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
from sportello.answering.facts.words import LONGEST, Vocabulary, tokens_of, vocabulary
from sportello.knowledge import FactBook

_BARE: Final = frozenset(("price", "pay", "where", "reach", "when", "until", "how_long", "last_entry"))


@dataclass(frozen=True)
class Mention:
    """A name in a question: what it may stand for, how many of it, and the age that was said with it."""

    refs: frozenset[Ref]
    count: int | None = None
    age: int | None = None


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
    reading = _Reading(
        tokens, words, names_of(book, language), Reader(tokens, words, today, small_hours, book.calendar)
    )
    return reading.whole()


class _Reading:
    """One pass over a question's words, the longest phrase first."""

    def __init__(self, tokens: list[str], words: Vocabulary, names: Names, times: Reader) -> None:
        self._tokens, self._words, self._names, self._times = tokens, words, names, times
        to_us = any(words.you.at(tokens, at) for at in range(len(tokens)))
        still = any(words.still.at(tokens, at) for at in range(len(tokens)))
        self._asked: Asked | None = Asked(words.language, words=len(tokens), to_us=to_us, still=still)
        self._count: int | None = None
        self._works = frozenset(found[0] for at in range(len(tokens)) if (found := words.work.at(tokens, at)))
        self._worked = False

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
        filler = self._words.fillers.at(self._tokens, at)
        age = self._age(at)
        work = self._words.work.at(self._tokens, at)
        ends = {"age": age, "time": time, "name": name, "cue": cue, "filler": filler, "work": work}
        kind = max(ends, key=lambda one: found[1] if (found := ends[one]) else 0)
        if name and kind == "name":
            self._mention(name[0])
            return name[1]
        if age and kind == "age":
            self._aged(age[0])
            return age[1]
        if time and kind == "time":
            self._timed(time[0])
            return time[1]
        if cue and kind == "cue":
            self._cued(*cue)
            return cue[1]
        if work and kind == "work":
            self._worked = True
            return work[1]
        return self._number(at, filler[1] if filler else None)

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
            self._mention(frozenset())
            return people[1]
        if after_filler is None:
            self._asked = None
            return at + 1
        return after_filler

    def _counted(self, at: int) -> bool:
        """Whether a name or people come next, small words aside."""
        while at < len(self._tokens):
            if self._named(at) or self._words.people.at(self._tokens, at):
                return True
            filler = self._words.fillers.at(self._tokens, at)
            if not filler:
                return False
            at = filler[1]
        return False

    def _age(self, at: int) -> tuple[int, int] | None:
        token = self._tokens[at]
        if not token.isdigit() or len(token) > 2:  # noqa: PLR2004 - digits
            return None
        mark = self._words.marks.at(self._tokens, at + 1)
        return (int(token), mark[1]) if mark and "age" in mark[0].split("|") else None

    def _cued(self, cue: str, end: int) -> None:
        bound = self._times.time(end) if cue == "before" else None
        if cue == "before" and (bound is None or bound[0].minute is None):
            # "Before Christmas" is no hour.
            self._asked = None
        else:
            self._become(cues=self._so_far.cues | {cue})

    def _mention(self, refs: frozenset[Ref]) -> None:
        self._become(mentions=(*self._so_far.mentions, Mention(refs, self._count)))
        self._count = None

    def _aged(self, age: int) -> None:
        *before, last = self._so_far.mentions or (Mention(frozenset()),)
        if last.age is not None:
            before, last = [*before, last], Mention(frozenset())
        self._become(mentions=(*before, replace(last, age=age)))

    def _timed(self, when: When) -> None:
        merged = together(self._so_far.when, when)
        if merged is None:
            self._asked = None
        else:
            self._become(when=merged)
