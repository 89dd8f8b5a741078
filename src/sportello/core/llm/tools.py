"""Functions that a model may call: typed, bound by us to whom they are for, and done once for each set of arguments.

A tool is an async function whose first parameter is a `Call`; the others, with the docstring, are what the model sees
and may choose. Whom it acts for stands in `Call.bound` and comes from the server: no argument can name somebody else.
"""

import asyncio
import hashlib
import inspect
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, Literal, TypeVar, cast, get_type_hints

import structlog
from pydantic import ValidationError
from pydantic_ai import Tool as Described
from pydantic_ai.messages import ToolCallPart, ToolReturnPart
from pydantic_ai.tools import ToolDefinition
from pydantic_core import to_json

from sportello.core.llm.speaking import clean
from sportello.core.llm.task import Call, Mistaken, Tool, ToolFunction

D = TypeVar("D")
_LONGEST_RESULT = 20_000
_DEEPEST = 50
_log = structlog.get_logger()


class Unreadable(ValueError):
    """These are no arguments."""


def cleaned(arguments: str) -> str:
    """Arguments as JSON of clean text. Raises `Unreadable`."""
    try:
        read = json.loads(arguments or "{}")
        return json.dumps(_clean(read, _DEEPEST), ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        raise Unreadable("The arguments are not valid JSON.") from None


def _clean(value: Any, depth: int) -> Any:
    if not depth:
        raise Unreadable
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_clean(each, depth - 1) for each in value]  # pyright: ignore[reportUnknownVariableType] - it is JSON
    if isinstance(value, dict):
        return {clean(str(key)): _clean(each, depth - 1) for key, each in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - it is JSON
    return value


def faults(error: ValidationError) -> str:
    """What the model is to mend, without what it had written."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'arguments'}: {each['msg']}" for each in found[:5])


@dataclass(frozen=True)
class _Known(Generic[D]):
    """A tool as it is told of, read for, and run."""

    definition: ToolDefinition
    read: Callable[[str], dict[str, Any]]
    run: Callable[[Call[D], Mapping[str, Any]], Awaitable[Any]]


@dataclass
class Toolbox(Generic[D]):
    """The tools of one task, and what they have done: for whichever model calls them, a call is made once."""

    functions: Sequence[ToolFunction[D] | Tool[D]]
    bound: D
    key: str
    seconds: float
    most: int
    _tools: dict[str, _Known[D]] = field(init=False)
    _done: dict[str, str] = field(init=False, default_factory=dict[str, str])

    def __post_init__(self) -> None:
        known = (_declared(cast("Tool[D]", one)) if isinstance(one, Tool) else _typed(one) for one in self.functions)
        self._tools = {each.definition.name: each for each in known}

    @property
    def definitions(self) -> list[ToolDefinition]:
        """As models are told of them."""
        return [each.definition for each in self._tools.values()]

    def knows(self, name: str) -> bool:
        """Whether there is such a tool."""
        return name in self._tools

    async def use(self, calls: Sequence[ToolCallPart]) -> tuple[list[ToolReturnPart], int]:
        """Make the calls one after another; what they brought, and how many the model has to mend."""
        results: list[ToolReturnPart] = []
        for at, call in enumerate(calls):
            outcome: Literal["success", "retried"] = "retried"
            content = f"At most {self.most} tools are called at once."
            if at < self.most:
                try:
                    content, outcome = await self._use(call), "success"
                except Mistaken as mistake:
                    content = str(mistake)
            results.append(ToolReturnPart(call.tool_name, content, call.tool_call_id, outcome=outcome))
        return results, sum(each.outcome == "retried" for each in results)

    async def _use(self, call: ToolCallPart) -> str:
        if call.tool_name not in self._tools:
            raise Mistaken(f"There is no tool {call.tool_name[:80]!r}.")
        known = self._tools[call.tool_name]
        arguments = known.read(call.args_as_json_str())
        key = self._key(call.tool_name, arguments)
        if key not in self._done:
            # Before it is begun: whatever becomes of it, it is not done a second time.
            self._done[key] = "It is not known whether this was done. Do not do it again; say so."
            self._done[key] = await self._do(known, arguments, key)
        return self._done[key]

    async def _do(self, known: _Known[D], arguments: Mapping[str, Any], key: str) -> str:
        try:
            async with asyncio.timeout(self.seconds):
                result = await known.run(Call(self.bound, key), arguments)
        except Mistaken:
            del self._done[key]
            raise
        except TimeoutError:
            _log.warning("llm.tool_slow", tool=known.definition.name)
            return self._done[key]
        except Exception:  # noqa: BLE001 - whatever goes wrong in a tool, the answer goes on
            _log.exception("llm.tool_failed", tool=known.definition.name)
            return "This does not work at the moment."
        told = result if isinstance(result, str) else to_json(result).decode()
        return clean(told)[:_LONGEST_RESULT]

    def _key(self, name: str, arguments: Mapping[str, Any]) -> str:
        told = to_json(dict(sorted(arguments.items())), fallback=repr)
        return f"{self.key}:{name}:{hashlib.sha256(told).hexdigest()[:32]}"


def _declared(tool: Tool[D]) -> _Known[D]:
    def read(arguments: str) -> dict[str, Any]:
        given = json.loads(arguments)
        if not isinstance(given, dict):
            raise Mistaken("arguments: must be an object")
        return given  # pyright: ignore[reportUnknownVariableType] - it is JSON

    definition = ToolDefinition(name=tool.name, description=tool.description, parameters_json_schema=dict(tool.schema))
    return _Known(definition, read, tool.run)


def _typed(function: ToolFunction[D]) -> _Known[D]:
    described = _described(function)

    def read(arguments: str) -> dict[str, Any]:
        try:
            return described.function_schema.validator.validate_json(arguments)
        except ValidationError as error:
            raise Mistaken(faults(error)) from None

    async def run(call: Call[D], arguments: Mapping[str, Any]) -> Any:
        return await function(call, **arguments)

    return _Known(described.tool_def, read, run)


def _described(function: Callable[Concatenate[Call[D], ...], Awaitable[Any]]) -> Described[None]:
    """The function as models see it: without the parameter that is ours."""
    signature = inspect.signature(function)
    ours, *theirs = signature.parameters.values()

    async def shown(**_: Any) -> None:
        """Never called: it only shows its parameters."""

    shown.__name__ = shown.__qualname__ = function.__name__
    shown.__doc__ = function.__doc__
    shown.__annotations__ = {
        name: hint
        for name, hint in get_type_hints(function, include_extras=True).items()
        if name not in {ours.name, "return"}
    }
    shown.__signature__ = signature.replace(parameters=theirs, return_annotation=signature.empty)
    return Described(shown, takes_ctx=False)
