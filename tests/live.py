"""People and customers in front of a running server, for tests that listen."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from sportello import workspaces
from sportello.core.ids import new_id
from sportello.workspaces import Browser, Member, Rank
from tests.api.streams import PATIENCE, Ear, listening
from tests.house import House


@dataclass(frozen=True)
class Customer:
    """A browser with the widget in it."""

    http: httpx.AsyncClient
    contact_id: UUID

    async def open(self, language: str = "it") -> "Talk":
        """Open a conversation."""
        answer = await self.http.post("/conversations", json={"id": str(new_id()), "language": language})
        assert answer.status_code == 201, answer.text
        return Talk(self, UUID(answer.json()["id"]))


@dataclass(frozen=True)
class Talk:
    """A customer's conversation."""

    customer: Customer
    id: UUID

    @property
    def path(self) -> str:
        """Where it is."""
        return f"/conversations/{self.id}"

    async def say(self, text: str, **more: Any) -> dict[str, Any]:
        """Say something."""
        body = {"id": str(new_id()), "text": text, "choice": None, **more}
        answer = await self.customer.http.post(f"{self.path}/messages", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def get(self) -> dict[str, Any]:
        """How it stands."""
        return (await self.customer.http.get(self.path)).raise_for_status().json()

    async def messages(self) -> list[dict[str, Any]]:
        """Everything said."""
        answer = await self.customer.http.get(f"{self.path}/messages", params={"limit": 200})
        return answer.raise_for_status().json()["items"]

    @asynccontextmanager
    async def listen(self, after: int = 0) -> AsyncGenerator[Ear]:
        """Its stream."""
        async with listening(self.customer.http, f"{self.path}/events", headers={"Last-Event-ID": str(after)}) as ear:
            await ear.until("state")
            yield ear


@dataclass(frozen=True)
class Agent:
    """Somebody at the desk."""

    http: httpx.AsyncClient
    member: Member

    @asynccontextmanager
    async def listen(self) -> AsyncGenerator[Ear]:
        """The desk's stream."""
        async with listening(self.http, "/events") as ear:
            await ear.until("reset")
            yield ear

    async def get(self, path: str) -> Any:
        """Read something."""
        return (await self.http.get(path)).raise_for_status().json()

    async def post(self, path: str, **body: Any) -> Any:
        """Do something."""
        answer = await self.http.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def resolve(self, talk: Talk) -> None:
        """Take a conversation and close it."""
        await self.post(f"/conversations/{talk.id}/take")
        await self.post(f"/conversations/{talk.id}/close", outcome="resolved", reason=None)


class Street:
    """Everybody in front of one server."""

    def __init__(self, server: str, house: House) -> None:
        self.server = server
        self.house = house
        self._clients: list[httpx.AsyncClient] = []

    def client(self, path: str, **headers: str) -> httpx.AsyncClient:
        """A browser."""
        limits = httpx.Limits(max_connections=200)
        address = f"{self.server}/api/v1{path}"
        client = httpx.AsyncClient(base_url=address, headers=headers, limits=limits, timeout=PATIENCE)
        self._clients.append(client)
        return client

    async def customer(self, language: str = "it") -> Customer:
        """Somebody comes by."""
        token, visitor = await self.house.visitor(language)
        return Customer(self.client("/widget", Authorization=f"Bearer {token}"), visitor.contact_id)

    async def agent(self, name: str, role: Rank = "agent") -> Agent:
        """Somebody signs in to the desk."""
        member = await self.house.member(name, role)
        async with self.house.database.transaction() as session:
            opened = await workspaces.open_session(
                session, user_id=member.user_id, browser=Browser(ip="127.0.0.1", user_agent="test")
            )
        client = self.client(f"/workspaces/{self.house.slug}", **{"X-Sportello": "1"})
        client.cookies.set("sportello", opened.token)
        return Agent(client, member)

    async def leave(self) -> None:
        """Everybody goes home."""
        for client in self._clients:
            await client.aclose()
