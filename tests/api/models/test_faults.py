"""Every way a provider has to fail, through the whole way: the customer is told in time and answered; nothing stays."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from sqlalchemy import text

from sportello import conversations
from sportello.answering import Setup, meanwhile
from sportello.core.llm import Limits, circuit
from sportello.dialects import Called, Dialect, Said
from sportello.standin import Reply
from tests.shop import GOOD, SURE, UNSURE, Shop, words
from tests.upstream import Fault, Upstream, cut, end, hang_up, instead, refuse, stall

SOON = 10.0
"""Seconds after which a customer must have heard something."""


def _said(said: Said) -> Fault:
    """Something else is said, in the provider's own protocol."""

    def fault(_: Upstream, dialect: Dialect, reply: Reply) -> Reply:
        async def pieces() -> AsyncGenerator[bytes]:
            for piece in dialect.pieces(said, model="m"):
                yield piece

        return replace(reply, pieces=pieces())

    return fault


FAULTS: dict[str, tuple[Fault, str]] = {
    "a stall before the first token": (stall(0), "slow_start"),
    "a stall between tokens": (stall(3), "stalled"),
    "a cut within a token": (cut(3), "broken_off"),
    "an end after half of it": (end(after=3), "broken_off"),
    "an end without a reason": (end(b'"finish_reason": "tool_calls"'), "broken_off"),
    "429": (refuse(429, "rate_limit_error"), "rate_limited"),
    "500": (refuse(500), "server_error"),
    "529": (refuse(529, "overloaded_error"), "overloaded"),
    "a key revoked": (refuse(401, "authentication_error"), "key_refused"),
    "a refusal": (refuse(400, "invalid_request_error"), "rejected"),
    "hanging up": (hang_up, "unreachable broken_off"),
    "nothing": (instead(), "broken_off empty garbled"),
    "no JSON": (instead(b"data: {oh no\n\n"), "garbled"),
    "NUL bytes": (instead(b"\x00\xff\xfe\x00" * 999), "garbled broken_off empty"),
    "a web page": (instead(b"<html>", media_type="text/html"), "garbled broken_off empty"),
    "a million tokens": (_said(Said("word " * 1_000_000)), "too_long"),
    "a million tokens of an answer": (_said(words("word " * 1_000_000)), "too_long"),
    "half of an answer, for it may not be longer": (_said(replace(words(), cut=True)), "cut_short"),
    "a tool that nobody offered": (_said(Said(calls=[Called("refund", '{"order": 1}')])), "wrong_output"),
    "an answer of wrong types": (_said(Said(calls=[Called("answer", '{"answer": 7}')])), "wrong_output"),
    "text where an answer was wanted": (_said(Said(GOOD)), "wrong_output"),
}


def _by_number(upstream: Upstream, dialect: Dialect, reply: Reply) -> Reply:
    """The fault whose number the customer's question has."""
    number = re.search(r"\((\w)\)", upstream.asked[-1].lines[-1][1] + upstream.bodies[-1])
    assert number
    fault, _ = list(FAULTS.values())[ord(number[1]) - ord("a")]
    return fault(upstream, dialect, reply)


async def test_whatever_a_provider_does_its_customer_is_told_in_time_and_answered_and_others_wait_for_nothing(
    shop: Shop, one: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuit, "_ENOUGH", 1_000)  # so that each fault is met, and none is spared
    one.faults.extend([_by_number] * 4 * len(FAULTS))
    await shop.asks(one)
    talks = {name: await shop.talk() for name in FAULTS}
    waiting = Setup(workspace_id=shop.house.workspace_id).text("waiting", "en")
    async with AsyncExitStack() as stack:
        ears = {name: await stack.enter_async_context(talk.listen()) for name, talk in talks.items()}
        await stack.enter_async_context(shop.at_work())
        other = await shop.talk()
        ear = await stack.enter_async_context(other.listen())
        for at, talk in enumerate(talks.values()):
            await talk.say(f"{UNSURE} ({chr(ord('a') + at)})")
            if at == 0:  # the one that says nothing for seconds, while somebody else asks what needs no model
                await _asked(one, 1)
                await other.say(SURE)
                await ear.until("message", author="assistant")
                assert not ears["a stall before the first token"].named("message")[1:], "nobody waited for it"
        await _asked(one, len(FAULTS))
        for name, (_, reasons) in FAULTS.items():
            said = (await ears[name].until("message", author="assistant")).data
            assert [button["choice"] for button in said["buttons"]][-2:] == ["person", "continue"], name
            trace = await shop.trace(talks[name], said["id"])
            assert trace.asked
            assert {call["failure"] for call in trace.asked["calls"]} - {None} <= set(reasons.split()), name
            assert (trace.engine, trace.rules[-1]) == ("no-key", "gated:unavailable"), name
            if "stall" in name:
                assert ears[name].named("delta"), name
        assert ears["a stall before the first token"].named("delta")[0]["text"].endswith(waiting)
    assert await _left(shop) == (0, 0, 0)


async def _asked(upstream: Upstream, times: int) -> None:
    """Wait until it was asked so often."""
    async with asyncio.timeout(60):
        while len(upstream.asked) < times:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)


async def _left(shop: Shop) -> tuple[int, ...]:
    """Answers still due, calls not settled, and money still set aside."""
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        left = await session.execute(
            text(
                """
                SELECT (SELECT count(*) FROM conversations WHERE answer_due_at IS NOT NULL),
                       (SELECT count(*) FROM provider_calls WHERE settled_at IS NULL),
                       (SELECT count(*) FROM spending WHERE reserved <> 0)
                """
            )
        )
        return tuple(left.one())


def test_who_sees_nothing_of_an_answer_is_told_within_ten_seconds() -> None:
    """That a burst is over, a look for it, and the patience of a customer; and a model is given up not much later."""
    assert conversations.TIMERS.gather.total_seconds() + 1 + meanwhile.PATIENCE < SOON
    assert Limits().first < SOON
    assert Limits().between < SOON


async def test_the_answer_takes_the_place_of_what_was_told_of_the_waiting(
    shop: Shop, one: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meanwhile, "PATIENCE", 0.1)
    one.faults = [stall(1, 1.0)]
    await shop.asks(one)
    talk = await shop.talk()
    async with shop.at_work(), talk.listen() as ear:
        await talk.say(UNSURE)
        waiting = (await ear.until("delta")).data
        said = (await ear.until("message", author="assistant")).data
    assert said["id"] == waiting["id"]
    assert said["text"].endswith(GOOD)
    assert "looking" not in said["text"]
    (replaced,) = ear.named("replace")
    assert said["text"].startswith(replaced["text"])


async def test_what_asking_takes_is_loaded_before_anybody_asks(
    shop: Shop, one: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = asyncio.Event()
    opened = shop.resources.providers.open

    async def opening() -> object:
        loaded.set()
        return await opened()

    monkeypatch.setattr(shop.resources.providers, "open", opening)
    async with shop.at_work():
        await asyncio.sleep(0.3)
        assert not loaded.is_set(), "nobody asks a model"
        await shop.asks(one)
        await asyncio.wait_for(loaded.wait(), 30)
    loaded.clear()
    async with shop.at_work():
        await asyncio.wait_for(loaded.wait(), 30)
    assert one.asked == []
