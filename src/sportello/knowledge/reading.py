"""Reading what people hand in: files become entries, each with an identity of its own, or a reason why not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from sportello.knowledge.articles import Content, problem_of
from sportello.knowledge.faq import FaqRow, Refusal, read_faq
from sportello.knowledge.markdown import blocks
from sportello.knowledge.safe_yaml import YamlRefused, load_yaml
from sportello.knowledge.words import guess_language

LARGEST_FILE = 5 * 1024 * 1024
_MARKDOWN = {".md", ".markdown", ".mdown", ".txt"}
_LISTS = {".yaml", ".yml", ".json", ".csv", ".tsv"}
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_CODE = re.compile(r"(?:^|[._-])([a-z]{2})$")
_KNOWN = {"it", "en", "de", "fr", "es", "pt", "nl", "da", "sv", "no", "fi", "hu", "ro", "ru", "tr"}


@dataclass(frozen=True)
class File:
    """A file as it was handed in; `name` is its path within the source, with slashes."""

    name: str
    content: bytes | str


@dataclass(frozen=True)
class Skipped:
    """Something that was left out of an import, and how to mend it."""

    item: str
    reason: str


@dataclass(frozen=True)
class Entry:
    """One article as a file has it. `key` is its identity in the source, together with its language."""

    key: str
    path: str
    content: Content
    says_status: bool
    """Whether the file itself says draft or published; else an article known before stays what it is."""


@dataclass
class Reading:
    """What files hold. `unread` are files of which something could not be read: nothing of theirs may be removed."""

    entries: list[Entry]
    skipped: list[Skipped]
    unread: set[str]


def read_files(files: Iterable[File], *, language: str | None, default: str) -> Reading:
    """Read all files. `language` holds for what does not say its own; else it is guessed, and `default` at last."""
    reading = Reading([], [], set())
    taken: dict[tuple[str, str], str] = {}
    for file in files:
        try:
            found, refused = _read(file, language, default)
        except Refusal as refusal:
            found, refused = [], [Skipped(file.name, str(refusal))]
        for entry in found:
            identity = (entry.content.language, entry.key)
            reason = problem_of(entry.content)
            if identity in taken:
                reason = f"The id {entry.key!r} is used twice, first in {taken[identity]}. Give each entry its own."
            if reason:
                refused.append(Skipped(f"{file.name}: {entry.content.title[:80]}", reason))
            else:
                taken[identity] = file.name
                reading.entries.append(entry)
        if refused:
            reading.unread.add(file.name)
            reading.skipped += refused
    return reading


def _read(file: File, language: str | None, default: str) -> tuple[list[Entry], list[Skipped]]:
    suffix = PurePosixPath(file.name).suffix.lower()
    if suffix not in _MARKDOWN | _LISTS:
        raise Refusal("Only Markdown (.md, .txt) and FAQ lists (.yaml, .json, .csv) can be read.")
    text = _decode(file, lenient=suffix in {".csv", ".tsv"})
    hint = language or _language_of_path(file.name)
    if suffix in _MARKDOWN:
        return [_markdown(file.name, text, hint, default)], []
    rows, refused = read_faq(text, suffix=suffix)
    if not hint:
        hint = guess_language("\n".join(f"{row.questions[0]} {row.answer}" for row in rows[:200])) or default
    skipped = [Skipped(f"{file.name}: {place}", reason) for place, reason in refused]
    return [_faq(file.name, row, hint) for row in rows], skipped


def _decode(file: File, *, lenient: bool) -> str:
    if len(file.content) > LARGEST_FILE:
        raise Refusal(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Split it.")
    if isinstance(file.content, str):
        return file.content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not lenient:
            raise Refusal("The file is not UTF-8 text. Save it again with the encoding UTF-8.") from error
        text = file.content.decode("cp1252", errors="replace")  # what Excel writes
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _language_of_path(name: str) -> str | None:
    """`faq/it.yaml`, `articles/de/preise.md` and `orari.it.md` say their language."""
    path = PurePosixPath(name)
    for part in (path.stem.lower(), *(folder.lower() for folder in reversed(path.parts[:-1]))):
        match = _CODE.search(part)
        if match and match[1] in _KNOWN:
            return match[1]
    return None


def _markdown(name: str, text: str, hint: str | None, default: str) -> Entry:
    front: dict[str, Any] = {}
    match = _FRONT.match(text)
    if match:
        front = _front_matter(match[1])
        text = text[match.end() :]
    first = next(iter(blocks(text[:20_000])), None)
    heading = first.title if first and first.kind == "heading" and first.level == 1 else ""
    stem = PurePosixPath(name).stem.replace("_", " ").replace("-", " ").strip()
    title = str(front.get("title") or heading or stem.capitalize())[:300]
    language = str(front.get("language") or front.get("lang") or hint or guess_language(text) or default)
    status = "draft" if front.get("draft") is True or front.get("status") == "draft" else "published"
    content = Content(kind="article", title=title, language=language, status=status, body=text.strip(), questions=())
    return Entry(str(front.get("id") or name), name, content, says_status="draft" in front or "status" in front)


def _front_matter(text: str) -> dict[str, Any]:
    try:
        front = load_yaml(text)
    except YamlRefused as error:
        raise Refusal(f"The lines between the --- marks are not valid YAML: {error}") from error
    if front is not None and not isinstance(front, dict):
        raise Refusal("Between the --- marks belong lines like `title: Opening hours`.")
    return {str(key).lower(): value for key, value in cast("dict[Any, Any]", front or {}).items()}


def _faq(name: str, row: FaqRow, hint: str) -> Entry:
    content = Content(
        kind="faq",
        title=row.questions[0][:300],
        language=row.language or hint,
        status="draft" if row.draft else "published",
        body=row.answer,
        questions=row.questions,
    )
    return Entry(row.id or f"{name}#{row.questions[0][:200]}", name, content, says_status=row.draft)
