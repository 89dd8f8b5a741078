"""The worker: gives the answers that are due, wakes the timers that are due, and runs the jobs.

It is woken by the notice that a message's own transaction sends, and looks by itself every second, so a lost
notice or another worker's death only costs a moment. Whatever it claims is leased, under the name of its seat:
stopped in the middle, it gives its claims back; killed, it leaves them to the next one in its seat, which takes them
over at once, or to the end of their lease.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, conversations
from sportello.answering import AssistantChanged, GateFitted, IntentsLearnt, Models, Pauses, Ready, Setups
from sportello.conversations import DueAnswer, MessageReceived, ReturnedToAssistant
from sportello.core import jobs
from sportello.core.clock import now
from sportello.core.db import ALIVE
from sportello.core.live import RESYNC, Hub, Watch
from sportello.core.metrics import Tally
from sportello.core.resources import Resources
from sportello.core.seats import seat
from sportello.knowledge import FACT_EVENTS, ArticleRemoved, ArticleWritten, SourceImported, SourceRemoved
from sportello.reactions import TIMERS

AT_ONCE: Final = 3
"""Batches thought about at the same time: enough to keep the processor busy while others wait for the database."""
ASKED_AT_ONCE = 200
"""Models asked at the same time, beside the batches: they are mostly waited for. What comes on top needs none."""
BATCH: Final = 16
"""Most answers of one assistant in a batch."""
SWEEP: Final = 100
"""Conversations whose timers are moved on in one transaction."""
JOBS_AT_ONCE: Final = {jobs.QUICK: 4, jobs.SLOW: 2, jobs.UNWATCHED: 1}
"""Jobs that run at the same time, by queue, so that none holds up what is wanted sooner."""
LOOK_AGAIN: Final = 1.0
"""Seconds after which everything due is looked for unasked."""
SHORTEST_PAUSE: Final = 0.05
"""Seconds between looks at what is due but cannot be had, since somebody has it locked."""
TRIES: Final = 3
"""Attempts at an answer before the customer is told honestly that there is none."""
MOST_FAILURES: Final = 1_000
"""Failures remembered; some are of conversations that have gone on since."""
BACK_OFF = 0.5
"""Seconds until an answer that failed is tried again; four times as long after each further failure."""
DRAIN: Final = 25.0
"""Seconds what has begun may take when the worker is stopped."""
FINISH = DRAIN - 5
"""Seconds of these until answers and jobs that are not ready are left to others."""
_CHANGING: Final = FACT_EVENTS | {
    event.name
    for event in (
        *(AssistantChanged, GateFitted, IntentsLearnt),
        *(ArticleWritten, ArticleRemoved, SourceImported, SourceRemoved),
    )
}
"""What changes what is said: setups are forgotten with it, and with them the drafts that were made by them."""
_ASKING: Final = frozenset({AssistantChanged.name, RESYNC})
"""What may have had an assistant ask models."""
_WAKING: Final = frozenset({MessageReceived.name, ReturnedToAssistant.name, RESYNC})

_log = structlog.get_logger()


async def run(resources: Resources, stop: asyncio.Event) -> None:
    """Work until `stop` is set; then finish what has begun, within 30 seconds."""
    with seat(resources.settings.home / "seats") as name:
        tally = Tally(name)
        await _work(resources, stop, Answers(resources, name, tally), tally)


async def _work(resources: Resources, stop: asyncio.Event, answers: "Answers", tally: Tally) -> None:
    duties = {
        "answers": answers.run,
        "timers": partial(_timers, resources, tally),
        "jobs": partial(_jobs, resources),
        "figures": partial(tally.keep, resources.database),
    }
    tasks = [asyncio.create_task(_keep(name, duty, stop), name=name) for name, duty in duties.items()]
    try:
        await stop.wait()
    finally:
        stop.set()
        _done, late = await asyncio.wait(tasks, timeout=DRAIN)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _keep(name: str, duty: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do a duty until `stop`; one that breaks (the database went away) is logged and begun again."""
    while not stop.is_set():
        try:
            await duty(stop)
        except Exception:  # noqa: BLE001 - a worker that has stopped answering helps nobody
            _log.exception("worker.duty_failed", duty=name)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await stop.wait()


