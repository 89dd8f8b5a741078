"""Tables of HTML as tables of Markdown: every row whole, spans written out, a head only where there is one."""

from collections.abc import Callable, Iterator, Sequence

from lxml.html import HtmlElement

_WIDEST, _LONGEST, _TELLING = 40, 2_000, 3
_BLOCKS_IN_CELLS = ("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section", "article")


def is_layout(element: HtmlElement) -> bool:
    """Whether a table only lays out a page: it holds further tables, lists or headings, or is one column wide."""
    if element.get("role") in {"presentation", "none"}:
        return True
    if any(cell.tag == "th" for cell in own_cells(element)):
        return False
    nested = any(next(cell.iter(*_BLOCKS_IN_CELLS), None) is not None for cell in own_cells(element))
    return nested or max((len(row) for row in _rows(element)), default=0) <= 1


def own_cells(element: HtmlElement) -> Iterator[HtmlElement]:
    """The cells of a table, without those of tables in it."""
    for row in _rows(element):
        yield from row


def _rows(element: HtmlElement) -> list[list[HtmlElement]]:
    rows = [row for part in element for row in (part if part.tag in {"thead", "tbody", "tfoot"} else [part])]
    return [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows if row.tag == "tr"]


def table(element: HtmlElement, words: Callable[[HtmlElement], str]) -> str:
    """The table in Markdown. Without a head of its own it gets an empty one, for no row of data may pose as names."""
    rows = [row for row in _filled(_rows(element)[:_LONGEST], words) if any(row)]
    if not rows:
        return ""
    first = next(row for row in _rows(element) if row)
    headed = element.find("thead") is not None or _names_columns(first) or heads(rows)
    width = max(len(row) for row in rows)
    head, body = (rows[0], rows[1:]) if headed else ([""] * width, rows)
    lines = [head, ["---"] * width, *body]
    return "\n".join(f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in lines)


def heads(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of these rows names the columns of the others, unmarked: it has no figure, they all have."""
    first, *others = [any(map(str.isdigit, "".join(row))) for row in rows]
    return all(rows[0]) and not first and bool(others) and all(others)


def _names_columns(row: list[HtmlElement]) -> bool:
    """Whether a row is meant as the head: marked so, all in bold, or, in three columns or more, without a figure."""
    texts = [cell.text_content().strip() for cell in row]
    if all(cell.tag == "th" or (text and _is_bold(cell, text)) for cell, text in zip(row, texts, strict=True)):
        return True
    return len(row) >= _TELLING and all(text and not any(map(str.isdigit, text)) for text in texts)


def _is_bold(cell: HtmlElement, text: str) -> bool:
    return any(bold.text_content().strip() == text for bold in cell.iter("b", "strong"))


def _filled(rows: list[list[HtmlElement]], words: Callable[[HtmlElement], str]) -> Iterator[list[str]]:
    """The text of each row, with what a cell above reaches down repeated, so that a row can stand alone."""
    reaching: dict[int, tuple[int, str]] = {}
    for row in rows:
        line: list[str] = []
        cells = iter(row)
        while len(line) < _WIDEST:
            if (held := reaching.pop(len(line), None)) is not None:
                left, text = held
                if left > 1:
                    reaching[len(line)] = (left - 1, text)
                line.append(text)
                continue
            cell = next(cells, None)
            if cell is None:
                if not any(at > len(line) for at in reaching):
                    break
                line.append("")
                continue
            text = words(cell).replace("|", "\\|")
            for extra in range(_span(cell, "colspan")):
                if _span(cell, "rowspan") > 1:
                    reaching[len(line)] = (_span(cell, "rowspan") - 1, text if not extra else "")
                line.append(text if not extra else "")
        yield line


def _span(cell: HtmlElement, name: str) -> int:
    written = cell.get(name, "1").strip()
    return max(1, min(int(written), _WIDEST)) if written.isdecimal() and len(written) < 5 else 1  # noqa: PLR2004
