"""What a question asks, once each of its words is understood."""

from dataclasses import dataclass, field
from typing import Final

from sportello.answering.facts.moment import When
from sportello.answering.facts.naming import Ref

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
    along: bool = False
    """Whether it comes with the one before it: "a family *with three children*"."""
    by_unit: bool = False
    """Whether only what it is asked by is called so: "how much is it *per night*?"."""
    oneself: bool = False
    """Whether it is who writes: somebody grown up, of no age that was said."""
    told: bool = False
    """Whether it is nobody else but an age told of somebody: "my son is 15, …", "a child ticket for my son of 15"."""

    them: bool = False
    """Whether it is so many of what was spoken of before: "ten of them"."""

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
    units: frozenset[str] = frozenset()
    """What a price is asked for one of, which no price is named by: a night, a day, a person."""
    carried: bool = False
    """Whether its day was named by an earlier question."""

    @property
    def bare(self) -> bool:
        """Whether it says of nothing what it asks about: "And how much is it?"."""
        return self.nameless and not (self.to_us or self.units)

    @property
    def nameless(self) -> bool:
        """The same, though a word may speak to the business, or say for how much of it: "what do you charge?"."""
        return bool(self.cues) and self.cues <= _BARE and not (self.when or self.mentions)

    def facts(self) -> set[str]:
        """Every fact that may be meant by name."""
        return {ref.fact for mention in self.mentions for ref in mention.refs}
