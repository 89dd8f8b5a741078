"""What one may do through doors, which of it changes what is on screen, and which facts tell of it."""

from inspect import getmodule, iscoroutinefunction
from types import ModuleType

from sportello.core.events import Event

READING = {"queries", "inbox", "listing", "attached", "waits"}
"""Files that only answer questions."""
NOT_SHOWN = {
    "announce": "a file that is still to come",
    "keep": "a file that nobody has sent yet",
    "let_go_of_files": "files that nobody has sent, or can see any more",
    "save_limits": "what the composer reads when a file is attached",
    "briefings": "what the assistant reads",
    "whole_briefing": "what the copilot reads",
    "canned_replies": "a list that the composer reads when it is opened",
    "fitting_replies": "what the copilot reads",
    **dict.fromkeys(("make_rating_link", "open_rating"), "what only who has the link is told"),
    **dict.fromkeys(("drafts", "keep_draft", "forget_drafts"), "what only its writer sees"),
    "ask_transcript": "a letter, which only who gets it sees",
    "canned_reply": "a list that the composer reads when it is opened",
    "change_canned_reply": "as above",
    "change_macro": "as above",
    "create_macro": "as above",
    "delete_macro": "as above",
    "get_macro": "as above",
    "macros": "as above",
    "claim_due": "a lease on an answer that is still to come",
    "create_canned_reply": "as above",
    "create_contact": "nobody sees a customer before they have a conversation",
    "delete_canned_reply": "as above",
    "give_back": "the same lease, ended",
    "hold": "the same lease, prolonged",
    "hold_visitor": "a lock for as long as a request",
    "next_answer_due": "what the worker asks",
    "postpone": "gives a lease back",
    "snooze_times": "what a dialog asks",
    "writes_on": "puts off an answer that is still to come",
}
"""Doors' functions whose effect nobody could have on screen, and why."""


def acts(*rooms: ModuleType) -> set[str]:
    """What one may do through these doors: all that is not a mere question."""
    return {
        name
        for room in rooms
        for name in room.__all__
        for shown in [getattr(room, name)]
        if iscoroutinefunction(shown)
        for home in [getmodule(shown)]
        if home is not None and home.__name__.rpartition(".")[2] not in READING
    }


def forgotten(known: set[str], done: set[str]) -> set[str]:
    """The commands that nobody verifies and nobody has excused; and the excuses that excuse nothing."""
    return (known - done - NOT_SHOWN.keys()) | (done - known) | (NOT_SHOWN.keys() - known)


def facts(*rooms: ModuleType) -> set[str]:
    """The names of what can happen in these rooms."""
    shown = [getattr(room, name) for room in rooms for name in room.__all__]
    kinds = [one for one in shown if isinstance(one, type) and issubclass(one, Event)]
    return {kind.name for kind in kinds if kind.name != Event.name}
