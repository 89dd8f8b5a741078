"""What kinds of facts there are. All are plain values: reading, arithmetic and wording stand elsewhere.

Every fact has names, and other words people use for it, per language: by these it is recognised in a question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal

FactKind = Literal["calendar", "hours", "price", "place", "policy"]
Words = Mapping[str, str]
"""A text per language."""
Topic = Literal[
    "refund",
    "cancellation",
    "pets",
    "payment",
    "smoking",
    "photos",
    "luggage",
    "accessibility",
    "children",
    "delivery",
]
"""What policies are mostly about: the words people use for these are shipped."""

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT: Final = 24 * 60
CALENDAR: Final = "calendar"
"""The id of the one calendar a workspace may have."""


@dataclass(frozen=True, order=True)
class Interval:
    """Open from one minute of the day to another; what closes past midnight ends beyond minute 1440."""

    opens: int
    closes: int


Day = tuple[Interval, ...]
"""The intervals of one day, in order and apart from each other; none: closed."""
Week = tuple[Day, ...]
"""Seven days, Monday first."""


@dataclass(frozen=True)
class Bound:
    """A day: of one year, or of every year."""

    month: int
    day: int
    year: int | None = None

    def in_year(self, year: int) -> date:
        """That day in a year; 29 February is the 28th where there is none."""
        try:
            return date(self.year or year, self.month, self.day)
        except ValueError:
            return date(self.year or year, self.month, self.day - 1)


@dataclass(frozen=True)
class Span:
    """From a day to a day, both within. Of every year, it may lie across New Year."""

    first: Bound
    last: Bound

    def holds(self, day: date) -> bool:
        """Whether the day is within; of 29 February alone, only where there is one."""
        if self.first == self.last and self.first.in_year(day.year).day != self.first.day:
            return False
        first, last = self.first.in_year(day.year), self.last.in_year(day.year)
        if self.first.year is None and first > last:
            return day >= first or day <= last
        return first <= day <= last

    def days(self) -> int:
        """How long it is: the shorter of two says more."""
        first, last = self.first.in_year(2000), self.last.in_year(2000)
        return (last - first).days % 366 if self.first.year is None else (last - first).days


@dataclass(frozen=True, kw_only=True)
class Named:
    """What every fact has. `main`: it is meant where a question names none of its kind."""

    id: str
    name: Words = field(default_factory=dict[str, str])
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    main: bool = False


@dataclass(frozen=True, kw_only=True)
class Calendar(Named):
    """Whose public holidays count: a country by ISO 3166 code, and a region of it."""

    country: str | None = None
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class Season:
    """A part of the year with a week of its own."""

    span: Span
    week: Week
    holidays: Day | None = None
    name: Words = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class Special:
    """Days that have hours of their own, whatever else holds."""

    span: Span
    hours: Day
    name: Words = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class Hours(Named):
    """When something is open.

    The most particular rule holds: an exception, then the holidays, then a season's week, then the ordinary week.
    Without an ordinary week it is closed outside its seasons. `holidays` None: a holiday is a day like others.
    `last_entry` says how many minutes before closing the last are let in.
    """

    week: Week | None = None
    seasons: tuple[Season, ...] = ()
    holidays: Day | None = None
    exceptions: tuple[Special, ...] = ()
    time_zone: str | None = None
    last_entry: int | None = None
    note: Words = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class Variant(Named):
    """One price of a service: for whom (`condition`, `ages`), and when, where it does not always hold.

    `prices` has an amount for each column of its service; None: not sold there. An amount of nothing is free.
    """

    prices: Mapping[str, Decimal | None]
    condition: Words = field(default_factory=dict[str, str])
    ages: tuple[int, int | None] | None = None
    first: date | None = None
    last: date | None = None

    def valid(self, day: date) -> bool:
        """Whether it can be bought for that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def suits(self, age: int) -> bool:
        """Whether somebody of that age gets it."""
        return self.ages is not None and self.ages[0] <= age and (self.ages[1] is None or age <= self.ages[1])


@dataclass(frozen=True, kw_only=True)
class Price(Named):
    """A service, a ticket, a dish, with what it costs. `columns` are the ways to buy that differ in price."""

    currency: str
    variants: tuple[Variant, ...]
    columns: Mapping[str, Words] = field(default_factory=dict[str, Words])
    note: Words = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class Place(Named):
    """Where the business is and how it is reached; `hours` is the id of the hours that hold there."""

    address: str = ""
    reach: Words = field(default_factory=dict[str, str])
    phone: str = ""
    email: str = ""
    website: str = ""
    hours: str | None = None


@dataclass(frozen=True, kw_only=True)
class Policy(Named):
    """A rule of the house in one sentence, with its details."""

    answer: Words
    details: Words = field(default_factory=dict[str, str])
    topic: Topic | None = None


AnyFact = Calendar | Hours | Price | Place | Policy
KINDS: Final[Mapping[FactKind, type[Named]]] = {
    "calendar": Calendar,
    "hours": Hours,
    "price": Price,
    "place": Place,
    "policy": Policy,
}


def kind_of(fact: AnyFact) -> FactKind:
    """Which kind a fact is of."""
    return next(kind for kind, type_ in KINDS.items() if type(fact) is type_)


def said(words: Words, language: str) -> str:
    """A text in a language; English, then any, where it has none."""
    return words.get(language) or words.get("en") or next(iter(words.values()), "")
