"""Rules come to an end, whatever they do to each other; and a worker that dies loses and doubles nothing."""

from collections import Counter, deque
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sportello import automation, conversations, workspaces
from sportello.automation import ALL_AN_HOUR, LONGEST_CHAIN, RULE_AN_HOUR, RuleContent, held_by
from sportello.core import clock
from sportello.core.ids import new_id
from sportello.workspaces import Member
from tests.house import House
from tests.rules import MESSAGE, follow, once

RULES = [new_id() for _ in range(8)]
GRAPHS = st.dictionaries(
    st.sampled_from(range(8)), st.lists(st.sampled_from(range(8)), max_size=8), min_size=1, max_size=8
)


@given(GRAPHS, st.lists(st.sampled_from(range(8)), min_size=1, max_size=30))
@settings(max_examples=300, deadline=None)
def test_whatever_leads_to_whatever_it_ends(leads: dict[int, list[int]], causes: list[int]) -> None:
    """A rule that is followed leads to others as drawn; causes come from outside, too, as from a queue."""
    pending: deque[tuple[int, tuple[UUID, ...]]] = deque((one, ()) for one in causes)
    done: Counter[int] = Counter()
    steps = 0
    while pending:
        steps += 1
        assert steps < 5_000
        rule, chain = pending.popleft()
        if held_by(RULES[rule], chain=chain, of_rule=done[rule], of_all=done.total()):
            continue
        done[rule] += 1
        assert len({*chain, RULES[rule]}) == len(chain) + 1 <= LONGEST_CHAIN
        pending += [(other, (*chain, RULES[rule])) for other in leads.get(rule, [])]
    assert done.total() <= ALL_AN_HOUR
    assert max(done.values(), default=0) <= RULE_AN_HOUR


async def write(house: House, boss: Member, name: str, **parts: Any) -> UUID:
    """A rule that holds from now on."""
    said: dict[str, Any] = {"when": MESSAGE, "match": "all", "conditions": [], "stop": False, **parts}
    content = RuleContent.model_validate(said)
    async with house.database.transaction(house.workspace_id) as session:
        made = await automation.create_rule(session, actor=boss, name=name, enabled=True, content=content)
        return made.id


@pytest.fixture
async def boss(house: House) -> Member:
    """An admin."""
    return await house.member("Capo", "admin")


async def test_rules_that_set_each_other_off_come_to_an_end(house: House, boss: Member) -> None:
    async with house.database.transaction(house.workspace_id) as session:
        labels = [
            (await workspaces.save_label(session, actor=boss, name=str(i), color="red", skill=False)).id
            for i in range(4)
        ]
    for i, label in enumerate(labels):
        following = str(labels[(i + 1) % 4])
        actions = [{"do": do, "labels": [following]} for do in ("remove_labels", "add_labels")]
        for copy in range(3):
            when = {"on": "labelled", "labels": [str(label)]}
            await write(house, boss, f"{i}-{copy}", when=when, actions=actions)
    one = await house.conversation()
    for chosen in (labels[:1], [], labels[1:3], [], labels):
        async with house.database.transaction(house.workspace_id) as session:
            await conversations.set_labels(session, conversation_id=one.id, member=boss, labels=chosen)
        await follow(house)
    async with house.database.transaction(house.workspace_id) as session:
        rules = await automation.list_rules(session)
        tallies = await automation.tallies(session, rule_ids=[rule.id for rule in rules])
    assert sum(tally.met for tally in tallies.values()) <= ALL_AN_HOUR
    assert sum(tally.held for tally in tallies.values()) > 0


async def test_what_goes_round_by_way_of_the_queue_comes_to_an_end(house: House, boss: Member) -> None:
    """A rule gives back to the queue whatever somebody is given: each time it begins a new chain."""
    anna = await house.member("Anna")
    rule = await write(house, boss, "Giro", when={"on": "assigned"}, actions=[{"do": "assign", "to": "queue"}])
    one = await house.conversation()
    for _ in range(RULE_AN_HOUR + 3):
        async with house.database.transaction(house.workspace_id) as session:
            await conversations.take(session, conversation_id=one.id, member=anna)
        await follow(house)
    assert (await house.see(one.id)).state == "with_agent"
    async with house.database.transaction(house.workspace_id) as session:
        lines = await automation.runs_of(session, rule_id=rule)
    assert Counter(line.why for line in lines if line.outcome == "held") == {"rule_too_often": 1}
    assert Counter(line.outcome for line in lines)["done"] == RULE_AN_HOUR


async def _die_while_following(house: House) -> None:
    """Follow the rules on a connection that dies before it commits, as with a worker that is killed."""
    async with house.database.transaction() as session:
        assert await automation.follow_due_rules(session) == 1
        # Nobody else has it meanwhile.
        assert await once(house) == 0
        await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def test_a_worker_that_dies_has_done_nothing_and_forgotten_nothing(house: House, boss: Member) -> None:
    await write(house, boss, "Nota", actions=[{"do": "note", "text": "Una volta"}])
    one = await house.conversation()
    await house.says(one.id, "Ciao")
    with pytest.raises(DBAPIError):
        await _die_while_following(house)
    assert await follow(house) == 1
    assert await follow(house) == 0
    async with house.database.transaction(house.workspace_id) as session:
        assert [note.text for note in await conversations.notes(session, conversation_id=one.id)] == ["Una volta"]


async def test_several_workers_do_it_once(house: House, boss: Member) -> None:
    await write(house, boss, "Nota", actions=[{"do": "note", "text": "Una volta"}])
    talks = [await house.conversation() for _ in range(6)]
    for one in talks:
        await house.says(one.id, "Ciao")
    async with house.database.transaction() as first, house.database.transaction() as second:
        done = [await automation.follow_due_rules(session, limit=4) for session in (first, second)]
    assert done == [4, 2]
    async with house.database.transaction(house.workspace_id) as session:
        for one in talks:
            assert len(await conversations.notes(session, conversation_id=one.id)) == 1


async def test_one_workspace_hears_nothing_of_anothers_rules(house: House, boss: Member) -> None:
    from tests.house import build_house  # noqa: PLC0415 - the one test with two

    other = await build_house(house.database, "altra")
    await write(house, boss, "Nota", actions=[{"do": "note", "text": "Mia"}])
    one = await other.conversation()
    await other.says(one.id, "Ciao")
    assert await follow(house) == 0
    async with house.database.transaction(other.workspace_id) as session:
        assert await automation.list_rules(session) == []


async def test_a_rule_that_fails_each_time_is_given_up_and_holds_nobody_up(house: House, boss: Member) -> None:
    rule = await write(house, boss, "Guasta", actions=[{"do": "note", "text": "Mai"}])
    one, two = await house.conversation(), await house.conversation()
    await house.says(one.id, "Ciao")
    async with house.database.transaction(house.workspace_id) as session:
        spoilt = "UPDATE rules SET content = jsonb_set(content, '{when}', '{}') WHERE id = :rule"
        await session.execute(text(spoilt), {"rule": rule})
    assert await once(house) == 1
    await write(house, boss, "Buona", when={"on": "opened"}, actions=[{"do": "priority", "priority": "low"}])
    assert two.priority == "normal"
    for _ in range(5):
        clock.travel(automation.WITHIN)
        await follow(house)
    async with house.database.transaction() as session:
        await session.execute(text("SELECT set_config('app.workspace', :w, true)"), {"w": str(house.workspace_id)})
        assert await session.scalar(text("SELECT count(*) FROM rule_causes")) == 0
