"""Somebody cancels something, or wants money back: what it is, and that one wants or has to, say nothing then."""

from dataclasses import dataclass
from functools import cached_property

from sportello.answering.facts.naming import Names, Ref
from sportello.answering.facts.words import Vocabulary


@dataclass(frozen=True)
class Undoing:
    """The words of a question, read as one about cancelling."""

    tokens: list[str]
    words: Vocabulary
    names: Names

    @cached_property
    def wanted(self) -> bool:
        """Whether something is to be cancelled, and by who writes: "you have cancelled it" asks for nothing."""
        places = range(len(self.tokens))
        named = (self.names.at(self.tokens, at) for at in places)
        undone = any(name and any(ref.fact in self.names.undone for ref in name[0]) for name in named)
        return undone and not any(self.words.nots.at(self.tokens, at) for at in places)

    def wish(self, at: int) -> tuple[bool, int] | None:
        """A word that says that one wants or has to."""
        return self.words.wishes.at(self.tokens, at) if self.wanted else None

    def end(self, at: int, name: tuple[frozenset[Ref], int] | None = None) -> int | None:
        """Where what is to be cancelled ends, which names no other fact then: "my appointment", "a lesson"."""
        if not self.wanted:
            return None
        name = name or self.names.at(self.tokens, at)
        facts = {ref.fact for ref in name[0]} if name else set[str]()
        if name and facts.isdisjoint(self.names.undone) and not facts.isdisjoint(self.names.undoable):
            return name[1]
        if name and facts.isdisjoint(self.names.undone) and self._is_of_its_kind(at, name[1]):
            return name[1]
        found = self.words.cancelled.at(self.tokens, at)
        if found and not (name and name[1] > found[1]):
            return found[1]
        return at + 1 if not name and self._is_thing(at) else None

    def _is_of_its_kind(self, at: int, end: int) -> bool:
        """Whether what is named is of the kind that the rule speaks of: a birthday cake, where it is of cake orders."""
        return self.names.speaks_of(self.tokens[at if self.words.language == "it" else end - 1])

    def _is_thing(self, at: int) -> bool:
        """Whether this is a word of the rule, and says nothing else: what is cancelled is what the rule speaks of."""
        token = self.tokens[at] if at < len(self.tokens) else ""
        return bool(token) and token not in self.words.understood and self.names.speaks_of(token)
