"""What the one fact says that a few words name, where search found nothing better.

By its name, by words that all stand in what it says, by what it demands ("Is a helmet required?"), or to a way to pay
that the rule about payment does not speak of.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sportello.answering.facts.exact import NAMED, FactAnswer, answer_from, fact_answer
from sportello.answering.facts.frames import frame_of
from sportello.answering.facts.glimpses import glimpse
from sportello.answering.facts.house import RULED
from sportello.answering.facts.naming import names_of_fact
from sportello.answering.facts.reading import read_question
from sportello.answering.facts.sheet import BY_NAME, FactSheet, ranked, said_words, sheets_of, shown
from sportello.answering.facts.units import unitless
from sportello.answering.facts.words import Vocabulary, stem, tokens_of, vocabulary
from sportello.answering.language import LANGUAGES
from sportello.knowledge import FactBook, Policy, Price

_FEW: Final = 4
"""Words that may name a fact; more of them ask something."""
_FEW_OF_A_RULE: Final = 12
"""The same, where they ask what is allowed or demanded."""
_TELLING: Final = 4
"""Letters of a word that names anything."""
_DUTY: Final = re.compile(r"\b(\w{3,})pflicht\b", re.IGNORECASE)
_SENTENCES: Final = re.compile(r"(?<=[.!?;])\s+")


def answer_by_name(
    book: FactBook, *, language: str, asked: str, at: datetime, before: Sequence[str] = ()
) -> FactAnswer | None:
    """What the one fact says that a few words name, by its name or by what it says: "Mill Lane", "winter room".

    A rule also says what is asked of it in words that all stand in it: "May I take photos with flash?". After earlier
    questions (`before`), words that only say for whom or when ("and for children?") go on with those, and name nothing.
    """
    if not book.facts:
        return None
    words = vocabulary(language if language in LANGUAGES else "en")
    tokens = tokens_of(asked)
    cues = {cue[0] for place in range(len(tokens)) if (cue := words.cues.at(tokens, place))}
    few = len(tokens) <= (_FEW_OF_A_RULE if cues or _asks_nature(tokens, words) else _FEW)
    found = _by_other_means(book, words.language, asked, at)
    if not found and not cues:
        found = _bought_so(book, asked, words, at) or _sold(book, asked, words, at)
    if not found and cues <= {"rule"} and len(tokens) <= _FEW_OF_A_RULE:
        found = _demanded(book, asked, words, at)
    if found or not few or not cues <= RULED or (not cues and _goes_on(book, words.language, asked, at, before)):
        return found
    return _named(book, asked, words, cues, at)


def _goes_on(book: FactBook, language: str, asked: str, at: datetime, before: Sequence[str]) -> bool:
    """Whether something was asked before, and this names no fact by its whole name."""
    today = book.local(at).date()
    if frame_of(before, language=language, book=book, today=today) is None:
        return False
    return not glimpse(asked, language=language, book=book, today=today).names


def _named(book: FactBook, asked: str, words: Vocabulary, cues: set[str], at: datetime) -> FactAnswer | None:
    """What the only fact says in which all telling words of this stand; of rules alone, where something is asked."""
    tokens = tokens_of(asked)
    if not any(len(one) >= _TELLING and one.isalpha() for one in tokens):
        return None
    wanted = said_words(unitless(asked, words), words.language, also=words.cues if cues else None)
    found = [
        (rank, fact, sheet)
        for rank, fact, sheet in ranked(book, words.language, wanted, at)
        if rank and (_is_of_rule(fact, sheet, wanted, tokens, words) if isinstance(fact, Policy) else not cues)
    ]
    if len(found) != 1:
        return None
    rank, fact, sheet = found[0]
    had = any(words.have.at(tokens, place) or words.you.at(tokens, place) for place in range(len(tokens)))
    if had and not cues and rank == BY_NAME:
        # "Do you have a dog?", "Do you like children?" name what there are rules for, and ask something else.
        return None
    if isinstance(fact, Price):
        if _says_duty(asked, words) or (_asks_nature(tokens, words) and not fact.note):
            return None  # neither whether one must nor what it is is answered by what it costs
        return answer_from(book, question=asked, language=words.language, at=at, named=True)
    return fact_answer([(shown(sheet), fact)], language=words.language, book=book, confidence=NAMED)


def _sold(book: FactBook, asked: str, words: Vocabulary, at: datetime) -> FactAnswer | None:
    """What a thing costs of which it is asked whether there is any: "do you have city bikes?", but not "… my bike?"."""
    tokens = tokens_of(asked)
    has = any(words.have.at(tokens, place) for place in range(len(tokens)))
    own = any(found[0] == "own" for place in range(len(tokens)) if (found := words.held.at(tokens, place)))
    read = None if own else read_question(asked, language=words.language, book=book, today=book.local(at).date())
    refs = [ref for one in read.mentions for ref in one.refs] if read and not read.when else []
    sold = {price.id for price in book.prices}
    whole = all(ref.fact in sold and ref.variant is None and ref.column is None and not ref.kind for ref in refs)
    if not refs or not whole or len({ref.fact for ref in refs}) > 1 or not (has or _is_brought(tokens, words)):
        return None
    return answer_from(book, question=asked, language=words.language, at=at, named=True)


def _is_brought(tokens: list[str], words: Vocabulary) -> bool:
    """Whether it is asked for having something brought."""
    said = f" {' '.join(tokens)} "
    return any(f" {' '.join(tokens_of(phrase))} " in said for phrase in words.topics["delivery"])


def _asks_nature(tokens: list[str], words: Vocabulary) -> bool:
    """Whether it is asked what something is."""
    return any(tuple(tokens[: len(phrase)]) == phrase for phrase in words.nature)


def _is_of_rule(policy: Policy, sheet: FactSheet, wanted: set[str], tokens: list[str], words: Vocabulary) -> bool:
    """Whether a rule is called by a whole name of its own, what else is asked standing in it; or says just this.

    A word out of a phrase names nothing: "how *can* I pay", "in *3* instalments", "cancel my *appointment*".
    """
    language = words.language
    said = {stem(one, language) for one in tokens}
    phrases = (_telling(tokens_of(phrase), words) for phrase in names_of_fact(policy, language))
    if any(phrase <= said and phrase & wanted for phrase in phrases):
        return True
    return any(_telling(tokens_of(one), words) == wanted for line in sheet.lines for one in _SENTENCES.split(line))


def _telling(tokens: list[str], words: Vocabulary) -> set[str]:
    return {stem(one, words.language) for one in tokens if not words.fillers.at([one], 0)}


def _by_other_means(book: FactBook, language: str, asked: str, at: datetime) -> FactAnswer | None:
    """What the rule about payment says to a way to pay that it does not speak of."""
    seen = glimpse(asked, language=language, book=book, today=book.local(at).date())
    if not any(ref.means for ref in seen.names):
        return None
    answer = answer_from(book, question=asked, language=language, at=at, searched=True)
    rules = {policy.id for policy in book.policies}
    return answer if answer and rules.issuperset(answer.fact_ids) else None


def _bought_so(book: FactBook, asked: str, words: Vocabulary, at: datetime) -> FactAnswer | None:
    """What a thing costs in the way in which it is named: "a lesson with automatic gears"."""
    today = book.local(at).date()
    read = read_question(asked, language=words.language, book=book, today=today)
    if read is None or read.when or read.have or read.to_us or _says_duty(asked, words) or _states(asked, words):
        return None
    refs = {ref for one in read.mentions for ref in one.refs}
    whole = {ref.fact for ref in refs if ref.variant is None and ref.column is None}
    if not whole or whole != {ref.fact for ref in refs if ref.column}:
        return None
    return answer_from(book, question=asked, language=words.language, at=at, named=True)


def _states(text: str, words: Vocabulary) -> bool:
    """Whether it is a sentence, and no price is its answer: "I have five lessons", "book a bike for a day"."""
    tokens = tokens_of(text)
    places = range(len(tokens))
    own = any(found[0] == "own" for place in places if (found := words.held.at(tokens, place)))
    gets = any(found[0] == "any" for place in places if (found := words.work.at(tokens, place)))
    return own or gets or any(words.copulas.at(tokens, place) for place in places)


def _demanded(book: FactBook, asked: str, words: Vocabulary, at: datetime) -> FactAnswer | None:
    """The one rule that says in one sentence that something is a must, where that is asked: "Is a helmet required?"."""
    language = words.language
    if not _says_duty(asked, words):
        return None
    wanted = said_words(_apart(asked), language, also=words.duty)
    wanted -= {stem(one, language) for one in words.worn.tokens}
    found = [
        (shown(sheet), fact)
        for fact, sheet in sheets_of(book, language, at)
        if wanted and isinstance(fact, Policy) and any(_says(line, wanted, words) for line in sheet.lines)
    ]
    return fact_answer(found, language=language, book=book, confidence=NAMED) if len(found) == 1 else None


def _says(text: str, wanted: set[str], words: Vocabulary) -> bool:
    """Whether a sentence of it says of all these that they are a must."""
    sentences = (_apart(one) for one in _SENTENCES.split(text))
    return any(
        _says_duty(one, words) and wanted <= {stem(token, words.language) for token in tokens_of(one)}
        for one in sentences
    )


def _says_duty(text: str, words: Vocabulary) -> bool:
    tokens = tokens_of(_apart(text))
    return any(words.duty.at(tokens, place) for place in range(len(tokens)))


def _apart(text: str) -> str:
    """German duties as they are said apart: "Helmpflicht" is "Helm Pflicht"."""
    return _DUTY.sub(r"\1 pflicht", text)
