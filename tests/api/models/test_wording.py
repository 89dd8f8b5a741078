"""Answers that models word, from the customer's message to their stream: a real provider's protocol, a real worker."""

import asyncio
from decimal import Decimal

import pytest

from sportello import answering, billing, conversations, knowledge, worker, workspaces
from sportello.answering import Models
from sportello.core import clock
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import ARTICLE, FILES
from tests.shop import GOOD, SURE, UNSURE, Shop, asked, words
from tests.upstream import Upstream, cut, refuse, stall


async def test_what_the_engine_is_not_sure_of_a_model_words_from_its_passages(shop: Shop, one: Upstream) -> None:
    await shop.asks(one)
    talk = await shop.talk()
    async with shop.at_work(), talk.listen() as ear:
        await talk.say(UNSURE)
        said = (await ear.until("message", author="assistant")).data
    assert said["text"].endswith(GOOD)
    assert said["is_ai"] is True
    assert [each["title"] for each in said["citations"]] == ["Opening hours"]
    trace = await shop.trace(talk, said["id"])
    assert trace.engine == one.model.label
    assert trace.asked
    (call,) = trace.asked["calls"]
    assert (call["model"], call["read"], call["written"], call["failure"]) == (one.model.label, 100, 10, None)
    assert trace.cost == pytest.approx(0.000108)
    assert (trace.asked["dropped"], trace.asked["gated"]) == ([], None)


async def test_what_the_engine_is_sure_of_costs_no_call(shop: Shop, one: Upstream) -> None:
    await shop.asks(one)
    talk = await shop.talk()
    async with shop.at_work(), talk.listen() as ear:
        for line in (SURE, "Ciao!", "Vorrei parlare con una persona"):
            ear.forget()
            await talk.say(line)
            await ear.until("message", author="assistant")
    assert one.asked == []


async def test_whoever_wants_it_has_everything_worded_but_what_needs_no_knowledge(shop: Shop, one: Upstream) -> None:
    one.says = [words("Sì, al guinzaglio.")]
    await shop.asks(one, routing="model_always", wishes="Be brief.")
    talk = await shop.talk()
    async with shop.at_work(), talk.listen() as ear:
        await talk.say(SURE)
        said = (await ear.until("message", author="assistant")).data
        assert said["text"].endswith("Sì, al guinzaglio.")
        for line in ("Ciao!", "Vorrei parlare con una persona"):
            ear.forget()
            await talk.say(line)
            await ear.until("message", author="assistant")
    assert len(one.asked) == 1
    assert "Be brief." in one.asked[0].system


async def test_the_words_come_while_they_are_written_and_make_the_answer(shop: Shop, one: Upstream) -> None:
    one.server.pace = 0.02
    await shop.asks(one)
    talk = await shop.talk()
    async with shop.at_work(), talk.listen() as ear, talk.listen() as other:
        await talk.say(UNSURE)
        said = (await ear.until("message", author="assistant")).data
        await other.until("message", author="assistant")
        for each in (ear, other):
            pieces = each.named("delta")
            assert {piece["id"] for piece in pieces} == {said["id"]}
            assert said["text"].startswith("".join(piece["text"] for piece in pieces))
            assert each.named("replace") == []
            events = [one.event for one in each.heard if one.event in {"delta", "message"}]
            assert events[-1] == "message", "nothing of it comes after the answer"
        assert "The last entry is at nine." in "".join(piece["text"] for piece in ear.named("delta"))


async def test_who_comes_back_in_the_middle_has_it_from_the_beginning(shop: Shop, one: Upstream) -> None:
    sentences = ["The last entry is at nine.", "The trail opens at five.", "We are closed on Christmas Day."]
    one.says = [words(" ".join(sentences))]
    one.server.pace = 0.15
    await shop.asks(one)
    talk = await shop.talk()
    async with shop.at_work():
        async with talk.listen() as ear:
            await talk.say(UNSURE)
            await ear.until("delta")
        async with talk.listen(after=1) as again:
            said = (await again.until("message", author="assistant")).data
    seen = "".join(piece["text"] for piece in again.named("delta"))
    assert said["text"].startswith(seen)
    assert len(again.named("message")) == 1


