"""Plug-ins by a real installed entry point: one that works, and broken ones that cost nothing but themselves."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sportello import doctor
from sportello.answering import plugins
from sportello.answering.acting.plugins import plugins as found
from tests.api.acting.conftest import Chat, allow
from tests.api.acting.declared import admin
from tests.shop import Shop

MODULE = '''
from typing import Annotated
from pydantic import Field
from sportello.answering import Bound, action


@action(changes=False, title={"en": "Stars", "it": "Stelle"})
async def count_stars(bound: Bound, city: Annotated[str, Field(description="Which city?", max_length=40)]) -> str:
    """Count the stars above a city."""
    return f"{city}: 12"


@action(changes=True)
async def explode(bound: Bound) -> str:
    """Break in the middle."""
    raise RuntimeError("boom")


@action(changes=True)
async def leave(bound: Bound) -> str:
    """End the whole program."""
    raise SystemExit(1)


async def bare(bound: Bound) -> str:
    """No action at all."""
    return ""
'''
POINTS = """[sportello.actions]
stars = shop_plugin:count_stars
explode = shop_plugin:explode
leave = shop_plugin:leave
bare = shop_plugin:bare
missing = no_such_module:thing
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A distribution on the path, as pip leaves one."""
    (tmp_path / "shop_plugin.py").write_text(MODULE, encoding="utf-8")
    info = tmp_path / "shop_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-plugin\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    found.cache_clear()
    yield
    found.cache_clear()
    sys.modules.pop("shop_plugin", None)


@pytest.mark.usefixtures("installed")
def test_broken_ones_are_named_by_the_doctor_and_stop_nothing() -> None:
    loaded, broken = plugins()
    assert set(loaded) == {"count_stars", "explode", "leave"}
    assert [each.name for each in broken] == ["bare", "missing"]
    findings = list(doctor.plugin_findings())
    assert [each.good for each in findings] == [False, False, True]
    assert "no_such_module" in findings[1].verdict
    assert "@action" in findings[0].verdict


@pytest.mark.usefixtures("installed")
async def test_one_that_works_answers_and_one_that_breaks_is_told_honestly(shop: Shop, chat: Chat) -> None:
    await allow(shop, "count_stars", "explode", "leave")
    listed = await (await admin(shop)).get("/actions")
    assert {each["name"] for each in listed["broken"]} == {"bare", "missing"}
    async with shop.at_work():
        asked = await chat.say("Stars", choice="action:count_stars")
        assert asked["text"].endswith("Which city?")
        assert "Rome: 12" in (await chat.say("Rome"))["text"]
        for wanted in ("explode", "leave"):
            offer = await chat.say(wanted, choice=f"action:{wanted}")
            assert "Nothing can be said for sure" in (await chat.press(offer, "confirm:"))["text"]
    assert [call.state for call in await chat.calls()] == ["done", "failed", "failed"]
