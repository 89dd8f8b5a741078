"""A dry run tells where a rule would have met, does nothing, and says what it cannot know."""

from datetime import timedelta
from typing import Any

import pytest

from sportello import automation, conversations
from sportello.automation import DryRun, RuleContent
from sportello.core import clock
from sportello.core.ids import new_id
from sportello.workspaces import Member
from tests.house import House
from tests.rules import MESSAGE


async def dry(house: House, **parts: Any) -> DryRun:
    """What such a rule would have done."""
    said: dict[str, Any] = {"when": MESSAGE, "match": "all", "conditions": [], "stop": False, **parts}
    said.setdefault("actions", [{"do": "priority", "priority": "urgent"}])
    async with house.database.transaction(house.workspace_id) as session:
        return await automation.dry_run(session, content=RuleContent.model_validate(said))


@pytest.fixture
async def boss(house: House) -> Member:
    """An admin."""
    return await house.member("Capo", "admin")


async def test_what_was_said_is_known_and_nothing_is_done(house: House) -> None:
    first, second = await house.conversation(), await house.conversation()
    await house.says(first.id, "Voglio un rimborso")
    await house.says(first.id, "Subito!")
    await house.says(second.id, "A che ora aprite?")
    words = {"of": "words", "no": False, "any": ["RIMBORSO"]}
    found = await dry(house, conditions=[words])
    assert (found.looked_at, found.met, found.conversations, found.whole) == (3, 1, 1, True)
    assert ([line.conversation_id for line in found.lines], found.today) == ([first.id], [])
    assert (await house.see(first.id)).priority == "normal"
    turned = await dry(house, conditions=[words | {"no": True}])
    assert (turned.met, turned.conversations) == (2, 2)


async def test_it_says_what_it_judged_by_today(house: House, boss: Member) -> None:
    one = await house.conversation()
    await house.says(one.id, "Ciao")
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.set_priority(session, conversation_id=one.id, member=boss, priority="high")
    conditions = [
        {"of": "priority", "no": False, "any": ["high"]},
        {"of": "channel", "no": False, "any": ["web"]},
        {"of": "state", "no": False, "any": ["active", "idle"]},
    ]
    found = await dry(house, conditions=conditions)
    assert (found.met, found.today) == (1, ["priority", "state"])
    # That a conversation begins with the assistant is known of any time.
    begun = await dry(house, when={"on": "opened"}, conditions=[conditions[2]])
    assert (begun.met, begun.today) == (1, [])


async def test_who_waited_too_long_is_known_by_when_they_were_taken(house: House, boss: Member) -> None:
    quick, slow, still = [await house.conversation() for _ in range(3)]
    for one in (quick, slow, still):
        await house.says(one.id, "Una persona", choice="person")
    for one, minutes in ((quick, 2), (slow, 20)):
        clock.travel(timedelta(minutes=minutes))
        async with house.database.transaction(house.workspace_id) as session:
            await conversations.take(session, conversation_id=one.id, member=boss)
            said: dict[str, Any] = {"message_id": new_id(), "text": "Eccomi", "member": boss}
            await conversations.post_reply(session, conversation_id=one.id, **said)
    found = await dry(house, when={"on": "waiting", "minutes": 10})
    assert {line.conversation_id for line in found.lines} == {slow.id, still.id}
    assert found.met == 2


async def test_it_shows_where_a_guard_would_have_held_it(house: House) -> None:
    one = await house.conversation()
    for i in range(automation.RULE_AN_HOUR + 2):
        await house.says(one.id, f"Messaggio {i}")
    found = await dry(house)
    assert [line.held for line in found.lines].count(True) == 2


async def test_what_is_older_than_thirty_days_or_a_trial_is_not_looked_at(house: House) -> None:
    one = await house.conversation()
    await house.says(one.id, "Ciao")
    clock.travel(timedelta(days=31))
    assert (await dry(house)).looked_at == 0
    clock.reset()
    assert (await dry(house)).looked_at == 1
