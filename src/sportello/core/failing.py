"""Why a server did not deliver, in words that say what to do about it."""

import socket
import ssl

from sportello.core.addresses import FetchRefused, Target
from sportello.core.reasons import About, Reason

_GONE, _DENIED = {404, 410}, {401, 403}
_HUNG_UP = ("peer closed connection", "Server disconnected")
BROKEN_OFF = Reason("broken_off", "The answer broke off before its end. Try again later.")


class FetchFailed(FetchRefused):
    """This address could not be fetched.

    `answered` is the HTTP status where there was one; `again` says whether trying later may help, and `wait` after
    how many seconds, where the server said.
    """

    code = "fetch_failed"

    def __init__(self, detail: str, *, answered: int | None = None, again: bool = False, wait: float = 0) -> None:
        super().__init__(detail)
        self.answered = answered
        self.again = again
        self.wait = wait

    @property
    def gone(self) -> bool:
        """Whether it said that there is nothing any more: of its own accord, and not because it is in trouble."""
        return self.answered in _GONE


def answer_of(target: Target, status: int) -> Reason:
    """What a status other than success means to who wanted to read something."""
    about: About = {"host": target.host, "status": status, "path": target.path}
    if status in _GONE:
        return Reason("page_missing", "{host} has nothing at {path} ({status}). Check the address.", **about)
    if status in _DENIED:
        return Reason(
            "turned_away",
            "{host} answered {status} for {path}: it wants a sign-in, or lets no programs in. Ask whoever runs it.",
            **about,
        )
    return Reason("answered", "{host} answered {status} for {path}. Try again later.", **about)


def not_reached(target: Target, error: Exception) -> FetchFailed:
    """What it means that a connection could not be made, or broke."""
    doubt = error.__context__
    host = target.host
    if isinstance(doubt, ssl.SSLCertVerificationError):
        return FetchFailed(
            Reason(
                "no_proof",
                "{host} does not prove who it is: {why}. Its certificate is to be put right.",
                host=host,
                why=doubt.verify_message,
            )
        )
    if isinstance(doubt, ssl.SSLError):
        return FetchFailed(Reason("no_https", "{host} speaks no HTTPS there. Try it with http://.", host=host))
    if isinstance(doubt, socket.gaierror | UnicodeError):
        return FetchFailed(Reason("host_unknown", "{host} cannot be found. Check the address.", host=host), again=True)
    why = " ".join(str(error).split())[:200] or "the connection broke"
    if why.startswith(_HUNG_UP):
        return FetchFailed(BROKEN_OFF, again=True)
    return FetchFailed(
        Reason(
            "unreachable",
            "{host} cannot be reached ({why}). Check the address, or try again later.",
            host=host,
            why=why,
        ),
        again=True,
    )
