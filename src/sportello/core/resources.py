"""What a process needs of the world outside itself, assembled once by `bootstrap` and handed down."""

from dataclasses import dataclass, field
from functools import cached_property

from sportello.core.db import Database
from sportello.core.files import Files
from sportello.core.keyring import Keyring
from sportello.core.live import Hub
from sportello.core.llm import Providers
from sportello.core.meanings import Meanings
from sportello.core.settings import Settings


@dataclass(frozen=True)
class Resources:
    """The open doors of one process: settings, database, live notices, models, and what knows meanings, if any."""

    settings: Settings
    database: Database
    hub: Hub
    meanings: Meanings | None = None
    providers: Providers = field(default_factory=Providers)

    @cached_property
    def keyring(self) -> Keyring:
        """What secrets are sealed with."""
        return Keyring(self.settings.home, given=self.settings.secret_keys)

    @cached_property
    def files(self) -> Files:
        """Where attachments are stored."""
        return Files(self.settings.home / "files", bucket=self.settings.bucket)
