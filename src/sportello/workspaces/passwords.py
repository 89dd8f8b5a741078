"""Passwords: which are good enough, and how they are kept.

Length and guessability, no composition rules (NIST 800-63B, ASVS 6.2). Kept as argon2id with OWASP's parameters;
hashing runs in a thread and at most two at a time, so a burst of sign-ins neither blocks the loop nor eats memory.
"""

import asyncio
import secrets
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sportello.workspaces.errors import WeakPassword

MIN_LENGTH = 10
MAX_LENGTH = 128
_WELL_GUESSED = 2
"""zxcvbn's score (0-4) below which a password falls to an ordinary guessing run."""
_ZXCVBN_READS = 72
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_a_time = asyncio.Semaphore(2)
_NOBODY = _hasher.hash(secrets.token_urlsafe())
"""What an unknown e-mail's password is compared with, so that it takes as long."""


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


async def check_password(password: str, *, context: Iterable[str] = ()) -> None:
    """Refuse what is too short, too long or easily guessed, also from the person's and their workspaces' names."""
    password = _normal(password)
    if len(password) < MIN_LENGTH:
        raise WeakPassword(f"Use at least {MIN_LENGTH} characters; a few unrelated words do well.")
    if len(password) > MAX_LENGTH:
        raise WeakPassword(f"Use at most {MAX_LENGTH} characters.")
    words = [word.lower() for text in ("sportello", *context) for word in _words(text)]
    if _little_else(password, words) or await asyncio.to_thread(_score, password, words) < _WELL_GUESSED:
        raise WeakPassword(
            "It is on lists of common passwords, or made of your name, your e-mail or your workspace's name."
            " Choose another."
        )


def _words(text: str) -> list[str]:
    parts = "".join(letter if letter.isalnum() else " " for letter in text).split()
    return [text, *(part for part in parts if len(part) > 2)]  # noqa: PLR2004 - shorter ones say nothing


def _little_else(password: str, words: list[str]) -> bool:
    """Whether a password is hardly more than the person's or the house's own words."""
    rest = password.lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return sum(letter.isalnum() for letter in rest) < MIN_LENGTH // 2 and rest != password.lower()


def _score(password: str, words: list[str]) -> int:
    # Its word lists cost memory and time: only a process where somebody chooses a password pays.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    return int(zxcvbn(password[:_ZXCVBN_READS], user_inputs=words)["score"])


async def hash_password(password: str) -> str:
    """What is stored of a password."""
    async with _at_a_time:
        return await asyncio.to_thread(_hasher.hash, _normal(password))


async def password_fits(password: str, hashed: str | None) -> bool:
    """Whether the password belongs to the hash; without a hash, as long a no."""
    if len(password) > MAX_LENGTH:
        password, hashed = "", None
    async with _at_a_time:
        return await asyncio.to_thread(_verify, hashed or _NOBODY, _normal(password)) and hashed is not None


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def generate_password() -> str:
    """A password to be typed once and changed: four groups of four, no look-alikes, 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
