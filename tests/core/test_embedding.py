"""Meanings as vectors: a model in a folder, a server, and how a model gets into its folder."""

import hashlib
import json
import math
import os
import resource
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from sportello.core.embedding import EmbedderRefused, EmbeddingFailed, FolderEmbedder, ServerEmbedder, Vector
from sportello.core.embedding_each import embed_each
from sportello.core.http import FetchFailed, FetchRefused, post_json
from sportello.pulling import Part, Pinned, pinned, pull
from tests.core.outside import Reply, open_site
from tests.meaning import EmbeddingServer, embedding_server, write_tiny_model

TEXTS = ["What does admission cost?", "My hound", "the entrance fare", "a puppy and some more words that say nothing"]


@pytest.fixture
async def server() -> AsyncGenerator[EmbeddingServer]:
    async with embedding_server() as server:
        yield server


def cosine(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def test_a_folder_and_a_server_find_what_means_the_same(tmp_path: Path, server: EmbeddingServer) -> None:
    folder = FolderEmbedder(write_tiny_model(tmp_path))
    remote = ServerEmbedder(url=server.url, model="tiny", key="sesame", reach=server.reach)
    for embedder in (folder, remote):
        cost, hound, fare, puppy = (await embedder.embed(TEXTS)).vectors
        assert cosine(cost, fare) > 0.9
        assert cosine(cost, hound) < 0.6
        assert cosine(hound, puppy) > cosine(hound, fare)
        assert math.isclose(cosine(cost, cost), 1, abs_tol=1e-6)
    assert server.asked == TEXTS
    assert server.requests[0]["line"] == "POST /v1/embeddings HTTP/1.1"
    assert server.requests[0]["authorization"] == "Bearer sesame"
    assert (await remote.embed([])).vectors == []


async def test_other_weights_and_other_servers_are_other_models(tmp_path: Path) -> None:
    one = FolderEmbedder(write_tiny_model(tmp_path / "one"))
    other = FolderEmbedder(write_tiny_model(tmp_path / "other", stretch=2))
    assert one.model.startswith("tiny@")
    assert one.model != other.model
    folders = [tmp_path / name for name in ("tokens", "tokenizer", "beside")]
    settings, words, beside = (write_tiny_model(folder) for folder in folders)
    described = json.loads((settings / "sportello.json").read_text())
    (settings / "sportello.json").write_text(json.dumps(described | {"tokens": 8}))
    tokenizer = (words / "tokenizer.json").read_text()
    (words / "tokenizer.json").write_text(tokenizer.replace('"dog"', '"cat"'))
    (beside / "model.onnx_data").write_bytes(b"weights that are kept beside the graph")
    models = {FolderEmbedder(folder).model for folder in (tmp_path / "one", *folders)}
    assert len(models) == 4
    here, there = (ServerEmbedder(url=f"https://{host}.example/v1/", model="tiny") for host in ("here", "there"))
    assert here.model == "tiny@https://here.example/v1"
    assert here.model != there.model


async def test_what_languages_a_model_knows_is_said_with_it(tmp_path: Path) -> None:
    folder = FolderEmbedder(write_tiny_model(tmp_path, languages=["en", "de"]))
    assert [folder.knows(language) for language in ("en", "de", "it")] == [True, True, False]
    assert ServerEmbedder(url="https://a.example", model="all").knows("it")
    assert not ServerEmbedder(url="https://a.example", model="some", languages={"en"}).knows("it")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("sportello.json", None, r"sportello\.json cannot be read .*models pull"),
        ("model.onnx", None, r"model\.onnx cannot be read"),
        ("sportello.json", '{"name": "tiny"}', r"not as it should be \(languages: "),
        ("sportello.json", "{", "not as it should be"),
    ],
)
def test_a_folder_that_is_none_is_refused_in_a_sentence(
    tmp_path: Path, file: str, content: str | None, said: str
) -> None:
    path = write_tiny_model(tmp_path) / file
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(EmbedderRefused, match=said):
        FolderEmbedder(tmp_path)


