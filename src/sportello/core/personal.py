"""Personal data in what people write, so that it gets neither to a provider nor into what everybody may read.

What has a shape (addresses, numbers) is found by it and, where there are any, by its check digits; numbers of phones by
the numbering plans of their countries; documents, dates of birth and streets by what stands beside them. Of names those
that are known and those that follow "my name is", "name:", "I am the teacher", a form of address or a greeting at the
end. Other names cannot be told from words.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from sportello.core.cards import DOT, cards_in
from sportello.core.labelled import BIRTH_DATE, DOCUMENT, STREET

PersonalData = Literal["email", "phone", "card", "account", "tax_id", "document", "birth_date", "address", "name"]
MASK: Final = "[…]"
"""What stands in the place of it, in any language."""

_DIGIT: Final = re.compile(r"\d")
_AT: Final = re.compile(r"@|\bat\b|chiocciola|\bät\b", re.IGNORECASE)
_SPELT_POINT: Final = r"\s?[\[({]\s?(?:\.|dot|punto|punkt)\s?[\])}]\s?|\s(?:dot|punto|punkt)\s"
_POINT: Final = rf"(?:\.|{_SPELT_POINT})"
_EMAIL: Final = re.compile(
    rf"[\w.+-]{{1,64}}(?:(?:{_SPELT_POINT})[\w+-]{{1,64}}){{0,3}}"
    rf"(?:\s?@\s?|\s?[\[({{]\s?(?:at|ät|@|chiocciola)\s?[\])}}]\s?"
    rf"|\s(?:chiocciola|at|ät)\s(?=[\w-]{{2,40}}{_POINT}[a-z]{{2}}))"
    rf"[\w-]{{1,63}}(?:{_POINT}[\w-]{{1,63}}){{1,8}}",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(r"\b[A-Z]{2}\d{2}(?:[ .-]{0,2}[A-Z0-9]){11,30}(?![A-Z0-9])", re.IGNORECASE)
_SHORTEST_ACCOUNT: Final = 15
_MOST_ACCOUNTS: Final = 20
"""Places of a text where an account is looked for; checking costs."""
_PERSON: Final = re.compile(
    r"\b[A-Z]{3} ?[A-Z]{3} ?[0-9LMNP-V]{2} ?[A-EHLMPRST] ?[0-9LMNP-V]{2} ?[A-Z][0-9LMNP-V]{3} ?[A-Z]\b", re.IGNORECASE
)
_TAX: Final = re.compile(
    r"(?P<before>\b(?:steuer-?\s?(?:id(?:nr|entifikationsnummer)?|nummer|nr)|idnr|ust-?id(?:nr)?|mwst-?nr|uid"
    r"|(?:p|n)\.? ?iva|partita iva|codice fiscale|vat(?: number| no| id)?|tax id|social security number|ssn)\b"
    r"[\s.:#-]{0,4}(?:(?:ist|is|è|lautet)\s)?)"
    r"[A-Z]{0,3}[ -]?\d(?:[ /.-]?\d){7,14}(?!\d)",
    re.IGNORECASE,
)
_VAT: Final = re.compile(
    r"\b(?:IT ?\d{11}|DE ?\d{3} ?\d{3} ?\d{3}|ATU ?\d{8}|CHE[ -]?\d{3}[ .]?\d{3}[ .]?\d{3}"
    r"|FR ?[0-9A-Z]{2} ?\d{3} ?\d{3} ?\d{3}|GB ?\d{3} ?\d{4} ?\d{2})\b"
)
"""What firms are taxed by, where nothing says so before it: by their check digits only."""
_GROUPED_TAX: Final = re.compile(r"(?<![\w.,/-])(?:\d{2} ?\d{3} ?\d{3} ?\d{3}|\d{3}-\d{2}-\d{4})(?![\w/-]|[.,]\d)")
_NUMBER: Final = re.compile(
    r"(?<![\w.,/@#+-])(?:\+|\()?\d(?:[ \u00a0()./\u2010-\u2013-]{0,3}\d){5,16}"
    r"(?!\w|[.,]\d|[:€$%]|\s(?:€|eur\b|euro\b|chf\b|usd\b))",
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?![./-]\d)|\d{4}[./-]\d{1,2}[./-]\d{1,2}(?!\d)")
_CLOCK: Final = re.compile(
    r"(?:[01]?\d|2[0-4])\.[0-5]\d(?!\d|(?:\.\d\d){2})"
    r"|(?:[01]\d|2[0-4])[0-5]\d ?[\u2010-\u2013-] ?(?:[01]\d|2[0-4])[0-5]\d$"
)
_AMERICAN: Final = re.compile(r"(?:\+?1[ .-])?\(?[2-9]\d\d\)?[ .-]{1,2}\d{3}[ .-]\d{4}")
_CALLED: Final = re.compile(
    r"(?:\b(?:tel(?:efon\w*|ef\w*|ephone)?|phone|cell(?:ulare|phone)?|mobile?|mobil\w*|handy\w*|whatsapp|sms|fax"
    r"|call me|ring me|reach me|chiama\w*|richiama\w*|ruf\w* mich|erreich\w*|my number"
    r"|mio numero(?! d['\u2019i])|meine nummer)\b"
    r"[^\d+]{0,24})$",
    re.IGNORECASE,
)
_ORDERED: Final = re.compile(
    r"(?:\b(?:order\w*|ordin\w*|bestell\w*|auftrag\w*|tracking|invoice|fattura|rechnung\w*|booking|prenotazion\w*|buchung\w*"
    r"|ticket|bigliett\w*|pratica|vorgang\w*|kunden\w*|client\w*|customer|codice|code|artikel\w*|isbn|sendung\w*|spedizion\w*"
    r"|serie\w*|serial|modell\w*|plz|cap|zip|(?:codice|code)\s[^\W\d_]{3,})\b\W{0,3}(?:(?:number|numero|nummer|id|no|nr|n)\b)?(?:\s?(?:è|is|ist|lautet)\b)?(?:\s(?:il|the|die)\b)?[\W_]{0,4}"
    r"|(?:\bn|\bno|\bnr|\bnum|№|#)[.°º]?\s?)$",
    re.IGNORECASE,
)
_ANNOUNCED: Final = re.compile(r"^[^\W\d_]+\s?[:,;]\s*$")
"""After "booking:" a number in groups is whom to call, and no booking's."""
_LOOKED_BACK: Final = 40
_SHORTEST_PHONE, _LONGEST_PHONE = 7, 15
_SHORTEST_AT_HOME: Final = 8
_MOBILE: Final = (9, 10)
"""Digits of Italy's mobiles."""
_HOURS: Final = 24
_COUNTRIES: Final = ("IT", "DE", "AT", "CH", "GB", "FR")
"""Whose numbers are known without a country code where they begin with 0; Italy's mobiles with 3."""

