"""What a process needs of the world outside itself, assembled once by `bootstrap` and handed down."""

from dataclasses import dataclass

from sportello.core.db import Database
from sportello.core.live import Hub
from sportello.core.meanings import Meanings
from sportello.core.settings import Settings


@dataclass(frozen=True)
class Resources:
    """The open doors of one process: its settings, its database, its live notices, and what knows meanings, if any."""

    settings: Settings
    database: Database
    hub: Hub
    meanings: Meanings | None = None
