"""A day's budget of an assistant's own: told when it is nearly spent, held when it is, and nobody else's."""

from decimal import Decimal

from sqlalchemy import text

from sportello import answering, billing, workspaces
from sportello.core.llm import Usage, Worst
from tests.shop import GOOD, UNSURE, Shop
from tests.upstream import Upstream


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
