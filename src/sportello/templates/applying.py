"""Putting a template into a workspace. Done again it updates in place, and leaves alone what people have edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, conversations, knowledge, workspaces
from sportello.core.db import enter_workspace
from sportello.knowledge import FactsReport, ImportReport
from sportello.templates.reading import Template, read_template
from sportello.workspaces import SignedIn, Workspace


@dataclass(frozen=True)
class Applied:
    """What applying a template did. `widget_key` is the public key that opens the workspace on a website."""

    workspace_id: UUID
    widget_key: str
    articles: ImportReport
    facts: FactsReport | None
    assistant: bool
    canned_replies: int


async def open_workspace(
    session: AsyncSession,
    *,
    slug: str,
    name: str,
    default_language: str,
    template: str | None,
    admins: Sequence[UUID],
    actor: SignedIn | None = None,
) -> Workspace:
    """Open a workspace with its admins, empty or with everything a template brings."""
    read = read_template(template) if template else None
    brought = read.workspace if read else {}
    made = await workspaces.create_workspace(
        session,
        slug=slug,
        name=name,
        default_language=default_language,
        languages=brought.get("languages", workspaces.LANGUAGES),
        time_zone=brought.get("time_zone", "Europe/Rome"),
        actor=actor or workspaces.SYSTEM,
    )
    for user_id in admins:
        await workspaces.add_member(
            session,
            workspace_id=made.id,
            user_id=user_id,
            role="admin",
            actor=actor.name if actor else workspaces.SYSTEM,
        )
    if read:
        await apply_template(session, workspace_id=made.id, template=read.id)
    return made


async def start_workspace(
    session: AsyncSession,
    *,
    template: str,
    widget_origins: Sequence[str],
    slug: str | None = None,
    name: str | None = None,
    default_language: str | None = None,
) -> Applied:
    """A workspace from a template: opened under the template's address (or `slug`), or brought up to date if there."""
    read = read_template(template)
    address: str = slug or read.workspace["slug"]
    workspace_id = await workspaces.find_workspace(session, slug=address)
    if workspace_id is None:
        made = await workspaces.create_workspace(
            session,
            slug=address,
            name=name or read.workspace["name"],
            default_language=default_language or read.workspace["default_language"],
            languages=read.workspace["languages"],
            time_zone=read.workspace["time_zone"],
        )
        workspace_id = made.id
    else:
        await enter_workspace(session, workspace_id)
    return await apply_template(session, workspace_id=workspace_id, template=template, widget_origins=widget_origins)


async def apply_template(
    session: AsyncSession, *, workspace_id: UUID, template: str, widget_origins: Sequence[str] = ()
) -> Applied:
    """Bring a template's knowledge, facts, assistant, canned replies and widget into the workspace that was entered."""
    read = read_template(template)
    return Applied(
        workspace_id=workspace_id,
        articles=await knowledge.import_articles(session, source=f"template {read.id}", files=read.articles),
        facts=await knowledge.import_facts(session, source=f"template {read.id}", files=[read.facts])
        if read.facts
        else None,
        assistant=await answering.save_from_template(
            session, workspace_id=workspace_id, template=read.id, content=read.assistant
        ),
        canned_replies=await _canned_replies(session, workspace_id, read),
        widget_key=await _widget(session, workspace_id, read, widget_origins),
    )


async def _canned_replies(session: AsyncSession, workspace_id: UUID, read: Template) -> int:
    """Add those whose shortcut nobody uses yet; the others are people's own by now."""
    there = {(reply.shortcut, reply.language) for reply in await conversations.canned_replies(session)}
    missing = [reply for reply in read.canned_replies if (reply["shortcut"], reply["language"]) not in there]
    for reply in missing:
        await conversations.create_canned_reply(
            session,
            workspace_id=workspace_id,
            shortcut=reply["shortcut"],
            text=reply["text"],
            language=reply["language"],
        )
    return len(missing)


async def _widget(session: AsyncSession, workspace_id: UUID, read: Template, origins: Sequence[str]) -> str:
    """The widget key that opens from these origins; one is made where there is none."""
    wanted = {workspaces.normal_origin(origin) or origin for origin in origins}
    for key in await workspaces.list_widget_keys(session):
        if wanted <= set(key.allowed_origins):
            return key.key
    made = await workspaces.create_widget_key(
        session,
        workspace_id=workspace_id,
        name=read.widget["name"],
        allowed_origins=sorted(wanted),
        appearance=read.widget["appearance"],
    )
    return made.key
