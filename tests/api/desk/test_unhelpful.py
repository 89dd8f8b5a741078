"""Answers that did not help: what a person had to say better, or a customer rated low, counts as unanswered."""

from uuid import UUID

import pytest
from sqlalchemy import text

from sportello import answering, conversations
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from sportello.workspaces import Member
from tests.api.conftest import Desk, People
from tests.api.desk.test_gaps import ANSWER, BASE, DOGS, gaps
from tests.house import House
from tests.jobs import work

BETTER = "No, mi dispiace: in sala nessun animale può entrare, nemmeno al guinzaglio."


@pytest.fixture
async def supervisor(people: People) -> Desk:
    """A supervisor at work."""
    return await people.at_work("Sara", "supervisor")


async def put_right(house: House, member: Member, *steps: str, test: bool = False) -> UUID:
    """The assistant answers, the customer says this and that, and a person says it better."""
    conversation = (await house.conversation(language="it")).id
    for said in (DOGS["title"], *steps):
        await house.says(conversation, said)
        await house.let_assistant_answer()
    async with house.database.transaction(house.workspace_id) as session:
        await session.execute(text("UPDATE conversations SET test = :test"), {"test": test})
        await conversations.take(session, conversation_id=conversation, member=member)
        await conversations.post_reply(
            session, conversation_id=conversation, message_id=new_id(), member=member, text=BETTER
        )
        await conversations.close(session, conversation_id=conversation, member=member, outcome="resolved")
    return conversation


async def test_an_answer_that_did_not_help_is_a_gap_once_a_person_said_it_better(
    supervisor: Desk, house: House, resources: Resources
) -> None:
    await supervisor.post(f"{BASE}/articles", json=DOGS)
    bruno = await house.member("Bruno")
    conversation = await put_right(house, bruno, "voglio parlare con una persona")
    await work(resources)
    await answering.propose_faq(house.database, workspace_id=house.workspace_id, conversation_id=conversation)
    await answering.group_questions(house.database, workspace_id=house.workspace_id)

    (proposal,) = (await supervisor.get(f"{BASE}/proposals")).json()["items"]
    assert (proposal["question"], proposal["answer"]) == (DOGS["title"], BETTER)
    (gap,) = await gaps(supervisor)
    (asked,) = (await supervisor.get(f"{BASE}/gaps/{gap['id']}/questions")).json()["items"]
    assert (asked["reason"], asked["nearest"]) == ("unhelpful", DOGS["title"])

    accepted = await supervisor.post(f"{BASE}/proposals/{proposal['id']}/accept", json=ANSWER | {"body": BETTER})
    assert (await gaps(supervisor))[0]["article_id"] == accepted.json()["id"]


@pytest.mark.parametrize(("score", "agent", "noted"), [(1, False, 1), (2, False, 1), (3, False, 0), (1, True, 0)])
async def test_an_answer_that_its_customer_rates_low_is_a_gap_unless_a_person_had_a_part(
    supervisor: Desk, house: House, score: int, noted: int, *, agent: bool
) -> None:
    await supervisor.post(f"{BASE}/articles", json=DOGS)
    talk = await house.conversation(language="it")
    for said in (DOGS["title"], "grazie"):
        await house.says(talk.id, said)
        await house.let_assistant_answer()
    bruno = await house.member("Bruno")
    async with house.database.transaction(house.workspace_id) as session:
        if agent:
            await conversations.take(session, conversation_id=talk.id, member=bruno)
            await conversations.post_reply(
                session, conversation_id=talk.id, message_id=new_id(), member=bruno, text=BETTER
            )
        else:
            await session.execute(text("UPDATE conversations SET state = 'ended', answer_due_at = NULL"))
        if agent:
            await conversations.close(session, conversation_id=talk.id, member=bruno, outcome="cancelled")
    for _ in range(2):
        async with house.database.transaction(house.workspace_id) as session:
            await conversations.rate(session, conversation_id=talk.id, contact_id=talk.contact_id, score=score)
    await answering.group_questions(house.database, workspace_id=house.workspace_id)
    found = await gaps(supervisor)
    assert [gap["asked"] for gap in found] == [1] * noted
    if noted:
        (asked,) = (await supervisor.get(f"{BASE}/gaps/{found[0]['id']}/questions")).json()["items"]
        assert (asked["reason"], asked["nearest"]) == ("unhelpful", DOGS["title"])


@pytest.mark.parametrize("steps", [(), ("grazie", "voglio parlare con una persona"), ("voglio un rimborso",)])
async def test_an_answer_after_which_nobody_wished_for_a_person_is_no_gap(
    supervisor: Desk, house: House, resources: Resources, steps: tuple[str, ...]
) -> None:
    await supervisor.post(f"{BASE}/articles", json=DOGS)
    await put_right(house, await house.member("Bruno"), *steps)
    await work(resources)
    assert (await supervisor.get(f"{BASE}/gaps/count")).json() == {"gaps": 0, "proposals": 0}


async def test_what_the_owner_tries_out_proposes_nothing(supervisor: Desk, house: House, resources: Resources) -> None:
    await supervisor.post(f"{BASE}/articles", json=DOGS)
    await put_right(house, await house.member("Bruno"), "voglio parlare con una persona", test=True)
    await work(resources)
    assert (await supervisor.get(f"{BASE}/gaps/count")).json() == {"gaps": 0, "proposals": 0}
