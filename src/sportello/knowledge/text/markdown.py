"""Markdown: one parser, with positions, for what is split into passages, read sentence by sentence, and shown as HTML.

Raw HTML in an article is text, never markup; what is rendered is sanitised again on its way out. What a text costs its
parser is counted before: one that is made of marks, where others are made of words, is read as plain text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_NESTING = 20
_ALLOWED_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a", "h2", "h3", "h4", "h5", "h6"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
_ALLOWED_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_PLACES = {"section": {"id"}, "tbody": {"id"}, "li": {"id"}, "span": {"id"}}
_ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}

_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING}).enable(["table", "strikethrough"])
_plain_parser = MarkdownIt("zero")
MOST_WORK: Final = 60_000
"""What a text may cost its parser, in steps of some ten microseconds: half a second or so."""
_MARKS: Final = "[[!!]*_~`<&\\\n"  # those twice that may begin a link
_ITEM = re.compile(r"^[ >]{0,40}(?:[-+*]|\d{1,9}[.)]|#{1,6})(?=\s)", re.MULTILINE)
_RULE = re.compile(r"[ >]*[-:|][-:| \t]*")
_OF_ITEM, _OF_CELL, _SHORT = 5, 2, 500


def work(source: str) -> int:
    """What it costs to parse a text, in steps: one for each mark and line, some for each list item and table cell.

    The parser is linear in these, but not in length: a table has as many cells as its head, in every row.
    """
    steps = sum(map(source.count, _MARKS)) + _OF_ITEM * sum(1 for _ in _ITEM.finditer(source))
    width, above = 0, ""
    for line in source.split("\n"):
        if not line.strip(" >\t"):
            width = 0
        elif width:
            steps += _OF_CELL * width
        elif "|" in above and _RULE.fullmatch(line):
            width = above.count("|") + 1
            steps += 2 * _OF_CELL * width
        above = line
    return steps


def parser_for(source: str) -> MarkdownIt:
    """The parser of a text: of one that would cost too much, that which reads it as plain."""
    return _parser if len(source) < _SHORT or work(source) <= MOST_WORK else _plain_parser


@dataclass(frozen=True)
class Block:
    """One top-level block: its text, and from which line to which it stands in the source.

    `level` is a heading's, else 0; `title` its words.
    """

    kind: str
    source: str
    lines: tuple[int, int]
    level: int = 0
    title: str = ""


@dataclass(frozen=True)
class Segment:
    """A sentence, list item or table row: `text` to show (Markdown), `plain` to search. `block` counts the blocks."""

    kind: str
    block: int
    text: str
    plain: str


def blocks(source: str) -> list[Block]:
    """The top-level blocks of a text, references to links defined elsewhere in it resolved."""
    env: dict[str, Any] = {}
    tokens = parser_for(source).parse(source, env)
    lines = source.split("\n")
    references: dict[str, Any] = env.get("references", {})
    return [_block(tokens, at, lines, references) for at, token in enumerate(tokens) if opens_block(token)]


def opens_block(token: Token) -> bool:
    """Whether a top-level block begins with this token."""
    return token.level == 0 and token.nesting >= 0 and token.map is not None


def _block(tokens: Sequence[Token], at: int, lines: Sequence[str], references: dict[str, Any]) -> Block:
    token = tokens[at]
    first, last = token.map or (0, 0)
    text = "\n".join(lines[first:last]).rstrip()
    if references and token.type != "fence":
        text = _resolve(text, references)
    if token.type == "heading_open":
        title = " ".join(strip(_resolve(tokens[at + 1].content, references)).split())
        return Block("heading", text, (first, last), int(token.tag[1]), title)
    return Block(token.type.removesuffix("_open"), text, (first, last))


_REFERENCE = re.compile(r"\[([^\[\]]{1,500})\](?:\[([^\[\]]{0,500})\])?(?![(:\[])")


def _resolve(text: str, references: dict[str, Any]) -> str:
    """Write links by reference out in full, so that a passage can stand without the rest of its article."""

    def link(match: re.Match[str]) -> str:
        label = " ".join((match[2] or match[1]).split()).upper()
        target = references.get(label)
        return f"[{match[1]}]({target['href']})" if target else match[0]

    return _REFERENCE.sub(link, text)


_LINK = re.compile(r"!?\[([^\[\]]{0,1000})\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,500}\")?\)")
_BARE = re.compile(r"<?\bhttps?://[^\s<>]{1,2000}>?|</?[a-zA-Z][^<>]{0,200}>")
_SIGNS = "*_`~#>-+"
_MARKUP = re.compile(r"[*_`~]{1,3}|^\s{0,12}(?:#{1,6}|>|[-+*])\s+", re.MULTILINE)


def strip(text: str) -> str:
    """The words of a piece of Markdown without addresses and markup."""
    # Most have none: to look for their signs first costs a tenth of looking for them at every letter.
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text or "://" in text:
        text = _BARE.sub(" ", text)
    return _MARKUP.sub("", text) if any(sign in text for sign in _SIGNS) else text


# A sentence ends before a space and a capital, digit or quote; not after an initial, an ordinal or an abbreviation.
_END = re.compile(r"[.!?…]['\"»”\u2019)\]*_]*\s+(?=[\W_]{0,4}[A-ZÀ-ÖØ-Þ0-9])")
_NO_END = re.compile(
    r"(?:\b(?:[a-zA-Z]|\d{1,2}|ca|bzw|usw|inkl|zzgl|nr|str|tel|dr|prof|sig|dott|art|ecc|pag|es|mr|mrs|ms|st|vs|approx|max"
    r"|min|incl|no|vol|jan|feb|apr|aug|sept|oct|nov|dec)|\b[a-zA-Z]\.\s?[a-zA-Z])\.\s+$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, with their markup."""
    flat = " ".join(text.split())
    found = (flat[begins:ends].strip() for begins, ends in pairwise([*sentence_starts(flat), len(flat)]))
    return [sentence for sentence in found if sentence]


