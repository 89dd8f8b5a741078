"""What a desk shows, told to colleagues while it does."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.looking import Look, told
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.core.live import notify

router = Router(prefix="/workspaces/{workspace}/looking", tags=["events"], dependencies=[require("agent")])


class Shown(Payload):
    """What is shown now."""

    desk: Annotated[UUID, Field(description="As its stream was opened with: `GET …/events?desk=…`")]
    conversation_id: Annotated[UUID | None, Field(description="Null: none, or nobody looks")]


@router.put("", status_code=204)
async def look(body: Shown, member: CurrentMember, session: Transaction) -> None:
    """Say which conversation your desk shows. It is never stored, and forgotten when the desk's stream ends."""
    shown = Look(body.desk, member.user_id, member.name, body.conversation_id)
    for notice in told(member.workspace_id, [shown]):
        await notify(session, notice)
