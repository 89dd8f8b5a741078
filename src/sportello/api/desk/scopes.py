"""Which assistants may use something: only such as the workspace has."""

from collections.abc import Sequence
from uuid import UUID

from fastapi.exceptions import RequestValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering


async def check_scope(session: AsyncSession, assistants: Sequence[UUID] | None) -> None:
    """Refuse assistants that are not of the workspace, and say which: what is only for them is found by nobody."""
    if assistants is None:
        return
    here = {one.id for one in await answering.list_assistants(session)}
    strange = [place for place, one in enumerate(assistants) if one not in here]
    if strange:
        msg = "This workspace has no such assistant"
        raise RequestValidationError(
            [{"loc": ("body", "assistants", place), "msg": msg, "type": "assistant_unknown"} for place in strange]
        )


async def check_assistant(session: AsyncSession, assistant: UUID | None) -> None:
    """The same of one; None is the default."""
    if assistant is None or any(one.id == assistant for one in await answering.list_assistants(session)):
        return
    msg = "This workspace has no such assistant"
    raise RequestValidationError([{"loc": ("body", "assistant_id"), "msg": msg, "type": "assistant_unknown"}])
