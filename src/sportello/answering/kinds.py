"""What kind of answer a question asks for: a yes or no, a measure, a time; and whether a quote tells when."""

import re
from functools import cache, lru_cache
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.costs import asks_price, is_of_costs
from sportello.answering.facts.words import vocabulary
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import Phrases, tokens_of
from sportello.core.amounts import AMOUNT
from sportello.knowledge import Hit

_MEASURE: Final = (
    "how much",
    "how many",
    "how long",
    "how often",
    "how far",
    "wie viel*",
    "wieviel*",
    "wie lang*",
    "wie oft",
    "wie weit",
    "wie hoch",
    "quant*",
)
"""How any other measure is asked for."""
_MEASURING: Final = (
    *(
        "age",
        "big",
        "days",
        "distan*",
        "far",
        "high",
        "hours",
        "large",
        "last",
        "minutes",
        "old",
        "tall",
        "time",
        "weeks",
    ),
    *("pay", "price", "zahl*"),
    *("much", "many", "often", "long", "viel*", "oft", "lang*"),
    *("alt*", "dauer*", "entfernt*", "gross*", "hoch*", "stunden", "tage", "teuer", "weit*", "wochen", "zeit*"),
    *(
        "vuole",
        "vogliono",
        "dist*",
        "dura*",
        "giorni",
        "grand*",
        "lontan*",
        "lung*",
        "minuti",
        "ore",
        "settiman*",
        "tempo",
    ),
)
"""Words that such a question has for the measure itself."""
_ASKING: Final = (
    *("how", "what", "when", "where", "which", "who", "whom", "whose", "why"),
    *(
        "wann",
        "warum",
        "was",
        "welche*",
        "wem",
        "wen",
        "wer",
        "wie",
        "wieso",
        "wieviel",
        "wievielt*",
        "wo",
        "woher",
        "wohin",
        "womit",
        "worin",
        "woraus",
        "wessen",
        "weshalb",
        "weswegen",
        "wobei",
        "wodurch",
        "wofur",
        "wogegen",
        "wonach",
        "woran",
        "worauf",
        "woruber",
        "worum",
        "wovon",
        "wovor",
        "wozu",
    ),
    *("chi", "che", "come", "cosa", "cos", "dove", "dov", "qual*", "quando", "quant*", "perche"),
)
"""Words of which one stands in every question that no yes or no answers."""
_FOR_ONESELF: Final = (
    *("i", "we", "my", "our", "may", "allowed"),
    *("ich", "wir", "mein*", "unser*", "darf", "durfen", "braucht man", "kann man", "muss man", "soll man"),
    *("posso", "possiamo", "devo", "dobbiamo", "dovrei", "dovremmo", "mio", "mia", "miei", "mie", "nostr*"),
    *("si puo", "si possono", "si deve", "si devono", "bisogna"),
)
"""Words by which it is asked what to do, or what one may."""
_PERMITTED: Final = (
    *("may i", "may we", "can i", "can we", "could i", "could we", "am i allowed", "are we allowed"),
    *("darf", "durfen", "kann ich", "konnen wir", "kann man"),
    *("posso", "possiamo", "potrei", "potremmo", "si puo", "si possono"),
)
"""Words by which one asks what one may do: the deed is what it hinges on."""
_OF_YOU: Final = (
    *("you", "your", "there"),
    *("sie", "ihr*", "euch", "gibt"),
    *("c e", "ci sono", "puo", "puoi", "vi", "vostr*"),
)
"""Words by which a business is asked what it does or has."""
_YOU_DO: Final = re.compile(r"\W*[^\W\d_]+[aei]te\b", re.IGNORECASE)
"""The same of an Italian verb that begins a question."""
_VERB_FIRST: Final = re.compile(
    r"\W*(?:[^\W\d_]{2,}t ihr\b|[^\W\d_]{3,}n sie\b|[^\W\d_]{2,}[aei]te (?:anche )?(?:(?:il|lo|la|i|gli|le|un|uno|una|"
    r"degli|dei|delle)\s|(?:l|un|dell)['\u2019]|[^\W\d_]+[aeio]\W*$))",
    re.IGNORECASE,
)
"""A verb with whom it asks, which begins a question in German, or one that says so itself: "Riparate orologi"."""
_WORD: Final = re.compile(r"[^\W_]+")
_AT_WHAT_TIME: Final = ("what time", "at what hour", "che ora", "che ore", "um wie viel uhr", "um wieviel uhr")
_TIME: Final = re.compile(
    r"\d|\]\(|https?:|\b(?:noon|midday|midnight|o'clock|mezzogiorno|mezzanotte|mittags?|mitternacht|uhr|any ?time|"
    r"always|sempre|immer|jederzeit|half past|ore|sunset|tramonto|sunrise|alba|sonnenuntergang|dusk|dawn)\b",
    re.IGNORECASE,
)
"""A time of day, however it is written."""
_WHEN: Final = ("when", "quando", "wann")
_BEFORE_WHEN: Final = frozenset(
    ("and", "since", "until", "by", "from", "e", "da", "per", "a", "und", "ab", "bis", "seit")
)
"""Small words before it."""
_AT: Final = frozenset(("at", "from", "till", "to", "um", "gegen", "ab", "von", "alle", "dalle"))
"""Words after which a number is an hour."""
_TOLD_WHEN: Final = (
    *("day*", "week*", "month*", "year*", "hour*", "minute*", "morning*", "afternoon*", "evening*", "night*", "today"),
    *("tomorrow", "daily", "weekly", "monthly", "season*", "spring", "summer*", "autumn", "winter*", "now", "never"),
    *("once", "when*", "until", "till", "before", "after", "during", "while", "soon*", "immediately", "at once"),
    *("tag", "tage", "tagen", "taglich", "werktag*", "woche*", "monat*", "jahr*", "stunde*", "minute*", "morgen*"),
    *("vormittag*", "nachmittag*", "abend*", "nacht*", "heute", "saison*", "fruhling*", "sommer*", "herbst*", "nie"),
    *("wenn", "sobald", "sofort", "gleich", "bis", "vor", "nach", "nachdem", "bevor", "wahrend", "danach"),
    *("giorn*", "settiman*", "mese", "mesi", "mensil*", "anno", "anni", "ora", "minut*", "mattin*", "pomerigg*"),
    *("sera", "sere", "serat*", "seral*", "nott*", "oggi", "domani", "stagion*", "primavera", "estat*", "estiv*"),
    *("autunno", "invern*", "mai"),
    *("quando", "appena", "subito", "fino", "entro", "prima", "dopo", "durante", "festiv*"),
    *("arriv*", "departure", "advance", "beforehand", "end", "beginning", "start", "collection", "delivery"),
    *(
        "anreise",
        "ankunft",
        "abreise",
        "vorab",
        "voraus",
        "ende",
        "beginn",
        "anfang",
        "abholung",
        "erhalt",
        "lieferung",
    ),
    *("partenza", "anticip*", "fine", "inizio", "ritiro", "consegna"),
)
"""Words by which it is told when something happens, beside days, months, feasts and figures."""
_GOES_OVER: Final = re.compile(
    r"\W*(?:and )?(?:what|how) about\b|\W*(?:und )?(?:was|wie) ist(?: es)? mit\b|\W*e (?:il|la|lo|i|le|gli|l)\b",
    re.IGNORECASE,
)


