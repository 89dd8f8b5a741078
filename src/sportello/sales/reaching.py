"""How somebody is reached: the e-mail address and the telephone number in what they wrote."""

import re
from dataclasses import dataclass
from typing import Final

_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w@])")
_PHONE: Final = re.compile(r"(?<![\w@.+-])\+?\(?\d(?:[ ()./\u00a0\u2010-\u2013-]{0,3}\d){5,15}(?![\w@])")
_SHORTEST, _LONGEST = 6, 15


@dataclass(frozen=True)
class Reach:
    """An address, a number, or both."""

    email: str | None
    phone: str | None

    def __bool__(self) -> bool:
        return bool(self.email or self.phone)


def reach_in(text: str) -> Reach:
    """What of a text reaches somebody. "me@example.org or 333 123 4567" has both."""
    email = _EMAIL.search(text)
    rest = text.replace(email[0], " ") if email else text
    phone = next((found[0] for found in _PHONE.finditer(rest) if _SHORTEST <= _digits(found[0]) <= _LONGEST), None)
    return Reach(email[0] if email else None, " ".join(phone.split()) if phone else None)


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)
