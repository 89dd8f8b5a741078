"""The facts at hand: what is made of them is kept for as long as they say the same, and no moment longer."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import knowledge
from tests.knowledge.conftest import open_workspace

PLACE = {"id": "house", "name": {"en": "house"}, "address": "1 High Street"}


async def test_a_book_is_kept_for_as_long_as_its_facts_say_the_same(session: AsyncSession, workspace: UUID) -> None:
    empty = await knowledge.fact_book(session)
    await knowledge.save_fact(session, kind="place", document=PLACE)
    await session.flush()

    book = await knowledge.fact_book(session)
    assert [place.address for place in book.places] == ["1 High Street"]
    assert await knowledge.fact_book(session) is book  # what "Try a question" made of it serves the next question too

    await knowledge.save_fact(session, kind="place", document=PLACE | {"address": "2 High Street"})
    await session.flush()
    moved = await knowledge.fact_book(session)
    assert [place.address for place in moved.places] == ["2 High Street"]

    await knowledge.remove_fact(session, fact_id="house")
    assert await knowledge.fact_book(session) is empty


async def test_two_workspaces_have_no_book_in_common(session: AsyncSession, workspace: UUID) -> None:
    mine = await knowledge.fact_book(session)
    await open_workspace(session, "another")
    assert (await knowledge.fact_book(session)).slug == "another"
    assert mine.slug != "another"
