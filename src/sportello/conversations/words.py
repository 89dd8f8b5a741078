"""What the house says to the customer about the conversation itself, in the customer's language."""

from functools import cache
from pathlib import Path

import yaml

_TEXTS = Path(__file__).parent / "texts"
_FALLBACK = "en"
_LONGEST_BUTTON = 60


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = _TEXTS / f"{language}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def languages() -> frozenset[str]:
    """The languages there is a catalogue for."""
    return frozenset(path.stem for path in _TEXTS.glob("*.yaml"))


def words(language: str, key: str, **names: str) -> str:
    """The text for `key`, with names filled in; English where there is no catalogue for the language."""
    known = language if language in languages() else _FALLBACK
    return _catalogue(known)[key].format(**names)


def says_way_back(text: str) -> bool:
    """Whether somebody has typed what stands on the button back to the assistant, in any language it speaks."""
    return len(text) < _LONGEST_BUTTON and _letters(text) in _ways_back()


@cache
def _ways_back() -> frozenset[str]:
    return frozenset(_letters(words(language, "button_assistant")) for language in languages())


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
