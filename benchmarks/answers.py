"""How good the answers are: a knowledge base and questions go in, figures come out.

`python -m benchmarks.answers --kb F [--queries F] [--json]` loads the knowledge into a workspace of its own on a
throwaway embedded PostgreSQL, asks every question as the product would, and prints what came back. Three formats,
one JSON object a line, told apart by their fields:

- faq: `entry, questions[]`, queries `query, expected` (an entry, or null: must be refused)
- passages: `id, text`, queries `query, gold[]` (ids; none: must be refused), `answers[]` (one must be in the answer)
- publicfaq: `id, question, answer`; without queries: find `answer` by `question`

`--passages N` makes the knowledge base as large as that with passages made of sentences of the others: for what a
question costs there, in CPU of Python and of its PostgreSQL backend together, not for how well it is answered.

The rules that call a person are switched off: here "I want a refund" is a question like any other.
"""

import argparse
import asyncio
import gc
import json
import random
import statistics
import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psutil
import psycopg
from sqlalchemy import text

from benchmarks.baselines import rank_by_baselines
from benchmarks.installation import throwaway_home
from benchmarks.tasks import Question, Task, grown, misspelt, read_task
from sportello.answering import Setup, Turn, compose, fit_gate, meaning, read_setup
from sportello.answering.engine import CHOICES
from sportello.answering.rules import Rulebook
from sportello.core.clock import now
from sportello.core.db import Database
from sportello.core.embedding import FolderEmbedder
from sportello.core.ids import new_id
from sportello.core.log import set_up
from sportello.core.meanings import Meanings
from sportello.core.postgres import APP, EmbeddedPostgres
from sportello.core.schema import migrate
from sportello.knowledge import embed_meanings, import_articles, search

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

DEPTH = 10
_FIRST = 30
"""Questions that are asked twice, the first time uncounted: with them words are read that then stay."""
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_WORKSPACE = text(
    """
    INSERT INTO workspaces (id, slug, name, default_language, languages, time_zone, created_at, updated_at)
    VALUES (:id, 'bench', 'Bench', :language, CAST(:languages AS varchar[]), 'UTC', :now, :now)
    """
)


@dataclass
class Score:
    """What one question came to."""

    rank: int | None
    sure: float
    answered: bool
    offered: bool
    offered_right: bool
    correct: bool
    holds_answer: bool | None
    search_ms: float
    search_cpu: "Spent"
    answer_ms: float
    answer_cpu: "Spent"


@dataclass(frozen=True)
class Spent:
    """CPU milliseconds of one question."""

    python: float
    database: float

    @property
    def whole(self) -> float:
        """Of both together."""
        return self.python + self.database


@dataclass
class Scores:
    """All questions of a task, those that have an answer and those that have none."""

    answerable: list[Score] = field(default_factory=list[Score])
    unanswerable: list[Score] = field(default_factory=list[Score])


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers", description=__doc__)
    parser.add_argument("--kb", type=Path, required=True, help="the knowledge base (JSONL)")
    parser.add_argument("--queries", type=Path, help="the questions (JSONL); none for a publicfaq file")
    parser.add_argument("--language", help="two letters; otherwise taken from the data or guessed")
    parser.add_argument("--typos", type=int, default=0, metavar="N", help="put N typing errors into each question")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which typing errors")
    parser.add_argument("--passages", type=int, default=0, metavar="N", help="in a knowledge base of N passages")
    parser.add_argument("--sample", type=int, metavar="N", help="ask only so many of the questions, drawn by --seed")
    parser.add_argument("--semantic", type=Path, metavar="FOLDER", help="also by meaning: a model's folder")
    parser.add_argument("--baselines", action="store_true", help="also rank by PostgreSQL's full text and plain BM25")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    set_up(level="warning")
    task = _prepared(read_task(options.kb, options.queries, options.language), options)
    report = {"kb": options.kb.name, "typos": options.typos} | asyncio.run(
        measure(task, options.semantic, baselines=options.baselines)
    )
    if not options.json:
        print(table(report), file=sys.stderr)
    print(json.dumps(report, indent=2))


def _prepared(task: Task, options: argparse.Namespace) -> Task:
    chance = random.Random(options.seed)  # noqa: S311 - errors and texts, no secrets
    if options.sample:
        task = replace(task, questions=chance.sample(task.questions, min(options.sample, len(task.questions))))
    if options.passages:
        task = grown(task, options.passages, chance)
    return replace(task, questions=misspelt(task.questions, options.typos, chance)) if options.typos else task


@asynccontextmanager
async def workspace(language: str) -> "AsyncGenerator[tuple[Database, UUID, EmbeddedPostgres]]":
    """A workspace on a database of its own, gone afterwards."""
    with throwaway_home() as folder:
        server = EmbeddedPostgres(folder, conf={"fsync": "off", "synchronous_commit": "off"})
        server.start()
        try:
            await asyncio.to_thread(migrate, server.url())
            database = Database(server.url(user=APP), pool_size=1)
            home = new_id()
            async with database.transaction(home) as session:
                await session.execute(
                    _WORKSPACE, {"id": home, "language": language, "languages": [language], "now": now()}
                )
            yield database, home, server
            await database.close()
        finally:
            server.stop()


