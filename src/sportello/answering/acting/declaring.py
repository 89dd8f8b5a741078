"""HTTP actions as admins declare them: what is refused at once, so that a customer never meets it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast

from sportello.answering.acting.kinds import MOST_SECONDS
from sportello.answering.acting.plugins import NAME, plugins
from sportello.answering.acting.shipped import shipped
from sportello.core.errors import Invalid
from sportello.core.http import FetchRefused, Reach, read_url

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
BOUND: Final = ("contact_id", "conversation_id", "external_id", "language")
"""Placeholders that the server fills, and nobody else."""
PLACE: Final = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
MOST_PARAMETERS: Final = 20
MOST_FIELDS: Final = 20
MOST_HEADERS: Final = 10
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "cookie"})
_PATH: Final = re.compile(r"[\w-]{1,100}(?:\.[\w-]{1,100}){0,9}")
_TYPES: Final = frozenset({"string", "integer", "number", "boolean"})
_KEYS: Final = frozenset(
    {"type", "title", "description", "enum", "minLength", "maxLength", "minimum", "maximum", "format", "x-personal"}
)


class ActionInvalid(Invalid):
    """This action cannot be used as it is declared."""

    code = "action_invalid"


@dataclass(frozen=True)
class Field:
    """A part of a JSON answer that is told on, and what it is called there."""

    path: str
    label: str


@dataclass(frozen=True)
class Declaration:
    """An HTTP action: what is asked of which server, and what of its answer is told on."""

    title: str
    description: str
    method: Method
    url: str
    parameters: Mapping[str, Any]
    changes: bool
    seconds: float = 10.0
    response: Sequence[Field] = field(default_factory=tuple[Field, ...])

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Declaration":
        """As it is stored. The database keeps no order of names, so it is kept beside them, as customers are asked."""
        given = dict(stored)
        parameters: dict[str, Any] = given["parameters"]
        known: dict[str, Any] = parameters.get("properties", {})
        order = [name for name in given.pop("order", parameters.get("required", ())) if name in known]
        properties = {name: known[name] for name in dict.fromkeys([*order, *known])}
        given["parameters"] = parameters | ({"properties": properties} if known else {})
        given["response"] = tuple(Field(**each) for each in given["response"])
        return cls(**given)

    def stored(self) -> dict[str, Any]:
        """As JSON, its parameters in their order."""
        return vars(self) | {"response": [vars(each) for each in self.response], "parameters": dict(self.parameters)}

    def kept(self) -> dict[str, Any]:
        """As the database keeps it."""
        return self.stored() | {"order": list(self.parameters.get("properties", {}))}

    @property
    def places(self) -> list[str]:
        """The names in braces in its address."""
        return PLACE.findall(self.url)


def check_name(name: str) -> None:
    """Refuse a name that models cannot call, or that is taken."""
    if not NAME.fullmatch(name):
        raise ActionInvalid("An action's name has small letters, digits and _, and begins with a letter: order_status.")
    if name in shipped() or name in plugins()[0] or name == "answer":
        raise ActionInvalid(f"There is an action called {name} already.")


def check(declared: Declaration, *, headers: Mapping[str, str], reach: Reach) -> None:
    """Refuse what could not be called, or called somewhere else than it says."""
    if not declared.title.strip() or not declared.description.strip():
        raise ActionInvalid("Write a title, which customers read, and a description, by which a model knows it.")
    if not 1 <= declared.seconds <= MOST_SECONDS:
        raise ActionInvalid(f"It may take 1 to {MOST_SECONDS:g} seconds.")
    if declared.method == "DELETE" and not declared.changes:
        raise ActionInvalid("What deletes changes something: switch on that customers confirm it.")
    properties = _check_parameters(declared.parameters)
    _check_address(declared, properties, reach)
    _check_headers(headers)
    if len(declared.response) > MOST_FIELDS:
        raise ActionInvalid(f"At most {MOST_FIELDS} parts of the answer are told on.")
    for each in declared.response:
        if not _PATH.fullmatch(each.path) or not each.label.strip():
            raise ActionInvalid(
                f"“{each.path[:60]}” is no path: write it like order.status, or items.0.name, with a label."
            )


def _check_parameters(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if set(schema) - {"type", "properties", "required", "additionalProperties"} or schema.get("type") != "object":
        raise ActionInvalid(
            'The parameters are a JSON Schema like {"type": "object", "properties": {…}, "required": […]}.'
        )
    properties, required = schema.get("properties", {}), schema.get("required", [])
    if not isinstance(properties, dict) or not isinstance(required, list):
        raise ActionInvalid("`properties` is an object and `required` a list of names.")
    known = cast("dict[str, Any]", properties)
    if len(known) > MOST_PARAMETERS:
        raise ActionInvalid(f"At most {MOST_PARAMETERS} parameters.")
    for name, each in known.items():
        _check_parameter(name, each)
    if strange := [name for name in cast("list[Any]", required) if name not in known]:
        raise ActionInvalid(f"`required` names {strange[0]!r}, which is no parameter.")
    return known


def _check_parameter(name: str, schema: Any) -> None:
    if not NAME.fullmatch(name):
        raise ActionInvalid(f"“{name[:60]}” is no parameter's name: small letters, digits and _.")
    if name in BOUND:
        raise ActionInvalid(f"{name} is filled in by the server and can be no parameter.")
    if not isinstance(schema, dict):
        raise ActionInvalid(f'{name}: write what it is, like {{"type": "string"}}.')
    given = cast("dict[str, Any]", schema)
    if given.get("type") not in _TYPES:
        raise ActionInvalid(
            f"{name}: its type is one of {', '.join(sorted(_TYPES))}; customers cannot type anything else."
        )
    if strange := sorted(set(given) - _KEYS):
        raise ActionInvalid(f"{name}: {strange[0]} is not understood here. There are {', '.join(sorted(_KEYS))}.")
    from jsonschema import Draft202012Validator, SchemaError  # noqa: PLC0415 - idle processes validate nothing

    try:
        Draft202012Validator.check_schema(given)
    except SchemaError as error:
        raise ActionInvalid(f"{name}: {error.message[:200]}") from None


def _check_address(declared: Declaration, properties: Mapping[str, Any], reach: Reach) -> None:
    """The host stands fast: no parameter has a say in it."""
    scheme, there, rest = declared.url.partition("://")
    host = rest.partition("/")[0].partition("?")[0].partition("#")[0]
    if not there or "{" in scheme + host or "}" in scheme + host:
        raise ActionInvalid("Write the address with its server, like https://api.example.com/orders/{number}.")
    try:
        target = read_url(PLACE.sub("x", declared.url), ports=reach.ports)
    except FetchRefused as refusal:
        raise ActionInvalid(refusal.detail) from None
    if target.literal and not reach.goes_to(target.literal):
        raise ActionInvalid(
            f"{target.literal} is a private address. Whoever runs this installation can allow it:"
            f" {reach.allowed_by}={target.literal}"
        )
    if "{" in PLACE.sub("", declared.url) or "}" in PLACE.sub("", declared.url):
        raise ActionInvalid("Braces in the address hold the name of a parameter: {number}.")
    for name in declared.places:
        if name not in properties and name not in BOUND:
            raise ActionInvalid(f"The address has {{{name}}}, which is no parameter.")
        if name in properties and name not in declared.parameters.get("required", []):
            raise ActionInvalid(f"The address needs {name}: put it among `required`.")


def _check_headers(headers: Mapping[str, str]) -> None:
    if len(headers) > MOST_HEADERS:
        raise ActionInvalid(f"At most {MOST_HEADERS} headers.")
    for name, value in headers.items():
        if not _HEADER.fullmatch(name) or name.lower() in _OURS:
            raise ActionInvalid(f"“{name[:60]}” can be no header of yours.")
        if not value or not value.isascii() or not value.isprintable() or len(value) > 4_000:  # noqa: PLR2004 - what servers take
            raise ActionInvalid(f"The value of {name} holds characters that no header has, or none at all.")
