"""Keys to language models: stored sealed, never shown again, and tried with a real call."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Depends, Request
from pydantic import BaseModel, Field, SecretStr, StringConstraints

from sportello import billing, workspaces
from sportello.api import limits
from sportello.api.deps import CurrentMember, ResourcesDep, Transaction, require
from sportello.api.paging import Whole
from sportello.api.parameters import ModelKeyId
from sportello.api.problems import refusals
from sportello.api.refusing import refuses
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.core.errors import Invalid, NotFound, SportelloError, TooManyRequests
from sportello.core.keyring import KeyringRefused
from sportello.core.llm import Attempt, Model, ModelAddressRefused, ModelInvalid, Provider, Reason, check_address
from sportello.core.resources import Resources

router = Router(
    prefix="/workspaces/{workspace}/model-keys",
    tags=["model_keys"],
    dependencies=[require("admin")],
)
_log = structlog.get_logger()

Secret = Annotated[
    SecretStr,
    StringConstraints(max_length=2_000),
    Field(description="As the provider shows it. It is never shown again", examples=["sk-ant-api03-…"]),
]
ModelName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(description="As its provider writes it", examples=["gpt-5-mini"]),
]


class KeysUnusable(SportelloError):
    """Stored keys cannot be opened or sealed on this server.

    The file of keys that they are sealed with is missing, was changed, or may not be read: the log says which.
    """

    status = 503
    code = "keys_unusable"


class ModelKey(BaseModel):
    """What opens language models to the workspace. The key itself is told to nobody."""

    id: UUID
    name: str = Field(examples=["OpenAI, main account"])
    provider: Provider
    url: str | None = Field(
        description="Where its models are asked; null: at the provider's own address",
        examples=["https://llm.example.com/v1"],
    )
    hint: str | None = Field(
        description="The key's last four characters; empty where a key is too short; null where there is none",
        examples=["x7Qf"],
    )
    created_at: datetime
    updated_at: datetime = Field(description="When the key was put in")


class NewModelKey(Payload):
    """A key as a provider gave it, or the address of a server of one's own."""

    name: Annotated[str, StringConstraints(max_length=100)] = Field(
        default="", description="Left out: the provider's", examples=["OpenAI, main account"]
    )
    provider: Provider | None = Field(default=None, description="Left out: whose key it is by its first letters")
    key: Secret | None = Field(default=None, description="Left out: a server that asks for none")
    url: Annotated[str, StringConstraints(max_length=2_000)] | None = Field(
        default=None,
        description="Needed for `azure` and `compatible`; elsewhere in place of the provider's own",
        examples=["https://llm.example.com/v1"],
    )


class NewSecret(Payload):
    """The key that takes the other one's place."""

    key: Secret


class ModelToTry(Payload):
    """Which model is asked."""

    model: ModelName


class ModelTrial(BaseModel):
    """What came of asking a model once."""

    works: bool
    reason: Reason | None = Field(description="Why it did not; null where it did", examples=["key_refused"])
    detail: str | None = Field(description="What the provider said of it", examples=["Incorrect API key provided: …"])
    first_word_ms: int | None = Field(description="Until its first word", examples=[640])
    took_ms: int = Field(examples=[910])
    tokens: int = Field(description="Read and written", examples=[38])


@refuses(TooManyRequests)
async def _counted(request: Request, member: CurrentMember) -> None:
    await limits.spend(request, "model_trial.workspace", member.workspace_id)


@router.get("")
async def list_all(session: Transaction) -> Whole[ModelKey]:
    """The keys and servers there are, the oldest first."""
    return Whole(items=[_shape(one) for one in await workspaces.list_model_keys(session)])


@router.post("", status_code=201, responses=refusals(Invalid, ModelInvalid, ModelAddressRefused, KeysUnusable))
async def create(body: NewModelKey, member: CurrentMember, session: Transaction, resources: ResourcesDep) -> ModelKey:
    """Store a key, or the address of a server that asks for none. Nothing is asked of the provider yet."""
    if body.url:
        check_address(body.url, resources.settings.model_reach)
    try:
        made = await workspaces.add_model_key(
            session,
            workspace_id=member.workspace_id,
            keyring=resources.keyring,
            key=body.key.get_secret_value() if body.key else None,
            provider=body.provider,
            url=body.url or None,
            name=body.name,
            actor=member,
        )
    except KeyringRefused:
        raise _unusable() from None
    return _shape(made)


@router.put("/{model_key_id}/key", responses=refusals(NotFound, ModelInvalid, KeysUnusable))
async def replace(
    model_key_id: ModelKeyId, body: NewSecret, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> ModelKey:
    """Put another key in this one's place; what uses it goes on with the new one."""
    try:
        changed = await workspaces.replace_model_key(
            session,
            keyring=resources.keyring,
            model_key_id=model_key_id,
            key=body.key.get_secret_value(),
            actor=member,
        )
    except KeyringRefused:
        raise _unusable() from None
    return _shape(changed)


@router.delete("/{model_key_id}", status_code=204, responses=refusals(NotFound))
async def delete(model_key_id: ModelKeyId, member: CurrentMember, session: Transaction) -> None:
    """Give a key up. Chains that use it go on with their next model, and in the end without one."""
    await workspaces.remove_model_key(session, actor=member, model_key_id=model_key_id)


@router.post(
    "/{model_key_id}/trials",
    dependencies=[Depends(_counted)],
    responses=refusals(NotFound, ModelInvalid, KeysUnusable),
)
async def try_out(
    model_key_id: ModelKeyId, body: ModelToTry, member: CurrentMember, session: Transaction, resources: ResourcesDep
) -> ModelTrial:
    """Ask one of its models once, for a word. It is paid for and counts in the month's budget."""
    try:
        model = await workspaces.open_model(
            session, keyring=resources.keyring, model_key_id=model_key_id, name=body.model
        )
    except KeyringRefused:
        raise _unusable() from None
    await session.commit()
    return _trial(await _asked(resources, member.workspace_id, model))


async def _asked(resources: Resources, workspace_id: UUID, model: Model) -> Attempt:
    """One call, with no transaction open while it lasts."""
    meter = billing.Meter(resources.database, workspace_id, resources.settings.euros_per_dollar)
    return await resources.providers.probe(model, meter=meter)


def _trial(attempt: Attempt) -> ModelTrial:
    failure = attempt.failure
    first = attempt.first_word
    return ModelTrial(
        works=failure is None,
        reason=failure.reason if failure else None,
        detail=(failure.detail or None) if failure else None,
        first_word_ms=None if first is None else round(first * 1_000),
        took_ms=round(attempt.took * 1_000),
        tokens=attempt.usage.read + attempt.usage.written,
    )


def _shape(key: workspaces.ModelKey) -> ModelKey:
    return ModelKey.model_validate(key, from_attributes=True)


def _unusable() -> KeysUnusable:
    _log.exception("model_keys.unusable")
    return KeysUnusable("Whoever runs this installation finds in the log what is wrong with the file of keys.")
