"""Reading a PDF: its text in reading order, with headings where larger or bolder letters say so.

Runs in the process apart (`core/sandbox.py`), where PDFium, the reader of Chromium, does the parsing.
"""

import ctypes
import json
import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from sportello.knowledge.documents.columns import Word
from sportello.knowledge.documents.layout import Line, compose, without_margins

_MOST_PAGES, _MOST_LETTERS, _MOST_LINKS, _LONGEST_LINK = 500, 100_000, 500, 2_048
_PASSWORD = 4
_BOLD, _TINY = 600, 2.0
_SPACED = 0.2
"""Where more than this share of the spaces of a page are written, a gap without one is no space."""
_HYPHEN = re.compile("[\x02\ufffe]")
"""A hyphen at the end of a line: PDFium puts the halves of the word together."""


def read(payload: bytes) -> bytes:
    """The reader `read_document` calls for PDF files."""
    head, _, content = payload.partition(b"\n")
    about = json.loads(head)
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower()
        return _unreadable("locked" if locked else "pdf_damaged")
    if not len(document):
        return _unreadable("pdf_no_pages")
    return _answer(about["name"], document)


def _unreadable(code: str) -> bytes:
    return json.dumps({"unreadable": (code, {})}).encode()


def _answer(name: str, document: pdfium.PdfDocument) -> bytes:
    count = len(document)
    pages: list[list[Line]] = []
    pictures = broken = 0
    links: dict[str, None] = {}
    for number in range(min(count, _MOST_PAGES)):
        try:
            page = document[number]
            lines = list(_lines(page))
            links |= dict.fromkeys(_links(document, page))
            if not lines and any(True for _ in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=2)):
                pictures += 1
            page.close()
        except pdfium.PdfiumError:
            broken += 1
            continue
        pages.append(lines)
    if not any(pages):
        if pictures:
            return _unreadable("pdf_scan")
        return _unreadable("no_text")
    heading, markdown = compose(without_margins(pages))
    warnings: list[tuple[str, dict[str, int]]] = []
    if pictures:
        warnings.append(("pdf_pictures", {"pictures": pictures, "count": count}))
    if broken:
        warnings.append(("pdf_broken", {"broken": broken, "count": count}))
    if count > _MOST_PAGES:
        warnings.append(("pdf_long", {"most": _MOST_PAGES, "count": count}))
    title = document.get_metadata_dict().get("Title", "").strip()
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    answer = {
        "title": heading or (title if len(title.split()) > 1 else "") or stem,
        "language": _language(document),
        "markdown": markdown,
        "warnings": warnings,
        "links": list(links),
    }
    return json.dumps(answer, ensure_ascii=False).encode()


def _lines(page: pdfium.PdfPage) -> Iterator[Line]:
    """The lines of a page, in the order PDFium reads them: columns one after the other."""
    text = page.get_textpage()
    try:
        start, letters = 0, list[str]()
        found: list[tuple[str, int, int]] = []
        count = min(text.count_chars(), _MOST_LETTERS)
        spaces = written = 0
        for at in range(count + 1):
            letter = chr(pdfium_c.FPDFText_GetUnicode(text.raw, at) or 32) if at < count else "\n"
            if letter not in "\r\n":
                letters.append(letter)
                if letter == " ":
                    spaces += 1
                    written += not _is_made(text, at)
                continue
            if words := " ".join(_HYPHEN.sub("", "".join(letters)).split()):
                found.append((words, start + len(letters) - len("".join(letters).lstrip()), at - 1))
            start, letters = at + 1, []
        for words, first, last in found:
            yield _line(text, words, first, last, spaced=written > _SPACED * spaces)
    finally:
        text.close()


def _line(text: pdfium.PdfTextPage, words: str, first: int, last: int, *, spaced: bool) -> Line:
    left, bottom, _, top = text.get_charbox(first, loose=True)
    while last > first and chr(pdfium_c.FPDFText_GetUnicode(text.raw, last) or 32).isspace():
        last -= 1
    right = text.get_charbox(last, loose=True)[2]
    weight = pdfium_c.FPDFText_GetFontWeight(text.raw, first)
    size = pdfium_c.FPDFText_GetFontSize(text.raw, first)
    # Where letters are scaled by the page and not by their font, the font says 1: then the height of a line tells.
    size = size if size > _TINY else (top - bottom) * 0.8
    name = _font(text, first)
    bold = weight >= _BOLD or "bold" in name or "black" in name
    return Line(words, left, right, bottom, top, round(size, 1), bold, tuple(_words(text, first, last, spaced=spaced)))


def _words(text: pdfium.PdfTextPage, first: int, last: int, *, spaced: bool) -> Iterator[Word]:
    """The words of a line and where they stand. `spaced` tells that spaces are written on this page."""
    start, parted = None, False
    for at in range(first, last + 2):
        if at <= last and not chr(pdfium_c.FPDFText_GetUnicode(text.raw, at) or 32).isspace():
            start = at if start is None else start
        elif start is not None:
            letters = (chr(pdfium_c.FPDFText_GetUnicode(text.raw, each)) for each in range(start, at))
            left, right = text.get_charbox(start, loose=True)[0], text.get_charbox(at - 1, loose=True)[2]
            if word := _HYPHEN.sub("", "".join(letters)):
                yield Word(word, left, right, parted)
            start, parted = None, spaced and at <= last and _is_made(text, at)


def _is_made(text: pdfium.PdfTextPage, at: int) -> bool:
    """Whether PDFium made a space of a gap."""
    return pdfium_c.FPDFText_IsGenerated(text.raw, at) == 1


def _font(text: pdfium.PdfTextPage, at: int) -> str:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(text.raw, at, name, 128, ctypes.byref(flags))
    return name.value.decode("utf-8", "ignore").lower()


def _links(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[str]:
    at, link = ctypes.c_int(0), pdfium_c.FPDF_LINK()
    for _ in range(_MOST_LINKS):
        if not pdfium_c.FPDFLink_Enumerate(page.raw, ctypes.byref(at), ctypes.byref(link)):
            return
        action = pdfium_c.FPDFLink_GetAction(link)
        size = pdfium_c.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
        if 0 < size < _LONGEST_LINK:
            address = ctypes.create_string_buffer(size)
            pdfium_c.FPDFAction_GetURIPath(document.raw, action, address, size)
            written = address.value.decode("utf-8", "ignore")
            if written.lower().startswith(("http://", "https://")):
                yield written.partition("#")[0]


def _language(document: pdfium.PdfDocument) -> str | None:
    """What the catalogue says it is written in."""
    size = pdfium_c.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if not 0 < size < _LONGEST_LINK:
        return None
    said = ctypes.create_string_buffer(size)
    pdfium_c.FPDFCatalog_GetLanguage(document.raw, ctypes.cast(said, ctypes.POINTER(ctypes.c_ushort)), size)
    found = re.match(r"[a-z]{2}(?![a-z])", said.raw.decode("utf-16-le", "ignore").strip("\x00 ").lower())
    return found[0] if found else None
