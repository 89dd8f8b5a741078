"""Payment cards in what people write: found however they are spelled, and only their last four digits kept.

A card is 13 to 19 digits that an issuer gives out and whose check digit is right, written in one piece or in groups.
Each digit that goes is replaced by one sign, so that a text keeps its length: whether a text that is sent again is the
same can then be told without keeping what must not be kept (`alike`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeVar

DOT: Final = "•"
"""What stands in the place of a digit."""
KEPT: Final = 4
SHORTEST: Final = 13
LONGEST: Final = 19
_APART: Final = r"[\s.,:+\-\u2010-\u2015\u2212_/·•*|\u200b-\u200d\u2060\ufeff\ufe0f\u20e3]"
_RUN: Final = re.compile(rf"\d(?:{_APART}{{0,3}}\d){{{SHORTEST - 1},}}")
_PART: Final = re.compile(rf"(?<!\w)\d(?:{_APART}{{0,3}}\d){{0,{LONGEST}}}(?!\w)")
"""A part of a card stands free: digits among letters are a code's."""
_LEAST_OF_A_PART: Final = 3
_NEARLY: Final = 11
"""Digits that a card lacks but few of: with those its rest is looked for however short it is."""
_BETWEEN: Final = re.compile(r"(?:\D|(?<!\d)\d\d?(?!\d)){1,24}")
"""Words that may stand within a card, also with a figure that counts: "4111 1111 1111 and the last 4: 1111"."""
_GROUP: Final = re.compile(r"\d+")
_LEAST_OF_A_GROUP: Final = 3
"""Groups of fewer digits, as dates, hours and prices have them, make a card only where all is spelled alike."""
_NAMED: Final = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}"
)
"""Identifiers and accounts: digits in them are nobody's card."""
_SENT: Final = re.compile(
    r"(?:tracking|spedizione|sendung\w*)\W{0,3}(?:number|numero|nummer|code|codice|id|no|nr|n)?[\W_]{0,4}$",
    re.IGNORECASE,
)
"""What a number in one piece is called that is a parcel's and not a card's, though its check digit be right.

Carriers give out as many digits as issuers. Orders and bookings rarely have so many, and cards are written behind them.
"""
_PAID: Final = re.compile(
    r"\b(?:pag[aoh]|cart[ae]\b|card|visa|master|credit|pay|paid|charg|\w*kart|kredit|\w*zahl)", re.IGNORECASE
)
"""… unless a card or a payment is spoken of, too."""
_WORD: Final = re.compile(r"\w")
_PRINTED: Final = 4
"""Digits of a group, as cards have them printed."""
_PRINTED_AMEX: Final = [4, 6, 5]
_MOST_GROUPS: Final = 5
_BEFORE_IT: Final = 40
_EARLIER_IS_LONG: Final = 160
_DOUBLED: Final = {str(digit): digit * 2 - 9 * (digit > 4) for digit in range(10)}  # noqa: PLR2004 - the sum of two digits

_ISSUED: Final = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|095|[689]\d)\d{11}|3(?:0[0-5]|[689]\d)\d{13}"  # Diners
    r"|(?:6011|64[4-9]\d|65\d\d|60\d\d|508\d)\d{12}|(?:6011|65\d\d)\d{15}"  # Discover, RuPay
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|62\d{14,17}|220[0-4]\d{12,15}|9792\d{12}"  # UnionPay, Mir, Troy
    r"|(?:5018|5020|5038|5893|5612|6304|6759|676[1-3]|6390)\d{9,15}"  # Maestro
)


@dataclass(frozen=True, slots=True)
class _Digit:
    part: int
    at: int
    value: str


_Groups = list[list[_Digit]]
_Any = TypeVar("_Any", int, _Digit)


def without_cards(text: str) -> str:
    """The text with `DOT` in the place of all digits of its cards but the last four."""
    hidden = [
        at for start, end in cards_in(text) for at in _but_last([i for i in range(start, end) if text[i].isdigit()])
    ]
    return _hide(text, hidden) if hidden else text


def cards_in(text: str) -> list[tuple[int, int]]:
    """From where to where cards stand in the text."""
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        groups = list(_GROUP.finditer(text, run.start(), run.end()))
        first = 0
        while first < len(groups):
            last = _card_from(text, groups, first)
            if last is not None and not _named(text, groups[first].start(), groups[last].end()):
                found.append((groups[first].start(), groups[last].end()))
                first = last
            first += 1
    rest = _hide(text, [at for start, end in found for at in range(start, end)])
    return sorted([*found, *_interrupted(rest)])


