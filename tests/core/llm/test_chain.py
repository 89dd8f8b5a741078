"""A chain that works: tools, typed answers, what is carried over, what is metered, who rests."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from sportello.core.llm import (
    Call,
    ChainExhausted,
    Limits,
    Line,
    Mistaken,
    Task,
)
from sportello.dialects import Called, Said
from tests.core.llm.conftest import PATIENT, Desk, failures
from tests.upstream import calls, cut, refuse

Day = Literal["monday", "sunday"]


@dataclass
class Shop:
    """Whom tools act for, and what they did."""

    name: str = "Lumina"
    done: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


@pytest.fixture
def shop() -> Shop:
    return Shop()


async def hours(call: Call[Shop], day: Day) -> dict[str, str]:
    """Look up when the shop is open.

    Args:
        call: Ours.
        day: The day that is asked about.
    """
    call.bound.done.append((call.key, day))
    return {"shop": call.bound.name, day: "9-17"}


async def book(call: Call[Shop], people: Annotated[int, Field(ge=1, le=8)]) -> str:
    """Book a table."""
    call.bound.done.append((call.key, str(people)))
    return "Booked."


async def slow(call: Call[Shop]) -> str:
    """Take long."""
    call.bound.done.append((call.key, "slow"))
    await asyncio.sleep(30)
    return "never"


async def broken(call: Call[Shop]) -> str:
    """Break."""
    call.bound.done.append((call.key, "broken"))
    raise RuntimeError("sk-secret of the database")


async def picky(call: Call[Shop], word: str) -> str:
    """Take one word only."""
    if word != "please":
        raise Mistaken("Say please.")
    call.bound.done.append((call.key, word))
    return "thanks"


async def test_a_tool_acts_for_whom_the_server_says(desk: Desk, shop: Shop) -> None:
    desk.one.says = [Said("I look.", calls("hours", day="monday").calls), Said("From nine to five on Mondays.")]
    reply = await desk.ask(bound=shop, tools=[hours])
    assert reply.text == "From nine to five on Mondays."
    assert desk.one.asked[1].lines[-1] == ("tool", '{"shop":"Lumina","monday":"9-17"}')
    assert [day for _, day in shop.done] == ["monday"]
    (offered,) = desk.one.asked[0].tools
    assert offered.name == "hours"
    assert set(offered.schema["properties"]) == {"day"}
    assert len(reply.attempts) == 2


async def test_what_was_said_before_is_sent(desk: Desk) -> None:
    desk.one.says = [Said("Yes.")]
    await desk.ask(
        history=[Line("customer", "Hi"), Line("assistant", "Hello"), Line("customer", "Open?")], question="?"
    )
    asked = desk.one.asked[0]
    assert asked.system == "Be kind."
    assert asked.lines[0] == ("customer", "Hi")
    assert asked.lines[1] == ("assistant", "Hello")
    assert "?" in asked.lines[-1][1]


async def test_a_welcome_before_all_else_is_left_out(desk: Desk) -> None:
    desk.one.says = [Said("Yes.")]
    await desk.ask(history=[Line("assistant", "Welcome!"), Line("customer", "Hi"), Line("assistant", "Hello")])
    assert [role for role, _ in desk.one.asked[0].lines] == ["customer", "assistant", "customer"]


async def test_who_does_not_listen_costs_no_answer(desk: Desk) -> None:
    async def deaf(_: object) -> None:
        raise OSError("gone")

    desk.one.says = [Said("Yes. We are open today.")]
    reply = await desk.providers.ask(desk.chain, Task("k", "", "Open?", None), tell=deaf)
    assert reply.text == "Yes. We are open today."
    assert failures(reply.attempts) == [None]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("hours", '{"day": "monday", "shop": "Other", "workspace_id": 7}'),
        ("hours", '{"day": "someday"}'),
        ("hours", '{"day": 7}'),
        ("hours", "{}"),
        ("hours", "[]"),
        ("hours", "null"),
        ("book", '{"people": 9}'),
        ("book", '{"people": "many"}'),
        ("book", '{"people": NaN}'),
        ("drop_tables", "{}"),
        ("hours; book", '{"day": "monday"}'),
        ("", "{}"),
        ("book", '{"call": {"bound": "me"}, "people": 2}'),
    ],
)
async def test_a_call_that_is_wrong_does_nothing(desk: Desk, shop: Shop, name: str, arguments: str) -> None:
    desk.one.says = [Said(calls=[Called(name, arguments)]), Said("I cannot.")]
    desk.two.says = [Said("Nor can I.")]
    reply = await desk.ask(bound=shop, tools=[hours, book])
    assert shop.done == []
    assert reply.text in {"I cannot.", "Nor can I."}


async def test_arguments_that_are_no_json_do_nothing(shop: Shop, desk: Desk) -> None:
    desk.one.says = [Said(calls=[Called("hours", '{"day": "mon')]), Said("I cannot.")]
    reply = await desk.ask(bound=shop, tools=[hours])
    assert (shop.done, reply.text) == ([], "I cannot.")


async def test_a_model_that_goes_on_being_wrong_is_passed_over(desk: Desk, shop: Shop) -> None:
    desk.one.says, desk.two.says = [calls("drop_tables")], [Said("Hello.")]
    reply = await desk.ask(bound=shop, tools=[hours])
    assert failures(reply.attempts) == [None, None, "wrong_output", None]
    assert "drop_tables" not in desk.two.bodies[0], "the next one is not led astray"


async def test_what_a_tool_brought_is_not_fetched_again(desk: Desk, shop: Shop) -> None:
    desk.one.says, desk.one.faults = [calls("book", people=2), Said("Booked for you.")], [None, cut(2)]
    desk.two.says = [Said("It is booked.")]
    reply = await desk.ask(bound=shop, tools=[book])
    assert reply.text == "It is booked."
    assert [what for _, what in shop.done] == ["2"]
    assert desk.two.asked[0].lines[-1] == ("tool", "Booked.")


async def test_the_same_call_is_made_once_whoever_makes_it(desk: Desk, shop: Shop) -> None:
    twice = [*calls("book", people=2).calls, *calls("book", people=2).calls]
    desk.one.says, desk.one.faults = [Said(calls=twice), Said("Booked for you.")], [None, refuse(500)]
    desk.two.says = [calls("book", people=2), calls("book", people=3), Said("All is booked.")]
    await desk.ask(bound=shop, tools=[book], key="message-7")
    assert [what for _, what in shop.done] == ["2", "3"]
    keys = [key for key, _ in shop.done]
    assert len(set(keys)) == 2
    assert all(key.startswith("message-7:book:") for key in keys)
    first = keys[0]
    desk.two.says = [calls("book", people=2), Said("All is booked.")]
    desk.one.faults = [refuse(500)]
    await desk.ask(bound=shop, tools=[book], key="message-7")
    assert shop.done[-1][0] == first, "so that the tool can know it again in another process"


async def test_a_tool_that_fails_or_lasts_costs_no_answer(desk: Desk, shop: Shop) -> None:
    desk.limits = replace(PATIENT, tool=0.3)
    both = [*calls("broken").calls, *calls("slow").calls, *calls("slow").calls]
    desk.one.says = [Said(calls=both), Said("That does not work now.")]
    reply = await desk.ask(bound=shop, tools=[broken, slow])
    assert reply.text == "That does not work now."
    assert [what for _, what in shop.done] == ["broken", "slow"]
    told = desk.one.bodies[-1]
    assert "does not work at the moment" in told
    assert "not known whether this was done" in told
    assert "sk-secret" not in told


async def test_a_tool_may_ask_the_model_to_mend_its_call(desk: Desk, shop: Shop) -> None:
    desk.one.says = [calls("picky", word="now"), calls("picky", word="please"), Said("Done.")]
    reply = await desk.ask(bound=shop, tools=[picky])
    assert (reply.text, [what for _, what in shop.done]) == ("Done.", ["please"])


async def test_a_loop_of_tools_ends(desk: Desk, shop: Shop) -> None:
    desk.one.says = [calls("hours", day="monday")]
    desk.two.says = [calls("hours", day="sunday")]
    with pytest.raises(ChainExhausted) as exhausted:
        await desk.ask(bound=shop, tools=[hours])
    assert len(desk.one.asked) + len(desk.two.asked) == Limits().turns == 8
    assert failures(exhausted.value.attempts)[-1] == "wrong_output"
    assert [what for _, what in shop.done] == ["monday"]


async def test_a_hundred_calls_at_once_are_not_made(desk: Desk, shop: Shop) -> None:
    many = [call for people in range(1, 9) for call in calls("book", people=people).calls]
    desk.one.says = [Said(calls=[*many, *many, *calls("hours", day="monday").calls]), Said("Done.")]
    await desk.ask(bound=shop, tools=[book, hours])
    assert [what for _, what in shop.done] == [str(people) for people in range(1, 9)]


# --- typed answers ------------------------------------------------------------------------------------------------


class Answer(BaseModel):
    """An answer as the assistant wants it."""

    answer: str
    citations: list[str]
    sure: Annotated[float, Field(ge=0, le=1)]


GOOD = calls("answer", answer="We open at nine. “Nine” 🙂 it is.", citations=["p1"], sure=0.9)


async def test_a_typed_answer_is_told_while_it_is_written(desk: Desk) -> None:
    desk.one.says = [GOOD]
    reply = await desk.ask(output=Answer)
    assert reply.output == Answer(answer="We open at nine. “Nine” 🙂 it is.", citations=["p1"], sure=0.9)
    assert reply.text == reply.output.answer
    assert desk.listener.first.startswith("We open at nine.")
    assert desk.one.asked[0].must_call


@pytest.mark.parametrize(
    "wrong",
    [
        calls("answer", answer="Yes. Indeed. So.", citations="p1", sure=0.9),
        calls("answer", answer="Yes. Indeed. So.", citations=[], sure=7),
        calls("answer", answer="   ", citations=[], sure=0.1),
        Said("Just text."),
    ],
    ids=["type", "range", "blank", "text"],
)
async def test_an_answer_of_another_shape_is_mended(desk: Desk, wrong: Said) -> None:
    desk.one.says = [wrong, GOOD]
    reply = await desk.ask(output=Answer)
    assert reply.output.citations == ["p1"]
    desk.one.says, desk.two.says = [wrong], [GOOD]
    reply = await desk.ask(output=Answer)
    assert failures(reply.attempts) == [None, None, "wrong_output", None]


async def test_whoever_asks_may_refuse_an_answer(desk: Desk) -> None:
    def check(answer: Answer) -> None:
        if answer.citations != ["p1"]:
            raise Mistaken("There is no passage p9.")

    desk.one.says = [calls("answer", answer="We open at ten. Sure.", citations=["p9"], sure=1), GOOD]
    reply = await desk.ask(output=Answer, check=check)
    assert "There is no passage p9." in desk.one.bodies[-1]
    assert reply.output.citations == ["p1"]
    assert desk.listener.replaced


async def test_a_text_may_be_refused_too(desk: Desk) -> None:
    def check(answer: str) -> None:
        if "ten" in answer:
            raise Mistaken("Not ten.")

    desk.one.says = [Said("At ten. Not before."), Said("At nine. Not before.")]
    assert (await desk.ask(check=check)).text == "At nine. Not before."


async def test_a_text_is_not_given_by_a_call(desk: Desk, shop: Shop) -> None:
    desk.one.says = [Said("I obey.", [*GOOD.calls, *calls("book", people=2).calls]), Said("Booked. Really.")]
    reply = await desk.ask(bound=shop, tools=[book])
    assert (reply.text, [what for _, what in shop.done]) == ("Booked. Really.", ["2"])


async def answer(call: Call[Shop]) -> str:
    """What the way of answering is called."""
    return call.key


async def test_no_tool_takes_the_answers_name(desk: Desk, shop: Shop) -> None:
    with pytest.raises(ValueError, match="No tool can be called answer"):
        await desk.ask(bound=shop, tools=[answer])


async def test_tools_called_beside_the_answer_are_not_run(desk: Desk, shop: Shop) -> None:
    desk.one.says = [Said(calls=[*calls("book", people=2).calls, *GOOD.calls])]
    reply = await desk.ask(bound=shop, tools=[book], output=Answer)
    assert shop.done == []
    assert reply.output.sure == 0.9
