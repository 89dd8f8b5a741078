"""What streams are told as it came, for there is nothing to read: who types, what is being written, what is new."""

import json
from collections.abc import Callable
from uuid import UUID

from sportello.answering import DRAFTED
from sportello.api.feed import Feed
from sportello.api.looking import LOOKING
from sportello.api.presence import PRESENCE, TYPING, WRITING
from sportello.api.sse import frame
from sportello.automation import RuleHeld, RuleRan, RulesChanged
from sportello.billing import BudgetNearlySpent, BudgetSet, BudgetSpent
from sportello.contacts import VisitorMoved
from sportello.conversations import DRAFT_KEPT
from sportello.core.live import Notice
from sportello.knowledge import PROGRESS
from sportello.notifications import NEWS
from sportello.sales import LeadCreated, LeadDealtWith, LeadReopened
from sportello.tickets import TICKET_EVENTS
from sportello.workspaces import AvailabilityChanged, LabelsChanged, QueueChanged, TeamsChanged, ViewsChanged

_WHOLE = {
    PROGRESS: "import",
    LeadCreated.name: "lead",
    AvailabilityChanged.name: "availability",
    **dict.fromkeys(TICKET_EVENTS, "ticket"),
}
"""What the desk's stream says where one of these is told, with all that it tells …"""
_BARE = {
    **dict.fromkeys((TeamsChanged.name, LabelsChanged.name, QueueChanged.name), "people"),
    ViewsChanged.name: "views",
    RulesChanged.name: "rules",
    **dict.fromkeys((LeadDealtWith.name, LeadReopened.name), "leads"),
    **dict.fromkeys((BudgetNearlySpent.name, BudgetSpent.name, BudgetSet.name), "money"),
}
"""… and where it only says that there is something to look at: of money, how much, admins may ask."""
_BESIDE = dict.fromkeys((RuleRan.name, RuleHeld.name), "rules")
"""The same, of what is told of its conversation as well."""


def pass_on(feed: Feed, notice: Notice) -> bool:
    """Tell those whom it concerns, if it is such a notice; whether it is."""
    if notice.name in _BESIDE:
        _to_desks(feed, notice, _BESIDE[notice.name], "{}")
    if notice.name in _WHOLE:
        _to_desks(feed, notice, _WHOLE[notice.name], json.dumps(notice.data))
    elif notice.name in _BARE:
        _to_desks(feed, notice, _BARE[notice.name], "{}")
    elif notice.name in _OTHERS:
        _OTHERS[notice.name](feed, notice)
    else:
        return False
    return True


def _to_desks(feed: Feed, notice: Notice, event: str, data: str) -> None:
    written = frame(event, data)
    for desk in feed.desks.get(notice.workspace_id, ()):
        desk.stream.put(written)


def _presence(feed: Feed, notice: Notice) -> None:
    feed.hear_presence(notice)


def _news(feed: Feed, notice: Notice) -> None:
    """Tell those who have something to read that they do; nobody named means all who work there."""
    users = set(notice.data["users"])
    for desk in feed.desks.get(notice.workspace_id, ()):
        if not users or str(desk.user_id) in users:
            desk.stream.put(frame("notices", "{}"))


def _draft_kept(feed: Feed, notice: Notice) -> None:
    """Tell the other desks of whoever writes, and no program, that there is another draft of theirs."""
    kept = {key: notice.data[key] for key in ("kind", "version")}
    written = frame("draft", json.dumps({"conversation_id": str(notice.conversation_id), **kept}))
    for desk in feed.desks.get(notice.workspace_id, ()):
        if str(desk.user_id) == notice.data["user"] and desk.at_desk:
            desk.stream.put(written)


def _looking(feed: Feed, notice: Notice) -> None:
    feed.looking.hear(notice)


def _typing(feed: Feed, notice: Notice) -> None:
    """Customers see agents and the assistant type; people at work also see the customer."""
    said = {key: notice.data.get(key) for key in ("author", "name", "active")}
    watched = feed.watched.get(notice.conversation_id) if notice.conversation_id else None
    if watched is not None and said["author"] != "customer":
        for widget in watched.streams:
            widget.stream.put(frame("typing", json.dumps(said)))
    _writing(feed, notice)


def _writing(feed: Feed, notice: Notice) -> None:
    """What colleagues write among themselves, and what the customer has been told of already."""
    said = {key: notice.data.get(key) for key in ("author", "name", "active", "user_id")}
    _to_desks(feed, notice, "typing", json.dumps({"conversation_id": str(notice.conversation_id), **said}))


def _drafted(feed: Feed, notice: Notice) -> None:
    """An answer is being written. Who has its beginning is sent the rest, who comes late all of it."""
    watched = feed.watched.get(notice.conversation_id) if notice.conversation_id else None
    draft, text = str(notice.data["id"]), str(notice.data["text"])
    for widget in watched.streams if watched is not None else ():
        if not widget.ready:
            continue
        known, sent = widget.drafted
        sent = sent if known == draft else ""
        if text == sent:  # written again by who took over from somebody who was killed
            continue
        goes_on = bool(text) and text.startswith(sent)
        widget.drafted = (draft, text)
        said = {"id": draft, "text": text.removeprefix(sent) if goes_on else text}
        widget.stream.put(frame("delta" if goes_on else "replace", json.dumps(said)))


def _moved(feed: Feed, notice: Notice) -> None:
    """A browser speaks for another contact now: what it listens to may not be theirs any more."""
    visitor_id = UUID(notice.data["visitor_id"])
    for watched in feed.watched.values():
        for widget in watched.streams:
            if widget.visitor.visitor_id == visitor_id:
                widget.stream.end()


_OTHERS: dict[str, Callable[[Feed, Notice], None]] = {
    PRESENCE: _presence,
    LOOKING: _looking,
    TYPING: _typing,
    WRITING: _writing,
    DRAFTED: _drafted,
    DRAFT_KEPT: _draft_kept,
    VisitorMoved.name: _moved,
    NEWS: _news,
}
