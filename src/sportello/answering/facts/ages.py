"""How old somebody is, in a question: "5 years old", "who is 9", "2 kids (5 and 9)"."""

from collections.abc import Collection
from dataclasses import dataclass

from sportello.answering.facts.naming import Names
from sportello.answering.facts.when import Reader
from sportello.answering.facts.words import Vocabulary


@dataclass(frozen=True)
class Ages:
    """Reads ages at a place of a question's words."""

    tokens: list[str]
    words: Vocabulary
    names: Names
    times: Reader

    def at(self, at: int) -> tuple[int, int] | None:
        """An age: "5 years old"; years that something lasts or lies ahead are none: "for 5 years"."""
        number = self.times.number(at, most=99)
        mark = self.words.marks.at(self.tokens, number[1]) if number else None
        meanings = mark[0].split("|") if mark else []
        lasts = at > 0 and self.words.lasting.at(self.tokens[:at], at - 1)
        alone = not mark or ("both" in meanings and not self.times.number(mark[1], most=99))
        if number and alone and self._is_somebodys(at, number[1]):
            return number
        if not number or not mark or "age" not in meanings or ("years" in meanings and lasts):
            return None
        return number[0], mark[1]

    def _is_somebodys(self, at: int, end: int) -> bool:
        """Whether a number is an age though no years are said: "my son is 15", "a child of 7", "who is 9"."""
        if not self.tokens[at].isdigit():
            return False
        starts = (at - back for back in (1, 2) if at > back)
        linked = [one for one in starts if (link := self.words.links.at(self.tokens[:at], one)) and link[1] == at]
        whose = [self.names.at(self.tokens[:one], one - 1) for one in linked]
        kin = any(self.words.kin.at(self.tokens[:one], one - 1) for one in (at, *linked) if one)
        aged = kin or any(ref.aged for found in whose if found for ref in found[0])
        dated = self.times.read(at)
        return aged and not (dated or self.words.people.at(self.tokens, end) or self.names.at(self.tokens, end))

    def is_told(self, start: int, end: int) -> bool:
        """Whether the age of who is named here is told: right before, or after words that name nobody else."""
        before = (self.at(at) for at in range(max(0, start - 4), start))
        if any(age and age[1] == start for age in before):
            return True
        for at in range(end, len(self.tokens)):
            if self.at(at):
                return True
            if any(table.at(self.tokens, at) for table in (self.words.kin, self.words.single)) or self.times.marked(
                at, "both"
            ):
                return False
        return False

    def listed(self, at: int, count: int | None, breaks: Collection[int]) -> tuple[list[int], int] | None:
        """The ages of several, one by one and in figures, and where they end; None where they are not so many."""
        link = self.words.links.at(self.tokens, at)
        ages, end = list[int](), link[1] if link else at
        while end < len(self.tokens) and self.tokens[end].isdigit() and (number := self.times.number(end, most=99)):
            ages.append(number[0])
            mark = self.words.marks.at(self.tokens, number[1])
            end = mark[1] if mark and "age" in mark[0].split("|") else number[1]
            further = self.times.skip(end, "both")
            if len(ages) == count or (further == end and end not in breaks):
                break
            end = further
        dated = any(self.times.read(one) for one in range(at, end))
        several = len(ages) > 1 and count in {None, len(ages)}
        return (ages, end) if several and not dated and not self._counts(end, breaks) else None

    def _counts(self, at: int, breaks: Collection[int]) -> bool:
        """Whether a number before this place counts what comes next: "two kids of 6 and 1 of 10", "5 and 9 adults"."""
        link = self.words.links.at(self.tokens, at)
        named = at not in breaks and (self.names.at(self.tokens, at) or self.words.people.at(self.tokens, at))
        return bool(named or self.times.number(at, most=99) or (link and self.at(link[1])))
