"""Passages: cut along headings, under the limit whatever comes in, each at an address of its own."""

import time

import pytest
from hypothesis import given, settings, strategies as st

from sportello.knowledge import split, to_html
from sportello.knowledge.retrieval.excerpt import indexed_words
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


SIZE = 30_000
HOSTILE = {
    "brackets": "[" * SIZE,
    "links": "[a](" * (SIZE // 4),
    "images": "![a](" * (SIZE // 5),
    "emphasis": "*a_ " * (SIZE // 4),
    "backticks": " ".join("`" * n for n in range(1, 240)),
    "quotes": "\n".join(">" * n for n in range(1, 240)),
    "nested list": "\n".join("  " * n + "- a" for n in range(170)),
    "wide table": "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n" + "|b" * 2_000 + "|",
    "dots": ". " * (SIZE // 2),
    "one word": "x" * SIZE,
    "blanks": " " * SIZE + "a",
    "references": "".join(f"[r{n}]: /u\n\n[r{n}] " for n in range(SIZE // 20)),
    "marks": "a" + "\u0301" * SIZE,
    "angles": "<a " * (SIZE // 3),
    "headings": "# a\n" * (SIZE // 4),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markdown_costs_no_more_than_its_length(name: str) -> None:
    began = time.process_time()
    pieces = split(HOSTILE[name], title="T")
    for piece in pieces:
        indexed_words(piece.text, "en")
    to_html(HOSTILE[name])

    assert time.process_time() - began < 5
    assert all(piece.tokens < TOKENS_PER_PASSAGE for piece in pieces)


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
