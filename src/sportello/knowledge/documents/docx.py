"""Reading a Word file: its headings, lists, tables and links, by what its styles are called.

Runs in the process apart (`core/sandbox.py`). The file is a ZIP of XML; it is measured by its directory before
anything is unpacked, and read with as few words of XML as Word itself needs: no document types, no entities.
"""

import io
import json
import re
import zipfile
from xml.etree import ElementTree as ET

import mammoth
from lxml import html

from sportello.knowledge.documents.looks import look_through
from sportello.knowledge.documents.markup import Writer, web_address

_MOST_PARTS, _LARGEST, _RATIO = 2_000, 64 * 1024 * 1024, 250
_LOOKED_AT = 4_096
_SAID = {f"word/{name}.xml" for name in ("document", "footnotes", "endnotes", "comments")}
_PART = re.compile(rb"<(?:\w+:)?(?:p|r|t|tc|tr|br|tab)[\s/>]")
"""What a text is made of, and what reading it costs."""
_MOST_PIECES, _FEW_PIECES, _PIECES_A_BYTE = 250_000, 50_000, 3
"""More cannot be read in the time there is. Of a text no more than one comes of each packed byte."""
_CORE = "docProps/core.xml"
_TITLE, _LANGUAGE = "{http://purl.org/dc/elements/1.1/}title", "{http://purl.org/dc/elements/1.1/}language"
_SPOKEN = re.compile(rb'<w:lang\b[^>]*?w:val="([A-Za-z]{2})(?![A-Za-z])')
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Titel'] => h1:fresh
p[style-name='Titolo'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
b => strong
"""


class _Refused(Exception):
    """This file is not unpacked."""

    def __init__(self, code: str, **about: str | int) -> None:
        super().__init__(code)
        self.answer = {"unreadable": (code, about)}


def read(payload: bytes) -> bytes:
    """The reader `read_document` calls for Word files."""
    head, _, content = payload.partition(b"\n")
    about = json.loads(head)
    try:
        answer = _read(about["name"], content)
    except _Refused as refusal:
        answer = refusal.answer
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, EOFError):
        answer = _Refused("docx_damaged").answer
    return json.dumps(answer, ensure_ascii=False).encode()


def _read(name: str, content: bytes) -> dict[str, object]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        _measure(parts)
        _count(parts)
        title, language = _about(parts)
        seen, first = look_through(parts)
    result = mammoth.convert_to_html(
        io.BytesIO(seen or content),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(lambda _: {}),
        include_embedded_style_map=False,
    )
    tree = html.fragment_fromstring(result.value or "<p></p>", create_parent="div")
    pictures = sum(1 for _ in tree.iter("img"))
    markdown = Writer().write(tree)
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    heading = first if first and len(headings) != 1 else next(iter(headings), "")
    links = (web_address(link.get("href"), None, pages=True) for link in tree.iter("a"))
    if not markdown.strip():
        raise _Refused("docx_only_pictures" if pictures else "docx_no_text")
    return {
        "title": heading or title or name.rpartition("/")[2].rpartition(".")[0],
        "language": language,
        "markdown": markdown,
        "warnings": [("docx_pictures", {"pictures": pictures})] if pictures else [],
        "links": list(dict.fromkeys(link for link in links if link)),
    }


def _measure(parts: zipfile.ZipFile) -> None:
    """Refuse, by the directory and the first bytes alone, what would grow beyond reason when unpacked."""
    listed = parts.infolist()
    if len(listed) > _MOST_PARTS:
        raise _Refused("docx_parts", count=len(listed))
    whole = sum(part.file_size for part in listed)
    packed = sum(part.compress_size for part in listed)
    if whole > _LARGEST:
        raise _Refused("docx_large", size=f"{whole / 1e6:.0f}", most=f"{_LARGEST / 1e6:.0f}")
    if whole > packed * _RATIO + 1_000_000:
        raise _Refused("docx_packed")
    names = {part.filename for part in listed}
    if "word/document.xml" not in names:
        raise _Refused("docx_none")
    for part in listed:
        if part.filename.startswith(("/", "\\")) or ".." in part.filename.replace("\\", "/").split("/"):
            raise _Refused("docx_outside")
        if part.filename.endswith((".xml", ".rels")):
            with parts.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(_LOOKED_AT).upper().replace(b"\x00", b""):
                    raise _Refused("docx_doctype")


def _count(parts: zipfile.ZipFile) -> None:
    """Refuse what would take longer to read than there is time, or is one thing said over and over."""
    said = [part for part in parts.infolist() if part.filename in _SAID]
    pieces = sum(sum(1 for _ in _PART.finditer(parts.read(part))) for part in said)
    if pieces > _FEW_PIECES and pieces > _PIECES_A_BYTE * sum(part.compress_size for part in said):
        raise _Refused("docx_packed")
    if pieces > _MOST_PIECES:
        raise _Refused("docx_long", count=pieces, most=_MOST_PIECES)


def _about(parts: zipfile.ZipFile) -> tuple[str, str | None]:
    """The title and language its properties give, as far as they do."""
    title, language = "", None
    if _CORE in parts.namelist():
        try:
            properties = ET.fromstring(parts.read(_CORE))  # noqa: S314 - measured, without a document type
        except ET.ParseError:
            return title, language
        title = (properties.findtext(_TITLE) or "").strip()
        language = (properties.findtext(_LANGUAGE) or "").strip()[:2].lower() or None
    if "word/styles.xml" in parts.namelist() and (found := _SPOKEN.search(parts.read("word/styles.xml"))):
        language = language or found[1].decode().lower()
    return title, language
