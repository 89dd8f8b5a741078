"""Documents: web pages, PDF and Word files become Markdown to cut passages from, and sites give up their pages.

`read_document` reads one document, in a process apart; `discover` walks a sitemap or a section of a site and tells
of every page what it is or why it was left out. Fetching itself is `core.http`.
"""

from sportello.knowledge.documents.discovering import PAUSE, Found, discover, elsewhere, same_page
from sportello.knowledge.documents.reading import (
    LARGEST_DOCUMENT,
    MEDIA_TYPES,
    SUFFIXES,
    Document,
    DocumentUnreadable,
    read_document,
)
from sportello.knowledge.documents.robots import NO_INDEX, Wishes, same_site, unlisted

__all__ = [
    "LARGEST_DOCUMENT",
    "MEDIA_TYPES",
    "NO_INDEX",
    "PAUSE",
    "SUFFIXES",
    "Document",
    "DocumentUnreadable",
    "Found",
    "Wishes",
    "discover",
    "elsewhere",
    "read_document",
    "same_page",
    "same_site",
    "unlisted",
]
