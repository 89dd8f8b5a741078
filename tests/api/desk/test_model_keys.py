"""Keys to language models: stored for asking only, tried with a real call, and never told again."""

import json
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from sportello.api.app import create_app
from sportello.bootstrap import Access
from sportello.core.db import Database
from sportello.core.keyring import FILE
from sportello.core.llm import Providers
from sportello.core.resources import Resources
from tests.api.conftest import Desk, People
from tests.assistants import go_live
from tests.house import build_house
from tests.upstream import Upstream, refuse, stall, upstream

KEYS = "/workspaces/lumina/model-keys"
MODELS = "/workspaces/lumina/assistants/default/draft/models"
SECRET = "sk-ant-canary-0123456789abcdef"
PRICES = "/workspaces/lumina/model-prices"


@pytest.fixture
async def provider() -> AsyncGenerator[Upstream]:
    """A server that speaks OpenAI's protocol, on this machine."""
    async with upstream("compatible") as server:
        yield server


@pytest.fixture
async def app(resources: Resources, provider: Upstream) -> AsyncGenerator[FastAPI]:
    """The application where the installation allows models on this machine."""
    settings = resources.settings.model_copy(
        update={"model_networks": provider.reach.networks, "model_ports": frozenset(provider.reach.ports)}
    )
    providers = Providers(settings.model_reach)
    yield create_app(replace(resources, settings=settings, providers=providers))
    await providers.close()


@dataclass
class Shelf:
    """An admin before the keys."""

    desk: Desk
    provider: Upstream

    async def add(self, **body: Any) -> dict[str, Any]:
        """Store one; on the provider, unless said otherwise."""
        model = self.provider.model
        assert model.key
        given = {"provider": "compatible", "url": model.url, "key": model.key.get_secret_value()} | body
        made = await self.desk.post(KEYS, json=given)
        assert made.status_code == 201, made.text
        return made.json()

    async def priced(self, model: str = "own") -> None:
        """Say what the provider's model costs."""
        price = {"provider": "compatible", "model": model, "read": "1", "write": "2"}
        assert (await self.desk.put(PRICES, json=price)).status_code == 200

    async def attempt(self, key_id: str, model: str = "own") -> dict[str, Any]:
        """Ask one of its models once."""
        tried = await self.desk.post(f"{KEYS}/{key_id}/trials", json={"model": model})
        assert tried.status_code == 200, tried.text
        return tried.json()


@pytest.fixture
def shelf(admin: Desk, provider: Upstream) -> Shelf:
    return Shelf(admin, provider)


async def test_a_key_is_told_to_nobody_once_it_is_stored(shelf: Shelf, admin: Desk) -> None:
    made = await admin.post(KEYS, json={"key": f" {SECRET}\n"})
    assert made.status_code == 201, made.text
    key = made.json()
    assert (key["provider"], key["name"], key["hint"], key["url"]) == ("anthropic", "anthropic", "cdef", None)
    listed = await admin.get(KEYS)
    assert listed.json()["items"] == [key]
    replaced = await admin.put(f"{KEYS}/{key['id']}/key", json={"key": "sk-ant-canary-9876543210zyxw"})
    assert (replaced.status_code, replaced.json()["hint"]) == (200, "zyxw")
    assert replaced.json()["updated_at"] > key["updated_at"]
    trail = await admin.get("/workspaces/lumina/audit")
    told = [entry["action"] for entry in trail.json()["items"]]
    assert told[:2] == ["model_key.replaced", "model_key.added"]
    refused = await admin.post(KEYS, json={"key": SECRET, "provider": "nobody"})
    assert refused.status_code == 422
    for answer in (made, listed, replaced, trail, refused):
        assert "canary" not in answer.text


