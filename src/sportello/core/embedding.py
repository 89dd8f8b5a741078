"""Meaning as numbers: texts become vectors whose cosine tells how near they are.

Optional: without an embedder search is lexical. Two are real: a model in a local folder (ONNX), and any server that
speaks OpenAI's embeddings protocol. Vectors of different models never meet: each is kept under its model's name, and
that names the weights, too. Of a folder it holds the digest of all that makes its vectors; a server tells only what it
calls its model, so with each request it is sent one text more, always the same (`PROBE`), and known by what it makes
of it.
"""

import asyncio
import hashlib
import math
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

from pydantic import BaseModel, Field, ValidationError

from sportello.core.http import PUBLIC, FetchFailed, FetchRefused, Reach, post_json
from sportello.core.refusals import Refused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vector = list[float]
"""As long as the model has dimensions, of length 1."""

LONGEST = 256
"""Tokens of a text that are read, where a folder does not say; passages may have twice that, and begin with what
matters."""
EXTRA = "the extra “semantic”: pip install 'sportello[semantic]'"
_BRIEF = 300
"""Letters up to which a text alone is embedded on the spot, as a question is: a thread would take as long to begin."""
_AT_ONCE = 4
"""Texts in a batch for the local model: larger ones cost memory and are no quicker (measured: 134 MB to 212 MB)."""
ASKED_AT_ONCE = 31
"""Texts in one request to a server: with the probe 32, more than which some refuse."""
PROBE: Final = "The ticket office opens at nine. Wo ist der Eingang für Hunde? Quanto costa il biglietto ridotto?"
"""What a server is known by. Changing it makes all servers unknown ones: all is embedded anew."""
SAME: Final = 0.98
"""Cosine of two vectors of the probe from which they are of the same weights: rounding those to 8 bits leaves .983 at
least (measured); other weights are far below."""
_LONGEST_ASKED = 8_000
"""Letters of a text that a server is sent: more than any passage has, and less than any model refuses."""
_MOST_BYTES = 32 * 1024 * 1024
_WITHIN = 30.0
_ABOUT_TEXTS = {400, 413, 422, 500}
"""Answers that may be about the texts: too long, too many, or one at which the server stumbles."""
_DENIED = {401, 403, 404}
_TOO_MANY = 429


class EmbedderRefused(Refused):
    """The embedding model cannot be used as it is set up."""


Trouble = Literal["slow", "away", "limited", "denied", "broken", "text"]
"""Why a model failed: too slow, not there, asked too often, not allowed, answering nonsense, or because of the text."""


class EmbeddingFailed(Exception):
    """The model did not answer now; search goes on without it.

    `why` is the reason as a code, `wait` how many seconds it wants not to be asked again, where it said.
    """

    def __init__(self, message: str, *, why: Trouble = "broken", wait: float = 0) -> None:
        super().__init__(message)
        self.why: Trouble = why
        self.wait = wait


class TextsFailed(EmbeddingFailed):
    """The model failed at these texts; asked for others, or for fewer, it may not."""

    def __init__(self, message: str) -> None:
        super().__init__(message, why="text")


@dataclass(frozen=True)
class Embedded:
    """Vectors in the order of their texts, and the model whose they are: only those of one model are ever compared."""

    model: str
    vectors: list[Vector]


class Embedder(Protocol):
    """Turns texts into vectors. `model` names model and weights; `knows` tells whether it understands a language."""

    @property
    def model(self) -> str:
        """What its vectors are kept under, as far as this process knows by now."""
        ...

    def knows(self, language: str) -> bool:
        """Whether the language is one the model was made for: in others it does harm."""
        ...

    async def recall(self) -> str:
        """What its vectors were kept under the last time that any process heard of it; asks no server."""
        ...

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """One vector a text; asked for none, a server only tells by its probe who it is. Raises `EmbeddingFailed`."""
        ...


@dataclass(frozen=True)
class Known:
    """Weights that have answered before: what their vectors are kept under, and what they make of the probe."""

    model: str
    probe: Vector


class Memory(Protocol):
    """What all processes together know of the weights that answered under a model's name."""

    async def latest(self, name: str) -> Known | None:
        """Those that answered last."""
        ...

    async def recognise(self, name: str, probe: Vector) -> Known:
        """Those whose probe this is, the first time under a name of their own. Raises `EmbeddingFailed`."""
        ...


