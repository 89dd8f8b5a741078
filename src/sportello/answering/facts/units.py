"""Prices asked by the night, the day, the person or the piece.

A price of which nobody wrote what it is for is told all the same: "How much is a double room per night?" asks for the
double room. One that is written by another unit is not, nor what is for several people as the price of one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sportello.answering.facts.asked import Asked, Mention
from sportello.answering.facts.naming import Ref
from sportello.answering.facts.words import Vocabulary, tokens_of, vocabulary
from sportello.answering.language import LANGUAGES
from sportello.knowledge import Price

_HEADS: Final = frozenset(("person", "piece"))
OF_ONE: Final = frozenset(("night", "day", *_HEADS))
"""Units that are read past; an hour, a week or a kilo of a thing has a price that somebody wrote."""


def asks_whether(tokens: Sequence[str], at: int, words: Vocabulary) -> bool:
    """Whether it is asked if a price is for so much: "Is the price per person?" is answered by no amount."""
    said = (0, at - 1)
    asks_what = any(words.whats.at([token], 0) for token in tokens)
    pays = any(cue[0] == "pay" for place in range(len(tokens)) if (cue := words.cues.at(list(tokens), place)))
    return not asks_what and (pays or any(place >= 0 and words.copulas.at([tokens[place]], 0) for place in said))


def unitless(text: str, words: Vocabulary) -> str:
    """The words of a text without what it says of one: "Doppelzimmer pro Nacht"."""
    tokens, kept, at = tokens_of(text), list[str](), 0
    while at < len(tokens):
        unit = words.units.at(tokens, at) if words.pers.at(tokens, at) else None
        kept += [] if unit and unit[0] in OF_ONE else tokens[at : at + 1]
        at = unit[1] if unit and unit[0] in OF_ONE else at + 1
    return " ".join(kept)


def settled(asked: Asked, called: frozenset[Ref], ways: Mapping[frozenset[Ref], str], *, apart: bool) -> Asked:
    """The question with what its units mean: a price that is `called` so, a way to buy, or nothing but the unit.

    "Per night" names the price of a night only where nothing else has a name, but "a night" with a dog (`apart`) is to
    be paid, too; and no unit is a way to buy a dog whose price knows none.
    """
    named = [
        {ref.fact for ref in one.refs if not ref.column} for one in asked.mentions if one.refs and one.refs not in ways
    ]
    facts = set[str]().union(*named)
    other = {refs for refs in ways if facts and facts.isdisjoint(ref.fact for ref in refs)}
    kept = tuple(one for one in asked.mentions if one.refs not in other)
    units = asked.units | {ways[refs] for refs in other}
    shared = frozenset(ref for ref in called if any(ref.fact in one for one in named))
    meant = shared or (called if apart or not named or any(one.along for one in kept) else frozenset[Ref]())
    return replace(asked, mentions=(Mention(meant, by_unit=not apart), *kept) if meant else kept, units=units)


def sold_by(price: Price, asked: Asked) -> bool:
    """Whether nothing that is written of a price contradicts the units it is asked by.

    A unit alone names nothing, but "per person" those whose ages are written.
    """
    if not any(one.refs for one in asked.mentions) and not (
        asked.units <= _HEADS and any(one.ages for one in price.variants)
    ):
        return False
    own = _units(price)
    if asked.units & _HEADS and ((own and not own & asked.units & _HEADS) or for_several(price, asked.mentions)):
        return False
    stretches = asked.units - _HEADS
    return not stretches or stretches <= own or not own - _HEADS


def _units(price: Price) -> set[str]:
    found = set[str]()
    for language in LANGUAGES:
        units = vocabulary(language).units
        for text in _texts(price, language):
            tokens = tokens_of(text)
            found |= {unit[0] for at in range(len(tokens)) if (unit := units.at(tokens, at))}
    return found


def _texts(price: Price, language: str) -> Sequence[str]:
    """What is written of a price in a language."""
    said = [price.name, price.note, *price.columns.values()]
    said += [words for one in price.variants for words in (one.name, one.condition)]
    others = (phrase for phrase in price.synonyms.get(language, ()))
    return [*(words[language] for words in said if language in words), *others]


def for_several(price: Price, mentions: Sequence[Mention]) -> bool:
    """Whether it, or the one of its prices that is named, is called like what several people pay together."""
    named = {ref.variant for one in mentions for ref in one.refs if ref.fact == price.id}
    called = [price.name, *(one.name for one in price.variants if one.id in named)]
    beginnings = tuple(word for language in LANGUAGES for word in vocabulary(language).several)
    return any(token.startswith(beginnings) for words in called for name in words.values() for token in tokens_of(name))
