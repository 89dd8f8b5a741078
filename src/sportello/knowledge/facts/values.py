"""Reading plain values (of YAML, JSON, a request) into what they mean, or a problem with its place."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, TypeVar, cast

from sportello.core.reasons import Reason
from sportello.knowledge.facts.kinds import DAYS, MIDNIGHT, Bound, Day, Interval, Span, Week, Words

Read = TypeVar("Read")
Default = TypeVar("Default")
Path = tuple[str | int, ...]
"""Where in a document something stands: names of fields and numbers of entries, from 0."""

LONGEST: Final = 2_000
MOST: Final = 400
ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_TEXTS: Final = "{it: …, en: …, de: …}"
_LISTS: Final = "{it: [intero, adulti], en: [adult]}"
_LANGUAGE = re.compile(r"[a-z]{2}")
_INTERVAL = re.compile(r"\s*(\S+?)\s*[-\u2013]\s*(\S+)\s*")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YEARLY = re.compile(r"(\d{1,2})-(\d{1,2})")
_AMOUNT = re.compile(r"\d{1,7}(?:[.,]\d{1,2})?")
_WHOLE = re.compile(r"[0-9]{1,4}")
_YES = frozenset({"true", "yes", "on", "si", "sì", "ja"})
_NO = frozenset({"false", "no", "off", "nein"})
_FREE = frozenset({"free", "gratis", "kostenlos", "gratuito"})
_CLOSED = frozenset({"closed", "chiuso", "geschlossen"})
_DAY_NAMES: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            ("mon", "monday", "lun", "lunedi", "lunedì", "mo", "montag"),
            ("tue", "tuesday", "mar", "martedi", "martedì", "di", "dienstag"),
            ("wed", "wednesday", "mer", "mercoledi", "mercoledì", "mi", "mittwoch"),
            ("thu", "thursday", "gio", "giovedi", "giovedì", "do", "donnerstag"),
            ("fri", "friday", "ven", "venerdi", "venerdì", "fr", "freitag"),
            ("sat", "saturday", "sab", "sabato", "sa", "samstag"),
            ("sun", "sunday", "dom", "domenica", "so", "sonntag"),
        )
    )
    for name in names
}


class FactProblem(ValueError):
    """Something that cannot be read: where it stands, and how to mend it."""

    def __init__(self, path: Path, reason: Reason) -> None:
        super().__init__(reason)
        self.path, self.reason = path, reason

    @property
    def field(self) -> str:
        """The place as programs find it: `variants.0.prices`, counted from 0."""
        return ".".join(map(str, self.path))

    @property
    def place(self) -> str:
        """The same as people count: `variants.1.prices`."""
        return ".".join(str(part + 1) if isinstance(part, int) else part for part in self.path)

    def __str__(self) -> str:
        """The place as people count, then what is wrong."""
        return f"{self.place}: {self.reason}" if self.path else self.reason


class Fields:
    """The fields of a mapping. What is read is taken; what is left at the end is a mistake, and told."""

    def __init__(self, value: Any, path: Path = ()) -> None:
        if not isinstance(value, Mapping):
            raise FactProblem(path, Reason("fact_fields", "Fields belong here, like `name: …`, one a line."))
        self.path = path
        named = {str(key): one for key, one in cast("Mapping[Any, Any]", value).items()}
        self._left: dict[str, Any] = named
        self._known = list[str]()

    def take(self, name: str, read: Callable[[Any, Path], Read], default: Default) -> Read | Default:
        """A field, or the default where there is none."""
        self._known.append(name)
        value = self._left.pop(name, None)
        return default if value is None else read(value, (*self.path, name))

    def need(self, name: str, read: Callable[[Any, Path], Read]) -> Read:
        """A field that must be there."""
        self._known.append(name)
        value = self._left.pop(name, None)
        if value is None:
            raise FactProblem(self.path, Reason("fact_missing", "`{field}` is missing.", field=name))
        return read(value, (*self.path, name))

    def end(self) -> None:
        """Refuse what nobody asked for: a field that is misspelt would be lost in silence."""
        for name in self._left:
            raise FactProblem(
                (*self.path, name),
                Reason("fact_field", "There is no such field here; there are: {known}.", known=", ".join(self._known)),
            )


def mapping(value: Any) -> Mapping[Any, Any]:
    """The fields of what has some; none of what has not."""
    return cast("Mapping[Any, Any]", value) if isinstance(value, Mapping) else {}


def text(value: Any, path: Path) -> str:
    """One text."""
    if isinstance(value, (dict, list, bool)):
        raise FactProblem(path, Reason("fact_text", "Text belongs here; put it in quotes."))
    read = str(value).strip()
    if len(read) > LONGEST:
        raise FactProblem(
            path,
            Reason("fact_long", "This has {length} characters; {most} is the most.", length=len(read), most=LONGEST),
        )
    return read


def identity(value: Any, path: Path) -> str:
    """An id: short, for machines and addresses."""
    read = text(value, path)
    if not ID.fullmatch(read):
        raise FactProblem(
            path, Reason("fact_id", "“{said}” is no id: use a-z, 0-9, - and _, at most 60.", said=read[:60])
        )
    return read


def flag(value: Any, path: Path) -> bool:
    """Yes or no."""
    written = str(value).strip().lower()
    if written not in _YES | _NO:
        raise FactProblem(path, Reason("fact_flag", "Write true or false."))
    return written in _YES


def number(value: Any, path: Path) -> int:
    """A whole number from nothing up."""
    written = str(value).strip()
    if isinstance(value, bool) or not _WHOLE.fullmatch(written):
        raise FactProblem(path, Reason("fact_number", "Write a whole number."))
    return int(written)


def words(value: Any, path: Path) -> Words:
    """A text per language."""
    if isinstance(value, str):
        raise FactProblem(
            path, Reason("fact_which_language", "Say in which language: {like}.", like=f"{{it: {value[:40]!r}}}")
        )
    fields = mapping(value)
    if not isinstance(value, Mapping):
        raise FactProblem(path, Reason("fact_texts", "A text per language belongs here, like {like}.", like=_TEXTS))
    read = {_language(code, path): text(said, (*path, str(code))) for code, said in fields.items()}
    return {code: said for code, said in read.items() if said}


def synonyms(value: Any, path: Path) -> Mapping[str, tuple[str, ...]]:
    """Texts per language."""
    if not isinstance(value, Mapping):
        raise FactProblem(path, Reason("fact_lists", "Lists per language belong here, like {like}.", like=_LISTS))
    read: dict[str, tuple[str, ...]] = {}
    for code, listed in cast("Mapping[Any, Any]", value).items():
        language = _language(code, path)
        read[language] = tuple(
            said for said in (text(one, where) for one, where in entries(listed, (*path, language))) if said
        )
    return {language: said for language, said in read.items() if said}


def entries(value: Any, path: Path) -> Iterator[tuple[Any, Path]]:
    """The entries of a list, each with its place; one alone counts as a list of one."""
    listed = cast("list[Any]", value) if isinstance(value, list) else [value]
    if len(listed) > MOST:
        raise FactProblem(
            path,
            Reason(
                "fact_list_long", "This list has {length} entries; {most} is the most.", length=len(listed), most=MOST
            ),
        )
    for place, one in enumerate(listed):
        yield one, (*path, place)


def clock(value: Any, path: Path) -> int:
    """A time of day as minutes: "17:00", "17.30", "17"; 24:00 is midnight at the end."""
    found = _CLOCK.fullmatch(str(value).strip())
    minutes = int(found[1]) * 60 + int(found[2] or 0) if found and int(found[2] or 0) < 60 else -1  # noqa: PLR2004
    if not 0 <= minutes <= MIDNIGHT:
        raise FactProblem(path, Reason("fact_time", "“{said}” is no time: write it like 17:00.", said=str(value)[:20]))
    return minutes


def interval(value: Any, path: Path) -> Interval:
    """From a time to a time; one that closes no later than it opens closes on the next day."""
    if isinstance(value, Mapping):
        fields = Fields(value, path)
        opens, closes = fields.need("opens", clock), fields.need("closes", clock)
        fields.end()
    else:
        found = _INTERVAL.fullmatch(str(value))
        if not found:
            raise FactProblem(
                path,
                Reason("fact_opening", "“{said}” is no opening time: write it like 17:00-22:00.", said=str(value)[:40]),
            )
        opens, closes = clock(found[1], path), clock(found[2], path)
    if opens == MIDNIGHT:
        raise FactProblem(path, Reason("fact_opens_late", "Nothing opens at 24:00: write 00:00 on the next day."))
    return Interval(opens, closes if closes > opens else closes + MIDNIGHT)


def day(value: Any, path: Path) -> Day:
    """The intervals of a day; `closed` or an empty list: none."""
    if isinstance(value, str) and value.strip().lower() in _CLOSED:
        return ()
    parts = value.split(",") if isinstance(value, str) else value
    read = sorted(interval(one, where) for one, where in entries(parts, path))
    for before, after in pairwise(read):
        if after.opens < before.closes:
            raise FactProblem(path, Reason("fact_overlap", "Two of these opening times overlap."))
    return tuple(read)


def week(value: Any, path: Path) -> Week:
    """The seven days, each by itself or several at once (`mon-thu`, `sat, sun`); what is not there is closed."""
    if not isinstance(value, Mapping):
        raise FactProblem(path, Reason("fact_days", "Days belong here, like `mon-fri: 09:00-18:00`."))
    days: dict[int, Day] = {}
    for key, written in cast("Mapping[Any, Any]", value).items():
        where = (*path, str(key))
        for place in _days(str(key), where):
            if place in days:
                raise FactProblem(where, Reason("fact_day_twice", "{day} is written twice.", day=DAYS[place]))
            days[place] = () if written is None else day(written, where)
    return tuple(days.get(place, ()) for place in range(7))


def span(value: Any, path: Path) -> Span:
    """Days `from` … `to`, or the one day that is written."""
    if not isinstance(value, Mapping):
        only = bound(value, path)
        return Span(only, only)
    fields = Fields(value, path)
    read = bounds(fields)
    fields.end()
    return read


def bounds(fields: Fields) -> Span:
    """The fields `from` and `to` (or `on`) of a mapping that has others too."""
    on = fields.take("on", bound, None)
    if on is not None:
        return Span(on, on)
    first = fields.need("from", bound)
    last = fields.take("to", bound, first)
    if (first.year is None) != (last.year is None):
        raise FactProblem(
            (*fields.path, "to"), Reason("fact_years", "Give both days a year, or neither (then it is every year).")
        )
    if first.year is not None and first.in_year(first.year) > last.in_year(first.year):
        raise FactProblem((*fields.path, "to"), Reason("fact_last_before", "The last day is before the first."))
    return Span(first, last)


def bound(value: Any, path: Path) -> Bound:
    """A day: 2026-12-25, or 12-25 for every year."""
    if isinstance(value, date):
        return Bound(value.month, value.day, value.year)
    written = str(value).strip()
    dated, yearly = _DATE.fullmatch(written), _YEARLY.fullmatch(written)
    try:
        if dated:
            read = date(int(dated[1]), int(dated[2]), int(dated[3]))
            return Bound(read.month, read.day, read.year)
        if yearly:
            read = date(2000, int(yearly[1]), int(yearly[2]))
            return Bound(read.month, read.day)
    except ValueError as error:
        raise FactProblem(path, Reason("fact_no_such_day", "There is no day {said}.", said=written)) from error
    raise FactProblem(
        path, Reason("fact_day", "“{said}” is no day: write 2026-12-25, or 12-25 for every year.", said=written[:30])
    )


def dated(value: Any, path: Path) -> date:
    """A day of one year."""
    read = bound(value, path)
    if read.year is None:
        raise FactProblem(path, Reason("fact_year", "Give this day its year, like 2026-12-25."))
    return read.in_year(read.year)


def amount(value: Any, path: Path) -> Decimal:
    """An amount of money: 14, 9.50, or free."""
    written = str(value).strip()
    if written.lower() in _FREE:
        return Decimal("0.00")
    if not _AMOUNT.fullmatch(written):
        raise FactProblem(
            path,
            Reason(
                "fact_amount", "“{said}” is no price: write 14, 9.50 or free, without a currency.", said=written[:30]
            ),
        )
    return Decimal(written.replace(",", ".")).quantize(Decimal("0.01"))


def ages(value: Any, path: Path) -> tuple[int, int | None]:
    """Ages from … to, both within: 6-13, or 65+."""
    found = re.fullmatch(r"(\d{1,3})\s*(?:\+|[-\u2013]\s*(\d{1,3}))", str(value).strip())
    if not found or (found[2] and int(found[2]) < int(found[1])):
        raise FactProblem(path, Reason("fact_ages", "Write ages like 6-13 or 65+."))
    return int(found[1]), int(found[2]) if found[2] else None


def _language(code: Any, path: Path) -> str:
    read = str(code)
    if not _LANGUAGE.fullmatch(read):
        raise FactProblem((*path, read), Reason("fact_language", "A language is two letters: it, en, de."))
    return read


def _days(key: str, path: Path) -> list[int]:
    found: list[int] = []
    for part in key.split(","):
        ends = [_DAY_NAMES.get(name.strip().lower()) for name in re.split(r"[-\u2013]", part)]
        if len(ends) > 2 or None in ends:  # noqa: PLR2004 - from and to
            raise FactProblem(
                path,
                Reason(
                    "fact_weekday",
                    "“{said}” is no day: write mon, tue, wed, thu, fri, sat, sun or mon-fri.",
                    said=part.strip()[:20],
                ),
            )
        first, last = cast("int", ends[0]), cast("int", ends[-1])
        found += [place % 7 for place in range(first, last + 1 if last >= first else last + 8)]
    return found
