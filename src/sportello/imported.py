"""What came of an import that a command made, and how far it is: told to people at a terminal, and to programs."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from shutil import get_terminal_size
from time import monotonic
from typing import Any, get_args

from sportello import knowledge
from sportello.core.reasons import Reason
from sportello.knowledge import Did, FactsReport, ImportChange, ImportRun, Skipped

_COUNTS = ("added", "changed", "removed", "unchanged", "skipped")
_NAMED = 20
"""Titles of each kind that are printed; programs are given all."""
_OUTSIDE = Reason(
    "link_outside", "It is a link that leads out of the folder. Name what it leads to, if that is to be imported."
)
_WAY_ON = "  The source stays: the same command tries again, and with --remove it is gone.\n"
_TELL_EVERY = 2.0


@dataclass(frozen=True)
class Report:
    """What came of one path or address."""

    name: str
    run: ImportRun
    duplicates: list[knowledge.Pair]
    changes: list[knowledge.ChangeLine]
    passed_over: Sequence[str] = ()
    """Files of a folder that are of no kind that can be read."""
    outside: Sequence[str] = ()
    """Links in a folder that lead out of it."""


Progress = Callable[[str, ImportRun], None]


class Teller:
    """Tells how far an import is and what came of it: on a terminal one line that changes, elsewhere plain lines.

    `as_json`: what came of all of it is one document for programs, with every article named.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self._document: dict[str, list[dict[str, Any]]] | None = {"sources": [], "facts": []} if as_json else None
        self._live = sys.stderr.isatty()
        self._told_at = monotonic()
        self._told = ""
        self.failed = False
        self.skipped = 0

    def progress(self, name: str, run: ImportRun) -> None:
        """How far it is; said when it has changed, and elsewhere than on a terminal only now and then."""
        far = f"{run.dealt} of {run.found} looked at" if run.found else "looking for what there is to read"
        articles = run.added + run.changed + run.unchanged  # one list may hold thousands
        far += f", {articles} article{'' if articles == 1 else 's'} so far" if articles else ""
        if run.to_compare:
            far = f"looking for what says nearly the same, {run.compared} of {run.to_compare} articles compared"
        line = f"{name}: {far}"
        line += f" · {run.current}" if run.current else ""
        if self._live:
            width = get_terminal_size().columns - 1
            sys.stderr.write(f"\r{line[:width]:<{width}}")
        elif line != self._told and monotonic() - self._told_at > _TELL_EVERY:
            self._told_at, self._told = monotonic(), line
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def facts(self, name: str, report: FactsReport) -> None:
        """What came of a file of facts."""
        self.skipped += len(report.skipped)
        if self._document is not None:
            self._document["facts"].append({"name": name, **asdict(report), "skipped": _left_out(report.skipped)})
            return
        counts = ("added", "changed", "removed", "unchanged")
        told = ", ".join(f"{getattr(report, count)} {count}" for count in counts)
        sys.stdout.write(f"{name}: facts: {told}, {len(report.skipped)} skipped\n")
        for skipped in report.skipped:
            sys.stderr.write(f"  skipped {skipped.item}: {skipped.reason}\n")

    def report(self, report: Report) -> None:
        """What came of one path or address."""
        run = report.run
        self.failed |= run.state != "done"
        self.skipped += run.skipped + len(report.outside)
        if self._live:
            sys.stderr.write("\r\033[K")
        if self._document is not None:
            self._document["sources"].append(_as_data(report))
            return
        sys.stdout.write(f"{report.name}: {', '.join(f'{getattr(run, count)} {count}' for count in _COUNTS)}\n")
        for did in get_args(Did):
            _name(did, [_told(line.change) for line in report.changes if line.change.did == did])
        for skipped in run.skipped_items:
            sys.stderr.write(f"  skipped {skipped['item']}: {skipped['reason']}\n")
        if run.skipped > len(run.skipped_items):
            sys.stderr.write(f"  … and {run.skipped - len(run.skipped_items)} more\n")
        if report.passed_over:
            more = ", …" if len(report.passed_over) > _NAMED else ""
            named = ", ".join(report.passed_over[:_NAMED]) + more
            sys.stderr.write(f"  passed over, of no kind that can be read ({len(report.passed_over)}): {named}\n")
        for name in report.outside:
            sys.stderr.write(f"  left out {name}: {_OUTSIDE}\n")
        for pair in report.duplicates:
            sys.stdout.write(f"  alike by {pair.share:.0%}: {pair.article.title} | {pair.other.title}\n")
        if run.state != "done":
            why = f"{run.state}: {run.reason}\n{_WAY_ON}" if run.state == "failed" else "stopped from elsewhere.\n"
            sys.stderr.write(f"{report.name}: {why}")
        sys.stdout.flush()

    def end(self) -> None:
        """Print the document, where one was asked for."""
        if self._document is not None:
            sys.stdout.write(json.dumps(self._document, indent=2, ensure_ascii=False) + "\n")


def _told(change: ImportChange) -> str:
    return f"{change.title}: {change.reason}" if change.reason else change.title


def _name(did: str, titles: Sequence[str]) -> None:
    for title in titles[:_NAMED]:
        sys.stdout.write(f"  {did}: {title}\n")
    if len(titles) > _NAMED:
        sys.stdout.write(f"  {did}: … and {len(titles) - _NAMED} more (--json names all)\n")


def _why(of: ImportRun | ImportChange) -> dict[str, Any]:
    because: dict[str, Any] = of.because or {"code": None, "params": {}}
    return {"reason": of.reason, "reason_code": because["code"], "reason_params": because["params"]}


def _left_out(skipped: Sequence[Skipped]) -> list[dict[str, Any]]:
    return [{"item": one.item, "reason": one.reason, "code": one.code, "params": one.params} for one in skipped]


def _as_data(report: Report) -> dict[str, Any]:
    """A report with the names the API has for the same things."""
    run = report.run
    named = [
        {
            "did": line.change.did,
            "title": line.change.title,
            "language": line.change.language,
            "article_id": str(line.change.article_id) if line.exists else None,
            **_why(line.change),
        }
        for line in report.changes
    ]
    pairs = [
        {"article_id": str(pair.article.id), "other_id": str(pair.other.id), "share": pair.share}
        for pair in report.duplicates
    ]
    return {
        "name": report.name,
        "source_id": str(run.source_id),
        "import_id": str(run.id),
        "state": run.state,
        **_why(run),
        **{count: getattr(run, count) for count in ("found", "dealt", "read", *_COUNTS)},
        "changes": named,
        "skipped_items": run.skipped_items,
        "duplicates": pairs,
        "passed_over": list(report.passed_over),
        "left_out": _left_out([Skipped(name, _OUTSIDE) for name in report.outside]),
    }
