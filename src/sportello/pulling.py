"""`sportello models pull`: fetch a model's published weights, check them, and make the folder an embedder reads."""

import hashlib
import json
from asyncio import to_thread
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Final

from sportello.core.clock import now
from sportello.core.embedding import EXTRA, EmbedderRefused
from sportello.core.http import PUBLIC, FetchRefused, Reach, connections, fetch

_WITHIN: Final = 1_800.0
"""Seconds for a file: 90 MB over a slow line."""
_ABANDONED: Final = 3 * _WITHIN
_SCRATCH: Final = ".pulling-"
_FILES: Final = {"model.onnx", "tokenizer.json", "sportello.json"}


@dataclass(frozen=True)
class Part:
    """A file as it was published: its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Pinned:
    """A model whose every byte is known: nothing else is ever unpacked."""

    name: str
    languages: tuple[str, ...]
    tokens: int
    address: str
    parts: tuple[Part, ...]


MINILM: Final = Pinned(
    name="all-MiniLM-L6-v2",
    languages=("en",),  # in Italian and German it finds a third to a half of what words find
    tokens=256,
    address="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main",
    parts=(
        Part("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        Part("tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        Part("model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
    ),
)
"""Apache-2.0, by sentence-transformers: 384 dimensions, English, 23 MB as it is kept here."""


MODELS: Final = (MINILM,)
"""What can be pulled; the first unless another is asked for."""


def pinned(name: str) -> Pinned:
    """The model of that name, or a refusal that names those there are."""
    for model in MODELS:
        if model.name == name:
            return model
    raise EmbedderRefused(f"There is no model {name} to pull. There is: {', '.join(each.name for each in MODELS)}.")


async def pull(
    model: Pinned, *, into: Path, origin: str | None = None, reach: Reach = PUBLIC, tell: Callable[[str], None]
) -> None:
    """Fetch `model` from its address, or from another `origin` (an address or a folder), and write its folder.

    The folder appears whole or not at all, and takes the place of a model's folder only. Raises `EmbedderRefused` where
    a file is not what was published, cannot be had, or cannot be written: with what to do then.
    """
    if not all(find_spec(needed) for needed in ("onnx", "onnxruntime", "safetensors")):
        raise EmbedderRefused(f"Making a model's folder needs {EXTRA}")
    try:
        _prepare(into)
        with TemporaryDirectory(dir=into.parent, prefix=_SCRATCH) as scratch:
            fetched = Path(scratch)
            for part in model.parts:
                (fetched / part.name).write_bytes(await _get(model, part, origin or model.address, reach, tell))
            tell("Converting it to 8-bit ONNX")
            await to_thread(_make, model, fetched, into)
    except OSError as error:
        message = f"{into} cannot be made ({error.strerror or error}). Nothing of it was kept."
        raise EmbedderRefused(f"{message} Name another folder with --into.") from None


def _prepare(into: Path) -> None:
    """Let a model take the place of nothing else, and remove what a pull that was killed has left."""
    if into.is_dir() and (others := sorted({each.name for each in into.iterdir()} - _FILES)):
        raise EmbedderRefused(f"{into} holds what is no model's ({others[0]}): name another folder with --into.")
    into.parent.mkdir(parents=True, exist_ok=True)
    for left in into.parent.glob(f"{_SCRATCH}*"):
        if now().timestamp() - left.stat().st_mtime > _ABANDONED:
            rmtree(left, ignore_errors=True)


def _make(model: Pinned, fetched: Path, into: Path) -> None:
    from sportello.core.encoder import write_encoder  # noqa: PLC0415 - needs the extra

    made = fetched / "made"
    made.mkdir()
    write_encoder(weights=fetched / "model.safetensors", config=fetched / "config.json", target=made / "model.onnx")
    (fetched / "tokenizer.json").rename(made / "tokenizer.json")
    described = {"name": model.name, "languages": list(model.languages), "tokens": model.tokens}
    (made / "sportello.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    if into.exists():
        into.rename(fetched / "before")
    made.rename(into)


def _way_out(model: Pinned) -> str:
    names = ", ".join(part.name for part in model.parts)
    return (
        f"Without a way there, fetch {names} from {model.address} on a machine that has one, copy them into a folder"
        " here, and run: sportello models pull --origin FOLDER. Or copy the folder that `models pull` has made there,"
        " and name it in EMBEDDING_FOLDER."
    )


async def _get(model: Pinned, part: Part, origin: str, reach: Reach, tell: Callable[[str], None]) -> bytes:
    if origin.startswith(("http://", "https://")):
        url = f"{origin.rstrip('/')}/{part.name}"
        try:
            async with connections(reach, progress=_percent(part, tell)) as over:
                found = (await fetch(url, most=part.size, within=_WITHIN, over=over)).body
        except FetchRefused as refused:
            raise EmbedderRefused(f"{refused.detail} {_way_out(model)}") from None
    else:
        try:
            found = await to_thread((Path(origin) / part.name).read_bytes)
        except OSError as error:
            raise EmbedderRefused(f"{origin} has no {part.name} that can be read ({error.strerror}).") from None
    if hashlib.sha256(found).hexdigest() != part.sha256:
        raise EmbedderRefused(f"{part.name} from {origin} is not the file that was published: it is not used.")
    return found


def _percent(part: Part, tell: Callable[[str], None]) -> Callable[[int], None]:
    """Tells of each further tenth of a file."""
    told = -1

    def progress(arrived: int) -> None:
        nonlocal told
        tenth = 10 * arrived // part.size
        if tenth > told:
            told = tenth
            tell(f"{part.name}: {10 * tenth} % of {part.size / 1e6:.1f} MB")

    return progress
