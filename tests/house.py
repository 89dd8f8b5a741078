"""A small business to test in: a workspace with agents, a widget key, and customers who come by."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, contacts, conversations, workspaces
from sportello.contacts import Visitor
from sportello.conversations import Conversation, DueAnswer
from sportello.core import clock
from sportello.core.db import Database
from sportello.core.ids import new_id
from sportello.workspaces import Member, Rank
from sportello.workspaces.models import Membership, User, Workspace


@dataclass(frozen=True)
class House:
    """A workspace and what opens it."""

    database: Database
    workspace_id: UUID
    slug: str
    key_id: UUID
    key: str
    secret: str

    async def member(self, name: str, role: Rank = "agent") -> Member:
        """Somebody who works here. Their password is nobody's business."""
        async with self.database.transaction(self.workspace_id) as session:
            return await new_member(session, self.workspace_id, self.slug, name, role)

    async def visitor(self, language: str = "it") -> tuple[str, Visitor]:
        """A new browser: its token, and who it is."""
        async with self.database.transaction(self.workspace_id) as session:
            token, _ = await contacts.welcome_visitor(
                session, workspace_id=self.workspace_id, widget_key_id=self.key_id, language=language
            )
            visitor = await contacts.authenticate_visitor(session, token=token)
            assert visitor is not None
            return token, visitor

    async def conversation(self, contact_id: UUID | None = None, language: str = "it") -> Conversation:
        """A conversation that a customer has just opened."""
        if contact_id is None:
            contact_id = (await self.visitor(language))[1].contact_id
        async with self.database.transaction(self.workspace_id) as session:
            begun, _ = await conversations.start(session, id=new_id(), contact_id=contact_id, language=language)
            return begun

    async def says(self, conversation_id: UUID, text: str, **more: object) -> conversations.Said:
        """The customer says something."""
        async with self.database.transaction(self.workspace_id) as session:
            return await conversations.receive(
                session,
                conversation_id=conversation_id,
                message_id=new_id(),
                text=text,
                **more,  # pyright: ignore[reportArgumentType]
            )

    async def answer(self, session: AsyncSession, due: DueAnswer, text: str = "Ecco") -> conversations.Said | None:
        """The assistant answers what it has seen, if it may."""
        return await conversations.reply(
            session,
            conversation_id=due.conversation_id,
            seen_seq=due.seen_seq,
            name="Luce",
            text=text,
            citations=[],
            buttons=[],
        )

    async def let_assistant_answer(self) -> None:
        """The assistant answers everybody who waits, all of whom have paused meanwhile."""
        clock.travel(conversations.TIMERS.gather)
        async with self.database.transaction() as session:
            claimed = await conversations.claim_due(session, limit=100)
        for due in claimed:
            await answering.answer(self.database, due)

    async def see(self, conversation_id: UUID) -> Conversation:
        """The conversation as the database has it now."""
        async with self.database.transaction(self.workspace_id) as session:
            conversation = await session.get(Conversation, conversation_id)
            assert conversation is not None
            return conversation

    async def thread(self, conversation_id: UUID) -> list[conversations.Said]:
        """Everything said."""
        async with self.database.transaction(self.workspace_id) as session:
            return await conversations.thread(session, conversation_id=conversation_id, limit=10_000)


async def new_member(session: AsyncSession, workspace_id: UUID, slug: str, name: str, role: Rank = "agent") -> Member:
    """A user who is a member of the workspace that was entered."""
    user = User(id=new_id(), email=f"{new_id()}@example.com", name=name, password_hash="!")
    session.add(user)
    await session.flush()
    if role != "owner":
        session.add(Membership(workspace_id=workspace_id, user_id=user.id, role=role))
        await session.flush()
    return Member(
        workspace_id=workspace_id,
        workspace_slug=slug,
        user_id=user.id,
        name=name,
        role=role,
        scopes=None,
        api_key_id=None,
        must_change_password=False,
    )


async def build_house(database: Database, slug: str = "lumina") -> House:
    """Open a workspace with a widget key."""
    async with database.transaction() as session:
        workspace: Workspace = await workspaces.create_workspace(session, slug=slug, name=slug.title())
        key = await workspaces.create_widget_key(
            session, workspace_id=workspace.id, name="shop", allowed_origins=["https://shop.example.com"]
        )
        return House(database, workspace.id, slug, key.id, key.key, key.identity_secret)
