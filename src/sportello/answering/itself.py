"""Questions about the business itself: when it is open, where it is, how it is reached, what it costs.

"Are you open?" says of nothing else that it is meant: whatever entry has the word "open" matches it whole. Such a
question is known by its words, as those about facts are, and only an entry that is about the business answers it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Final, Literal

from sportello.answering.facts.asking import hours_ask
from sportello.answering.facts.house import WAYS
from sportello.answering.facts.reading import Asked, read_question
from sportello.answering.facts.words import Table, languages_from, tokens_of, vocabulary
from sportello.answering.language import LANGUAGES
from sportello.answering.phrases import Phrases
from sportello.knowledge import FactBook, Hit, tells

Subject = Literal["hours", "place", "price"]

OWN: Final = "own_unsaid"
"""The business itself was asked about, and what would be said is of something else."""
_CUES: Final[Mapping[Subject, frozenset[str]]] = {
    "hours": frozenset(("open", "closed", "close", "until", "till", "always", "hours", "holidays", "last_entry")),
    "place": frozenset(WAYS),
    "price": frozenset(("price", "pay")),
}
"""What an entry about each says."""
_ALL_CUES: Final = frozenset[str]().union(*_CUES.values())
_LONGEST: Final = 16
"""Words of a question that names nothing, at most."""
_HOURS: Final = frozenset(("open", "closed", "opens", "closes", "hours", "holidays", "last_entry"))
_HOUSE: Final = frozenset(
    (
        *("agency", "association", "bakery", "building", "business", "centre", "center", "clinic"),
        *("club", "company", "fair", "festival", "hotel", "house", "library", "market"),
        *("museum", "office", "offices", "pharmacy", "practice", "premises"),
        *("school", "shop", "store", "studio", "surgery", "theatre", "venue"),
        *("anlage", "apotheke", "atelier", "backerei", "betrieb", "bibliothek", "buro", "firma"),
        *("gasthaus", "gasthof", "geschaft", "gesellschaft", "haus", "kino", "klinik", "laden", "markt", "messe"),
        *("praxis", "schule", "theater", "verein", "werkstatt", "zentrum"),
        *("agenzia", "albergo", "ambulatorio", "associazione", "azienda", "biblioteca", "bottega", "casa", "centro"),
        *("cinema", "ditta", "farmacia", "fiera", "locale", "mercatino", "mercato"),
        *("museo", "negozio", "officina", "panificio", "scuola", "sede"),
        *("struttura", "studio", "teatro", "trattoria", "ufficio", "uffici"),
    )
)
"""What businesses call themselves, folded; not what many only have: a hotel's restaurant has hours of its own."""
_OURS: Final = (
    *("we are open", "we re open", "we are closed", "we open at", "we open from", "we open on", "we close at"),
    *("find us", "reach us", "call us", "write to us", "our address"),
    *("our hours", "our opening", "our prices", "our office*", "our shop", "visit us"),
    *("wir sind", "wir haben", "haben wir", "sind wir", "wir offnen", "wir schliessen", "finden uns", "findet uns"),
    *("erreichen uns", "erreicht uns", "wir befinden", "unsere adresse", "unsere preise", "unsere offnungszeiten"),
    *("siamo aperti", "siamo aperte", "siamo chiusi", "siamo in", "apriamo alle", "apriamo dalle", "chiudiamo alle"),
    *("ci trova*", "ci trovi", "trovarci", "raggiungerci", "chiamateci", "chiamarci", "scriveteci", "scriverci"),
    *("la nostra sede", "il nostro indirizzo", "i nostri prezzi", "i nostri orari"),
)
"""How a business speaks of itself in a text; an FAQ entry is about what its question names, whoever speaks."""
_ALIKE: Final = 4
"""Letters with which a word begins in all its endings."""
_NOTHING: Final = FactBook(slug="", name="", time_zone="UTC")
_ANY_DAY: Final = date(2024, 1, 1)