class Answers:
    """Claims the answers that are due and gives them, a few batches at a time; a failing one harms only itself."""

    def __init__(self, resources: Resources, name: UUID, tally: Tally) -> None:
        self._name = name
        self._tally = tally
        """Whose claims these are. Nobody else claims under it while we live: see `seat`."""
        self._claims_astray = True
        """Whether there may be claims in our name that nobody thinks about: of who sat here before, or forgotten."""
        self._database = resources.database
        self._hub = resources.hub
        self._setups = Setups()
        self._pauses = Pauses()
        self._meanings = resources.meanings
        self._models = Models.of(resources)
        self._running: set[asyncio.Task[None]] = set()
        self._wording: set[asyncio.Task[None]] = set()
        """Answers that models are asked for."""
        self._loading: asyncio.Task[None] | None = None
        self._failures: dict[DueAnswer, int] = {}
        self._due = asyncio.Event()
        self._again: asyncio.TimerHandle | None = None
        """When answers are looked for that are held back until a burst is over."""
        self._bursts_over = False

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set, then finish the answers that have begun; what takes longer is left to others."""
        self._due.set()
        with self._hub.watch() as watch:
            loading = self._load_models()
            listening = asyncio.create_task(self._listen(watch))
            stopping = asyncio.create_task(_set_when(stop, self._due))
            try:
                while not stop.is_set():
                    await self._turn()
            finally:
                for beside in (loading, listening, stopping):
                    beside.cancel()
                if self._again:
                    self._again.cancel()
                await self._finish()

    async def _finish(self) -> None:
        if begun := self._running | self._wording:
            _, late = await asyncio.wait(begun, timeout=FINISH)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            self._claims_astray = self._claims_astray or bool(late)
        try:
            await self._give_back_strays()
        except (SQLAlchemyError, OSError) as error:
            _log.warning("worker.claims_left_to_lease", error=type(error).__name__)

    async def _give_back_strays(self) -> None:
        """Have what is claimed in our name claimed anew, if we may have lost sight of it and think of nothing now."""
        if not self._claims_astray or self._running or self._wording:
            return
        async with self._database.statements() as session:
            given = await conversations.give_back(session, by=self._name)
        self._claims_astray = False
        if given:
            _log.info("worker.claims_given_back", answers=given)

    async def _turn(self) -> None:
        """Wait until something may be due and a batch is free, then claim and begin."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await self._due.wait()
        while len(self._running) >= AT_ONCE:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        self._due.clear()
        if len(self._failures) > MOST_FAILURES:
            self._failures.clear()
        try:
            await self._give_back_strays()
            async with self._database.statements() as session:
                due = await conversations.claim_due(session, limit=BATCH, by=self._name)
                if self._bursts_over:
                    self._bursts_over = False
                    await self._look_at_next(session)
        except (SQLAlchemyError, OSError) as error:
            self._claims_astray = True
            _log.warning("worker.claim_failed", error=type(error).__name__)
            await asyncio.sleep(LOOK_AGAIN)
            return
        self._tally.went("answers")
        if len(due) == BATCH:
            self._due.set()
        by_assistant: dict[tuple[UUID, UUID | None], list[DueAnswer]] = defaultdict(list)
        for answer in due:
            by_assistant[answer.workspace_id, answer.assistant_id].append(answer)
        for batch in by_assistant.values():
            task = asyncio.create_task(self._give(batch))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _listen(self, watch: Watch) -> None:
        while True:
            for notice in await watch.get(within=60):
                if notice.name in _WAKING:
                    self._due.set()
                    self._look_again_after_burst()
                if notice.name in _CHANGING:
                    self._setups.forget(notice.workspace_id)
                elif notice.name == RESYNC:
                    self._setups.forget()
                if notice.name in _ASKING:
                    self._load_models()

    def _load_models(self) -> asyncio.Task[None]:
        self._loading = asyncio.create_task(self._models.load(self._database))
        return self._loading

    def _look_again_after_burst(self) -> None:
        """A message within a burst falls due a little later than its notice comes."""
        self._look_in(conversations.TIMERS.gather.total_seconds())

    async def _look_at_next(self, session: AsyncSession) -> None:
        """One burst is over, or had gone on; another may be over before the next look that comes by itself."""
        next_due = await conversations.next_answer_due(session)
        if next_due is not None and (pause := (next_due - now()).total_seconds()) < LOOK_AGAIN:
            self._look_in(max(pause, SHORTEST_PAUSE))

    def _look_in(self, pause: float) -> None:
        loop = asyncio.get_running_loop()
        at = loop.time() + pause + 0.01
        if self._again is not None and self._again.when() > at:
            self._again.cancel()
            self._again = None
        self._again = self._again or loop.call_at(at, self._burst_over)

    def _burst_over(self) -> None:
        self._again = None
        self._bursts_over = True
        self._due.set()

    async def _give(self, batch: Sequence[DueAnswer]) -> None:
        """Answer a batch; when that fails, each on its own, so that one poisonous message harms only itself."""
        began = monotonic()
        try:
            to_word = await answering.answer_all(
                self._database,
                batch,
                setups=self._setups,
                meanings=self._meanings,
                pauses=self._pauses,
                models=len(self._wording) < ASKED_AT_ONCE,
            )
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the customers get their answers
            if len(batch) > 1:
                for due in batch:
                    await self._give([due])
            else:
                await self._failed(batch[0], error)
        else:
            for ready in to_word:
                task = asyncio.create_task(self._word(ready))
                self._wording.add(task)
                task.add_done_callback(self._wording.discard)
            for due in {*batch} - {ready.due for ready in to_word}:
                self._failures.pop(due, None)
            _log.debug("worker.answered", answers=len(batch), seconds=round(monotonic() - began, 4))

    async def _word(self, ready: Ready) -> None:
        """Have a model word an answer, or an action carried out, however long it takes: no batch waits for it."""
        try:
            if await answering.word(self._database, self._hub, ready, models=self._models):
                self._due.set()
        except Exception as error:  # noqa: BLE001 - as for a batch
            await self._failed(ready.due, error)
        else:
            self._failures.pop(ready.due, None)

    async def _failed(self, due: DueAnswer, error: Exception) -> None:
        failures = self._failures.pop(due, 0) + 1
        where = {"workspace_id": str(due.workspace_id), "conversation_id": str(due.conversation_id)}
        _log.error("worker.answer_failed", attempt=failures, exc_info=error, **where)
        try:
            if failures < TRIES:
                self._failures[due] = failures
                await self._postpone(due, timedelta(seconds=BACK_OFF * 4 ** (failures - 1)))
            else:
                await answering.apologize(self._database, due, setups=self._setups)
        except Exception as again:  # noqa: BLE001 - it is tried again, once the database is back
            self._claims_astray = True
            _log.error("worker.answer_left", exc_info=again, **where)

    async def _postpone(self, due: DueAnswer, by: timedelta) -> None:
        async with self._database.transaction(due.workspace_id) as session:
            await conversations.postpone(session, due=due, until=now() + by)
        asyncio.get_running_loop().call_later(by.total_seconds() + 0.01, self._due.set)


