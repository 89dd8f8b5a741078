"""When no model can be had, customers are answered all the same, and admins hear of it: once, however many ask."""

import pytest

from sportello import notifications
from tests.shop import UNSURE, Shop, words
from tests.upstream import Upstream, refuse


async def told(shop: Shop) -> list[str]:
    """What the shop's people are told of."""
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        found: list[str] = []
        for user in await notifications.of_rank(session, "agent"):
            found += [one.kind for one in await notifications.notices_of(session, user_id=user)]
        return found


@pytest.mark.parametrize("status", [401, 503])
async def test_admins_hear_of_an_outage_once(shop: Shop, one: Upstream, status: int) -> None:
    one.faults.extend([refuse(status)] * 20)
    await shop.asks(one)
    await shop.house.member("Bruno")
    async with shop.at_work():
        for _ in range(2):
            talk = await shop.talk()
            async with talk.listen() as ear:
                await talk.say(UNSURE)
                await ear.until("message", author="assistant")
    assert await told(shop) == ["models"]


async def test_a_model_that_answers_what_is_of_no_use_alarms_nobody(shop: Shop, one: Upstream) -> None:
    one.says = [words("")]
    await shop.asks(one)
    async with shop.at_work():
        talk = await shop.talk()
        async with talk.listen() as ear:
            await talk.say(UNSURE)
            await ear.until("message", author="assistant")
    assert await told(shop) == []
