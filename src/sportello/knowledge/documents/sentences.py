"""What the readers of documents answer by a code, as sentences."""

from typing import Final

SENTENCES: Final = {
    "no_text": "It holds no text.",
    "locked": "It is protected by a password. Save it without one.",
    "page_empty": "The page is empty.",
    "page_frames": "The page only sets frames around others. Give their addresses instead.",
    "page_login": "The page asks to sign in, and is read without. Paste its text instead.",
    "page_notice": "This was taken for a notice about cookies and left out: “{start}…”",
    "page_deep": "Its parts lie more than {most} within each other; what lies deeper was not read. Save it as PDF.",
    "page_long": "It holds more than {most} MB of text in one piece; from there on nothing was read. Save it as PDF.",
    "page_scripted": (
        "The page holds no text of its own; perhaps it is made by scripts in the browser. Paste its text instead."
    ),
    "pdf_damaged": "The file is damaged: no page can be found. Save it again.",
    "pdf_no_pages": "It has no pages.",
    "pdf_scan": "It holds only pictures of text (a scan). Run text recognition (OCR) over it first.",
    "pdf_pictures": "{pictures} of {count} pages hold only pictures; their text is not read.",
    "pdf_broken": "{broken} of {count} pages are damaged and were left out.",
    "pdf_long": "Only the first {most} of {count} pages were read.",
    "docx_damaged": "The file is damaged or protected by a password. Save it again, without one.",
    "docx_no_text": "The file holds no text.",
    "docx_only_pictures": "The file holds no text. It holds only pictures.",
    "docx_parts": "The file is made of {count} parts; a Word file has a few dozen.",
    "docx_large": "Unpacked it would be {size} MB; up to {most} MB are read.",
    "docx_long": "It is made of {count} paragraphs, cells and pieces of text; up to {most} are read. Split it.",
    "docx_packed": "It is packed far tighter than any text can be.",
    "docx_none": "It is a ZIP file but no Word document. Save it as DOCX.",
    "docx_outside": "A part of it wants to be stored outside of the file.",
    "docx_doctype": "It declares a document type, which no Word file does.",
    "docx_pictures": "{pictures} pictures were left out; text in them is not read.",
}
