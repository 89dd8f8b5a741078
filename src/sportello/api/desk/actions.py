"""What the assistant may do: actions to switch on, and HTTP actions to declare and try."""

from time import monotonic
from typing import Annotated, Any, ClassVar, Literal, get_args
from uuid import UUID

import structlog
from fastapi import Depends, Path, Request
from pydantic import BaseModel, Field, SecretStr, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering
from sportello.answering import (
    Action,
    ActionFailed,
    ActionInvalid,
    ActionNotFound,
    ArgumentsInvalid,
    AssistantNotFound,
    Bound,
    Declaration,
    DeclaredField,
    Means,
)
from sportello.api import limits
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.desk.model_keys import KeysUnusable
from sportello.api.parameters import OfAssistant
from sportello.api.problems import refusals
from sportello.api.refusing import refuses
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.core.errors import TooManyRequests
from sportello.core.ids import new_id
from sportello.core.keyring import KeyringRefused
from sportello.core.resources import Resources
from sportello.workspaces import Language

router = Router(prefix="/workspaces/{workspace}/actions", tags=["actions"], dependencies=[require("admin")])
NEW = "new"
"""In place of a version: of what is not there yet."""
LANGUAGES: tuple[Language, ...] = get_args(Language)
_log = structlog.get_logger()

ActionName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="An action", examples=["order_status"])]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class ResponseField(Payload):
    """A part of the server's JSON answer that is told on."""

    path: Annotated[str, StringConstraints(max_length=500)] = Field(examples=["order.status"])
    label: Annotated[str, StringConstraints(min_length=1, max_length=100)] = Field(examples=["State"])


class HeaderPayload(Payload):
    """A header that the server is asked with; its value is a secret."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)] = Field(examples=["Authorization"])
    value: Annotated[SecretStr, StringConstraints(max_length=4_000)] | None = Field(
        default=None, description="Left out: as it is stored. It is never shown again", examples=["Bearer …"]
    )


class HttpAction(Payload):
    """A request to a server of the business."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=100)] = Field(
        description="What customers read", examples=["Where is my order?"]
    )
    description: Annotated[str, StringConstraints(min_length=1, max_length=1_000)] = Field(
        description="By what a model knows when to use it", examples=["Tells where an order is, by its number."]
    )
    method: Method
    url: Annotated[str, StringConstraints(max_length=2_000)] = Field(
        description="Parameters stand in braces, never in the server's name. `{contact_id}`, `{conversation_id}`, "
        "`{external_id}` and `{language}` are filled in by the server. Parameters without a place are sent in the "
        "query (GET, DELETE) or as JSON",
        examples=["https://api.example.com/orders/{number}"],
    )
    parameters: dict[str, Any] = Field(
        description="JSON Schema: an object of strings, integers, numbers and booleans",
        examples=[{"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"]}],
    )
    changes: bool = Field(description="Whether it changes anything: then the customer is shown it and says yes first")
    seconds: float = Field(description="How long it may take", ge=1, le=25, examples=[10])
    response: Annotated[list[ResponseField], Field(max_length=20, description="What of the answer is told on")]


class HttpActionPayload(HttpAction):
    """The same, as it is to be, with its headers."""

    headers: Annotated[list[HeaderPayload], Field(max_length=10)]


class KnownHttpAction(HttpAction, Versioned):
    """The same, as it is declared."""

    written: ClassVar = frozenset({*HttpAction.model_fields, "headers", "headers_mark"})

    headers: list[str] = Field(description="Their names; the values are shown to nobody", examples=[["Authorization"]])
    headers_mark: str = Field(
        description="Another as soon as a value of theirs is written", examples=["3f9a1c0b5d7e2468"]
    )


class _Undeclared(Versioned):
    """What there is before an action is declared."""

    @property
    def version(self) -> str:
        """What `If-Match` says of something that is to be new."""
        return NEW


