"""Logs: structlog, one line per request, answer and job, ids bound to every line of it. Bodies are never logged.

A request has an id (its `X-Request-Id`, or one of ours), which travels with the jobs that it asks for. An answer is
found by what the line of its message has as well: the conversation and the message's `seq`.
Lines of libraries that use `logging` come out in the same form. On a terminal they are text, elsewhere JSON.
"""

import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, Literal

import structlog
from structlog.typing import Processor

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
)
_QUIET = ("procrastinate", "alembic", "uvicorn.access", "httpx", "httpx2", "httpcore2", "openai", "anthropic")
"""Libraries whose ordinary lines repeat what ours say, or say what people wrote."""


def set_up(*, level: str = "info", form: Literal["auto", "json", "text"] = "auto") -> None:
    """Send the logs of this process to standard error, in the form asked for."""
    text = form == "text" or (form == "auto" and sys.stderr.isatty())
    render: list[Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]  # never locals: secrets
        if text
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    least = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *_SHARED],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(least)
    logging.captureWarnings(capture=True)  # libraries' warnings, too, are lines like any other
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(least, logging.WARNING))


REQUEST: Final = "request_id"


def begin(request_id: str) -> None:
    """Write the id of a request, and of nothing before it, on every line that its task logs from here on."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**{REQUEST: request_id})


def bind(**ids: object) -> None:
    """Write these ids as well on every line that this task logs from here on."""
    structlog.contextvars.bind_contextvars(**{name: str(value) for name, value in ids.items()})


@contextmanager
def bound(**ids: object) -> Generator[None]:
    """Write these ids on every line logged within the block (of this task only)."""
    with structlog.contextvars.bound_contextvars(**{name: str(value) for name, value in ids.items()}):
        yield


def request_id() -> str | None:
    """The request that is being served, or that asked for the job that is being done."""
    return structlog.contextvars.get_contextvars().get(REQUEST)
