"""Which actions there are in a workspace: the shipped ones, plug-ins, and those that its admins declared."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting.calling import call, open_headers
from sportello.answering.acting.declaring import PLACE, ActionInvalid, Declaration, check, check_name
from sportello.answering.acting.kinds import Action, ActionFailed, Bound, Means, Words
from sportello.answering.acting.models import DeclaredAction
from sportello.answering.acting.plugins import plugins
from sportello.answering.acting.shipped import shipped
from sportello.core.errors import NotFound
from sportello.core.http import read_url
from sportello.core.keyring import Keyring, id_of
from sportello.workspaces import SYSTEM, Member, audit

MOST_DECLARED = 50
MOST_PHRASES = 50
LONGEST_PHRASE = 200


class ActionNotFound(NotFound):
    """There is no such action here."""

    code = "action_not_found"


async def actions_of(session: AsyncSession) -> dict[str, Action]:
    """Every action of the workspace that was entered, by name: ours, plug-ins, and the declared ones by name."""
    stored = {row.name: row for row in await session.scalars(select(DeclaredAction).order_by(DeclaredAction.name))}
    known = dict(shipped()) | dict(plugins()[0])
    made = {name: _begun(each, stored.get(name)) for name, each in known.items()}
    declared = {name: http_action(row) for name, row in stored.items() if row.declaration is not None}
    return made | {name: each for name, each in declared.items() if name not in known}


def http_action(row: DeclaredAction) -> Action:
    """A declared action, ready to be run."""
    declared = Declaration.of(row.declaration or {})
    sealed, about = row.sealed, _about(row)

    async def run(bound: Bound, arguments: Mapping[str, Any]) -> Any:
        if bound.means is None:
            raise ActionFailed("Nothing is asked of servers here.")
        return await call(declared, open_headers(sealed, bound.means, about=about), bound, arguments)

    return Action(
        row.name,
        "http",
        declared.description,
        declared.parameters,
        declared.changes,
        run,
        seconds=declared.seconds,
        words={"": Words(declared.title)},
        goes={name: part for name, part in declared.stored().items() if name in {"method", "url", "response"}},
        intents=row.intents,
        phrases=row.phrases,
    )


async def declared_action(session: AsyncSession, *, name: str) -> tuple[Declaration, list[str], str]:
    """An HTTP action as it was declared, the names of its secret headers, and a mark of what they hold."""
    row = await _find(session, name)
    if row is None or row.declaration is None:
        raise ActionNotFound
    return Declaration.of(row.declaration), list(row.headers), sha256(row.sealed or b"").hexdigest()[:16]


async def begin_with(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    name: str,
    intents: Sequence[str],
    phrases: Sequence[str],
) -> None:
    """Say when an action begins by itself: where the customer surely wants one of these, or says one of those."""
    said = list(dict.fromkeys(" ".join(each.split()) for each in phrases if each.strip()))
    if len(said) > MOST_PHRASES or any(len(each) > LONGEST_PHRASE for each in said):
        raise ActionInvalid(f"At most {MOST_PHRASES} phrases of {LONGEST_PHRASE} characters.")
    row = await _find(session, name)
    if row is None:
        row = DeclaredAction(workspace_id=workspace_id, name=name, declaration=None, headers=[])
        session.add(row)
    row.intents, row.phrases = list(dict.fromkeys(intents)), said
    await session.flush()


async def declare(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    name: str,
    declared: Declaration,
    headers: Mapping[str, str],
    kept: Sequence[str],
    means: Means,
    actor: Member | str = SYSTEM,
) -> None:
    """Store an HTTP action, or change it. `kept` are headers whose values stay as they are."""
    row = await _find(session, name)
    before: dict[str, str] = {}
    if row is None:
        check_name(name)
        if len(list(await session.scalars(select(DeclaredAction.id)))) >= MOST_DECLARED:
            raise ActionInvalid(f"A workspace has at most {MOST_DECLARED} actions of its own.")
        row = DeclaredAction(workspace_id=workspace_id, name=name, headers=[])
        session.add(row)
    elif kept and row.declaration is not None:
        if _server(row.declaration["url"]) != _server(declared.url):
            raise ActionInvalid("The address names another server: write the secret headers anew for it.")
        before = stored_headers(row, means)
    values = {each: before[each] for each in kept if each in before} | dict(headers)
    check(declared, headers=values, reach=means.reach)
    row.declaration, row.headers = declared.kept(), sorted(values)
    await session.flush()
    if values:
        await means.keyring.check(session)
    row.sealed = means.keyring.seal(json.dumps(values), about=_about(row)) if values else None
    await session.flush()
    await _tell(session, row, actor, "action.declared")


async def forget_declared(session: AsyncSession, *, name: str, actor: Member | str = SYSTEM) -> None:
    """Take an HTTP action away, and its secrets with it."""
    row = await _find(session, name)
    if row is None or row.declaration is None:
        raise ActionNotFound
    await session.delete(row)
    await session.flush()
    await _tell(session, row, actor, "action.removed")


async def reseal_actions(session: AsyncSession, *, keyring: Keyring) -> int:
    """Seal anew what another than the current key has sealed; how many."""
    rows = select(DeclaredAction).where(DeclaredAction.sealed.is_not(None)).order_by(DeclaredAction.id)
    stale = [
        row
        for row in await session.scalars(rows.with_for_update())
        if row.sealed and not keyring.is_current(row.sealed)
    ]
    for row in stale:
        assert row.sealed is not None  # noqa: S101 - said above
        secret = keyring.open(row.sealed, about=_about(row)).get_secret_value()
        row.sealed = keyring.seal(secret, about=_about(row))
    await session.flush()
    return len(stale)


async def sealing_keys_of_actions(session: AsyncSession) -> set[bytes]:
    """The ids of the keys that something of this workspace's actions is sealed with."""
    sealed = await session.scalars(select(DeclaredAction.sealed).where(DeclaredAction.sealed.is_not(None)))
    return {id_of(each) for each in sealed if each}


def stored_headers(row: DeclaredAction, means: Means) -> dict[str, str]:
    """What its headers hold now."""
    opened = open_headers(row.sealed, means, about=_about(row))
    return {name: value.get_secret_value() for name, value in opened.items()}


async def _find(session: AsyncSession, name: str) -> DeclaredAction | None:
    return await session.scalar(select(DeclaredAction).where(DeclaredAction.name == name))


def _begun(action: Action, row: DeclaredAction | None) -> Action:
    return action if row is None else replace(action, intents=row.intents, phrases=row.phrases)


def _about(row: DeclaredAction) -> str:
    """What sealed headers belong to: moved elsewhere, to another server too, they do not open."""
    return f"declared_actions {row.workspace_id} {row.id} {_server((row.declaration or {})['url'])}"


def _server(url: str) -> str:
    scheme, host, port = read_url(PLACE.sub("x", url), ports=range(1, 65_536)).origin
    return f"{scheme}://{host}:{port}"


async def _tell(session: AsyncSession, row: DeclaredAction, actor: Member | str, action: str) -> None:
    declared = row.declaration or {}
    await audit(
        session,
        workspace_id=row.workspace_id,
        actor=actor,
        action=action,
        target=f"action:{row.name}",
        data={"method": declared.get("method"), "url": declared.get("url"), "headers": row.headers},
    )
