"""Reading what people hand in: files become entries, each with an identity of its own, or a reason why not."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, cast

from sportello.core.reasons import Reason
from sportello.core.safe_yaml import YamlRefused, load_yaml
from sportello.knowledge.articles import LONGEST_BODY, LONGEST_TITLE, Content, problem_of
from sportello.knowledge.documents import SUFFIXES, Document
from sportello.knowledge.files import LARGEST_TEXT, File, Skipped, decoded, not_text, nul, storable, too_large
from sportello.knowledge.sources.faq import FaqRow, read_faq
from sportello.knowledge.sources.publishing import check_names, said_status
from sportello.knowledge.sources.refusal import Refusal
from sportello.knowledge.text.charsets import text_of
from sportello.knowledge.text.languages import KNOWN
from sportello.knowledge.text.markdown import MOST_WORK, blocks, work
from sportello.knowledge.text.words import guess_language

_MARKDOWN = {".md", ".markdown", ".mdown", ".txt"}
_LISTS = {".yaml", ".yml", ".json", ".csv", ".tsv"}
_ROWS = {".csv", ".tsv"}
_OLD = _ROWS | {".txt"}
"""What spreadsheets and editors write without asking in which encoding."""
TEXTS = frozenset(_MARKDOWN | _LISTS)
"""Names of files that are read here; `documents` reads others."""
READABLE = TEXTS | SUFFIXES
"""Names of all files that can be imported."""
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
"""As Hugo writes it."""
_DAY_FIRST = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_CODE = re.compile(
    r"(?:^|[._-])(it|en|de|fr|es|pt|ca|nl|da|sv|no|fi|hu|ro|ru|uk|pl|cs|sk"
    r"|sl|hr|sr|bg|el|lv|lt|sq|tr|ar|he|fa|zh|ja|ko|vi)$"
)
"""Languages as names of files and folders have them."""
_PLAIN = 5
"""So many telltale words, and twice those of any other language, make plain in which a text is written."""


@dataclass(frozen=True)
class Entry:
    """One article as a file has it. `key` is its identity in the source, together with its language."""

    key: str
    path: str
    content: Content
    says_status: bool = False
    """Whether the file itself says draft or published; else an article known before stays what it is."""
    says_validity: bool = False
    """Whether the file itself says from when until when it holds; else an article known before keeps what it has."""
    url: str | None = None
    """The web page this is, for its readers."""

    @property
    def identity(self) -> tuple[str, str]:
        """By which it is known again in its source: language and key."""
        return self.content.language, self.key


@dataclass
class Reading:
    """What files hold. `unread` are files of which something could not be read: nothing of theirs may be removed."""

    entries: list[Entry]
    skipped: list[Skipped]
    unread: set[str]
    elsewhere: frozenset[tuple[str, str]] = frozenset()
    """Identities that other files of the same import hold, as far as they matter."""

    @cached_property
    def identities(self) -> frozenset[tuple[str, str]]:
        """The identities of all entries, once they are all there."""
        return frozenset(entry.identity for entry in self.entries)


def read_files(files: Iterable[File], *, language: str | None, default: str, zone: tzinfo = UTC) -> Reading:
    """Read all files. `language` holds for what does not say its own; else it is guessed, and `default` at last.

    Days they name begin and end in `zone`.
    """
    reading = Reading([], [], set())
    taken: dict[tuple[str, str], str] = {}
    for file in files:
        try:
            found, refused = _read(file, language, default, zone)
        except Refusal as refusal:
            found, refused = [], [Skipped(file.name, refusal.reason)]
        for entry in found:
            identity = entry.identity
            reason = problem_of(entry.content)
            if identity in taken:
                reason = used_twice(entry.key, taken[identity])
            if reason:
                refused.append(Skipped(f"{file.name}: {entry.content.title[:80]}", reason))
            else:
                taken[identity] = file.name
                reading.entries.append(entry)
        if refused:
            reading.unread.add(file.name)
            reading.skipped += refused
    return reading


def used_twice(key: str, where: str | None) -> Reason:
    """Why the second entry with an id is left out."""
    return Reason(
        "id_twice",
        "The id {id} is used twice, first in {where}. Give each entry its own.",
        id=repr(key),
        where=str(where),
    )


def read_parts(name: str, document: Document, *, language: str | None, default: str, url: str | None = None) -> Reading:
    """The articles of a document: one, or several of its parts where it is too long for one."""
    reading = Reading([], [Skipped(name, warning) for warning in document.warnings], set())
    stated = language or _language_of_path(name)
    spoken = _language_of(document, stated, default)
    bodies = list(_parts(document.markdown))
    title = (document.title.strip() or _title_of(name) or name)[: LONGEST_TITLE - 12]
    for number, body in enumerate(bodies, start=1):
        part = number > 1
        content = Content(
            kind="article",
            title=f"{title} ({number}/{len(bodies)})" if len(bodies) > 1 else title,
            language=spoken,
            status="published",
            body=body,
        )
        if problem := problem_of(content):
            if body or not document.warnings:
                reading.skipped.append(Skipped(name, problem))
            reading.unread.add(name)
        else:
            reading.entries.append(Entry(f"{name}#{number}" if part else name, name, content, url=url))
    return reading


def read_written(
    name: str, document: Document, *, language: str | None, default: str, zone: tzinfo, url: str | None = None
) -> Reading:
    """The article of a text as somebody wrote it, with what stands above it between lines of `---`."""
    text = document.markdown.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_BODY:
        return read_parts(name, document, language=language, default=default, url=url)
    try:
        entry = _markdown(File(name, text), text, language or _language_of_path(name), default, zone)
        if (problem := problem_of(entry.content)) is None:
            return Reading([replace(entry, url=url)], [], set())
    except Refusal as refusal:
        problem = refusal.reason
    return Reading([], [Skipped(name, problem)], {name})


def _language_of(document: Document, stated: str | None, default: str) -> str:
    """The language of a document.

    Programs write their own language into what they save, so its text is believed before that. What its owner has
    `stated` of it holds, unless text and document agree on another: of a site in several languages.
    """
    declared = document.language if (document.language or "").lower()[:2] in KNOWN else None
    guessed = guess_language(document.markdown)
    heard = guess_language(document.markdown, least=_PLAIN)
    agreed = declared if declared == guessed else None
    spoken = agreed or stated or heard or declared or guessed or default
    return spoken[:2].lower()


def _parts(text: str) -> Iterator[str]:
    """A text in pieces that fit into an article, cut before a heading where there is one, or else between blocks."""
    text = text.strip()
    while (room := _room(text)) < len(text):
        window = text[:room]
        half = room // 2
        cut = max(window.rfind("\n# ", half), window.rfind("\n## ", half))
        cut = cut if cut > 0 else window.rfind("\n\n", half)
        cut = cut if cut > 0 else window.rfind("\n", half)
        cut = cut if cut > 0 else room
        yield text[:cut].strip()
        text = text[cut:].strip()
    yield text


def _room(text: str) -> int:
    """How much of a text fits into one article: by its length, and by what it costs to parse."""
    room = min(len(text), LONGEST_BODY)
    while work(text[:room]) > MOST_WORK:
        room //= 2
    return room


def _read(file: File, language: str | None, default: str, zone: tzinfo) -> tuple[list[Entry], list[Skipped]]:
    suffix = PurePosixPath(file.name).suffix.lower()
    if suffix not in TEXTS:
        raise Refusal(
            Reason(
                "kind",
                "Only Markdown (.md, .txt), FAQ lists (.yaml, .json, .csv), web pages (.html), PDF and DOCX"
                " can be read.",
            )
        )
    text = _decode(file, lenient=suffix in _OLD, whole=suffix not in _ROWS)
    hint = language or _language_of_path(file.name)
    if suffix in _MARKDOWN:
        return [_markdown(file, text, hint, default, zone)], []
    rows, refused = read_faq(text, suffix=suffix)
    if not hint:
        hint = guess_language("\n".join(f"{row.questions[0]} {row.answer}" for row in rows[:200])) or default
    skipped = [Skipped(f"{file.name}{place}", reason) for place, reason in refused]
    entries: list[Entry] = []
    for row in rows:
        try:
            entries.append(_faq(file.name, row, hint, zone))
        except Refusal as refusal:
            skipped.append(Skipped(f"{file.name}: {row.questions[0][:80]}", refusal.reason))
    return entries, skipped


def _decode(file: File, *, lenient: bool, whole: bool) -> str:
    """The text of a file; one that is read row by row need not be sound as a `whole`."""
    if len(file.content) > LARGEST_TEXT:
        raise Refusal(too_large())
    text = decoded(file.content)
    if text is None and lenient and isinstance(file.content, bytes):
        text = text_of(file.content)
    if text is None:
        raise Refusal(not_text())
    if whole and not storable(text):
        raise Refusal(nul())
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _title_of(name: str) -> str:
    """What to call an article whose text does not say."""
    return " ".join(PurePosixPath(name).stem.replace("_", " ").replace("-", " ").split()).capitalize()


def _language_of_path(name: str) -> str | None:
    """`faq/it.yaml`, `articles/de/preise.md` and `orari.it.md` say their language."""
    path = PurePosixPath(name)
    for part in (path.stem.lower(), *(folder.lower() for folder in reversed(path.parts[:-1]))):
        match = _CODE.search(part)
        if match:
            return match[1]
    return None


def _markdown(file: File, text: str, hint: str | None, default: str, zone: tzinfo) -> Entry:
    name = file.name
    front: dict[str, Any] = {}
    if match := _FRONT.match(text):
        front = _front_matter(match[1])
        text = text[match.end() :]
    elif match := _FRONT_TOML.match(text):
        front = _front_toml(match[1])
        text = text[match.end() :]
    first = next(iter(blocks(text[:20_000])), None)
    heading = first.title if first and first.kind == "heading" and first.level == 1 else ""
    title = str(front.get("title") or heading or file.title or _title_of(name))[:LONGEST_TITLE]
    language = str(front.get("language") or front.get("lang") or hint or guess_language(text) or default)
    check_names(front)
    status = said_status(front)
    content = Content(
        kind="article",
        title=title,
        language=language,
        status=status or "published",
        body=text.strip(),
        valid_from=_moment(front.get("valid_from"), zone),
        valid_until=_moment(front.get("valid_until"), zone, end=True),
    )
    return Entry(
        str(front.get("id") or name),
        name,
        content,
        says_status=status is not None,
        says_validity="valid_from" in front or "valid_until" in front,
    )


def _moment(said: Any, zone: tzinfo, *, end: bool = False) -> datetime | None:
    """A day or a time as a file says it. A day begins at its midnight; as an end it is meant to its own end."""
    if said is None or said == "":
        return None
    written = _iso(str(said).strip())
    try:
        if len(written) == len("2026-12-31"):
            return datetime.combine(date.fromisoformat(written) + timedelta(days=end), time(), zone)
        moment = datetime.fromisoformat(written)
    except (ValueError, OverflowError):
        raise Refusal(_no_day(written)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _iso(written: str) -> str:
    """A day as spreadsheets write it, the day first, as ISO has it; where that may be meant otherwise, as it is."""
    match = _DAY_FIRST.fullmatch(written)
    if match is None:
        return written
    day, month = int(match[1]), int(match[3])
    month_first_too = match[2] == "/" and day <= 12 and day != month  # noqa: PLR2004 - months of a year
    return written if month_first_too else f"{match[4]}-{month:02}-{day:02}"


def _no_day(said: str) -> Reason:
    return Reason("no_day", "{said} is no day: write it like 2026-12-31.", said=repr(said[:40]))


def _front_matter(text: str) -> dict[str, Any]:
    try:
        front = load_yaml(f"\n{text}")  # below the first ---
    except YamlRefused as error:
        raise Refusal(error.reason) from error
    if front is not None and not isinstance(front, dict):
        raise Refusal(Reason("front_lines", "Between the --- marks belong lines like `title: Opening hours`."))
    return {str(key).lower(): value for key, value in cast("dict[Any, Any]", front or {}).items()}


def _front_toml(text: str) -> dict[str, Any]:
    try:
        return {key.lower(): value for key, value in tomllib.loads(text).items()}
    except (tomllib.TOMLDecodeError, RecursionError):
        raise Refusal(
            Reason("front_toml", "Between the +++ marks belongs TOML, like `title = 'Opening hours'`.")
        ) from None


def _faq(name: str, row: FaqRow, hint: str, zone: tzinfo) -> Entry:
    content = Content(
        kind="faq",
        title=row.questions[0][:300],
        language=row.language or hint,
        status=row.status or "published",
        body=row.answer,
        questions=row.questions,
        valid_from=_moment(row.valid_from, zone),
        valid_until=_moment(row.valid_until, zone, end=True),
    )
    return Entry(
        row.id or f"{name}#{row.questions[0][:200]}",
        name,
        content,
        says_status=row.status is not None,
        says_validity=bool(row.valid_from or row.valid_until),
    )
