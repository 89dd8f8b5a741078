"""What a model is trained on: the shipped ways in which customers say the usual things, and a workspace's own."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from sportello.answering.language import LANGUAGES

NO_INTENT: Final = "none"
"""The section of shipped messages that have no intent: what a model is to tell apart."""
_SECTION: Final = "== "

Examples = Mapping[str, Sequence[str]]


@cache
def shipped_examples(language: str) -> Mapping[str, tuple[str, ...]]:
    """The shipped messages of a language by intent; those without one under `NO_INTENT`."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    path = files("sportello.answering.understanding") / "examples" / f"{language}.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(_SECTION):
            current = found.setdefault(line.removeprefix(_SECTION), [])
        elif line.strip():
            current.append(line.strip())
    return {intent: tuple(texts) for intent, texts in found.items()}


@cache
def shipped_intents() -> tuple[str, ...]:
    """The intents that are known without anybody's doing, in the order they are shown in."""
    return tuple(intent for intent in shipped_examples(LANGUAGES[0]) if intent != NO_INTENT)


def lesson(language: str, *, own: Examples, disabled: frozenset[str] = frozenset()) -> bytes:
    """What `training.train` is given: shipped and own examples together, without the intents nobody wants."""
    shipped = shipped_examples(language)
    intents = [intent for intent in {**shipped, **own} if intent not in disabled | {NO_INTENT}]
    examples = {intent: list(dict.fromkeys((*shipped.get(intent, ()), *own.get(intent, ())))) for intent in intents}
    written = {text for texts in own.values() for text in texts}
    none = [text for text in shipped[NO_INTENT] if text not in written]
    asked = {"language": language, "examples": examples, "none": none}
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return json.dumps(asked | {"trained_on": digest}).encode()


def fingerprint(given: bytes) -> str:
    """Which examples a lesson holds: a model that says the same was trained on them."""
    return str(json.loads(given)["trained_on"])