async def test_a_key_is_tried_with_a_real_call_that_is_paid_for(shelf: Shelf, admin: Desk) -> None:
    key = await shelf.add(name="Here")
    await shelf.priced()
    tried = await shelf.attempt(key["id"])
    assert (tried["works"], tried["reason"]) == (True, None)
    assert tried["tokens"] > 0
    assert tried["took_ms"] >= tried["first_word_ms"]
    assert [asked.model for asked in shelf.provider.asked] == ["own"]
    assert shelf.provider.heads[-1]["authorization"].endswith(shelf.provider.model.key.get_secret_value())  # pyright: ignore[reportOptionalMemberAccess] - it has one
    spent = (await admin.get("/workspaces/lumina/spending")).json()
    assert (spent["calls"], spent["assistants"][0]["assistant_id"]) == (1, None)
    assert spent["month"]["spent"] == spent["cost"] != "0"


FAILURES = [(401, "key_refused"), (404, "not_found"), (429, "rate_limited"), (500, "server_error")]


@pytest.mark.parametrize(("status", "reason"), FAILURES)
async def test_what_a_provider_refuses_is_told_with_its_reason(shelf: Shelf, status: int, reason: str) -> None:
    key = await shelf.add()
    await shelf.priced()
    shelf.provider.faults = [refuse(status)] * 5
    for _ in range(5):  # a line that failed often rests, but not for who asks on purpose
        tried = await shelf.attempt(key["id"])
        assert (tried["works"], tried["reason"]) == (False, reason)
        assert "canary" not in json.dumps(tried)
    assert len(shelf.provider.bodies) == 5
    assert (await shelf.attempt(key["id"]))["works"]
    chain = {"chain": [{"model_key_id": key["id"], "model": "own"}], "routing": "model_always", "wishes": ""}
    [known] = (await shelf.desk.put(MODELS, json=chain)).json()["known"]
    assert (known["calls_today"], known["refused_today"]) == (6, 5)


async def test_a_model_that_takes_longer_than_a_request_is_waited_for(
    shelf: Shelf, app: FastAPI, access: Access
) -> None:
    key = await shelf.add()
    await shelf.priced()
    shelf.provider.faults = [stall(0, 2.5)]
    hurried = Database(access.app_url, patience=1.5)
    app.state.resources = replace(app.state.resources, database=hurried)
    assert (await shelf.attempt(key["id"]))["works"]
    await hurried.close()


async def test_what_nobody_pays_for_is_not_asked(shelf: Shelf, admin: Desk) -> None:
    key = await shelf.add()
    assert (await shelf.attempt(key["id"]))["reason"] == "unpriced"
    await shelf.priced()
    nothing = dict.fromkeys(("conversation", "visitor_day", "address_day", "assistant_day"))
    await admin.put("/workspaces/lumina/budget", json=nothing | {"workspace_month": "0"})
    assert (await shelf.attempt(key["id"]))["reason"] == "over_budget"
    assert shelf.provider.asked == []


ADDRESSES = [
    ("http://127.0.0.1:11434/v1", "model_address_refused", "MODEL_PORTS=11434"),
    ("https://10.0.0.7/v1", "model_address_refused", "MODEL_NETWORKS=10.0.0.7"),
    ("https://[::1]/v1", "model_address_refused", "MODEL_NETWORKS=::1"),
    ("https://169.254.169.254/v1", "model_address_refused", "MODEL_NETWORKS"),
    ("http://8.8.8.8/v1", "model_address_refused", "https://"),
    ("ftp://llm.example.com", "model_invalid", "http"),
    ("https://user:pass@llm.example.com", "model_invalid", "password"),
    ("https://0x7f.1/v1", "model_invalid", ""),
    (None, "model_invalid", "address"),
]


@pytest.mark.parametrize(("url", "code", "told"), ADDRESSES)
async def test_an_address_that_is_never_dialled_is_not_stored(
    admin: Desk, url: str | None, code: str, told: str
) -> None:
    refused = await admin.post(KEYS, json={"provider": "compatible", "url": url})
    assert (refused.status_code, refused.json()["code"]) == (400, code), refused.text
    assert told in refused.json()["detail"]
    assert (await admin.get(KEYS)).json()["items"] == []


