"""What is held at hours of its own, asked for by when it is or whether it is that day: lessons, a market, a mass."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sportello.answering.facts.asked import Asked
from sportello.answering.facts.naming import Names
from sportello.answering.facts.when import Reader
from sportello.answering.facts.words import Vocabulary

_NOTHING: Final = frozenset[str]()


def says_nothing(tokens: list[str], words: Vocabulary, names: Names, times: Reader) -> frozenset[str]:
    """The kinds of words that say nothing here, for something held is named: that it takes place, or begins.

    When a course begins may be asked for the day of its first lesson: only an hour or a day asks for its hours.
    """
    named = (found for at in range(len(tokens)) if names.held and (found := names.at(tokens, at)))
    if not any(ref.fact in names.held for refs, _ in named for ref in refs):
        return _NOTHING
    places = range(len(tokens))
    timed = "hour" in _kinds(tokens, words) or any(times.read(at) for at in places)
    return frozenset(("happens", "day", "begins") if timed else ("happens", "day"))


def asked_when(asked: Asked, tokens: list[str], words: Vocabulary, names: Names, *, asks: bool) -> Asked:
    """The question with what it asks of the hours: "when is the market?", "is there a market on Monday?".

    Whether it begins at an hour, no yes can tell that says when it is open; nor one to "do *I* have theory?".
    """
    named = [{ref.fact for ref in one.refs} for one in asked.mentions]
    shared = names.held.intersection(*named) if named else _NOTHING
    if len(shared) != 1 or any(one.count is not None or one.age is not None for one in asked.mentions):
        return asked
    kinds, joins = _kinds(tokens, words), words.marks.at(tokens, 0)
    what = any(words.whats.at([token], 0) for token in tokens)
    if asked.cues == frozenset({"when"}) or (not asked.cues and what and "day" in kinds):
        return replace(asked, cues=frozenset({"hours"}))
    asks = asks or any(words.copulas.at(tokens, at) for at in (0, 1))
    goes_on = joins and "both" in joins[0].split("|")
    if asked.cues or not asked.when or not asks or goes_on or what or "own" in kinds:
        return asked
    hour = asked.when.minute is not None or "begins" in kinds
    return replace(asked, cues=frozenset({"hours" if hour else "open"}))


def _kinds(tokens: Sequence[str], words: Vocabulary) -> set[str]:
    return {found[0] for at in range(len(tokens)) if (found := words.held.at(list(tokens), at))}
