"""FAQ lists as people keep them: YAML, JSON or a spreadsheet's CSV, with headers in Italian, English or German."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, cast

from sportello.core.reasons import Reason
from sportello.core.safe_yaml import YamlRefused, load_yaml
from sportello.knowledge.files import Flaw, JsonRefused, flaw_in, load_json_loosely
from sportello.knowledge.sources.publishing import check_names, said_status
from sportello.knowledge.sources.refusal import Refusal
from sportello.knowledge.text.words import fold

MOST_ENTRIES = 20_000
_FIELDS: Mapping[str, frozenset[str]] = {
    "question": frozenset({"question", "questions", "q", "domanda", "domande", "frage", "fragen", "title", "titolo"}),
    "alternatives": frozenset(
        {
            *("alternatives", "alternative", "alternative wordings", "wordings", "wording", "variants", "variant"),
            *("alternative questions", "other questions", "also asked", "varianti", "variante", "alternativa"),
            *("altre domande", "domande alternative", "formulazioni", "varianten", "alternativen", "formulierungen"),
            *("alternative fragen", "weitere fragen", "synonyms", "sinonimi", "synonyme"),
        }
    ),
    "answer": frozenset({"answer", "answers", "a", "risposta", "risposte", "antwort", "antworten", "text", "testo"}),
    "id": frozenset({"id", "key", "entry", "chiave", "codice", "schlussel", "kennung", "nr"}),
    "language": frozenset({"language", "lang", "lingua", "sprache", "locale"}),
    "status": frozenset({"status", "stato"}),
    "draft": frozenset({"draft", "bozza", "entwurf"}),
    "published": frozenset({"published", "pubblicato", "pubblicata", "veroffentlicht"}),
    "valid_from": frozenset({"valid from", "from", "valido dal", "dal", "gultig ab", "ab"}),
    "valid_until": frozenset({"valid until", "until", "valido fino al", "fino al", "gultig bis", "bis"}),
}
_LISTS = frozenset({"faq", "faqs", "entries", "items", "questions", "domande", "fragen", "voci", "eintrage"})
_DELIMITERS = ",;\t|"
_SAYS = re.compile(r"sep=([,;\t|])\s*")
_PARTS = re.compile(r"(?<!\\)\||\n")
_OPENING = 4_000
"""Characters after the first line in which a header may go on."""
_NO_QUESTION = Reason("no_question", "has no question: fill in `question` (domanda, Frage)")


@dataclass(frozen=True)
class FaqRow:
    """One question with its other wordings and its answer."""

    id: str | None
    questions: tuple[str, ...]
    answer: str
    language: str | None
    status: Literal["draft", "published"] | None
    """What it says of itself, if anything."""
    valid_from: str | None = None
    valid_until: str | None = None


@dataclass(frozen=True)
class _Cells:
    """A row of a spreadsheet under the names of its columns."""

    names: Sequence[str | None]
    cells: Sequence[str]
    delimiter: str
    lines: int

    @property
    def swallowed(self) -> bool:
        """Whether a quote that is never closed seems to have taken in the cells and lines that follow it."""
        return self.lines > 1 and len(self.cells) < len(self.names)

    def fields(self) -> list[tuple[str | None, Any]]:
        """What each cell is. Text beyond the last column was cut off by a separator in it: nothing is guessed."""
        if any(cell.strip() for cell in self.cells[len(self.names) :]):
            raise Refusal(
                Reason(
                    "cells",
                    "has {count} cells under {columns} columns: put text that holds {delimiter} in quotes",
                    count=len(self.cells),
                    columns=len(self.names),
                    delimiter=repr(self.delimiter),
                )
            )
        return list(zip(self.names, self.cells, strict=False))


def read_faq(text: str, *, suffix: str) -> tuple[list[FaqRow], list[tuple[str, Reason]]]:
    """The rows of a list, and for each that cannot be used its place (`:3` the line, `#3` the entry) and why."""
    places = _csv(text) if suffix in {".csv", ".tsv"} else _records(_parse(text, suffix))
    rows: list[FaqRow] = []
    refused: list[tuple[str, Reason]] = []
    for count, (place, record) in enumerate(places):
        if count >= MOST_ENTRIES:
            raise Refusal(Reason("list_long", "The list has more than {most} entries. Split it.", most=MOST_ENTRIES))
        try:
            rows.append(_row(record))
        except Refusal as refusal:
            refused.append((place, refusal.reason))
    if not rows and not refused:
        raise Refusal(Reason("list_empty", "The list is empty: each entry needs a `question` and an `answer`."))
    return rows, refused


def _parse(text: str, suffix: str) -> Any:
    try:
        return load_json_loosely(text) if suffix == ".json" else load_yaml(text, nul=True)
    except (JsonRefused, YamlRefused) as error:
        raise Refusal(error.reason) from error


def _records(value: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a parsed list: a list, a list under a name, one entry, or a mapping of questions to answers."""
    if isinstance(value, dict):
        mapping = cast("dict[Any, Any]", value)
        fields = {_field(str(key)) for key in mapping}
        named = next((key for key in mapping if fold(str(key)) in _LISTS and isinstance(mapping[key], list)), None)
        if {"question", "answer"} <= fields:
            value = [mapping]
        elif named is not None:
            value = mapping[named]
        elif all(isinstance(answer, (str, Flaw)) for answer in mapping.values()):
            value = [{"question": question, "answer": answer} for question, answer in mapping.items()]
    if not isinstance(value, list):
        raise Refusal(Reason("no_list", "Expected a list of entries, each with a `question` and an `answer`."))
    for number, record in enumerate(cast("list[Any]", value), start=1):
        yield f"#{number}", record


