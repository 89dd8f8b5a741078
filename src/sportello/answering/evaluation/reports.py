"""A run as others read it: JUnit's XML for machines, a page for people."""

from collections.abc import Sequence
from importlib.resources import files
from xml.etree import ElementTree as ET

from sportello.answering.evaluation.running import StepVerdict
from sportello.answering.evaluation.runs import Comparison, Report


def as_junit(report: Report) -> str:
    """The report as JUnit XML, which every CI server shows: a suite, a case a scenario, a failure with its steps."""
    seconds = sum(_seconds(verdict.steps) for verdict in report.verdicts)
    suite = ET.Element(
        "testsuite",
        name=f"sportello evaluate scenarios: {report.source}",
        tests=str(len(report.verdicts)),
        failures=str(len(report.verdicts) - report.passed),
        errors="0",
        skipped="0",
        time=f"{seconds:.3f}",
        timestamp=report.ran_at.isoformat(timespec="seconds"),
    )
    for verdict in report.verdicts:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=f"{report.source}.{verdict.language}",
            name=_printable(verdict.name),
            time=f"{_seconds(verdict.steps):.3f}",
        )
        if not verdict.passed:
            failed = next(step for step in verdict.steps if not step.passed)
            message = f"expected {failed.expected}, got {_with_reason(failed)}"
            failure = ET.SubElement(case, "failure", message=_printable(message), type="scenario")
            failure.text = _printable("\n\n".join(_told(step) for step in verdict.steps))
    whole = ET.Element("testsuites")
    whole.append(suite)
    ET.indent(whole)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(whole, encoding="unicode")}\n'


def as_html(report: Report, comparison: Comparison | None, *, workspace: str) -> str:
    """The report as one page that needs nothing else: failures first, every conversation to be opened."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - 2 MB that a server at rest need not have

    source = files("sportello.answering.evaluation").joinpath("report.html").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    ordered = sorted(report.verdicts, key=lambda verdict: verdict.passed)
    return page.from_string(source).render(
        report=report, verdicts=ordered, comparison=comparison, workspace=workspace, total=len(report.verdicts)
    )


def _seconds(steps: Sequence[StepVerdict]) -> float:
    return sum(step.duration_ms for step in steps) / 1_000


def _told(step: StepVerdict) -> str:
    mark = "FAILED" if not step.passed else "ok" if step.tried else "not tried"
    came = f"{mark}: expected {step.expected or '-'}, got {_with_reason(step)}"
    return f"customer: {step.question}\nassistant: {step.said}\n{came}"


def _with_reason(step: StepVerdict) -> str:
    return f"{step.got} ({step.why})" if step.why else step.got


def _printable(text: str) -> str:
    """XML has no control characters, not even escaped."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