async def test_a_model_that_is_broken_fails_when_it_is_asked(tmp_path: Path) -> None:
    (write_tiny_model(tmp_path) / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(EmbeddingFailed, match="does not work"):
        await FolderEmbedder(tmp_path).embed(["a dog"])


async def test_a_folder_that_is_replaced_under_way_is_not_taken_for_what_it_was(tmp_path: Path) -> None:
    embedder = FolderEmbedder(write_tiny_model(tmp_path))
    write_tiny_model(tmp_path, turned=True)
    with pytest.raises(EmbeddingFailed, match=r"files have changed.*start it again"):
        await embedder.embed(["a dog"])


@pytest.mark.parametrize(
    ("status", "headers", "why", "wait"),
    [
        (429, "Retry-After: 7\r\n", "limited", 7),
        (429, "", "limited", 0),
        (429, "Retry-After: Fri, 01 Jan 2010 00:00:00 GMT\r\n", "limited", 0),
        (429, "Retry-After: soon\r\n", "limited", 0),
        (503, "Retry-After: 20\r\n", "away", 20),
        (502, "", "away", 0),
        (401, "", "denied", 0),
        (404, "", "denied", 0),
        (307, "", "denied", 0),
        (413, "", "text", 0),
        (500, "", "text", 0),
    ],
)
async def test_why_a_server_failed_is_told(
    server: EmbeddingServer, status: int, headers: str, why: str, wait: float
) -> None:
    server.says, server.headers = (status, b"{}"), headers
    with pytest.raises(EmbeddingFailed) as failure:
        await ServerEmbedder(url=server.url, model="tiny", reach=server.reach).embed(["a dog"])
    assert (failure.value.why, failure.value.wait) == (why, wait)


async def test_a_connection_that_ends_in_the_midst_of_an_answer_is_a_server_that_is_away(
    server: EmbeddingServer,
) -> None:
    server.breaks_off = True
    with pytest.raises(EmbeddingFailed) as failure:
        await ServerEmbedder(url=server.url, model="tiny", reach=server.reach).embed(["a dog"])
    assert failure.value.why == "away"


def loudest(texts: list[str]) -> int:
    """A server that takes no text with a certain word in it."""
    return 413 if any("POISON" in text for text in texts) else 200


async def test_texts_that_are_refused_are_found_by_halves(server: EmbeddingServer) -> None:
    server.refuses = loudest
    texts = [f"dog number {number}" for number in range(40)]
    texts[3] = texts[17] = "a POISON"
    each = await embed_each(ServerEmbedder(url=server.url, model="tiny", reach=server.reach), texts)
    assert set(each.vectors) == {text for text in texts if text != "a POISON"}
    assert "413" in each.refused["a POISON"]


async def test_a_text_that_is_too_long_is_known_by_its_beginning(server: EmbeddingServer) -> None:
    server.refuses = lambda texts: 400 if max(map(len, texts)) > 1_000 else 200
    texts = ["hound " * 300, "a dog"]
    each = await embed_each(ServerEmbedder(url=server.url, model="tiny", reach=server.reach), texts)
    assert not each.refused
    assert cosine(each.vectors[texts[0]], each.vectors["a dog"]) > 0.9
    assert ("hound " * 150).strip() in {text.strip() for text in server.asked}


@pytest.mark.parametrize("content", [b'{"data": []}', b"<html>", b'{"data": [{"index": 0, "embedding": [0, 0]}]}'])
async def test_where_a_server_fails_at_everything_it_is_not_the_texts(server: EmbeddingServer, content: bytes) -> None:
    server.says = (200, content)
    embedder = ServerEmbedder(url=server.url, model="tiny", reach=server.reach)
    with pytest.raises(EmbeddingFailed) as failure:
        await embed_each(embedder, ["a dog", "a hound"])
    assert failure.value.why == "broken"
    assert len(server.requests) <= 2


async def test_what_has_no_vector_costs_the_others_none(server: EmbeddingServer) -> None:
    server.weights = lambda vector: [0.0] * len(vector) if vector[4] else vector
    embedder = ServerEmbedder(url=server.url, model="tiny", reach=server.reach)
    each = await embed_each(embedder, ["a dog", "lunch", "a ticket"])
    assert (set(each.vectors), set(each.refused)) == ({"a dog", "a ticket"}, {"lunch"})


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (500, b"oops"),
        (307, b""),
        (200, b"<html>"),
        (200, b"[" * 100_000),
        (200, b'{"data": []}'),
        (200, b'{"data": [{"index": 0, "embedding": [0, 0]}]}'),
        (200, b'{"data": [{"index": 0, "embedding": [NaN, 1]}]}'),
        (200, b'{"data": [{"index": 7, "embedding": [1, 1]}]}'),
        (200, b'{"data": [{"index": 0, "embedding": ["a"]}]}'),
        (200, b'{"error": {"message": "no such model"}}'),
    ],
)
async def test_a_server_that_answers_something_else_has_failed(
    server: EmbeddingServer, status: int, content: bytes
) -> None:
    server.says = (status, content)
    with pytest.raises(EmbeddingFailed, match=r"127\.0\.0\.1"):
        await ServerEmbedder(url=server.url, model="tiny", reach=server.reach).embed(["a dog"])
    assert len(server.requests) == 1