@pytest.mark.parametrize("fault", [refuse(500, "server_error"), cut(1)], ids=["500", "cut"])
async def test_a_model_that_fails_is_followed_by_the_next_and_nobody_notices(
    shop: Shop, one: Upstream, two: Upstream, fault: object
) -> None:
    one.faults = [fault]  # pyright: ignore[reportAttributeAccessIssue]
    await shop.asks(one, two)
    talk = await shop.talk()
    async with shop.at_work(), talk.listen() as ear:
        await talk.say(UNSURE)
        said = (await ear.until("message", author="assistant")).data
    assert said["text"].endswith("The last entry is at nine.")
    assert ear.named("replace") == []
    trace = await shop.trace(talk, said["id"])
    assert trace.engine == two.model.label
    assert trace.asked
    assert [call["failure"] is None for call in trace.asked["calls"]] == [False, True]


@pytest.mark.parametrize("why", ["unavailable", "over_budget", "no_key"])
async def test_where_no_model_can_the_engine_answers_and_the_trace_says_why(
    shop: Shop, one: Upstream, why: str
) -> None:
    one.faults = [refuse(500, "server_error")]
    await shop.asks(one)
    admin = await shop.house.member("Bea", "admin")
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        if why == "over_budget":
            await billing.set_budget(
                session,
                workspace_id=shop.house.workspace_id,
                limits={"conversation": Decimal(0), "assistant_day": None},
                actor=admin,
            )
        if why == "no_key":
            (key,) = await workspaces.list_model_keys(session)
            await session.delete(key)
    talk = await shop.talk()
    async with shop.at_work(), talk.listen() as ear:
        await talk.say(UNSURE)
        said = (await ear.until("message", author="assistant")).data
    assert [button["choice"] for button in said["buttons"]][-2:] == ["person", "continue"]
    trace = await shop.trace(talk, said["id"])
    assert (trace.engine, trace.rules[-1]) == ("no-key", f"gated:{why}")
    assert ear.named("delta") == []


async def test_what_no_passage_says_is_neither_shown_nor_said(shop: Shop, one: Upstream) -> None:
    one.says = [words("Pay at https://evil.example/canary. The last entry is at nine.", citations=("p1", "p9"))]
    await shop.asks(one)
    talk = await shop.talk()
    async with shop.at_work(), talk.listen() as ear:
        await talk.say(UNSURE)
        said = (await ear.until("message", author="assistant")).data
    assert "canary" not in said["text"] + "".join(piece["text"] for piece in ear.named("delta"))
    trace = await shop.trace(talk, said["id"])
    assert trace.asked
    assert {each["why"] for each in trace.asked["dropped"]} == {"address"}


async def test_who_writes_on_stops_the_model_and_gets_one_answer_to_all(shop: Shop, one: Upstream) -> None:
    one.server.pace = 0.5
    await shop.asks(one)
    talk = await shop.talk()
    async with shop.at_work(), talk.listen() as ear:
        await talk.say(UNSURE)
        first = (await ear.until("delta")).data
        one.server.pace = 0
        await talk.say("And on Christmas Day?", seen_seq=0)
        gone = (await ear.until("replace")).data
        assert (gone["id"], gone["text"]) == (first["id"], "")
        said = (await ear.until("message", author="assistant")).data
    assert said["id"] != first["id"]
    assert [each["author"] for each in await talk.messages()] == ["customer", "customer", "assistant"]


async def test_who_takes_over_stops_the_model(shop: Shop, one: Upstream) -> None:
    one.server.pace = 0.5
    await shop.asks(one)
    talk = await shop.talk()
    agent = await shop.street.agent("Bruno")
    async with shop.at_work(), talk.listen() as ear:
        await talk.say(UNSURE)
        await ear.until("delta")
        await agent.post(f"/conversations/{talk.id}/take")
        assert (await ear.until("replace")).data["text"] == ""
    assert "assistant" not in [each["author"] for each in await talk.messages()]


