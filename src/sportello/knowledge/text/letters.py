"""Letters: whether a word looks like one of its language at all, told by the triples of letters that words have.

`triples/*.txt` lists them, the letters that may follow each two, `_` being the end of a word: all that several of the
forty thousand commonest words of the language have (counted in the word lists of pyspellchecker, folded). Of real
words that are not among those, nineteen in twenty have no other; of those with a slip of the finger, one in three.
"""

from functools import cache
from importlib.resources import files

_FOLDER = files(__package__ or "sportello.knowledge.text") / "triples"
_LANGUAGES = frozenset({"de", "en", "it"})


def is_odd(word: str, language: str) -> bool:
    """Whether a folded word has letters as no word of the language has them; of languages we do not know, none is."""
    code = language[:2].lower()
    if code not in _LANGUAGES:
        return False
    padded, known = f"_{word}_", _triples(code)
    return any(padded[at : at + 3] not in known for at in range(len(word)))


@cache
def _triples(code: str) -> frozenset[str]:
    listed = (_FOLDER / f"{code}.txt").read_text(encoding="ascii").split()
    return frozenset(each[:2] + letter for each in listed for letter in each[3:])