def _interrupted(text: str) -> list[tuple[int, int]]:
    """Cards in printed groups with anything short between these: many spaces, signs, a few words and what they count.

    A piece of two digits is a group's where words have cut it, and a figure by itself elsewhere.
    """
    free = [group for part in _PART.finditer(text) for group in _GROUP.finditer(text, part.start(), part.end())]
    return _printed_in(text, free) or _printed_in(text, [one for one in free if len(one[0]) >= _LEAST_OF_A_GROUP])


def _printed_in(text: str, groups: Sequence[re.Match[str]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(groups):
        last = _printed_from(text, groups[first : first + _MOST_GROUPS])
        if last:
            found.append((groups[first].start(), groups[first + last].end()))
        first += last + 1
    return found


def _printed_from(text: str, groups: Sequence[re.Match[str]]) -> int:
    """The group with which a printed card ends that begins with the first; 0 where none does."""
    digits, lengths = groups[0][0], [len(groups[0][0])]
    for at, (before, group) in enumerate(pairwise(groups), 1):
        between = text[before.end() : group.start()]
        if not _BETWEEN.fullmatch(between):
            return 0
        digits += group[0]
        if lengths[-1] < _PRINTED and _WORD.search(between):
            lengths[-1] += len(group[0])  # cut by the words
        else:
            lengths.append(len(group[0]))
        if len(digits) >= SHORTEST and _printed(lengths) and is_card(digits):
            return at
    return 0


def _printed(lengths: Sequence[int]) -> bool:
    """Whether groups are as long as cards have them."""
    return all(length % _PRINTED == 0 for length in lengths) or list(lengths) == _PRINTED_AMEX


def _card_from(text: str, groups: Sequence[re.Match[str]], first: int) -> int | None:
    """The group with which the card ends that begins with the first, if one does: the longest."""
    digits, best = "", None
    for last in range(first, min(first + LONGEST, len(groups))):
        digits += groups[last][0]
        if len(digits) > LONGEST:
            break
        if len(digits) >= SHORTEST and is_card(digits) and _spelled(text, groups[first : last + 1]):
            best = last
    return best


def _spelled(text: str, groups: Sequence[re.Match[str]]) -> bool:
    if all(len(group[0]) >= _LEAST_OF_A_GROUP for group in groups[:-1]):
        return True
    between = {text[one.end() : other.start()] for one, other in pairwise(groups)}
    if len(between) != 1:
        return False
    alike, shifted = ({len(group[0]) for group in some} for some in (groups[:-1], groups[1:-1]))
    ending = [len(group[0]) for group in groups[-3:]]
    return len(alike) == 1 or shifted == {_PRINTED} or ending == [_PRINTED] * 3


def is_card(digits: str) -> bool:
    """Whether an issuer gives out such a number, and its check digit is right (Luhn)."""
    plain = digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)
    if not _ISSUED.fullmatch(plain):
        return False
    total = sum(map(int, plain[-1::-2])) + sum(_DOUBLED[digit] for digit in plain[-2::-2])
    return total % 10 == 0


def _named(text: str, start: int, end: int) -> bool:
    """Whether the digits are called a parcel's, or stand in an identifier or in an account that there may be."""
    before = max(0, start - _BEFORE_IT)
    if text[start:end].isdigit() and _SENT.search(text, before, start) and not _PAID.search(text, before, start):
        return True
    for name in _NAMED.finditer(text):
        if name.start() < end and start < name.end():
            if name[0][8:9] == "-" and name[0].count("-") == KEPT:
                return True
            from stdnum import iban  # noqa: PLC0415 - costs more than all the rest, and hardly anybody needs it

            words = name[0].split(" ")
            whole = next((m for m in range(len(words), 0, -1) if iban.is_valid("".join(words[:m]))), 0)
            if whole and start < name.start() + len(" ".join(words[:whole])):
                return True
    return False


def may_be_part(text: str) -> bool:
    """Whether the text has digits that might be a part of a card: the rest may stand in the message before or after."""
    return _PART.search(text) is not None


def without_split_card(earlier: Sequence[str], text: str) -> tuple[list[str], str] | None:
    """The texts without the card that only all of them together tell; None where they do not.

    `earlier` are what the same customer wrote just before, the oldest first. The card ends in `text`.
    """
    for groups in _ends(text, len(earlier)):
        for parts in _before(earlier, len(earlier) - 1):
            texts = [*earlier, text]
            card = _over([*parts, *groups], texts)
            if card:
                hidden = [*_but_last(card), *_begun(earlier, card)]
                masked = [_hide(each, [d.at for d in hidden if d.part == i]) for i, each in enumerate(texts)]
                return masked[:-1], masked[-1]
    return None


def _begun(earlier: Sequence[str], card: Sequence[_Digit]) -> Iterator[_Digit]:
    """The digits of earlier texts with which the same card was begun: who mistypes one writes it anew."""
    whole = "".join(digit.value for digit in card)
    for part in sorted(set(range(len(earlier))) - {digit.part for digit in card}):
        for run in _runs(earlier[part], part):
            digits = [digit for group in run for digit in group]
            if len(digits) > KEPT and whole.startswith("".join(digit.value for digit in digits)):
                yield from digits


def _ends(text: str, part: int) -> Iterator[_Groups]:
    """Groups of digits with which a card may end: a run, and what is left of it behind a figure that counts."""
    for run in _runs(text, part):
        yield run
        if len(run) > 1 and len(run[0]) < _LEAST_OF_A_GROUP:
            yield run[1:]


def _before(earlier: Sequence[str], part: int) -> Iterator[_Groups]:
    """Groups of digits that may begin a card: the last run of this text or a printed one, and those before it.

    What holds no digit may stand between, as an "ok" does. The last run may end with a date of expiry.
    """
    if part < 0 or len(earlier[part]) > _EARLIER_IS_LONG:
        return
    if not _GROUP.search(earlier[part]):
        yield from _before(earlier, part - 1)
        return
    runs = list(_runs(earlier[part], part))
    if not runs:
        return
    ending = [runs[-1][:many] for many in range(len(runs[-1]), 0, -1)]
    yield from ending
    yield from (run for run in reversed(runs[:-1]) if len(run) > 1 and _printed([len(group) for group in run]))
    for more in _before(earlier, part - 1):
        yield from ([*more, *groups] for groups in ending)


def _runs(text: str, part: int) -> Iterator[_Groups]:
    for run in _PART.finditer(text):
        groups = _GROUP.finditer(text, run.start(), run.end())
        yield [[_Digit(part, i, text[i]) for i in range(*group.span())] for group in groups]


def _over(groups: _Groups, texts: Sequence[str]) -> list[_Digit] | None:
    """The digits of a card that begins in an earlier text and ends in the last."""
    last = len(texts) - 1
    for first in range(len(groups)):
        if groups[first][0].part == last:
            return None
        digits: list[_Digit] = []
        for many, group in enumerate(groups[first:], 1):
            digits += group
            if len(digits) > LONGEST:
                break
            whole = group[0].part == last and len(digits) >= SHORTEST
            if whole and is_card("".join(digit.value for digit in digits)):
                if _parted(digits) and (_printed(_joined(groups[first : first + many])) or _follow(digits, texts)):
                    return digits
                if max(Counter(digit.part for digit in digits).values()) >= _NEARLY:
                    return digits
    return None


def _joined(groups: _Groups) -> list[int]:
    """How long groups are, one that was cut between two messages being one."""
    lengths = [len(groups[0])]
    for one, other in pairwise(groups):
        if one[0].part != other[0].part and lengths[-1] < _PRINTED:
            lengths[-1] += len(other)
        else:
            lengths.append(len(other))
    return lengths


def _parted(digits: Sequence[_Digit]) -> bool:
    """Whether each part is long enough to be told from a number of people or an hour."""
    return min(Counter(digit.part for digit in digits).values()) >= _LEAST_OF_A_PART


def _follow(digits: Sequence[_Digit], texts: Sequence[str]) -> bool:
    """Whether only digits stand between the first and the last: a text ends with them, the next begins with them.

    Three in a hundred pairs of prices, dates, phones and orders would otherwise be a card together.
    """
    return not any(
        (one.part != other.part)
        and (_WORD.search(texts[one.part], one.at + 1) or _WORD.search(texts[other.part][: other.at]))
        for one, other in pairwise(digits)
    )


def _but_last(digits: Sequence[_Any]) -> Sequence[_Any]:
    return digits[:-KEPT]


def _hide(text: str, places: Sequence[int]) -> str:
    signs = list(text)
    for place in places:
        signs[place] = DOT
    return "".join(signs)


def alike(stored: str, sent: str) -> bool:
    """Whether this text may be what was sent when that was stored: the same but for digits that were not kept."""
    if stored == sent:
        return True
    return len(stored) == len(sent) and all(
        kept == sign or (kept == DOT and sign.isdigit()) for kept, sign in zip(stored, sent, strict=True)
    )


def hidden_as(value: str, kept: str) -> str:
    """The value with what `kept` hides of itself, where it is what was written there, whole or its beginning.

    Spaces are nobody's: forms and summaries put them in order.
    """
    own, signs = "".join(value.split()), "".join(kept.split())
    if not own or not alike(signs[: len(own)], own):
        return value
    rest = iter(signs)
    return "".join(sign if sign.isspace() else next(rest) for sign in value)
