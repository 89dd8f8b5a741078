"""On which side of a figure something is so: at least or at most that much, before or after it."""

import re
from collections.abc import Sequence
from typing import Final, Literal

Bound = Literal["", "least", "most"]
Side = Literal["", "before", "after"]

AT_LEAST, AT_MOST = "atleast", "atmost"
"""Words that nobody writes: a bound that stood behind its figure."""
_LEAST: Final = (
    AT_LEAST,
    *(
        "at least",
        "no less than",
        "not less than",
        "more than",
        "minimum",
        "from the age of",
        "from age",
        "over",
        "above",
    ),
    *(
        "almeno",
        "minimo",
        "non meno di",
        "piu di",
        "oltre i",
        "sopra i",
        "dai",
        "dagli",
        "a partire da",
        "a partire dai",
    ),
    *("mindestens", "wenigstens", "mehr als", "nicht weniger als", "fruhestens", "ab"),
)
_MOST: Final = (
    AT_MOST,
    *("at most", "up to", "up to age", "no more than", "not more than", "less than", "within", "under", "maximum"),
    *("no later than", "not later than", "until", "by"),
    *("al massimo", "massimo", "fino a", "fino ai", "fino alle", "non piu di", "meno di", "sotto i"),
    *("entro", "entro le", "non piu tardi"),
    *("hochstens", "bis", "bis zu", "maximal", "innerhalb von", "binnen", "unter", "weniger als", "nicht mehr als"),
    *("nicht spater als", "spatestens"),
)
_KNOWN: Final[dict[str, Bound]] = {**dict.fromkeys(_LEAST, "least"), **dict.fromkeys(_MOST, "most")}
_CLOCKED: Final[dict[str, Bound]] = {
    **dict.fromkeys(("after", "from", "dopo", "dopo le", "dalle", "nach"), "least"),
    **dict.fromkeys(("before", "prima", "prima delle", "vor"), "most"),
}
"""Of hours alone: of days, these words say to what side they are counted."""
_BEFORE: Final = frozenset({"before", "beforehand", "ahead", "advance", "prima", "anticipo", "vor", "vorher", "zuvor"})
_AFTER: Final = frozenset({"after", "afterwards", "later", "dopo", "successivi", "nach", "danach", "spater"})
_LONGEST: Final = 4
_BEHIND: Final = 3
_BOUNDING: Final = frozenset(each for each in (*_LEAST, *_MOST) if each.split()[0] in {"no", "not", "non", "nicht"})
_FLIPPED: Final[dict[Bound, Bound]] = {"least": "most", "most": "least"}
_NOT: Final = frozenset({"not", "no", "non", "nicht"})


_FIGURE: Final = r"(\d[\d.,:]*(?: [^\W\d_]{2,6})?)"
_BEHIND_IT: Final = (
    (
        AT_LEAST,
        (
            rf"{_FIGURE},? (?:(?:or|and) (?:over|older|above|more|up|upwards)|(?:o|e) (?:pi[uù]|oltre|sopra)|in su"
            r"|(?:oder|und) (?:älter|mehr|darüber)|aufwärts)\b"
        ),
    ),
    (
        AT_MOST,
        (
            rf"{_FIGURE},? (?:(?:or|and) (?:under|younger|below|less|fewer)|(?:o|e) (?:meno|sotto)|in giù"
            r"|(?:oder|und) (?:jünger|weniger|darunter))\b"
        ),
    ),
)


def bounds_first(text: str) -> str:
    """The text with each bound that stands behind its figure ("65 or over") before it."""
    for bound, behind in _BEHIND_IT:
        text = re.sub(behind, rf"{bound} \g<0>", text, flags=re.IGNORECASE)
    return text


def bound_of(before: Sequence[str], *, clock: bool) -> Bound:
    """What stands before a figure, up to there: whether it is the least or the most."""
    known = _KNOWN | _CLOCKED if clock else _KNOWN
    for long in range(min(_LONGEST, len(before)), 0, -1):
        found = known.get(" ".join(before[-long:]))
        if found:
            denied = " ".join(before[-long:]) in _CLOCKED and before[-long - 1 : -long] in [[word] for word in _NOT]
            return _FLIPPED[found] if denied else found
    return ""


def is_bound(words: Sequence[str]) -> bool:
    """Whether a no is none: "no later than", "non più di"."""
    return " ".join(words) in _BOUNDING


def side_of(behind: Sequence[str]) -> Side:
    """What stands behind a length of time: whether it is counted to before or after something."""
    for word in behind[:_BEHIND]:
        if word in _BEFORE | _AFTER:
            return "before" if word in _BEFORE else "after"
    return ""