def sentence_starts(text: str) -> list[int]:
    """Where the sentences of a paragraph begin."""
    starts = [0]
    for end in _END.finditer(text):
        if not _NO_END.search(text, max(starts[-1], end.end() - 12), end.end()):
            starts.append(end.end())
    return starts


def items(source: str) -> list[str]:
    """The top-level items of a list, each with all it holds."""
    tokens = parser_for(source).parse(source)
    lines = source.split("\n")
    opened = [token.map for token in tokens if token.type == "list_item_open" and token.level == 1 and token.map]
    return ["\n".join(lines[first:last]).rstrip() for first, last in opened] or [source]


_CELLS = re.compile(r"(?<!\\)\|")


def cells(row: str) -> list[str]:
    """The cells of one table row."""
    return [cell.strip() for cell in _CELLS.split(row.strip().removeprefix("|").removesuffix("|"))]


def segments(source: str) -> list[Segment]:
    """A passage in the pieces an answer can be made of, in order."""
    return [segment for at, block in enumerate(blocks(source)) for segment in _segments(at, block)]


def _segments(at: int, block: Block) -> Iterator[Segment]:
    if block.kind == "table":
        head, _, *rows = block.source.split("\n")
        names = cells(head)
        yield Segment("head", at, " · ".join(name for name in names if name), strip(head))
        for row in rows:
            pairs = zip(names, cells(row), strict=False)
            yield Segment("row", at, " · ".join(f"{n}: {c}" if n else c for n, c in pairs if c), strip(row))
    elif block.kind in ("bullet_list", "ordered_list"):
        for item in items(block.source):
            yield Segment("item", at, item, strip(item))
    elif block.kind in ("fence", "code_block"):
        yield Segment("code", at, block.source, block.source)
    elif block.kind != "hr":
        for sentence in sentences(block.source):
            yield Segment("sentence", at, sentence, strip(sentence))


def to_html(source: str) -> str:
    """The text as HTML that runs nothing and loads nothing: no raw HTML, no images, links that tell nobody."""
    return sanitised(parser_for(source).render(source))


def sanitised(html: str, *, with_places: bool = False) -> str:
    """What a parser has rendered, without whatever runs or loads; `with_places`, sections and anchors of ours stay."""
    import nh3  # noqa: PLC0415 - 1.6 MB, 2 ms, for the first that is shown only

    return nh3.clean(
        html,
        tags=_ALLOWED_TAGS | _PLACES.keys() if with_places else _ALLOWED_TAGS,
        attributes=_ALLOWED_ATTRIBUTES | _PLACES if with_places else _ALLOWED_ATTRIBUTES,
        url_schemes=_ALLOWED_SCHEMES,
        link_rel="noopener noreferrer",
    )