async def test_a_name_that_leads_inside_is_stored_but_never_dialled(shelf: Shelf) -> None:
    at = f"http://localhost:{shelf.provider.server.port}/v1"
    assert (await shelf.attempt((await shelf.add(url=at))["id"], "own"))["reason"] == "unpriced"
    await shelf.priced()
    inside = await shelf.add(url="https://localhost.localdomain/v1", name="Inside")
    tried = await shelf.attempt(inside["id"])
    assert tried["reason"] in {"address_refused", "unreachable"}


async def test_keys_are_for_admins_in_person(
    shelf: Shelf, admin: Desk, people: People, browse: Callable[..., Desk]
) -> None:
    key = await shelf.add()
    made = await admin.post(
        "/workspaces/lumina/api-keys", json={"name": "All", "scopes": ["workspace:read", "assistant:write"]}
    )
    program = browse()
    program.headers["Authorization"] = f"Bearer {made.json()['key']}"
    for who, code in ((await people.at_work("Sara", "supervisor"), "forbidden"), (program, "scope_missing")):
        for ask in (
            who.get(KEYS),
            who.post(KEYS, json={"key": SECRET}),
            who.put(f"{KEYS}/{key['id']}/key", json={"key": SECRET}),
            who.post(f"{KEYS}/{key['id']}/trials", json={"model": "own"}),
            who.delete(f"{KEYS}/{key['id']}"),
        ):
            refused = await ask
            assert (refused.status_code, refused.json()["code"]) == (403, code)


async def test_another_workspace_s_key_is_not_there(shelf: Shelf, admin: Desk, people: People) -> None:
    other = await build_house(people.house.database, "altra")
    theirs = await people.at_work("Eva", "admin", house=other)
    key = await shelf.add()
    for desk, at in ((theirs, "/workspaces/altra/model-keys"), (admin, KEYS)):
        key_id = key["id"] if desk is theirs else uuid4()
        assert (await desk.put(f"{at}/{key_id}/key", json={"key": SECRET})).status_code == 404
        assert (await desk.post(f"{at}/{key_id}/trials", json={"model": "own"})).status_code == 404
        assert (await desk.delete(f"{at}/{key_id}")).status_code == 404
    chain = {"chain": [{"model_key_id": key["id"], "model": "own"}], "routing": "model_always", "wishes": ""}
    stolen = await theirs.put("/workspaces/altra/assistants/default/draft/models", json=chain)
    assert (stolen.status_code, stolen.json()["code"]) == (400, "chain_invalid")


