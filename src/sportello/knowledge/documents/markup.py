"""From a tree of HTML to Markdown: headings, lists, tables and links as passages are cut along them.

Runs in the process apart (`core/sandbox.py`), for web pages and for what Word files become.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urldefrag, urljoin

from lxml.html import HtmlElement

from sportello.knowledge.documents.tables import is_layout, own_cells, table

HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul", "ol", "menu"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "li", "main", "nav"),
    *("p", "pre", "search", "section", "summary", "table", "caption", "tbody", "td", "tfoot", "th", "thead", "tr"),
    *HEADINGS,
    *_LISTS,
}
_SILENT = {
    *(
        "area",
        "audio",
        "base",
        "button",
        "canvas",
        "datalist",
        "embed",
        "head",
        "iframe",
        "img",
        "input",
        "link",
        "map",
    ),
    *("math", "meta", "noscript", "object", "option", "picture", "script", "select", "source", "style", "svg"),
    *("template", "textarea", "title", "track", "video"),
}
_STRONG, _EMPHASIS, _CODE = {"b", "strong"}, {"em", "i"}, {"code", "kbd", "samp", "tt"}
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_SPECIAL = re.compile(r"([\\`*\[\]<])|(?<![^\W_])(_)|(_)(?![^\W_])")
_AT_START = re.compile(r"^([#>+=|~-]|\d{1,9}(?=[.)](?:\s|$)))")
_LONGEST_LABEL = 90
_LEVELS = 6


@dataclass
class Writer:
    """Writes one document. `base` is where its links are relative to."""

    base: str | None = None
    level: int = 0
    """Of the last heading, under which a line in bold counts as one."""
    links: list[str] = field(default_factory=list[str])

    def write(self, root: HtmlElement) -> str:
        """The whole of it."""
        return "\n\n".join(block for block in self._blocks(root) if block.strip()) + "\n"

    def _blocks(self, parent: HtmlElement) -> Iterator[str]:
        """The blocks in an element: its block children, and what stands between them as paragraphs."""
        run = [_plain(parent.text)]
        for child in parent:
            if not isinstance(child.tag, str) or child.tag in _SILENT:
                pass
            elif child.tag in _BLOCKS or _holds_blocks(child):
                yield self._paragraph(run)
                run = []
                yield from self._block(child)
            else:
                run.append(self._inline(child))
            run.append(_plain(child.tail))
        yield self._paragraph(run)

    def _paragraph(self, run: list[str]) -> str:
        return "\n".join(_escape_start(line) for line in _tidy("".join(run)).split("\n"))

    def _block(self, element: HtmlElement) -> Iterator[str]:
        tag = str(element.tag)
        if tag in HEADINGS:
            yield self._heading(HEADINGS[tag], _flat(self._content(element)))
        elif tag in _LISTS:
            yield self._list(element)
        elif tag == "table":
            yield from self._table(element)
        elif tag == "pre":
            yield _fenced(element.text_content())
        elif tag == "blockquote":
            inner = "\n\n".join(block for block in self._blocks(element) if block)
            yield "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
        elif tag == "hr":
            yield "---"
        elif tag == "details":
            yield from self._details(element)
        elif tag == "dl":
            yield from self._definitions(element)
        elif tag in {"p", "div"} and (label := self._label(element)):
            yield self._heading(min(self.level + 1, _LEVELS), label, real=False)
        else:
            yield from self._blocks(element)

    def _heading(self, level: int, text: str, *, real: bool = True) -> str:
        if real:
            self.level = level
        return f"{'#' * level} {text}" if text else ""

    def _label(self, element: HtmlElement) -> str:
        """The words of a paragraph that is nothing but a short line in bold, which is meant as a heading."""
        inner = [child for child in element if isinstance(child.tag, str) and child.tag != "br"]
        if (
            len(inner) != 1
            or inner[0].tag not in _STRONG
            or (element.text or "").strip()
            or (inner[0].tail or "").strip()
        ):
            return ""
        words = _flat(self._content(inner[0]))
        return words if len(words) <= _LONGEST_LABEL and not words.endswith((".", ",", ";", "!")) else ""

    def _details(self, element: HtmlElement) -> Iterator[str]:
        """What opens on a click: its summary is the heading of the rest."""
        above = self.level
        summary = element.find("summary")
        if summary is not None:
            yield self._heading(min(above + 1, _LEVELS), _flat(self._content(summary)))
            summary.clear(keep_tail=True)
        yield from self._blocks(element)
        self.level = above

    def _definitions(self, element: HtmlElement) -> Iterator[str]:
        """Terms and what they mean, one item for each pair."""
        terms: list[str] = []
        items: list[str] = []
        for child in element.iter("dt", "dd"):
            words = _flat(self._content(child))
            if child.tag == "dt":
                terms.append(words)
            elif words:
                term = " / ".join(terms)
                items.append(f"- **{term}**: {words}" if term else f"- {words}")
                terms = []
        yield "\n".join(items)

    def _list(self, element: HtmlElement) -> str:
        items: list[str] = []
        number = int(start) if (start := element.get("start", "1")).isdecimal() and len(start) < 7 else 1  # noqa: PLR2004
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _SILENT:
                continue
            mark = f"{number + len(items)}." if element.tag == "ol" else "-"
            if child.tag in _LISTS:  # a list directly in a list belongs to the item before
                inner = self._list(child)
                if items:
                    items[-1] += "\n" + _indent(inner, len(mark) + 1)
                    continue
            else:
                inner = "\n".join(block for block in self._item(child) if block.strip())
            if inner.strip():
                items.append(f"{mark} {_indent(inner, len(mark) + 1).lstrip()}")
        return "\n".join(items)

    def _item(self, element: HtmlElement) -> Iterator[str]:
        if element.tag in HEADINGS:
            yield f"**{_flat(self._content(element))}**"
            return
        for block in self._blocks(element):
            # A heading inside an item would end the list for whoever cuts along headings.
            yield re.sub(r"^#+ (.*)$", r"**\1**", block) if block.startswith("#") else block

    def _table(self, element: HtmlElement) -> Iterator[str]:
        """A table of data as one; a table that only lays out a page as what is in it."""
        if is_layout(element):
            for cell in own_cells(element):
                yield from self._blocks(cell)
            return
        caption = element.find("caption")
        if caption is not None and (words := _flat(self._content(caption))):
            yield f"**{words}**"
        yield table(element, lambda cell: _flat(self._content(cell)))

    def _content(self, element: HtmlElement) -> str:
        """Everything in an element as one run of text."""
        return _plain(element.text) + "".join(
            (self._inline(child) if isinstance(child.tag, str) else "") + _plain(child.tail) for child in element
        )

    def _inline(self, element: HtmlElement) -> str:
        tag = element.tag
        if tag in _SILENT or tag == "br":
            return "\n" if tag == "br" else ""
        inner = self._content(element)
        if tag == "a":
            return self._link(element, inner)
        if tag in _CODE:
            return _code(element.text_content())
        if tag in _BLOCKS:
            return f" {inner} "
        mark = "**" if tag in _STRONG else "*" if tag in _EMPHASIS else ""
        return _around(inner, mark) if mark else inner

    def _link(self, element: HtmlElement, words: str) -> str:
        """A link with its words; without an address that leads anywhere, the words alone."""
        address = web_address(element.get("href"), self.base)
        words = _flat(words)
        if address is None or not words:
            return words
        return f"[{words}]({address})"


def web_address(written: str | None, base: str | None, *, pages: bool = False) -> str | None:
    """Where a link leads, absolute; none for scripts, places on the same page, and what cannot be resolved."""
    written = (written or "").strip()
    if not written or written.startswith("#"):
        return None
    try:
        address = urljoin(base, written) if base else written
        bare, fragment = urldefrag(address)
    except ValueError:
        return None
    scheme = bare.partition(":")[0].lower()
    if pages:
        return bare if scheme in {"http", "https"} else None
    if scheme not in {"http", "https", "mailto", "tel"}:
        return None
    return quote(bare + (f"#{fragment}" if fragment else ""), safe="/%:@!$&'*+,;=~-._?[]#")


def escape(line: str) -> str:
    """A line of plain text that means the same as Markdown."""
    return _escape_start(_plain(line))


def _holds_blocks(element: HtmlElement) -> bool:
    """Whether an inline element (a link around a card, say) has blocks in it."""
    return any(True for _ in element.iter(*_BLOCKS))


def _plain(text: str | None) -> str:
    """Text between tags: one space for any white space, and nothing in it that Markdown would take for markup."""
    return _SPECIAL.sub(r"\\\g<0>", re.sub(r"\s+", " ", text)) if text else ""


def _tidy(text: str) -> str:
    """A paragraph: no spaces around its line breaks."""
    return "\n".join(line for line in (_SPACE.sub(" ", line).strip() for line in text.split("\n")) if line)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _escape_start(line: str) -> str:
    found = _AT_START.match(line)
    if not found:
        return line
    mark = found[0]
    if mark.isdecimal():
        return f"{mark}\\{line[len(mark) :]}"
    return f"\\{line}" if mark in "#>=|~" or line[1:2] in {" ", "-", ""} else line


def _around(inner: str, mark: str) -> str:
    """Marks around words, never around the spaces beside them, nor around what is marked already."""
    words = inner.strip()
    if not words or mark in words or "\n" in words:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{words}{mark}{after}"


def _code(text: str) -> str:
    words = _flat(text)
    if not words:
        return ""
    longest = max((len(run) for run in re.findall(r"`+", words)), default=0)
    fence = "`" * (longest + 1)
    room = " " if longest else ""
    return f"{fence}{room}{words}{room}{fence}"


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    body = text.strip("\n").rstrip()
    return f"{fence}\n{body}\n{fence}" if body else ""


def _indent(text: str, by: int) -> str:
    return "\n".join(" " * by + line if line else "" for line in text.split("\n"))
