"""Reading a template from its folder. What the format means: README.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from sportello.answering import AssistantContent, Scenario, Setup, read_scenarios
from sportello.core.errors import NotFound
from sportello.core.ids import new_id
from sportello.knowledge import File

FORMAT = 1


class TemplateNotFound(NotFound):
    """There is no such template."""

    code = "template_not_found"


@dataclass(frozen=True)
class Template:
    """A workspace as data, read and ready to be applied."""

    id: str
    title: dict[str, str]
    workspace: dict[str, Any]
    assistant: AssistantContent
    widget: dict[str, Any]
    canned_replies: list[dict[str, Any]]
    articles: list[File]
    facts: File | None


def template_names() -> list[str]:
    """The templates that are shipped."""
    return sorted(folder.name for folder in _shipped() if (folder / "template.yaml").is_file())


def read_template(name: str) -> Template:
    """A shipped template by its id."""
    folder = _folder(name)
    read: dict[str, Any] = yaml.safe_load((folder / "template.yaml").read_text(encoding="utf-8"))
    if read["format"] != FORMAT:
        raise TemplateNotFound(f"“{name}” is written in format {read['format']}; this version reads format {FORMAT}.")
    assistant = read["assistant"]
    return Template(
        id=name,
        title=read["title"],
        workspace=read["workspace"],
        assistant=AssistantContent(
            name=assistant["name"],
            texts=assistant["texts"],
            starters=assistant["starters"],
            rules=assistant["rules"],
            threshold=assistant.get("threshold", Setup(workspace_id=new_id()).threshold),
        ),
        widget=read["widget"],
        canned_replies=read["canned_replies"],
        articles=[*_files(folder / "articles", "articles/"), *_files(folder / "faq", "faq/")],
        facts=File("facts.yaml", (folder / "facts.yaml").read_bytes()) if (folder / "facts.yaml").is_file() else None,
    )


def scenarios_of(name: str) -> list[Scenario]:
    """The questions a template is proved with."""
    return read_scenarios(scenarios_written(name))


def scenarios_written(name: str) -> str:
    """The same as they are written."""
    return (_folder(name) / "scenarios.yaml").read_text(encoding="utf-8")


def _folder(name: str) -> Traversable:
    if name not in template_names():
        raise TemplateNotFound(f"The templates are: {', '.join(template_names())}.")
    return files("sportello.templates") / name


def _shipped() -> Iterator[Traversable]:
    return (entry for entry in files("sportello.templates").iterdir() if entry.is_dir())


def _files(folder: Traversable, prefix: str) -> Iterator[File]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith((".md", ".yaml")):
            yield File(f"{prefix}{entry.name}", entry.read_bytes())
