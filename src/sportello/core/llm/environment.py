"""Keys that are set where the providers' own libraries look for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sportello.core.errors import Invalid
from sportello.core.llm.chain import Provider

_VARIABLES: Final[dict[Provider, tuple[str, str]]] = {
    "openai": ("OPENAI_API_KEY", "OPENAI_BASE_URL"),
    "anthropic": ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"),
    "openrouter": ("OPENROUTER_API_KEY", "OPENROUTER_BASE_URL"),
    "azure": ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"),
}
"""The key's variable and its address's, as each provider's documentation calls them."""
VARIABLES: Final = tuple(variable for both in _VARIABLES.values() for variable in both)


@dataclass(frozen=True)
class SetKey:
    """A key that is set: whose, where from, and the address it is for, if one is set as well."""

    provider: Provider
    variable: str
    key: str = field(repr=False)
    url: str | None


def set_key(environment: Mapping[str, str], provider: Provider | None = None) -> SetKey:
    """The one key that is set, of this provider or of whichever; `Invalid` where there is none, or several."""
    found = [
        SetKey(each, variable, key, environment.get(address, "").strip() or None)
        for each, (variable, address) in _VARIABLES.items()
        if provider in {None, each} and (key := environment.get(variable, "").strip())
    ]
    looked = ", ".join(variable for each, (variable, _) in _VARIABLES.items() if provider in {None, each})
    if not found:
        raise Invalid(
            f"None of these is set: {looked}." if looked else f"Keys of {provider} have no variable: type them."
        )
    if len(found) > 1:
        several = " and ".join(each.variable for each in found)
        raise Invalid(f"{several} are set: say which with --provider.")
    return found[0]
