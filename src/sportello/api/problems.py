"""Every refusal as one shape: RFC 9457 problem+json with a stable `code`.

Nothing that the server knows and the client does not is told: no stack, no SQL, no echo of what was sent.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from sportello.core.errors import Forbidden, Invalid, NotFound, SportelloError, TooManyRequests, Unauthorized

MEDIA_TYPE = "application/problem+json"
_log = structlog.get_logger()

_CODES = {405: "method_not_allowed", 413: "body_too_large"}


class Problem(BaseModel):
    """What went wrong (RFC 9457). Programs compare `code`; people read `title` and `detail`."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:sportello:problem:not_found"])
    title: str = Field(examples=["There is nothing here"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=[""])
    code: str = Field(examples=["not_found"])


class Malformed(SportelloError):
    """The request does not have the shape this address expects."""

    status = 422
    code = "malformed"


class Unavailable(SportelloError):
    """The database cannot be reached right now: please try again in a moment."""

    status = 503
    code = "unavailable"


class PlainHttp(SportelloError):
    """Over plain http this server is for its own machine only."""

    status = 421
    code = "plain_http"


class HeaderMissing(Forbidden):
    """The header X-Sportello is missing."""

    code = "header_missing"


class NulByte(Invalid):
    """Text and addresses cannot contain NUL characters."""

    code = "nul_byte"


class InvalidUtf8(Invalid):
    """The request is not valid UTF-8."""

    code = "invalid_utf8"


class TooDeep(Invalid):
    """The JSON is nested too deeply."""

    code = "too_deep"


class RequestTooSlow(SportelloError):
    """The request took too long to arrive: please send it again."""

    status = 408
    code = "request_too_slow"


class BodyTooLarge(SportelloError):
    """The request is too large."""

    status = 413
    code = "body_too_large"


def problem(
    status: int,
    code: str,
    title: str,
    detail: str = "",
    *,
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The one shape in which anything is refused."""
    body = {"type": f"urn:sportello:problem:{code}", "title": title, "status": status, "detail": detail, "code": code}
    return JSONResponse(
        {**(members or {}), **body},
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def from_error(error: SportelloError, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The problem a refusal becomes."""
    headers = dict(headers or {})
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "1"
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(
        error.status, error.code, error.title(), error.detail, members=_jsonable(error.members), headers=headers
    )


def problem_of(error: SportelloError) -> Problem:
    """The same as part of an answer that is none itself."""
    return Problem(
        type=f"urn:sportello:problem:{error.code}",
        title=error.title(),
        status=error.status,
        detail=error.detail,
        code=error.code,
        **_jsonable(error.members),
    )


_RETRY_AFTER = {"description": "Seconds to wait", "schema": {"type": "integer", "examples": [7]}}
_HEADERS: dict[int, dict[str, Any]] = {
    TooManyRequests.status: {"Retry-After": _RETRY_AFTER},
    Unavailable.status: {"Retry-After": _RETRY_AFTER},
    Unauthorized.status: {"WWW-Authenticate": {"schema": {"type": "string", "examples": ["Bearer"]}}},
}


def refusals(*errors: type[SportelloError]) -> dict[int | str, dict[str, Any]]:
    """What an endpoint declares in `responses=`: each refusal with its code as an example."""
    declared: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        entry = declared.setdefault(
            error.status,
            {
                "description": HTTPStatus(error.status).phrase,
                **({"headers": _HEADERS[error.status]} if error.status in _HEADERS else {}),
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}},
            },
        )
        entry["content"][MEDIA_TYPE]["examples"][error.code] = {
            "value": {
                "type": f"urn:sportello:problem:{error.code}",
                "title": error.title(),
                "status": error.status,
                "detail": "",
                "code": error.code,
            }
        }
    return declared


def _jsonable(members: Mapping[str, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(key): plain(item) for key, item in cast("Mapping[Any, Any]", value).items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [plain(item) for item in cast("list[Any]", value)]
        return value if isinstance(value, str | int | float | bool | None) else str(value)

    return {key: plain(value) for key, value in members.items()}


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    return from_error(cast("SportelloError", error))


async def _malformed(_request: Request, error: Exception) -> JSONResponse:
    # What was sent stays out of the answer: it may be a password.
    # A shape that a dependency and the endpoint both read is found wrong twice; it is told once.
    found = {(*item["loc"], item["type"]): item for item in cast("RequestValidationError", error).errors()}
    errors = [{"loc": list(item["loc"]), "msg": item["msg"], "type": item["type"]} for item in found.values()]
    where = ", ".join(".".join(str(part) for part in item["loc"]) for item in errors[:3])
    return problem(
        Malformed.status, Malformed.code, Malformed.title(), f"See `errors`: {where}.", members={"errors": errors[:50]}
    )


async def _http(_request: Request, error: Exception) -> JSONResponse:
    refused = cast("HTTPException", error)
    if refused.status_code == NotFound.status:
        return from_error(NotFound())
    if refused.status_code == HTTPStatus.BAD_REQUEST:
        # The framework's own, of a body that is neither JSON nor a form or has too many parts; it quotes nothing sent.
        return from_error(Malformed(refused.detail))
    phrase = HTTPStatus(refused.status_code).phrase
    code = _CODES.get(refused.status_code, phrase.lower().replace(" ", "_"))
    return problem(refused.status_code, code, phrase, headers=refused.headers)


async def _unavailable(_request: Request, error: Exception) -> JSONResponse:
    _log.error("database.unavailable", error=type(error).__name__)
    return from_error(Unavailable())


def unexpected() -> JSONResponse:
    """The answer to what should not have happened; the details are in the log, under the request's id."""
    return problem(500, SportelloError.code, "Something went wrong on our side", "It has been logged.")


def install(app: FastAPI) -> None:
    """Register the handlers. What is left falls to `watch.Net`, which answers `unexpected()`."""
    app.add_exception_handler(SportelloError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    for lost in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(lost, _unavailable)
