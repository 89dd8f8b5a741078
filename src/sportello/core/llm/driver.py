"""A chain at work: its models one after another, until one has answered.

The loop is ours and not pydantic-ai's agent, which calls providers and reads their streams here: what must never
happen (a tool that runs unseen, a call nobody reserved, a broken stream taken for an answer) is then decided in
one place that can be read through.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import dropwhile
from time import monotonic
from typing import Any, Generic, TypeVar, cast

import httpx2
from pydantic import TypeAdapter, ValidationError
from pydantic_ai.exceptions import UserError
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelRequest,
    ModelResponse,
    RetryFeedbackPart,
    RetryInfo,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import Model as Asked
from pydantic_ai.tools import ToolDefinition

from sportello.core.addresses import Reach
from sportello.core.llm.chain import Chain, Model
from sportello.core.llm.circuit import Circuits
from sportello.core.llm.failing import OURS, Failed, failed, understood
from sportello.core.llm.metering import Meter
from sportello.core.llm.outcomes import Attempt, ChainExhausted, Failure, Reply, Usage
from sportello.core.llm.outward import open_client
from sportello.core.llm.providers import Library
from sportello.core.llm.speaking import Tell, Voice, clean
from sportello.core.llm.task import Mistaken, Task
from sportello.core.llm.tools import Toolbox, faults
from sportello.core.llm.turn import Turn, Wanted, text_of

D = TypeVar("D")
T = TypeVar("T")
ANSWER = "answer"
"""The tool by which a typed answer is given."""
_MENDED = 2
"""Times a model may mend what it got wrong."""
_AFTER = "Not done: the answer was given already."


class Engine:
    """What a process asks with: connections, the libraries' models over them, and circuits."""

    def __init__(self, reach: Reach, circuits: Circuits) -> None:
        self._client: httpx2.AsyncClient = open_client(reach)
        self._library = Library(self._client)
        self._circuits = circuits

    async def ask(self, chain: Chain, task: Task[D, T], tell: Tell, meter: Meter) -> Reply[T]:
        """The reply of the first model that has one."""
        return await _Run(self._library, self._circuits, chain, task, meter, Voice(tell)).through()

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()


