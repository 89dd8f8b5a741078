"""Whatever is refused, the desk says it in its reader's language: words for every code that it may meet."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import sportello
from sportello.core.errors import SportelloError

TEXTS = Path(__file__).parents[2] / "web/desk/src/texts/en.json"
"""The other languages have the same keys, which the compiler checks."""
ELSEWHERE = {
    "another_open",  # the widget goes on there
    "bad_cursor",  # the desk makes no cursors up
    "conflict",  # only what others descend from
    "header_missing",  # the desk sends it always
    "id_reused",  # conversations begin in the widget
    "not_built",  # who reads this has the desk
    "not_closed",  # rating, in the widget
    "origin_not_allowed",  # the widget
    "password_change_required",  # leads to the page where it is changed
    "plain_http",  # who reads this has the desk
    "scope_missing",  # API keys
    "template_not_found",  # the platform's API
    "too_deep",  # the desk nests nothing
    "unanswered",  # before a chat, in the widget
    "wrong_signature",  # the widget
}


def _refusals(kind: type[SportelloError]) -> Iterator[type[SportelloError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _refusals(narrower)


def test_the_desk_has_words_for_every_refusal() -> None:
    for module in pkgutil.walk_packages(sportello.__path__, "sportello."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    codes = {kind.code for kind in _refusals(SportelloError) if kind.__module__.startswith("sportello.")}
    words = set(json.loads(TEXTS.read_text(encoding="utf-8"))["problems"])
    assert codes - words - ELSEWHERE == set()
    assert codes & ELSEWHERE == ELSEWHERE, "an exception that is none any more"
    assert not words & ELSEWHERE
