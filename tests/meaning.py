"""Models small enough for tests, in which words of one group mean the same: as a folder, and as a server."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from sportello.core.embedding import PROBE
from sportello.core.http import Reach

GROUPS = (
    ("dog", "hound", "puppy", "dogs", "pets"),
    ("ticket", "admission", "entrance", "tickets"),
    ("price", "cost", "costs", "fare", "much"),
    ("park", "car", "parking", "vehicle"),
    ("eat", "food", "lunch", "hungry"),
)
"""Each a direction of its own; whatever else is said points the same way for all."""


def write_tiny_model(
    folder: Path,
    *,
    name: str = "tiny",
    languages: Sequence[str] = ("en",),
    stretch: int = 1,
    turned: bool = False,
) -> Path:
    """A folder with a model of these groups. Others have more dimensions (`stretch`), or the same in another order."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {"[PAD]": 0, "[UNK]": 1}
    table = np.zeros((2 + sum(map(len, GROUPS)), len(GROUPS) + stretch), np.float32)
    table[1, len(GROUPS)] = 0.2
    for direction, group in enumerate(GROUPS):
        for word in group:
            vocabulary[word] = len(vocabulary)
            table[vocabulary[word], direction] = 1
    (folder / "model.onnx").write_bytes(_graph(np.roll(table, 2, axis=1) if turned else table).SerializeToString())
    tokenizer: dict[str, Any] = {
        "version": "1.0",
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "sportello.json").write_text(json.dumps({"name": name, "languages": list(languages)}))
    return folder


def _graph(table: "np.ndarray[Any, np.dtype[np.float32]]") -> Any:
    """The mean of the words' rows, of length 1."""
    constants = [
        numpy_helper.from_array(table, "table"),
        numpy_helper.from_array(np.array([2], np.int64), "last"),
        numpy_helper.from_array(np.array([1], np.int64), "tokens"),
    ]
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["words"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["wide"]),
        helper.make_node("Mul", ["words", "wide"], ["said"]),
        helper.make_node("ReduceSum", ["said", "tokens"], ["total"], keepdims=0),
        helper.make_node("LpNormalization", ["total"], ["vectors"], axis=1, p=2),
    ]
    given = [
        helper.make_tensor_value_info(each, TensorProto.INT64, ["b", "t"]) for each in ("input_ids", "attention_mask")
    ]
    made = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["b", table.shape[1]])]
    graph = helper.make_graph(nodes, "tiny", given, made, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


@dataclass
class EmbeddingServer:
    """A server that speaks OpenAI's embeddings protocol, and what it was asked. `says` replaces what it answers.

    `asked` leaves out the probe, by which it is known.
    """

    port: int = 0
    asked: list[str] = field(default_factory=list[str])
    requests: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    says: tuple[int, bytes] | None = None
    weights: Callable[[list[float]], list[float]] = list
    """What makes other vectors of those that it gives else."""
    refuses: Callable[[list[str]], int] = lambda _texts: 200
    """The status with which it answers to these texts."""
    headers: str = ""
    """What else stands above its answers, each line ended."""
    breaks_off: bool = False
    """Whether its connections end in the midst of an answer."""
    wait: float = 0
    meanwhile: Callable[[], Awaitable[None]] | None = None
    """What is done before it answers."""
    last: int | None = None
    """After so many requests it fails."""
    busy: set["asyncio.Task[Any] | None"] = field(default_factory=set["asyncio.Task[Any] | None"])

    @property
    def url(self) -> str:
        """Its address, as it is set."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def reach(self) -> Reach:
        """As far as this server."""
        return Reach(networks=(ip_network("127.0.0.1"),), ports={self.port})

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        self.busy.add(asyncio.current_task())
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            head = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
            body = await reader.readexactly(int(head.get("content-length", "0")))
            self.requests.append({"line": first, **head})
            await asyncio.sleep(self.wait)
            if self.meanwhile:
                await self.meanwhile()
            dead = self.last is not None and len(self.requests) > self.last
            status, content = (500, b"") if dead else self.says or self._embeddings(json.loads(body))
            where = "Location: /elsewhere\r\n" if status == 307 else ""
            writer.write(
                f"HTTP/1.1 {status} So\r\nContent-Length: {len(content)}\r\n{where}{self.headers}"
                "Connection: close\r\n\r\n".encode()
            )
            writer.write(content[: len(content) // 2] if self.breaks_off else content)
            await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    def _embeddings(self, asked: dict[str, Any]) -> tuple[int, bytes]:
        status = self.refuses(asked["input"])
        if status != 200:
            return status, b'{"error": "not these"}'
        self.asked += [text for text in asked["input"] if text != PROBE]
        data = [{"index": at, "embedding": self.weights(meaning(text))} for at, text in enumerate(asked["input"])]
        return status, json.dumps({"object": "list", "data": data[::-1], "model": asked["model"]}).encode()


def meaning(text: str) -> list[float]:
    """How often each group is named, and 0.2 for whatever else is said."""
    words = text.lower().replace("?", " ").replace(".", " ").split()
    known = [sum(float(word in group) for word in words) for group in GROUPS]
    return [*known, 0.2 * (len(words) - sum(known)) or 0.1]


@asynccontextmanager
async def embedding_server() -> AsyncGenerator[EmbeddingServer]:
    """Such a server on a port of its own."""
    serving = EmbeddingServer()
    server = await asyncio.start_server(serving.answer, "127.0.0.1", 0)
    serving.port = server.sockets[0].getsockname()[1]
    async with server:
        yield serving
        await asyncio.gather(*(task for task in serving.busy if task), return_exceptions=True)
