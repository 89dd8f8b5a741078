"""What of the knowledge an assistant reads: chosen in its draft, live with it, and kept by its versions.

Sources and articles are stored by their ids, and by what they were called when they were chosen: so a version can say
what it read, also when that is gone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.content import drafted_content
from sportello.answering.stored import change_draft, find_assistant, hold_assistant
from sportello.core.errors import Invalid
from sportello.knowledge import Selection, names_of, selected_by_name
from sportello.workspaces import SYSTEM, Member, audit

MOST_CHOSEN: Final = 500
Stored = Mapping[str, Any]
"""A selection as a content has it."""


class SelectionInvalid(Invalid):
    """This cannot be what an assistant reads."""

    code = "selection_invalid"


@dataclass(frozen=True)
class Chosen:
    """Something that is chosen, as it is called now, or was called where it is `gone`."""

    id: UUID
    name: str
    gone: bool


@dataclass(frozen=True)
class Reading:
    """What an assistant reads; nothing, where nothing is left of what was chosen."""

    handwritten: bool
    sources: Sequence[Chosen]
    articles: Sequence[Chosen]


def selection_of(stored: Stored | None) -> Selection | None:
    """What to search in; None: everything that is for it."""
    if stored is None:
        return None
    sources, articles = (frozenset(map(UUID, stored[kind])) for kind in ("sources", "articles"))
    return Selection(sources, articles, stored["handwritten"])


async def save_selection(
    session: AsyncSession,
    *,
    workspace_id: UUID,
    selection: Selection | None,
    assistant_id: UUID | None = None,
    actor: Member | str = SYSTEM,
) -> None:
    """Write what an assistant is to read into its draft; None: everything that is for it."""
    assistant = await hold_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    before = drafted_content(assistant)["knowledge"]
    change_draft(assistant, {"knowledge": selection and await _stored(session, selection, before)})
    await session.flush()
    await audit(
        session,
        workspace_id=workspace_id,
        actor=actor,
        action="assistant.knowledge_changed",
        target=f"assistant:{assistant.id}",
        data={"chosen": None if selection is None else len(selection.sources) + len(selection.articles)},
    )


async def drafted_reading(
    session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None
) -> Reading | None:
    """What an assistant is to read; None: everything that is for it."""
    stored = await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    return await reading_of(session, drafted_content(stored)["knowledge"])


async def reading_of(session: AsyncSession, stored: Stored | None) -> Reading | None:
    """A selection as people read it, by name."""
    selection = selection_of(stored)
    if stored is None or selection is None:
        return None
    there = await names_of(session, selection)

    def told(kind: str, now: Mapping[UUID, str]) -> list[Chosen]:
        each = [Chosen(UUID(id_), now.get(UUID(id_), name), UUID(id_) not in now) for id_, name in stored[kind].items()]
        return sorted(each, key=lambda one: (one.name.casefold(), one.id))

    return Reading(stored["handwritten"], told("sources", there.sources), told("articles", there.articles))


async def still_there(session: AsyncSession, stored: Stored | None) -> tuple[Stored | None, list[str]]:
    """A selection without what is gone, and what that was called."""
    reading = await reading_of(session, stored)
    if stored is None or reading is None:
        return None, []
    gone = {str(one.id): one.name for one in (*reading.sources, *reading.articles) if one.gone}
    left = {
        kind: {id_: name for id_, name in stored[kind].items() if id_ not in gone} for kind in ("sources", "articles")
    }
    return {**stored, **left}, sorted(gone.values())


async def selection_as_file(session: AsyncSession, stored: Stored | None) -> dict[str, Any] | None:
    """A selection as a file has it: sources by their names, articles by their addresses, those that there are."""
    selection = selection_of(stored)
    if selection is None:
        return None
    there = await names_of(session, selection)
    return {
        "handwritten": selection.handwritten,
        "sources": sorted(there.sources.values()),
        "articles": sorted(there.slugs.values()),
    }


async def selection_from_file(
    session: AsyncSession, filed: Mapping[str, Any] | None
) -> tuple[Stored | None, list[str]]:
    """What of a file's selection is here, and what is not. Where nothing is, it reads nothing, and not everything."""
    if filed is None:
        return None, []
    _few(len(filed["sources"]) + len(filed["articles"]))
    there = await selected_by_name(session, sources=filed["sources"], slugs=filed["articles"])
    known = {*there.sources.values(), *there.slugs.values()}
    missing = [name for name in (*filed["sources"], *filed["articles"]) if name not in known]
    chosen = {"sources": _by_id(there.sources), "articles": _by_id(there.articles)}
    return {"handwritten": filed["handwritten"], **chosen}, missing


async def _stored(session: AsyncSession, selection: Selection, before: Stored | None) -> Stored:
    """A selection of what is here, or was chosen already: that keeps the name it had, so that nothing differs by it."""
    _few(len(selection.sources) + len(selection.articles))
    there = await names_of(session, selection)

    def kept(kind: str, chosen: Collection[UUID], now: Mapping[UUID, str]) -> dict[str, str]:
        known = _by_id(now) | (before or {}).get(kind, {})
        if any(str(one) not in known for one in chosen):
            raise SelectionInvalid("Something that you chose is not here any more: choose again.")
        return {str(one): known[str(one)] for one in chosen}

    sources = kept("sources", selection.sources, there.sources)
    articles = kept("articles", selection.articles, there.articles)
    return {"handwritten": selection.handwritten, "sources": sources, "articles": articles}


def _by_id(names: Mapping[UUID, str]) -> dict[str, str]:
    return {str(id_): name for id_, name in names.items()}


def _few(chosen: int) -> None:
    if chosen > MOST_CHOSEN:
        raise SelectionInvalid(f"Choose at most {MOST_CHOSEN} sources and single articles.")
