"""Every way a provider has to fail: the next one answers, the customer sees one answer, and nothing is left behind."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from sportello.core.llm import Chain, ChainExhausted, Delta, Model, Providers, Replace, Task
from sportello.dialects import Said
from tests.core.llm.conftest import PATIENT, SOON, Desk, failures
from tests.upstream import Fault, cut, end, hang_up, instead, reach_of, refuse, stall, upstream

OPENING = "We are open from nine to five. On Sundays we are closed, and on holidays too, except for one."
OTHER = "From nine to five. Come and see us."
SILENT: list[tuple[str, Fault, str]] = [
    ("429", refuse(429, "rate_limit_error", Retry_After="7"), "rate_limited"),
    ("429 of a quota", refuse(429, "insufficient_quota"), "quota_spent rate_limited"),
    ("500", refuse(500), "server_error"),
    ("529", refuse(529, "overloaded_error"), "overloaded"),
    ("503", refuse(503), "overloaded"),
    ("401", refuse(401, "authentication_error"), "key_refused"),
    ("404", refuse(404, "not_found_error"), "not_found"),
    ("400", refuse(400, "invalid_request_error"), "rejected"),
    ("413", refuse(413, "request_too_large"), "rejected"),
    ("422", refuse(422, "invalid_request_error"), "rejected"),
    ("a content policy", refuse(400, "content_policy_violation"), "filtered"),
    ("a moderation", refuse(403, "moderation"), "filtered"),
    ("a redirect", refuse(307, Location="http://127.0.0.1:1/v1"), "garbled server_error"),
    ("a long error", lambda _, __, reply: replace(reply, status=500, pieces=_long(b"x" * 65_536, 400)), "broken_off"),
    ("hanging up", hang_up, "unreachable broken_off"),
    ("a stall before the first word", stall(0), "slow_start"),
    ("a stall after the first event", stall(1), "slow_start"),
    ("a stall within the first sentence", stall(3), "stalled slow_start"),
    ("a cut before the first sentence", cut(3), "broken_off"),
    ("an end without a reason", end(after=3), "broken_off empty"),
    ("nothing", instead(), "broken_off empty garbled"),
    ("nothing but the end", end(b'"content": "', b"text_delta"), "empty"),
    ("no JSON", instead(b"data: {oh no\n\n"), "garbled"),
    ("other JSON", instead(b'data: {"choices": 7}\n\ndata: [DONE]\n\n'), "garbled broken_off empty"),
    ("a web page", instead(b"<html>", media_type="text/html"), "garbled broken_off empty"),
    ("what is packed", instead(b"\x1f\x8b\x08", Content_Encoding="gzip"), "unreachable broken_off"),
    ("bytes", instead(b"\x00\xff\xfe\x00" * 999), "garbled broken_off empty"),
    ("an error in the stream", instead(b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error", '
                                       b'"message": "m"}}\n\n'), "overloaded garbled server_error failed"),
]  # fmt: skip


async def _long(piece: bytes, times: int) -> AsyncGenerator[bytes]:
    for _ in range(times):
        yield piece


@pytest.mark.parametrize(("name", "fault", "reasons"), SILENT, ids=[fault[0] for fault in SILENT])
async def test_who_fails_before_the_first_sentence_is_never_noticed(
    desk: Desk, name: str, fault: Fault, reasons: str
) -> None:
    desk.one.says, desk.two.says = [Said(OPENING)], [Said(OTHER)]
    desk.one.faults, desk.limits = [fault], SOON if "stall" in name else PATIENT
    reply = await desk.ask()
    assert reply.text == OTHER
    assert reply.model == desk.two.model.label
    assert not desk.listener.replaced
    assert "We" not in desk.listener.first
    first, second = failures(reply.attempts)
    assert first in reasons.split()
    assert second is None
    assert len(desk.one.asked) == 1, "nobody tries again"
    assert "canary" not in str(reply.attempts[0].failure)


LOUD: list[tuple[str, Fault, str]] = [
    ("a stall", stall(8), "stalled"),
    ("a cut", cut(8), "broken_off"),
    ("an end without a reason", end(after=8), "broken_off"),
    (
        "an end that only forgets the reason",
        end(b'"finish_reason": "stop"', b'"stop_reason": "end_turn"'),
        "broken_off",
    ),
]


@pytest.mark.parametrize(("fault", "reason"), [fault[1:] for fault in LOUD], ids=[fault[0] for fault in LOUD])
async def test_who_fails_later_is_replaced_by_the_next(desk: Desk, fault: Fault, reason: str) -> None:
    desk.one.says, desk.two.says = [Said(OPENING)], [Said(OTHER)]
    desk.one.faults, desk.limits = [fault], SOON
    reply = await desk.ask()
    assert reply.text == OTHER
    assert desk.listener.first.startswith("We are open from nine to five.")
    replaced = [piece for piece in desk.listener.pieces if isinstance(piece, Replace)]
    assert [piece.text for piece in replaced] == [OTHER[: len(piece.text)] for piece in replaced]
    assert len(replaced) == 1, "what is seen goes when there is something to see instead"
    assert "." in replaced[0].text
    assert failures(reply.attempts) == [reason, None]


async def test_a_provider_that_is_not_there_is_passed_over(desk: Desk) -> None:
    async with upstream() as gone:
        model = gone.model
    providers = Providers(reach_of([gone, desk.two]))
    desk.two.says = [Said(OTHER)]
    try:
        desk.providers = providers
        reply = await desk.ask(chain=Chain((model, desk.two.model), PATIENT))
    finally:
        await providers.close()
    assert failures(reply.attempts) == ["unreachable", None]
    assert reply.attempts[0].usage.read == 0


async def test_a_million_words_are_not_read(desk: Desk) -> None:
    desk.one.says, desk.two.says = [Said("word " * 1_000_000)], [Said(OTHER)]
    reply = await desk.ask()
    assert failures(reply.attempts) == ["too_long", None]
    assert reply.attempts[0].usage.written <= PATIENT.tokens
    assert not reply.attempts[0].usage.exact


async def test_a_line_without_end_is_not_read(desk: Desk) -> None:
    desk.one.faults = [lambda _, __, reply: replace(reply, pieces=_long(b"data: " + b"x" * 65_536, 400))]
    desk.two.says = [Said(OTHER)]
    reply = await desk.ask()
    assert failures(reply.attempts) == ["broken_off", None]


@pytest.mark.parametrize(("cut_off", "reason"), [(True, "cut_short")])
async def test_an_answer_cut_by_its_own_limit_is_none(desk: Desk, *, cut_off: bool, reason: str) -> None:
    desk.one.says, desk.two.says = [Said(OPENING, cut=cut_off)], [Said(OTHER)]
    reply = await desk.ask()
    assert failures(reply.attempts) == [reason, None]
    assert reply.text == OTHER


async def test_a_trickle_ends_with_its_time(desk: Desk) -> None:
    desk.one.server.pace, desk.limits = 0.2, replace(PATIENT, one=1.5)
    desk.one.says = [Said("word " * 300)]
    desk.two.says = [Said(OTHER)]
    reply = await desk.ask()
    assert failures(reply.attempts) == ["slow", None]


async def test_the_whole_chain_ends_with_its_time(desk: Desk) -> None:
    desk.limits = replace(PATIENT, whole=0.5)
    desk.one.faults = [stall(0)]
    with pytest.raises(ChainExhausted) as exhausted:
        await desk.ask()
    assert failures(exhausted.value.attempts) == ["slow"]
    assert not desk.two.asked


async def test_whoever_asks_learns_why_nobody_answered(desk: Desk) -> None:
    desk.one.says = [Said(OPENING)]
    desk.one.faults, desk.two.faults = [cut(8)], [refuse(500)]
    with pytest.raises(ChainExhausted) as exhausted:
        await desk.ask()
    assert failures(exhausted.value.attempts) == ["broken_off", "server_error"]
    assert exhausted.value.told == desk.listener.seen
    assert desk.listener.seen.startswith("We are open")
    assert "sk-canary" not in str(exhausted.value)


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("Nul \x00 and bell \x07. Done.", "Nul  and bell . Done."),
        ("Half \ud83d of a smile.", "Half \ufffd of a smile."),
        ("A whole \ud83d\ude00 smile.", "A whole \U0001f600 smile."),
        ("\ud83d\ude00 " * 90 + "\udc00", "\U0001f600 " * 90 + "\ufffd"),
    ],
    ids=["control", "half", "pair", "long"],
)
async def test_what_no_text_holds_is_not_told(desk: Desk, said: str, seen: str) -> None:
    desk.one.says = [Said(said)]
    reply = await desk.ask()
    assert reply.text == seen
    str(reply.messages).encode()
    assert "\x00" not in str(reply.messages)


async def test_nothing_is_left_behind(desk: Desk) -> None:
    before = asyncio.all_tasks()
    desk.two.says, desk.limits = [Said(OTHER)], SOON
    for fault in (stall(0, seconds=1.6), cut(3), hang_up, end(after=3), refuse(500)):
        desk.one.says, desk.one.faults = [Said(OPENING)], [fault]
        await desk.ask()
        desk.circuits.of(desk.one.model.line).failures = 0
    await desk.providers.close()
    for _ in range(100):
        if not desk.one.open_connections + desk.two.open_connections:
            break
        await asyncio.sleep(0.02)
    assert (desk.one.open_connections, desk.two.open_connections) == (0, 0)
    assert {task for task in asyncio.all_tasks() - before if "_connected" not in repr(task)} == set()


async def test_who_stops_asking_stops_the_provider(desk: Desk) -> None:
    desk.one.says, desk.one.faults, desk.limits = (
        [Said(OPENING)],
        [stall(6)],
        replace(PATIENT, between=60, one=60, whole=60),
    )
    asking = asyncio.create_task(desk.ask())
    for _ in range(500):
        if desk.listener.pieces:
            break
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not desk.two.asked
    assert isinstance(desk.listener.pieces[0], Delta)


async def test_private_addresses_are_not_dialled(desk: Desk) -> None:
    model = desk.one.model
    closed = Providers()
    inside = [
        model.url,
        f"http://localhost:{desk.one.server.port}/v1",
        "http://169.254.169.254/v1",
        f"http://[::ffff:127.0.0.1]:{desk.one.server.port}/v1",
    ]
    try:
        for url in inside:
            with pytest.raises(ChainExhausted) as exhausted:
                await closed.ask(Chain((replace(model, url=url),), SOON), _task())
            (attempt,) = exhausted.value.attempts
            assert failures([attempt]) == ["address_refused"]
            assert attempt.failure is not None
            assert "MODEL_NETWORKS" in attempt.failure.detail
    finally:
        await closed.close()
    assert not desk.one.asked


async def test_keys_do_not_travel_readable_over_the_internet() -> None:
    providers = Providers()
    try:
        with pytest.raises(ChainExhausted) as exhausted:
            await providers.ask(Chain((Model("compatible", "m", url="http://1.1.1.1/v1"),), SOON), _task())
    finally:
        await providers.close()
    assert failures(exhausted.value.attempts) == ["address_refused"]


def _task() -> Task[None, str]:
    return Task("k", "", "When?", None)
