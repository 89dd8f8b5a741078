"""Passages: cut along headings, under the limit whatever comes in, each at an address of its own."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from sportello.core.reasons import code_of
from sportello.knowledge import split, to_html
from sportello.knowledge.articles import LONGEST_BODY, Content, problem_of
from sportello.knowledge.retrieval.excerpt import indexed_words
from sportello.knowledge.text.markdown import MOST_WORK, blocks, work
from sportello.knowledge.text.words import TOKENS_PER_PASSAGE, count_tokens, split_words

MARKS = st.sampled_from(
    [
        "# ",
        "## ",
        "### ",
        "- ",
        "1. ",
        "> ",
        "| a | b |\n|---|---|\n",
        "```\n",
        "\n\n",
        "\n",
        "    ",
        "---\n",
        "[a]: /u\n",
    ]
)
TEXT = st.lists(st.one_of(MARKS, st.text(max_size=80), st.text(alphabet="abc .|`*[]()字", max_size=3_000)), max_size=60)


@given(parts=TEXT)
@settings(max_examples=150, deadline=None)
def test_every_passage_is_under_the_limit_and_every_anchor_its_own(parts: list[str]) -> None:
    pieces = split("".join(parts), title="Title")

    assert all(count_tokens(piece.text) == piece.tokens < TOKENS_PER_PASSAGE for piece in pieces)
    assert len({piece.anchor for piece in pieces}) == len(pieces)
    assert all(piece.text.strip() for piece in pieces)


@given(words=st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=12), min_size=1, max_size=4_000))
@settings(max_examples=30, deadline=None)
def test_no_word_is_lost(words: list[str]) -> None:
    pieces = split(" ".join(words), title="Title")

    assert " ".join(piece.text for piece in pieces).split() == words


def test_sections_become_passages_with_their_heading_path() -> None:
    body = "# Orari\n\nIntro.\n\n## Estate\n\nDalle 9.\n\n### Agosto\n\nChiuso.\n\n## Inverno\n\nDalle 10."
    pieces = split(body, title="Orari")

    assert [(piece.heading_path, piece.anchor, piece.text) for piece in pieces] == [
        ((), "orari", "Intro."),
        (("Estate",), "estate", "Dalle 9."),
        (("Estate", "Agosto"), "agosto", "Chiuso."),
        (("Inverno",), "inverno", "Dalle 10."),
    ]


def test_anchors_stay_when_another_section_changes() -> None:
    before = split("## A\n\nx\n\n## B\n\ny", title="T")
    after = split("## A\n\nmore\n\nand more\n\n## New\n\nz\n\n## B\n\ny", title="T")

    assert {p.text: p.anchor for p in before}["y"] == {p.text: p.anchor for p in after}["y"]


def test_tables_and_lists_stay_whole_where_they_fit() -> None:
    table = "| Day | Hours |\n|---|---|\n" + "\n".join(f"| {n} | 9-18 |" for n in range(40))
    items = "\n".join(f"- item number {n} of the list" for n in range(40))
    pieces = split(f"{table}\n\n{items}", title="T")

    assert [piece.text for piece in pieces] == [table, items]


def test_a_long_table_is_cut_between_rows_under_its_head() -> None:
    rows = [f"| day {n} | open from nine to six |" for n in range(300)]
    pieces = split("| Day | Hours |\n|---|---|\n" + "\n".join(rows), title="T")

    assert len(pieces) > 1
    assert all(piece.text.startswith("| Day | Hours |\n|---|---|\n| day ") for piece in pieces)
    assert sum(piece.text.count("| day ") for piece in pieces) == 300


def test_links_by_reference_stand_without_the_rest_of_the_article() -> None:
    pieces = split(
        "See [the map][m] and [Rome].\n\n## Next\n\nx\n\n[m]: https://example.com/map\n[Rome]: /rome", title="T"
    )

    assert pieces[0].text == "See [the map](https://example.com/map) and [Rome](/rome)."


def test_a_text_of_headings_only_can_still_be_found() -> None:
    (piece,) = split("# One\n\n## Two", title="T")

    assert "Two" in piece.text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("a", 1), ("word", 1), ("words", 2), ("2026", 2), ("a-b", 3), ("perché", 2), ("字字", 2), ("a b\nc", 3)],
)
def test_the_token_measure(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


@given(one=st.text(max_size=200), other=st.text(max_size=200))
def test_tokens_add_up(one: str, other: str) -> None:
    assert count_tokens(f"{one} {other}") == count_tokens(one) + count_tokens(other)


def test_accents_and_case_are_folded_alike() -> None:
    assert split_words("Perché la CITTÀ è così?", "it") == split_words("perche la citta e cosi", "it") == ["citta"]
    assert split_words("Wo ist das Frühstück?", "de", questions=True) == ["wo", "fruhstuck"]


_CALLS_A_STEP = 150
HOSTILE = {
    "brackets": "[",
    "closed brackets": "[]",
    "links": "[a](",
    "link titles": '[a](b "',
    "images": "![",
    "image links": "![a](",
    "emphasis": "*a",
    "crossed emphasis": "*a_ ",
    "strong emphasis": "**a** *b",
    "strikethrough": "~~a ~~",
    "backticks": "`a``b",
    "lines of backticks": "`\n",
    "quotes": ">",
    "quoted lines": "> a\n",
    "quoted items": "> - a\n",
    "items": "- a\n",
    "numbered items": "1. a\n",
    "loose items": "- a\n\n",
    "deep items": "- ",
    "headings": "# a\n",
    "dots": ". ",
    "one word": "x",
    "blanks": " ",
    "references": "[r]: /u\n\n[r] ",
    "undefined references": "[a][b] ",
    "marks": "a\u0301",
    "angles": "<a ",
    "html": "<div>\n",
    "entities": "&#x",
    "backslashes": "\\[",
    "addresses": "<http://a",
    "narrow tables": "a|b\n-|-\n",
    "rows": "|a|b|\n",
    "breaks": "a  \n",
    "fences": "```\n",
    "underlines": "a\n===\n",
}
"""What a text of nothing else is made of."""


def bomb(name: str, size: int) -> str:
    """A text of so many characters that is all of one hostile kind."""
    return HOSTILE[name] * (size // len(HOSTILE[name]))


def wide_table(size: int) -> str:
    """A table with a head as long as all of its empty rows: as many cells as the square of its length."""
    width = size // 8
    return "|a" * width + "|\n" + "|-" * width + "|\n" + "|b\n" * (size // 6)


def calls(parse: Callable[[], object]) -> int:
    """How many functions are called: work that is the same on every machine."""
    count = 0

    def note(_frame: object, event: str, _about: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        parse()
    finally:
        sys.setprofile(None)
    return count


def parsed(source: str) -> None:
    """All that is done with a text when it is imported and shown."""
    for piece in split(source, title="T"):
        assert piece.tokens < TOKENS_PER_PASSAGE
        indexed_words(piece.text, "en")
    to_html(source)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markdown_costs_no_more_than_its_length(name: str) -> None:
    few = calls(lambda: parsed(bomb(name, 1_200)))
    assert calls(lambda: parsed(bomb(name, 2_400))) < 3 * few + 3_000, "twice as long, and not four times the work"


@pytest.mark.parametrize("name", [*HOSTILE, "wide table"])
def test_what_markdown_costs_is_known_before_it_is_parsed(name: str) -> None:
    source = wide_table(1_000) if name == "wide table" else bomb(name, 1_000)
    assert calls(lambda: blocks(source)) < _CALLS_A_STEP * (work(source) + len(source) / 10 + 100)


@pytest.mark.parametrize(
    "name", ["brackets", "image links", "items", "narrow tables", "crossed emphasis", "wide table"]
)
def test_what_would_cost_too_much_is_plain_text_and_no_article(name: str) -> None:
    source = wide_table(LONGEST_BODY) if name == "wide table" else bomb(name, LONGEST_BODY)
    body = f"Words\n\n{source}"[:LONGEST_BODY]
    content = Content(kind="article", title="T", language="en", status="published", body=body)
    assert code_of(problem_of(content)) == "text_marks"
    assert calls(lambda: to_html(source)) < 20 * LONGEST_BODY


def test_long_texts_as_people_write_them_are_no_bombs() -> None:
    prose = "The *museum* opens at [ten](https://example.com/hours), and closes at six.\n\n- Mondays it is closed\n\n"
    prices = "| Room | Price |\n|---|---|\n" + "| A room with a view of the lake | 120 euros |\n" * 500 + "\n"
    assert work((prose * LONGEST_BODY)[:LONGEST_BODY]) < MOST_WORK
    assert work((prices * 10)[:LONGEST_BODY]) < MOST_WORK


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://evil.example/pixel.gif)",
        "[x](  jAvAsCrIpT:alert(1))",
        '<https://ok.example/"onmouseover=alert(1)>',
        "`<script>`\n\n    <script>",
        "[x](https://a.example 'title\" onclick=alert(1)')",
    ],
)
def test_html_runs_nothing_and_loads_nothing(source: str) -> None:
    html = to_html(source).lower()

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert " onmouseover=alert" not in html.replace("%22onmouseover", "")
    assert 'onclick="' not in html


def test_links_tell_nobody_where_they_come_from() -> None:
    assert 'rel="noopener noreferrer"' in to_html("[x](https://example.com)")