async def test_a_private_server_is_asked_only_where_that_is_allowed(server: EmbeddingServer) -> None:
    reach = server.reach.__class__(ports={server.port}, allowed_by="EMBEDDING_NETWORKS")
    with pytest.raises(EmbeddingFailed, match="EMBEDDING_NETWORKS"):
        await ServerEmbedder(url=server.url, model="tiny", reach=reach).embed(["a dog"])
    assert not server.requests


async def test_what_is_posted_comes_back_as_json_within_its_bounds(server: EmbeddingServer) -> None:
    server.says = (200, b'{"a": [1, "\xc3\xa8"]}')
    assert await post_json(server.url, {"ask": "è"}, most=100, within=5, reach=server.reach) == {"a": [1, "è"]}
    with pytest.raises(FetchRefused, match="larger"):
        await post_json(server.url, {}, most=10, within=5, reach=server.reach)
    server.wait = 0.3
    with pytest.raises(FetchFailed, match="took longer") as late:
        await post_json(server.url, {}, most=100, within=0.05, reach=server.reach)
    assert late.value.again


# --- pulling ---------------------------------------------------------------------------------------------------


def published(folder: Path) -> Pinned:
    """A BERT encoder of two layers and 12 words, as models are published, with random weights."""
    folder.mkdir()
    size, wide, words = 8, 16, 12
    made = np.random.default_rng(7)
    shapes = {
        "embeddings.word_embeddings.weight": (words, size),
        "embeddings.position_embeddings.weight": (16, size),
        "embeddings.token_type_embeddings.weight": (2, size),
    }
    dense = {f"attention.self.{part}": (size, size) for part in ("query", "key", "value")} | {
        "attention.output.dense": (size, size),
        "intermediate.dense": (wide, size),
        "output.dense": (size, wide),
    }
    weights = {name: made.normal(size=shape) for name, shape in shapes.items()}
    norms = ["embeddings."]
    for layer in range(2):
        at = f"encoder.layer.{layer}."
        norms += [f"{at}attention.output.", f"{at}output."]
        for name, shape in dense.items():
            weights |= {f"{at}{name}.weight": made.normal(size=shape), f"{at}{name}.bias": made.normal(size=shape[:1])}
    for at in norms:
        weights |= {f"{at}LayerNorm.weight": np.ones(size), f"{at}LayerNorm.bias": np.zeros(size)}
    save_file({name: each.astype(np.float32) for name, each in weights.items()}, folder / "model.safetensors")
    shape = {"num_hidden_layers": 2, "num_attention_heads": 2, "hidden_size": size, "layer_norm_eps": 1e-12}
    (folder / "config.json").write_text(json.dumps(shape))
    write_tiny_model(folder / "other")
    tokenizer = json.loads((folder / "other" / "tokenizer.json").read_text())
    tokenizer["model"]["vocab"] = {word: at for word, at in tokenizer["model"]["vocab"].items() if at < words}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    return Pinned("small", ("en",), 16, "", tuple(part(folder / name) for name in PARTS))


PARTS = ("config.json", "tokenizer.json", "model.safetensors")


