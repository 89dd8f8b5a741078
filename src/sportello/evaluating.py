"""`sportello evaluate scenarios`: which scenarios, and what is printed of their run."""

import json
from asyncio import to_thread
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from textwrap import shorten
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, templates
from sportello.answering import Comparison, Report
from sportello.core.errors import Invalid, NotFound
from sportello.core.meanings import Meant

_SAID = 200
"""Letters of an answer that are printed beneath a step that failed; the reports tell all of it."""


async def scenarios_of(session: AsyncSession, *, workspace_id: UUID, file: Path | None) -> tuple[str, str]:
    """The name of a file, or of the template the workspace was started from, and the scenarios written in it.

    A file is named with its folder: runs are compared by this name, and many a folder has a `scenarios.yaml`.
    """
    template = await answering.template_of(session, workspace_id=workspace_id)
    if file is not None:
        return await to_thread(_name, file), await to_thread(_text, file)
    if template is None:
        raise NotFound("This workspace was not started from a template: name the scenarios with --file.")
    return template, templates.scenarios_written(template)


async def evaluate(
    session: AsyncSession, *, workspace_id: UUID, source: str, written: str, meant: Meant | None
) -> tuple[Report, Comparison | None]:
    """Try the scenarios, and keep the run: the desk shows it beside its own, and can repeat it."""
    scenarios = answering.read_scenarios(written)
    verdicts = await answering.evaluate_scenarios(session, workspace_id=workspace_id, scenarios=scenarios, meant=meant)
    return await answering.keep_run(
        session, workspace_id=workspace_id, source=source, written=written, verdicts=verdicts
    )


def _name(file: Path) -> str:
    return "/".join(file.resolve().parts[-2:])


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Invalid(f"{file} is not UTF-8 text. Save it again with the encoding UTF-8.") from None


def as_json(report: Report, comparison: Comparison | None) -> str:
    """Everything about a run."""
    whole = asdict(report) | {"passed": report.passed, "comparison": asdict(comparison) if comparison else None}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str)


def as_lines(report: Report, comparison: Comparison | None) -> str:
    """A line a scenario, more where one fails, and what has changed since the last run."""
    return "\n".join(_lines(report, comparison))


def _lines(report: Report, comparison: Comparison | None) -> Iterator[str]:
    for verdict in report.verdicts:
        yield f"  {'pass' if verdict.passed else 'FAIL'}  {verdict.name}"
        for step in verdict.steps:
            if not step.passed:
                yield f"        “{step.question}”: expected {step.expected}, got {step.got}"
                if step.why:
                    yield f"            because: {step.why}"
                if step.said:
                    yield f"            it said: “{shorten(step.said, _SAID, placeholder=' …')}”"
    yield f"{report.passed} of {len(report.verdicts)} scenarios pass."
    if comparison is None:
        return
    since = comparison.since.strftime("%Y-%m-%d %H:%M")
    changes = {
        "failing now": comparison.broken,
        "passing now": comparison.mended,
        "new": comparison.added,
        "gone": comparison.gone,
    }
    told = [f"{len(names)} {what} ({', '.join(names)})" for what, names in changes.items() if names]
    yield f"Since the run of {since} UTC: {'; '.join(told) or 'nothing has changed'}."
