"""Who pays for a call, and who is left alone for a while."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from pydantic import SecretStr

from sportello.core.llm import Call, Chain, ChainExhausted, OverBudget, Usage, Worst
from sportello.dialects import Said
from tests.core.llm.conftest import PATIENT, SOON, Desk, failures
from tests.upstream import Fault, calls, instead, refuse, stall

_DONE = b"data: [DONE]\n\n"


async def book(call: Call[None], people: int) -> str:
    """Book a table."""
    return "Booked."


@dataclass
class Purse:
    """So many tokens, and what was done with them."""

    left: float = 1e9
    reserved: list[Worst] = field(default_factory=list[Worst])
    settled: list[Usage] = field(default_factory=list[Usage])
    refused: Sequence[str] = ()

    async def reserve(self, worst: Worst) -> "Purse":
        """Grant it, if there is enough."""
        if worst.read + worst.written > self.left or worst.model.label in self.refused:
            raise OverBudget("Nothing is left for today.")
        self.reserved.append(worst)
        return self

    async def settle(self, usage: Usage) -> None:
        """Note it."""
        self.settled.append(usage)


async def test_every_call_is_reserved_and_settled(desk: Desk) -> None:
    purse = Purse()
    desk.limits = SOON
    desk.one.says, desk.one.faults = [calls("book", people=2), Said("Booked. Fine.")], [None, stall(4)]
    desk.two.says = [Said("It is booked.", tokens=(333, 22))]
    await desk.ask(tools=[book], meter=purse)
    assert [worst.model.label for worst in purse.reserved] == [desk.one.model.label] * 2 + [desk.two.model.label]
    first, stalled, last = purse.settled
    assert first == Usage(read=100, written=10)
    assert last == Usage(read=333, written=22)
    assert stalled.read > 0
    assert stalled.written == SOON.tokens, "it may have thought unseen, as much as it was allowed"
    assert not stalled.exact
    assert all(worst.written == PATIENT.tokens for worst in purse.reserved)
    assert purse.reserved[1].read > purse.reserved[0].read, "what tools brought is sent too"


async def test_what_our_own_books_take_is_not_the_models_time(desk: Desk) -> None:
    class Slow(Purse):
        async def reserve(self, worst: Worst) -> Purse:
            await asyncio.sleep(SOON.first + 0.2)
            return await super().reserve(worst)

    desk.limits = SOON
    desk.one.says = [Said("We are open.")]
    reply = await desk.ask(meter=Slow())
    assert reply.model == desk.one.model.label
    assert (reply.attempts[0].first_word or SOON.first) < SOON.first


@pytest.mark.parametrize("fault", [refuse(500), refuse(429), refuse(401)])
async def test_who_refuses_is_not_paid(desk: Desk, fault: object) -> None:
    purse = Purse()
    desk.one.faults, desk.two.says = [fault], [Said("Hello.")]  # pyright: ignore[reportAttributeAccessIssue] - it is one
    await desk.ask(meter=purse)
    assert purse.settled[0] == Usage()


async def test_a_model_that_nobody_pays_for_is_not_asked(desk: Desk) -> None:
    purse = Purse(refused=[desk.one.model.label])
    desk.two.says = [Said("Hello.")]
    reply = await desk.ask(meter=purse)
    assert failures(reply.attempts) == ["over_budget", None]
    assert not desk.one.asked
    with pytest.raises(ChainExhausted):
        await desk.ask(meter=Purse(left=10))
    assert len(desk.two.asked) == 1


async def test_an_answer_is_not_lost_over_its_bill(desk: Desk) -> None:
    class Torn(Purse):
        async def settle(self, usage: Usage) -> None:
            raise OSError(f"the database has gone, and with it {usage}")

    desk.one.says = [Said("Hello.")]
    assert (await desk.ask(meter=Torn())).text == "Hello."


async def test_an_abandoned_call_is_settled(desk: Desk) -> None:
    purse = Purse()
    desk.one.says, desk.one.faults = [Said("We are open. From nine to five. On Sundays, too, we are open.")], [stall(7)]
    desk.limits = replace(PATIENT, between=60, one=60, whole=60)
    asking = asyncio.create_task(desk.ask(meter=purse))
    for _ in range(500):
        if desk.listener.pieces:
            break
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    (usage,) = purse.settled
    assert usage.read
    assert usage.written == PATIENT.tokens
    assert not usage.exact


async def test_who_never_says_what_it_used_pays_for_all_that_came(desk: Desk) -> None:
    """Also for what it thought, where it shows that; a letter is no more tokens than it has bytes."""
    purse = Purse()

    def chunk(finish: str | None = None, **delta: str) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        told = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        return b"data: " + json.dumps(told).encode() + b"\n\n"

    openai = next(each for each in (desk.one, desk.two) if each.model.provider != "anthropic")
    thought = chunk(role="assistant", reasoning_content="è" * 300)
    openai.faults = [instead(thought, chunk(content="We are open."), chunk("stop"), _DONE)]
    assert (await desk.ask(meter=purse, chain=Chain((openai.model,), PATIENT))).text == "We are open."
    (usage,) = purse.settled
    assert (usage.written, usage.exact) == (600 + len("We are open."), False)


@pytest.mark.parametrize("told", [0, 1, 5])
async def test_who_says_it_used_less_than_what_came_is_not_believed(desk: Desk, told: int) -> None:
    purse = Purse()
    said = "We are open from nine to five, and on Sundays we are closed. " * 6
    desk.one.says = [Said(said, tokens=(900, told))]
    await desk.ask(meter=purse)
    (usage,) = purse.settled
    assert usage.read == 900
    assert usage.written >= len(said) // 4
    assert not usage.exact


async def test_nobody_is_believed_to_have_used_what_no_model_can(desk: Desk) -> None:
    purse = Purse()
    desk.one.says = [Said("Hello.", tokens=(10**13, 5))]
    await desk.ask(meter=purse)
    assert purse.settled[0] == Usage(read=10_000_000, written=5)


async def test_who_is_cut_short_pays_what_it_says(desk: Desk) -> None:
    purse = Purse()
    desk.one.says, desk.two.says = [Said("Much too", cut=True, tokens=(50, 7))], [Said("Hello.")]
    await desk.ask(meter=purse)
    assert purse.settled[0] == Usage(read=50, written=7)


async def test_who_fails_three_times_rests(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.two.says = [Said("Hello.")]
    desk.one.faults = [refuse(500)] * 3
    for _ in range(3):
        assert failures((await desk.ask()).attempts) == ["server_error", None]
    assert failures((await desk.ask()).attempts) == ["resting", None]
    assert len(desk.one.asked) == 3
    other = replace(desk.one.model, key=SecretStr("sk-of-somebody-else"))
    desk.one.says = [Said("Good morning.")]
    assert (await desk.ask(chain=Chain((other,), PATIENT))).text == "Good morning.", "others' lines are theirs"
    desk.circuits.of(desk.one.model.line).open_until = 0
    desk.one.faults = [stall(0, seconds=0.2)]
    probing, meanwhile = await asyncio.gather(desk.ask(), desk.ask())
    assert {failures(each.attempts)[0] for each in (probing, meanwhile)} == {None, "resting"}
    assert (await desk.ask()).model == desk.one.model.label


async def test_who_asks_to_be_left_alone_is(desk: Desk) -> None:
    desk.two.says, desk.one.faults = [Said("Hello.")], [refuse(429, Retry_After="60")]
    assert failures((await desk.ask()).attempts) == ["rate_limited", None]
    assert failures((await desk.ask()).attempts) == ["resting", None]


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (refuse(400, "content_filter"), "filtered"),
        (refuse(400, "content_policy_violation"), "filtered"),
        (refuse(403, "moderation"), "filtered"),
        (refuse(400, "invalid_request_error"), "rejected"),
        (refuse(413, "request_too_large"), "rejected"),
        (refuse(422, "invalid_request_error"), "rejected"),
    ],
)
async def test_what_is_refused_for_the_questions_sake_costs_nobody_else_the_model(
    desk: Desk, refused: Fault, why: str
) -> None:
    desk.one.says, desk.two.says, desk.one.faults = [Said("Hi there.")], [Said("Hello.")], [refused] * 4
    for _ in range(4):
        assert failures((await desk.ask()).attempts) == [why, None]
    assert (await desk.ask()).model == desk.one.model.label


async def test_wrong_answers_tire_nobody(desk: Desk) -> None:
    desk.one.says, desk.two.says = [Said("Cut short. Very", cut=True)], [Said("Hello.")]
    for _ in range(5):
        assert failures((await desk.ask()).attempts) == ["cut_short", None]
