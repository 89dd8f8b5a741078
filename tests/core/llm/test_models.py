"""What a model is: where it is asked, whose its key is, and what nobody is told."""

from dataclasses import replace

import pytest
from pydantic import SecretStr

from sportello.core.llm import Chain, Model, ModelInvalid, Provider, Providers, Task, provider_of
from sportello.dialects import Said
from tests.core.llm.conftest import Desk
from tests.upstream import reach_of, upstream


@pytest.mark.parametrize(
    "wrong",
    [
        {"provider": "compatible", "name": "m"},
        {"provider": "azure", "name": "m", "key": SecretStr("k")},
        {"provider": "openai", "name": "m"},
        {"provider": "openai", "name": "two words", "key": SecretStr("k")},
        {"provider": "openai", "name": "", "key": SecretStr("k")},
        {"provider": "openrouter", "name": "gpt-5-mini", "key": SecretStr("k")},
        {"provider": "openai", "name": "m", "key": SecretStr("k\nHost: evil")},
        {"provider": "compatible", "name": "m", "url": "file:///etc/passwd"},
        {"provider": "compatible", "name": "m", "url": "http://user:password@llm.example/v1"},
    ],
)
def test_a_model_that_cannot_be_asked_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ModelInvalid):
        Model(**wrong)  # pyright: ignore[reportArgumentType] - wrong on purpose


def test_a_model_never_shows_its_key() -> None:
    model = Model("openai", "gpt-5-mini", SecretStr("sk-canary"))
    assert "canary" not in f"{model} {model!r} {model.label} {model.line} {Chain((model,))!r}"
    assert model.line != replace(model, key=SecretStr("sk-other")).line


def test_azure_is_asked_where_it_speaks_openais_protocol() -> None:
    model = Model("azure", "gpt", SecretStr("k"), "https://me.openai.azure.com/")
    assert model.base_url == "https://me.openai.azure.com/openai/v1"
    assert replace(model, url=model.base_url).base_url == model.base_url


@pytest.mark.parametrize(
    ("provider", "home"),
    [("openai", "/v1"), ("anthropic", ""), ("openrouter", "/api/v1"), ("azure", ""), ("compatible", "/v1")],
)
async def test_every_provider_is_asked_at_home_and_with_its_key(provider: Provider, home: str) -> None:
    async with upstream(provider, Said("Daily from nine.", tokens=(40, 4))) as one:
        host = one.server.url.removesuffix("/v1")
        model = Model(provider, "maker/one", SecretStr("sk-canary"), f"{host}{home}")
        providers = Providers(reach_of([one]))
        await providers.open()
        task = Task(key="k1", instructions="Be kind.", question="When are you open?", bound=None)
        reply = await providers.ask(Chain((model,)), task)
        await providers.close()

    assert reply.text == "Daily from nine."
    assert (reply.model, reply.attempts[-1].usage.read) == (model.label, 40)
    (head,), (asked,) = one.heads, one.asked
    assert (head["authorization"], asked.model) == ("Bearer sk-canary", "maker/one")


@pytest.mark.parametrize(
    ("key", "provider"),
    [("sk-ant-api03-x", "anthropic"), ("sk-or-v1-x", "openrouter"), ("sk-proj-x", "openai"), ("x", None)],
)
def test_a_key_says_whose_it_is(key: str, provider: str | None) -> None:
    assert provider_of(key) == provider


async def test_the_environment_tells_providers_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(name, "sk-leak")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "x-mine: sk-leak")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-mine: sk-leak")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    fresh = Providers(reach_of([desk.one, desk.two]))
    desk.one.says = [Said("Hello.")]
    old, desk.providers = desk.providers, fresh
    await desk.ask()
    desk.providers = old
    await fresh.close()
    (head,) = desk.one.heads
    assert "leak" not in str(head)
    assert not [name for name in head if "stainless" in name]
    assert head["user-agent"].startswith("Sportello/")
