"""An assistant as it works: what its owner wrote, completed from the shipped catalogue, ready to be used.

Reading one costs two queries and building its rulebook a millisecond, so a worker keeps them and forgets one when it
is told that it changed (and after a minute, should a notice get lost).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from time import monotonic
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting import LEAVE_CONTACT_DETAILS, Action, actions_of, begin_button
from sportello.answering.catalogue import catalogue, default_rules
from sportello.answering.content import Content, completed, drafted_content, live_content, with_guards
from sportello.answering.fitting import gate_of
from sportello.answering.gate import THRESHOLD, Gate
from sportello.answering.intents import models_of
from sportello.answering.models import Assistant, FittedGate, Routing
from sportello.answering.rules import Rulebook, read_rules
from sportello.answering.selections import selection_of
from sportello.answering.stored import find_assistant
from sportello.answering.understanding import Classifier, load
from sportello.core.llm import sees_by_name
from sportello.knowledge import FactBook, Reader, Selection, fact_book

_KEPT_FOR: Final = 60.0


@dataclass(frozen=True)
class Link:
    """One model of an assistant's chain: the stored key it is asked with, and its provider's name for it."""

    key_id: UUID
    model: str
    sees: bool | None = None
    """Whether it takes pictures; None: what is known of its name."""

    @property
    def can_see(self) -> bool:
        """Whether it may be shown a picture."""
        return sees_by_name(self.model) if self.sees is None else self.sees


@dataclass(frozen=True)
class Setup:
    """Everything about an assistant that decides what it says. `id` is None for one nobody has edited yet."""

    workspace_id: UUID
    id: UUID | None = None
    name: str = "Sportello"
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    starters: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    threshold: float = THRESHOLD
    gate: Gate = field(default_factory=Gate)
    version: int = 0
    chain: tuple[Link, ...] = ()
    """The models it may ask, the first choice first; none: it answers by itself."""
    routing: Routing = "no_key_first"
    wishes: str = ""
    day_budget: Decimal | None = None
    """Euros it may spend a day; None: what the workspace says for each assistant."""
    allowed: tuple[str, ...] = ()
    """The names of the actions it may use …"""
    actions: Mapping[str, Action] = field(default_factory=dict[str, Action])
    """… and those of them that there are, where it is read to be used."""
    selection: Selection | None = None
    """What of the knowledge it reads; None: everything that is for it."""
    pictures: bool = False
    """Whether those of its models that can see are shown what customers send."""
    rulebook: Rulebook = field(default_factory=lambda: Rulebook(read_rules(default_rules())))
    classifiers: Mapping[str, Classifier] = field(default_factory=dict[str, Classifier])
    """What tells intents apart, by language, where the workspace has taught it its own."""
    facts: FactBook | None = None
    """The workspace's facts; None: not at hand, to be read when they are needed."""

    @property
    def known_as(self) -> UUID:
        """The id by which others name it: its workspace's until somebody edits it, which it then keeps."""
        return self.id or self.workspace_id

    @property
    def eyes(self) -> tuple[Link, ...]:
        """The models that are shown pictures; none: nobody looks at any."""
        return tuple(link for link in self.chain if link.can_see) if self.pictures else ()

    @property
    def reader(self) -> Reader:
        """As whom it looks things up."""
        return Reader(self.known_as, self.selection)

    def text(self, key: str, language: str) -> str:
        """One of its texts in a language: the owner's, else the shipped one."""
        return self.texts.get(language, {}).get(key, "").strip() or catalogue(language).texts[key]

    def starters_in(self, language: str) -> list[str]:
        """Questions to begin with, offered by the widget."""
        return list(self.starters.get(language, catalogue(language).starters))

    def buttons(self, language: str) -> list[dict[str, str]]:
        """The two buttons of an unsure answer, always the same, in the customer's language.

        Where it may take contact details, a third one says so: nobody may be there to answer now.
        """
        lead = self.actions.get(LEAVE_CONTACT_DETAILS)
        return [
            {"label": self.text("button_person", language), "choice": "person"},
            {"label": self.text("button_continue", language), "choice": "continue"},
            *([begin_button(lead, language)] if lead else []),
        ]


