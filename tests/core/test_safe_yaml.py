"""YAML from strangers: what is written is what is read, and what is refused says where."""

import pytest

from sportello.core.safe_yaml import YamlRefused, lines_of, load_yaml


@pytest.mark.parametrize(
    "written",
    [
        "0471",
        "+39 0471",
        "+390471",
        "12:30",
        "No",
        "ON",
        "yes",
        "1_000",
        "1e3",
        "0x1F",
        ".inf",
        "2026-12-25",
        "=",
        "<<",
    ],
)
def test_a_scalar_is_the_text_that_was_written(written: str) -> None:
    assert load_yaml(f"- {written}\n- {{{written}: {written}}}\n") == [written, {written: written}]


def test_only_nothing_is_nothing() -> None:
    assert load_yaml("- \n- ~\n- null\n- 'null'\n- \"\"\n") == [None, None, None, "null", ""]
    assert load_yaml("") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &x 1\nb: *x", "Line 2 has an alias"),
        ("a: 1\nb:\n  c: 1\n  c: 2", "In line 4 “c” is written for the second time"),
        ("a: !!python/name:os.system x", "Line 1 has a tag (!!python/name:os.system)"),
        ("a: 1\n---\nb: 1", "In line 2 a second document begins"),
        ("{[a]: b}", "In line 1 a list or a mapping stands where a name belongs"),
        ("[" * 13 + "]" * 13, "nested deeper than 12"),
        ("a: 'b\nc: d", "look at line"),
        ("a:\n  - b\n c: d", "look at line 3"),
        ("a: b\nc: \x01", "look at line 2"),
        ("x" * (2 * 1024 * 1024 + 1), "more than 2 MB"),
    ],
)
def test_what_is_refused_says_where(text: str, told: str) -> None:
    with pytest.raises(YamlRefused) as refused:
        load_yaml(text)

    assert told in str(refused.value)


def test_each_part_knows_its_line() -> None:
    lines = lines_of("a:\n  - b\n  - c: d\n    e: f\n")

    assert lines == {(): 1, ("a",): 1, ("a", 0): 2, ("a", 1): 3, ("a", 1, "c"): 3, ("a", 1, "e"): 4}
