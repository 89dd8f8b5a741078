"""A day's budget of an assistant's own: told when it is nearly spent, held when it is, and nobody else's."""

from decimal import Decimal
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from sportello import answering, billing, workspaces
from sportello.core.llm import Usage, Worst
from sportello.core.settings import Settings
from tests.shop import GOOD, UNSURE, Shop
from tests.upstream import Upstream


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation behind a proxy on this machine."""
    return settings.model_copy(update={"trusted_proxies": (ip_network("127.0.0.1"),)})


async def test_who_has_spent_its_day_answers_by_itself_and_another_goes_on(shop: Shop, one: Upstream) -> None:
    await shop.asks(one)
    house, workspace_id = shop.house, shop.house.workspace_id
    by_default = await shop.talk()
    async with house.database.transaction(workspace_id) as session:
        night = await answering.create_assistant(session, workspace_id=workspace_id, name="Night", copy_of=workspace_id)
        models = await answering.asked_models(session, workspace_id=workspace_id)
        own = answering.AskedModels(models.chain, models.routing, models.wishes, Decimal("0.01"))
        await answering.save_models(session, workspace_id=workspace_id, assistant_id=night.id, models=own)
        await answering.go_live(session, workspace_id=workspace_id, assistant_id=night.id, note="For a test")
        await workspaces.say_who_answers(
            session, actor=await house.member("Ada", "admin"), widget_key_id=house.key_id, assistant_id=night.id
        )
    by_night = await shop.talk()
    spent = billing.Meter(house.database, workspace_id, Decimal(1), assistant_id=night.id, day_budget=Decimal("0.01"))
    # Two dollars for a million tokens, a euro for a dollar: of the cent a ninth is left, which no answer fits in.
    await (await spent.reserve(Worst(one.model, read=0, written=4_450))).settle(Usage(written=4_450))

    async def told() -> list[tuple[str, str, str]]:
        async with house.database.transaction(workspace_id) as session:
            rows = await session.execute(
                text(
                    "SELECT name, data->>'scope' AS scope, data->>'subject' AS subject FROM events"
                    " WHERE name LIKE 'budget.%spent' ORDER BY id"
                )
            )
            return [tuple(row) for row in rows]

    nearly = ("budget.nearly_spent", "assistant_day", str(night.id))
    assert await told() == [nearly]
    async with shop.at_work(), by_night.listen() as ear:
        await by_night.say(UNSURE)
        said = (await ear.until("message", author="assistant")).data
    assert [button["choice"] for button in said["buttons"]][-2:] == ["person", "continue"]
    trace = await shop.trace(by_night, said["id"])
    assert (trace.engine, trace.rules[-1]) == ("no-key", "gated:over_budget")
    assert one.asked == []
    assert await told() == [nearly, ("budget.spent", "assistant_day", str(night.id))]

    async with shop.at_work(), by_default.listen() as ear:
        await by_default.say(UNSURE)
        said = (await ear.until("message", author="assistant")).data
    assert said["text"].endswith(GOOD)
    assert (await shop.trace(by_default, said["id"])).engine == one.model.label


async def test_one_address_cannot_spend_as_ever_another_visitor_and_is_stored_nowhere(
    shop: Shop, one: Upstream
) -> None:
    await shop.asks(one, routing="model_always")
    house, workspace_id = shop.house, shop.house.workspace_id

    async def ask(address: str, question: str) -> tuple[str, UUID | None, dict[str, Any]]:
        talk = await shop.talk()
        talk.customer.http.headers["X-Forwarded-For"] = address
        async with talk.listen() as ear:
            await talk.say(f"{question} {UNSURE}")
            said = (await ear.until("message", author="assistant")).data
        trace = await shop.trace(talk, said["id"])
        async with house.database.transaction(workspace_id) as session:
            place = await session.scalar(text("SELECT place FROM conversations WHERE id = :id"), {"id": talk.id})
        return trace.engine, place, trace.asked or {}

    async with shop.at_work():
        engine, place, _ = await ask("9.9.9.9", "One thing.")
        assert engine == one.model.label
        assert place is not None
        booked = billing.Meter(house.database, workspace_id, Decimal(1), place=place)
        # Of the euro so little is left that no answer fits in.
        await (await booked.reserve(Worst(one.model, read=0, written=499_500))).settle(Usage(written=499_500))
        engine, again, asked = await ask("9.9.9.9", "Another thing.")
        assert (engine, again) == ("no-key", place)
        assert "address that this visitor writes from" in asked["calls"][0]["detail"]
        engine, other, _ = await ask("8.8.8.8", "Another thing.")
        assert engine == one.model.label
        assert other not in {place, None}
        assert (await ask("10.1.2.3", "A third thing."))[1] is None, "where all would share a proxy's, none counts"
