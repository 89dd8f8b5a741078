"""Meaning as numbers: texts become vectors whose cosine tells how near they are.

Optional: without an embedder search is lexical. Two are real: a model in a local folder (ONNX), and any server that
speaks OpenAI's embeddings protocol. Vectors of different models never meet: each is kept under its model's name.
"""

import asyncio
import hashlib
import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from sportello.core.http import PUBLIC, FetchRefused, Reach, post_json
from sportello.core.refusals import Refused

if TYPE_CHECKING:
    import numpy as np
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

Vector = list[float]
"""As long as the model has dimensions, of length 1."""

LONGEST = 256
"""Tokens of a text that are read, where a folder does not say; passages are cut to about twice that, and begin with what matters."""
_AT_ONCE = 4
"""Texts in a batch for the local model: larger ones cost memory and are no quicker (research: 134 MB to 212 MB)."""
_ASKED_AT_ONCE = 64
"""Texts in one request to a server."""
_MOST_BYTES = 32 * 1024 * 1024
_WITHIN = 30.0


class EmbedderRefused(Refused):
    """The embedding model cannot be used as it is set up."""


class EmbeddingFailed(Exception):  # noqa: N818 - a fact of the moment, not a mistake in a program
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


class FolderEmbedder:
    """A sentence encoder in a folder: `model.onnx`, `tokenizer.json` and `sportello.json` (name, languages).

    The graph takes `input_ids` and `attention_mask` and gives one normalised vector a text. It runs in a thread of
    its own, on one processor, so that it never takes the machine from those who are being answered.
    """

    def __init__(self, folder: Path) -> None:
        try:
            described: dict[str, Any] = json.loads((folder / "sportello.json").read_text(encoding="utf-8"))
            self._session, self._tokenizer = _load(folder, int(described.get("tokens", LONGEST)))
            self._languages = frozenset(str(language) for language in described["languages"])
            self.model = f"{described['name']}@{_digest(folder / 'model.onnx')}"
        except ImportError as error:
            message = "a local embedding model needs the extra “semantic”: pip install 'sportello[semantic]'"
            raise EmbedderRefused(message) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"EMBEDDING_FOLDER={folder} holds no embedding model that can be read ({error})"
            raise EmbedderRefused(message) from error
        self._turn = asyncio.Lock()

    def knows(self, language: str) -> bool:
        """Whether the folder says so."""
        return language in self._languages

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

        encoded: list[Encoding] = self._tokenizer.encode_batch(texts)
        given = {
            "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in encoded], dtype=np.int64),
        }
        (vectors,) = cast("list[np.ndarray[Any, Any]]", self._session.run(None, given))
        return cast("list[Vector]", vectors.tolist())


def _load(folder: Path, longest: int) -> "tuple[InferenceSession, Tokenizer]":
    import onnxruntime  # noqa: PLC0415 - as above
    from tokenizers import Tokenizer  # noqa: PLC0415 - as above

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # keeps what the largest batch needed, for ever
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(longest)
    tokenizer.enable_padding()
    return session, tokenizer


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


class ServerEmbedder:
    """A server that speaks OpenAI's protocol: `POST {url}/embeddings` with `model` and `input`."""

    def __init__(
        self, *, url: str, model: str, key: str | None, languages: Collection[str], reach: Reach = PUBLIC
    ) -> None:
        self.model = f"{model}@{url.rstrip('/')}"
        self._name = model
        self._url = f"{url.rstrip('/')}/embeddings"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._languages = frozenset(languages)
        self._reach = reach

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
        asked = {"model": self._name, "input": list(texts), "encoding_format": "float"}
        try:
            answered = await post_json(
                self._url, asked, headers=self._headers, most=_MOST_BYTES, within=_WITHIN, reach=self._reach
            )
            ordered = sorted(cast("dict[str, Any]", answered)["data"], key=lambda each: each["index"])
            vectors = [_normalised(each["embedding"]) for each in ordered]
        except FetchRefused as error:
            raise EmbeddingFailed(str(error)) from error
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            raise EmbeddingFailed(f"{self._url} did not answer with embeddings.") from error
        if len(vectors) != len(texts):
            raise EmbeddingFailed(f"{self._url} answered {len(vectors)} vectors for {len(texts)} texts.")
        return vectors


def _normalised(numbers: Sequence[float]) -> Vector:
    length = sum(number * number for number in numbers) ** 0.5
    return [number / length for number in numbers]
