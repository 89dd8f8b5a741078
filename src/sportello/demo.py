"""`sportello demo`: a workspace from a template and a shop page that carries its widget, ready in one command.

Its data lives in `.sportello/` beside the checkout. Started again, it goes on where it was.
"""

import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import templates, workspaces
from sportello.bootstrap import Access, open_resources
from sportello.core.settings import Settings
from sportello.serve import ServeRefused, serve
from sportello.shop import ShopServer
from sportello.supervisor import Child
from sportello.workspaces import User

TEMPLATE = "festival"
SHOP_HOST = "127.0.0.1"
FIRST_LOGIN = "first-login"


def demo(settings: Settings) -> None:
    """Run the demo until Ctrl-C."""
    origin = f"http://{SHOP_HOST}:{settings.shop_port}"
    shop = Child("shop", lambda: None)
    prepared: dict[str, Any] = {}

    async def prepare(settings: Settings, access: Access) -> dict[str, Any]:
        _progress("Preparing the demo workspace")
        return await _prepare(settings, access, origin)

    def before_children(said: dict[str, Any]) -> None:
        prepared.update(said)
        try:
            server = ShopServer((SHOP_HOST, settings.shop_port), sportello=settings.public_url, key=said["key"])
        except OSError as error:
            message = f"SHOP_PORT={settings.shop_port}: {error.strerror}. Choose another with SHOP_PORT=…"
            raise ServeRefused(message) from None
        shop.run = server.serve_until_stopped
        _progress("Starting")

    _progress("Starting the database")
    serve(
        settings,
        prepare=prepare,
        prepared=before_children,
        ready=lambda: _announce(settings, origin, prepared["login"]),
        beside=[shop],
    )


async def _prepare(settings: Settings, access: Access, origin: str) -> dict[str, Any]:
    async with open_resources(settings, access, live=False) as resources:
        async with resources.database.transaction() as session:
            password = await workspaces.create_first_admin(
                session, email=settings.admin_email, name="Admin", language="en"
            )
        async with resources.database.transaction() as session:
            started = await templates.start_workspace(session, template=TEMPLATE, widget_origins=[origin])
            admin = await session.scalar(
                select(User).where(User.email == workspaces.normal_email(settings.admin_email))
            )
            if admin is not None:
                await _let_in(session, admin, started.workspace_id)
    chosen = admin is not None and not admin.must_change_password
    return {"key": started.widget_key, "login": _first_login(settings, password, chosen=chosen)}


async def _let_in(session: AsyncSession, admin: User, workspace_id: UUID) -> None:
    """The first admin works in the demo workspace too: an owner may enter everywhere, but is no agent by that."""
    if all(member.id != admin.id for member in await workspaces.list_members(session)):
        await workspaces.add_member(
            session, workspace_id=workspace_id, user_id=admin.id, role="admin", actor=workspaces.SYSTEM
        )


def _first_login(settings: Settings, password: str | None, *, chosen: bool) -> str:
    """The generated password, remembered for whoever starts the demo twice before signing in once."""
    note = settings.home / FIRST_LOGIN
    if password is not None:
        note.touch(mode=0o600)
        note.write_text(password)
    if chosen:
        note.unlink(missing_ok=True)
    if note.exists():
        return f"{settings.admin_email}  {note.read_text()}  (until you choose your own)"
    return f"{settings.admin_email}  with the password you chose"


def _announce(settings: Settings, origin: str, login: str) -> None:
    lines = {
        "Shop page": f"{origin}/",
        "Desk": f"{settings.public_url}/desk/",
        "First login": login,
        "API docs": f"{settings.public_url}/docs",
    }
    sys.stdout.write("\n" + "".join(f"  {name:12} {value}\n" for name, value in lines.items()) + "\n")
    sys.stdout.flush()


def _progress(what: str) -> None:
    sys.stderr.write(f"  {what} …\n")
    sys.stderr.flush()


def demo_home() -> Path:
    """Where the demo keeps its data unless SPORTELLO_HOME says otherwise."""
    return Path.cwd() / ".sportello"
