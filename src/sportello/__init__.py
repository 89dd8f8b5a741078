"""Sportello: a self-hosted AI customer-support platform."""

import sys

# structlog loads rich wherever it is installed, which it is by way of typer: 4 MB in all for a process tree that is to
# stay small. We want it nowhere: its tracebacks show locals, and so secrets.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
