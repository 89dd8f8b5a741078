"""Merging while its customer writes, opens and is merged elsewhere: each word is said once, and nobody is stuck."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from sportello import conversations
from sportello.conversations import AnotherOpen, CannotMerge, MergedForGood
from sportello.core.ids import new_id
from sportello.workspaces import Member
from tests.conversations.twofold import Both, closed_and_open, two
from tests.house import House


async def test_fifty_messages_against_one_merge(house: House) -> None:
    """Each is said once and in order, whichever of the two it came to: none is lost, doubled or told of twice."""
    for _ in range(4):
        anna = await house.member("Anna", "supervisor")
        both = await two(house)
        told = await _write_on(both, anna, many=50)
        here, there = await house.thread(both.one), await house.thread(both.other)
        said = [one.text for one in [*here, *there] if one.author == "customer"]
        assert Counter(said) == Counter(told)
        for thread in (here, there):
            assert [one.seq for one in thread] == list(range(1, len(thread) + 1))
            numbers = [int(one.text) for one in thread if one.author == "customer"]
            assert numbers == sorted(numbers)
        survivor = await house.see(both.other)
        assert survivor.state == "queued"
        assert survivor.waiting_since is not None


async def _write_on(both: Both, member: Member, *, many: int) -> list[str]:
    """One line of a widget that sends one after the other, each twice as if its answer were lost, and is led on."""
    at = both.one
    merging: asyncio.Task[Any] | None = None

    async def post(n: int, id_: UUID) -> None:
        nonlocal at
        for _ in range(2):
            try:
                await both.says(at, str(n), id_)
            except AnotherOpen:
                at = (await both.house.see(at)).merged_into_id or at
                await both.says(at, str(n), id_)

    for n in range(many):
        if n == many // 2:
            merging = asyncio.create_task(both.merge(member))
        await post(n, new_id())
    assert merging is not None
    await merging
    assert at == both.other
    return [str(n) for n in range(many)]


async def test_all_at_once_against_a_merge(house: House) -> None:
    """Fifty that race: each is stored in the first before the merge, or refused there and nowhere."""
    anna = await house.member("Anna", "supervisor")
    both = await two(house)
    ids = {new_id(): str(n) for n in range(50)}

    async def post(id_: UUID, text: str) -> bool:
        try:
            await both.says(both.one, text, id_)
        except AnotherOpen:
            return False
        return True

    *came, _ = await asyncio.gather(*(post(id_, text) for id_, text in ids.items()), both.merge(anna))
    stored = {one.id for one in await house.thread(both.one) if one.author == "customer"}
    assert stored == {id_ for id_, came_in in zip(ids, came, strict=True) if came_in}
    for id_, text in ids.items():
        await both.says(both.other, text, id_)
    everywhere = [*await house.thread(both.one), *await house.thread(both.other)]
    assert Counter(one.id for one in everywhere if one.author == "customer") == Counter(ids.keys())


async def test_merges_that_cross(house: House) -> None:
    """Of A into B and B into A one is made, with whoever opens, writes and undoes at the same time."""
    anna = await house.member("Anna", "supervisor")
    for _ in range(12):
        both = await two(house)
        work: list[Awaitable[Any]] = [
            both.merge(anna),
            both.merge(anna, back=True),
            both.says(both.one, "Uno"),
            both.says(both.other, "Due"),
            both.act(conversations.start, id=new_id(), contact_id=both.contact_id, language="it"),
            both.separate(anna),
        ]
        came = await asyncio.gather(*work, return_exceptions=True)
        assert not [one for one in came if isinstance(one, Exception) and not isinstance(one, _REFUSED)]
        states = [(await house.see(id_)).state for id_ in (both.one, both.other)]
        assert states.count("merged") <= 1


_REFUSED = (CannotMerge, MergedForGood, AnotherOpen)


async def test_opening_a_closed_one_again_while_it_is_merged(house: House) -> None:
    """Whoever writes there holds it and then asks for their turn; the merge holds both: nobody waits in a circle."""
    anna = await house.member("Anna", "supervisor")
    for _ in range(8):
        both = await closed_and_open(house, anna)
        ids = [new_id() for _ in range(4)]
        work: list[Awaitable[Any]] = [both.says(both.one, "Ancora qui", id_) for id_ in ids]
        came = await asyncio.gather(*work, both.merge(anna), return_exceptions=True)
        assert not [one for one in came if isinstance(one, Exception) and not isinstance(one, AnotherOpen)]
        assert (await house.see(both.one)).state == "merged"
