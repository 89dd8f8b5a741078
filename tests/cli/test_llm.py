"""Language models by command: what an owner does in the desk, without one."""

import asyncio
from typing import get_args

from sportello import answering, billing, connecting
from sportello.core import llm
from sportello.core.db import Database
from sportello.workspaces import audit_trail
from tests.cli.conftest import Run
from tests.house import build_house
from tests.upstream import upstream

SECRET = "sk-ant-canary-0123456789abcdef"
NO_PICTURES = "Pictures are shown to them: no"
EMPTY = ["1. Sportello itself, without a model", "When: model_always", NO_PICTURES]


async def test_a_model_is_connected_by_command(run: Run, database: Database) -> None:
    house = await build_house(database)
    async with upstream("compatible") as provider:
        model = provider.model
        assert model.url
        assert model.key
        allowed = {"MODEL_NETWORKS": "127.0.0.1", "MODEL_PORTS": str(provider.server.port)}
        named = ("llm", "add-key", "lumina", "--provider", "compatible", "--url", model.url, "--name", "Here")
        refused = run(*named, typed="")
        assert refused.returncode == 1
        assert f"MODEL_PORTS={provider.server.port}" in refused.stderr
        stored = run(*named, typed=model.key.get_secret_value(), **allowed)
        assert stored.stdout.startswith("Here is stored: "), stored.stderr
        unpriced = await asyncio.to_thread(run, "llm", "try", "lumina", "Here", "own", **allowed)
        assert unpriced.returncode == 1
        assert "was not asked" in unpriced.stdout
        assert "sportello llm price lumina compatible own --read" in unpriced.stdout
        assert provider.asked == []
        priced = run("llm", "price", "lumina", "compatible", "own", "--read", "0,5", "--write", "1")
        assert priced.stdout == "own: read $0.5, written $1\n"
        tried = await asyncio.to_thread(run, "llm", "try", "lumina", "Here", "own", **allowed)
        assert tried.stdout.startswith("compatible:own answers, after "), tried.stderr
        assert [asked.model for asked in provider.asked] == ["own"]
    chain = run("llm", "chain", "lumina", "Here=own", "Here=other", "--when", "model_always")
    assert chain.stdout.splitlines() == [
        "1. own  (Here)",
        "2. other  (Here)",
        "3. Sportello itself, without a model",
        "When: model_always",
        NO_PICTURES,
    ], chain.stderr
    assert run("llm", "remove-key", "lumina", "Here").stdout == "Here is removed.\n"
    assert run("llm", "chain", "lumina").stdout.splitlines() == EMPTY
    async with database.transaction(house.workspace_id) as session:
        trail = await audit_trail(session)
    assert {entry.actor for entry in trail if entry.action.startswith("model_key")} == {"operator"}
    assert "canary" not in str([vars(entry) for entry in trail])


async def test_budgets_are_set_and_keys_replaced_by_command(run: Run, database: Database) -> None:
    house = await build_house(database)
    said = run("llm", "budget", "lumina", "--month", "25", "--conversation", "none", "--visitor", "0.3")
    assert said.stdout.splitlines() == [
        "A month: €25",
        "A day, for each assistant: €5",
        "A day, for each address: €1",
        "A day, for each visitor: €0.3",
        "A conversation: no limit",
    ], said.stderr
    async with database.transaction(house.workspace_id) as session:
        found = await billing.budget_of(session, workspace_id=house.workspace_id)
        assert (found.workspace_month, found.assistant_day, found.conversation) == (25, 5, None)
    assert run("llm", "spending", "lumina").stdout.endswith(": €0 of €25\n")
    run("llm", "add-key", "lumina", typed=SECRET)
    replaced = run("llm", "replace-key", "lumina", "anthropic", typed="sk-ant-new-9876543210zyxw")
    assert replaced.stdout.startswith("anthropic has the new key."), replaced.stderr
    listed = run("llm", "keys", "lumina").stdout
    assert "ends in zyxw" in listed
    assert "sk-ant" not in listed
    assert "There is no key nobody" in run("llm", "remove-key", "lumina", "nobody").stderr


async def test_a_key_that_is_set_for_other_programs_is_taken_with_its_provider(run: Run, database: Database) -> None:
    await build_house(database)
    take = ("llm", "add-key", "lumina", "--from-environment")
    nothing = run(*take, OPENAI_API_KEY="", ANTHROPIC_API_KEY="")
    assert nothing.returncode == 1
    assert "None of these is set: OPENAI_API_KEY, ANTHROPIC_API_KEY," in nothing.stderr
    stored = run(*take, ANTHROPIC_API_KEY=SECRET)
    assert stored.stdout.startswith("ANTHROPIC_API_KEY is set: a key of anthropic.\nanthropic is stored: "), (
        stored.stderr
    )
    several = {"OPENAI_API_KEY": "sk-one-0123456789", "AZURE_OPENAI_API_KEY": "0123456789abcdef"}
    refused = run(*take, **several)
    assert "OPENAI_API_KEY and AZURE_OPENAI_API_KEY are set: say which with --provider." in refused.stderr
    azure = {"AZURE_OPENAI_ENDPOINT": "https://lumina.openai.azure.com"}
    chosen = run(*take, "--provider", "azure", **several, **azure)
    assert chosen.returncode == 0, chosen.stderr
    listed = run("llm", "keys", "lumina").stdout
    assert "https://lumina.openai.azure.com" in listed
    assert "ends in cdef" in listed
    assert "sk-" not in listed
    own = run(*take, "--provider", "compatible")
    assert "Keys of compatible have no variable" in own.stderr


def test_the_words_of_commands_are_those_of_the_rooms() -> None:
    assert get_args(connecting.Provider) == llm.PROVIDERS
    assert get_args(connecting.Routing) == get_args(answering.Routing)
