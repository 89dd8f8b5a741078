"""What happens in the workspace, live, for the people who work in it."""

import json

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.api.cookies import read_session_token
from sportello.api.deps import CurrentMember, require
from sportello.api.feed import DeskStream, feed_of
from sportello.api.parameters import DeskId
from sportello.api.presence import as_people
from sportello.api.routing import Router
from sportello.api.security import bearer
from sportello.api.sse import EventStream, frame
from sportello.workspaces import Member

router = Router(
    prefix="/workspaces/{workspace}/events",
    tags=["events"],
    dependencies=[require("agent")],
)


@router.get("", response_class=Response, responses={200: {"content": {"text/event-stream": {}}}})
async def events(member: CurrentMember, request: Request, *, desk: DeskId = None) -> Response:
    """`reset` first and whenever something may have been missed: fetch anew. Then what happens, as it happens."""
    feed = feed_of(request)
    still_allowed = _still_allowed(request, member)
    opened = DeskStream(
        member.workspace_id,
        member.user_id,
        member.name,
        still_allowed,
        at_desk=member.api_key_id is None,
        desk=desk,
    )
    users = feed.presence.users(member.workspace_id) | {member.user_id: member.name}
    opened.stream.put(frame("reset", "{}"))
    opened.stream.put(frame("presence", json.dumps({"users": as_people(users)})))
    opened.stream.put(feed.looking.whole(member.workspace_id))

    async def closed() -> None:
        await feed.close_desk(opened)

    await feed.open_desk(opened)
    return EventStream(opened.stream, closed=closed)


def _still_allowed(request: Request, member: Member):  # noqa: ANN202 - a coroutine function, as the feed wants it
    """Ask again, with what the request came with, whether it would be let in with the same rights."""
    key = bearer(request.headers)
    token = read_session_token(request)

    async def still_allowed(session: AsyncSession) -> bool:
        if key is not None:
            found = await workspaces.authenticate_api_key(session, token=key, slug=member.workspace_slug)
        else:
            found = await workspaces.authenticate_member(session, token=token or "", slug=member.workspace_slug)
        return found is not None and (found.role, found.scopes) == (member.role, member.scopes)

    return still_allowed
