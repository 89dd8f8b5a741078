"""What tests say an assistant is, as its owner would: drafted, then live."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering
from sportello.answering import AssistantContent
from tests.api.conftest import Desk

WHY = "For a test"


async def rewrite(
    session: AsyncSession, *, workspace_id: UUID, content: AssistantContent, assistant_id: UUID | None = None
) -> None:
    """Have an assistant say this to customers from now on."""
    await answering.save_words(session, workspace_id=workspace_id, content=content, assistant_id=assistant_id)
    await answering.go_live(session, workspace_id=workspace_id, assistant_id=assistant_id, note=WHY)


async def go_live(admin: Desk, assistant: str = "default", workspace: str = "lumina") -> None:
    """Go live over HTTP, whatever the scenarios say."""
    sent = {"note": WHY, "anyway": True}
    live = await admin.post(f"/workspaces/{workspace}/assistants/{assistant}/live", json=sent)
    assert live.status_code == 201, live.text