def owes_time(question: str, hit: Hit, quote: str) -> bool:
    """Whether it asks at what time, or when, and the quote does not say; an entry asked just that says what it can."""
    tokens = tokens_of(question)
    if _hour().find(tokens):
        return not _TIME.search(quote)
    if not _asks_when(tokens) or (hit.kind == "faq" and any(_asks_when(tokens_of(name)) for name in _called(hit))):
        return False
    told = AMOUNT.sub("", " ".join((quote, *hit.heading_path)))
    said = tokens_of(told)
    return not (_TIME.search(told) or _told_when().find(said) or _has_day(said, hit.language[:2].lower()))


def _has_day(tokens: list[str], language: str) -> bool:
    """Whether it names a day, a month or an hour; of languages whose words we have not, nobody knows."""
    if language not in LANGUAGES:
        return True
    words = vocabulary(language)
    tables = (words.weekdays, words.every, words.months, words.relative)
    for at, token in enumerate(tokens):
        hour = token in _AT and words.numbers.at(tokens, at + 1) if at + 1 < len(tokens) else None
        if hour or words.feasts.at(tokens, at) or any(table.at(tokens, at) for table in tables):
            return True
    return False


def _called(hit: Hit) -> tuple[str, ...]:
    return (hit.title, hit.question or "")


