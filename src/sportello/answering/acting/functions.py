"""Typed functions as actions: the signature is the schema, the docstring the description.

The first parameter is a `Bound`; the others are what a model, or a customer in a form, may choose.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Concatenate, Final, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from sportello.answering.acting.kinds import SECONDS, Action, ActionFailed, ArgumentsInvalid, Bound, Kind, Words

Function = Callable[Concatenate[Bound, ...], Awaitable[Any]]
_DROPPED: Final = ("title", "default")


def action(
    *, changes: bool, title: str | Mapping[str, str] = "", seconds: float = SECONDS
) -> Callable[[Function], Action]:
    """Declare a function as an action: `@action(changes=True, title="Cancel an order")`.

    `changes` says whether anything in the world is different afterwards: then it runs only after the customer's yes,
    once. What only reads runs at once. `title` is what customers read, for every language or by language.
    """
    titles = {"": title} if isinstance(title, str) and title else {} if isinstance(title, str) else title

    def declare(function: Function) -> Action:
        words = {language: Words(said) for language, said in titles.items()}
        return from_function(function, kind="plugin", changes=changes, words=words, seconds=seconds)

    return declare


def from_function(
    function: Function,
    *,
    kind: Kind,
    changes: bool,
    words: Mapping[str, Words],
    seconds: float = SECONDS,
    within: bool = False,
) -> Action:
    """The action that a function is. Raises `TypeError` where its signature is no schema."""
    name = function.__name__
    described = inspect.cleandoc(function.__doc__ or "")
    if not inspect.iscoroutinefunction(function):
        raise TypeError(f"{name} must be an async function.")
    if not described:
        raise TypeError(f"{name} has no docstring: it is what a model reads.")
    typed = _typed(function)

    async def run(bound: Bound, arguments: Mapping[str, Any]) -> Any:
        try:
            read = typed.model_validate(dict(arguments), strict=True)
        except ValidationError as error:
            raise ArgumentsInvalid(
                "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5])
            ) from None
        return await function(bound, **{each: getattr(read, each) for each in typed.model_fields})

    return Action(name, kind, described, _schema(typed), changes, run, within, seconds, words)


def _typed(function: Function) -> type[BaseModel]:
    """The function's own parameters as a model that takes nothing else."""
    hints = get_type_hints(function, include_extras=True)
    ours, *theirs = inspect.signature(function).parameters.values()
    if hints.get(ours.name) is not Bound:
        raise TypeError(f"The first parameter of {function.__name__} must be a Bound.")
    fields: dict[str, Any] = {}
    for each in theirs:
        if each.name not in hints or each.kind in {each.VAR_POSITIONAL, each.VAR_KEYWORD}:
            raise TypeError(f"{function.__name__}: the parameter {each.name} needs a type.")
        fields[each.name] = (hints[each.name], ... if each.default is each.empty else each.default)
    return create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **fields)


def _schema(typed: type[BaseModel]) -> dict[str, Any]:
    """The model's schema, without what only pydantic says, and with "or nothing" as "need not be given"."""
    whole = typed.model_json_schema()
    properties = {name: _plain(each) for name, each in whole.get("properties", {}).items()}
    schema: dict[str, Any] = {"type": "object", "properties": properties, "required": whole.get("required", [])}
    return schema | ({"$defs": whole["$defs"]} if "$defs" in whole else {})


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in schema.items() if key not in _DROPPED}
    kinds = [each for each in kept.get("anyOf", ()) if each != {"type": "null"}]
    if len(kinds) == 1:
        del kept["anyOf"]
        kept |= kinds[0]
    return kept


__all__ = ["Action", "ActionFailed", "Bound", "action", "from_function"]
