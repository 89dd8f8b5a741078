"""Answers about where a business is, how it is reached, and what its rules are."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeVar

from sportello.answering.facts.reading import Asked
from sportello.answering.facts.speech import Speech
from sportello.knowledge import FactBook, Place, Policy, said

Kind = TypeVar("Kind", Place, Policy)

WAYS: Final = ("where", "reach", "phone", "email", "website", "contact")

_BROUGHT: Final = frozenset(("pets", "children", "luggage", "photos", "smoking"))
"""Topics about what customers bring or do: whoever asks whether a business has them asks something else."""
_RULED: Final = frozenset(("allowed", "come", "pay", "rule"))


def place_answer(asked: Asked, book: FactBook, speech: Speech) -> tuple[str, Place] | None:
    """Where it is, or how it is reached: what is asked for and written down, nothing else."""
    asks = asked.cues & set(WAYS)
    if len(asks) != 1 or asked.cues - asks or asked.when:
        return None
    place = _meant(asked, book.places)
    if place is None:
        return None
    text = _told(place, next(iter(asks)), speech)
    return (text, place) if text else None


def policy_answer(asked: Asked, book: FactBook, speech: Speech) -> list[tuple[str, Policy]]:
    """The rules that were asked for, in their own words: whether something is allowed or needed, or by name alone."""
    paid = "pay" in asked.cues and len(asked.cues) == 1
    if paid or not asked.cues <= _RULED or asked.when or not asked.mentions:
        return []
    if any((mention.count or 1) > 1 or mention.age is not None for mention in asked.mentions):
        return []
    rules = {policy.id for policy in book.policies}
    if not asked.cues and not asked.facts() <= rules:
        # "Children?" may ask for a price.
        return []
    one = _meant(asked, book.policies)
    found = [one] if one else [_meant(replace(asked, mentions=(mention,)), book.policies) for mention in asked.mentions]
    told = [(text, policy) for policy in found if policy and (text := _rule(policy, speech))]
    had = asked.have and not asked.cues
    return told if len(told) == len(found) and not (had and any(one.topic in _BROUGHT for _, one in told)) else []


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
