"""Attachments in a bucket: a real server that speaks S3, on this machine, and nothing on the disk."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from moto.server import ThreadedMotoServer

from sportello.core import clock
from sportello.core.errors import NotFound
from sportello.core.files import Files, StorageUnavailable, path_of, read_bucket
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from tests.api.test_attachments import PDF, hand_in, picture, sent, sweep
from tests.live import Street

LARGE = PDF + b"0123456789abcdef" * 400_000
"""More than one part of an upload."""


class Objects:
    """What lies in the bucket, seen past our own code."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.bucket = f"{server}/sportello"
        self.make()

    def make(self) -> None:
        """The bucket is there."""
        httpx.put(self.bucket).raise_for_status()

    def drop(self) -> None:
        """The bucket, which is empty, is not there any more."""
        httpx.delete(self.bucket).raise_for_status()

    def keys(self) -> list[str]:
        """Under which names."""
        return re.findall(r"<Key>([^<]+)</Key>", httpx.get(self.bucket, params={"list-type": "2"}).text)

    def unfinished(self) -> list[str]:
        """Uploads that nobody has closed."""
        return re.findall(r"<UploadId>([^<]+)</UploadId>", httpx.get(f"{self.bucket}?uploads").text)


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def objects(s3: str) -> Objects:
    """An empty bucket."""
    httpx.post(f"{s3}/moto-api/reset").raise_for_status()
    return Objects(s3)


def address(server: str, bucket: str = "sportello") -> str:
    """As `FILES_URL` names it."""
    return f"s3+http://KEY:a%2Fb@{server.removeprefix('http://')}/{bucket}/files?region=eu-south-1"


@pytest.fixture
def settings(settings: Settings, objects: Objects) -> Settings:
    """An installation that keeps its attachments there."""
    return settings.model_copy(update={"files_url": address(objects.server)})


async def test_what_customers_attach_lies_in_the_bucket_and_nowhere_else(
    street: Street, objects: Objects, settings: Settings
) -> None:
    talk, anna = await (await street.customer()).open(), await street.agent("Anna")
    photo = await sent(talk, picture())
    large = await sent(talk, LARGE, name="catalogo.pdf")
    for http in (talk.customer.http, anna.http):
        given = await http.get(f"{talk.path}/attachments/{large['id']}")
        assert given.content == LARGE
        assert (await http.get(f"{talk.path}/attachments/{photo['id']}/thumbnail")).status_code == 200

    keys = objects.keys()
    assert len(keys) == 3
    assert all(re.fullmatch(r"files/../../[0-9a-f]{32}(\.thumbnail)?", key) for key in keys)
    assert objects.unfinished() == []
    assert not (settings.home / "files").exists()


async def test_what_belongs_to_nobody_goes_from_the_bucket_too(
    street: Street, objects: Objects, resources: Resources
) -> None:
    talk = await (await street.customer()).open()
    await sent(talk, PDF, name="a.pdf")
    await hand_in(talk.customer.http, talk.path, picture())
    assert len(objects.keys()) == 3
    clock.travel(timedelta(hours=25))
    assert await sweep(resources) == 1
    assert len(objects.keys()) == 1


class BrokenOff(Exception):
    """Whoever sends it is gone."""


async def _pieces(*pieces: bytes, then: Exception | None = None) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
    if then is not None:
        raise then


async def test_what_breaks_off_is_not_there_and_leaves_no_part(objects: Objects, tmp_path: Path) -> None:
    files, key = Files(tmp_path, bucket=read_bucket(address(objects.server))), uuid4()
    six = b"x" * 6 * 1024 * 1024
    with pytest.raises(BrokenOff):
        await files.put(key, _pieces(six, six, then=BrokenOff()))
    assert (objects.keys(), objects.unfinished()) == ([], [])
    with pytest.raises(NotFound):
        await files.open(key)

    await files.put(key, _pieces(six, PDF))
    assert objects.keys() == [f"files/{path_of(key)}"]
    size, pieces = await files.open(key)
    assert size == len(b"".join([piece async for piece in pieces])) == len(six) + len(PDF)
    for _ in range(2):  # what is gone is gone
        await files.remove(key)
    assert objects.keys() == []


async def test_a_bucket_that_is_not_there_or_not_reached_is_said_and_nothing_is_lost(
    street: Street, objects: Objects, tmp_path: Path
) -> None:
    nowhere = Files(tmp_path, bucket=read_bucket(address("http://127.0.0.1:9")))
    with pytest.raises(StorageUnavailable):
        await nowhere.put(UUID(int=1), _pieces(PDF))

    talk = await (await street.customer()).open()
    file = uuid4()
    objects.drop()
    refused = await hand_in(talk.customer.http, talk.path, PDF, id_=file)
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_unavailable")
    objects.make()
    assert (await hand_in(talk.customer.http, talk.path, PDF, id_=file)).status_code == 201
    assert len(objects.keys()) == 1