async def measure(task: Task, semantic: Path | None, *, baselines: bool) -> dict[str, Any]:
    """Import, embed where a model is given, ask everything, count."""
    meanings = Meanings(FolderEmbedder(semantic)) if semantic else None
    async with workspace(task.language) as (database, home, server):
        began = time.perf_counter()
        async with database.transaction(home) as session:
            imported = await import_articles(session, source="bench", files=task.files, language=task.language)
        if imported.skipped or not imported.added:
            why = ", ".join(sorted({skipped.reason for skipped in imported.skipped}))
            raise SystemExit(f"Of the knowledge base {len(imported.skipped)} entries were skipped: {why}")
        import_seconds = time.perf_counter() - began
        _tidy(server)
        began = time.perf_counter()
        if meanings:
            await embed_meanings(database, meanings.embedder, workspace_id=home)
        embedding_seconds = time.perf_counter() - began
        _tidy(server)
        began = time.perf_counter()
        await fit_gate(database, workspace_id=home, model=meanings.embedder.model if meanings else None)
        fitting_seconds = time.perf_counter() - began
        bench = await _bench(database, home, task.language, meanings)
        found = [await bench.find(question) for question in task.questions]
        for question, finding in zip(task.questions[:_FIRST], found, strict=False):
            await bench.answer(question, finding)
        # As a worker does before it answers; what is left of the import here, it never has.
        gc.collect()
        gc.freeze()
        scores = Scores()
        for question, finding in zip(task.questions, found, strict=True):
            score = await bench.answer(question, finding)
            (scores.answerable if question.gold else scores.unanswerable).append(score)
        compared = rank_by_baselines(server.url(), task.questions, language=task.language) if baselines else {}
    return {
        "kind": task.kind,
        "language": task.language,
        "articles": imported.added,
        "search_rows": bench.rows,
        "skipped": len(imported.skipped),
        "import_seconds": round(import_seconds, 2),
        "model": meanings.embedder.model if meanings else None,
        "embedding_seconds": round(embedding_seconds, 2),
        "fitting_seconds": round(fitting_seconds, 2),
        **figures(scores),
        "baselines": {name: _finding(ranks) for name, ranks in compared.items()},
    }


def _tidy(server: EmbeddedPostgres) -> None:
    """Do at once what the server does by itself within minutes."""
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


@dataclass(frozen=True)
class Finding:
    """What search found for a question, and at what price."""

    rank: int | None
    sure: float
    ms: float
    cpu: Spent


@dataclass
class Bench:
    """The loaded workspace, asked one question after another on one connection."""

    database: Database
    setup: Setup
    language: str
    keys: dict[str, str]
    """Which entry a passage belongs to."""
    rows: int
    backend: psutil.Process
    meanings: Meanings | None

    async def find(self, question: Question) -> Finding:
        """Search alone."""
        meant = await self.meanings.of([(question.text, self.language)]) if self.meanings else None
        began, before = time.perf_counter(), self.spent()
        async with self.database.transaction(self.setup.workspace_id) as session:
            hits = await search(session, question=question.text, language=self.language, limit=DEPTH, meant=meant)
        took, cpu = time.perf_counter() - began, self.spent(before)
        found = list(dict.fromkeys(self.keys[str(hit.passage_id)] for hit in hits))
        rank = next((place for place, key in enumerate(found, start=1) if key in question.gold), None)
        return Finding(rank, self.setup.gate.confidence(hits), took * 1_000, cpu)

    async def answer(self, question: Question, finding: Finding) -> Score:
        """The whole answer, as a customer would get it. What search kept of the question's meaning is computed anew."""
        if self.meanings:
            self.meanings.forget()
        began, before = time.perf_counter(), self.spent()
        meant = await meaning(self.meanings, [([Turn("customer", question.text)], self.language)])
        async with self.database.transaction(self.setup.workspace_id) as session:
            draft = await compose(
                session, assistant=self.setup, question=question.text, language=self.language, meant=meant
            )
        took, cpu = time.perf_counter() - began, self.spent(before)
        answered = draft.outcome == "answered"
        cited = {self.keys[citation["passage_id"]] for citation in draft.citations}
        holds = any(_plain(answer) in _plain(draft.text) for answer in question.answers)
        return Score(
            rank=finding.rank,
            sure=finding.sure if draft.trace.confidence is None else draft.trace.confidence,
            answered=answered,
            offered=draft.outcome == "choices",
            offered_right=draft.outcome == "choices" and finding.rank is not None and finding.rank <= CHOICES,
            correct=answered and bool(question.gold & cited),
            holds_answer=answered and holds if question.answers else None,
            search_ms=finding.ms,
            search_cpu=finding.cpu,
            answer_ms=took * 1_000,
            answer_cpu=cpu,
        )

    def spent(self, since: Spent = Spent(0, 0)) -> Spent:
        """CPU that this process and its database connection have used, since then."""
        python = time.process_time() * 1_000
        return Spent(python - since.python, _cpu_ms(self.backend) - since.database)