_WORD: Final = r"[A-ZÀ-ÖØ-Þ][\w'\u2019-]+"
_CAPITALISED: Final = rf"{_WORD}(?: {_WORD}){{0,2}}"
_SMALL: Final = (
    r"(?!(?:e|ed|ho|sono|vorrei|volevo|per|da|di|and|i|i'm|from|would|want|need|have|und|ich|aus|von|bin|habe|hätte"
    r"|möchte|brauche|suche)\b)[^\W\d_][\w'\u2019-]+"
)
_INTRODUCED: Final = re.compile(
    r"(?P<said>\b(?i:mi chiamo|il mio nome (?:è|e)|my name is|my name's|ich hei(?:ß|ss)e|mein name ist"
    r"|nome e cognome:?)\s+)"
    rf"(?:{_CAPITALISED}|(?i:{_SMALL}(?: {_SMALL})?))"
    r"|(?P<title>\b(?i:this is|sig(?:\.ra|\.|nora|nor|ra)?|dott(?:\.ssa|\.)?|mrs?\.?|ms\.?|herrn?|frau) )"
    rf"{_CAPITALISED}"
    rf"|(?P<being>\b(?i:sono|i am|i'm|ich bin|hier ist|intestat[oa] a|a nome(?: di)?|auf den namen|in the name of) )"
    rf"{_WORD} {_WORD}(?: {_WORD})?"
    r"|(?P<role>\b(?i:sono (?:la |il |lo |una? |l['\u2019])|(?:i am|i'm) (?:the |an? ))[a-zà-öø-ÿ]+ |\b(?i:ich bin"
    r" (?:die|der|das|eine?)) [^\W\d_]+ )"
    rf"{_WORD} {_WORD}"
    r"|(?P<form>(?<![^\W\d_] )\b(?i:(?:first |last |full |your )?name|surname|nome|cognome|nachname|vorname):[ \t]*)"
    rf"{_WORD}(?: (?!{_WORD}:){_WORD}){{0,2}}"
    r"|(?P<leaving>\b(?i:saluti|(?:kind|best|warm) (?:regards|wishes)|regards|wishes|grüße|grüßen"
    r"|gruß|mfg|cheers|all the best|cordialmente|sincerely|yours (?:truly|faithfully)),?\s+)"
    rf"{_CAPITALISED}\s*$"
    rf"|(?P<thanking>\b(?i:grazie|thanks|thank you|danke|lg)[,.!]?\s+)(?!(?i:mille|schön|ancora|sehr))"
    rf"{_WORD} {_WORD}\s*$"
    r"|(?P<signing>\b(?i:grazie(?: mille)?|thanks|thank you|danke)[,.!]?[ \t]*\n\s*)(?!(?i:mille|schön|ancora|sehr))"
    rf"{_WORD}\s*$"
)
_SHORTEST_NAME: Final = 3
_LEFT_OF_CARD: Final = re.compile(rf"{DOT}(?:[^\w{DOT}]{{0,3}}[{DOT}\d]){{4,}}")
Instead = Callable[[PersonalData, str], str]
"""What stands in the place of a piece of personal data, given its kind and itself."""


