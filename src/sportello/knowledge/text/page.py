"""An article as it is read: its text rendered once, as it was written, with the places where its passages begin.

A passage that begins with a block begins a section, with the headings above it. One that begins within a block, which
was too long for one passage, has its place on the row, the item, the line or the sentence: what search needs in
pieces is one table to whoever reads it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, Final

from markdown_it.token import Token

from sportello.knowledge.text.markdown import Block, blocks, opens_block, parser_for, sanitised, sentence_starts
from sportello.knowledge.text.passages import cut, repeated_title

_LISTS: Final = ("bullet_list", "ordered_list")
_CODE: Final = ("fence", "code_block")
_MARK = re.compile("\ue000([0-9]+)\ue001")
"""Where a place is to be, within a text that is still to be parsed: letters that are nobody's."""

Places = dict[int, list[str]]
"""The anchors within a block, by the row, item, line or sentence they belong to."""


def to_page(body: str, *, title: str, anchors: Sequence[str] = ()) -> str:
    """The article as HTML that runs nothing, each of its passages to be found at its anchor.

    `anchors` are those its passages are stored with, in order: what was cited is found again. A heading that only says
    the title again is left out.
    """
    found = blocks(body)
    pieces = cut(found, body=body, title=title)
    names = anchors if len(anchors) == len(pieces) else [piece.anchor for piece in pieces]
    sections: dict[int, str] = {}
    within: dict[int, Places] = {}
    begun: set[int] = set()
    for piece, name in zip(pieces, names, strict=True):
        block, unit = piece.begins.block, piece.begins.unit
        if unit or block in begun:
            within.setdefault(block, {}).setdefault(unit, []).append(name)
        else:
            begun.add(block)
            sections[_headed(found, block)] = name
    last = pieces[-1].begins.block if pieces else 0
    return _render(body, found, sections, within, without=_unsaid(found, title), ends=_headings_alone(found, last))


def _headed(found: Sequence[Block], block: int) -> int:
    """Where the section of a block begins: with the headings right above it, if there are any."""
    first = block
    while first and found[first - 1].kind in ("heading", "hr"):
        first -= 1
    while first < block and found[first].kind == "hr":
        first += 1
    return first


def _unsaid(found: Sequence[Block], title: str) -> int | None:
    """The heading that only repeats the title, where anything else is said."""
    return repeated_title(found, title) if sum(block.kind != "hr" for block in found) > 1 else None


def _headings_alone(found: Sequence[Block], last: int) -> int | None:
    """From where on there are only headings, after the last passage: they belong to none."""
    first = len(found)
    while first and found[first - 1].kind in ("heading", "hr"):
        first -= 1
    return first if first > last else None


def _render(
    body: str,
    found: Sequence[Block],
    sections: dict[int, str],
    within: dict[int, Places],
    *,
    without: int | None,
    ends: int | None,
) -> str:
    parser, env = parser_for(body), dict[str, Any]()
    parts: list[str] = []
    is_open = False
    for number, group in enumerate(_groups(parser.parse(_marked(body, found, within), env))):
        if is_open and (number in sections or number == ends):
            parts.append("</section>\n")
            is_open = False
        if number in sections:
            parts.append(f'<section id="{escape(sections[number])}">')
            is_open = True
        if number != without:
            tokens = _placed(group, within.get(number, {}))
            parts.append(parser.renderer.render(tokens, parser.options, env))
    return sanitised("".join([*parts, "</section>" if is_open else ""]), with_places=True)


def _groups(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The tokens of each top-level block. The title is said above all headings, so none is of the first level."""
    group: list[Token] = []
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
        if opens_block(token) and group:
            yield group
            group = []
        group.append(token)
    if group:
        yield group


def _marked(body: str, found: Sequence[Block], within: dict[int, Places]) -> str:
    """The text with marks after the sentences before which a passage begins.

    A mark stands between two spaces within a line, and so changes nothing of how the text is read.
    """
    lines = body.split("\n")
    for number, places in within.items():
        block = found[number]
        if block.kind == "table" or block.kind in _LISTS or block.kind in _CODE:
            continue
        first, last = block.lines
        text = "\n".join(lines[first:last])
        starts = sentence_starts(text)
        for unit in sorted(places, reverse=True):
            if 0 < unit < len(starts):
                end = len(text[: starts[unit]].rstrip())
                text = f"{text[:end]} \ue000{unit}\ue001{text[end:]}"
        lines[first:last] = text.split("\n")
    return "\n".join(lines)


def _placed(group: list[Token], places: Places) -> list[Token]:
    """The tokens of a block with the anchors within it; what finds no place there stands before the block."""
    if not places:
        return group
    left = dict(places)
    kind = group[0].type.removesuffix("_open")
    if kind == "table":
        group = list(_in_table(group, left))
    elif kind in _LISTS:
        _in_list(group, left)
    elif kind in _CODE:
        lines = group[0].content.split("\n")
        group[0].content = "\n".join(f"\ue000{at}\ue001{line}" if at in left else line for at, line in enumerate(lines))
    group = [placed for token in group for placed in _at_marks(token, left)]
    return [_html(_spans(left, *left)), *group] if left else group


def _in_table(group: Iterable[Token], left: Places) -> Iterator[Token]:
    """A table whose body is parted before the rows with which a passage begins."""
    row = -1
    body: Token | None = None
    waiting = ""
    for token in group:
        if token.type == "tbody_open":
            body = token
        if body and token.type == "tr_open":
            row += 1
            if names := left.pop(row, []):
                if row:
                    yield Token("tbody_close", "tbody", -1)
                    body = Token("tbody_open", "tbody", 1)
                    yield body
                body.attrSet("id", names[0])
                waiting = _spans({row: names[1:]}, row)
        waiting = _begin(token, waiting)
        yield token


def _in_list(group: Iterable[Token], left: Places) -> None:
    """Anchors on the items with which a passage begins."""
    item, waiting = -1, ""
    for token in group:
        if token.type == "list_item_open" and token.level == 1:
            item += 1
            if names := left.pop(item, []):
                token.attrSet("id", names[0])
                waiting = _spans({item: names[1:]}, item)
        waiting = _begin(token, waiting)


def _begin(token: Token, html: str) -> str:
    """Put something before the first words there are; what is left to put."""
    if not html or token.type != "inline":
        return html
    token.children = [_html(html), *(token.children or [])]
    return ""


def _at_marks(token: Token, left: Places) -> Iterator[Token]:
    """A token with the anchors where it is marked."""
    if token.type in ("text", *_CODE) and "\ue000" in token.content:
        before, *marked = _MARK.split(token.content)
        shown = escape(before)
        for unit, text in zip(marked[::2], marked[1::2], strict=True):
            shown += _spans(left, int(unit)) + escape(text)
            left.pop(int(unit), None)
        yield _html(shown if token.type == "text" else f"<pre><code>{shown}</code></pre>\n")
        return
    token.content = _MARK.sub("", token.content)
    token.attrs = {key: _MARK.sub("", value) if isinstance(value, str) else value for key, value in token.attrs.items()}
    if token.children and token.type == "inline":
        token.children = [placed for child in token.children for placed in _at_marks(child, left)]
    yield token


def _spans(places: Places, *units: int) -> str:
    return "".join(f'<span id="{escape(name)}"></span>' for unit in units for name in places.get(unit, ()))


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)
