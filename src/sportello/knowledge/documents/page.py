"""Reading a web page: its own text without the navigation, notices and footers around it.

Runs in the process apart (`core/sandbox.py`). Rather one line too many than an opening hour too few: what stands in
`<main>` is kept whole, what folds open on a click counts as shown, and only what is certainly not content is dropped.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal, TypeAlias, cast
from urllib.parse import urljoin

from lxml import etree, html
from lxml.html import HtmlElement

from sportello.knowledge.documents.around import drop, prune, size
from sportello.knowledge.documents.linked_data import questions
from sportello.knowledge.documents.markup import HEADINGS, Writer, escape, web_address

_LANGUAGE = re.compile(r"[a-z]{2}(?![a-z])", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_SUBSET = re.compile(r"<!DOCTYPE[^<>\[\]]{0,500}\[[^\[\]]{0,20000}\]\s*>", re.IGNORECASE)
"""What a document says of its own grammar: browsers pass it over, and our parser would take its end for text."""
_LONG_TAG = re.compile(r"""<([A-Za-z][^\s<>/]*)((?:[^<>"']++|"[^"]*"|'[^']*')*+)>""")
_QUOTED = re.compile(r"""\s*=\s*(?:"[^"]*"|'[^']*')""")
_MOST_ATTRIBUTES = 1_000
"""In one tag: the parser compares each with all before it."""
_KEPT = frozenset({"html", "body", "main", "head", *HEADINGS})
_MAIN = ("//main", "//*[@role='main']", "//*[@id='content' or @id='main' or @id='main-content']")
_ENOUGH = 200
_LITTLE = 400
_SHARE = 0.25
_WHOLE = 0.6
_MOST_LINKS = 5_000
_ELEMENTS, _DEEPEST = 256, 5_000
"""How deep the parser goes, and calls within calls: the writer needs a few for each element."""
_LONGEST = 10
"""MB of text without a mark that the parser takes."""
Lost: TypeAlias = Literal["deep", "long"]


def read(payload: bytes) -> bytes:
    """The reader `read_document` calls for pages."""
    sys.setrecursionlimit(_DEEPEST)
    head, _, content = payload.partition(b"\n")
    about = json.loads(head)
    tree, lost = parse(content, about["charset"])
    if tree is None:
        return json.dumps({"unreadable": ("page_empty", {})}).encode()
    base = _base(tree, about["url"])
    links = _links(tree, base)
    robots = _robots(tree)
    language = _language(tree)
    canonical = next(
        (web_address(link.get("href"), base, pages=True) for link in tree.xpath("//link[@rel='canonical']")), None
    )
    title = _title(tree)
    framed = next(tree.iter("frameset", "iframe"), None) is not None
    for around in list(tree.iter("frameset")):
        drop(around)
    asked = questions(tree)
    notices = list(prune(tree, _KEPT))
    main = _main(tree)
    heading = next(main.iter("h1"), None)
    writer = Writer(base)
    shown = " ".join(main.text_content().split()).casefold()  # writing takes summaries out
    markdown = "\n\n".join(part for part in (writer.write(main).strip(), *_untold(asked, writer, shown)) if part)
    markdown += "\n" if markdown else ""
    warnings: list[tuple[str, dict[str, str | int]]] = [("page_notice", {"start": start}) for start in notices]
    if _asks_to_sign_in(main):
        return json.dumps({"unreadable": ("page_login", {})}).encode()
    if lost == "deep":
        warnings.append(("page_deep", {"most": _ELEMENTS}))
    elif lost:
        warnings.append(("page_long", {"most": _LONGEST}))
    elif not markdown.strip():
        warnings.append(("page_frames" if framed else "page_scripted", {}))
    answer = {
        "title": _proper(title, heading) or about["name"],
        "language": language,
        "markdown": markdown,
        "warnings": warnings,
        "links": links,
        "canonical": canonical,
        "follow": "nofollow" not in robots and "none" not in robots,
        "index": "noindex" not in robots and "none" not in robots,
    }
    return json.dumps(answer, ensure_ascii=False).encode()


def parse(content: bytes, charset: str | None) -> tuple[HtmlElement | None, Lost | None]:
    """The page as a tree, whatever it is made of, and why not all of it; no tree where there is nothing."""
    text = _SUBSET.sub("", _decode(content, charset).replace("\x00", ""), count=1)
    text = _LONG_TAG.sub(_bounded, text)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None, None
    said = [error.message for error in parser.error_log if error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT]
    return tree, ("deep" if "depth" in said[0] else "long") if said else None


def _bounded(tag: re.Match[str]) -> str:
    """A tag; one with more attributes than any page writes loses them."""
    attributes = tag[2]
    if len(attributes) < 2 * _MOST_ATTRIBUTES or len(_QUOTED.sub(" ", attributes).split()) < _MOST_ATTRIBUTES:
        return tag[0]
    return f"<{tag[1]}>"


def _decode(content: bytes, charset: str | None) -> str:
    """By a mark at the start, else UTF-8 where it is that beyond doubt, else as the server or the page says.

    Many a server calls all that it sends Latin-1; letters beyond ASCII that happen to be UTF-8 are no accident.
    """
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(codec, "replace")
    if not content.isascii():
        with suppress(UnicodeDecodeError):
            return content.decode("utf-8")
    named = _CHARSET.search(content[:4_096])
    for codec in (charset, named[1].decode() if named else None, "utf-8"):
        try:
            return content.decode(
                "cp1252" if (codec or "").lower() in {"iso-8859-1", "latin-1", "latin1"} else codec or "utf-8"
            )
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("cp1252", "replace")


def _base(tree: HtmlElement, url: str | None) -> str | None:
    declared = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    try:
        return urljoin(url, declared) if url and declared else url
    except ValueError:
        return url


def _links(tree: HtmlElement, base: str | None) -> list[str]:
    found = (
        web_address(link.get("href"), base, pages=True)
        for link in tree.iter("a", "area")
        if "nofollow" not in link.get("rel", "")
    )
    return list(dict.fromkeys(address for address in found if address))[:_MOST_LINKS]


def _robots(tree: HtmlElement) -> str:
    return " ".join(
        meta.get("content", "") for meta in tree.iter("meta") if meta.get("name", "").lower() in {"robots", "sportello"}
    ).lower()


def _language(tree: HtmlElement) -> str | None:
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    found = _LANGUAGE.match(declared.strip())
    return found[0].lower() if found else None


def _title(tree: HtmlElement) -> str:
    shared = next((meta.get("content", "") for meta in tree.iter("meta") if meta.get("property") == "og:title"), "")
    element = next(tree.iter("title"), None)
    return " ".join((element.text_content() if element is not None else "").split()) or " ".join(shared.split())


def _proper(title: str, heading: HtmlElement | None) -> str:
    """The page's title without the site's name: its first heading where the title holds it."""
    words = " ".join(heading.text_content().split()) if heading is not None else ""
    if words and (not title or words.casefold() in title.casefold()):
        return words
    for mark in (" | ", " \N{EN DASH} ", " \N{EM DASH} ", " · ", " » ", " :: "):
        if mark in title:
            return title.partition(mark)[0]
    return title or words


def _asks_to_sign_in(main: HtmlElement) -> bool:
    """Whether a page is little else than a form for a password: what it is to tell stands behind it."""
    asks = any(field.get("type", "").lower() == "password" for field in main.iter("input"))
    return asks and size(main) < _LITTLE


def _untold(asked: list[tuple[str, HtmlElement]], writer: Writer, shown: str) -> Iterator[str]:
    """The questions that the page tells search engines of and nowhere shows, with their answers, as sections."""
    for question, answer in asked:
        if question.casefold() not in shown:
            yield f"## {escape(question)}\n\n{writer.write(answer).strip()}"


def _main(tree: HtmlElement) -> HtmlElement:
    """The part that holds the page's own text; the whole body where none stands out."""
    body = next(tree.iter("body"), tree)
    whole = size(body)
    named = (cast("list[HtmlElement]", tree.xpath(path)) for path in (*_MAIN, "//article"))
    for found in named:
        if (
            len(found) == 1
            and (letters := size(found[0])) >= min(_ENOUGH, whole * _WHOLE)
            and letters >= whole * _SHARE
        ):
            return found[0]
    return body
