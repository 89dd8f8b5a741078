"""The widget's words that come with its settings: the same ones in each language, in the order it takes them by."""

import json
import re
from pathlib import Path

import pytest

from sportello.api.widget.shapes import WidgetWords
from sportello.api.widget.words import widget_words

ROOT = Path(__file__).parents[3]
LANGUAGES = ("it", "en", "de")
WITH_A_PLACE = {"mail_done", "talks_unread", "place", "here", "waiting", "typing", "detach", "too_large", "too_many"}


def test_the_widget_takes_them_in_the_order_in_which_they_come() -> None:
    source = (ROOT / "web/widget/src/words.ts").read_text(encoding="utf-8")
    taken = re.search(r"\[([a-z,\s]+)\] = \[", source)
    assert taken
    # Those that the second file takes by name are left out, or come after.
    places = [place.strip() for place in taken[1].rstrip().rstrip(",").split(",")][len(_built_in()) :]
    names = list(WidgetWords.model_fields)
    assert "email" in places
    assert all(place in {"", name} for place, name in zip(places, names, strict=False))


def test_the_second_file_asks_for_words_that_there_are() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "web/widget/src/more").glob("*.ts")]
    asked = {name for source in sources for name in re.findall(r"\bword\(\s*\"(\w+)\"", source)}
    assert asked
    assert asked <= WidgetWords.model_fields.keys()


def _built_in() -> dict[str, str]:
    return json.loads((ROOT / "web/widget/src/texts/en.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_places_in_its_words(language: str) -> None:
    for name, text in widget_words(language):
        assert text.count("{}") == (name in WITH_A_PLACE), name


def test_the_place_in_the_queue_can_be_left_out() -> None:
    assert all("," in widget_words(language).place for language in LANGUAGES)


def test_a_language_without_a_catalogue_hears_english() -> None:
    assert widget_words("fr") == widget_words("en") != widget_words("it")
