"""Logs: structlog, one line per request and per job, ids bound to every line of it. Bodies are never logged.

Lines of libraries that use `logging` come out in the same form. On a terminal they are text, elsewhere JSON.
"""

import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

import structlog
from structlog.typing import Processor

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
)
_QUIET = ("procrastinate", "alembic", "uvicorn.access", "httpx")
"""Libraries whose ordinary lines repeat what ours say."""


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
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(least, logging.WARNING))


@contextmanager
def bind(**ids: object) -> Generator[None]:
    """Write these ids on every line logged within the block (of this task only)."""
    with structlog.contextvars.bound_contextvars(**{name: str(value) for name, value in ids.items()}):
        yield
