"""Rows of tables, and lines like them: what a price list says of what a question names, whatever else it asks with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sportello.core.amounts import AMOUNT, is_for_nothing
from sportello.knowledge.retrieval.focus import said
from sportello.knowledge.retrieval.hits import Hit
from sportello.knowledge.retrieval.lacking import is_code
from sportello.knowledge.text.markdown import Segment, cells, segments
from sportello.knowledge.text.words import fold, split_words

_SAYS: Final = 0.6
"""A row says a word from this share of its letters on, so that "Damenhaarschneiden" finds "Damen - Haare schneiden" and
not those of the men."""
_HALF: Final = 0.2
"""What the name itself says of one of them at least, where what it comes with says the rest: "Keramikkrone"."""
_ENDING: Final = 2
"""Letters by which a word of a row may end in another way: "Haare" in "Haarschneiden"."""
_OF: Final = 4
"""Letters of which one may belong to it."""
_DEEDS: Final[Mapping[str, Sequence[tuple[str, Sequence[str]]]]] = {
    "de": [("en", ("ung",)), ("n", ("ung",))],
    "en": [("ing", ("", "al", "ment", "ation")), ("e", ("al", "ing", "ation")), ("", ("al", "ment", "ation"))],
    "it": [(verb, ("o", "a", "aggio", "amento", "imento", "azione", "atura")) for verb in ("are", "ere", "ire")],
}
"""How verbs end that are asked with, and how the nouns do by which rows call the same: "renewing", "renewal"."""
_SMALLER: Final = re.compile(r"(?:in|ett|ell)[oaie]|one|oni")
_STEM: Final = 4
"""Letters that are left of them, at least."""
_AMERICAN: Final = re.compile(r"(?<=[in])s(?=e[sd]?$|ing$)")
"""What is spelt with an s or a c: "license"."""
_HEAD_LAST: Final = frozenset({"en"})
"""Languages in which the last word of a name says what it is: a "coffee machine" is no coffee."""
_WORD: Final = re.compile(r"[^\W_]+")
_CODE: Final = 3
"""Letters of what is no name that anybody says: "AM"."""
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_COMES_WITH: Final = re.compile(
    r"\s(?:mit|ohne|samt|unter|inklusive|inkl\.?|aus|vom?|with|without|under|including|incl\.?|made from|of|plus|con|"
    r"senza|sotto|compres[oaie]|inclus[oaie]|di|del|dello|della)\s.*|\sd['\u2019].*",
    re.IGNORECASE | re.DOTALL,
)
"""What a thing comes with is no part of its name: a microchip "with registration" is a microchip."""
_ADDED: Final = re.compile(r",(?!.*(?:,|&|\+|\s(?:and|or|und|oder|e|ed|o)\s)).*", re.DOTALL)
"""Of how much a row is the price, or of which of several: "Mozzarella, 250 g"; "ham, cheese and egg" is one thing."""
_MARK: Final = re.compile(r"\s*(?:[-+*]|\d{1,9}[.)])\s+")
"""What stands before the item of a list."""
_CALLED: Final = re.compile(
    r"[\s,;/·|•]*(?:(?:and|und|e|ed)\s+)?(?:[^:\d]+:\s+)?(?P<called>[^\d:]+?)\s*(?:[:\u2013-]|\b(?:is|are|costs?|pay|ist|"
    r"kostet|kosten|zahlen|costano?|pagano))?\s*(?:\b(?:ab|from|da|ca\.?|only|nur|solo)\s+)?",
    re.IGNORECASE,
)
"""What stands before an amount in a line that says no more than names and amounts: "Men's haircut 25 euros."."""
_OF_ONE: Final = re.compile(
    r"(?:\s*(?:/|\b(?:per|pro|je|a|al|alla|all['\u2019])\s?)\s*[^\W\d_]+\b|\s+each\b)?(?:\s*\([^()]*\))?", re.IGNORECASE
)
"""What stands behind it: "per night", "(with blow dry)"."""


def named_in(hit: Hit, quote: str) -> list[str]:
    """The words by which an entry is called, or what is quoted of it: of rows, what they say without the columns."""
    names = [hit.title] if hit.kind == "faq" else [hit.title, *hit.heading_path]
    if hit.kind == "passage":
        rows = {one.text: one for one in segments(hit.text) if one.kind == "row"}
        for line in quote.splitlines():
            row = rows.get(line.removeprefix("- "))
            names += [row.text.partition(": ")[0], _called(row), *cells(row.plain)[1:]] if row else [line]
    return [word for name in names for word in _telling(name, hit.language)]


def rows_naming(hit: Hit, words: Sequence[str]) -> list[str]:
    """The rows of the hit's tables, or its lines, that have a figure and are called by all these words.

    A row is called what its first cell says; what heads another cell with a figure may be named beside it ("for a
    cat"). The words must say all of it, or of several rows all that these begin or end with: coffee is no coffee
    machine, but the men's cut and the women's are both a cut.
    """
    rows = _priced(hit) if words else []
    if coded := _coded(rows, words):
        found = _of_code(hit, coded, words)
    else:
        words = [word for word in words if len(word) > 1]
        named = [] if any(is_code(word) for word in words) else rows
        found = _found(named, words, hit.language) or _in_columns(hit, rows, words) or _implied(hit, named, words)
    alone = len(found) == 1 and len(rows) > 1 and _is_kind(found[0], words, hit.language)
    return [] if alone else list(dict.fromkeys(one.text for one in found))


def _is_kind(row: Segment, words: Sequence[str], language: str) -> bool:
    """Whether what is named is what all rows are: one "Formaggio di malga" below "Formaggio" is not all there is."""
    head = row.text.partition(": ")[0] if row.kind == "row" else ""
    return _says_all(_telling(head, language), words, language)


def is_list_of(hit: Hit, words: Sequence[str]) -> bool:
    """Whether a row or line with a figure says all these words, heads of columns apart, and maybe more."""
    heads = {word for one in segments(hit.text) if one.kind == "head" for word in _telling(one.plain, hit.language)}
    named = [word for word in words if word not in heads]
    codes = {word for word in named if is_code(word)}
    rows = [one for one in _priced(hit) if codes.issubset(_WORD.findall(fold(one.plain)))] if named else []
    return any(min(parts) >= _SAYS for parts in said([_whole(one) for one in rows], named, hit.language))


def _priced(hit: Hit) -> list[Segment]:
    """The rows with a figure, and what lines say that have names and their amounts, and nothing else."""
    return [each for one in segments(hit.text) for each in (_by_each_name(one) if _figured(one) else _offers(one))]


def _by_each_name(row: Segment) -> list[Segment]:
    """The row, and once more by what stands in brackets behind a code, as by its name: "AM (moped)"."""
    first = _first_cell(row.plain)
    name, behind = _BRACKETS.sub("", first).strip(), " ".join(_BRACKETS.findall(first))
    return [row, replace(row, plain=behind.strip("()"))] if behind and len(name) <= _CODE else [row]


def _figured(row: Segment) -> bool:
    return row.kind == "row" and (any(map(str.isdigit, row.plain)) or any(map(is_for_nothing, cells(row.plain)[1:])))


def _offers(line: Segment) -> list[Segment]:
    """Each name of a line with its amount, where it says nothing else: "Men 25 euros, women 38 euros."."""
    if line.kind not in {"sentence", "item"}:
        return []
    plain = _MARK.sub("", line.plain, count=1).strip()
    offers, start = list[Segment](), 0
    for amount in AMOUNT.finditer(plain):
        named = _CALLED.fullmatch(plain, start, amount.start())
        told = _OF_ONE.match(plain, amount.end())
        if named is None or told is None:
            return []
        start = told.end()
        offers.append(replace(line, text=plain[named.start("called") : start], plain=named["called"]))
    if plain[start:].strip(" .;!"):
        return []
    return offers if len(offers) > 1 else [replace(one, text=_MARK.sub("", line.text, count=1)) for one in offers]


def _found(rows: Sequence[Segment], words: Sequence[str], language: str) -> list[Segment]:
    called = [replace(one, plain=_called(one)) for one in rows]
    told, own = _said([_whole(one) for one in rows], words, language), _said(called, words, language)
    found = [at for at, parts in enumerate(told) if min(parts) >= _SAYS and max(own[at]) >= _HALF]
    names = {at: name for at in found if (name := _telling(called[at].plain, language))}
    exact = [at for at, name in names.items() if _says_all(words, name, language)]
    shortened = all(called[at].plain != _whole(rows[at]).plain.strip() for at in exact)
    # One "with hot stones" beside others of its kind is called by that, and no more meant than they are.
    if not names or (exact and not (shortened and len(exact) < len(names))):
        return [rows[at] for at in exact]
    first, *others = names.values()
    shared = [one for one in first if all(one in other for other in others)]
    if not shared:  # compounds, of which each must end so: no men's cut is a women's
        return [rows[at] for at, name in names.items() if all(_ends_so(name, word) for word in words)]
    alike = all(other[0] == first[0] for other in others) or all(other[-1] == first[-1] for other in others)
    return [rows[at] for at in names] if alike and _says_all(words, shared, language) else []


def _coded(rows: Sequence[Segment], words: Sequence[str]) -> list[Segment]:
    """The rows that are called by all codes and letters of the question: "A2", "B"; none where it has none."""
    codes = {word for word in words if is_code(word) or len(word) == 1}
    names = [(one, set(_WORD.findall(fold(_whole(one).plain)))) for one in rows]
    return [one for one, name in names if codes and codes <= name]


def _of_code(hit: Hit, coded: Sequence[Segment], words: Sequence[str]) -> list[Segment]:
    """The row that is called by a code, where all else of the question is said in its name, above it or by its columns.

    What "B" is without any other word, nobody knows: rows of several things may be of it.
    """
    named = [word for word in words if not is_code(word) and len(word) > 1]
    if not named:
        return list(coded) if any(is_code(word) for word in words) else []
    found = _found(coded, named, hit.language)
    above = _above(hit)
    told = [one for one in coded if _says_all([*_telling(one.text, hit.language), *above], named, hit.language)]
    return found or (told if len(told) == 1 else [])


def _implied(hit: Hit, rows: Sequence[Segment], words: Sequence[str]) -> list[Segment]:
    """The one row of which no more is left unsaid, nor said, than what the page is about: the renewal of a licence.

    What it is must be said: below "Machines", a coffee is no "Coffee machine".
    """
    above, found = _above(hit), list[Segment]()
    for row in rows:
        name = _telling(_called(row), hit.language)
        what = name[-1:] if hit.language[:2] in _HEAD_LAST else name[:1]
        unsaid = [one for one in name if not _says_all(words, [one], hit.language)]
        if name and _says_all([*name, *above], words, hit.language) and _says_all(words, what, hit.language):
            found += [row] if _says_all(above, unsaid, hit.language) else []
    return found if len(found) == 1 else []


def _above(hit: Hit) -> list[str]:
    return [word for name in (hit.title, *hit.heading_path) for word in _telling(name, hit.language)]


def _said(found: Sequence[Segment], words: Sequence[str], language: str) -> list[list[float]]:
    """How much each says of each word, with its ending or without: a row "Hut Larch" is one of the huts."""
    whole, begun = (said(found, each, language) for each in (words, [_without_ending(word) for word in words]))
    return [[max(pair) for pair in zip(one, other, strict=True)] for one, other in zip(whole, begun, strict=True)]


def _says_all(said: Sequence[str], words: Sequence[str], language: str) -> bool:
    """Whether all of the words are said, with whatever ending, in whatever compound, or by the verb of the noun."""
    code = language[:2].lower()
    return all(any(_is_said(word, one, code) or _same_deed(word, one, code) for one in said) for word in words)


def _is_said(word: str, one: str, code: str) -> bool:
    """Whether it has the word, but for its ending; what Italian makes small is another: "patente", "patentino"."""
    if code == "en":
        word, one = _AMERICAN.sub("c", word), _AMERICAN.sub("c", one)
    _, begun, rest = one.partition(_without_ending(word))
    return bool(begun) and not (code == "it" and _SMALLER.fullmatch(rest))


def _same_deed(one: str, other: str, code: str) -> bool:
    """Whether one is the verb, and the other the noun that it makes: "rinnovare", "rinnovo"."""
    return any(
        verb.endswith(ending) and noun in {verb[: len(verb) - len(ending)] + made for made in makes}
        for verb, noun in ((one, other), (other, one))
        for ending, makes in _DEEDS.get(code, ())
        if len(verb) - len(ending) >= _STEM
    )


def _ends_so(name: Sequence[str], word: str) -> bool:
    """Whether a word of the name is this, or a compound that ends so: what that is, its end says."""
    begun = _without_ending(word)
    return any(begun in one and len(one) - one.rfind(begun) <= len(word) + 1 for one in name)


def _in_columns(hit: Hit, rows: Sequence[Segment], words: Sequence[str]) -> list[Segment]:
    """The rows that are called by some of the words, and have a figure below a head that is called by each other."""
    found = list[Segment]()
    for head in (one for one in segments(hit.text) if one.kind == "head"):
        heads = {word for name in cells(head.plain)[1:] for word in _telling(name, hit.language)}
        columns = [word for word in words if word in heads]
        named = [word for word in words if word not in heads]
        below = [one for one in rows if one.block == head.block and one.kind == "row"]
        if columns and named and not any(is_code(word) for word in named):
            able = [one for one in below if all(_has_figure(one, word, hit.language) for word in columns)]
            found += _found(able, named, hit.language)
    return found


def _has_figure(row: Segment, word: str, language: str) -> bool:
    """Whether the row has a figure below the head with this word."""
    pairs = (cell.partition(": ") for cell in row.text.split(" · "))
    return any(word in _telling(head, language) and any(map(str.isdigit, cell)) for head, _, cell in pairs)


def _whole(one: Segment) -> Segment:
    """A row as its first cell alone, a line as its name."""
    return replace(one, plain=_first_cell(one.plain)) if one.kind == "row" else one


def _called(one: Segment) -> str:
    """What the first cell of a row says, or the name of a line, that is not in brackets nor added to it."""
    name = _BRACKETS.sub("", _whole(one).plain).strip()
    return _ADDED.sub("", _COMES_WITH.sub("", name))


def _first_cell(row: str) -> str:
    return row.strip().strip("|").partition("|")[0]


def _telling(text: str, language: str) -> list[str]:
    """Its words, apart from single letters."""
    return [word for word in split_words(text, language, questions=True) if len(word) > 1]


def _without_ending(word: str) -> str:
    return word[: len(word) - min(_ENDING, len(word) // _OF)]
