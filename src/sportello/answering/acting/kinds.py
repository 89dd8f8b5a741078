"""What an action is: a function with a schema, told apart by whether it changes anything.

Whom it acts for comes from the server (`Bound`); no argument can name somebody else, for arguments that the schema does
not have are refused. Parameters are plain values, so that a form can ask for them, one after another.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting.values import seen
from sportello.core.addresses import Reach
from sportello.core.errors import Invalid
from sportello.core.keyring import Keyring
from sportello.core.personal import MASK, masked

Kind = Literal["shipped", "http", "plugin"]
PERSONAL: Final = "x-personal"
"""Marks a parameter that holds something of the customer's own: no trace shows it."""
SECONDS: Final = 10.0
MOST_SECONDS: Final = 25.0
"""What an action may take at most: less than the lease of the answer that tells of it."""
LONGEST_VALUE: Final = 2_000
"""Characters; a proposal shows all of them."""
_SHOWN: Final = 300


class ArgumentsInvalid(Invalid):
    """These arguments do not fit the action."""

    code = "action_arguments_invalid"


@dataclass(frozen=True)
class PersonWanted:
    """What an action brings that calls a person: they are called once the customer has been told."""


class ActionFailed(Exception):
    """An action could not do what it is for. The text is for people who run it, not for customers."""


@dataclass(frozen=True)
class Means:
    """What it takes to act beyond our own house: the keys to stored secrets, and how far one may reach."""

    keyring: Keyring
    reach: Reach


@dataclass(frozen=True)
class Bound:
    """Whom an action is for, as the server knows it. `key` is the same whenever the same call is made again."""

    workspace_id: UUID
    conversation_id: UUID | None
    contact_id: UUID | None
    language: str
    key: str
    external_id: str | None = None
    """Who the website has proven the customer to be; None: nobody has."""
    session: AsyncSession | None = None
    """The transaction in which an action of our own acts and its result is told; others have none."""
    means: Means | None = None

    @property
    def transaction(self) -> AsyncSession:
        """The same, for who cannot do without."""
        if self.session is None:
            raise ActionFailed("There is no transaction.")
        return self.session


Run = Callable[[Bound, Mapping[str, Any]], Awaitable[Any]]


@dataclass(frozen=True)
class Words:
    """What customers read of an action, in one language."""

    title: str
    done: str = ""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of parameters."""
    asks: Mapping[str, str] = field(default_factory=dict[str, str])
    """Questions for parameters; those that need not be answered are asked only if they stand here."""


@dataclass(frozen=True)
class Action:
    """Something an assistant may do. `description` is what a model reads."""

    name: str
    kind: Kind
    description: str
    schema: Mapping[str, Any]
    changes: bool
    run: Run
    within: bool = False
    """Whether it acts in the very transaction in which its result is told, so that both happen or neither."""
    seconds: float = SECONDS
    words: Mapping[str, Words] = field(default_factory=dict[str, Words])
    intents: Sequence[str] = ()
    """It begins where the customer surely wants one of these …"""
    phrases: Sequence[str] = ()
    """… or says one of these and nothing else."""
    goes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Where it goes and what is told of the answer, where that is declared."""

    @cached_property
    def mark(self) -> str:
        """What a customer agrees to: another one where anything that is shown, or where it goes, is another."""
        words = {language: [said.title, dict(said.names)] for language, said in self.words.items()}
        parts = [self.name, self.changes, dict(self.schema), list(self.properties), words, dict(self.goes)]
        return sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:32]

    @property
    def properties(self) -> Mapping[str, Mapping[str, Any]]:
        """Its parameters, by name: first those it cannot do without, in their order, which the database keeps."""
        known: Mapping[str, Mapping[str, Any]] = self.schema.get("properties", {})
        return {name: known[name] for name in dict.fromkeys([*self.schema.get("required", ()), *known])}

    @property
    def required(self) -> frozenset[str]:
        """Those it cannot do without."""
        return frozenset(self.schema.get("required", ()))

    def said(self, language: str) -> Words:
        """What customers read of it."""
        return self.words.get(language) or self.words.get("") or Words(self.name.replace("_", " ").capitalize())

    def called(self, parameter: str, language: str) -> str:
        """A parameter's name for people."""
        named = self.said(language).names.get(parameter) or self.properties[parameter].get("title")
        return str(named or parameter.replace("_", " ").capitalize())

    def wants(self, arguments: Mapping[str, Any], asked: Sequence[str], language: str) -> str | None:
        """The parameter to ask for next; None: there is enough."""
        asks = self.said(language).asks
        for name in self.properties:
            if name not in arguments and (name in self.required or (name in asks and name not in asked)):
                return name
        return None

    def check(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as they can be seen, if they fit; whatever is proposed or run is what this gives back.

        Raises `ArgumentsInvalid`, which says what does not fit and never what was given.
        """
        given: dict[str, Any] = seen(arguments)
        faults = [
            f"{'.'.join(str(part) for part in error.absolute_path) or 'arguments'}: {_fault(error)}"
            for error in self._validator.iter_errors(given)
        ]
        faults += [
            f"{name}: is too long"
            for name, value in given.items()
            if isinstance(value, str) and len(value) > LONGEST_VALUE
        ]
        if faults:
            raise ArgumentsInvalid("; ".join(sorted(faults)[:5]))
        return given

    def shown(self, arguments: Mapping[str, Any], *, names: Sequence[str] = ()) -> dict[str, Any]:
        """The arguments as a trace keeps them: without personal data."""
        return {
            name: MASK
            if self.properties.get(name, {}).get(PERSONAL)
            else masked(value, names=names).text[:_SHOWN]
            if isinstance(value, str)
            else value
            for name, value in arguments.items()
        }

    @cached_property
    def _validator(self) -> Any:
        from jsonschema import Draft202012Validator  # noqa: PLC0415 - idle processes validate nothing
        from referencing import Registry  # noqa: PLC0415 - the same

        # Without a registry of its own, references would be looked up on the network.
        return Draft202012Validator(
            dict(self.schema) | {"additionalProperties": False},
            registry=Registry(),
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )


def _fault(error: Any) -> str:
    """What is wrong, without what was given."""
    match error.validator:
        case "type":
            return f"must be of the type {error.validator_value}"
        case "required":
            return f"lacks {', '.join(sorted(set(error.validator_value) - set(error.instance)))}"
        case "additionalProperties":
            return "holds something that the action does not take"
        case "enum":
            return f"must be one of {', '.join(map(str, error.validator_value))}"
        case _:
            return f"must keep to {error.validator} {error.validator_value}"
