"""Rules that always go to a person: an owner's phrases, looked for before anything else is tried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sportello.answering.phrases import Found, Phrases, tokens_of

ABUSE = "abuse"
"""The rule of insults: the only one that calls nobody. It gets a calm reply, and a person is offered."""

SAFETY = "safety"
"""The rule of health and safety."""


@dataclass(frozen=True)
class Rule:
    """Messages with one of these phrases, in whatever language, go to a person.

    `replies` are, by language, what is then said instead of the assistant's handoff text.
    """

    id: str
    name: str
    phrases: Mapping[str, tuple[str, ...]]
    enabled: bool = True
    replies: Mapping[str, str] = field(default_factory=dict[str, str])


class Rulebook:
    """An assistant's enabled rules, ready to be looked up in a message."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._phrases: Phrases[str] = Phrases(
            {
                rule.id: [phrase for phrases in rule.phrases.values() for phrase in phrases]
                for rule in self.rules
                if rule.enabled
            }
        )

    def fired(self, text: str) -> list[str]:
        """The ids of the rules this message fires, in the order of the rulebook."""
        found = {place.key for place in self._phrases.find(tokens_of(text))}
        return [rule.id for rule in self.rules if rule.id in found and rule.id != ABUSE]

    def heeds(self, rule: str) -> bool:
        """Whether this rule is there and enabled."""
        return any(one.id == rule and one.enabled for one in self.rules)

    def places(self, rule: str, tokens: list[str]) -> list[Found[str]]:
        """Where the phrases of one rule stand among the words of a message."""
        return [place for place in self._phrases.find(tokens) if place.key == rule]

    def reply(self, fired: Iterable[str], language: str) -> str | None:
        """What the first of these rules that has words of its own says in this language."""
        ids = frozenset(fired)
        replies = (rule.replies.get(language) for rule in self.rules if rule.id in ids)
        return next((reply for reply in replies if reply), None)


def read_rules(stored: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Rules as they are stored: `{id, name, phrases: {it: […]}, enabled, replies: {it: …}}`; old ones lack replies."""
    return [
        Rule(
            id=str(rule["id"]),
            name=str(rule["name"]),
            phrases={language: tuple(phrases) for language, phrases in rule["phrases"].items()},
            enabled=bool(rule["enabled"]),
            replies={language: str(reply) for language, reply in rule.get("replies", {}).items()},
        )
        for rule in stored
    ]


def as_stored(rule: Rule) -> dict[str, Any]:
    """A rule as it is stored."""
    return {
        "id": rule.id,
        "name": rule.name,
        "phrases": {language: list(phrases) for language, phrases in rule.phrases.items()},
        "enabled": rule.enabled,
        "replies": {language: reply.strip() for language, reply in rule.replies.items() if reply.strip()},
    }