async def test_others_are_answered_while_a_model_is_waited_for(
    shop: Shop, one: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FINISH", 0.1)
    one.faults = [stall(0, 60)] * 8
    await shop.asks(one)
    waiting = [await shop.talk() for _ in range(8)]
    other = await shop.talk()
    async with shop.at_work():
        for talk in waiting:
            await talk.say(UNSURE)
        await asked(one, len(waiting))
        async with other.listen() as ear:
            await other.say(SURE)
            await ear.until("message", author="assistant")
        assert [len(await talk.messages()) for talk in waiting] == [1] * len(waiting)


async def test_a_killed_workers_answer_is_taken_over_and_said_once(shop: Shop, one: Upstream) -> None:
    one.faults = [stall(3, 60)]
    await shop.asks(one)
    talk = await shop.talk()
    await talk.say(UNSURE)
    clock.travel(conversations.TIMERS.gather)
    async with shop.resources.database.transaction() as session:
        dues = await conversations.claim_due(session, limit=1, by=new_id())
    (ready,) = await answering.answer_all(shop.house.database, dues, setups=answering.Setups(), models=True)
    models = Models(shop.resources.providers, shop.resources.keyring, Decimal("0.9"))
    killed = asyncio.create_task(answering.word(shop.house.database, shop.resources.hub, ready, models=models))
    await asked(one)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    async with shop.at_work(), talk.listen() as ear:
        clock.travel(conversations.TIMERS.lease)
        said = (await ear.until("message", author="assistant")).data
        assert said["text"].endswith(GOOD)
    assert [each["author"] for each in await talk.messages()] == ["customer", "assistant"]
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        spent = await billing.calls_of(session, conversation_id=talk.id)
    assert [str(call.message_id) for call in spent] == [said["id"]] * 2


async def test_the_same_question_is_answered_again_without_a_call(shop: Shop, one: Upstream) -> None:
    await shop.asks(one)
    said: list[str] = []
    async with shop.at_work():
        for question in (UNSURE, f"  {UNSURE.upper().removesuffix('?')} ??"):
            talk = await shop.talk()
            async with talk.listen() as ear:
                await talk.say(question)
                said.append((await ear.until("message", author="assistant")).data["text"])
        assert len(one.asked) == 1
        assert said[0] == said[1]
        trace = await shop.trace(talk, (await talk.messages())[-1]["id"])
        assert trace.asked
        assert (trace.asked["kept"], trace.asked["calls"], trace.engine) == (True, [], one.model.label)
        ada = await shop.street.agent("Ada", "admin")
        spared = (await ada.get("/spending"))["spared"]
        assert (spared["asked"], spared["recalled"], spared["saved"]) == (1, 1, "0.000108")

        files = [File("articles/en/hours.md", ARTICLE.replace("at nine", "at ten")), FILES[0]]
        async with shop.house.database.transaction(shop.house.workspace_id) as session:
            await knowledge.import_articles(session, source="test", files=files)
        one.says = [words("The last entry is at ten.")]
        talk = await shop.talk()
        async with talk.listen() as ear:
            await talk.say(UNSURE)
            assert "at ten" in (await ear.until("message", author="assistant")).data["text"]
    assert len(one.asked) == 2


async def test_what_holds_anything_of_a_customers_own_is_not_kept(shop: Shop, one: Upstream) -> None:
    await shop.asks(one)
    async with shop.at_work():
        for _ in range(2):
            talk = await shop.talk()
            async with talk.listen() as ear:
                await talk.say(f"{UNSURE} Write to anna@example.org")
                await ear.until("message", author="assistant")
    assert len(one.asked) == 2


async def test_a_question_that_is_tried_is_worded_too_and_its_trace_tells_all(shop: Shop, one: Upstream) -> None:
    one.says = [words("It costs 99 €."), words(citations=("p1", "p9"))]
    await shop.asks(one)
    agent = await shop.street.agent("Bruno")
    tried = await agent.post("/knowledge/try", question=UNSURE, language="en")
    assert tried["text"] == GOOD
    asked = tried["trace"]["asked"]
    assert [call["failure"] for call in asked["calls"]] == [None, None]
    assert asked["dropped"] == [{"why": "unsupported", "what": "It costs 99 €."}, {"why": "citation", "what": "p9"}]
    assert tried["trace"]["cost"] == pytest.approx(0.000216)
    assert (await agent.post("/knowledge/try", question=SURE, language="it"))["trace"]["asked"] is None
