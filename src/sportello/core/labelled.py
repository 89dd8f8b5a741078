"""Personal data that is known by what it is called: documents, plates, insurances, dates of birth, where people live.

Each pattern has a group `before`, which stays, and matches what is to be hidden after it.
"""

import re
from typing import Final

_IS: Final = r"(?:\s(?:ist|is|è|e|lautet|are))?"
_NUMBERED: Final = r"(?:[\s-]{0,2}(?:number|numero|nummer|num|no|nr|n)\b)?[.:°º#]{0,2}"
_HAS: Final = r"(?:\s(?:hat|ha|has)(?:\s(?:die|il|the|a))?)?"
_GROUP: Final = r"(?:[A-ZÄÖÜ0-9]{1,20}|(?=[a-z]{0,11}\d)[a-z0-9]{1,12})"
DOCUMENT: Final = re.compile(
    r"(?P<before>\b(?i:passports?|passaporto|reisepass|pass(?=-?(?:nummer|nr))"
    r"|carta (?:d['\u2019i]\s?|di )?identit(?:à|a)"
    r"|(?:id|identity) card|(?:personal)?ausweis|patente|driving licen[cs]e|führerschein|targ(?:a|ata)|kennzeichen"
    r"|(?:number|licen[cs]e) plate|plate|national insurance|ni(?= number)|tessera sanitaria|polizza"
    r"|(?:insurance )?policy(?= n)|insurance(?= n)"
    rf"|(?:sozial|kranken)?versicherung(?=s-?(?:nummer|nr))|versicherten(?=-?(?:nummer|nr)))(?i:s)?(?i:{_HAS}{_NUMBERED}{_IS}):?\s)"
    rf"(?:(?=(?:[^\n]{{0,3}}[^\W_]){{5}})(?=[^\n,;!?]{{0,12}}\d){_GROUP}(?:[ ./-]{_GROUP}){{0,5}}"
    r"|[a-z]{2} ?\d{3} ?[a-z]{2})"
    r"(?![^\W_])"
)
"""What identifies a person to an authority or an insurance, and the plate of their car."""

_MONTH: Final = r"[^\W\d_]{3,10}\.?"
_ORDINAL: Final = r"(?:st|nd|rd|th|[.°º])?"
BIRTH_DATE: Final = re.compile(
    r"(?P<before>\b(?:nat[oaie](?:/[oaie])?(?: (?:il|l['\u2019]))?"
    r"|compleanno(?: (?:è|e))?(?: il)?|data di nascita|born(?: on)?(?: the)?|date of birth|birth ?date|dob"
    r"|d\.o\.b\.|birthday is|geboren(?: am)?|geb\.(?: am)?|geburtsdatum|geburtstag ist(?: der)?)"
    rf"{_IS}:?\s?)"
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}"
    rf"|\d{{1,2}}{_ORDINAL} ?(?:of )?{_MONTH},? ?\d{{4}}|{_MONTH} \d{{1,2}}{_ORDINAL},? \d{{4}})(?!\d)",
    re.IGNORECASE,
)

_NAMED: Final = r"[^\W\d_][\w.'\u2019-]*"
_HOUSE: Final = r"(?:n\.? ?)?\d{1,4}(?: ?[a-z](?![a-z]))?(?:/\w{1,3})?(?!\w)"
_STREET: Final = (
    rf"(?:(?:via|viale|v\.le|piazza|p\.zza|piazzale|corso|c\.so|largo|vicolo|strada|contrada|località|frazione)"
    rf" {_NAMED}(?: {_NAMED}){{0,4}},? {_HOUSE}"
    rf"|(?:{_NAMED} )?(?:[^\W\d_]{{2,30}}(?:straße|strasse|str\.|weg|platz|allee|gasse|ufer|damm)"
    rf"|(?:straße|str\.|allee)) {_HOUSE}"
    rf"|\d{{1,5}}[a-z]? {_NAMED}(?: {_NAMED}){{0,2}} (?:street|st|road|rd|avenue|ave|lane|ln|drive|close|court|square"
    r"|terrace|crescent|boulevard|blvd|gardens)\b\.?)"
)
_POSTCODE: Final = r"(?:[A-Z]{1,2}-)?\d{4,5} [^\W\d_]{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
STREET: Final = re.compile(
    r"(?:(?P<before>\b(?:(?:abit|viv|risied)(?:o|iamo)(?: (?:a|in|al))?|resident[ei](?: (?:a|in))?|indirizzo"
    r"|(?:live|living|am) (?:at|in)|address|wohn(?:e|en|haft)(?: (?:in|im|an|am))?(?: der)?|adresse|anschrift)"
    rf"{_IS}[:,]?\s(?:{_NAMED},? (?:in )?)?){_STREET}"
    rf"|\b{_STREET}(?=(?:,?|, {_NAMED},?) (?:{_POSTCODE})))",
    re.IGNORECASE,
)
"""A street and its house: after "I live at", or before a postal code. The code and the town stay: whoever asks whether
one delivers there must still be answered."""
