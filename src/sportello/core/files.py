"""The one door to stored bytes: files on this machine's disk, or objects in a bucket that speaks S3.

What is stored is called by an id and never by what a stranger called it, and it is there whole or not at all: on the
disk it is renamed into its place, in a bucket the last part closes it. Neither is ever held in memory beyond a piece.
obstore does both; it is loaded with the first file (0.03 s, 7 MB), so a server that nobody sends any to never pays.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from sportello.core.errors import NotFound, SportelloError

if TYPE_CHECKING:
    from obstore.store import LocalStore, S3Store

PIECE: Final = 64 * 1024
"""Bytes read or handed on at once."""
_PART: Final = {"disk": 1024 * 1024, "bucket": 5 * 1024 * 1024}
"""Bytes that go out in one write; S3 takes no smaller part of an upload but the last."""
_FULL: Final = re.compile(r"os error (28|122)\b|StorageFull|QuotaExceeded|XMinioStorageFull")
"""How systems say that nothing more fits: ENOSPC, EDQUOT, and servers that speak S3."""
Rendition = Literal["whole", "thumbnail"]


class StorageFull(SportelloError):
    """There is no room left to store files: please tell whoever runs this server."""

    status = 507
    code = "storage_full"


class StorageUnavailable(SportelloError):
    """Where files are stored cannot be reached right now: please try again in a moment."""

    status = 503
    code = "storage_unavailable"


@dataclass(frozen=True)
class Bucket:
    """Where in which bucket, and as whom. Without keys: as whom the machine's own environment says."""

    endpoint: str
    name: str
    prefix: str
    region: str
    key_id: str | None
    secret: str | None


def read_bucket(url: str) -> Bucket:
    """The bucket that `s3://KEY:SECRET@host/bucket/prefix?region=…` names; a `ValueError` says how to write it."""
    parts = urlsplit(url)
    name, _, prefix = parts.path.strip("/").partition("/")
    plain = parts.scheme == "s3+http"
    if (
        not (plain or parts.scheme == "s3")
        or not parts.hostname
        or not name
        or bool(parts.username) != bool(parts.password)
    ):
        message = (
            "write it as s3://KEY:SECRET@s3.example.com/bucket?region=eu-south-1 (a / in the secret is %2F), with"
            " s3+http:// where the server speaks plain http"
        )
        raise ValueError(message)
    host = parts.hostname if ":" not in parts.hostname else f"[{parts.hostname}]"
    port = f":{parts.port}" if parts.port else ""
    return Bucket(
        endpoint=f"{'http' if plain else 'https'}://{host}{port}",
        name=name,
        prefix=prefix,
        region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
        key_id=unquote(parts.username) if parts.username else None,
        secret=unquote(parts.password) if parts.password else None,
    )


def path_of(key: UUID, rendition: Rendition = "whole") -> str:
    """Where something lies: by the end of its id, which spreads it over two levels of folders."""
    name = key.hex
    return f"{name[-2:]}/{name[-4:-2]}/{name}{'' if rendition == 'whole' else '.thumbnail'}"


class Files:
    """What is stored, by id."""

    def __init__(self, folder: Path, *, bucket: Bucket | None = None) -> None:
        self._folder = folder
        self._bucket = bucket

    @cached_property
    def _store(self) -> LocalStore | S3Store:
        from obstore.store import LocalStore, S3Store  # noqa: PLC0415 - loaded with the first file

        if self._bucket is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return LocalStore(self._folder)
        known: dict[str, Any] = {}
        if self._bucket.key_id:
            known = {"access_key_id": self._bucket.key_id, "secret_access_key": self._bucket.secret}
        return S3Store(
            self._bucket.name,
            prefix=self._bucket.prefix or None,
            endpoint=self._bucket.endpoint,
            region=self._bucket.region,
            client_options={"allow_http": self._bucket.endpoint.startswith("http:"), "connect_timeout": "5s"},
            retry_config={"max_retries": 2},
            **known,
        )

    async def put(self, key: UUID, pieces: AsyncIterable[bytes], *, rendition: Rendition = "whole") -> None:
        """Store what comes, whole or not at all. Whoever sends it may break off by raising."""
        from obstore import put_async  # noqa: PLC0415
        from obstore.exceptions import BaseError  # noqa: PLC0415

        part = _PART["bucket" if self._bucket else "disk"]
        try:
            await put_async(
                self._store, path_of(key, rendition), pieces, use_multipart=True, chunk_size=part, max_concurrency=1
            )
        except (BaseError, OSError) as error:
            raise _refusal(error) from error

    async def open(self, key: UUID, rendition: Rendition = "whole") -> tuple[int, AsyncIterator[bytes]]:
        """How long it is, and what it holds, piece by piece."""
        from obstore import get_async  # noqa: PLC0415
        from obstore.exceptions import BaseError  # noqa: PLC0415

        try:
            found = await get_async(self._store, path_of(key, rendition))
        except FileNotFoundError as error:
            raise NotFound("What it held is not stored here any more.") from error
        except (BaseError, OSError) as error:
            raise _refusal(error) from error

        async def pieces() -> AsyncIterator[bytes]:
            async for piece in found.stream(min_chunk_size=PIECE):
                yield bytes(piece)

        return found.meta["size"], pieces()

    async def remove(self, key: UUID) -> None:
        """Forget it, in every rendition. What is not there is forgotten already."""
        from obstore import delete_async  # noqa: PLC0415
        from obstore.exceptions import BaseError  # noqa: PLC0415

        for rendition in ("thumbnail", "whole"):
            try:
                await delete_async(self._store, path_of(key, rendition))
            except FileNotFoundError:
                continue
            except (BaseError, OSError) as error:
                raise _refusal(error) from error


def _refusal(error: Exception) -> SportelloError:
    full = _FULL.search(str(error)) or getattr(error, "errno", None) in {28, 122}
    return StorageFull() if full else StorageUnavailable()
