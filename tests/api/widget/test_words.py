"""The widget's words that come with its settings: the same ones in each language, in the order it takes them by."""

import re
from pathlib import Path

import pytest

from sportello.api.widget.shapes import WidgetWords
from sportello.api.widget.words import widget_words

ROOT = Path(__file__).parents[3]
LANGUAGES = ("it", "en", "de")


def test_the_widget_takes_them_in_the_order_in_which_they_come() -> None:
    source = (ROOT / "web/widget/src/words.ts").read_text(encoding="utf-8")
    taken = re.search(r"\[([a-z,\s]+)\] = \[", source)
    assert taken
    assert taken[1].replace(",", " ").split()[-len(WidgetWords.model_fields) :] == list(WidgetWords.model_fields)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_places_in_its_words(language: str) -> None:
    for name, text in widget_words(language):
        assert text.count("{}") == (name in {"place", "here", "waiting", "typing"}), name


def test_the_place_in_the_queue_can_be_left_out() -> None:
    assert all("," in widget_words(language).place for language in LANGUAGES)


def test_a_language_without_a_catalogue_hears_english() -> None:
    assert widget_words("fr") == widget_words("en") != widget_words("it")
