"""What can be seen of a text. Unicode has letters that show nothing, and some that turn the line they stand in."""

from unicodedata import category

from pydantic_core import PydanticCustomError

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a symbol by name, and nothing on the screen."""
_JOINERS = frozenset("\u200c\u200d")
_FIRST_JOINED = "\u0600"
"""Scripts before Arabic join nothing: there a joiner only makes one name look like another."""


def something_to_see(text: str) -> str:
    """The text as it is; refused where a reader would see nothing."""
    if not _shows(text):
        raise PydanticCustomError("nothing_visible", "Nothing of this text can be seen")
    return text


def one_line(text: str) -> str:
    """A name without what is unseen: line breaks, marks of direction, zero widths. Joined emoji stay joined."""
    kept = "".join(_kept(text, i) for i in range(len(text)))
    return " ".join(kept.split())


def a_name(text: str) -> str:
    """A name on one line, of which something can be seen."""
    return something_to_see(one_line(text))


def said_name(text: str | None) -> str | None:
    """What somebody says they are called; nothing that can be seen is no name."""
    name = one_line(text or "")
    return name if _shows(name) else None


def plain(text: str) -> str:
    """The text as it is; refused with control or formatting characters in it."""
    if any(category(letter) in {"Cc", "Cf"} for letter in text):
        raise PydanticCustomError("unseen_characters", "Invisible characters have no place here")
    return text


def _shows(text: str) -> bool:
    return any(category(letter)[0] in "LNPS" and letter not in _BLANK for letter in text)


def _kept(text: str, i: int) -> str:
    letter = text[i]
    match category(letter):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf":
            return letter if letter in _JOINERS and _joined(text[i - 1 : i]) and _joined(text[i + 1 : i + 2]) else ""
        case _:
            return letter


def _joined(neighbour: str) -> bool:
    return neighbour >= _FIRST_JOINED and category(neighbour)[0] in "LMS"
