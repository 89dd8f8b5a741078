"""Actions that a model may call while it words an answer: what only reads is done at once, all else is only proposed.

Whom they are for is bound before; arguments with the stand-ins of a veil are lifted, and results are veiled again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic_core import to_json

from sportello.answering import acting
from sportello.answering.acting import Action, ActionFailed, ArgumentsInvalid, Bound, PersonWanted
from sportello.core.db import Database
from sportello.core.llm import Call, Mistaken, Tool
from sportello.core.personal import masked
from sportello.core.veil import Veil

_PROPOSED: Final = (
    "The customer is shown this and asked whether they want it. It has not been done. Give your answer now; "
    "the customer reads the question in its place."
)
_ONE: Final = "The customer is being asked about something already. Nothing else can be proposed with this answer."
_SHOWN: Final = 500


@dataclass
class Acts:
    """What a model may do for one answer, and what it did."""

    database: Database
    actions: Mapping[str, Action]
    bound: Bound
    results: dict[str, str] = field(default_factory=dict[str, str])
    """What reading brought, by the ids that an answer may cite."""
    proposed: tuple[Action, dict[str, Any]] | None = None
    lines: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """The same as a trace keeps it."""

    def tools(self, veil: Veil) -> list[Tool[None]]:
        """The actions as a model is told of them."""
        return [self._tool(action, veil) for action in self.actions.values()]

    def _tool(self, action: Action, veil: Veil) -> Tool[None]:
        async def use(call: Call[None], arguments: Mapping[str, Any]) -> str:
            lifted = {name: _lifted(value, veil) for name, value in arguments.items()}
            try:
                checked = action.check(lifted)
            except ArgumentsInvalid as refusal:
                raise Mistaken(veil.hide(str(refusal))) from None
            if action.changes:
                return self._propose(action, checked)
            return await self._read(action, checked, call.key, veil)

        what = "It is only done once the customer has said yes." if action.changes else "It only reads."
        schema = dict(action.schema) | {"additionalProperties": False}
        return Tool(action.name, f"{action.description}\n{what}", schema, use)

    def _propose(self, action: Action, arguments: dict[str, Any]) -> str:
        if self.proposed is not None:
            return _PROPOSED if self.proposed == (action, arguments) else _ONE
        self.proposed = (action, arguments)
        return _PROPOSED

    async def _read(self, action: Action, arguments: dict[str, Any], key: str, veil: Veil) -> str:
        line: dict[str, Any] = {
            "action": action.name,
            "arguments": action.shown(arguments, names=[name for name in veil.names if name]),
            "state": "failed",
            "result": None,
            "why": None,
            "ms": 0.0,
        }
        self.lines.append(line)
        bound = replace(self.bound, key=key)
        try:
            if action.within:
                async with self.database.transaction(bound.workspace_id) as session:
                    result, took = await acting.run(action, replace(bound, session=session), arguments)
            else:
                result, took = await acting.run(action, bound, arguments)
        except (ActionFailed, ArgumentsInvalid) as failure:
            line["why"] = str(failure)[:_SHOWN]
            return "This does not work at the moment."
        result = "" if isinstance(result, PersonWanted) else result
        told = result if isinstance(result, str) else to_json(result).decode()
        id_ = f"a{len(self.results) + 1}"
        self.results[id_] = told
        line |= {"state": "done", "result": masked(told).text[:_SHOWN] or None, "ms": round(took, 1)}
        return f'<result id="{id_}">\n{veil.hide(told).replace("<", "&lt;")}\n</result>'


def _lifted(value: Any, veil: Veil) -> Any:
    return veil.lift(value) if isinstance(value, str) else value
