"""One call of one model: metered, listened to within its time, and believed only if it says why it ended."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TypeVar

import structlog
from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelResponse,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ThinkingPart,
    ThinkingPartDelta,
    ToolCallPart,
    ToolCallPartDelta,
    UserPromptPart,
)
from pydantic_ai.models import Model as Asked, ModelRequestParameters, StreamedResponse
from pydantic_ai.tools import ToolDefinition
from pydantic_core import from_json, to_json

from sportello.core.llm.chain import Limits, Model
from sportello.core.llm.failing import Failed, failed, understood
from sportello.core.llm.metering import (
    Meter,
    OverBudget,
    Reservation,
    Unpriced,
    Worst,
    least_tokens,
    most_of_pictures,
    most_tokens,
)
from sportello.core.llm.outcomes import Attempt, Reason, Usage
from sportello.core.llm.providers import settings
from sportello.core.llm.speaking import clean
from sportello.core.llm.tools import Unreadable, cleaned

X = TypeVar("X")
_log = structlog.get_logger()
_MOST = 10_000_000
"""Tokens of one kind that are believed of one call: several times what any model reads at once."""
_ENDS: dict[str, Reason] = {"length": "cut_short", "content_filter": "filtered", "error": "server_error"}


@dataclass(frozen=True)
class Wanted:
    """What every call of a task asks for besides its messages."""

    tools: Sequence[ToolDefinition]
    answer: ToolDefinition | None
    """The tool whose arguments are the answer; None: the answer is text."""
    spoken: str


@dataclass
class Turn:
    """One call under way: what has been said in it so far."""

    model: Model
    limits: Limits
    wanted: Wanted
    hear: Callable[[str], Awaitable[None]]
    """Is told all of the text so far, whenever there is more."""
    _began: float = field(init=False, default_factory=monotonic)
    _first_word: float | None = field(init=False, default=None)
    _text: str = field(init=False, default="")
    _arguments: str = field(init=False, default="")
    _answering: int | None = field(init=False, default=None)
    _letters: int = field(init=False, default=0)
    _bytes: int = field(init=False, default=0)
    _ended: bool = field(init=False, default=False)
    """Whether it said why it ended, so that what it said of its tokens is the whole."""
    _usage: Usage = field(init=False, default_factory=Usage)

    async def take(
        self, asked: Asked, messages: Sequence[ModelMessage], meter: Meter, *, until: float
    ) -> ModelResponse:
        """Make the call and listen to its end, until that moment at most. Raises `Failed`."""
        answer = self.wanted.answer
        parameters = ModelRequestParameters(
            function_tools=list(self.wanted.tools),
            output_tools=[answer] if answer else [],
            output_mode="tool" if answer else "text",
            allow_text_output=answer is None,
        )
        most = sum(most_tokens(text) for text in _sent(messages, parameters))
        most += most_of_pictures(self.model, _shown(messages))
        try:
            reservation = await meter.reserve(Worst(self.model, read=most, written=self.limits.tokens))
        except OverBudget as over:
            raise failed("unpriced" if isinstance(over, Unpriced) else "over_budget", str(over)) from None
        self._began = monotonic()  # what our own books take is not the model's time
        spent: Usage | None = None
        try:
            response = await self._listen(asked, messages, parameters, until)
        except Failed as failure:
            spent = Usage() if failure.free else None
            raise
        finally:
            self._usage = spent or self._used(most)
            await asyncio.shield(self._settle(reservation))
        return response

    def attempt(self, failure: Failed | None = None) -> Attempt:
        """What is written down about it."""
        why = failure.failure if failure else None
        return Attempt(self.model.label, self._usage, monotonic() - self._began, self._first_word, why)

    async def _settle(self, reservation: Reservation) -> None:
        try:
            await reservation.settle(self._usage)
        except Exception:  # noqa: BLE001 - the answer is there; what was set aside for it stays so
            _log.exception("llm.not_settled", model=self.model.label)

    def _used(self, read: int) -> Usage:
        """What it used; where nobody said, or said less than can be, not less than that.

        Who was not listened to until the end may have thought unseen, as much as it may write.
        """
        if self._ended and self._usage.read and self._usage.written >= least_tokens(self._bytes):
            return self._usage
        written = max(self._usage.written, self._bytes) if self._ended else self.limits.tokens
        return replace(
            self._usage, read=self._usage.read or read, written=min(self.limits.tokens, written), exact=False
        )

    async def _listen(
        self, asked: Asked, messages: Sequence[ModelMessage], parameters: ModelRequestParameters, until: float
    ) -> ModelResponse:
        told = settings(tokens=self.limits.tokens)
        stream: StreamedResponse | None = None
        try:
            async with AsyncExitStack() as stack:
                opened = model_request_stream(asked, messages, model_settings=told, model_request_parameters=parameters)
                stream = await self._within(stack.enter_async_context(opened), until)
                events = aiter(stream)
                while (event := await self._within(anext(events, None), until)) is not None:
                    await self._heard(event)
            response = stream.get()
            self._ended = _ending(response) is not None
            return _whole(response)
        except Failed:
            raise
        except Exception as error:
            raise understood(error, self.model, begun=self._first_word is not None) from error
        finally:
            if stream is not None:
                told_usage = stream.usage
                self._usage = Usage(
                    read=min(told_usage.input_tokens, _MOST),
                    from_cache=min(told_usage.cache_read_tokens, _MOST),
                    to_cache=min(told_usage.cache_write_tokens, _MOST),
                    written=min(told_usage.output_tokens, _MOST),
                )

    async def _within(self, wait: Awaitable[X], until: float) -> X:
        """What was waited for, or the failure that it did not come in time."""
        now = monotonic()
        begun = self._first_word is not None
        patience = self.limits.between if begun else self._began + self.limits.first - now
        try:
            async with asyncio.timeout(min(patience, until - now)):
                return await wait
        except TimeoutError:
            reason: Reason = "slow" if until - now < patience else "stalled" if begun else "slow_start"
            raise failed(reason) from None

    async def _heard(self, event: ModelResponseStreamEvent) -> None:
        spoken = True
        match event:
            case PartStartEvent(part=TextPart(content=said)) | PartDeltaEvent(delta=TextPartDelta(content_delta=said)):
                self._text += said
            case PartStartEvent(index=at, part=ToolCallPart() as call):
                said = _written(call.args)
                if self.wanted.answer and call.tool_name == self.wanted.answer.name and self._answering is None:
                    self._answering, self._arguments = at, said
            case PartDeltaEvent(index=at, delta=ToolCallPartDelta(args_delta=args)):
                said = _written(args)
                self._arguments += said if at == self._answering else ""
            case (
                PartStartEvent(part=ThinkingPart(content=str(said)))
                | PartDeltaEvent(delta=ThinkingPartDelta(content_delta=str(said)))
            ):
                spoken = False
            case PartStartEvent() | PartDeltaEvent():  # it thinks, and does not say what
                said = ""
            case _:
                return
        if self._first_word is None:
            self._first_word = monotonic() - self._began
        self._letters += len(said)
        self._bytes += len(said.encode(errors="replace"))
        if self._letters > self.limits.letters:
            raise failed("too_long", f"It wrote more than {self.limits.letters} letters.")
        if said and spoken:
            await self.hear(self._spoken() if self.wanted.answer else self._text)

    def _spoken(self) -> str:
        """What the customer reads of a typed answer, as far as it is written."""
        try:
            written = from_json(clean(self._arguments), allow_partial="trailing-strings")
        except ValueError:
            return ""
        said = written.get(self.wanted.spoken) if isinstance(written, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - it is JSON
        return said if isinstance(said, str) else ""


def _whole(response: ModelResponse) -> ModelResponse:
    """The response, if it is one: it says why it ended, and says something. Its texts are clean."""
    ended = _ending(response)
    if ended is None:
        raise failed("broken_off", "It ended without saying why.")
    if ended in _ENDS:
        raise failed(_ENDS[ended])
    parts: list[TextPart | ThinkingPart | ToolCallPart] = []
    for part in response.parts:
        match part:
            case TextPart(content=said):
                parts.append(replace(part, content=clean(said)))
            case ToolCallPart():
                parts.append(replace(part, args=_arguments(part), tool_name=clean(part.tool_name)))
            case ThinkingPart(content=said):
                parts.append(replace(part, content=clean(said)))
            case _:
                pass
    response = replace(response, parts=parts)
    if not response.tool_calls and not text_of(response).strip():
        raise failed("empty")
    return response


def _ending(response: ModelResponse) -> str | None:
    """Why it ended, if it said so."""
    return response.finish_reason or (response.provider_details or {}).get("finish_reason") or None


def text_of(response: ModelResponse) -> str:
    """All text of a response, as it was heard."""
    return "".join(part.content for part in response.parts if isinstance(part, TextPart))


def _arguments(call: ToolCallPart) -> str:
    try:
        return cleaned(_written(call.args))
    except Unreadable as fault:
        # What no tool takes, so that the model is told; and what every provider takes back.
        return to_json({"unreadable": str(fault)}).decode()


def _written(args: object) -> str:
    return args if isinstance(args, str) else to_json(args).decode() if args else ""


def _sent(messages: Sequence[ModelMessage], parameters: ModelRequestParameters) -> Iterator[str]:
    """All texts that a call sends."""
    for tool in (*parameters.function_tools, *parameters.output_tools):
        yield to_json([tool.name, tool.description, tool.parameters_json_schema]).decode()
    for at, message in enumerate(messages):
        if not isinstance(message, ModelResponse) and at == len(messages) - 1:
            yield message.instructions or ""
        for part in message.parts:
            if isinstance(part, ToolCallPart):
                yield part.tool_name + part.args_as_json_str()
            elif isinstance(content := getattr(part, "content", None), str):
                yield content
            elif isinstance(part, UserPromptPart):
                yield from (each for each in part.content if isinstance(each, str))


def _shown(messages: Sequence[ModelMessage]) -> int:
    """How many pictures a call sends."""
    prompts = (part for message in messages for part in message.parts if isinstance(part, UserPromptPart))
    return sum(isinstance(each, BinaryContent) for prompt in prompts for each in prompt.content)