async def read_setup(session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None) -> Setup:
    """An assistant of the workspace this transaction has entered, as it is live, with what it was taught.

    Where none is named, or one that is gone or never was live, it is the default.
    """
    return await _taught(session, await read_live(session, workspace_id=workspace_id, assistant_id=assistant_id))


async def read_draft(session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None) -> Setup:
    """The same, as it is being edited."""
    stored = await find_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
    return await _taught(session, setup_of(stored, drafted_content(stored)))


async def _taught(session: AsyncSession, setup: Setup) -> Setup:
    models = await models_of(session)
    known = await actions_of(session) if setup.allowed else {}
    weights = await session.scalar(select(FittedGate.weights).where(FittedGate.workspace_id == setup.workspace_id))
    return replace(
        setup,
        gate=gate_of(weights),
        actions={name: known[name] for name in setup.allowed if name in known},
        classifiers={language: load(packed) for language, packed in models.items()},
        facts=await fact_book(session),
    )


async def read_live(session: AsyncSession, *, workspace_id: UUID, assistant_id: UUID | None = None) -> Setup:
    """What an owner wrote of it, without what it was taught."""
    named = and_(Assistant.id == assistant_id, Assistant.version > 0)
    mine = select(Assistant).where(Assistant.workspace_id == workspace_id, or_(Assistant.is_default, named))
    stored = await session.scalar(mine.order_by(named.desc()).limit(1))
    return Setup(workspace_id=workspace_id) if stored is None else setup_of(stored)


def setup_of(stored: Assistant, content: Content | None = None) -> Setup:
    """A stored assistant, completed: as it is live, or with this content."""
    said = live_content(stored) if content is None else completed(content)
    return Setup(
        workspace_id=stored.workspace_id,
        id=stored.id,
        name=said["name"],
        texts=said["texts"],
        starters=said["starters"],
        threshold=said["threshold"],
        version=stored.version,
        chain=links_of(said["chain"]),
        routing=said["routing"],
        wishes=said["wishes"],
        day_budget=None if said["day_budget"] is None else Decimal(said["day_budget"]),
        allowed=tuple(said["actions"]),
        selection=selection_of(said["knowledge"]),
        pictures=said["pictures"],
        rulebook=Rulebook(read_rules(with_guards(said["rules"]))),
    )


def links_of(chain: Iterable[Mapping[str, Any]]) -> tuple[Link, ...]:
    """A chain as it is stored."""
    return tuple(Link(UUID(each["key_id"]), each["model"], each.get("sees")) for each in chain)


def stored_link(link: Link) -> dict[str, Any]:
    """A link as a chain is stored: what nobody said of it is left out."""
    stored = {"key_id": str(link.key_id), "model": link.model}
    return stored if link.sees is None else stored | {"sees": link.sees}


class Setups:
    """The assistants a worker has at hand."""

    def __init__(self) -> None:
        self._kept: dict[tuple[UUID, UUID | None], tuple[float, Setup]] = {}
        self._forgotten = 0
        """How often something was: what was read meanwhile may be of before."""

    async def of(self, session: AsyncSession, workspace_id: UUID, assistant_id: UUID | None = None) -> Setup:
        """An assistant of the workspace, read when it is not at hand: the default one where none is named."""
        key = workspace_id, assistant_id
        kept = self._kept.get(key)
        if kept and monotonic() - kept[0] < _KEPT_FOR:
            return kept[1]
        before = self._forgotten
        setup = await read_setup(session, workspace_id=workspace_id, assistant_id=assistant_id)
        if self._forgotten == before:
            self._kept[key] = (monotonic(), setup)
        return setup

    def forget(self, workspace_id: UUID | None = None) -> None:
        """Read them again next time: one workspace's, or all."""
        self._forgotten += 1
        self._kept = {} if workspace_id is None else {k: v for k, v in self._kept.items() if k[0] != workspace_id}
