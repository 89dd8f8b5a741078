"""Secrets of others at rest: sealed with a key that is not in the database, each for the one place where it belongs.

What must be used again and so cannot be hashed (a provider's key) is stored sealed: AES-GCM, under the id of the key,
bound to what it is `about`. A copy of the database tells nobody anything; a sealed secret that
is moved to another row does not open there. The keys are a file in SPORTELLO_HOME, made with the first secret, or the
setting SECRET_KEYS where several machines share a database. The first key seals; the others only open.
"""

import base64
import binascii
import fcntl
import hashlib
import os
import secrets
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr
from sqlalchemy import text

from sportello.core.refusals import Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from sqlalchemy.ext.asyncio import AsyncSession

_ANYTHING_SEALED = text("SELECT door_anything_sealed()")
_VERSION = b"\x01"
_ID = 8
_NONCE = 12
_LENGTH = 32
_OTHERS = 0o077
FILE = "secret.keys"


class KeyringRefused(Refused):
    """The keys that secrets are sealed with cannot be used."""


@dataclass(frozen=True)
class Key:
    """One key of 256 bits, and the id under which what it sealed says so."""

    id: bytes
    material: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """Its id, as people read it."""
        return self.id.hex()


def read_keys(written: str, *, where: str) -> tuple[Key, ...]:
    """Keys as they are written: base64, separated by commas or lines."""
    parts = [part.strip() for part in written.replace("\n", ",").split(",") if part.strip()]
    keys: list[Key] = []
    for part in parts:
        try:
            material = base64.urlsafe_b64decode(part.replace("+", "-").replace("/", "_"))
        except (ValueError, binascii.Error):
            material = b""
        if len(material) != _LENGTH:
            raise KeyringRefused(
                f"{where}: write keys of 32 bytes in base64, separated by commas; `openssl rand -base64 32` makes one."
            )
        keys.append(Key(hashlib.sha256(b"sportello key id\n" + material).digest()[:_ID], material))
    return tuple(keys)


class Keyring:
    """The keys of an installation, read when the first secret is sealed or opened."""

    def __init__(self, home: Path, *, given: SecretStr | None = None) -> None:
        self._path = home / FILE
        self._given = given
        self._keys: tuple[Key, ...] | None = None

    @property
    def where(self) -> str:
        """Where the keys are, for people."""
        return "SECRET_KEYS" if self._given else str(self._path)

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys, the one that seals first; none where nothing was ever sealed."""
        if self._given:
            self._keys = self._keys or read_keys(self._given.get_secret_value(), where="SECRET_KEYS")
        elif self._keys is None:
            self._keys = self._read()
        return self._keys

    @property
    def current(self) -> Key:
        """The key that seals. Where there is none yet, it is made."""
        if not self._given:
            self._keys = self._read()  # another process may have turned the keys
        if not self.keys:
            self._keys = self._begin()
        return self.keys[0]

    def seal(self, secret: str, *, about: str) -> bytes:
        """The secret as it may be stored, for that place alone."""
        key, nonce = self.current, secrets.token_bytes(_NONCE)
        return _VERSION + key.id + nonce + _cipher(key).encrypt(nonce, secret.encode(), about.encode())

    def open(self, sealed: bytes, *, about: str) -> SecretStr:
        """The secret again. Refused where its key is not here, or it was sealed for another place."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see _cipher

        key = self._key_of(sealed)
        begin = len(_VERSION) + _ID
        nonce, rest = sealed[begin : begin + _NONCE], sealed[begin + _NONCE :]
        try:
            return SecretStr(_cipher(key).decrypt(nonce, rest, about.encode()).decode())
        except (InvalidTag, ValueError):
            raise KeyringRefused("A stored secret is not what was stored there: it was changed, or moved.") from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether the key that seals now has sealed this."""
        return any(id_of(sealed) == key.id for key in self.keys[:1])

    def begin(self) -> Key:
        """The first key, though others may have been before; refused where there are keys."""
        with self._alone():
            if self._read():
                raise KeyringRefused(f"{self._path} holds keys: `sportello keys rotate` makes a new one.")
            self._keys = self._begin()
        return self._keys[0]

    async def check(self, session: "AsyncSession") -> None:
        """Refuse to seal where that would begin a new key although something is sealed with one that is not here."""
        if self._given or self._read() or not await session.scalar(_ANYTHING_SEALED):
            return
        raise KeyringRefused(
            f"Secrets are stored, and {self._path}, which opens them, is not there. Put it back from a backup."
            " If it is lost for good, `sportello keys begin` makes a new one, and they have to be typed anew."
        )

    def turn(self) -> Key:
        """A new key, which seals from now on; the old ones still open."""
        with self._alone():
            self._write((_new(), *self._read()))
        return self.current

    def forget(self, *, needed: Collection[bytes]) -> list[Key]:
        """Give up the keys that no longer seal and that nothing is sealed with; those that are gone."""
        with self._alone():
            first, *others = self._read()
            gone = [key for key in others if key.id not in needed]
            if gone:
                self._write((first, *(key for key in others if key not in gone)))
        return gone

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Change the file with nobody else changing it: a key that was lost in between would open nothing any more."""
        if self._given:
            raise KeyringRefused(
                "SECRET_KEYS holds the keys: put a new one before the old, restart, and run `sportello keys reseal`;"
                " then take the old one away."
            )
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_name(f"{FILE}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _key_of(self, sealed: bytes) -> Key:
        wanted = id_of(sealed)
        for _ in range(2):
            for key in self.keys:
                if key.id == wanted:
                    return key
            if not self._given:
                self._keys = self._read()
        raise KeyringRefused(
            f"A stored secret was sealed with the key {wanted.hex()}, which is not in {self.where}."
            f" Put that key back (from a backup of {FILE}, or of SECRET_KEYS), or store the secret anew."
        )

    def _read(self) -> tuple[Key, ...]:
        try:
            mode = self._path.stat().st_mode
            written = self._path.read_text(encoding="ascii")
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise KeyringRefused(f"{self._path} cannot be read: {error}") from None
        if mode & _OTHERS:
            raise KeyringRefused(f"{self._path} can be read by others: chmod 600 {self._path}")
        return read_keys(written, where=str(self._path))

    def _begin(self) -> tuple[Key, ...]:
        """The first key. Of two processes that begin at once, both take the one that was there first."""
        made = self._draft((_new(),))
        try:
            os.link(made, self._path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
        return self._read()

    def _write(self, keys: tuple[Key, ...]) -> None:
        self._draft(keys).replace(self._path)
        self._keys = None

    def _draft(self, keys: tuple[Key, ...]) -> Path:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{FILE}.{secrets.token_hex(6)}")
        with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123 - with a mode
            file.writelines(f"{base64.urlsafe_b64encode(key.material).decode()}\n" for key in keys)
            file.flush()
            os.fsync(file.fileno())
        return draft


def _new() -> Key:
    (key,) = read_keys(base64.urlsafe_b64encode(secrets.token_bytes(_LENGTH)).decode(), where="")
    return key


def id_of(sealed: bytes) -> bytes:
    """The id of the key that something was sealed with."""
    if not sealed.startswith(_VERSION):
        raise KeyringRefused("A stored secret is in a form that only a newer version of Sportello knows.")
    return sealed[len(_VERSION) : len(_VERSION) + _ID]


def _cipher(key: Key) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 8 MB that few processes need

    return AESGCM(key.material)