@dataclass(frozen=True)
class Masked:
    """A text without the personal data that was found in it, and which kinds that were."""

    text: str
    found: frozenset[PersonalData]


def _mask(_kind: PersonalData, _written: str) -> str:
    return MASK


def all_but(public: Iterable[str]) -> Instead:
    """Masks what is personal, and not these numbers of phones and addresses, which everybody may know."""
    known = {one.casefold() for one in public if one}

    def put(kind: PersonalData, written: str) -> str:
        ours = written.casefold() in known or (kind == "phone" and any(_same_phone(written, one) for one in known))
        return written if ours else MASK

    return put


def masked(text: str, *, names: Iterable[str | None] = (), instead: Instead = _mask) -> Masked:
    """The text with `MASK` in the place of personal data; `names` are those of the people who speak in it.

    `instead` says what else stands there, which must not look like personal data itself, or what stood there: then it
    counts as not found.
    """
    found: set[PersonalData] = set()

    def hide(kind: PersonalData, real: Callable[[re.Match[str]], bool] | None = None) -> Callable[[re.Match[str]], str]:
        def replacement(match: re.Match[str]) -> str:
            if real is not None and not real(match):
                return match[0]
            kept = next((kept for kept in match.groupdict().values() if kept), "")
            written = match[0].removeprefix(kept)
            put = instead(kind, written)
            if put != written:
                found.add(kind)
            return kept + put

        return replacement

    if _AT.search(text):
        text = _EMAIL.sub(hide("email"), text)
    if _DIGIT.search(text):
        text = _hide_accounts(text, found, instead)
        text = _hide_cards(text, found, instead)
        text = _PERSON.sub(hide("tax_id", _is_person), text)
        text = _TAX.sub(hide("tax_id"), text)
        text = _VAT.sub(hide("tax_id", _is_vat), text)
        text = _GROUPED_TAX.sub(hide("tax_id", _is_tax_id), text)
        text = DOCUMENT.sub(hide("document"), text)
        text = BIRTH_DATE.sub(hide("birth_date"), text)
        text = STREET.sub(hide("address"), text)
        text = _NUMBER.sub(hide("phone", _is_phone), text)
    text = _INTRODUCED.sub(hide("name"), text)
    parts = {part for name in names if name for part in re.findall(r"[^\W\d_]+", name) if len(part) >= _SHORTEST_NAME}
    if parts:
        known = "|".join(sorted(map(re.escape, parts), key=len, reverse=True))
        text = re.sub(rf"\b(?:{known})(?: (?:{known}))*\b", hide("name"), text, flags=re.IGNORECASE)
    return Masked(text, frozenset(found))


def names_in(text: str) -> list[str]:
    """What those who write call themselves."""
    found: list[str] = []

    def note(kind: PersonalData, written: str) -> str:
        found.extend([written] if kind == "name" else [])
        return MASK

    masked(text, instead=note)
    return found


def _hide_cards(text: str, found: set[PersonalData], instead: Instead) -> str:
    """Cards whole; of one that was masked before it was stored, what is left of it."""
    for start, end in reversed(cards_in(text)):
        text = text[:start] + instead("card", text[start:end]) + text[end:]
        found.add("card")
    if DOT in text:
        text, times = _LEFT_OF_CARD.subn(lambda left: instead("card", left[0]), text)
        if times:
            found.add("card")
    return text


