"""Whose help centre it is: found by the address, before anything of it is read."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import workspaces
from sportello.api import limits
from sportello.api.deps import resources
from sportello.core.db import enter_workspace


@dataclass(frozen=True)
class Place:
    """A workspace as its readers see it."""

    slug: str
    name: str
    default_language: str
    time_zone: str
    origin: str

    def path(self, article: str = "", **asked: object) -> str:
        """The path of a page here: the front, or an article's; what is asked for with nothing is left out."""
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"/help/{self.slug}{f'/{quote(article)}' if article else ''}{f'?{query}' if query else ''}"

    def address(self, article: str = "", **asked: object) -> str:
        """The same as a full address."""
        return f"{self.origin}{self.path(article, **asked)}"

    @property
    def sitemap(self) -> str:
        """Where all addresses stand."""
        return self.address("sitemap.xml")


async def enter_place(request: Request, session: AsyncSession, slug: str) -> Place | None:
    """The workspace at this address, entered; None where there is none."""
    await limits.spend(request, "page.ip", limits.client_place(request))
    workspace_id = await workspaces.find_workspace(session, slug=slug)
    if workspace_id is None:
        return None
    await enter_workspace(session, workspace_id)
    home = await workspaces.get_workspace(session)
    return Place(slug, home.name, home.default_language, home.time_zone, resources(request).settings.public_url)
