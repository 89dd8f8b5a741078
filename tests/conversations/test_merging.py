"""A conversation goes on in another: nothing that was said is lost, and whoever waited still waits, once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sportello import conversations, workspaces
from sportello.contacts import ContactMerged
from sportello.conversations import (
    AnotherOpen,
    CannotMerge,
    IllegalTransition,
    MergedForGood,
    MessageIdReused,
    NotAssignee,
    NotClosed,
)
from sportello.core import clock
from sportello.core.ids import new_id
from tests.conversations.twofold import closed_and_open, two
from tests.house import House


async def test_the_earlier_goes_on_in_the_later(house: House) -> None:
    anna = await house.member("Anna")
    both = await closed_and_open(house, anna)
    before = await house.see(both.one)
    merged = await both.merge(anna)
    assert merged.id == both.other
    gone = await house.see(both.one)
    assert (gone.state, gone.merged_into_id, gone.merged_from) == ("merged", both.other, "resolved")
    assert gone.closed_at == before.closed_at
    assert gone.answer_due_at is gone.due_at is gone.waiting_since is gone.snoozed_until is None
    [*_, told] = await house.thread(both.other)
    assert (told.kind, told.seq) == ("merged", gone.merged_seq)
    assert (await house.thread(both.one))[-1].kind == "merged"
    async with house.database.transaction(house.workspace_id) as session:
        [inside] = await conversations.merged_into(session, conversation_id=both.other)
        entries = await workspaces.audit_of(session, target=f"conversation:{both.one}")
        others = await workspaces.audit_of(session, target=f"conversation:{both.other}")
        [own] = await conversations.conversations_of(session, contact_id=both.contact_id)
    assert inside.id == both.one
    assert own.view.id == both.other
    assert entries[-1].action == "conversation.merged"
    assert entries[-1].data == {"from": "resolved", "to": "merged", "reason": None, "into": str(both.other)}
    assert (others[-1].action, others[-1].data) == ("conversation.took_in", {"conversation": str(both.one)})
    # Twice is once.
    seqs = (await house.see(both.other)).last_seq
    await both.merge(anna)
    assert (await house.see(both.other)).last_seq == seqs


async def test_what_comes_later_is_said_in_the_other_and_what_came_before_is_said_once(house: House) -> None:
    anna = await house.member("Anna")
    both = await closed_and_open(house, anna)
    kept, text = new_id(), "Ho perso il biglietto"
    first = await both.says(both.other, text, kept)
    await both.merge(anna, back=False)
    with pytest.raises(AnotherOpen):
        await both.says(both.one, "Ancora qui")
    assert await both.says(both.other, text, kept) == first
    third = await house.conversation()
    async with house.database.transaction(house.workspace_id) as session:
        found = ContactMerged(workspace_id=house.workspace_id, contact_id=third.contact_id, into_id=both.contact_id)
        await conversations.follow_merged_contact(session, found)
        await conversations.merge(
            session, conversation_id=both.other, into_id=third.id, member=replace(anna, role="supervisor")
        )
    # Its answer was lost, and the widget has been led on meanwhile: in whichever it asks again, it was said once.
    for id_ in (both.other, third.id):
        said = await both.says(id_, text, kept)
        assert (said.conversation_id, said.seq) == (both.other, first.seq)
    with pytest.raises(MessageIdReused):
        await both.says(third.id, "Altro", kept)
    # Never a chain: the first one goes on where the second does.
    moved = await house.see(both.one)
    assert (moved.merged_into_id, moved.merged_seq) == (third.id, (await house.see(both.other)).merged_seq)
    assert [one.text for one in await house.thread(third.id) if one.author == "customer"] == []


async def test_who_waited_waits_there_since_then(house: House) -> None:
    sofia = await house.member("Sofia", "supervisor")
    both = await two(house)
    await both.says(both.one, "Una persona", choice="person")
    since = (await house.see(both.one)).waiting_since
    clock.travel(timedelta(minutes=3))
    await both.says(both.other, "Mi sentite?")
    await both.merge(sofia)
    there = await house.see(both.other)
    assert (there.state, there.waiting_since, there.queued_at) == ("queued", since, since)
    assert (there.handoff_reason, there.answer_due_at) == ("customer_wish", None)
    assert [one.kind for one in await house.thread(both.other)][-2:] == ["merged", "queued"]


async def test_an_answer_that_the_assistant_owes_a_person_gives(house: House) -> None:
    sofia = await house.member("Sofia", "supervisor")
    both = await two(house)
    await both.says(both.one, "Quanto costa?")
    asked = (await house.see(both.one)).last_customer_at
    clock.travel(conversations.TIMERS.gather)
    async with house.database.transaction() as session:
        [due] = await conversations.claim_due(session, limit=1)
    await both.merge(sofia)
    async with house.database.transaction(house.workspace_id) as session:
        assert await house.answer(session, due) is None
    there = await house.see(both.other)
    assert (there.state, there.handoff_reason, there.waiting_since) == ("queued", "merged", asked)


async def test_whom_they_had_they_have_there(house: House) -> None:
    anna, sofia = await house.member("Anna"), await house.member("Sofia", "supervisor")
    both = await two(house)
    await both.says(both.one, "Una domanda")
    await both.take(anna, both.one)
    await both.merge(anna)
    there = await house.see(both.other)
    assert (there.state, there.assignee_id, there.waiting_since is not None) == ("with_agent", anna.user_id, True)

    both = await two(house)
    await both.says(both.one, "Una domanda")
    await both.take(anna, both.one)
    await both.act(conversations.post_reply, conversation_id=both.one, message_id=new_id(), member=anna, text="Arrivo")
    await both.merge(sofia)
    there = await house.see(both.other)
    assert (there.state, there.assignee_id, there.waiting_since) == ("with_agent", anna.user_id, None)
    assert there.due_at is not None
    assert "queued" not in [one.kind for one in await house.thread(both.other)]


async def test_who_waits_for_the_customer_has_their_words_now(house: House) -> None:
    anna, sofia = await house.member("Anna"), await house.member("Sofia", "supervisor")
    both = await two(house)
    await both.take(anna, both.other)
    await both.act(
        conversations.post_reply, conversation_id=both.other, message_id=new_id(), member=anna, text="Dica pure"
    )
    clock.travel(timedelta(minutes=11))
    await both.act(conversations.run_due_timers)
    await both.says(both.one, "Eccomi")
    assert (await house.see(both.other)).state == "waiting_customer"
    await both.merge(sofia)
    there = await house.see(both.other)
    assert (there.state, there.assignee_id) == ("with_agent", anna.user_id)
    assert (there.waiting_since, there.due_at) == ((await house.see(both.one)).last_customer_at, None)


async def test_the_survivor_has_the_labels_and_the_urgency_of_both(house: House) -> None:
    sofia = await house.member("Sofia", "supervisor")
    both = await two(house)
    async with house.database.transaction(house.workspace_id) as session:
        labels = [
            await workspaces.save_label(session, actor=sofia, name=name, color="red", skill=False)
            for name in ("Rimborso", "Gruppi")
        ]
        ids = [one.id for one in labels]
        await conversations.set_labels(session, conversation_id=both.one, member=sofia, labels=ids[:1])
        await conversations.set_labels(session, conversation_id=both.other, member=sofia, labels=ids[1:])
        await conversations.set_priority(session, conversation_id=both.one, member=sofia, priority="urgent")
    await both.merge(sofia)
    async with house.database.transaction(house.workspace_id) as session:
        there = await conversations.summary(session, conversation_id=both.other)
    assert {one["name"] for one in there.labels} == {"Rimborso", "Gruppi"}
    assert there.priority == "urgent"


async def test_what_cannot_become_one(house: House) -> None:
    anna, marco = await house.member("Anna"), await house.member("Marco")
    sofia = await house.member("Sofia", "supervisor")
    both, strangers = await closed_and_open(house, anna), await house.conversation()
    refused = [
        (both.other, both.other, sofia, CannotMerge),
        (both.one, strangers.id, sofia, CannotMerge),
        (both.other, both.one, sofia, CannotMerge),  # closed
        (both.one, both.other, marco, NotAssignee),
        (both.one, new_id(), sofia, conversations.ConversationNotFound),
        (new_id(), both.one, sofia, conversations.ConversationNotFound),
    ]
    for here, there, member, why in refused:
        with pytest.raises(why):
            await both.act(conversations.merge, conversation_id=here, into_id=there, member=member)
    await both.merge(anna)
    with pytest.raises(CannotMerge):
        await both.merge(sofia, back=True)


async def test_a_merged_one_is_nobodys(house: House) -> None:
    """Nothing moves it, and nothing is said in it, however it is asked for."""
    anna = await house.member("Anna", "supervisor")
    both = await closed_and_open(house, anna)
    await both.merge(anna)
    here = {"conversation_id": both.one}
    tries: list[tuple[Callable[..., Awaitable[Any]], dict[str, Any], type[Exception]]] = [
        (conversations.take, {"member": anna}, IllegalTransition),
        (conversations.close, {"member": anna, "outcome": "cancelled"}, IllegalTransition),
        (conversations.ask_person, {"reason": "rule"}, IllegalTransition),
        (conversations.transfer, {"member": anna}, IllegalTransition),
        (conversations.snooze, {"member": anna, "until": clock.now() + timedelta(hours=3)}, IllegalTransition),
        (conversations.post_reply, {"member": anna, "message_id": new_id(), "text": "Ciao"}, NotAssignee),
        (conversations.rate, {"score": 5}, NotClosed),
    ]
    for work, given, why in tries:
        with pytest.raises(why):
            await both.act(work, **here, **given)
    # What was begun for the customer there is told where they are.
    assert await both.act(conversations.tell_outcome, **here, text="Prenotato: sabato alle 20.")
    assert (await house.thread(both.other))[-1].text == "Prenotato: sabato alle 20."


async def test_undone_it_is_what_it_was(house: House) -> None:
    anna = await house.member("Anna")
    both = await closed_and_open(house, anna)
    before = await house.see(both.one)
    await both.merge(anna)
    again = await both.separate(anna)
    assert (again.state, again.closed_at, again.merged_into_id) == ("resolved", before.closed_at, None)
    assert (await both.separate(anna)).version == again.version
    assert (await house.thread(both.other))[-1].kind == "separated"
    await both.merge(anna)
    await both.says(both.other, "Grazie")
    with pytest.raises(MergedForGood):
        await both.separate(anna)


@pytest.mark.parametrize("state", ["active", "queued", "with_agent", "waiting_customer"])
async def test_undone_its_customer_waits_as_before(house: House, state: str) -> None:
    anna, sofia = await house.member("Anna"), await house.member("Sofia", "supervisor")
    both = await two(house)
    await both.says(both.one, "Quanto costa?")
    if state == "queued":
        await both.act(conversations.ask_person, conversation_id=both.one, reason="customer_wish")
    elif state != "active":
        await both.take(anna, both.one)
    if state == "waiting_customer":
        words = {"message_id": new_id(), "member": anna, "text": "14 euro"}
        await both.act(conversations.post_reply, conversation_id=both.one, **words)
        clock.travel(timedelta(minutes=11))
        await both.act(conversations.run_due_timers)
    before = await house.see(both.one)
    await both.merge(sofia)
    await both.separate(sofia)
    after = await house.see(both.one)
    assert after.state == before.state == state
    assert after.assignee_id == before.assignee_id
    assert after.waiting_since == (before.last_customer_at if before.waiting_since else None)
    assert (after.answer_due_at is None) == (before.answer_due_at is None)
    assert after.closed_at is None


async def test_a_letter_holds_what_was_said_in_both(house: House) -> None:
    from sportello.conversations.transcripts import keep_transcript, written_transcript  # noqa: PLC0415

    anna = await house.member("Anna")
    both = await closed_and_open(house, anna)
    await both.merge(anna)
    wanted = {"id": new_id(), "conversation_id": both.other}
    await both.act(keep_transcript, **wanted, email="giulia@example.com")
    letter = await both.act(written_transcript, **wanted)
    assert letter.text.index("Dove si parcheggia?") < letter.text.index("E il biglietto?")
