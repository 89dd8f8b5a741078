"""Questions and answers that a page tells search engines of (schema.org's FAQPage), where it does not show them itself.

Pages that scripts make often hold their questions nowhere else.
"""

import json
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree, html
from lxml.html import HtmlElement

_MOST, _DEEPEST = 200, 6
_LONGEST = 1_000_000


def questions(tree: HtmlElement) -> list[tuple[str, HtmlElement]]:
    """Each question with its answer, in their order, as far as they can be read."""
    found: dict[str, HtmlElement] = {}
    for script in tree.iter("script"):
        written = script.text or ""
        if script.get("type", "").lower() != "application/ld+json" or len(written) > _LONGEST:
            continue
        try:
            said = json.loads(written)
        except (ValueError, RecursionError):
            continue
        for question, answer in _asked(said, 0):
            if question not in found and (told := _told(answer)) is not None and len(found) < _MOST:
                found[question] = told
    return list(found.items())


def _asked(said: Any, depth: int) -> Iterator[tuple[str, str]]:
    """The questions anywhere in what is said."""
    if depth > _DEEPEST:
        return
    if isinstance(said, list):
        for one in cast("list[Any]", said):
            yield from _asked(one, depth + 1)
    elif isinstance(said, dict):
        thing = cast("dict[str, Any]", said)
        answer = _first(thing.get("acceptedAnswer"))
        if thing.get("@type") == "Question" and answer:
            name, text = thing.get("name"), answer.get("text")
            if isinstance(name, str) and isinstance(text, str) and name.strip() and text.strip():
                yield " ".join(name.split()), text
            return
        for within in ("@graph", "mainEntity", "hasPart"):
            yield from _asked(thing.get(within), depth + 1)


def _first(answer: Any) -> dict[str, Any] | None:
    if isinstance(answer, list):
        return next((_first(one) for one in cast("list[Any]", answer)[:1]), None)
    return cast("dict[str, Any]", answer) if isinstance(answer, dict) else None


def _told(answer: str) -> HtmlElement | None:
    """The answer as a tree: it may hold markup."""
    try:
        told = html.fragment_fromstring(answer, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    for element in list(told.iter("script", "style", "iframe")):
        element.drop_tree()
    return told