async def _set_when(first: asyncio.Event, then: asyncio.Event) -> None:
    await first.wait()
    then.set()


async def _timers(resources: Resources, tally: Tally, stop: asyncio.Event) -> None:
    """Do what is due by the clock: `reactions.TIMERS`."""
    pause = LOOK_AGAIN / 2  # between two looks at answers, so that a worker at rest needs no second connection
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await stop.wait()
                return
        pause = LOOK_AGAIN
        try:
            while await _sweep(resources):
                pass
            tally.went("timers")
        except (SQLAlchemyError, OSError) as error:
            _log.warning("worker.timers_failed", error=type(error).__name__)


async def _sweep(resources: Resources) -> int:
    """One look at each of them; says how many things were due. One that fails does not keep the others waiting."""
    done = 0
    for timer in TIMERS:
        try:
            async with resources.database.transaction() as session:
                done += await timer(session, limit=SWEEP)
        except SQLAlchemyError as error:
            _log.warning("worker.timer_failed", timer=timer.__qualname__, error=type(error).__name__)
    return done


async def _jobs(resources: Resources, stop: asyncio.Event) -> None:
    """Run the jobs: what leaves the process. A cancelled worker lets its running jobs finish first.

    Ends, to be begun again, when the database was away: the library would not listen any more, only look now and then.
    """
    async with _open_jobs(resources):
        async with resources.database.transaction() as session:
            await answering.request_embedding(session)
        working = [
            asyncio.create_task(
                jobs.app.run_worker_async(
                    name=queue,
                    queues=[queue],
                    concurrency=concurrency,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=FINISH,
                    additional_context={"resources": resources},
                )
            )
            for queue, concurrency in JOBS_AT_ONCE.items()
        ]
        sweeping = asyncio.create_task(_requeue())
        stopped = asyncio.create_task(stop.wait())
        back = asyncio.create_task(_reconnected(resources.hub))
        tasks: list[asyncio.Task[Any]] = [*working, sweeping, stopped, back]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for failed in results:
        if isinstance(failed, Exception):
            raise failed


async def _reconnected(hub: Hub) -> None:
    """Return once the database was away and is back."""
    with hub.watch() as watch:
        while not any(notice.name == RESYNC for notice in await watch.get(within=60)):
            pass


async def _requeue() -> None:
    """Put back, now and then, the jobs of workers that died."""
    while True:
        if lost := await jobs.requeue_stalled():
            _log.warning("worker.jobs_requeued", jobs=lost)
        await asyncio.sleep(jobs.STALLED_AFTER)


@asynccontextmanager
async def _open_jobs(resources: Resources) -> AsyncGenerator[None]:
    database = resources.database
    options = "-c timezone=UTC" + (f" -c role={database.role}" if database.role else "")
    kwargs = {**ALIVE, "options": options}
    connector = jobs.Connector(conninfo=database.url, kwargs=kwargs, min_size=1, max_size=1)
    with jobs.app.replace_connector(connector):
        async with jobs.app.open_async():
            yield