@dataclass(frozen=True)
class OwnQuestion:
    """A question about the business itself, of what it asks; `name` are the words the business is called by."""

    subject: Subject
    name: frozenset[str]
    timed: bool = False
    """Whether it asks of a day or an hour."""

    def is_answered_by(self, hit: Hit) -> bool:
        """Whether the entry is about the business: by what it is called, or as it speaks of itself there."""
        language = hit.language[:2].lower()
        if language not in LANGUAGES:
            return True
        said = _speaks_of(self.subject, hit.text, language)
        if said and hit.kind == "passage" and _ours().find(tokens_of(hit.text)):
            return True
        called = (hit.title, hit.question or "") if hit.kind == "faq" else (hit.title, *hit.heading_path)
        own = [wording for wording in called if wording and not self._names_another(wording, language)]
        return any(said or _speaks_of(self.subject, wording, language) for wording in own)

    def is_named_in(self, wording: str, language: str) -> bool:
        """Whether a title or a heading says what is asked, and names nothing else."""
        code = language[:2].lower()
        return code in LANGUAGES and _speaks_of(self.subject, wording, code) and not self._names_another(wording, code)

    def covers(self, hit: Hit) -> bool:
        """Whether all that the entry lacks only asks: of a day that it does not name nothing is sure."""
        language = hit.language[:2].lower()
        if language not in LANGUAGES:
            return False
        asking = {word[:_ALIKE] for word in _asking_words(language)} | {word[:_ALIKE] for word in self.name}
        return all(word[:_ALIKE] in asking for word in hit.lacking)

    def first(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The hits with the best of those that answer it before the others, which are no rivals to it."""
        own = [hit for hit in hits if hit.language == hits[0].language and self.is_answered_by(hit)]
        if not own or own[0] is hits[0]:
            return hits
        rival = own[1].score if len(own) > 1 else 0.0
        best = replace(own[0], margin=max(0.0, own[0].score - rival))
        return [best, *(hit for hit in hits if hit is not own[0])]

    def _names_another(self, wording: str, language: str) -> bool:
        """Whether it names something else than the business, and beside what is asked of it."""
        known = _plain_words(language, self.subject)
        return any(
            tells(token, language) and not (token in known or token in self.name or token in _HOUSE or token.isdigit())
            for token in tokens_of(wording)
        )


@lru_cache(maxsize=256)
def own_question(question: str, *, language: str, name: str = "") -> OwnQuestion | None:
    """What is asked of the business called `name`; None where something else is named, or it is another question."""
    tokens = tokens_of(question)
    if len(tokens) > _LONGEST:
        return None
    spoken = (each for each in languages_from(language) if _cues_in(tokens, each) & _ALL_CUES)
    readings = (read_question(question, language=each, book=_NOTHING, today=_ANY_DAY) for each in spoken)
    asked = next((asked for asked in readings if asked), None)
    subject = _subject(asked) if asked else None
    return OwnQuestion(subject, frozenset(tokens_of(name)), timed=bool(asked and asked.when)) if subject else None


def _subject(asked: Asked) -> Subject | None:
    if hours_ask(asked) in _HOURS:
        return "hours"
    if asked.cues and asked.cues <= _CUES["place"] and not asked.when:
        return "place"
    return "price" if "price" in asked.cues and asked.cues <= _CUES["price"] else None


def _speaks_of(subject: Subject, text: str, language: str) -> bool:
    return bool(_cues_in(tokens_of(text), language) & _CUES[subject])


def _cues_in(tokens: list[str], language: str) -> set[str]:
    cues = vocabulary(language).cues
    return {found[0] for at in range(len(tokens)) if (found := cues.at(tokens, at))}


@cache
def _plain_words(language: str, subject: Subject) -> frozenset[str]:
    """The words by which this is asked of no particular thing."""
    words = vocabulary(language)
    tables: Sequence[Table[str] | Table[int] | Table[bool]] = (words.cues, words.fillers, words.you, words.still)
    days = (words.numbers, words.weekdays, words.every, words.months, words.feasts, words.relative, words.stretches)
    return _tokens((*tables, *days, words.marks) if subject == "hours" else tables)


@cache
def _asking_words(language: str) -> frozenset[str]:
    """The words by which anything is asked of the business, without those for times."""
    words = vocabulary(language)
    return _tokens((words.cues, words.fillers, words.you, words.still))


def _tokens(tables: Iterable[Table[str] | Table[int] | Table[bool]]) -> frozenset[str]:
    return frozenset[str]().union(*(table.tokens for table in tables))


@cache
def _ours() -> Phrases[str]:
    return Phrases({"ours": _OURS})
