"""Meaning as numbers: texts become vectors whose cosine tells how near they are.

Optional: without an embedder search is lexical. Two are real: a model in a local folder (ONNX), and any server that
speaks OpenAI's embeddings protocol. Vectors of different models never meet: each is kept under its model's name.
"""

import asyncio
import hashlib
import math
from collections.abc import Collection, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, Field, ValidationError

from sportello.core.http import PUBLIC, FetchRefused, Reach, post_json
from sportello.core.refusals import Refused

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vector = list[float]
"""As long as the model has dimensions, of length 1."""

LONGEST = 256
"""Tokens of a text that are read, where a folder does not say; passages may have twice that, and begin with what
matters."""
EXTRA = "the extra “semantic”: pip install 'sportello[semantic]'"
_AT_ONCE = 4
"""Texts in a batch for the local model: larger ones cost memory and are no quicker (measured: 134 MB to 212 MB)."""
_ASKED_AT_ONCE = 64
"""Texts in one request to a server."""
_LONGEST_ASKED = 8_000
"""Letters of a text that a server is sent: more than any passage has, and less than any model refuses."""
_MOST_BYTES = 32 * 1024 * 1024
_WITHIN = 30.0


class EmbedderRefused(Refused):
    """The embedding model cannot be used as it is set up."""


class EmbeddingFailed(Exception):
    """The model did not answer now; search goes on without it."""


class Embedder(Protocol):
    """Turns texts into vectors. `model` names model and weights; `knows` tells whether it understands a language."""

    @property
    def model(self) -> str:
        """What its vectors are kept under."""
        ...

    def knows(self, language: str) -> bool:
        """Whether the language is one the model was made for: in others it does harm."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector a text. Raises `EmbeddingFailed`."""
        ...


class Described(BaseModel):
    """What `sportello.json` in a model's folder says."""

    name: str
    languages: frozenset[str]
    tokens: int = Field(default=LONGEST, ge=8, le=8_192)


class FolderEmbedder:
    """A sentence encoder in a folder: `model.onnx`, `tokenizer.json` and `sportello.json` (name, languages, tokens).

    The graph takes `input_ids` and `attention_mask` and gives one vector of length 1 a text. It is loaded with the
    first text (a process that embeds nothing pays nothing) and runs in a thread on one processor, so that it never
    takes the machine from those who are being answered.
    """

    def __init__(self, folder: Path) -> None:
        if not (find_spec("onnxruntime") and find_spec("tokenizers")):
            raise EmbedderRefused(f"EMBEDDING_FOLDER={folder}: a local embedding model needs {EXTRA}")
        try:
            self._described = Described.model_validate_json((folder / "sportello.json").read_bytes())
            self._digest = _digest(folder / "model.onnx")
            _digest(folder / "tokenizer.json")
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
        """Its name and the digest of its weights: another file is another model."""
        return f"{self._described.name}@{self._digest[:12]}"

    def knows(self, language: str) -> bool:
        """Whether the folder says so."""
        return language in self._described.languages

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """In batches of like length, so that little is padded."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found: dict[int, Vector] = {}
        for start in range(0, len(order), _AT_ONCE):
            places = order[start : start + _AT_ONCE]
            async with self._turn:
                vectors = await asyncio.to_thread(self._run, [texts[place] for place in places])
            found |= dict(zip(places, vectors, strict=True))
        return [found[place] for place in range(len(texts))]

    def _run(self, texts: list[str]) -> list[Vector]:
        import numpy as np  # noqa: PLC0415 - only who has a local model pays for it

        try:
            session, tokenizer = self._loaded = self._loaded or self._load()
            encoded = tokenizer.encode_batch(texts)
            given = {
                "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
                "attention_mask": np.array([each.attention_mask for each in encoded], dtype=np.int64),
            }
            (vectors,) = session.run(None, given)
            return [_normalised(vector) for vector in vectors.astype(float).tolist()]
        except Exception as error:  # the libraries' errors have no class in common
            raise EmbeddingFailed(f"The model in {self._folder} does not work: {str(error)[:300]}") from error

    def _load(self) -> "tuple[InferenceSession, Tokenizer]":
        import onnxruntime  # noqa: PLC0415 - as above
        from tokenizers import Tokenizer  # noqa: PLC0415 - as above

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


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Embedding(BaseModel):
    index: int
    embedding: Vector


class _Embeddings(BaseModel):
    data: list[_Embedding]


class ServerEmbedder:
    """A server that speaks OpenAI's protocol: `POST {url}/embeddings` with `model` and `input`."""

    def __init__(
        self, *, url: str, model: str, key: str | None = None, languages: Collection[str] = (), reach: Reach = PUBLIC
    ) -> None:
        self._name = model
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._languages = frozenset(languages)
        self._reach = reach

    @property
    def model(self) -> str:
        """Its name and its server: two servers may call different weights the same."""
        return f"{self._name}@{self._url}"

    def knows(self, language: str) -> bool:
        """All languages, unless the settings name some."""
        return not self._languages or language in self._languages

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """As many requests as it takes, one after another."""
        return [
            vector
            for start in range(0, len(texts), _ASKED_AT_ONCE)
            for vector in await self._ask(texts[start : start + _ASKED_AT_ONCE])
        ]

    async def _ask(self, texts: Sequence[str]) -> list[Vector]:
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
            raise EmbeddingFailed(error.detail) from error
        except ValueError as error:
            raise EmbeddingFailed(f"{self._url} did not answer with embeddings.") from error
        if sorted(found) != list(range(len(texts))) or len({len(vector) for vector in found.values()}) > 1:
            raise EmbeddingFailed(f"{self._url} did not answer with one vector for each text.")
        return [found[place] for place in range(len(texts))]


def _normalised(numbers: Vector) -> Vector:
    length = math.sqrt(math.fsum(number * number for number in numbers))
    if not 0 < length < math.inf:
        raise ValueError("no vector")
    return [number / length for number in numbers]