def _hide_accounts(text: str, found: set[PersonalData], instead: Instead) -> str:
    """Accounts end where their check digits are right: what follows is often the next word."""
    place = 0
    for _ in range(_MOST_ACCOUNTS):
        match = _ACCOUNT.search(text, place)
        if match is None:
            break
        end = _end_of_account(match)
        place = match.start() + 2
        if end:
            stands = instead("account", text[match.start() : end])
            text = text[: match.start()] + stands + text[end:]
            place = match.start() + len(stands)
            found.add("account")
    return text


def _end_of_account(match: re.Match[str]) -> int | None:
    from stdnum import iban  # noqa: PLC0415 - only where there is something to check

    whole = match[0]
    ends = [at for at in range(_SHORTEST_ACCOUNT, len(whole)) if not whole[at].isalnum()] + [len(whole)]
    for at in reversed(ends):
        if iban.is_valid(whole[:at].replace(".", "").replace("-", "")):
            return match.start() + len(whole[:at].rstrip(" .-"))
    return None


def _is_person(match: re.Match[str]) -> bool:
    """Whether it is an Italian tax number: plain digits where they belong, or letters in their place and checked."""
    compact = match[0].replace(" ", "")
    if compact[6:8].isdigit() and compact[9:11].isdigit() and compact[12:15].isdigit():
        return True
    from stdnum.it import codicefiscale  # noqa: PLC0415 - only where there is something to check

    return codicefiscale.is_valid(compact)


def _is_vat(match: re.Match[str]) -> bool:
    from stdnum.ch import uid  # noqa: PLC0415 - only where there is something to check
    from stdnum.eu import vat  # noqa: PLC0415 - as above
    from stdnum.gb import vat as british  # noqa: PLC0415 - as above

    number = re.sub(r"[ .-]", "", match[0])
    return any(kind.is_valid(number) for kind in (vat, uid, british))


def _is_tax_id(match: re.Match[str]) -> bool:
    if "-" in match[0]:
        return True
    if match[0].isdigit() and _ORDERED.search(_before(match)):
        return False
    from stdnum.de import idnr  # noqa: PLC0415 - only where there is something to check

    return idnr.is_valid(match[0].replace(" ", ""))


def _is_phone(match: re.Match[str]) -> bool:
    """Whether a phone may have this number: by what it is called, else by the numbering plans."""
    written = match[0]
    digits = "".join(sign for sign in written if sign.isdigit())
    if not _SHORTEST_PHONE <= len(digits) <= _LONGEST_PHONE or _is_time(written):
        return False
    before = _before(match)
    if _CALLED.search(before):
        return True
    ordered = _ORDERED.search(before)
    if ordered and (written == digits or not _ANNOUNCED.match(ordered[0])):
        return False
    return _is_planned(written, digits)


def _same_phone(one: str, other: str) -> bool:
    """Whether two spellings ring at the same place, with or without the country's prefix."""
    import phonenumbers  # noqa: PLC0415 - 7 MB, for who writes numbers only

    return phonenumbers.is_number_match(one, other) >= phonenumbers.MatchType.NSN_MATCH


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _LOOKED_BACK) : match.start()]


def _is_time(written: str) -> bool:
    if _DATE.match(written) or _CLOCK.match(written):
        return True
    groups = re.findall(r"\d+", written)
    return all(len(group) <= 2 and int(group) <= _HOURS for group in groups)  # noqa: PLR2004 - as on a clock


def _is_planned(written: str, digits: str) -> bool:
    """Whether a numbering plan has it: the country's it names, or one of those whose people leave that out."""
    if written.startswith("+"):
        return _exists(written, None, surely=False)
    if digits.startswith("00"):
        return _exists("+" + digits[2:], None)
    if digits.startswith("0"):
        return len(digits) >= _SHORTEST_AT_HOME and any(_exists(digits, country) for country in _COUNTRIES)
    if digits.startswith("3") and len(digits) in _MOBILE and _exists(digits, "IT"):
        return True
    return _AMERICAN.fullmatch(written) is not None and _exists(written, "US")


def _exists(number: str, country: str | None, *, surely: bool = True) -> bool:
    import phonenumbers  # noqa: PLC0415 - 7 MB, for who writes numbers only

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed) if surely else phonenumbers.is_possible_number(parsed)