@dataclass
class _Run(Generic[D, T]):
    """One task on its way through a chain. What tools brought stays, whichever model called them."""

    library: Library
    circuits: Circuits
    chain: Chain
    task: Task[D, T]
    meter: Meter
    voice: Voice
    attempts: list[Attempt] = field(init=False, default_factory=list[Attempt])
    turns: int = field(init=False, default=0)
    box: Toolbox[D] = field(init=False)
    messages: list[ModelMessage] = field(init=False)
    kept: int = field(init=False)
    """Messages that the next model may read: its question, and what tools brought. Not what others got wrong."""

    def __post_init__(self) -> None:
        limits = self.chain.limits
        task = self.task
        self.box = Toolbox(task.tools, task.bound, task.key, seconds=limits.tool, most=limits.calls)
        if self.box.knows(ANSWER):
            raise ValueError(f"No tool can be called {ANSWER}: that is how typed answers are given.")
        self.messages = [
            ModelRequest([UserPromptPart(clean(line.text))])
            if line.author == "customer"
            else ModelResponse([TextPart(clean(line.text))], finish_reason="stop")
            for line in dropwhile(lambda line: line.author == "assistant", task.history)  # providers want it so
        ]
        shown = [BinaryContent(each.content, media_type=each.media_type) for each in task.pictures]
        self._say(UserPromptPart([clean(task.question), *shown] if shown else clean(task.question)))
        self.kept = len(self.messages)
        self._typed: TypeAdapter[T] | None = None if task.output is str else TypeAdapter(task.output)
        self._wanted = Wanted(self.box.definitions, _answer_tool(self._typed), task.spoken)

    async def through(self) -> Reply[T]:
        """Ask the models in their order. Raises `ChainExhausted`."""
        limits = self.chain.limits
        end = monotonic() + limits.whole
        for model in self.chain.models:
            if self.turns >= limits.turns or monotonic() >= end:
                break
            circuit = self.circuits.of(model.line)
            if not circuit.enter():
                self.attempts.append(Attempt(model.label, Usage(), 0.0, failure=Failure("resting")))
                continue
            good: bool | None = None
            wait: float | None = None
            try:
                reply = await self._with(model, until=min(end, monotonic() + limits.one))
                good = True
            except Failed as failure:
                good, wait = None if failure.failure.reason in OURS else False, failure.wait
                del self.messages[self.kept :]
            else:
                return reply
            finally:
                circuit.leave(good=good, wait=wait)
        raise ChainExhausted(self.attempts, self.voice.told)

    async def _with(self, model: Model, *, until: float) -> Reply[T]:
        """One model's answer, with all the tools it calls for it. Raises `Failed`."""
        asked = self._asked(model)
        mended = 0
        while self.turns < self.chain.limits.turns:
            response = await self._turn(model, asked, until)
            calls = response.tool_calls
            try:
                if calls and not self._answers(calls):
                    mended += await self._use(calls, until)
                    wrong = "It goes on calling tools wrongly."
                else:
                    return await self._reply(model, response)
            except Mistaken as mistake:
                mended, wrong = mended + 1, str(mistake)
                self._object(calls, wrong)
            if mended > _MENDED:
                raise self._wrong(wrong)
        raise self._wrong(f"It called tools in {self.turns} answers and came to no end.")

    def _asked(self, model: Model) -> Asked:
        """How it is asked. Raises `Failed` where its provider's library takes no such model."""
        try:
            return self.library.of(model)
        except UserError as error:
            failure = understood(error, model, begun=False)
            self.attempts.append(Attempt(model.label, Usage(), 0.0, failure=failure.failure))
            raise failure from error

    def _answers(self, calls: Sequence[ToolCallPart]) -> bool:
        """Whether one of these calls gives the answer; where text is wanted, none does."""
        return self._typed is not None and any(call.tool_name == ANSWER for call in calls)

    async def _turn(self, model: Model, asked: Asked, until: float) -> ModelResponse:
        turn = Turn(model, self.chain.limits, self._wanted, self.voice.hear)
        self.voice.begin()
        try:
            response = await turn.take(asked, self.messages, self.meter, until=until)
        except Failed as failure:
            self.attempts.append(turn.attempt(failure))
            raise
        self.attempts.append(turn.attempt())
        self.turns += 1
        self.messages.append(response)
        return response

    async def _use(self, calls: Sequence[ToolCallPart], until: float) -> int:
        """Call these tools; whether the model has something to mend."""
        try:
            async with asyncio.timeout(until - monotonic()):
                results, wrong = await self.box.use(calls)
        except TimeoutError:
            raise self._noted(failed("slow", "Its tools took too long.")) from None
        self._say(*results)
        if wrong < len(results):
            self.kept = len(self.messages)
        return bool(wrong)

    async def _reply(self, model: Model, response: ModelResponse) -> Reply[T]:
        """What it said, if that is what was asked for. Raises `Mistaken`."""
        output = self._output(response)
        self.task.check(output)
        spoken = output if self._typed is None else getattr(output, self.task.spoken)
        if not isinstance(spoken, str) or not spoken.strip():
            raise Mistaken(f"`{self.task.spoken}` is empty.")
        text = await self.voice.end(spoken)
        if self._typed is None:
            output = cast("T", text)
        messages = ModelMessagesTypeAdapter.dump_python(self.messages, mode="json")
        return Reply(output, text, model.label, self.attempts, messages)

    def _output(self, response: ModelResponse) -> T:
        if self._typed is None:
            return cast("T", text_of(response))
        call = next((call for call in response.tool_calls if call.tool_name == ANSWER), None)
        if call is None:
            raise Mistaken(f"Give your answer by calling the tool `{ANSWER}`.")
        try:
            return self._typed.validate_json(call.args_as_json_str())
        except ValidationError as error:
            raise Mistaken(faults(error)) from None

    def _say(self, *parts: UserPromptPart | ToolReturnPart | RetryFeedbackPart) -> None:
        self.messages.append(ModelRequest(list(parts), instructions=clean(self.task.instructions)))

    def _object(self, calls: Sequence[ToolCallPart], wrong: str) -> None:
        """Say what is to be mended: as the result of the call that gave the answer, or by itself."""
        told = [
            ToolReturnPart(
                call.tool_name, wrong if call.tool_name == ANSWER else _AFTER, call.tool_call_id, outcome="retried"
            )
            for call in calls
        ]
        self._say(*(told or [RetryFeedbackPart(wrong, retry=RetryInfo("model_retry"))]))

    def _wrong(self, why: str) -> Failed:
        return self._noted(failed("wrong_output", why))

    def _noted(self, failure: Failed) -> Failed:
        """The failure, written down with the call that it is about."""
        self.attempts[-1] = replace(self.attempts[-1], failure=failure.failure)
        return failure


def _answer_tool(typed: TypeAdapter[Any] | None) -> ToolDefinition | None:
    if typed is None:
        return None
    return ToolDefinition(
        name=ANSWER,
        description="Give your answer. Call it once, when you know what to say.",
        parameters_json_schema=typed.json_schema(),
        kind="output",
    )
