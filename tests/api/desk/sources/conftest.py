"""A supervisor, and a web site that pages can be read from."""

from collections.abc import AsyncGenerator
from ipaddress import ip_network
from pathlib import Path

import pytest

from sportello.core.settings import Settings
from tests.api.conftest import Desk, People
from tests.web import Website, serving


@pytest.fixture
async def site() -> AsyncGenerator[Website]:
    """A web site on this machine."""
    async with serving() as site:
        yield site


@pytest.fixture
def settings(tmp_path: Path, site: Website) -> Settings:
    """Settings that let pages be read from it."""
    networks = (ip_network("127.0.0.0/8"),)
    return Settings(home=tmp_path, fetch_networks=networks, fetch_ports=frozenset({site.port}))


@pytest.fixture
async def supervisor(people: People) -> Desk:
    """A supervisor at work."""
    return await people.at_work("Sara", "supervisor")