def _csv(text: str) -> Iterator[tuple[str, Any]]:
    delimiter, skipped = _delimiter(text)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=False)
        header = next(islice(reader, skipped, None), list[str]())
        _check_sound(header)
        names = [_field(name) for name in header]
        check_names(name for name, field in zip(header, names, strict=True) if field is None)
        if "question" not in names or "answer" not in names:
            found = ", ".join(f"“{name}”" for name in header if name) or "–"  # noqa: RUF001 - a dash for none
            raise Refusal(
                Reason(
                    "columns",
                    "The first line must name the columns, among them `question` (domanda, Frage) and `answer` "
                    "(risposta, Antwort). Found: {found}.",
                    found=found[:200],
                )
            )
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield f":{begins}", _Cells(names, cells, delimiter, reader.line_num - begins + 1)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Refusal(
            Reason("csv", "Not a readable CSV file: perhaps a quote is never closed, or a cell is far too long.")
        ) from error


def _delimiter(text: str) -> tuple[str, int]:
    """What parts the cells, and how many lines come before the header: Excel may begin with `sep=;`.

    It is what makes a header of the first line; a comma in a quoted name of a column does not count.
    """
    first, _, rest = text.partition("\n")
    said = _SAYS.fullmatch(first)
    if said:
        return said[1], 1
    for delimiter in _DELIMITERS:
        header = next(csv.reader([first, rest[:_OPENING]], delimiter=delimiter), list[str]())
        if {"question", "answer"} <= {_field(name) for name in header}:
            return delimiter, 0
    return max(_DELIMITERS, key=first.count), 0


def _field(name: str) -> str | None:
    """What a header means: case, accents, a number at the end and punctuation do not matter."""
    plain = re.sub(r"[\W_]+", " ", fold(name)).strip()
    for candidate in (plain, re.sub(r"\s*\d+$", "", plain)):
        for field, names in _FIELDS.items():
            if candidate in names:
                repeated = candidate != plain and field == "question" and not plain.endswith(" 1")
                return "alternatives" if repeated else field
    return None


def _fields_of(record: Any) -> list[tuple[str | None, Any]]:
    if isinstance(record, _Cells):
        return record.fields()
    if not isinstance(record, dict):
        raise Refusal(Reason("no_entry", "is not an entry: write `question:` and `answer:` under it"))
    fields = [(_field(str(key)), str(key), value) for key, value in cast("dict[Any, Any]", record).items()]
    check_names(name for field, name, _ in fields if field is None)
    return [(field, value) for field, _, value in fields]


def _check_sound(value: Any) -> None:
    """Refuse an entry that holds something that cannot be used; the others can."""
    if flaw := flaw_in(value.cells if isinstance(value, _Cells) else value):
        raise Refusal(flaw)


def _row(record: Any) -> FaqRow:
    _check_sound(record)
    questions: list[str] = []
    alternatives: list[str] = []
    single: dict[str, str] = {}
    for field, value in _fields_of(record):
        if field == "question":
            questions += _texts(value)
        elif field == "alternatives":
            alternatives += _texts(value, split=not isinstance(value, list))
        elif field:
            single.setdefault(field, "\n\n".join(_texts(value)))
    wordings = tuple(dict.fromkeys(" ".join(wording.split()) for wording in questions + alternatives))
    if not questions:
        raise Refusal(_NO_QUESTION)
    if not single.get("answer") and isinstance(record, _Cells) and record.swallowed:
        raise Refusal(
            Reason(
                "quote_open",
                "holds {lines} lines in one question and no answer: close the quote that it begins with",
                lines=record.lines,
            )
        )
    if not single.get("answer"):
        raise Refusal(
            Reason(
                "no_answer_given",
                "{question} has no answer: fill in `answer` (risposta, Antwort)",
                question=repr(wordings[0][:80]),
            )
        )
    return FaqRow(
        id=single.get("id") or None,
        questions=wordings,
        answer=single["answer"],
        language=single.get("language", "").lower() or None,
        status=said_status(single),
        valid_from=single.get("valid_from") or None,
        valid_until=single.get("valid_until") or None,
    )


def _texts(value: Any, *, split: bool = False) -> list[str]:
    r"""The texts of a field. Where one text holds several wordings, `|` and line ends part them; `\|` is a bar."""
    values = cast("list[Any]", value) if isinstance(value, list) else [value]
    texts: list[str] = []
    for one in values:
        if isinstance(one, (dict, list)):
            raise Refusal(Reason("no_text_there", "has a list or a mapping where text belongs; put the text in quotes"))
        text = "" if one is None else str(one)
        parts = [part.replace("\\|", "|") for part in _PARTS.split(text)] if split else [text]
        texts += [part.strip() for part in parts]
    return [text for text in texts if text]
