"""What a file is, by what it holds: never by its name, nor by what its sender says.

Only what may ever be taken is known here, so there is nothing to guess: each type has its mark at its beginning, office
documents name their main part besides, and what is left is text or nothing. A file that could pass for two things is
taken for the one its mark says, and is never shown by us as anything at all, but pictures made anew.
"""

import re
from codecs import getincrementaldecoder
from dataclasses import dataclass
from typing import IO, Final, Literal

Kind = Literal["image", "pdf", "text", "office", "audio"]
_HEAD, _TAIL, _PIECE = 4 * 1024, 64 * 1024, 64 * 1024


@dataclass(frozen=True)
class FileType:
    """A type that may be taken, and the endings its names may have; the first where a name has none of them."""

    kind: Kind
    media_type: str
    endings: tuple[str, ...]


_OOXML: Final = "application/vnd.openxmlformats-officedocument"
_JPEG = FileType("image", "image/jpeg", ("jpg", "jpeg"))
_PNG = FileType("image", "image/png", ("png",))
_GIF = FileType("image", "image/gif", ("gif",))
_WEBP = FileType("image", "image/webp", ("webp",))
_TEXT = FileType("text", "text/plain", ("txt", "csv", "md", "log", "tsv", "ics", "vcf", "json", "yaml", "yml"))
_MARKS: Final = (
    (rb"\xff\xd8\xff", _JPEG),
    (rb"\x89PNG\r\n\x1a\n", _PNG),
    (rb"GIF8[79]a", _GIF),
    (rb"RIFF....WEBP", _WEBP),
    (rb"%PDF-[12]\.", FileType("pdf", "application/pdf", ("pdf",))),
    (rb"OggS\x00", FileType("audio", "audio/ogg", ("ogg", "oga", "opus"))),
    (rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", FileType("audio", "audio/mpeg", ("mp3",))),
    (rb"....ftyp(?:M4A |M4B )", FileType("audio", "audio/mp4", ("m4a",))),
    (rb"RIFF....WAVE", FileType("audio", "audio/wav", ("wav",))),
)
_MAIN_PARTS: Final = (
    (b"word/document", FileType("office", f"{_OOXML}.wordprocessingml.document", ("docx",))),
    (b"xl/workbook", FileType("office", f"{_OOXML}.spreadsheetml.sheet", ("xlsx",))),
    (b"ppt/presentation", FileType("office", f"{_OOXML}.presentationml.presentation", ("pptx",))),
)
_OPEN_DOCUMENT = re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)(?![-\w])")
_OPEN_ENDINGS: Final = {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}
_ZIP, _MACROS = b"PK\x03\x04", b"vbaProject.bin"
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|\?xml|html|head|body|svg|script|style|iframe|object|embed|math|form|meta|link|base|img)\b",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
"""What no text holds: tab, line ends and the page break (form feed) are left."""


def type_of(file: IO[bytes]) -> FileType | None:
    """What this file is; None where it is nothing that is ever taken. It is read in pieces, and left at its start."""
    file.seek(0)
    head = file.read(_HEAD)
    try:
        for mark, found in _MARKS:
            if re.match(mark, head, re.DOTALL):
                return found
        if head.startswith(_ZIP):
            return _document(file, head)
        return _TEXT if head and not _MARKUP.search(head) and _is_text(file) else None
    finally:
        file.seek(0)


def _document(file: IO[bytes], head: bytes) -> FileType | None:
    """An office document without macros, by the names in its table of contents, which is where it ends."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    if _MACROS in tail:
        return None
    if opened := _OPEN_DOCUMENT.search(head[26:256]):
        media_type = f"application/vnd.oasis.opendocument.{opened[1].decode()}"
        return FileType("office", media_type, (_OPEN_ENDINGS[opened[1]],))
    if b"[Content_Types].xml" not in tail:
        return None
    return next((found for part, found in _MAIN_PARTS if part in tail), None)


def _is_text(file: IO[bytes]) -> bool:
    decoder = getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while piece := file.read(_PIECE):
            if _CONTROLS.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def name_for(said: str, found: FileType) -> str:
    """The name it is shown and saved under: the sender's, with an ending that says what it is."""
    name = said.strip(" .") or "file"
    stem, dot, ending = name.rpartition(".")
    if dot and stem and ending.lower() in found.endings:
        return name
    return f"{name}.{found.endings[0]}"
