"""Secrets that are shown once and kept only as hashes, and signatures that compare in constant time."""

import hashlib
import hmac
import secrets


def new_token(prefix: str) -> str:
    """A fresh secret of 256 random bits, like `sk_3q2…`; the prefix tells people what they found."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def hash_token(token: str) -> bytes:
    """What is stored of a token. A plain SHA-256 is enough: the token itself is random, not chosen."""
    return hashlib.sha256(token.encode()).digest()


def sign(secret: str, text: str) -> str:
    """HMAC-SHA256 of the text, in hexadecimal."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def signature_fits(secret: str, text: str, signature: str) -> bool:
    """Whether `signature` is the one `sign` makes. An empty secret fits nothing."""
    return bool(secret) and hmac.compare_digest(sign(secret, text).encode(), signature.lower().encode())
