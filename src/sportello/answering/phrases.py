"""Finding phrases in what a customer writes: whole words in order, whatever the case, accents or apostrophes.

A phrase is plain text that an owner can edit. `*` at the end of a word stands for any ending
("rimbors*"), a lone `*` for any one word. A search costs time linear in the length of the text.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from typing import Final, Generic, TypeVar, cast

import yaml

from sportello.answering.language import LANGUAGES

Key = TypeVar("Key", bound=Hashable)

NO_ORDINAL: Final = r"(?:(?<!\d\.)|(?!\s+(?:[a-zäöü\d]|Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)))"
"""After a point, for a pattern: it ends a sentence, and not "am 24. und 25. Dezember"."""

_TOKEN = re.compile(r"[^\W_]+")
_PHRASE_TOKEN = re.compile(r"[^\W_]+\*?|\*")
_MARKS = re.compile(r"[̀-ͯ]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def fold(text: str) -> str:
    """The text in small letters without accents."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def tokens_of(text: str) -> list[str]:
    """The folded words of a text."""
    return _TOKEN.findall(fold(text))


@dataclass(frozen=True)
class Found(Generic[Key]):
    """A phrase of `key` stands at these words of the text."""

    key: Key
    start: int
    end: int


class Phrases(Generic[Key]):
    """Many phrases, each belonging to a key, looked for at once."""

    def __init__(self, phrases: Mapping[Key, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Key]]] = defaultdict(list)
        self._by_prefix: dict[str, list[tuple[tuple[str, ...], Key]]] = defaultdict(list)
        """By its first letter."""
        for key, texts in phrases.items():
            for text in texts:
                for spelling in {text, text.casefold().translate(_UMLAUTS)}:
                    self._add(key, tuple(_PHRASE_TOKEN.findall(fold(spelling))))
        self._prefixes = {
            letter: tuple(words[0][:-1] for words, _ in phrases) for letter, phrases in self._by_prefix.items()
        }

    def _add(self, key: Key, words: tuple[str, ...]) -> None:
        if not words or words[0] == "*":
            return
        if words[0].endswith("*"):
            self._by_prefix[words[0][0]].append((words, key))
        else:
            self._by_first[words[0]].append((words, key))

    def at(self, tokens: list[str], start: int) -> list[Found[Key]]:
        """The phrases that begin at this word."""
        word = tokens[start]
        whole = self._by_first.get(word, ())
        # All prefixes in one look: most words of a text begin no phrase.
        begun = self._by_prefix[word[0]] if word.startswith(self._prefixes.get(word[0], ())) else ()
        if not whole and not begun:
            return []
        phrases = chain(whole, begun)
        return [Found(key, start, start + len(words)) for words, key in phrases if _fits(words, tokens, start)]

    def find(self, tokens: list[str]) -> list[Found[Key]]:
        """Every place of every phrase, in order."""
        return [found for start in range(len(tokens)) for found in self.at(tokens, start)]


def _fits(words: tuple[str, ...], tokens: list[str], start: int) -> bool:
    if start + len(words) > len(tokens):
        return False
    for place, word in enumerate(words, start):
        if not (tokens[place].startswith(word[:-1]) if word[-1] == "*" else tokens[place] == word):
            return False
    return True


def shipped_phrases(package: str, kinds: Sequence[Key]) -> Phrases[Key]:
    """The phrases of these kinds in all languages, as files in the package's `signs/` have them."""
    written: dict[Key, list[str]] = {kind: [] for kind in kinds}
    for language in LANGUAGES:
        path = files(package) / "signs" / f"{language}.yaml"
        read = cast("dict[Key, list[str]]", yaml.safe_load(path.read_text(encoding="utf-8")))
        for kind in kinds:
            written[kind] += read[kind]
    return Phrases(written)
