"""What was spoken of before: an answer to what leans on that is about it, or is only offered."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sportello.answering.deeds import without_deeds
from sportello.answering.drafts import Draft
from sportello.answering.engine import Question, Turn, conclude, offer_choices, unsure
from sportello.answering.following import ELSEWHERE, FOLLOWED, named_words, points_back, topic_of
from sportello.answering.kinds import of_measures
from sportello.answering.parts import because
from sportello.answering.phrases import tokens_of
from sportello.answering.setups import Setup
from sportello.knowledge import Hit, tells

_SAYS_OF: Final = frozenset(
    (
        *("can", "cannot", "may", "must", "are", "is", "will", "have", "has", "should"),
        *("kann", "konnen", "darf", "durfen", "muss", "mussen", "ist", "sind", "wird", "werden", "lassen"),
        *("puo", "possono", "deve", "devono", "e", "sono", "si", "va", "vanno", "viene", "vengono"),
    )
)
"""Words before which a rule names what it is about: "Orders can be cancelled …"."""
_UNTIL: Final = frozenset(
    ("until", "till", "up", "within", "before", "bis", "vor", "innerhalb", "ab", "fino", "entro", "prima", "in", "with")
)
"""Words that begin no such name: "Bis zum Vortag ist …"."""
_SUBJECT: Final = 5
"""Words of that, at most."""
_ALIKE: Final = 4
"""Letters with which a word begins in all its endings."""


@dataclass(frozen=True)
class Topic:
    """What is said in place of an answer about another thing than what was spoken of; `find` searches."""

    assistant: Setup
    find: Callable[[Question], Awaitable[Sequence[Hit]]]

    async def instead(
        self, question: Question, said: Draft, hits: Sequence[Hit], before: Sequence[Turn]
    ) -> Draft | None:
        """The answer to the question with what was spoken of, or else buttons; None where `said` is about that.

        "How long does that take?" after bleaching is not what is known of the cleaning. Who names only what is done
        ("Can I cancel?") may ask of anything, so that is held to what was spoken of by an entry that names another.
        """
        first = said.trace.hits[0] if said.outcome == "answered" and said.trace.hits else {}
        if "article_id" not in first or FOLLOWED in said.trace.rules:
            return None
        back = points_back(question)
        spoken = topic_of(before, question.language) if back or _names_only_deeds(question) else None
        if spoken is None or (not back and not _names_more(question, first, hits)):
            return None
        topic = named_words(spoken, question.language)
        names = f"{first['title']} {' '.join(first['heading_path'])} {said.text}"
        about = await self.find(replace(question, searched=(spoken,)))
        same = bool(about) and str(about[0].article_id) == first["article_id"]
        if same or not topic.isdisjoint(named_words(names, question.language)):
            return None
        return await self._of_topic(question, spoken, rule=ELSEWHERE)

    async def instead_of_rule(self, question: Question, said: Draft, before: Sequence[Turn]) -> Draft | None:
        """What an entry says of just what was spoken of, where a rule of the business would say it of other things.

        After "How much is a class?" the rule for cancelled orders is no answer to "Can I cancel?": "Cancelling a class"
        is, or else nothing is told. A rule that names nothing ("You can cancel …") is for everything.
        """
        spoken = topic_of(before, question.language)
        if spoken is None or any(hit.get("fact_kind") != "policy" for hit in said.trace.hits):
            return None
        told = named_words(f"{said.text} {said.citations[0]['title']}", question.language)
        if not named_words(question.searched[0], question.language) <= told:
            return None
        topic = named_words(spoken, question.language)
        if not topic.isdisjoint(told):
            return None
        of_another = _names_another(said.text, question)
        return await self._of_topic(question, spoken, rule=ELSEWHERE if of_another else None)

    async def _of_topic(self, question: Question, spoken: str, *, rule: str | None = None) -> Draft | None:
        """The answer to a question with what was spoken of, if an entry has all of it; else by this rule buttons."""
        whole = f"{spoken} {question.searched[0]}"
        hits = await self.find(replace(question, searched=(whole,)))
        found = conclude(self.assistant, replace(question, asked=whole), hits)
        trace = replace(found.trace, question=question.asked)
        if hits and found.outcome == "answered" and not hits[0].lacking:
            return because(replace(found, trace=trace), FOLLOWED)
        if rule is None:
            return None
        held = replace(trace, rules=[rule])
        return offer_choices(self.assistant, hits, held) if hits else unsure(self.assistant, held)


def _names_only_deeds(question: Question) -> bool:
    language = question.language
    return not named_words(without_deeds(question.searched[0], language), language)


def _names_more(question: Question, first: dict[str, object], hits: Sequence[Hit]) -> bool:
    """Whether the wording that an FAQ entry was found by names a thing, where the question names none."""
    hit = next((hit for hit in hits if str(hit.passage_id) == first["passage_id"]), None)
    if hit is None or hit.kind != "faq":
        return False
    wording = hit.question or hit.title
    if tokens_of(wording) == tokens_of(question.searched[0]):
        return False
    named = named_words(without_deeds(wording, question.language), question.language)
    return bool(named - named_words(question.searched[0], question.language))


def _names_another(rule: str, question: Question) -> bool:
    """Whether a rule begins with what it is about, and the question has no word of that: "Orders can be …"."""
    tokens = tokens_of(rule)[: _SUBJECT + 1]
    at = next((place for place, token in enumerate(tokens) if place and token in _SAYS_OF), 0)
    if tokens[:1] and tokens[0] in _UNTIL:
        return False
    asked = {token[:_ALIKE] for token in tokens_of(question.searched[0])}
    named = (token for token in tokens[:at] if tells(token, question.language) and not of_measures(token))
    return any(token[:_ALIKE] not in asked for token in named)
