"""`sportello doctor`: what a sysadmin wants to know first, each with a verdict and a way to mend it.

It looks and changes nothing: no folder is made, no server started, no schema migrated.
"""

import asyncio
import os
import shutil
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from sportello.answering import plugins
from sportello.bootstrap import Access, connections_of_serve, open_embedder, standing_database
from sportello.core import schema
from sportello.core.embedding import EmbedderRefused, EmbeddingFailed
from sportello.core.keyring import Keyring, KeyringRefused
from sportello.core.postgres_account import PostgresRefused
from sportello.core.postgres_check import check_server, check_wall
from sportello.core.sandbox import SandboxFailed, open_doors
from sportello.core.settings import Settings
from sportello.serve import ServeRefused, answers, health_url, listen

STATIC = Path(__file__).parent / "static"
_ENOUGH = 1_000_000_000
_LET_IN = (
    "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
    " - coalesce(current_setting('reserved_connections', true)::int, 0)"
)

# What was sealed begins with a version and the id of its key: see `core.keyring`.
_SEALED = (
    "SELECT substring(sealed FROM 2 FOR 8), count(*) FROM (SELECT sealed FROM model_keys"
    " UNION ALL SELECT sealed FROM declared_actions UNION ALL SELECT sealed FROM notice_outlets"
    " UNION ALL SELECT sealed FROM push_keys) AS kept WHERE sealed IS NOT NULL GROUP BY 1"
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    good: bool
    verdict: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything that can be looked at. The settings themselves were read already, or refused."""
    findings = [_address(settings), *_front_ends(), *_home(settings), _disk(settings)]
    try:
        access = standing_database(settings)
        findings += [*_database(access), _connections(settings, access), *_secrets(settings, access)]
    except (PostgresRefused, psycopg.OperationalError) as error:
        findings.append(Finding("database", good=False, verdict=str(error).strip()))
    findings += [_readers(), _embedder(settings), *plugin_findings()]
    if settings.smtp_url is None:
        findings.append(Finding("mail", good=True, verdict="SMTP_URL is not set, so no mail leaves"))
    return findings


def _address(settings: Settings) -> Finding:
    """Whether `serve` could listen where it is told to, or does so already."""
    where = f"{settings.host}:{settings.port}"
    try:
        listen(settings.host, settings.port).close()
    except ServeRefused as error:
        if answers(health_url(settings)):
            return Finding("address", good=True, verdict=f"Sportello serves on {where}")
        return Finding("address", good=False, verdict=str(error))
    return Finding("address", good=True, verdict=f"{where} is free; nothing serves there now")


def _front_ends() -> Generator[Finding]:
    for name, path in (("widget", STATIC / "widget.js"), ("desk", STATIC / "desk" / "index.html")):
        there = path.exists()
        verdict = "built" if there else "not built: install from a wheel, or run scripts/setup in the checkout"
        yield Finding(name, good=there, verdict=verdict)


def plugin_findings() -> Generator[Finding]:
    """The actions that were installed as plug-ins; of none there is nothing to say."""
    loaded, broken = plugins()
    for each in broken:
        verdict = f"the plug-in {each.name} cannot be loaded, and its action is not there: {each.why}"
        yield Finding("actions", good=False, verdict=verdict)
    if loaded:
        yield Finding("actions", good=True, verdict=f"from plug-ins: {', '.join(loaded)}")


def _readers() -> Finding:
    """Whether what a stranger wrote is read where it can do nothing."""
    try:
        doors = asyncio.run(open_doors())
    except SandboxFailed as failure:
        return Finding("documents", good=False, verdict=f"cannot be read: {failure.detail}")
    if not doors:
        return Finding("documents", good=True, verdict="are read apart, without files, network or further processes")
    lacking = "Landlock (Linux 5.13)" if doors == ["read files"] else "seccomp"
    verdict = f"their readers are bounded but could {', '.join(doors)}: this kernel or container lacks {lacking}"
    return Finding("documents", good=doors == ["read files"], verdict=verdict)


def _embedder(settings: Settings) -> Finding:
    """Whether meanings are understood, tried with one word."""
    try:
        embedder = open_embedder(settings)
        if embedder is None:
            verdict = "no embedding model is set, so search goes by words and letters (EMBEDDING_FOLDER, EMBEDDING_URL)"
            return Finding("meanings", good=True, verdict=verdict)
        (vector,) = asyncio.run(embedder.embed(["hello"])).vectors
    except (EmbedderRefused, EmbeddingFailed) as error:
        return Finding("meanings", good=False, verdict=str(error))
    known = ", ".join(language for language in ("de", "en", "it") if embedder.knows(language)) or "none of de, en, it"
    return Finding("meanings", good=True, verdict=f"{embedder.model}, {len(vector)} dimensions, for {known}")


def _home(settings: Settings) -> Generator[Finding]:
    """Whether the home folder could be one; of a good one there is nothing to say."""
    there = next(folder for folder in (settings.home, *settings.home.parents) if os.access(folder, os.F_OK))
    if not there.is_dir():
        yield Finding("home", good=False, verdict=f"{there} is no folder. Name another in SPORTELLO_HOME")
    elif not os.access(there, os.W_OK | os.X_OK):
        verdict = f"you may not write in {there}. Name another folder in SPORTELLO_HOME, or let this account write"
        yield Finding("home", good=False, verdict=verdict)


def _disk(settings: Settings) -> Finding:
    there = next(folder for folder in (settings.home, *settings.home.parents) if os.access(folder, os.F_OK))
    free = shutil.disk_usage(there).free
    return Finding("disk", good=free > _ENOUGH, verdict=f"{free / 1e9:.1f} GB free for {settings.home}")


def _database(access: Access) -> Generator[Finding]:
    with access.as_owner() as connection:
        kind = "embedded" if access.embedded else "external"
        version = connection.info.server_version
        yield Finding("database", good=True, verdict=f"{kind} PostgreSQL {version // 10_000}.{version % 10_000}")
        try:
            check_server(connection)
        except PostgresRefused as error:
            yield Finding("durability", good=False, verdict=str(error))
        else:
            yield Finding("durability", good=True, verdict="fsync, full_page_writes and synchronous_commit are on")
    current, head = schema.current(access.owner_url), schema.head()
    found = f"at {current}" if current else "empty"
    mend = "install the newer version that made it" if schema.is_newer(current) else "run `sportello migrate`"
    verdict = found if current == head else f"{found}, this version needs {head}: {mend}"
    yield Finding("schema", good=current == head, verdict=verdict)
    if current == head:
        yield _app_role(access)
        yield from _unread(access)


def _connections(settings: Settings, access: Access) -> Finding:
    """Whether the server lets in as many as `serve` may send."""
    needed = connections_of_serve(settings)
    with access.as_owner() as connection:
        row = connection.execute(_LET_IN).fetchone()
    allowed = row[0] if row else 0
    verdict = f"{allowed} allowed, `serve` opens at most {needed}"
    good = needed <= allowed
    mend = "" if good else ": set DATABASE_POOL lower, or the server's max_connections higher"
    return Finding("connections", good=good, verdict=verdict + mend)


def _secrets(settings: Settings, access: Access) -> Generator[Finding]:
    """Whether the keys are here that stored secrets are sealed with; where none is stored there is nothing to say."""
    keyring = Keyring(settings.home, given=settings.secret_keys)
    sealed: dict[bytes, int] = {}
    if schema.current(access.owner_url) == schema.head():
        with access.as_owner() as connection:
            sealed = dict(connection.execute(_SEALED).fetchall())
    try:
        known = [key.id for key in keyring.keys]
    except KeyringRefused as refusal:
        yield Finding("secrets", good=False, verdict=str(refusal))
        return
    lost = {id_: many for id_, many in sealed.items() if id_ not in known}
    if lost:
        names = ", ".join(id_.hex() for id_ in lost)
        verdict = (
            f"{sum(lost.values())} of {sum(sealed.values())} stored secrets cannot be opened: the key {names} is"
            f" not in {keyring.where}. Put it back from a backup, or store them anew"
        )
        yield Finding("secrets", good=False, verdict=verdict)
    elif sealed:
        old = sum(many for id_, many in sealed.items() if id_ != known[0])
        mend = f"; {old} with an older key, which `sportello keys reseal` mends" if old else ""
        verdict = f"{sum(sealed.values())} stored, which {keyring.where} opens{mend}. Is that in your backups?"
        yield Finding("secrets", good=True, verdict=verdict)


def _unread(access: Access) -> Generator[Finding]:
    """What an embedding model refused, and where; of nothing there is nothing to say."""
    with access.as_app() as connection:
        refused = connection.execute("SELECT slug, texts FROM door_refused_meanings()").fetchall()
    for slug, texts in refused:
        verdict = f"{texts} refused by the model and found by words: `sportello models progress {slug}` says which"
        yield Finding(f"texts of {slug}", good=True, verdict=verdict)


def _app_role(access: Access) -> Finding:
    try:
        with access.as_app() as connection:
            verdict = f"{check_wall(connection)} is bound"
    except PostgresRefused as error:
        return Finding("wall between workspaces", good=False, verdict=str(error))
    return Finding("wall between workspaces", good=True, verdict=verdict)
