"""Refusals as types: what went wrong, under which stable code, and how to mend it.

The domain raises them; one handler in `api/problems.py` turns each into an RFC 9457 problem.
"""

from typing import Any, ClassVar


class SportelloError(Exception):
    """Something was refused.

    The first line of a subclass's docstring is the title people read; `code` is what programs
    compare; `detail` says what to do about this one case; `members` are extra fields of the problem.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"

    def __init__(self, detail: str = "", **members: Any) -> None:
        super().__init__(detail or self.title())
        self.detail = detail
        self.members = members

    @classmethod
    def title(cls) -> str:
        """The first line of the docstring, without its full stop."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0].rstrip(".")


class Invalid(SportelloError):
    """The request cannot be accepted as it is."""

    status = 400
    code = "invalid"


class Unauthorized(SportelloError):
    """Sign in first."""

    status = 401
    code = "unauthorized"


class Forbidden(SportelloError):
    """You may not do this."""

    status = 403
    code = "forbidden"


class NotFound(SportelloError):
    """There is nothing here.

    Said alike of what does not exist and of what belongs to somebody else.
    """

    status = 404
    code = "not_found"


class Conflict(SportelloError):
    """Somebody or something else got there first."""

    status = 409
    code = "conflict"


class TooManyRequests(SportelloError):
    """Too many requests: please slow down."""

    status = 429
    code = "too_many_requests"

    def __init__(self, detail: str = "", *, retry_after: int, **members: Any) -> None:
        super().__init__(detail, **members)
        self.retry_after = retry_after
