"""The weights that a server answers with under the name of its model: told apart by what they make of one text.

A server says what it calls its model, and not which weights that is today. So the vector of the probe is kept the
first time, under the model's name and a number; an answer whose probe is another vector comes from other weights, which
get the next number. Weights that come back are known again.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy import ARRAY, REAL, Identity, Select, UniqueConstraint, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base, Database
from sportello.core.embedding import EmbeddingFailed, Known, Vector, alike

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('embedding_weights', 0))")
_log = structlog.get_logger()


class EmbeddingWeights(Base):
    """Weights that have answered under a model's name, and what they make of the probe."""

    __tablename__ = "embedding_weights"
    __table_args__ = (UniqueConstraint("name", "number"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    name: Mapped[str]
    number: Mapped[int]
    probe: Mapped[list[float]] = mapped_column(ARRAY(REAL))
    heard_at: Mapped[datetime]

    @property
    def known(self) -> Known:
        """As an embedder knows them."""
        return Known(f"{self.name}#{self.number}", self.probe)


class Weights:
    """What all processes know of servers' weights. `changed` hears, in the transaction, that others answer now."""

    def __init__(self, database: Database, changed: Callable[[AsyncSession], Awaitable[None]]) -> None:
        self._database = database
        self._changed = changed

    async def latest(self, name: str) -> Known | None:
        """Those that answered last."""
        async with self._database.transaction() as session:
            found = (await session.scalars(_heard(name).limit(1))).first()
            return found.known if found else None

    async def recognise(self, name: str, probe: Vector) -> Known:
        """Those whose probe this is, the first time under a number of their own. Raises `EmbeddingFailed`."""
        try:
            async with self._database.transaction() as session:
                await session.execute(_ALONE)  # two processes hear of the same weights at the same moment
                heard = (await session.scalars(_heard(name))).all()
                same = next((each for each in heard if alike(each.probe, probe)), None)
                if same is None:
                    number = max((each.number for each in heard), default=0) + 1
                    same = EmbeddingWeights(name=name, number=number, probe=probe)
                    session.add(same)
                if not heard or same is not heard[0]:
                    same.heard_at = now()
                    await self._changed(session)
                    _log.info("embedding.weights", model=same.known.model, new=same not in heard)
                return same.known
        except (SQLAlchemyError, OSError) as error:
            raise EmbeddingFailed("Whose vectors these are cannot be looked up now.", why="away") from error


def _heard(name: str) -> Select[EmbeddingWeights]:
    return select(EmbeddingWeights).where(EmbeddingWeights.name == name).order_by(EmbeddingWeights.heard_at.desc())