def names(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


def part(path: Path) -> Part:
    content = path.read_bytes()
    return Part(path.name, len(content), hashlib.sha256(content).hexdigest())


async def test_a_pulled_model_is_one_that_works(tmp_path: Path) -> None:
    model = published(tmp_path / "published")
    told: list[str] = []
    async with open_site() as site:
        site.pages = {f"/m/{each}": Reply((tmp_path / "published" / each).read_bytes()) for each in PARTS}
        await pull(model, into=tmp_path / "a" / "b", origin=f"{site.url}/m/", reach=site.reach, tell=told.append)
    assert any(line.startswith("model.safetensors: 100 %") for line in told)
    embedder = FolderEmbedder(tmp_path / "a" / "b")
    alone = [(await embedder.embed([text])).vectors[0] for text in ("dog", "ticket dog price hound")]
    assert cosine(alone[0], alone[1]) < 0.99
    (turned,) = (await embedder.embed(["price hound ticket dog"])).vectors
    assert cosine(turned, alone[1]) < 0.999  # places count
    together = (await embedder.embed(["dog", "ticket dog price hound"])).vectors
    assert all(cosine(one, other) > 0.98 for one, other in zip(alone, together, strict=True))  # padding does not
    abandoned = tmp_path / "a" / ".pulling-killed"
    abandoned.mkdir()
    os.utime(abandoned, (0, 0))
    await pull(model, into=tmp_path / "a" / "b", origin=str(tmp_path / "published"), tell=told.append)
    assert FolderEmbedder(tmp_path / "a" / "b").model == embedder.model
    assert names(tmp_path / "a") == ["b"]


async def test_what_is_not_what_was_published_is_not_used(tmp_path: Path) -> None:
    model = published(tmp_path / "published")
    (tmp_path / "published" / "model.safetensors").write_bytes(b"other")
    with pytest.raises(EmbedderRefused, match=r"model\.safetensors from .* is not the file that was published"):
        await pull(model, into=tmp_path / "made", origin=str(tmp_path / "published"), tell=lambda _: None)
    with pytest.raises(EmbedderRefused, match=r"nowhere has no config\.json"):
        await pull(model, into=tmp_path / "made", origin=str(tmp_path / "nowhere"), tell=lambda _: None)
    with pytest.raises(EmbedderRefused, match=r"There is no model GPT to pull\. There is: all-MiniLM-L6-v2"):
        pinned("GPT")
    with pytest.raises(EmbedderRefused, match=r"cannot be found.*config\.json, .*--origin FOLDER.*EMBEDDING_FOLDER"):
        await pull(model, into=tmp_path / "made", origin="http://no-such-host.invalid", tell=lambda _: None)
    assert names(tmp_path) == ["published"]


async def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    model = published(tmp_path / "published")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"a cat")
    with pytest.raises(EmbedderRefused, match=r"photos holds what is no model's \(cat\.jpg\).*--into"):
        await pull(model, into=tmp_path / "photos", origin=str(tmp_path / "published"), tell=lambda _: None)
    assert names(tmp_path / "photos") == ["cat.jpg"]


async def test_where_nothing_can_be_written_that_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    model = published(tmp_path / "published")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EmbedderRefused, match=r"file/made cannot be made \(File exists\)\. Nothing .*--into"):
        await pull(model, into=tmp_path / "file" / "made", origin=str(tmp_path / "published"), tell=lambda _: None)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))  # as a disk that is full
    try:
        with pytest.raises(EmbedderRefused, match=r"made cannot be made \(File too large\)"):
            await pull(model, into=tmp_path / "made", origin=str(tmp_path / "published"), tell=lambda _: None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sorted(names(tmp_path)) == ["file", "published"]


async def test_a_file_that_breaks_off_is_not_used(tmp_path: Path) -> None:
    model = published(tmp_path / "published")
    async with open_site() as site:
        site.pages = {f"/{each}": Reply((tmp_path / "published" / each).read_bytes()) for each in PARTS}
        weights = (tmp_path / "published" / "model.safetensors").read_bytes()
        site.pages["/model.safetensors"] = Reply(weights[:99], headers={"Content-Length": str(len(weights))})
        with pytest.raises(EmbedderRefused, match=r"broke off before its end.*--origin FOLDER"):
            await pull(model, into=tmp_path / "made", origin=site.url, reach=site.reach, tell=lambda _: None)
    assert names(tmp_path) == ["published"]
