"""Questions that leave out what they are about, because what stands before them said it, and those that do not."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

from sportello.answering.catalogue import catalogue
from sportello.answering.costs import asks_price, is_of_costs
from sportello.answering.deeds import without_deeds
from sportello.answering.engine import Question, Turn
from sportello.answering.facts import reads_bare
from sportello.answering.facts.words import vocabulary
from sportello.answering.kinds import asks_for_oneself
from sportello.answering.language import LANGUAGES
from sportello.answering.named import things
from sportello.answering.phrases import Phrases, tokens_of
from sportello.answering.smalltalk import without_greeting
from sportello.answering.understanding import Clause
from sportello.core.personal import masked
from sportello.knowledge import Hit, split_words, tells

ELSEWHERE: Final = "of_another_topic"
"""The rule where a question points back to what was spoken of, and what was found for it is about something else."""
FOLLOWED: Final = "follow_up"
"""The rule that stands in the trace of an answer to a question completed from the one before."""
_AND: Final = frozenset({"e", "ed", "and", "und"})
_FEW: Final = 6
"""Words of a question that begins with "and" and leans on the one before."""

_ASKING: Final = frozenset(
    ("how", "much", "what", "was", "wie", "viel", "wieviel", "teuer", "quanto", "viene", "vengono")
)
_SMALL: Final = frozenset(
    (
        *("the", "a", "an", "is", "are", "it", "they", "that", "this", "these", "does", "do", "would", "for"),
        *("der", "die", "das", "den", "ein", "eine", "einen", "es", "sie", "dann", "fur"),
        *("il", "lo", "la", "i", "gli", "le", "un", "una", "uno", "l", "per"),
    )
)
_FOR: Final = frozenset(
    (
        *("for", "per", "with", "without", "in", "on", "at", "from", "during", "if"),
        *("fur", "pro", "je", "mit", "ohne", "im", "am", "an", "ab", "bei", "wahrend", "wenn", "zu"),
        *("con", "senza", "a", "al", "alla", "ad", "da", "di", "d", "nel", "nella", "durante", "se"),
    )
)
"""Words after which it is said for whom, when or with what: of what was spoken of."""
_REMEMBERED: Final = 3
"""Messages before the question in which somebody may have told of themselves what its answer must hear."""
_LEANING: Final = 6
"""Messages before the question, of which all but one may only lean on what that named."""
_WITHOUT: Final = frozenset({"without", "ohne", "senza"})
_PRONOUN: Final = re.compile(
    r"\b(?:das|dies|die|der|den|dem)(?=\s*(?:[?.!,]|$|(?:der|die|das|den|dem|ein|eine|auch|denn|bei|bitte|so|eigentlich|"
    r"ab|an|ein|mit|um|zurück|wieder|online)\b))",
    re.IGNORECASE,
)
"""A German article that stands for what was spoken of: "Wie lange dauert das?", "Zahlt das die Kasse?"."""
_PRONOUN_BEFORE_DEED: Final = re.compile(
    r"\b(?:kann|kannst|könn\w*|darf|dürf\w*|muss|müss\w*|soll\w*|will|möcht\w*|woll\w*|würd\w*)\b.*"
    r"\b(?:das|die|der|den|dem)\s+[a-zäöüß]+n\s*[?.!]*$",
    re.IGNORECASE,
)
"""The same before the one word that a question with such a verb ends with: "Kann man den absagen?"."""
_ALIKE: Final = 4
"""Letters with which a word begins in all its endings."""


def leans(question: Question) -> bool:
    """Whether it says of nothing what it asks about, or only goes on: "and for children?"."""
    asked = question.searched[0]
    tokens = tokens_of(asked)
    short = goes_on(question) and len(tokens) <= _FEW and not _prices(tokens[1:], question)
    return short or reads_bare(asked, language=question.language)


def points_back(question: Question) -> bool:
    """Whether it asks of what was spoken of before: "how long does it take?", "zahlt das die Kasse?", "dura?"."""
    asked, language = question.searched[0], question.language
    pronoun = language == "de" and bool(_PRONOUN.search(asked) or _PRONOUN_BEFORE_DEED.search(asked))
    return pronoun or _has_pointer(asked, language) or not named_words(asked, language)


def _has_pointer(asked: str, language: str) -> bool:
    """Whether a word stands for what was spoken of, or for where or when that is: "there", but not in "is there"."""
    words, tokens = catalogue(language).questions, tokens_of(asked)
    if not {token for word in words["back"] for token in tokens_of(word)}.isdisjoint(tokens):
        return True
    known = {place.end - 1 for place in _existing(language).find(tokens)}
    pointing = [at for at, token in enumerate(tokens) if token in words["pointing"]]
    return any(at not in known and (at or len(tokens) == 1) for at in pointing)


def named_words(text: str, language: str) -> set[str]:
    """The beginnings of the words by which it names a thing."""
    words = vocabulary(language) if language in LANGUAGES else None
    tables = (words.work, words.cues, words.numbers, words.kin) if words else ()
    small = frozenset[str]().union(*(table.tokens for table in tables))
    found = (one for one in split_words(text, language) if tells(one, language) and not is_of_costs(one))
    measures = catalogue(language).questions["measures"]
    return {one[:_ALIKE] for one in found if one not in small and one not in measures}


def topic_of(before: Sequence[Turn], language: str) -> str | None:
    """What the customer named in the last of their messages that names a thing; None where none of a few does.

    Messages that only lean on it do not count: after "Can I cancel it?" it is still spoken of.
    """
    texts = [turn.text for turn in reversed(before) if turn.author == "customer" and turn.choice is None][:_LEANING]
    naming = [text for text in texts if named_words(text, language)]
    of_things = [text for text in naming if not _names_own_deed(text, language)]
    recent = [text for text in naming if text in texts[:_REMEMBERED]]
    text = next(iter((*of_things, *recent)), "")
    named = named_words(text, language)
    return " ".join(word for word in split_words(text, language) if word[:_ALIKE] in named) or None


def _names_own_deed(text: str, language: str) -> bool:
    """Whether all it names is what the asker would do: "Can I cancel?"; "Do you dye?" names what is sold."""
    return asks_for_oneself(text) and not named_words(without_deeds(text, language), language)


def kept_of(before: Sequence[Turn], language: str) -> set[str]:
    """What "and …?" goes on asking: what is named in the question before beside one thing, if that is not all it asks.

    "Can I deduct the glasses?" asks of deducting, also of the lenses named next; "Is there parking?" of nothing.
    """
    asked = (turn.text for turn in reversed(before) if turn.author == "customer" and turn.choice is None)
    text = next((one for one in asked if not _begins_with_and(one)), "")
    named = named_words(text, language)
    return named if len(named) > 1 and not _existing(language).at(tokens_of(text) or [""], 0) else set()


def keeps_to(hit: Hit, kept: set[str]) -> bool:
    """Whether the entry says something of what is still asked."""
    said = named_words(" ".join((hit.title, hit.question or "", *hit.heading_path, hit.text)), hit.language[:2].lower())
    return not kept or not kept.isdisjoint(said)


def goes_on(question: Question) -> bool:
    """Whether it begins as what only goes on with what was said before: "e il museo?", but not "è il museo?"."""
    return _begins_with_and(question.searched[0])


def _begins_with_and(text: str) -> bool:
    first, *others = unicodedata.normalize("NFC", text).split() or [""]
    return bool(others) and first.casefold().strip(",.;:-") in _AND


def named_alone(question: Question) -> str | None:
    """What such a question asks by itself: "and parking?" may, "and for two?" and "and how much?" do not."""
    if not goes_on(question) or tokens_of(question.searched[0])[1] in _FOR:
        return None
    alone = question.searched[0].split(maxsplit=1)[-1]
    return None if reads_bare(alone, language=question.language) else alone


def _prices(tokens: Sequence[str], question: Question) -> bool:
    """Whether a price is asked for of what is named beside it: "and how much is the bungalow?", not "… for two?"."""
    if not asks_price(" ".join(tokens)):
        return False
    beside = [one for one in tokens if one not in _ASKING and not is_of_costs(one)]
    named = next((one for one in beside if tells(one, question.language) and one not in _SMALL), None)
    return named is not None and _FOR.isdisjoint(beside[: beside.index(named)])


def asked_alone(clauses: Sequence[Clause], language: str) -> str | None:
    """What a message asks, without what it only tells; None where that is nothing, or what is asked about."""
    asks = [clause.text for clause in clauses if clause.asks]
    if not asks or len(asks) == len(clauses):
        return None
    alone = " ".join(asks)
    back = {token for word in catalogue(language).questions["back"] for token in tokens_of(word)}
    return None if back.intersection(tokens_of(alone)) else alone


def told_apart(clauses: Sequence[Clause]) -> tuple[str, str]:
    """What a message only tells, and what it asks."""
    told, asked = ([clause.text for clause in clauses if clause.asks == asks] for asks in (False, True))
    return " ".join(told), " ".join(asked)


def says_of_oneself(told: str, language: str) -> bool:
    """Whether it tells something of who writes: "I have a dog", "veniamo in quattro"; "the market" is a topic."""
    return bool(_oneself(language).find(tokens_of(told)))


def told_of_oneself(clauses: Sequence[Clause], messages: Sequence[Turn], question: Question) -> str:
    """What the customer tells of themselves beside what they ask, or told in one of the messages before it.

    Of the question itself only what is searched for: who writes and how to reach them is left out of it.
    """
    searched = set(tokens_of(" ".join(question.searched)))
    earlier = [turn.text for turn in messages if turn.author == "customer" and turn.choice is None][-_REMEMBERED:]
    said = [tokens_of(without_greeting(masked(text).text)) for text in earlier if "?" not in text]
    beside = [[word for word in tokens_of(each.text) if word in searched] for each in clauses if not each.asks]
    told = (" ".join(words) for words in (*said, *beside))
    own = (text for text in told if says_of_oneself(text, question.language))
    return " ".join(word for word in tokens_of(" ".join(own)) if word not in _FOR or word in _WITHOUT)


def is_about(hit: Hit) -> bool:
    """Whether all telling words of a question are the entry's, and it calls itself by one that names a thing.

    "Can I come in?" says of nothing what it asks about, though an entry has the word "come".
    """
    own = (hit.title, hit.question or "", *hit.heading_path)
    named = {token[:_ALIKE] for wording in own for token in tokens_of(wording)}
    return not hit.lacking and not named.isdisjoint(word[:_ALIKE] for word in things(hit))


def spoken_of(before: Sequence[Turn]) -> str | None:
    """The customer's question before, where it was answered and is none that leans on another itself."""
    said = [turn for turn in before if turn.author != "system"]
    if len(said) < 2 or said[-1].author != "assistant" or said[-1].offered:  # noqa: PLR2004 - a question and its answer
        return None
    return next((turn.text for turn in reversed(said) if turn.author == "customer" and turn.choice is None), None)


def named_by(hit: Hit, question: Question) -> bool:
    """Whether what the entry calls itself has a word of the question: else it speaks of it only in passing."""
    named = {token for wording in (hit.title, hit.question or "", *hit.heading_path) for token in tokens_of(wording)}
    return not named.isdisjoint(tokens_of(question.searched[0]))


def asked_before(before: Sequence[Turn]) -> str:
    """What the customer wrote last."""
    return next((turn.text for turn in reversed(before) if turn.author == "customer" and turn.choice is None), "")


def covers(hit: Hit, question: Question) -> bool:
    """Whether the entry says something of each telling word that the question adds; a price alone adds none."""
    if reads_bare(question.searched[0], language=question.language):
        return True
    return set(tokens_of(question.searched[0])).isdisjoint(hit.lacking)


@cache
def _oneself(language: str) -> Phrases[str]:
    return Phrases({"oneself": catalogue(language).questions["oneself"]})


@cache
def _existing(language: str) -> Phrases[str]:
    """How it is asked, or told, what there is."""
    words = catalogue(language).questions
    return Phrases({"there": (*words["there"], *words["existing"])})