def alike(one: Vector, other: Vector) -> bool:
    """Whether two vectors of the probe are of the same weights."""
    return len(one) == len(other) and math.fsum(a * b for a, b in zip(one, other, strict=True)) >= SAME


class Described(BaseModel):
    """What `sportello.json` in a model's folder says."""

    name: str
    languages: frozenset[str]
    tokens: int = Field(default=LONGEST, ge=8, le=8_192)


class FolderEmbedder:
    """A sentence encoder in a folder: `model.onnx`, `tokenizer.json` and `sportello.json` (name, languages, tokens).

    The graph takes `input_ids` and `attention_mask` and gives one vector of length 1 a text. It is loaded with the
    first text (a process that embeds nothing pays nothing) and runs on one processor, what takes longer than a moment
    in a thread, so that it never takes the machine from those who are being answered. Its name covers every byte that
    makes its vectors.
    """

    def __init__(self, folder: Path) -> None:
        if not (find_spec("onnxruntime") and find_spec("tokenizers")):
            raise EmbedderRefused(f"EMBEDDING_FOLDER={folder}: a local embedding model needs {EXTRA}")
        try:
            self._described = Described.model_validate_json((folder / "sportello.json").read_bytes())
            self._digest = _digest(folder)
        except OSError as error:
            message = f"EMBEDDING_FOLDER={folder}: {Path(str(error.filename)).name} cannot be read ({error.strerror})."
            raise EmbedderRefused(f"{message} `sportello models pull` makes such a folder.") from None
        except ValidationError as error:
            first = error.errors()[0]
            what = f"{first['loc'][0]}: {first['msg']}" if first["loc"] else first["msg"]
            raise EmbedderRefused(
                f"EMBEDDING_FOLDER={folder}: sportello.json is not as it should be ({what})."
            ) from None
        self._folder = folder
        self._loaded: tuple[InferenceSession, Tokenizer] | None = None
        self._turn = asyncio.Lock()

    @property
    def model(self) -> str:
        """Its name and the digest of its files: other weights, another tokenizer or settings are another model."""
        return f"{self._described.name}@{self._digest[:12]}"

    def knows(self, language: str) -> bool:
        """Whether the folder says so."""
        return language in self._described.languages

    async def recall(self) -> str:
        """Its name: it changes only with a start."""
        return self.model

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """In batches of like length, so that little is padded."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found: dict[int, Vector] = {}
        for start in range(0, len(order), _AT_ONCE):
            places = order[start : start + _AT_ONCE]
            batch = [texts[place] for place in places]
            async with self._turn:
                brief = self._loaded and len(texts) == 1 and len(batch[0]) <= _BRIEF
                vectors = self._run(batch) if brief else await asyncio.to_thread(self._run, batch)
            found |= dict(zip(places, vectors, strict=True))
        return Embedded(self.model, [found[place] for place in range(len(texts))])

    def _run(self, texts: list[str]) -> list[Vector]:
        import numpy as np  # noqa: PLC0415 - only who has a local model pays for it

        try:
            session, tokenizer = self._loaded = self._loaded or self._load()
        except Exception as error:  # the libraries' errors have no class in common
            raise EmbeddingFailed(f"The model in {self._folder} does not work: {str(error)[:300]}") from error
        try:
            encoded = tokenizer.encode_batch(texts)
            given = {
                "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
                "attention_mask": np.array([each.attention_mask for each in encoded], dtype=np.int64),
            }
            vectors = np.asarray(session.run(None, given)[0], dtype=np.float64)
            return (vectors / _lengths(np.linalg.norm(vectors, axis=1, keepdims=True))).tolist()
        except Exception as error:
            raise TextsFailed(f"The model in {self._folder} does not work: {str(error)[:300]}") from error

    def _load(self) -> "tuple[InferenceSession, Tokenizer]":
        os.putenv("TOKENIZERS_PARALLELISM", "false")  # a thread for each processor gains nothing at so few texts
        import onnxruntime  # noqa: PLC0415 - as above
        from tokenizers import Tokenizer  # noqa: PLC0415 - as above

        if _digest(self._folder) != self._digest:
            raise ValueError("its files have changed since Sportello started; start it again")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it would keep what the largest batch needed, for ever
        session = onnxruntime.InferenceSession(
            str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.enable_truncation(self._described.tokens)
        tokenizer.enable_padding()
        return session, tokenizer


def _digest(folder: Path) -> str:
    """Of all that makes a vector: the graph, what large ones keep in files of their own beside it, and the rest."""
    whole = hashlib.sha256()
    beside = sorted(each.name for each in folder.glob("model.onnx?*"))
    for name in ("model.onnx", *beside, "tokenizer.json", "sportello.json"):
        with (folder / name).open("rb") as file:
            whole.update(name.encode() + hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


class _Embedding(BaseModel):
    index: int
    embedding: Vector


class _Embeddings(BaseModel):
    data: list[_Embedding]


class ServerEmbedder:
    """A server that speaks OpenAI's protocol: `POST {url}/embeddings` with `model` and `input`.

    With a `memory` its answers are kept under the name of the weights that gave them; without one, under its own.
    """

    def __init__(
        self,
        *,
        url: str,
        model: str,
        key: str | None = None,
        languages: Collection[str] = (),
        reach: Reach = PUBLIC,
        memory: Memory | None = None,
    ) -> None:
        self._name = model
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._languages = frozenset(languages)
        self._reach = reach
        self._memory = memory
        self._known: Known | None = None

    @property
    def model(self) -> str:
        """Its name and its server, for two servers may call different weights the same; and which weights they are."""
        return self._known.model if self._known else f"{self._name}@{self._url}"

    def knows(self, language: str) -> bool:
        """All languages, unless the settings name some."""
        return not self._languages or language in self._languages

    async def recall(self) -> str:
        """The weights that answered last, this process or another."""
        if self._memory and not self._known:
            self._known = await self._memory.latest(self.model)
        return self.model

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """As many requests as it takes, one after another."""
        if not texts and not self._memory:
            return Embedded(self.model, [])
        first = await self._ask(texts[:ASKED_AT_ONCE])
        for start in range(ASKED_AT_ONCE, len(texts), ASKED_AT_ONCE):
            more = await self._ask(texts[start : start + ASKED_AT_ONCE])
            if more.model != first.model:
                raise EmbeddingFailed(f"{first.model} became {more.model} while it was asked.")
            first.vectors.extend(more.vectors)
        return first

    async def _ask(self, texts: Sequence[str]) -> Embedded:
        vectors = await self._post([*texts, PROBE] if self._memory else texts)
        return Embedded(await self._who(vectors.pop()) if self._memory else self.model, vectors)

    async def _who(self, probe: Vector) -> str:
        """The weights that gave this very answer: another process, or another server, may have changed them since."""
        known = self._known
        if self._memory and not (known and alike(known.probe, probe)):
            known = self._known = await self._memory.recognise(f"{self._name}@{self._url}", probe)
        return known.model if known else self.model

    async def _post(self, texts: Sequence[str]) -> list[Vector]:
        asked = {"model": self._name, "input": [text[:_LONGEST_ASKED] for text in texts], "encoding_format": "float"}
        try:
            answered = await post_json(
                f"{self._url}/embeddings",
                asked,
                headers=self._headers,
                most=_MOST_BYTES,
                within=_WITHIN,
                reach=self._reach,
            )
            found = {each.index: _normalised(each.embedding) for each in _Embeddings.model_validate(answered).data}
        except FetchRefused as error:
            raise _failure(error) from error
        except ValueError as error:
            raise TextsFailed(f"{self._url} did not answer with embeddings.") from error
        if sorted(found) != list(range(len(texts))) or len({len(vector) for vector in found.values()}) > 1:
            raise TextsFailed(f"{self._url} did not answer with one vector for each text.")
        return [found[place] for place in range(len(texts))]


def _failure(error: FetchRefused) -> EmbeddingFailed:
    """What a server's refusal is: of these texts, of the time, or of us."""
    status = error.answered if isinstance(error, FetchFailed) else None
    if status in _ABOUT_TEXTS:
        return TextsFailed(error.detail)
    if not isinstance(error, FetchFailed):
        return EmbeddingFailed(error.detail, why="denied")
    if status == _TOO_MANY:
        return EmbeddingFailed(error.detail, why="limited", wait=error.wait)
    if status in _DENIED:
        return EmbeddingFailed(error.detail, why="denied")
    return EmbeddingFailed(error.detail, why="away" if error.again else "broken", wait=error.wait)


def _lengths(found: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """These, where they are lengths of vectors."""
    if not all(0 < length < math.inf for length in found.flat):
        raise ValueError("no vector")
    return found


def _normalised(numbers: Vector) -> Vector:
    length = math.sqrt(math.fsum(number * number for number in numbers))
    if not 0 < length < math.inf:
        raise ValueError("no vector")
    return [number / length for number in numbers]
