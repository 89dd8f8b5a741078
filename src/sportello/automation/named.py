"""What a rule names has to be here when it is written. What goes later is refused when it comes to it: see the log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.automation.content import AnyAction, AnyCondition, RuleContent
from sportello.automation.errors import RuleNamesNobody
from sportello.automation.occasions import Labelled
from sportello.conversations import CannedReply
from sportello.notifications import Outlet
from sportello.workspaces import Label, Membership, Team

_COLUMNS: Final[dict[str, Any]] = {
    "label": Label.id,
    "team": Team.id,
    "colleague": Membership.user_id,
    "chat": Outlet.id,
    "canned reply": CannedReply.shortcut,
}


async def check_names(session: AsyncSession, content: RuleContent) -> None:
    """Refuse a rule that names what is not here."""
    named: dict[str, set[Any]] = defaultdict(set)
    for what, one in _named(content):
        named[what].add(one)
    for what, wanted in named.items():
        column = _COLUMNS[what]
        missing = wanted - set(await session.scalars(select(column).where(column.in_(wanted))))
        if missing:
            raise RuleNamesNobody(f"There is no such {what} here: {min(map(str, missing))}.", names=what)


def _named(content: RuleContent) -> Iterator[tuple[str, Any]]:
    if isinstance(content.when, Labelled):
        yield from _all("label", content.when.labels)
    for condition in content.conditions:
        yield from _of_condition(condition)
    for action in content.actions:
        yield from _of_action(action)


def _of_condition(condition: AnyCondition) -> Iterator[tuple[str, Any]]:
    match condition.of:
        case "labels":
            yield from _all("label", condition.any)
        case "team":
            yield from _all("team", condition.any)
        case "assignee":
            yield from _all("colleague", condition.any)
        case _:
            pass


def _of_action(action: AnyAction) -> Iterator[tuple[str, Any]]:
    match action.do:
        case "add_labels" | "remove_labels":
            yield from _all("label", action.labels)
        case "assign" | "tell":
            yield from _all("team" if action.to == "team" else "colleague", [action.target])
        case "reply":
            yield "canned reply", action.shortcut
        case "post":
            yield "chat", action.outlet_id
        case _:
            pass


def _all(what: str, ones: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    return ((what, one) for one in ones if one is not None)
