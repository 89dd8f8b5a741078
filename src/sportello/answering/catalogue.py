"""The shipped words: what an assistant says where its owner wrote nothing, and how customers say the usual things.

One YAML file a language (`texts/`), read once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from sportello.answering.language import LANGUAGES
from sportello.answering.rules import ABUSE

TEXTS: Final = (
    "title",
    "welcome",
    "ai_notice",
    "disclosure",
    "placeholder",
    "greeting",
    "thanks",
    "goodbye",
    "bot",
    "fallback",
    "choices",
    "foreign",
    "offer",
    "rest",
    "rephrase",
    "waiting",
    "unclear",
    "repeated",
    "insulted",
    "danger",
    "regret",
    "card_hidden",
    "unseen",
    "seen",
    "handoff",
    "out_of_hours",
    "back_to_assistant",
    "button_person",
    "button_continue",
)
"""The texts an owner may write for each language."""

RULES: Final = ("person", "refund", "complaint", "safety", "manager", ABUSE)
"""The rules an assistant starts with."""

_RULE_NAMES: Final[Mapping[str, str]] = {
    "person": "Asks for a person",
    "refund": "Demands money back",
    "complaint": "Complaint",
    "safety": "Health and safety",
    "manager": "Asks for whoever is in charge, or names a lawyer",
    ABUSE: "Insults: a calm reply, and a person is offered",
}


@dataclass(frozen=True)
class Catalogue:
    """What is shipped for one language."""

    texts: Mapping[str, str]
    starters: tuple[str, ...]
    smalltalk: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, tuple[str, ...]]
    replies: Mapping[str, str]
    """What rules say that do not say the handoff text, by rule."""
    questions: Mapping[str, tuple[str, ...]]
    """The words that questions begin with, those among them that begin a statement as well, those that join two, those
    that point back to what was said, and those by which who writes tells of themselves, and how it is asked what
    there is, with the words before one such thing: `openers`, `also_state`, `and`, `also`, `back`, `oneself`, `there`,
    `a`. Those for where and when that is, those that tell what there is, and what is asked of any thing: `pointing`,
    `existing`, `measures`."""


@cache
def catalogue(language: str) -> Catalogue:
    """The shipped words of a language; English for one that has none."""
    name = language if language in LANGUAGES else "en"
    path = files("sportello.answering") / "texts" / f"{name}.yaml"
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Catalogue(
        texts={key: str(text).strip() for key, text in read["texts"].items()},
        starters=tuple(read["starters"]),
        smalltalk={kind: tuple(phrases) for kind, phrases in read["smalltalk"].items()},
        rules={rule: tuple(phrases) for rule, phrases in read["rules"].items()},
        replies={rule: str(text).strip() for rule, text in read["replies"].items()},
        questions={kind: tuple(words) for kind, words in read["questions"].items()},
    )


def default_rules() -> list[dict[str, Any]]:
    """The rules of an assistant whose owner has not written any: what always goes to a person."""
    return [
        {
            "id": rule,
            "name": _RULE_NAMES[rule],
            "phrases": {language: list(catalogue(language).rules[rule]) for language in LANGUAGES},
            "enabled": True,
            "replies": {
                language: catalogue(language).replies[rule]
                for language in LANGUAGES
                if rule in catalogue(language).replies
            },
        }
        for rule in RULES
    ]
