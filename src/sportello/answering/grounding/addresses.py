"""Where a text leads, however that is written: what a model may say is only where the passages lead too.

Whoever plants an instruction in a page wants a link or an image in the answer, whose address carries what the model
has read. So no image is let through, and no address but those that the passages have, letter by letter.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 20})
_UNSEEN: Final = frozenset({"Cf", "Cc", "Mn", "Me"})
"""Kinds of characters that nobody sees, or that only change the one before."""
_DOTS: Final = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": ".", "\u2024": ".", "\u2215": "/", "\u2044": "/"})
_WRITTEN: Final = re.compile(
    r"""
    (?:[a-z][a-z0-9+.-]{1,30}:)?//[^\s<>"'()\[\]{}|]+          # https://host/path, //host
    | \b(?:mailto|tel|sms|data|javascript|vbscript|file|blob|intent|whatsapp|callto):[^\s<>"'()\[\]{}|]+
    | [\w.+%-]+@[\w-]+(?:\.[\w-]+)+                            # name@host
    | (?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])(?:[:/?#][^\s<>"'()\[\]{}|]*)?     # 192.0.2.1/path
    | (?<![\w@.-])(?:[\w-]{1,63}\.)+(?!\d)[^\W_]{2,24}(?![\w-])     # host.tld
      (?:[:/?#][^\s<>"'()\[\]{}|]*)?                                # … and its path
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SPELT: Final[Sequence[tuple[re.Pattern[str], str]]] = (
    (re.compile(r"\s*[\[({<]\s*(?:\.|dot|punto|punkt|point)\s*[\])}>]\s*", re.IGNORECASE), "."),
    (re.compile(r"\s*[\[({<]\s*(?:@|at|ät|chiocciola)\s*[\])}>]\s*", re.IGNORECASE), "@"),
    (re.compile(r"\s*[\[({<]\s*(?:/|slash)\s*[\])}>]\s*", re.IGNORECASE), "/"),
    (re.compile(r"hxxp(?=s?:)", re.IGNORECASE), "http"),
    (
        re.compile(
            r"(?<=\w)\s+(?:dot|punto|punkt|\.)\s+(?=(?:com|net|org|eu|it|de|at|ch|fr|uk|us|io|co|app|shop|example|test)\b)",
            re.IGNORECASE,
        ),
        ".",
    ),
    (re.compile(r"(?<=\w)\s+(?:at|ät|chiocciola|@)\s+(?=[\w-]{1,63}\.\w)", re.IGNORECASE), "@"),
)
"""How people write an address so that no program takes it for one; a reader does."""
_TRAILING: Final = ".,;:!?*_~`"


def addresses(markdown: str) -> set[str]:
    """Every address in a text: of its links, its images, its markup, and those that stand in its words."""
    found: set[str] = set()
    seen = visible(markdown)
    parsed = _parser.parse(seen)
    for token in _with_children(parsed):
        for name in ("href", "src"):
            target = token.attrGet(name)
            if target:
                found.add(_plain(str(target)))
    for words in _readings(seen, parsed):
        found.update(_plain(match[0]) for match in _WRITTEN.finditer(words))
    return {each for each in found if each}


def has_picture(markdown: str) -> bool:
    """Whether something would be loaded by who only reads it, or once the rest of it is written: `![seal][1]`."""
    seen = visible(markdown)
    kinds = {token.type for token in _with_children(_parser.parse(seen))}
    return "![" in seen or bool(kinds & {"image", "html_inline", "html_block"})


def _with_children(parsed: Sequence[Token]) -> Iterator[Token]:
    for token in parsed:
        yield token
        yield from token.children or ()


def _readings(seen: str, parsed: Sequence[Token]) -> Iterator[str]:
    """The text as it is written, and as it is read once its markup is gone: both may hold what the other hides."""
    yield seen
    yield _as_meant(seen)
    for token in parsed:
        if token.children is not None:
            yield "".join(child.content or "\n" * child.type.endswith("break") for child in token.children)


def _as_meant(text: str) -> str:
    """The text with the signs of its addresses that are spelt in words."""
    for spelt, sign in _SPELT:
        text = spelt.sub(sign, text)
    return text


def visible(text: str) -> str:
    """The text as a reader takes it: without what cannot be seen, in the commonest form of each letter."""
    seen = "".join(
        sign
        for sign in unicodedata.normalize("NFKC", text)
        if sign in "\n\t" or unicodedata.category(sign) not in _UNSEEN
    )
    return seen.translate(_DOTS)


def _plain(address: str) -> str:
    return address.strip().rstrip(_TRAILING).removeprefix("mailto:").casefold().rstrip("/")
