"""Keys for programs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from sportello import workspaces
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.paging import Whole
from sportello.api.parameters import ApiKeyId
from sportello.api.routing import Router
from sportello.api.shapes import Name, Payload
from sportello.workspaces import Scope

router = Router(
    prefix="/workspaces/{workspace}/api-keys",
    tags=["api_keys"],
    dependencies=[require("admin")],
)


class ApiKey(BaseModel):
    """A program's key, as it is listed."""

    id: UUID
    name: str = Field(examples=["Nightly export"])
    hint: str = Field(description="How the key begins", examples=["sk_3q2Zb1x"])
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None


class IssuedApiKey(ApiKey):
    """A key just made. `key` is told only here."""

    key: str = Field(examples=["sk_3q2Zb1x…"])


class NewApiKey(Payload):
    """What the key is called, and what it may do."""

    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=20)]


@router.get("")
async def list_all(session: Transaction) -> Whole[ApiKey]:
    """The keys there are."""
    found = await workspaces.list_api_keys(session)
    return Whole(items=[ApiKey.model_validate(one, from_attributes=True) for one in found])


@router.post("", status_code=201)
async def create(body: NewApiKey, member: CurrentMember, session: Transaction) -> IssuedApiKey:
    """Make a key that acts for you within these scopes. Copy it now: it is not shown again."""
    made, token = await workspaces.create_api_key(session, actor=member, name=body.name, scopes=body.scopes)
    shape = ApiKey.model_validate(made, from_attributes=True)
    return IssuedApiKey(**shape.model_dump(), key=token)


@router.delete("/{api_key_id}", status_code=204)
async def delete(api_key_id: ApiKeyId, member: CurrentMember, session: Transaction) -> None:
    """Revoke a key: its next request is refused."""
    await workspaces.delete_api_key(session, actor=member, api_key_id=api_key_id)
