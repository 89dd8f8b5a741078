"""The wall around what a workspace owns, as the catalogue shows it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"])
async def test_audit_entries_can_be_added_to_but_never_changed(session: AsyncSession, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(text(statement))


@pytest.mark.parametrize("statement", ["UPDATE account_events SET action = 'x'", "DELETE FROM account_events"])
async def test_account_events_can_be_added_to_but_never_changed(session: AsyncSession, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(text(statement))