async def test_a_lost_file_of_keys_is_told_in_a_sentence(shelf: Shelf, resources: Resources, app: FastAPI) -> None:
    key = await shelf.add()
    (resources.settings.home / FILE).write_text("nonsense")
    del app.state.resources.__dict__["keyring"]  # as after a restart
    for refused in (
        await shelf.desk.post(f"{KEYS}/{key['id']}/trials", json={"model": "own"}),
        await shelf.desk.post(KEYS, json={"key": SECRET}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (503, "keys_unusable")
        assert str(resources.settings.home) not in refused.text


async def test_a_chain_is_kept_and_follows_its_keys(shelf: Shelf, admin: Desk) -> None:
    empty = (await admin.get(MODELS)).json()
    assert (empty["chain"], empty["routing"], empty["known"]) == ([], "no_key_first", [])
    first, second = await shelf.add(name="One"), await shelf.add(name="Two", provider="openai", url=None)
    body = {
        "chain": [
            {"model_key_id": second["id"], "model": "gpt-5-mini"},
            {"model_key_id": first["id"], "model": "own"},
        ],
        "routing": "cheap_then_strong",
        "wishes": "Be brief.",
    }
    saved = await admin.put(MODELS, json=body, headers={"If-Match": f'"{empty["version"]}"'})
    assert saved.status_code == 200, saved.text
    assert saved.json() == (await admin.get(MODELS)).json()
    assert [(one["key_name"], one["usual_cost"], one["set_aside"]) for one in saved.json()["known"]] == [
        ("Two", "0.001125", "0.00495"),
        ("One", None, None),
    ]
    late = await admin.put(MODELS, json=body | {"wishes": "Tell all."}, headers={"If-Match": f'"{empty["version"]}"'})
    assert (late.status_code, late.json()["code"], late.json()["by"]) == (409, "changed_meanwhile", "Ada")
    assert (await admin.delete(f"{KEYS}/{second['id']}")).status_code == 204
    left = (await admin.get(MODELS)).json()
    assert ([link["model"] for link in left["chain"]], left["wishes"]) == (["own"], "Be brief.")
    # What else the assistant says is what it said before.
    whole = (await admin.get("/workspaces/lumina/assistants/default/draft")).json()
    assert whole["texts"]["en"]["welcome"]


async def test_a_model_that_no_budget_can_pay_for_is_pointed_out(shelf: Shelf, admin: Desk) -> None:
    key = await shelf.add(name="Two", provider="openai", url=None)
    body = {"chain": [{"model_key_id": key["id"], "model": "gpt-5-mini"}], "routing": "model_always", "wishes": ""}

    async def too_dear(**own: str) -> str | None:
        return (await admin.put(MODELS, json=body | own)).json()["known"][0]["too_dear_for"]

    budget = (await admin.get("/workspaces/lumina/budget")).json()
    assert await too_dear() is None
    assert await too_dear(day_budget="0.0049") == "assistant_day"
    assert (await admin.put("/workspaces/lumina/budget", json=budget | {"conversation": "0.00494"})).is_success
    assert await too_dear() == "conversation"
    assert (await admin.put("/workspaces/lumina/budget", json=budget | {"conversation": "0.00495"})).is_success
    assert await too_dear() is None


async def test_a_key_that_only_a_draft_asks_goes_from_the_draft_alone(shelf: Shelf, admin: Desk) -> None:
    kept, given_up = await shelf.add(name="Kept"), await shelf.add(name="Given up", provider="openai", url=None)
    mine = {"model_key_id": kept["id"], "model": "own"}
    other = {"model_key_id": given_up["id"], "model": "gpt-5-mini"}
    body: dict[str, Any] = {"chain": [mine], "routing": "model_always", "wishes": ""}
    assert (await admin.put(MODELS, json=body)).status_code == 200
    await go_live(admin)
    seen = (await admin.put(MODELS, json=body | {"chain": [other, mine], "wishes": "Be brief."})).json()["version"]

    assert (await admin.delete(f"{KEYS}/{given_up['id']}")).status_code == 204

    drafted = (await admin.get(MODELS)).json()
    assert (drafted["chain"], drafted["wishes"]) == ([mine | {"sees": None}], "Be brief.")
    # Customers get what they got, in no other version; who still sees the old draft is told.
    assistant = (await admin.get("/workspaces/lumina/assistants/default")).json()
    assert (assistant["live"], assistant["edited"]) == (2, True)
    late = await admin.put(MODELS, json=body, headers={"If-Match": f'"{seen}"'})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    await go_live(admin)
    assert (await admin.get("/workspaces/lumina/assistants/default/export")).json()["wishes"] == "Be brief."
    # A draft that said nothing else is none any more.
    again = await shelf.add(name="Again", provider="openai", url=None)
    other["model_key_id"] = again["id"]
    assert (await admin.put(MODELS, json=body | {"chain": [mine, other], "wishes": "Be brief."})).status_code == 200
    assert (await admin.delete(f"{KEYS}/{again['id']}")).status_code == 204
    assert (await admin.get("/workspaces/lumina/assistants/default")).json()["edited"] is False


async def test_a_chain_that_cannot_be_asked_is_refused(shelf: Shelf, admin: Desk) -> None:
    key = await shelf.add()

    async def refused(*models: str, key_id: str = key["id"]) -> tuple[int, str]:
        chain = [{"model_key_id": key_id, "model": model} for model in models]
        answer = await admin.put(MODELS, json={"chain": chain, "routing": "model_always", "wishes": ""})
        return answer.status_code, answer.json()["code"]

    assert await refused("a", "a") == (400, "chain_invalid")
    assert await refused("a", key_id=str(uuid4())) == (400, "chain_invalid")
    assert await refused("two words") == (400, "model_invalid")
    assert await refused("a", "b", "c", "d") == (422, "malformed")
    assert (await admin.get(MODELS)).json()["chain"] == []
