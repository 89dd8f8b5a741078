"""Our models as those of pydantic-ai, over the providers' libraries, which never try again by themselves."""

from collections import OrderedDict
from typing import cast

import httpx2
from anthropic import AsyncAnthropic
from openai import AsyncAzureOpenAI, AsyncOpenAI
from pydantic_ai import ModelSettings
from pydantic_ai.models import Model as Asked
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles import merge_profile
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers import Provider as Provided
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.azure import AzureProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.providers.openrouter import OpenRouterProvider

from sportello.core.llm.chain import Model

_NO_KEY = "none"
"""What a server that asks for no key is told: the libraries insist on one."""
_KEPT = 64


class Library:
    """The models of a process, made once each, all over one client."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client
        self._made: OrderedDict[str, Asked] = OrderedDict()

    def of(self, model: Model) -> Asked:
        """How pydantic-ai asks this model."""
        made = self._made.get(model.line) or self._made.setdefault(model.line, self._make(model))
        self._made.move_to_end(model.line)
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return made

    def _make(self, model: Model) -> Asked:
        key = model.key.get_secret_value() if model.key else _NO_KEY
        # `max_retries=0`: a retry is the chain's next model, and a second try here would cost its time.
        if model.provider == "anthropic":
            sdk = AsyncAnthropic(api_key=key, base_url=model.base_url, max_retries=0, http_client=self._client)
            return AnthropicModel(model.name, provider=AnthropicProvider(anthropic_client=sdk))
        sdk = AsyncOpenAI(api_key=key, base_url=model.base_url, max_retries=0, http_client=self._client)
        provider = _provider(model, sdk)
        # A stream that ends without saying why would else look complete.
        ours = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
        if model.provider == "compatible":
            # The older name of the limit is the one that every such server knows.
            ours["openai_chat_supports_max_completion_tokens"] = False
        return OpenAIChatModel(model.name, provider=provider, profile=lambda theirs: merge_profile(theirs, ours))


def _provider(model: Model, sdk: AsyncOpenAI) -> Provided[AsyncOpenAI]:
    match model.provider:
        case "openai":
            return OpenAIProvider(openai_client=sdk)
        case "openrouter":
            return OpenRouterProvider(openai_client=sdk)
        case "azure":
            # Azure's own API since 2025 is OpenAI's, without versions in the address.
            return AzureProvider(openai_client=cast("AsyncAzureOpenAI", sdk))
        case _:
            return OpenAICompatibleProvider("compatible", openai_client=sdk)


def settings(*, tokens: int) -> ModelSettings:
    """What every call is told."""
    return ModelSettings(max_tokens=tokens)
