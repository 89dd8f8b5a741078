"""Whether a customer who is asked "Shall I do this?" agrees: what they type is a yes only if it says nothing else.

Whoever begins with a yes may go on to refuse, to correct, to set a condition or to put it off, in more ways than
anybody can list. So refusals are not looked for: a message is an assent if words of a closed list cover the whole of
it (`texts/assent*.yaml`), and anything more leaves open what is asked. The lists of what refuses only tell a no from
what has to be asked again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set as AbstractSet
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, cast
from unicodedata import category

import yaml

from sportello.answering.catalogue import catalogue
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import Found, Phrases, tokens_of

Reply = Literal["yes", "no", "more"]
_Kind = Literal["yes", "with", "bye", "no", "cancel", "doubt"]
_KINDS: Final[tuple[_Kind, ...]] = ("yes", "with", "bye", "no", "cancel", "doubt")
_CANCEL: Final[frozenset[_Kind]] = frozenset({"cancel"})
_OPEN: Final[frozenset[_Kind]] = frozenset({"doubt"})
_LONGEST: Final = 200
"""Characters; nobody agrees at greater length and says nothing else."""
_DRAWN: Final = re.compile(r"([^\W\d_])\1{2,}")
"""A letter that is drawn out: "siiii"."""
_SHADES: Final = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]|\u200d[♀♂]")
"""What only changes how an emoji looks."""
_SUBJECTS: Final = frozenset({"it", "that", "this", "all", "everything", "das", "es", "alles"})
_WORD: Final = re.compile(r"\S+")
_ASKS: Final = re.compile("[?\u00bf\u061f\uff1f\u2047-\u2049\u203d\u2753\u2754]")


def reply_to(text: str, *, yes: Iterable[str] = (), no: Iterable[str] = (), about: str = "") -> Reply | None:
    """What a message says to a proposal: yes and nothing else, no, something besides ("more"), or nothing at all.

    `yes` and `no` are what its buttons say, and `about` what it is called: who is asked whether to cancel an order and
    writes "cancel" says neither plainly.
    """
    bare, marks = _signs(_SHADES.sub("", text))
    tokens = [_DRAWN.sub(r"\1", token) for token in tokens_of(bare)]
    asks = bool(_ASKS.search(text))
    if not marks and not asks:
        for answer, labels in (("no", no), ("yes", yes)):
            if any(tokens_of(label) == tokens for label in labels):
                return cast("Reply", answer)
        if alone := _alone(tokens):
            return alone
    if asks:
        return _first(tokens, about)
    kinds = _kinds(tokens, about) | marks
    if kinds & {"no", "cancel"}:
        return "no"
    if len(text) <= _LONGEST and not marks - {"yes", "with"} and _covered(tokens, yes="yes" in marks):
        return "yes"
    return "more" if kinds else None


def takes_back(text: str) -> bool:
    """Whether a message says to undo something, and nothing else: "cancel that, please"."""
    kinds = {found.key for found in _walk(tokens_of(text))}
    return "cancel" in kinds and None not in kinds


def asked_besides(text: str) -> str:
    """The question behind what a message says to a proposal, if there is one: "no, where can I park"."""
    tokens = tokens_of(text)
    at = next((found.start for found in _walk(tokens) if found.key is None), len(tokens))
    # "That is the wrong number" is no question, although "is" may begin one.
    states = at > 0 and tokens[at - 1] in _SUBJECTS
    if not _ASKS.search(text) and (states or not any(tokens[at : at + len(opener)] == opener for opener in _openers())):
        return ""
    read = 0
    for word in _WORD.finditer(text):
        if read >= at and at < len(tokens):
            return text[word.start() :]
        read += len(tokens_of(word[0]))
    return ""


def _first(tokens: list[str], about: str) -> Reply | None:
    """What a question begins with: "yes, but when?"."""
    first = next(_walk(tokens), None)
    if first is None or first.key in {None, "with", "bye"}:
        return None
    return "no" if first.key == "no" or (first.key == "cancel" and not _says_cancel(about)) else "more"


def _alone(tokens: list[str]) -> Reply | None:
    for language in LANGUAGES:
        for key, answer in (("alone", "yes"), ("alone_no", "no")):
            if any(tokens_of(word) == tokens for word in _lists(language)[key]):
                return cast("Reply", answer)
    return None


def _kinds(tokens: list[str], about: str) -> AbstractSet[_Kind]:
    """Which kinds of phrases there are in it, but for those within a longer one: the "no" of "no problem" is none.

    "Danke, schon gut" has both a "danke schön" and a "schon gut" in it, and the second refuses.
    """
    places = _everything().find(tokens)
    said: AbstractSet[_Kind] = {
        each.key for each in places if each.key and not any(_holds(longer, each) for longer in places)
    }
    return said - _CANCEL | _OPEN if "cancel" in said and _says_cancel(about) else said


def _holds(longer: Found[_Kind | None], other: Found[_Kind | None]) -> bool:
    within = longer.start <= other.start and other.end <= longer.end
    return within and longer.end - longer.start > other.end - other.start


def _says_cancel(about: str) -> bool:
    return any(found.key == "cancel" for found in _walk(tokens_of(about)))


def _covered(tokens: list[str], *, yes: bool) -> bool:
    """Whether phrases of one language that agree, or go with it, follow one another from end to end."""
    return any(_covers(_assents(language), tokens, yes=yes) for language in LANGUAGES)


def _covers(known: Phrases[_Kind], tokens: list[str], *, yes: bool) -> bool:
    reached: dict[int, bool] = {0: yes}
    for place in range(len(tokens)):
        if place in reached:
            for found in known.at(tokens, place):
                agreed = reached[place] or found.key == "yes"
                reached[found.end] = reached.get(found.end, False) or agreed
    return reached.get(len(tokens), False)


def _walk(tokens: list[str]) -> Iterator[Found[_Kind | None]]:
    """What stands there, one after another, the longest first; a word that says nothing has no kind."""
    place = 0
    while place < len(tokens):
        longest = max(_everything().at(tokens, place), key=lambda found: found.end, default=None)
        yield longest or Found(None, place, place + 1)
        place = longest.end if longest else place + 1


def _signs(text: str) -> tuple[str, set[_Kind]]:
    """The text without its emoji and smileys, and what those say; one that nobody knows leaves things open."""
    kinds: set[_Kind] = set()
    rest = text.casefold()
    for sign, kind in _known_signs().items():
        if sign in rest:
            rest = rest.replace(sign, " ")
            kinds.add(kind)
    strange = any(category(letter) in {"So", "Sm", "Sc", "Sk", "Cn", "Co"} for letter in rest)
    if strange:
        kinds.add("doubt")
    return rest, kinds


@cache
def _known_signs() -> Mapping[str, _Kind]:
    """Signs with what they say, the longest first."""
    found: dict[str, _Kind] = {
        sign.casefold(): kind for kind in _KINDS for sign in _read("assent")["signs"].get(kind, ())
    }
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


@cache
def _assents(language: str) -> Phrases[_Kind]:
    """What agrees and what goes with it, in one language: words of two may mean something else together."""
    return Phrases({kind: _phrases(language, kind) for kind in ("yes", "with")})


@cache
def _everything() -> Phrases[_Kind | None]:
    return Phrases({kind: [each for name in LANGUAGES for each in _phrases(name, kind)] for kind in _KINDS})


def _phrases(language: str, kind: _Kind) -> list[str]:
    return [*_read("assent")["words"][kind], *_lists(language)[kind]]


def _lists(language: str) -> Mapping[str, list[str]]:
    return _read(f"assent-{language}")


@cache
def _openers() -> list[list[str]]:
    """What questions begin with, and nothing else does."""
    asked = [catalogue(language).questions for language in LANGUAGES]
    return [tokens_of(opener) for each in asked for opener in each["openers"] if opener not in each["also_state"]]


@cache
def _read(name: str) -> Any:
    path = files("sportello.answering") / "texts" / f"{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))
