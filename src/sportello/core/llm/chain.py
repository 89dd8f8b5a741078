"""Who is asked, in which order, and how long each is waited for."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from pydantic import SecretStr

from sportello.core.addresses import FetchRefused, read_url
from sportello.core.errors import Invalid

Provider = Literal["openai", "anthropic", "openrouter", "azure", "compatible"]
PROVIDERS: tuple[Provider, ...] = get_args(Provider)
_HOMES: dict[Provider, str] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "openrouter": "https://openrouter.ai/api/v1",
}
_PREFIXES: dict[str, Provider] = {"sk-ant-": "anthropic", "sk-or-": "openrouter", "sk-": "openai"}
LONGEST_CHAIN = 3
_KEY = re.compile(r"[!-~]+")
_NAME = re.compile(r"[\w.:/@~+-]{1,200}")


class ModelInvalid(Invalid):
    """This model cannot be asked as it is described."""

    code = "model_invalid"


def provider_of(key: str) -> Provider | None:
    """Whose key this is, as far as its first letters tell."""
    return next((provider for prefix, provider in _PREFIXES.items() if key.startswith(prefix)), None)


def check_name(provider: Provider, name: str) -> None:
    """Refuse what this provider calls no model."""
    _check_form(name)
    if provider == "openrouter" and "/" not in name:
        raise ModelInvalid(f"OpenRouter's names begin with who made the model: openai/gpt-5-mini, not {name}.")


def _check_form(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ModelInvalid("Write the model's name as its provider has it, like gpt-5-mini, without spaces.")


@dataclass(frozen=True)
class Model:
    """One model where it is served. `url` is needed for Azure and compatible servers, and may replace the others'."""

    provider: Provider
    name: str
    key: SecretStr | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        _check_form(self.name)
        if self.provider == "openrouter" and "/" not in self.name:
            raise ModelInvalid("OpenRouter names a model with its maker: write it like openai/gpt-5-mini.")
        if self.url is None and self.provider not in _HOMES:
            raise ModelInvalid("Write the server's address, like https://llm.example.com/v1.")
        if self.key is None and self.provider != "compatible":
            raise ModelInvalid(f"There is no key for {self.provider}.")
        if self.key is not None and not _KEY.fullmatch(self.key.get_secret_value()):
            raise ModelInvalid(
                "The key holds characters that no key has: copy it once more, without what is around it."
            )
        try:
            read_url(self.base_url, ports=range(1, 65_536))
        except FetchRefused as refusal:
            raise ModelInvalid(refusal.detail) from None

    @property
    def base_url(self) -> str:
        """Where it is asked. Azure's resources are named by their host alone, Anthropic's without the version."""
        url = (self.url or _HOMES[self.provider]).rstrip("/")
        if self.provider == "anthropic":
            return url.removesuffix("/v1")
        return f"{url}/openai/v1" if self.provider == "azure" and not url.endswith("/v1") else url

    @property
    def label(self) -> str:
        """What people read: `openai:gpt-5-mini`. Never the key."""
        return f"{self.provider}:{self.name}"

    @property
    def line(self) -> str:
        """What fails together: this model at this address for this key.

        One workspace's withdrawn key or spent quota says nothing about another's, so they share no circuit.
        """
        secret = self.key.get_secret_value() if self.key else ""
        told = f"{self.provider}\n{self.base_url}\n{self.name}\n{secret}"
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class Limits:
    """How long a chain is waited for (seconds), and how much it may do."""

    first: float = 8.0
    """Until a model's first word."""
    between: float = 8.0
    """Between two of its words."""
    one: float = 30.0
    """For one model in all, its tools included."""
    whole: float = 50.0
    """For the chain."""
    tool: float = 10.0
    """For one call of a tool."""
    turns: int = 8
    """Answers of models in all: an answer that calls tools needs another."""
    calls: int = 8
    """Tools that one answer may call."""
    tokens: int = 2_000
    """Tokens a model may write in one answer; it is paid for all of them in advance."""
    letters: int = 12_000
    """Letters that are read of one answer; whoever writes more has run away."""


@dataclass(frozen=True)
class Chain:
    """One to three models, the first choice first."""

    models: tuple[Model, ...]
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not 1 <= len(self.models) <= LONGEST_CHAIN:
            raise ModelInvalid(f"A chain has one to {LONGEST_CHAIN} models.")
