"""Files that come with messages: taken once, seen by who may, harmless whatever they are."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import pytest
from PIL import Image
from sqlalchemy import text

from sportello import answering, conversations
from sportello.conversations.jobs import remove_files
from sportello.core import clock
from sportello.core.files import Files, StorageFull, path_of, read_bucket
from sportello.core.resources import Resources
from tests.house import build_house
from tests.live import Street, Talk

CANARY = b"CANARY-45.4642-9.1900"
UNKNOWN = UUID("0197c3b0-6d2e-7c4e-9d5a-000000000000")
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **more: Any) -> bytes:
    """A picture, half red and half blue, with somebody's whereabouts in it."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (45.0, 27.0, 51.0)
    written = BytesIO()
    drawn.save(written, kind, exif=exif, **more)
    return written.getvalue()


def strongest(seen: Image.Image, y: int) -> str:
    """Which colour is strongest there."""
    colours = seen.convert("RGB").crop((90, y, 91, y + 1)).tobytes()
    return ("red", "green", "blue")[colours.index(max(colours))]


def flood(side: int = 50_000) -> bytes:
    """A small file that claims to be a picture of so many points a side."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def document(*names: str) -> bytes:
    """An archive with these parts."""
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return written.getvalue()


async def hand_in(
    http: httpx.AsyncClient, path: str, content: Any, *, name: str = "foto.jpg", id_: UUID | None = None
) -> httpx.Response:
    """Hand a file in."""
    return await http.put(f"{path}/attachments/{id_ or uuid4()}", params={"name": name}, content=content)


async def sent(talk: Talk, content: bytes, *, name: str = "foto.jpg", words: str = "") -> dict[str, Any]:
    """What a message says of the file that came with it."""
    kept = await hand_in(talk.customer.http, talk.path, content, name=name)
    assert kept.status_code == 201, kept.text
    said = await talk.say(words, attachments=[kept.json()["id"]])
    assert said["attachments"] == [kept.json()]
    return kept.json()


async def test_a_picture_is_made_anew_before_anybody_sees_it(street: Street, resources: Resources) -> None:
    talk, anna = await (await street.customer()).open(), await street.agent("Anna")
    shown = await sent(talk, picture(), name="../..\\\u202egpj.exe")
    assert shown | {"id": ""} == {
        "id": "",
        "name": "_.._gpj.exe.jpg",
        "media_type": "image/jpeg",
        "bytes": shown["bytes"],
        "width": 200,
        "height": 300,
    }
    for http, path in ((talk.customer.http, talk.path), (anna.http, talk.path)):
        whole = await http.get(f"{path}/attachments/{shown['id']}")
        small = await http.get(f"{path}/attachments/{shown['id']}/thumbnail")
        for answer in (whole, small):
            assert answer.status_code == 200
            assert CANARY not in answer.content
            seen = Image.open(BytesIO(answer.content))
            assert not dict(seen.getexif())
            assert [strongest(seen, y) for y in (40, 260)] == ["red", "blue"], "it stands upright"
            assert answer.headers["content-type"] == "image/jpeg"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers.get_list("content-security-policy") == [
                "default-src 'none'; sandbox; frame-ancestors 'none'"
            ]
            assert answer.headers["cache-control"] == "private, max-age=300"
            assert answer.headers["content-disposition"].startswith("inline; ")
    stored = [path for path in (resources.settings.home / "files").rglob("*") if path.is_file()]
    assert len(stored) == 2
    assert not any(CANARY in path.read_bytes() for path in stored)


@pytest.mark.parametrize(
    ("content", "name", "kept_as", "media_type"),
    [
        (PDF, "Fattura.pdf", "Fattura.pdf", "application/pdf"),
        (PDF, "page.html", "page.html.pdf", "application/pdf"),
        (b"a;b\n1;2\n", "prezzi.csv", "prezzi.csv", "text/plain"),
        (b"alert(1)//", "x.js", "x.js.txt", "text/plain"),
        (document("[Content_Types].xml", "word/document.xml"), "Brief.docx", "Brief.docx", None),
        (b"ID3\x03" + b"\0" * 40, "voce.mp3", "voce.mp3", "audio/mpeg"),
        (b"GIF87a", None, None, None),
        (b"GIF89a=1;alert(1)//" + b"x" * 4_000, None, None, None),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", None, None, None),
        (b"\xef\xbb\xbf \n<!doctype html><script>alert(1)</script>", None, None, None),
        (b"hello\n" * 20 + b"<ScRiPt >alert(1)</script>", None, None, None),
        (document("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None, None, None),
        (document("evil.exe"), None, None, None),
        (b"MZ\x90\x00" + b"\0" * 100, None, None, None),
        (b"X5O!P%@AP\x00", None, None, None),
        (b"", None, None, None),
        (picture()[:600], None, None, None),
        (flood(), None, None, None),
    ],
)
async def test_what_it_is_is_told_by_what_it_holds(
    street: Street, content: bytes, name: str | None, kept_as: str | None, media_type: str | None
) -> None:
    talk = await (await street.customer()).open()
    answer = await hand_in(talk.customer.http, talk.path, content, name=name or "harmless.txt")
    if kept_as is None:
        assert answer.status_code in {400, 415}
        assert answer.json()["code"] in {"attachment_refused", "picture_refused"}
        return
    assert (answer.status_code, answer.json()["name"]) == (201, kept_as)
    assert media_type is None or answer.json()["media_type"] == media_type
    given = await talk.customer.http.get(f"{talk.path}/attachments/{answer.json()['id']}")
    assert given.content == content
    assert given.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert (await talk.customer.http.get(f"{talk.path}/attachments/{answer.json()['id']}/thumbnail")).status_code == 404


async def test_a_file_and_its_message_are_there_once_however_often_they_are_sent(street: Street) -> None:
    talk = await (await street.customer()).open()
    http, id_, message = talk.customer.http, uuid4(), str(uuid4())
    answers = await asyncio.gather(*[hand_in(http, talk.path, PDF, name="a.pdf", id_=id_) for _ in range(5)])
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [201]
    other = await hand_in(http, talk.path, PDF + b"more", name="a.pdf", id_=id_)
    assert (other.status_code, other.json()["code"]) == (409, "id_reused")
    body = {"id": message, "text": "", "attachments": [str(id_)]}
    posts = [await http.post(f"{talk.path}/messages", json=body) for _ in range(3)]
    assert {(post.status_code, post.json()["seq"]) for post in posts} == {(201, 1)}
    for wrong, code in (
        ({**body, "attachments": [], "text": "x"}, "message_id_reused"),
        ({**body, "id": str(uuid4())}, "attachment_not_found"),
        ({**body, "id": str(uuid4()), "attachments": [str(uuid4())]}, "attachment_not_found"),
        ({"id": str(uuid4()), "text": " "}, "malformed"),
        ({"id": str(uuid4()), "attachments": [str(uuid4()) for _ in range(6)]}, "too_many_attachments"),
    ):
        refused = await http.post(f"{talk.path}/messages", json=wrong)
        assert refused.json()["code"] == code
    assert [said["attachments"][0]["id"] for said in await talk.messages()] == [str(id_)]


async def test_nobody_else_learns_that_it_is_there(street: Street) -> None:
    talk, other = [await (await street.customer()).open() for _ in range(2)]
    shown = await sent(talk, picture())
    draft = (await hand_in(talk.customer.http, talk.path, PDF)).json()["id"]
    anna = await street.agent("Anna")
    agents = (await hand_in(anna.http, talk.path, PDF, name="a.pdf")).json()["id"]
    away = await build_house(street.house.database, slug="altrove")
    elsewhere = Street(street.server, away)
    stranger, visitor = await elsewhere.agent("Zoe", "admin"), await elsewhere.customer()
    asked = [
        (other.customer.http, f"{talk.path}/attachments/{shown['id']}"),
        (other.customer.http, f"{other.path}/attachments/{shown['id']}"),
        (other.customer.http, f"{other.path}/attachments/{UNKNOWN}"),
        (other.customer.http, f"/conversations/{UNKNOWN}/attachments/{UNKNOWN}"),
        (talk.customer.http, f"{talk.path}/attachments/{agents}"),
        (anna.http, f"{talk.path}/attachments/{draft}"),
        (anna.http, f"{other.path}/attachments/{shown['id']}"),
        (stranger.http, f"{talk.path}/attachments/{shown['id']}"),
        (visitor.http, f"{talk.path}/attachments/{shown['id']}"),
    ]
    answers = [await http.get(path + end) for http, path in asked for end in ("", "/thumbnail")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    foreign = [await hand_in(other.customer.http, path, PDF) for path in (talk.path, f"/conversations/{UNKNOWN}")]
    assert foreign[0].content == foreign[1].content
    assert foreign[0].status_code == 404
    theft = await other.customer.http.post(
        f"{other.path}/messages", json={"id": str(uuid4()), "attachments": [shown["id"]]}
    )
    assert (theft.status_code, theft.json()["code"]) == (404, "attachment_not_found")
    async with httpx.AsyncClient() as nobody:
        bare = await nobody.get(f"{talk.customer.http.base_url}{talk.path[1:]}/attachments/{shown['id']}")
        assert bare.status_code == 401
    await elsewhere.leave()


async def test_an_agent_answers_with_a_file_and_the_inbox_says_which(street: Street) -> None:
    talk, anna = await (await street.customer()).open(), await street.agent("Anna")
    await sent(talk, picture(), name="danno.jpg")
    async with talk.listen(after=1) as ear:
        await anna.post(f"/conversations/{talk.id}/take")
        kept = (await hand_in(anna.http, talk.path, PDF, name="Modulo.pdf")).json()
        line = (await anna.http.get(talk.path)).json()
        assert line["preview"] == "danno.jpg"
        body = {"id": str(uuid4()), "text": "", "attachments": [kept["id"]]}
        posts = [await anna.http.post(f"{talk.path}/messages", json=body) for _ in range(2)]
        assert [post.json()["attachments"] for post in posts] == [[kept | {"description": None}]] * 2
        heard = await ear.until("message", author="agent")
        assert heard.data["attachments"] == [kept]
    assert (await anna.http.get(talk.path)).json()["preview"] == "Modulo.pdf"
    given = await talk.customer.http.get(f"{talk.path}/attachments/{kept['id']}")
    assert given.content == PDF


async def test_a_workspace_says_what_it_takes(street: Street) -> None:
    talk = await (await street.customer()).open()
    boss, anna = await street.agent("Ada", "admin"), await street.agent("Anna")
    path = "/attachment-limits"
    found = (await anna.http.get(path)).json()
    assert found == {
        "kinds": ["image", "pdf", "text", "office", "audio"],
        "file_megabytes": 10,
        "per_message": 5,
        "total_megabytes": 5_000,
        "used_bytes": 0,
        "version": found["version"],
    }
    tight = {"kinds": ["pdf"], "file_megabytes": 1, "per_message": 1, "total_megabytes": 10}
    assert (await anna.http.put(path, json=tight)).status_code == 403
    headers = {"If-Match": found["version"]}
    saved = (await boss.http.put(path, json=tight, headers=headers)).json()
    assert saved == {**tight, "used_bytes": 0, "version": saved["version"]}
    late = await boss.http.put(path, json=tight, headers=headers)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    http = talk.customer.http
    assert (await hand_in(http, talk.path, picture())).json()["code"] == "attachment_refused"
    large = PDF + b"x" * (1024 * 1024 - len(PDF))
    assert (await hand_in(http, talk.path, large + b"x")).status_code == 413

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"%PDF-1.7" + b"x" * 32_000

    with suppress(httpx.TransportError):  # who writes on after the refusal finds the connection closed
        assert (await hand_in(http, talk.path, chunks())).status_code == 413
    ids = [(await hand_in(http, talk.path, large)).json()["id"] for _ in range(10)]
    full = await hand_in(http, talk.path, PDF)
    assert (full.status_code, full.json()["code"]) == (409, "attachments_full")
    two = await http.post(f"{talk.path}/messages", json={"id": str(uuid4()), "attachments": ids[:2]})
    assert two.json()["code"] == "too_many_attachments"
    assert (await boss.http.get(path)).json()["used_bytes"] == 10 * 1024 * 1024


def there(folder: Path) -> int:
    """How many files are stored."""
    return sum(path.is_file() for path in folder.rglob("*"))


async def sweep(resources: Resources) -> int:
    """What the worker does by the clock, and the job it asks for."""
    async with resources.database.transaction() as session:
        dropped = await conversations.let_go_of_files(session)
    await remove_files.func(SimpleNamespace(additional_context={"resources": resources}))
    return dropped


async def test_what_was_never_sent_goes_and_so_does_what_its_conversation_took_with_it(
    street: Street, resources: Resources
) -> None:
    talk = await (await street.customer()).open()
    folder = resources.settings.home / "files"
    await sent(talk, PDF, name="a.pdf")
    await hand_in(talk.customer.http, talk.path, picture())
    cut = httpx.AsyncClient(base_url=talk.customer.http.base_url, headers=talk.customer.http.headers)

    async def breaks_off() -> AsyncIterator[bytes]:
        yield PDF
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await hand_in(cut, talk.path, breaks_off())
    await cut.aclose()
    assert (await sweep(resources), there(folder)) == (0, 3)
    clock.travel(timedelta(hours=25))
    assert (await sweep(resources), there(folder)) == (1, 1)
    async with resources.database.transaction(street.house.workspace_id) as session:
        await session.execute(text("DELETE FROM conversations"))
    clock.travel(timedelta(hours=26))
    assert (await sweep(resources), there(folder)) == (0, 0)
    async with resources.database.transaction(street.house.workspace_id) as session:
        assert await session.scalar(text("SELECT count(*) FROM loose_files")) == 0


async def test_bytes_that_came_to_nothing_are_removed(resources: Resources, street: Street) -> None:
    async with resources.database.transaction(street.house.workspace_id) as session:
        key = await conversations.announce(session, workspace_id=street.house.workspace_id)
    await resources.files.put(key, _one(b"killed between storing and keeping"))
    place = resources.settings.home / "files" / path_of(key)
    await sweep(resources)
    assert place.exists()
    clock.travel(timedelta(hours=2))
    await sweep(resources)
    assert not place.exists()


async def _one(piece: bytes, times: int = 1) -> AsyncIterator[bytes]:
    for _ in range(times):
        yield piece


async def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    mount = await asyncio.create_subprocess_exec("mount", "-t", "tmpfs", "-o", "size=1m", "none", tmp_path, stderr=-3)
    if await mount.wait():
        pytest.skip("only root may mount a small disk")
    try:
        files, key = Files(tmp_path / "files"), uuid4()
        with pytest.raises(StorageFull):
            await files.put(key, _one(b"x" * 65_536, 40))
        assert there(tmp_path) == 0
        await files.put(key, _one(b"x" * 65_536, 4))
        size, pieces = await files.open(key)
        assert size == len(b"".join([piece async for piece in pieces])) == 4 * 65_536
    finally:
        await (await asyncio.create_subprocess_exec("umount", tmp_path)).wait()


def test_a_bucket_is_written_as_one_address() -> None:
    found = read_bucket("s3://KEY:a%2Fb@s3.example.com:9000/sportello/files?region=eu-south-1")
    assert (found.endpoint, found.name, found.prefix, found.region) == (
        "https://s3.example.com:9000",
        "sportello",
        "files",
        "eu-south-1",
    )
    assert (found.key_id, found.secret) == ("KEY", "a/b")
    for wrong in ("s3://s3.example.com", "https://s3.example.com/b", "s3://KEY@s3.example.com/b", "s3:///b"):
        with pytest.raises(ValueError, match="write it as s3://"):
            read_bucket(wrong)


async def test_the_assistant_says_truthfully_that_it_cannot_look(street: Street, resources: Resources) -> None:
    for language, begins, thanks in (
        ("it", "Ho ricevuto il Suo allegato", "Grazie!"),
        ("en", "I've received", "Thanks!"),
        ("de", "Ihr Anhang", "Danke!"),
    ):
        talk = await (await street.customer(language)).open(language)
        await sent(talk, picture())
        answer = await answered(resources, talk)
        assert begins in answer["text"]
        assert [button["choice"] for button in answer["buttons"]] == ["person", "continue"]
        await sent(talk, PDF, name="a.pdf", words=thanks)
        both = await answered(resources, talk)
        assert begins in both["text"].partition("\n\n")[2]
    gaps = (await (await street.agent("Ada", "admin")).http.get("/knowledge/gaps")).json()
    assert gaps["items"] == []


async def answered(resources: Resources, talk: Talk) -> dict[str, Any]:
    """What the assistant says to it."""
    clock.travel(timedelta(seconds=30))
    async with resources.database.transaction() as session:
        due = await conversations.claim_due(session, limit=10)
    for each in due:
        await answering.answer(resources.database, each)
    return (await talk.messages())[-1]
