"""The desk's two cookies: the session, and the device a user has signed in from before.

Where PUBLIC_URL is https both carry the `__Host-` prefix and `Secure`. Settings and `security.Gate` refuse plain http
anywhere but on this machine's own loopback address; there the same cookies go without.
"""

from datetime import timedelta
from typing import cast

from fastapi import Request, Response

from sportello.core.resources import Resources

_SESSION = "sportello"
_DEVICE = "sportello-device"
DEVICE_LIFE = timedelta(days=365)


def _secure(request: Request) -> bool:
    return cast("Resources", request.app.state.resources).settings.secure_cookies


def _name(request: Request, name: str) -> str:
    return f"__Host-{name}" if _secure(request) else name


def read_session_token(request: Request) -> str | None:
    """The session token this browser sent, if any."""
    return request.cookies.get(_name(request, _SESSION))


def read_device_token(request: Request) -> str | None:
    """The device token this browser sent, if any."""
    return request.cookies.get(_name(request, _DEVICE))


def _set(request: Request, response: Response, name: str, value: str, life: timedelta | None) -> None:
    response.set_cookie(
        _name(request, name),
        value,
        max_age=int(life.total_seconds()) if life is not None else None,
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="lax",
    )


def set_session(request: Request, response: Response, token: str) -> None:
    """Give the browser its session. It lasts as long as the server says: the cookie itself has no date."""
    _set(request, response, _SESSION, token, None)


def set_device(request: Request, response: Response, token: str) -> None:
    """Let the browser be recognised at its next sign-in."""
    _set(request, response, _DEVICE, token, DEVICE_LIFE)


def forget_session(request: Request, response: Response) -> None:
    """Take the session cookie back; the device stays known."""
    _set(request, response, _SESSION, "", timedelta(0))
