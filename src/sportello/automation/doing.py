"""Doing what a rule says: thing by thing, each done or refused by itself, and what came of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import conversations
from sportello.automation.models import Outcome, Rule, RuleCause
from sportello.automation.then import AnyAction, Post, Tell
from sportello.conversations import ByRule, Conversation
from sportello.core.errors import SportelloError
from sportello.notifications import News, get_outlet, of_rank, of_team, request_post, tell

Came = Literal["done", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Did:
    """What came of one thing; `why` is the code of the refusal."""

    do: str
    came: Came
    why: str | None = None

    def data(self) -> dict[str, Any]:
        """As the log keeps it."""
        return {"do": self.do, "came": self.came, "why": self.why}


async def do_all(
    session: AsyncSession, rule: Rule, actions: Sequence[AnyAction], cause: RuleCause, conversation: Conversation
) -> list[Did]:
    """Do what can be done. One that is refused takes back nothing of the others: the log says which."""
    return [await _do(session, rule, action, cause, conversation) for action in actions]


def outcome_of(did: Sequence[Did]) -> Outcome:
    """What came of all of it."""
    came = {one.came for one in did}
    if "refused" in came:
        return "partly" if "done" in came else "refused"
    return "done" if "done" in came else "unchanged"


async def _do(
    session: AsyncSession, rule: Rule, action: AnyAction, cause: RuleCause, conversation: Conversation
) -> Did:
    try:
        async with session.begin_nested():
            if isinstance(action, Tell):
                changed = await _tell(session, rule, action, cause, conversation.id)
            elif isinstance(action, Post):
                changed = await _post(session, rule, action, cause)
            else:
                by = ByRule(rule_id=rule.id, name=rule.name)
                changed = await conversations.do(session, conversation_id=conversation.id, by=by, deed=action)
    except SportelloError as refused:
        return Did(action.do, "refused", refused.code)
    return Did(action.do, "done" if changed else "unchanged")


async def _tell(session: AsyncSession, rule: Rule, action: Tell, cause: RuleCause, conversation_id: UUID) -> bool:
    """Each is told once of the same cause. Who is told nothing of rules has chosen so."""
    conversation = await session.get_one(Conversation, conversation_id, populate_existing=True)
    match action.to:
        case "user":
            people = [action.target] if action.target else []
        case "team":
            people = await of_team(session, action.target)
        case "assignee":
            people = [conversation.assignee_id] if conversation.assignee_id else []
        case "supervisors":
            people = await of_rank(session, "supervisor")
        case "admins":
            people = await of_rank(session, "admin")
    news = News(
        workspace_id=rule.workspace_id,
        kind="rule",
        key=f"rule:{rule.id}:{cause.id}",
        conversation_id=conversation_id,
        data={"rule": rule.name},
    )
    return bool(await tell(session, news, to=people))


async def _post(session: AsyncSession, rule: Rule, action: Post, cause: RuleCause) -> bool:
    """It leaves by a job, through the house's one door outwards."""
    await get_outlet(session, outlet_id=action.outlet_id)
    await request_post(
        session,
        workspace_id=rule.workspace_id,
        outlet_id=action.outlet_id,
        kind="rule",
        key=f"rule:{rule.id}:{cause.id}",
        about=cause.conversation_id,
        data={"rule": rule.name},
    )
    return True
