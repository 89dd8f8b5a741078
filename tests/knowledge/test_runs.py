"""Runs of letters, counted in many texts at once: each as often as the text has it."""

import pytest

from sportello.knowledge.retrieval.runs import counted, grams, runs

TEXTS = (
    "der wasserhahn tropft",
    "hahn",
    "",
    "a hahn  ein zweiter satz mit hahn",
    "цена билета 價格表 straße \U0001d4d0\U0001d4d1\U0001d4d2\U0001d4d3 ende",
)


def test_it_counts_each_run_of_a_word_in_each_text() -> None:
    letters = grams(["hahn", "a", "цена", "價格表", "straße", "\U0001d4d0\U0001d4d1\U0001d4d2\U0001d4d3", "nobody"])

    counts = counted(letters, TEXTS)

    assert counts.tolist() == [[f" {text} ".count(run) for text in TEXTS] for run in letters]
    assert counts.any(axis=1).sum() > len(runs("hahn"))


@pytest.mark.parametrize(("text", "times"), [("mississippi", 2), ("ississi", 2), ("issi issi", 2), ("is sis si", 0)])
def test_runs_that_overlap_count_each(text: str, times: int) -> None:
    (counts,) = counted(["issi"], [text]).tolist()

    assert counts == [times]


def test_a_word_has_its_runs_once_with_its_ends() -> None:
    assert runs("hahn") == (" hah", "hahn", "ahn ")
    assert runs("a") == (" a ",)
    assert runs("aaaaaa") == (" aaa", "aaaa", "aaa ")