class ActionUse(Payload):
    """Whether the assistant may use an action, and when it begins by itself."""

    allowed: bool
    intents: Annotated[list[Phrase], Field(max_length=20)] = Field(
        description="It begins where a customer surely wants one of these", examples=[["callback"]]
    )
    phrases: Annotated[list[Phrase], Field(max_length=50)] = Field(
        description="It begins where a customer says one of these and nothing else, as by a starter",
        examples=[["I want a quote"]],
    )


class ActionLine(ActionUse, Versioned):
    """An action there is. `version` is of its use, by the assistant that was asked for."""

    written: ClassVar = frozenset(ActionUse.model_fields)

    name: str = Field(examples=["leave_contact_details"])
    kind: Literal["shipped", "http", "plugin"]
    titles: dict[Language, str] = Field(description="What customers read")
    description: str = Field(description="What a model reads", examples=["Tells where an order is."])
    parameters: dict[str, Any]
    changes: bool
    declared: KnownHttpAction | None = Field(description="Of an HTTP action")


class BrokenPlugin(BaseModel):
    """A plug-in that could not be loaded."""

    name: str = Field(examples=["cancel_order"])
    why: str = Field(examples=["ModuleNotFoundError: No module named 'shop'"])


class Actions(BaseModel):
    """All actions there are."""

    actions: list[ActionLine]
    broken: list[BrokenPlugin]


class ActionTrial(Payload):
    """What it is tried with."""

    arguments: dict[str, Any] = Field(examples=[{"number": "A-1004"}])


class TriedAction(BaseModel):
    """What came of it."""

    works: bool
    result: dict[str, Any] = Field(description="What would be told on", examples=[{"State": "on its way"}])
    why: str | None = Field(description="Why it did not work", examples=["The server answered 500."])
    took_ms: int = Field(examples=[240])


@refuses(TooManyRequests)
async def _counted(request: Request, member: CurrentMember) -> None:
    await limits.spend(request, "action_trial.workspace", member.workspace_id)


@router.get("", responses=refusals(AssistantNotFound))
async def list_all(member: CurrentMember, session: Transaction, assistant_id: OfAssistant = None) -> Actions:
    """The actions there are, and which of them an assistant may use."""
    return await _whole(session, member, assistant_id)


@router.put("/{action}/use", responses=refusals(ActionNotFound, ActionInvalid, AssistantNotFound, ChangedMeanwhile))
async def use(
    *,
    action: ActionName,
    body: ActionUse,
    member: CurrentMember,
    session: Transaction,
    assistant_id: OfAssistant = None,
    seen: Seen = None,
) -> Actions:
    """Let an assistant use an action, or not, and say when it begins; the next answer follows it.

    At once, as a version of its own. When it begins is the same for all assistants that may use it.
    """
    known = await answering.actions_of(session)
    if action not in known:
        raise ActionNotFound
    workspace_id = member.workspace_id
    whose = await answering.get_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)

    async def stored() -> ActionLine:
        allowed = await answering.allowed_actions(session, workspace_id=workspace_id, assistant_id=assistant_id)
        return await _line(session, (await answering.actions_of(session))[action], action in allowed)

    await unchanged(session, seen, stored, thing=f"assistant:{whose.id}", action="assistant.actions_changed")
    await answering.begin_with(
        session, workspace_id=workspace_id, name=action, intents=body.intents, phrases=body.phrases
    )
    allowed = await answering.allowed_actions(session, workspace_id=workspace_id, assistant_id=assistant_id)
    names = [name for name in allowed if name in known]
    if body.allowed != (action in names):
        names = [*names, action] if body.allowed else [name for name in names if name != action]
        await answering.allow_actions(
            session, workspace_id=workspace_id, assistant_id=assistant_id, names=names, actor=member
        )
    else:
        await answering.follow_actions(session, workspace_id=workspace_id)
    return await _whole(session, member, assistant_id)


