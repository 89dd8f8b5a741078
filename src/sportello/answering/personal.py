"""Personal data in what people write, so that it does not get into what everybody may read.

What has a shape (addresses, numbers) is found by it; of names those that are known and those that follow "my name is"
or a form of address. Other names cannot be told from words, so a person looks at it before anything is published.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

PersonalData = Literal["email", "phone", "card", "account", "name"]
MASK: Final = "[…]"
"""What stands in the place of it, in any language."""
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ACCOUNT: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_CARD: Final = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_PHONE: Final = re.compile(r"(?<![\w.,])(?:\+|0|3)(?:[ ./()-]{0,2}\d){7,14}(?!\w)")
_DATE: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_CAPITALISED: Final = r"[A-ZÀ-ÖØ-Þ][\w'-]+(?: [A-ZÀ-ÖØ-Þ][\w'-]+){0,2}"
_INTRODUCED: Final = re.compile(
    r"(?P<before>\b(?i:mi chiamo|il mio nome è|my name is|this is|ich hei(?:ß|ss)e|mein name ist"
    r"|sig(?:\.ra|\.|nora|nor|ra)?|dott(?:\.ssa|\.)?|mrs?\.?|ms\.?|herrn?|frau) )" + f"(?P<name>{_CAPITALISED})"
)
_SHORTEST_NAME: Final = 3


@dataclass(frozen=True)
class Masked:
    """A text without the personal data that was found in it, and which kinds that were."""

    text: str
    found: frozenset[PersonalData]


def masked(text: str, *, names: Iterable[str | None] = ()) -> Masked:
    """The text with `MASK` in the place of personal data; `names` are those of the people who speak in it."""
    found: set[PersonalData] = set()

    def hide(kind: PersonalData, real: Callable[[str], bool] = bool) -> Callable[[re.Match[str]], str]:
        def replacement(match: re.Match[str]) -> str:
            if not real(match[0]):
                return match[0]
            found.add(kind)
            return match.groupdict().get("before", "") + MASK

        return replacement

    text = _EMAIL.sub(hide("email"), text)
    text = _ACCOUNT.sub(hide("account"), text)
    text = _CARD.sub(hide("card", _is_card), text)
    text = _PHONE.sub(hide("phone", lambda number: not _DATE.match(number)), text)
    text = _INTRODUCED.sub(hide("name"), text)
    parts = {part for name in names if name for part in re.findall(r"[^\W\d_]+", name) if len(part) >= _SHORTEST_NAME}
    if parts:
        known = "|".join(sorted(map(re.escape, parts), key=len, reverse=True))
        text = re.sub(rf"\b(?:{known})(?: (?:{known}))*\b", hide("name"), text, flags=re.IGNORECASE)
    return Masked(text, frozenset(found))


def _is_card(number: str) -> bool:
    """Whether the check digit is right (Luhn)."""
    digits = [int(sign) for sign in number if sign.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]  # noqa: PLR2004 - of two digits, their sum
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
