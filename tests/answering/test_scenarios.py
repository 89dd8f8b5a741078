"""The demo workspace passes every scenario its template brings, through the real engine."""

from uuid import UUID

from sportello import answering, templates
from sportello.core.db import Database


async def test_festival_passes_all_its_scenarios(database: Database, festival: UUID) -> None:
    async with database.transaction(festival) as session:
        verdicts = await answering.evaluate_scenarios(
            session, workspace_id=festival, scenarios=templates.scenarios_of("festival")
        )
    failed = [
        f"{v.scenario.name}: expected {v.scenario.expectation} {v.scenario.expected}, got {v.got} ({v.confidence})"
        for v in verdicts
        if not v.passed
    ]
    assert not failed, "\n".join(failed)
    assert len(verdicts) >= 20
