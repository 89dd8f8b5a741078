"""What a workspace's knowledge has taught, and what becomes of it once the program learns otherwise."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from sportello import answering, knowledge
from sportello.core.resources import Resources
from sportello.knowledge import File
from tests.house import build_house
from tests.jobs import work

TOPICS = ("cloakroom", "parking", "dogs", "bicycles", "cameras", "pushchairs", "umbrellas", "picnics")
FAQ = [
    {"id": topic, "questions": [f"Are {topic} allowed?", f"What about {topic} inside?", f"rules for {topic}"]}
    | {"answer": f"About {topic}: yes."}
    for topic in TOPICS
]


async def start(resources: Resources) -> None:
    """A worker starts, and does what is due."""
    async with resources.database.transaction() as session:
        await answering.request_embedding(session)
        await session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    await work(resources)


async def learnt(resources: Resources, workspace_id: UUID) -> tuple[int | None, dict[str, Any], datetime]:
    """By which version, what the gate was taught, and when."""
    async with resources.database.transaction(workspace_id) as session:
        by = await session.scalar(text("SELECT learnt_by FROM learnings"))
        gate = (await session.execute(text("SELECT weights, fitted_at FROM gates"))).one()
    return by, gate.weights, gate.fitted_at


async def test_what_an_older_version_learnt_is_learnt_anew_when_a_worker_starts(resources: Resources) -> None:
    house = await build_house(resources.database)
    async with resources.database.transaction(house.workspace_id) as session:
        await knowledge.import_articles(session, source="faq", files=[File("faq.json", json.dumps(FAQ))], language="en")
    await start(resources)
    by, weights, at = first = await learnt(resources, house.workspace_id)
    assert (by, weights["faq"].keys()) == (knowledge.LEARNT_BY, {"strength", "lead", "middle"})
    await start(resources)
    assert await learnt(resources, house.workspace_id) == first, "nothing is learnt where nothing has changed"

    async with resources.database.transaction(house.workspace_id) as session:
        await session.execute(text("UPDATE learnings SET learnt_by = 0"))
        await session.execute(text("""UPDATE gates SET weights = '{"faq": {"strength": 0, "lead": 0, "middle": 0}}'"""))
    await start(resources)
    again = await learnt(resources, house.workspace_id)
    assert (again[:2], again[2] > at) == (first[:2], True)