@router.put("/{action}", responses=refusals(ActionInvalid, KeysUnusable, ChangedMeanwhile))
async def declare(
    *,
    action: ActionName,
    body: HttpActionPayload,
    member: CurrentMember,
    session: Transaction,
    resources: ResourcesDep,
    seen: Seen = None,
) -> Actions:
    """Declare an HTTP action, or change it. Whether the assistant may use it is said apart.

    `If-Match` is the `version` of what is `declared`; `new`: only where nothing of this name is.
    """

    async def stored() -> Versioned:
        try:
            return await _declared(session, action)
        except ActionNotFound:
            return _Undeclared()

    await unchanged(session, seen, stored, thing=f"action:{action}", action="action.declared")
    given = body.model_dump(exclude={"headers", "response"})
    declared = Declaration(**given, response=[DeclaredField(each.path, each.label) for each in body.response])
    written = {each.name: each.value.get_secret_value() for each in body.headers if each.value is not None}
    try:
        await answering.declare(
            session,
            workspace_id=member.workspace_id,
            name=action,
            declared=declared,
            headers=written,
            kept=[each.name for each in body.headers if each.value is None],
            means=_means(resources),
            actor=member,
        )
    except (KeyringRefused, ActionFailed):
        _log.exception("actions.keys_unusable")
        raise KeysUnusable("Write the values of all headers anew, or ask whoever runs this installation.") from None
    await answering.follow_actions(session, workspace_id=member.workspace_id)
    return await _whole(session, member, None)


@router.delete("/{action}", status_code=204, responses=refusals(ActionNotFound))
async def delete(action: ActionName, member: CurrentMember, session: Transaction) -> None:
    """Take an HTTP action away, with its secrets. What was proposed to customers is not done any more."""
    await answering.forget_declared(session, name=action, actor=member)
    await answering.forget_action(session, workspace_id=member.workspace_id, name=action, actor=member)


@router.post("/{action}/trials", dependencies=[Depends(_counted)], responses=refusals(ActionNotFound, ArgumentsInvalid))
async def try_out(
    action: ActionName, body: ActionTrial, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> TriedAction:
    """Send the request of an HTTP action now, really. One that changes something does so."""
    found = (await answering.actions_of(session)).get(action)
    if found is None or found.kind != "http":
        raise ActionNotFound("Only HTTP actions are tried here.")
    found.check(body.arguments)
    await session.commit()
    nobody = str(new_id())
    bound = Bound(
        workspace_id=member.workspace_id,
        conversation_id=new_id(),
        contact_id=new_id(),
        language="en",
        key=nobody,
        external_id="trial",
        means=_means(resources),
    )
    began, result, why = monotonic(), dict[str, Any](), None
    try:
        result, _ = await answering.run_action(found, bound, body.arguments)
    except ActionFailed as failure:
        why = str(failure)
    return TriedAction(works=why is None, result=result, why=why, took_ms=round((monotonic() - began) * 1_000))


async def _whole(session: AsyncSession, member: CurrentMember, assistant_id: UUID | None) -> Actions:
    known = await answering.actions_of(session)
    allowed = await answering.allowed_actions(session, workspace_id=member.workspace_id, assistant_id=assistant_id)
    return Actions(
        actions=[await _line(session, each, each.name in allowed) for each in known.values()],
        broken=[BrokenPlugin(name=each.name, why=each.why) for each in answering.plugins()[1]],
    )


async def _line(session: AsyncSession, action: Action, allowed: bool) -> ActionLine:  # noqa: FBT001 - said by its name
    declared = await _declared(session, action.name) if action.kind == "http" else None
    titles: dict[Language, str] = {language: action.said(language).title for language in LANGUAGES}
    return ActionLine(
        name=action.name,
        kind=action.kind,
        titles=titles,
        description=action.description,
        parameters=dict(action.schema),
        changes=action.changes,
        allowed=allowed,
        intents=list(action.intents),
        phrases=list(action.phrases),
        declared=declared,
    )


async def _declared(session: AsyncSession, name: str) -> KnownHttpAction:
    found, headers, mark = await answering.declared_action(session, name=name)
    return KnownHttpAction.model_validate(found.stored() | {"headers": headers, "headers_mark": mark})


def _means(resources: Resources) -> Means:
    return Means(resources.keyring, resources.settings.reach)
