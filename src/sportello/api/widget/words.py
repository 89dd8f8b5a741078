"""The widget's own words that can wait for the server's first answer: no page pays for languages it does not speak."""

from functools import cache
from pathlib import Path

import yaml

from sportello.api.widget.shapes import WidgetWords

_TEXTS = Path(__file__).parent / "texts"


@cache
def _catalogues() -> dict[str, WidgetWords]:
    return {
        path.stem: WidgetWords.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in _TEXTS.glob("*.yaml")
    }


def widget_words(language: str) -> WidgetWords:
    """The words in this language; English where there is no catalogue for it, as in the widget itself."""
    return _catalogues().get(language) or _catalogues()["en"]
