"""What a question about opening hours asks, by its cues."""

from typing import Final

from sportello.answering.facts.reading import Asked

_ASKS: Final = {"open", "closed", "close", "when", "until", "how_long", "hours", "holidays", "last_entry", "make"}
_DOOR: Final = {"open", "closed", "close", "hours"}
_CLOSING: Final = {"till", "when", "how_long", "open", "closed", "close", "make"}
_OTHERWISE: Final = {"come", "someone", "before"}
_TOGETHER: Final = {
    "last_entry": {"last_entry", "when", "until", "hours"},
    "holidays": {"holidays", "hours", "open", "closed", "when"},
    "hours": {"hours", "open", "closed", "when"},
}
"""What may be asked in one breath with the first."""


def hours_ask(asked: Asked) -> str | None:
    """What is asked about hours: `open`, `closed`, `opens`, `closes`, `hours`, `come` …; None: nothing clear."""
    cues = asked.cues
    if not cues or not cues <= _ASKS or ("holidays" in cues and asked.when):
        return _otherwise(asked) if cues & _OTHERWISE else _always_or_till(asked)
    if {"open", "closed"} == set(cues):
        # "Open or closed?" can be told of a day, but not answered by yes or no.
        return "hours" if asked.when and not asked.when.now else None
    for ask, others in _TOGETHER.items():
        if ask in cues:
            return ask if cues <= others else None
    return _opens_or_closes(asked)


def _opens_or_closes(asked: Asked) -> str | None:
    cues = asked.cues
    shutting = "close" in cues or {"closed", "make"} <= cues
    if shutting and {"open", "when"} <= cues:
        return "opens"  # "When do you open and close?": from when to when, whichever stands first
    if (
        "until" in cues
        or {"how_long", "open"} <= cues
        or (shutting and ("when" in cues or asked.when.minute is not None))
    ):
        return "closes"
    if "when" in cues or "how_long" in cues:
        return "opens" if "open" in cues else None
    # "Do you close at Christmas?" asks; "close the light" does not.
    return "open" if "open" in cues else "closed" if "closed" in cues or (shutting and asked.when) else None


def _otherwise(asked: Asked) -> str | None:
    """What is asked without asking for opening hours: whether one may come then, or meets somebody."""
    cues = set(asked.cues)
    if "before" in cues:
        # Hours tell it; a yes would have to know which half of the day is meant.
        return "hours" if cues == {"open", "before"} else None
    if not asked.when or (cues == {"someone"} and asked.when.now):
        # "Is anyone there?" waits for an answer to what was written.
        return None
    return "come" if cues in ({"come", "allowed"}, {"someone"}) else None


def _always_or_till(asked: Asked) -> str | None:
    cues = asked.cues
    if "always" in cues:
        # No "yes" is safe to "always", but all hours say it.
        return "hours" if cues & _DOOR and cues <= {*_DOOR, "always", "when"} else None
    # "Until 11 pm?" asks for the hour of closing; "until Christmas" asks for something else.
    told = asked.when.minute is not None or cues & {"when", "how_long"}
    return "closes" if "till" in cues and told and cues <= _CLOSING else None
