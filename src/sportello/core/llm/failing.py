"""Why a call failed, as one of few reasons; and whose fault that is."""

import re
from collections.abc import Iterator

import httpx2
import structlog
from pydantic_ai import exceptions

from sportello.core.addresses import FetchRefused
from sportello.core.llm.chain import Model
from sportello.core.llm.outcomes import Failure, Reason
from sportello.core.llm.speaking import clean

_LONGEST = 300
_MISREAD = (TypeError, ValueError, AttributeError, LookupError, AssertionError)
"""What the libraries raise over an answer that no provider gives."""
_NO_END = "without a `finish_reason`"
"""What pydantic-ai says of a stream that ends in the middle."""
_log = structlog.get_logger()
_KINDS: tuple[tuple[type[Exception], Reason], ...] = (
    (exceptions.ModelRateLimitError, "rate_limited"),
    (exceptions.ModelQuotaExceededError, "quota_spent"),
    (exceptions.ModelUnavailableError, "overloaded"),
    (exceptions.ModelServerError, "server_error"),
    (exceptions.ModelAuthenticationError, "key_refused"),
    (exceptions.ModelNotFoundError, "not_found"),
    (exceptions.ModelRequestRejectedError, "rejected"),
    (exceptions.UserError, "rejected"),
    (exceptions.ContentFilterError, "filtered"),
    (exceptions.ModelTimeoutError, "unreachable"),
    (exceptions.ModelAPIError, "garbled"),
    (exceptions.UnexpectedModelBehavior, "garbled"),
    (httpx2.HTTPError, "broken_off"),
)
OURS: frozenset[Reason] = frozenset(
    {"over_budget", "unpriced", "resting", "cut_short", "too_long", "rejected", "filtered", "wrong_output"}
)
"""Failures that say nothing about whether the next call will be served: one customer's words cost nobody else."""
_ASKED_WRONGLY = frozenset({400, 403, 413, 422})
"""Statuses with which a request is refused for what is in it; a key is with 403, too."""
_FILTERED = re.compile(
    r"content[ _-]?(?:filter|policy|management)|moderation|flagged|safety (?:system|reasons|polic)|responsible ?ai"
    r"|data_inspection",
    re.IGNORECASE,
)
"""What providers say where their policy is against a question."""


class Failed(Exception):
    """This call is of no use. `free`: the provider has done nothing that it could be paid for."""

    def __init__(self, failure: Failure, *, wait: float | None = None, free: bool = False) -> None:
        super().__init__(failure.reason)
        self.failure = failure
        self.wait = wait
        self.free = free


def failed(reason: Reason, detail: str = "", *, free: bool = False) -> Failed:
    """A failure for a reason that we found ourselves."""
    return Failed(Failure(reason, detail), free=free)


def understood(error: Exception, model: Model, *, begun: bool) -> Failed:
    """What an error of the libraries means. `begun`: the model had begun to speak."""
    refused = next((each for each in _causes(error) if isinstance(each, FetchRefused)), None)
    if refused is not None:
        return Failed(Failure("address_refused", refused.detail), free=True)
    detail = _shown(error, model)
    if isinstance(error, exceptions.ModelConnectionError):
        sent = begun or error.phase == "read"
        return Failed(Failure("broken_off" if sent else "unreachable", detail), free=not sent)
    reason = _reason(error)
    if isinstance(error, exceptions.ModelHTTPError):
        said = error.status_code
        if not 400 <= said < 600:  # noqa: PLR2004 - what errors are
            return Failed(Failure("garbled", detail), free=True)
        if said in _ASKED_WRONGLY and _FILTERED.search(str(error)):
            reason = "filtered"
        elif said in _ASKED_WRONGLY and reason == "garbled":
            reason = "rejected"
        return Failed(Failure(reason, detail), wait=error.retry_after, free=not error.in_stream)
    return Failed(Failure(reason, detail))


def _reason(error: Exception) -> Reason:
    if _NO_END in str(error):
        return "broken_off"
    for kind, reason in _KINDS:
        if isinstance(error, kind):
            return reason
    _log.error("llm.failed", exc_info=error)
    return "garbled" if isinstance(error, _MISREAD) else "failed"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _shown(error: Exception, model: Model) -> str:
    """What is known about it, without the key, however the provider repeats it."""
    text = " ".join(clean(str(error) or type(error).__name__).split())
    if model.key is not None:
        text = text.replace(model.key.get_secret_value(), "…")
    return text[:_LONGEST]
