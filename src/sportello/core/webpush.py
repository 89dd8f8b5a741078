"""Messages to browsers that are closed: sealed for one browser (RFC 8291), and signed as ours (VAPID, RFC 8292).

The push service in between learns who sends and how much, never what. What is sent leaves by the HTTP door like all
else, for the address of a push service is one that somebody's browser has named.
"""

import base64
import binascii
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from sportello.core.errors import Invalid

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

_POINT, _AUTH, _SALT = 65, 16, 16
RECORD: Final = 4096
"""Octets of the one record a message is: what every push service takes."""
MOST: Final = RECORD - 16 - 1 - 86
"""Octets that are left for the content."""
_VALID: Final = 12 * 3600


@dataclass(frozen=True, kw_only=True)
class Browser:
    """Where a browser is reached, and what only it can open."""

    endpoint: str
    p256dh: str
    auth: str


def new_key() -> tuple[SecretStr, str]:
    """A private key to sign with, and the public one that browsers are shown."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - see keyring

    made = ec.generate_private_key(ec.SECP256R1())
    number = made.private_numbers().private_value
    return SecretStr(_written(number.to_bytes(32, "big"))), _written(_point(made.public_key()))


def check(browser: Browser) -> None:
    """Refuse keys that nothing could be sealed for."""
    if len(_read(browser.auth)) != _AUTH:
        raise Invalid("`auth` is 16 octets in base64url.")
    _public(browser.p256dh)


def seal(content: bytes, browser: Browser) -> bytes:
    """The content as one record that only this browser opens."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - see keyring
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    once = ec.generate_private_key(ec.SECP256R1())
    theirs, ours = _public(browser.p256dh), _point(once.public_key())
    shared = once.exchange(ec.ECDH(), theirs)
    secret = _derive(shared, salt=_read(browser.auth), about=b"WebPush: info\x00" + _point(theirs) + ours, length=32)
    salt = os.urandom(_SALT)
    key = _derive(secret, salt=salt, about=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derive(secret, salt=salt, about=b"Content-Encoding: nonce\x00", length=12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(key).encrypt(nonce, content[:MOST] + b"\x02", None)


def signed(endpoint: str, *, key: SecretStr, public: str, subject: str) -> str:
    """The `Authorization` that tells a push service whose message it is; good for this service and half a day."""
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - see keyring
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature  # noqa: PLC0415

    parts = urlsplit(endpoint)
    said = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + _VALID, "sub": subject}
    token = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(said)}"
    number = int.from_bytes(_read(key.get_secret_value()), "big")
    private: EllipticCurvePrivateKey = ec.derive_private_key(number, ec.SECP256R1())
    r, s = decode_dss_signature(private.sign(token.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={token}.{_written(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={public}"


def _derive(secret: bytes, *, salt: bytes, about: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - see keyring
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(hashes.SHA256(), length, salt, about).derive(secret)


def _point(key: "EllipticCurvePublicKey") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - see keyring

    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _public(written: str) -> "EllipticCurvePublicKey":
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - see keyring

    point, wrong = _read(written), Invalid("`p256dh` is a point on P-256, 65 octets in base64url.")
    if len(point) != _POINT:
        raise wrong
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise wrong from None


def _written(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def _read(written: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(written.rstrip("=") + "=" * (-len(written.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return b""


def _json(said: Mapping[str, object]) -> str:
    return _written(json.dumps(said, separators=(",", ":")).encode())