def _asks_when(tokens: list[str]) -> bool:
    first = next((token for token in tokens if token not in _BEFORE_WHEN), "")
    return first in _WHEN


def asks_when(question: str) -> bool:
    """Whether it asks when something happens, or at what time."""
    tokens = tokens_of(question)
    return _asks_when(tokens) or bool(_hour().find(tokens))


def asks_for_oneself(question: str) -> bool:
    """Whether it asks what the asker may or must do, and not how the world is."""
    return bool(_for_oneself().find(tokens_of(question)))


def asks_permission(question: str) -> bool:
    """Whether it asks what one may do: "When can I drive again?"."""
    return bool(_permitted().find(tokens_of(question)))


def asks_in_person(question: str) -> bool:
    """Whether it asks for oneself, or what the other side does or has."""
    return asks_for_oneself(question) or bool(_of_you().find(tokens_of(question)) or _YOU_DO.match(question))


def asks_anything(question: str) -> bool:
    """Whether it is more than a name: it asks with a word, or for a yes or no."""
    return not asks_whether(question) or asks_yes_or_no(question.rstrip("? "))


def goes_over(question: str) -> bool:
    """Whether it only names one more thing to which the same is asked: "What about the polenta cake?"."""
    return bool(_GOES_OVER.match(question))


def asks_measure(question: str) -> bool:
    """Whether it asks how much, how long, how many."""
    return asks_price(question) or bool(_measures().find(tokens_of(question)))


def asks_whether(question: str) -> bool:
    """Whether it can be answered with a yes or no: no word asks what, when or who."""
    return not asking_words(question)


@lru_cache(maxsize=512)
def asking_words(text: str) -> int:
    """How many of its words ask: what, when, who."""
    return len(_asking().find(tokens_of(text)))


@lru_cache(maxsize=512)
def asks_yes_or_no(question: str) -> bool:
    """Whether it asks for a yes or no: "rent a wheelchair" and "I need a receipt" only name what is wanted."""
    words = tuple(word.casefold() for word in _WORD.findall(question))
    opened = max((opener for opener in _openers() if words[: len(opener)] == opener), key=len, default=())
    if opened:
        return not asking_words(" ".join(opened))
    return asks_whether(question) and ("?" in question or bool(_VERB_FIRST.match(question)))


@cache
def _openers() -> frozenset[tuple[str, ...]]:
    phrases = [phrase for language in LANGUAGES for phrase in catalogue(language).questions["openers"]]
    return frozenset(tuple(word.casefold() for word in _WORD.findall(phrase)) for phrase in phrases)


def of_measures(word: str) -> bool:
    """Whether a word is one of costs, or of what else is measured."""
    return is_of_costs(word) or bool(_measuring().find([word]))


@cache
def _asking() -> Phrases[str]:
    return Phrases({"asking": _ASKING})


@cache
def _permitted() -> Phrases[str]:
    return Phrases({"permitted": _PERMITTED})


@cache
def _of_you() -> Phrases[str]:
    return Phrases({"you": _OF_YOU})


@cache
def _for_oneself() -> Phrases[str]:
    return Phrases({"oneself": _FOR_ONESELF})


@cache
def _measures() -> Phrases[str]:
    return Phrases({"measure": _MEASURE})


@cache
def _measuring() -> Phrases[str]:
    return Phrases({"measuring": _MEASURING})


@cache
def _hour() -> Phrases[str]:
    return Phrases({"hour": _AT_WHAT_TIME})


@cache
def _told_when() -> Phrases[str]:
    return Phrases({"when": _TOLD_WHEN})
