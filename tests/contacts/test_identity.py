"""Saying who one is opens nothing; proving it opens one's own, and nothing else."""

import asyncio

import pytest
from sqlalchemy import event

from sportello import contacts, conversations, workspaces
from sportello.contacts import Contact, Visitor, WrongSignature
from sportello.core.crypto import sign
from sportello.core.ids import new_id
from tests.house import House, build_house


async def identify(house: House, token: str, external_id: str, signature: str | None = None) -> Contact:
    async with house.database.transaction() as session:
        visitor = await contacts.authenticate_visitor(session, token=token)
        assert visitor is not None
        return await contacts.identify(
            session,
            visitor=visitor,
            secret=house.secret,
            external_id=external_id,
            signature=signature or sign(house.secret, external_id),
            name="Giulia",
        )


async def who(house: House, token: str) -> Visitor:
    async with house.database.transaction() as session:
        visitor = await contacts.authenticate_visitor(session, token=token)
        assert visitor is not None
        return visitor


async def test_a_token_authenticates_and_enters_in_one_statement(house: House) -> None:
    token, visitor = await house.visitor()
    statements: list[str] = []
    event.listen(house.database.engine.sync_engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    async with house.database.transaction() as session:
        assert await contacts.authenticate_visitor(session, token=token) == visitor
        assert len(statements) == 1
        assert await contacts.get_contact(session, contact_id=visitor.contact_id)
    async with house.database.transaction() as session:
        assert await contacts.authenticate_visitor(session, token=token + "x") is None


async def test_the_token_dies_with_its_widget_key(house: House) -> None:
    token, _ = await house.visitor()
    boss = await house.member("Sara", "admin")
    async with house.database.transaction(house.workspace_id) as session:
        await workspaces.delete_widget_key(session, actor=boss, widget_key_id=house.key_id)
    async with house.database.transaction() as session:
        assert await contacts.authenticate_visitor(session, token=token) is None


async def test_an_anonymous_contact_becomes_the_proven_one(house: House) -> None:
    token, visitor = await house.visitor()
    known = await identify(house, token, "customer-1")
    assert (known.id, known.external_id, known.verified, known.name) == (
        visitor.contact_id,
        "customer-1",
        True,
        "Giulia",
    )


async def test_a_second_browser_joins_the_proven_contact_and_brings_its_conversations(house: House) -> None:
    phone, _ = await house.visitor()
    known = await identify(house, phone, "customer-1")
    laptop, visitor = await house.visitor()
    conversation = await house.conversation(visitor.contact_id)
    await house.says(conversation.id, "Dal portatile")
    assert (await identify(house, laptop, "customer-1")).id == known.id
    assert (await who(house, laptop)).contact_id == known.id
    assert (await house.see(conversation.id)).contact_id == known.id


async def test_a_shared_browser_leaves_the_other_persons_conversations_behind(house: House) -> None:
    token, _ = await house.visitor()
    anna = await identify(house, token, "anna")
    conversation = await house.conversation(anna.id)
    bruno = await identify(house, token, "bruno")
    assert bruno.id != anna.id
    assert (await house.see(conversation.id)).contact_id == anna.id
    async with house.database.transaction() as session:
        visitor = await contacts.authenticate_visitor(session, token=token)
        assert visitor is not None
        with pytest.raises(conversations.ConversationNotFound):
            await conversations.customer_view(session, conversation_id=conversation.id, contact_id=visitor.contact_id)


@pytest.mark.parametrize("forged", ["0" * 64, "f" * 64])
async def test_a_wrong_signature_changes_nothing(house: House, forged: str) -> None:
    token, visitor = await house.visitor()
    with pytest.raises(WrongSignature):
        await identify(house, token, "customer-1", forged)
    assert (await who(house, token)).contact_id == visitor.contact_id


async def test_a_signature_for_one_is_none_for_another_nor_for_another_workspace(house: House) -> None:
    other = await build_house(house.database, "altra")
    token, _ = await house.visitor()
    for signature in (sign(house.secret, "somebody-else"), sign(other.secret, "customer-1"), sign("", "customer-1")):
        with pytest.raises(WrongSignature):
            await identify(house, token, "customer-1", signature)


async def test_a_name_and_an_address_open_nothing(house: House) -> None:
    token, _ = await house.visitor()
    known = await identify(house, token, "customer-1")
    async with house.database.transaction(house.workspace_id) as session:
        await contacts.describe_contact(
            session, contact_id=known.id, name="Giulia", email="giulia@example.com", phone=None
        )
    _, stranger = await house.visitor()
    async with house.database.transaction(house.workspace_id) as session:
        described = await contacts.describe_contact(
            session, contact_id=stranger.contact_id, name="Giulia", email="giulia@example.com", phone=None
        )
    assert described.id == stranger.contact_id
    assert not described.verified


async def test_ten_browsers_prove_the_same_identity_at_once(house: House) -> None:
    tokens = [(await house.visitor())[0] for _ in range(10)]
    known = await asyncio.gather(*(identify(house, token, "customer-1") for token in tokens))
    assert len({contact.id for contact in known}) == 1
    assert {(await who(house, token)).contact_id for token in tokens} == {known[0].id}


@pytest.mark.parametrize("first", ["opens a conversation", "proves who they are"])
async def test_who_proves_who_they_are_while_opening_a_conversation_finds_it_again(house: House, first: str) -> None:
    known = await identify(house, (await house.visitor())[0], "customer-1")
    token, visitor = await house.visitor()
    conversation_id, busy, go_on = new_id(), asyncio.Event(), asyncio.Event()

    async def opening(*, pause: bool) -> None:
        async with house.database.transaction(house.workspace_id) as session:
            now = await contacts.hold_visitor(session, visitor=visitor)
            await conversations.start(session, id=conversation_id, contact_id=now.contact_id, language="it")
            busy.set()
            if pause:
                await go_on.wait()

    async def proving(*, pause: bool) -> None:
        async with house.database.transaction(house.workspace_id) as session:
            await contacts.identify(
                session,
                visitor=visitor,
                secret=house.secret,
                external_id="customer-1",
                signature=sign(house.secret, "customer-1"),
            )
            busy.set()
            if pause:
                await go_on.wait()

    ahead, behind = (opening, proving) if first == "opens a conversation" else (proving, opening)
    async with asyncio.TaskGroup() as both:
        both.create_task(ahead(pause=True))
        await busy.wait()
        late = both.create_task(behind(pause=False))
        await asyncio.wait([late], timeout=0.2)
        go_on.set()
    assert (await who(house, token)).contact_id == known.id
    assert (await house.see(conversation_id)).contact_id == known.id
