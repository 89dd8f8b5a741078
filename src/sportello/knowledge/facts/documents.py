"""A fact as a plain document and back: one form, whether it stands in a file, in the database or in a request.

`read_fact` accepts shorthands (`mon-thu: 17:00-22:00`, `price: 14`); `write_fact` writes everything out.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, cast, get_args
from zoneinfo import available_timezones

from sportello.core.reasons import Reason
from sportello.knowledge.facts import values
from sportello.knowledge.facts.feasts import place_problem
from sportello.knowledge.facts.kinds import (
    CALENDAR,
    DAYS,
    KINDS,
    MIDNIGHT,
    AnyFact,
    Bound,
    Calendar,
    Day,
    FactKind,
    Hours,
    Interval,
    Place,
    Policy,
    Price,
    Season,
    Span,
    Special,
    Topic,
    Variant,
    Week,
    Words,
    kind_of,
)
from sportello.knowledge.facts.values import FactProblem, Fields, Path

_NO_WORDS: Words = {}
_NO_SYNONYMS: Mapping[str, tuple[str, ...]] = {}
_NO_COLUMNS: Mapping[str, Words] = {}
_NO_AMOUNTS: Mapping[str, Decimal | None] = {}
_COLUMNS = "{online: {it: online}, desk: {it: in cassa}}"
ONE_PRICE = "price"
"""The column of a service that has but one."""


def read_fact(kind: FactKind, document: Any, path: Path = ()) -> AnyFact:
    """The fact that a plain document says, or the problem with it."""
    fields = Fields(document, path)
    fact = _READERS[kind](fields)
    fields.end()
    return fact


def write_fact(fact: AnyFact) -> dict[str, Any]:
    """A fact as a plain document with all its fields."""
    fields = vars(fact)
    if isinstance(fact, Calendar):
        fields = {name: fields[name] for name in ("id", "country", "region")}
    return {"kind": kind_of(fact)} | _plain(fields)


def _named(fields: Fields, *, needs_name: bool = True) -> dict[str, Any]:
    fields.take("kind", values.text, "")
    read: dict[str, Any] = {
        "id": fields.need("id", values.identity),
        "name": fields.take("name", values.words, _NO_WORDS),
        "synonyms": fields.take("synonyms", values.synonyms, _NO_SYNONYMS),
        "main": fields.take("main", values.flag, default=False),
    }
    if needs_name and not read["name"]:
        raise FactProblem(
            fields.path,
            Reason(
                "fact_name", "`name` is missing: give it per language, like {like}.", like="{it: biglietto, en: ticket}"
            ),
        )
    return read


def _calendar(fields: Fields) -> Calendar:
    fields.take("kind", values.text, "")
    fields.take("id", values.text, CALENDAR)
    country = fields.take("country", _code, None)
    region = fields.take("region", _code, None)
    problem = (
        place_problem(country, region)
        if country
        else (Reason("fact_country", "Give its `country` too.") if region else None)
    )
    if problem:
        raise FactProblem((*fields.path, "region" if region and country else "country"), problem)
    return Calendar(id=CALENDAR, country=country, region=region)


def _hours(fields: Fields) -> Hours:
    named = _named(fields)
    read = Hours(
        **named,
        week=fields.take("week", values.week, None),
        seasons=fields.take("seasons", partial(_each, _season), ()),
        holidays=fields.take("holidays", values.day, None),
        exceptions=fields.take("exceptions", partial(_each, _special), ()),
        time_zone=fields.take("time_zone", _zone, None),
        last_entry=fields.take("last_entry", values.number, None),
        note=fields.take("note", values.words, _NO_WORDS),
    )
    if read.week is None and not read.seasons and not read.exceptions:
        raise FactProblem(fields.path, Reason("fact_week", "Give a `week`, or `seasons` that have one."))
    return read


def _season(value: Any, path: Path) -> Season:
    fields = Fields(value, path)
    read = Season(
        span=values.bounds(fields),
        week=fields.need("week", values.week),
        holidays=fields.take("holidays", values.day, None),
        name=fields.take("name", values.words, _NO_WORDS),
    )
    fields.end()
    return read


def _special(value: Any, path: Path) -> Special:
    fields = Fields(value, path)
    read = Special(
        span=values.bounds(fields),
        hours=fields.need("hours", values.day),
        name=fields.take("name", values.words, _NO_WORDS),
    )
    fields.end()
    return read


def _price(fields: Fields) -> Price:
    named = _named(fields)
    columns = fields.take("columns", _columns, _NO_COLUMNS)
    currency = fields.take("currency", values.text, "EUR").upper()
    if len(currency) != 3 or not currency.isalpha():  # noqa: PLR2004 - ISO 4217
        raise FactProblem((*fields.path, "currency"), Reason("fact_currency", "A currency is three letters, like EUR."))
    single = fields.take("price", values.amount, None)
    variants = fields.take("variants", partial(_each, partial(_variant, tuple(columns))), ())
    if single is not None and not variants and not columns:
        variants = (Variant(id=ONE_PRICE, prices={ONE_PRICE: single}),)
    elif single is not None:
        raise FactProblem(
            (*fields.path, "price"),
            Reason("fact_price_alone", "A price of its own belongs to a service without variants."),
        )
    if not variants:
        raise FactProblem(fields.path, Reason("fact_prices", "`price` is missing (or `variants`, each with one)."))
    if len({one.id for one in variants}) < len(variants):
        raise FactProblem((*fields.path, "variants"), Reason("fact_variant_twice", "Two variants have the same id."))
    note = fields.take("note", values.words, _NO_WORDS)
    return Price(**named, currency=currency, columns=columns, variants=variants, note=note)


def _variant(columns: tuple[str, ...], value: Any, path: Path) -> Variant:
    fields = Fields(value, path)
    named = _named(fields, needs_name=False)
    single = fields.take("price", values.amount, None)
    read = fields.take("prices", lambda value, path: _amounts(value, path, columns), _NO_AMOUNTS)
    if single is not None:
        read = dict.fromkeys(columns or (ONE_PRICE,), single)
    if not read:
        raise FactProblem(path, Reason("fact_missing", "`{field}` is missing.", field="price"))
    first = fields.take("from", values.dated, None)
    last = fields.take("to", values.dated, None)
    if first and last and last < first:
        raise FactProblem((*path, "to"), Reason("fact_last_before", "The last day is before the first."))
    variant = Variant(
        **named,
        prices=read,
        condition=fields.take("condition", values.words, _NO_WORDS),
        ages=fields.take("ages", values.ages, None),
        first=first,
        last=last,
    )
    fields.end()
    return variant


def _place(fields: Fields) -> Place:
    return Place(
        **_named(fields),
        address=fields.take("address", values.text, ""),
        reach=fields.take("reach", values.words, _NO_WORDS),
        phone=fields.take("phone", values.text, ""),
        email=fields.take("email", values.text, ""),
        website=fields.take("website", values.text, ""),
        hours=fields.take("hours", values.identity, None),
    )


def _policy(fields: Fields) -> Policy:
    topic = fields.take("topic", _topic, None)
    answer = fields.need("answer", values.words)
    if not answer:
        raise FactProblem(
            (*fields.path, "answer"),
            Reason("fact_one_language", "Say it in one language at least, like {like}.", like="{it: …}"),
        )
    return Policy(
        **_named(fields),
        topic=topic,
        answer=answer,
        details=fields.take("details", values.words, _NO_WORDS),
    )


_READERS: Mapping[FactKind, Any] = {
    "calendar": _calendar,
    "hours": _hours,
    "price": _price,
    "place": _place,
    "policy": _policy,
}
assert _READERS.keys() == KINDS.keys()  # noqa: S101 - a kind without a reader is a mistake of ours


def _each(read: Any, value: Any, path: Path) -> tuple[Any, ...]:
    return tuple(read(one, where) for one, where in values.entries(value, path))


def _columns(value: Any, path: Path) -> Mapping[str, Words]:
    if not isinstance(value, Mapping):
        raise FactProblem(
            path, Reason("fact_columns", "Columns with their names belong here, like {like}.", like=_COLUMNS)
        )
    fields = values.mapping(cast("Any", value))
    return {values.identity(key, path): values.words(name, (*path, str(key))) for key, name in fields.items()}


def _amounts(value: Any, path: Path, columns: tuple[str, ...]) -> Mapping[str, Decimal | None]:
    known = columns or (ONE_PRICE,)
    fields = values.mapping(value)
    if set(fields) != set(known):
        raise FactProblem(
            path,
            Reason("fact_amounts", "Give an amount (or null: not sold) for each of: {known}.", known=", ".join(known)),
        )
    return {key: None if fields[key] is None else values.amount(fields[key], (*path, key)) for key in known}


def _code(value: Any, path: Path) -> str | None:
    return values.text(value, path).upper() or None


def _zone(value: Any, path: Path) -> str:
    name = values.text(value, path)
    if name not in available_timezones():
        raise FactProblem(
            path, Reason("fact_zone", "“{said}” is no time zone: write one like Europe/Rome.", said=name[:40])
        )
    return name


def _topic(value: Any, path: Path) -> Topic:
    name = values.text(value, path)
    if name not in get_args(Topic):
        raise FactProblem(
            path,
            Reason(
                "fact_topic", "The topics are: {known}; leave it out for any other.", known=", ".join(get_args(Topic))
            ),
        )
    return cast("Topic", name)


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Span):
            plain |= {"from": _bound(value.first), "to": _bound(value.last)}
        else:
            plain[_RENAMED.get(name, name)] = _WRITERS.get(name, _as_it_is)(value)
    return plain


def _as_it_is(value: Any) -> Any:
    return dict(cast("Mapping[Any, Any]", value)) if isinstance(value, Mapping) else value


def _parts(value: tuple[Any, ...]) -> list[dict[str, Any]]:
    parts = [_plain(cast("dict[str, Any]", vars(one))) for one in value]
    for part in parts:
        part.pop("main", None)
    return parts


def _ages(value: tuple[int, int | None] | None) -> str | None:
    return None if value is None else f"{value[0]}+" if value[1] is None else f"{value[0]}-{value[1]}"


def _week(week: Week | None) -> dict[str, Any] | None:
    return None if week is None else dict(zip(DAYS, map(_day, week), strict=True))


def _day(day: Day | str | None) -> list[dict[str, str]] | str | None:
    if day is None or isinstance(day, str):  # the hours of a place are an id
        return day
    return [{"opens": _clock(one.opens), "closes": _clock(_closing(one))} for one in day]


def _closing(interval: Interval) -> int:
    return interval.closes if interval.closes <= MIDNIGHT else interval.closes - MIDNIGHT


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _bound(bound: Bound) -> str:
    day = f"{bound.month:02}-{bound.day:02}"
    return day if bound.year is None else f"{bound.year:04}-{day}"


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _amount_texts(prices: Mapping[str, Decimal | None]) -> dict[str, str | None]:
    return {key: None if one is None else str(one) for key, one in prices.items()}


def _lists(synonyms: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {language: list(listed) for language, listed in synonyms.items()}


_RENAMED = {"first": "from", "last": "to"}
_WRITERS: Mapping[str, Any] = {
    "first": _date,
    "last": _date,
    "week": _week,
    "holidays": _day,
    "hours": _day,
    "ages": _ages,
    "prices": _amount_texts,
    "seasons": _parts,
    "exceptions": _parts,
    "variants": _parts,
    "synonyms": _lists,
}
