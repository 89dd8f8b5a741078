"""How tests work with sources: made, handed files, read by jobs, reported."""

from typing import Any

from sportello.core.ids import new_id
from sportello.core.resources import Resources
from tests.api.conftest import Desk
from tests.jobs import work

BASE = "/workspaces/lumina/knowledge"
SOURCES = f"{BASE}/sources"
HOURS = "# Orari\n\nSiamo aperti dalle 17 alle 22, il museo chiude il lunedì.\n"
PARKING = "# Parcheggio\n\nIl parcheggio costa 5 euro al giorno.\n"


async def made(desk: Desk, kind: str = "files", name: str = "handbook", **more: Any) -> str:
    """A new source: its address."""
    answer = await desk.post(SOURCES, json={"id": str(new_id()), "kind": kind, "name": name, **more})
    assert answer.status_code == 201, answer.text
    return f"{SOURCES}/{answer.json()['id']}"


async def handed_in(desk: Desk, source: str, **files: str | bytes) -> None:
    """Files for the next import, by name with `__` for the dot."""
    parts = [("files", (name.replace("__", "."), content)) for name, content in files.items()]
    answer = await desk.post(f"{source}/files", files=parts)
    assert answer.status_code == 200, answer.text


async def begun(desk: Desk, source: str, **more: Any) -> str:
    """An import that has been asked for: its address."""
    answer = await desk.post(f"{source}/imports", json={"id": str(new_id()), **more})
    assert answer.status_code == 202, answer.text
    return f"{source}/imports/{answer.json()['id']}"


async def imported(desk: Desk, resources: Resources, source: str, **more: Any) -> dict[str, Any]:
    """The report of an import that jobs have carried out."""
    run = await begun(desk, source, **more)
    await work(resources)
    return (await desk.get(run)).json()


async def done(desk: Desk, run: str, **wanted: str) -> list[tuple[str, str, bool]]:
    """What an import has done to which article, and whether that is still there."""
    answer = await desk.get(f"{run}/changes", params=wanted)
    assert answer.status_code == 200, answer.text
    return [(one["did"], one["title"], one["article_id"] is not None) for one in answer.json()["items"]]


async def removed(desk: Desk, report: dict[str, Any], source: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Why an import has removed what it has: by title the reason's code, and what it is about."""
    answer = await desk.get(f"{source}/imports/{report['id']}/changes", params={"did": "removed"})
    assert all(one["reason"] for one in answer.json()["items"])
    return {one["title"]: (one["reason_code"], one["reason_params"]) for one in answer.json()["items"]}


async def titles(desk: Desk) -> set[str]:
    """The articles there are."""
    return {item["title"] for item in (await desk.get(f"{BASE}/articles")).json()["items"]}


def counts(report: dict[str, Any]) -> dict[str, int]:
    """What a report counts, without the noughts."""
    names = ("found", "read", "added", "changed", "removed", "unchanged", "skipped")
    return {name: report[name] for name in names if report[name]}
