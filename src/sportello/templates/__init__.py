"""Templates: ready-made workspaces as data. Each is a folder here; README.md says what is in one."""

from sportello.templates.applying import Applied, apply_template, open_workspace, start_workspace
from sportello.templates.reading import (
    Template,
    TemplateNotFound,
    read_template,
    scenarios_of,
    scenarios_written,
    template_names,
)
from sportello.templates.rehearsing import scenarios_for

__all__ = [
    "Applied",
    "Template",
    "TemplateNotFound",
    "apply_template",
    "open_workspace",
    "read_template",
    "scenarios_for",
    "scenarios_of",
    "scenarios_written",
    "start_workspace",
    "template_names",
]
