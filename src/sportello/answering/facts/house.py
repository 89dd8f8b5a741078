"""Answers about where a business is, how it is reached, and what its rules are."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeVar

from sportello.answering.facts.naming import means_in
from sportello.answering.facts.reading import Asked, Mention
from sportello.answering.facts.speech import Speech
from sportello.answering.facts.words import tokens_of, vocabulary
from sportello.answering.language import LANGUAGES
from sportello.core.amounts import has_amount
from sportello.knowledge import FactBook, Place, Policy, said

Kind = TypeVar("Kind", Place, Policy)

WAYS: Final = ("where", "reach", "phone", "email", "website", "contact")

_BROUGHT: Final = frozenset(("pets", "children", "luggage", "photos", "smoking"))
"""Topics about what customers bring or do: whoever asks whether a business has them asks something else."""
_UNDONE: Final = frozenset(("cancellation", "refund"))
"""Topics of rules that hold whatever day was booked."""
_CHARGED: Final = frozenset((*_UNDONE, "delivery", "pets"))
"""Topics of rules that may say what something costs."""
_BY_WHEN: Final = frozenset(("when", "until", "till", "how_long", "deadline"))
"""What is asked of rules about cancelling, too: "until when can I cancel?"."""
_INSTALMENTS: Final = "instalments"
RULED: Final = frozenset(("allowed", "come", "pay", "rule"))
"""What rules are asked by."""


def place_answer(asked: Asked, book: FactBook, speech: Speech) -> tuple[str, Place] | None:
    """Where it is, or how it is reached: what is asked for and written down, nothing else."""
    asks = asked.cues & set(WAYS)
    if len(asks) != 1 or asked.cues - asks or asked.when:
        return None
    place = _meant(_by_its_hours(asked, book), book.places)
    if place is None:
        return None
    text = _told(place, next(iter(asks)), speech)
    return (text, place) if text else None


def _by_its_hours(asked: Asked, book: FactBook) -> Asked:
    """The question with the place for its hours: "Where is the shop?" names what is open, and that is there."""
    of_hours = {place.hours: place.id for place in book.places if place.hours}
    named = (
        replace(one, refs=frozenset(replace(ref, fact=of_hours.get(ref.fact, ref.fact)) for ref in one.refs))
        for one in asked.mentions
    )
    return replace(asked, mentions=tuple(named))


def policy_answer(asked: Asked, book: FactBook, speech: Speech, *, searched: bool = False) -> list[tuple[str, Policy]]:
    """The rules that were asked for, in their own words: whether something is allowed or needed, or by name alone.

    A rule that says nothing of how somebody wants to pay waits until it was `searched` for better.
    """
    asked = replace(asked, mentions=_beside_the_house(asked, book))
    if asked.cues == frozenset({"price"}):
        return _charged(asked, book, speech)
    if not _asks_for_rules(asked, book):
        return []
    one = _meant(asked, book.policies)
    found = [one] if one else [_meant(replace(asked, mentions=(mention,)), book.policies) for mention in asked.mentions]
    if not searched and any(one and _unsaid(one, asked, speech) for one in found):
        return []
    told = [(text, policy) for policy in found if policy and (text := _rule(policy, speech))]
    return told if len(told) == len(found) and not _had(asked, [one for _, one in told]) else []


def _had(asked: Asked, rules: Sequence[Policy]) -> bool:
    """Whether it asks what the business has, which no rule says: "do you have dogs?", "do you have *my* card?"."""
    if not asked.have or asked.cues:
        return False
    return any(one.single for one in asked.mentions) or any(one.topic in _BROUGHT for one in rules)


def _asks_for_rules(asked: Asked, book: FactBook) -> bool:
    """Whether it asks for what is allowed or needed, or names rules alone; on a day only where something is undone."""
    rules = {policy.id: policy.topic for policy in book.policies}
    topics = {rules.get(fact) for fact in asked.facts()}
    undone = bool(topics) and topics <= _UNDONE
    if not asked.mentions or not asked.cues <= (RULED | _BY_WHEN if undone else RULED) or (asked.when and not undone):
        return False
    if asked.cues == frozenset({"pay"}) and topics != {"payment"}:
        # "Do dogs pay?" asks for a price, "Do you pay in cash?" does not.
        return False
    if any(_of_several(mention) or mention.age is not None for mention in asked.mentions):
        return False
    # "Children?" may ask for a price.
    return bool(asked.cues) or asked.facts() <= rules.keys()


def _of_several(mention: Mention) -> bool:
    """Whether it is said how many of it; how many instalments is for the rule to tell."""
    return (mention.count or 1) > 1 and not all(ref.means == _INSTALMENTS for ref in mention.refs)


def _charged(asked: Asked, book: FactBook, speech: Speech) -> list[tuple[str, Policy]]:
    """The rule about what it is asked to cost, where it says so itself: "How much is it to cancel?"."""
    policy = _meant(asked, book.policies)
    if policy is None or policy.topic not in _CHARGED or asked.units:
        return []
    text = _rule(policy, speech)
    tokens, cues = tokens_of(text), vocabulary(speech.language).cues
    free = any(cue[0] == "pay" for at in range(len(tokens)) if (cue := cues.at(tokens, at)))
    return [(text, policy)] if has_amount(text) or free else []


def _beside_the_house(asked: Asked, book: FactBook) -> tuple[Mention, ...]:
    """What is named but the business itself: "Is *the museum* accessible?" asks for the rule of the house."""
    house = {fact.id for fact in (*book.hours, *book.places) if fact.main}
    return tuple(one for one in asked.mentions if not one.refs or not any(ref.fact in house for ref in one.refs))


def _unsaid(policy: Policy, asked: Asked, speech: Speech) -> bool:
    """Whether a way to pay is named that the rule does not speak of: "by card or in cash" says nothing of cheques."""
    named = [{ref.means for ref in one.refs if ref.fact == policy.id} for one in asked.mentions]
    wanted = [means for means in named if means and None not in means]
    if not wanted:
        return False
    languages = [speech.language] if speech.language in policy.answer else LANGUAGES
    spoken = {means for one in languages for means in means_in(_rule(policy, speech), one)}
    return any(spoken.isdisjoint(means) for means in wanted)


def _rule(policy: Policy, speech: Speech) -> str:
    answer = said(policy.answer, speech.language)
    return "\n\n".join(part for part in (answer, said(policy.details, speech.language)) if part) if answer else ""


def _told(place: Place, ask: str, speech: Speech) -> str:
    name = said(place.name, speech.language)
    where = ""
    if place.address:
        key = "where" if place.main else "where_named"
        where = speech.say(key, name=name[:1].upper() + name[1:], address=place.address)
    reach = said(place.reach, speech.language)
    lines = {
        "phone": speech.say("phone", phone=place.phone) if place.phone else "",
        "email": speech.say("email", email=place.email) if place.email else "",
        "website": speech.say("website", website=place.website) if place.website else "",
    }
    if ask == "contact":
        return "\n".join(f"- {line}" for line in lines.values() if line)
    if ask in lines:
        return lines[ask]
    if ask == "reach":
        return f"{where} {reach}".strip() if reach else ""
    return where


def _meant(asked: Asked, facts: Sequence[Kind]) -> Kind | None:
    """The one that all names stand for; where none is named, the main place, or the only one."""
    named = [mention.refs for mention in asked.mentions if mention.refs]
    if named:
        found = [fact for fact in facts if all(any(ref.fact == fact.id for ref in refs) for refs in named)]
        return found[0] if len(found) == 1 else None
    main = [fact for fact in facts if fact.main]
    return facts[0] if len(facts) == 1 else main[0] if main else None
