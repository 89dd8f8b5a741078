"""What an assistant is made of, listed once: drafts, versions, comparisons, files and restoring all follow from it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sportello.answering.catalogue import default_rules
from sportello.answering.gate import THRESHOLD
from sportello.answering.models import Assistant
from sportello.answering.rules import ABUSE, as_stored, read_rules

Content = Mapping[str, Any]
"""An assistant's content by the names of its columns, as JSON has it."""

CONTENT: Final[Content] = {
    "name": "Sportello",
    "texts": {},
    "starters": {},
    "rules": [as_stored(rule) for rule in read_rules(default_rules())],
    "threshold": THRESHOLD,
    "chain": [],
    "routing": "no_key_first",
    "wishes": "",
    "day_budget": None,
    "actions": [],
    "knowledge": None,
    "pictures": False,
}
"""Each column of `assistants` that is content, with what it is where nobody wrote anything."""


def live_content(assistant: Assistant) -> dict[str, Any]:
    """What is live."""
    return {column: _as_json(getattr(assistant, column)) for column in CONTENT}


def drafted_content(assistant: Assistant) -> dict[str, Any]:
    """What is being edited; the same as what is live where nothing is."""
    return live_content(assistant) | (assistant.draft or {})


def completed(content: Content) -> dict[str, Any]:
    """A content of before there was some column, with what that is by itself; and nothing of one that is gone."""
    return {column: content.get(column, otherwise) for column, otherwise in CONTENT.items()}


def with_guards(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rules of before there was one against insults, with it: whoever wants none switches it off."""
    missing = [] if any(rule["id"] == ABUSE for rule in rules) else [r for r in CONTENT["rules"] if r["id"] == ABUSE]
    return [*rules, *missing]


def put_live(assistant: Assistant, content: Content) -> None:
    """Make it the columns of an assistant."""
    for column, value in content.items():
        setattr(assistant, column, Decimal(value) if column == "day_budget" and value is not None else value)


def mark_of(content: Content) -> str:
    """The same for the same content."""
    written = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _as_json(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