def _cpu_ms(process: psutil.Process) -> float:
    """Linux counts in nanoseconds here; psutil's figures are in hundredths of a second, too coarse for one question."""
    exact = Path(f"/proc/{process.pid}/schedstat")
    if exact.exists():
        return int(exact.read_text().split()[0]) / 1_000_000
    times = process.cpu_times()
    return (times.user + times.system) * 1_000


async def _bench(database: Database, home: UUID, language: str, meanings: Meanings | None) -> Bench:
    keys = text("SELECT passages.id, source_key FROM passages JOIN articles ON articles.id = article_id")
    async with database.transaction(home) as session:
        return Bench(
            database=database,
            setup=replace(await read_setup(session, workspace_id=home), rulebook=Rulebook(())),
            language=language,
            keys={str(row.id): row.source_key for row in await session.execute(keys)},
            rows=await session.scalar(text("SELECT count(*) FROM search_rows")) or 0,
            backend=psutil.Process(await session.scalar(text("SELECT pg_backend_pid()"))),
            meanings=meanings,
        )


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


def figures(scores: Scores) -> dict[str, Any]:
    """The figures everyone compares, in per cent, and milliseconds."""
    asked, trick = scores.answerable, scores.unanswerable
    everyone = asked + trick
    ranks = [score.rank for score in asked]
    gold_strings = [score.holds_answer for score in asked if score.holds_answer is not None]
    return {
        "questions": len(everyone),
        **_finding(ranks),
        "correct_and_answered": _percent([score.correct for score in asked]),
        "wrong": _percent([score.answered and not score.correct for score in asked]),
        "offered": _percent([score.offered for score in asked]),
        "offered_the_right_one": _percent([score.offered_right for score in asked]),
        "offered_of_unanswerable": _percent([score.offered for score in trick]),
        "answered_with_gold_string": _percent(gold_strings),
        "refused_of_unanswerable": _percent([not score.answered for score in trick]),
        "by_threshold": {str(at): _at_threshold(asked, trick, at) for at in THRESHOLDS},
        "auroc": auroc([score.sure for score in asked], [score.sure for score in trick]),
        "search_ms": _spread([score.search_ms for score in everyone]),
        "answer_ms": _spread([score.answer_ms for score in everyone]),
        "search_cpu_ms": _spread([score.search_cpu.whole for score in everyone]),
        "answer_cpu_ms": _spread([score.answer_cpu.whole for score in everyone]),
        "answer_python_cpu_ms": _spread([score.answer_cpu.python for score in everyone]),
        "answer_database_cpu_ms": _spread([score.answer_cpu.database for score in everyone]),
    }


def _finding(ranks: Sequence[int | None]) -> dict[str, float | None]:
    """How high up the right entries were."""
    return {
        "top_1": _percent([rank == 1 for rank in ranks]),
        "recall_3": _percent([rank is not None and rank <= 3 for rank in ranks]),
        "recall_5": _percent([rank is not None and rank <= 5 for rank in ranks]),
        "mrr_10": round(100 * statistics.fmean(1 / rank if rank else 0 for rank in ranks), 1) if ranks else None,
    }


def _at_threshold(asked: Sequence[Score], trick: Sequence[Score], threshold: float) -> dict[str, float | None]:
    """What another threshold would let through, for the owner who wonders where to put it."""
    return {
        "correct": _percent([score.sure >= threshold and score.rank == 1 for score in asked]),
        "wrong": _percent([score.sure >= threshold and score.rank != 1 for score in asked]),
        "refused": _percent([score.sure < threshold for score in trick]),
    }


def _percent(outcomes: Sequence[bool]) -> float | None:
    return round(100 * sum(outcomes) / len(outcomes), 1) if outcomes else None


def _spread(values: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100)
    return {"p50": round(cuts[49], 2), "p95": round(cuts[94], 2), "p99": round(cuts[98], 2)}


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """How often an answerable question is surer than an unanswerable one, in per cent; ties count half."""
    if not answerable or not unanswerable:
        return None
    lows = sorted(unanswerable)
    wins = sum((bisect_left(lows, sure) + bisect_right(lows, sure)) / 2 for sure in answerable)
    return round(100 * wins / len(answerable) / len(unanswerable), 1)


def table(report: dict[str, Any]) -> str:
    """The report for people."""
    width = max(map(len, report))
    return "\n".join(f"{name:<{width}}  {_shown(value)}" for name, value in report.items())


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {number}" for name, number in value.items())  # pyright: ignore[reportUnknownVariableType]
    return "-" if value is None else str(value)


if __name__ == "__main__":
    main()
