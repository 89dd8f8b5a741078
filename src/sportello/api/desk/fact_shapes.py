"""Facts as the desk reads and writes them: the document of each kind, written out in full."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from sportello.api.shapes import Payload
from sportello.knowledge import Topic

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Text = Annotated[str, StringConstraints(max_length=2_000)]
Texts = Annotated[
    dict[LanguageCode, Text], Field(description="By language", examples=[{"it": "il percorso", "en": "the trail"}])
]
Synonyms = Annotated[
    dict[LanguageCode, Annotated[list[Text], Field(max_length=400)]],
    Field(
        description="Other words by which it is recognised in a question, by language",
        examples=[{"it": ["festival", "luminarie"]}],
    ),
]
FactId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$"), Field(examples=["trail"])]
Clock = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}:[0-9]{2}$"), Field(examples=["17:00"])]
DayOfYear = Annotated[
    str,
    StringConstraints(pattern=r"^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$"),
    Field(description="A day; without its year, it is every year", examples=["2026-12-25", "12-25"]),
]
Date = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), Field(examples=["2026-12-25"])]
Amount = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,7}(\.[0-9]{1,2})?$"),
    Field(description="0.00 is free", examples=["14.00"]),
]
Main = Annotated[bool, Field(description="Meant where a question names none of its kind; one of a kind is")]


class Interval(Payload):
    """From when to when; what closes no later than it opens closes on the next day."""

    opens: Clock
    closes: Clock


class Week(Payload):
    """The hours of each day; an empty list is closed."""

    mon: list[Interval]
    tue: list[Interval]
    wed: list[Interval]
    thu: list[Interval]
    fri: list[Interval]
    sat: list[Interval]
    sun: list[Interval]


class _Spanning(Payload):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, serialize_by_alias=True)

    first: DayOfYear = Field(alias="from")
    last: DayOfYear = Field(alias="to", description="The last day, which belongs to it")


class Season(_Spanning):
    """A part of the year with a week of its own."""

    name: Texts
    week: Week
    holidays: list[Interval] | None = Field(description="On public holidays; null: like other days")


class Special(_Spanning):
    """Days with hours of their own, whatever else holds."""

    name: Texts
    hours: list[Interval]


class _Named(Payload):
    id: FactId
    name: Texts
    synonyms: Synonyms
    main: Main


class CalendarFact(Payload):
    """Whose public holidays count. There is one, with the id `calendar`."""

    kind: Literal["calendar"]
    id: Literal["calendar"]
    country: str | None = Field(description="ISO 3166, two letters", examples=["IT"])
    region: str | None = Field(description="A region with holidays of its own", examples=["BZ"])


class HoursFact(_Named):
    """When something is open: an exception goes before a holiday, that before a season, that before the week."""

    kind: Literal["hours"]
    week: Week | None = Field(description="The ordinary week; null: closed outside the seasons")
    seasons: list[Season]
    holidays: list[Interval] | None = Field(description="On public holidays; null: like other days")
    exceptions: list[Special]
    time_zone: str | None = Field(description="Null: the workspace's", examples=["Europe/Rome"])
    last_entry: int | None = Field(ge=0, le=1_440, description="Minutes before closing", examples=[60])
    note: Texts


class PriceVariant(Payload):
    """One price: for whom, and when."""

    id: FactId
    name: Texts
    synonyms: Synonyms
    prices: dict[FactId, Amount | None] = Field(
        description="By column; the only one is called `price`. Null: not sold there",
        examples=[{"online": "14.00", "desk": "16.00"}],
    )
    condition: Texts
    ages: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}(-[0-9]{1,3}|\+)$")] | None = Field(
        examples=["6-13", "65+"]
    )
    first: Date | None = Field(alias="from")
    last: Date | None = Field(alias="to")

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, serialize_by_alias=True)


class PriceFact(_Named):
    """A service, a ticket or a dish, with what it costs."""

    kind: Literal["price"]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(examples=["EUR"])
    columns: dict[FactId, Texts] = Field(
        description="Ways to buy that differ in price; empty where there is one",
        examples=[{"online": {"it": "online"}}],
    )
    variants: list[PriceVariant] = Field(min_length=1, max_length=400)
    note: Texts


class PlaceFact(_Named):
    """Where the business is, and how it is reached."""

    kind: Literal["place"]
    address: Text = Field(examples=["Piazza Grande 1, 39012 Valcerva"])
    reach: Texts
    phone: Text = Field(examples=["+39 0471 000000"])
    email: Text = Field(examples=["info@lumina.example"])
    website: Text = Field(examples=["www.lumina.example"])
    hours: FactId | None = Field(description="The id of the hours that hold here", examples=["office"])


class PolicyFact(_Named):
    """A rule of the house in one sentence, with its details."""

    kind: Literal["policy"]
    topic: Topic | None = Field(description="Of a usual topic, the words people use for it are known")
    answer: Texts
    details: Texts


AnyFact = Annotated[
    CalendarFact | HoursFact | PriceFact | PlaceFact | PolicyFact,
    Field(discriminator="kind"),
]
