"""A model that always obeys the attacker: whatever it calls, with whatever, nothing is done for anybody else."""

import json
import random
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import pytest
from pydantic import Field

from sportello.core.llm import Call, Chain, ChainExhausted, Circuits, Providers, Task
from sportello.dialects import Called, Said
from tests.core.llm.conftest import PATIENT
from tests.upstream import Upstream, reach_of, upstream

ASKS, AT_ONCE = 2, 64
"""About 800 calls in each protocol. With 12 it is 4,600, which takes a minute."""
SEED = 4
Day = Literal["monday", "sunday"]


@dataclass
class Customer:
    """Whom the tools act for, as the server knows it, and what was done in whose name."""

    id: UUID = field(default_factory=uuid4)
    done: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


async def hours(call: Call[Customer], day: Day) -> str:
    """When the shop is open."""
    assert day in {"monday", "sunday"}
    call.bound.done.append((call.key, f"hours {day}"))
    return f"9-17 for {call.bound.id}"


async def refund(call: Call[Customer], order: UUID, cents: Annotated[int, Field(ge=1, le=5_000)]) -> str:
    """Give money back."""
    assert isinstance(order, UUID)
    assert 1 <= cents <= 5_000
    call.bound.done.append((call.key, f"refund {order} {cents}"))
    return "Refunded."


async def note(call: Call[Customer], text: Annotated[str, Field(max_length=200)], tags: list[str] | None = None) -> str:
    """Note something."""
    assert isinstance(text, str)
    assert len(text) <= 200
    assert "\x00" not in text + "".join(tags or [])
    (text + "".join(tags or [])).encode()
    call.bound.done.append((call.key, "note"))
    return text


TOOLS = (hours, refund, note)
NAMES = [
    "hours",
    "refund",
    "note",
    "delete_workspace",
    "",
    "answer",
    "__class__",
    "hours\x00",
    "h" * 300,
    "refund; note",
    "Hours",
]
FOREIGN = [
    "workspace_id",
    "contact_id",
    "conversation_id",
    "bound",
    "call",
    "key",
    "self",
    "ctx",
    "kwargs",
    "__class__",
]
ORDERS = [str(uuid4()) for _ in range(3)]


def value(made: random.Random, depth: int = 0) -> Any:
    """Anything JSON can say."""
    plain: list[Any] = [
        None,
        True,
        -1,
        10**30,
        1e308,
        "",
        "x" * 5_000,
        "\x00",
        "\ud83d",
        "../../etc",
        *ORDERS,
        "monday",
        7,
    ]
    if depth > 3 or made.random() < 0.7:
        return made.choice(plain)
    if made.random() < 0.5:
        return [value(made, depth + 1) for _ in range(made.randrange(4))]
    return {made.choice([*FOREIGN, "order", "day"]): value(made, depth + 1) for _ in range(made.randrange(4))}


def arguments(made: random.Random, name: str) -> str:
    """What a call carries: right, nearly right, or anything but."""
    right: dict[str, dict[str, Any]] = {
        "hours": {"day": made.choice(["monday", "sunday"])},
        "refund": {"order": made.choice(ORDERS), "cents": made.randrange(1, 9)},
        "note": {"text": made.choice(["a \x00 b", "half \udc00", "fine"]), "tags": made.choice([None, ["x\x00"]])},
    }
    given = dict(right.get(name, {}))
    kind = made.random()
    if kind < 0.35:
        return json.dumps(given)
    if kind < 0.6:
        given |= {made.choice(FOREIGN): value(made) for _ in range(made.randrange(1, 4))}
    elif kind < 0.9:
        given |= {key: value(made) for key in given}
    else:
        return made.choice(["", "{", "null", "[]", '"x"', "NaN", '{"day": Infinity}', "[" * 500, '{"a":' * 200])
    return json.dumps(given)


def outburst(made: random.Random) -> Said:
    """Many calls at once."""
    names = [made.choice(NAMES) for _ in range(AT_ONCE)]
    return Said("I obey.", [Called(name, arguments(made, name)) for name in names])


@pytest.mark.parametrize("provider", ["compatible", "anthropic"])
async def test_whatever_is_called_is_done_for_nobody_else(provider: Any) -> None:
    made = random.Random(SEED)  # noqa: S311 - no secret
    limits = replace(PATIENT, calls=AT_ONCE, turns=8, letters=10_000_000)
    called = refunded = 0
    async with upstream(provider) as one, upstream("openai") as two:
        circuits = Circuits()
        providers = Providers(reach_of([one, two]), circuits=circuits)
        for ask in range(ASKS):
            customer = Customer()
            for each in (one, two):
                each.says = [outburst(made) for _ in range(limits.turns)]
            before = len(one.asked) + len(two.asked)
            task = Task(f"message-{ask}", "", "Help", customer, tools=TOOLS)
            with pytest.raises(ChainExhausted):
                await providers.ask(Chain((one.model, two.model), limits), task)
            turns = len(one.asked) + len(two.asked) - before
            assert turns <= limits.turns
            called += turns * AT_ONCE
            keys = [key for key, _ in customer.done]
            assert len(keys) == len(set(keys)), "each call once"
            assert all(key.startswith(f"message-{ask}:") for key in keys)
            refunds = [what for _, what in customer.done if what.startswith("refund")]
            assert len(refunds) == len(set(refunds))
            refunded += len(refunds)
            _nobody_elses(customer, one, two)
            one.bodies.clear()
            two.bodies.clear()
            for each in (one, two):
                circuits.of(each.model.line).failures = 0
        await providers.close()
    assert called >= ASKS * AT_ONCE * 6
    assert refunded > ASKS * 4, "right calls are made"


def _nobody_elses(customer: Customer, *upstreams: Upstream) -> None:
    """What the tools brought was about this customer."""
    told = "".join(body for each in upstreams for body in each.bodies)
    assert "Traceback" not in told
    shown = {part.split('"')[0].split("\\")[0] for part in told.split("9-17 for ")[1:]}
    assert shown <= {str(customer.id)}
