"""A small business, and two providers that it may ask."""

from collections.abc import AsyncGenerator
from ipaddress import ip_network
from pathlib import Path

import pytest

from sportello import knowledge
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from tests.answering.conftest import FILES
from tests.live import Street
from tests.shop import Shop, words
from tests.upstream import Upstream, upstream


@pytest.fixture
async def one() -> AsyncGenerator[Upstream]:
    async with upstream("compatible", words()) as model:
        yield model


@pytest.fixture
async def two() -> AsyncGenerator[Upstream]:
    async with upstream("anthropic", words("The last entry is at nine.")) as model:
        yield model


@pytest.fixture
def settings(tmp_path: Path, one: Upstream, two: Upstream) -> Settings:
    """An installation that may ask both."""
    ports = frozenset({one.server.port, two.server.port})
    return Settings(home=tmp_path, model_networks=(ip_network("127.0.0.1"),), model_ports=ports)


@pytest.fixture
async def shop(street: Street, resources: Resources) -> Shop:
    async with resources.database.transaction(street.house.workspace_id) as session:
        await knowledge.import_articles(session, source="test", files=FILES)
    return Shop(street, resources)
