"""Taking a file in and giving it out, the same for customers and for people at work.

Who sends is known before anything is read. Then no transaction is held while bytes come, are looked at and are stored:
they wait on this machine's disk until they are all there, a picture is made anew in a process apart, and only what is
whole is stored, under a key that is written down first. What breaks off anywhere leaves nothing that is not removed.
"""

import asyncio
import errno
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import StringConstraints

from sportello import conversations
from sportello.api.bodies import BodyRefused, arriving
from sportello.api.deps import resources
from sportello.api.problems import BodyTooLarge, RequestTooSlow, Unavailable
from sportello.api.shapes import Attachment as Shape
from sportello.api.visible import one_line
from sportello.conversations import (
    Attachment,
    AttachmentNotFound,
    AttachmentRefused,
    AttachmentsFull,
    IdReused,
    Limits,
    PictureRefused,
    Stored,
)
from sportello.core.files import PIECE, Files, Rendition, StorageFull, StorageUnavailable
from sportello.core.filetypes import FileType, name_for, type_of
from sportello.core.sandbox import SandboxFailed, run_apart

FileName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Query(description="What its sender calls it", examples=["scontrino.jpg"]),
]
TAKES_A_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
REFUSED_FILES: Final = (
    AttachmentRefused,
    PictureRefused,
    AttachmentsFull,
    IdReused,
    AttachmentNotFound,
    StorageFull,
    StorageUnavailable,
    Unavailable,
    BodyTooLarge,
    RequestTooSlow,
)
GIVES_A_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "What it holds"}
}

_PICTURE_SECONDS, _PICTURE_MEGABYTES = 20, 512
_AT_ONCE = asyncio.Semaphore(2)
"""Pictures that one process has made anew at the same time."""
_SLASHES = re.compile(r"[/\\:]+")
_SAFE: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=300",
    "Vary": "Authorization, Cookie",
}
_WHY: Final = {
    "large": "It has more points than any screen shows: save it smaller.",
    "broken": "It is damaged, or is not what it seems to be.",
}


@dataclass(frozen=True)
class Sender:
    """Who hands a file in, where to, and what is taken there."""

    workspace_id: UUID
    conversation_id: UUID
    attachment_id: UUID
    user_id: UUID | None
    limits: Limits


async def take_in(request: Request, sender: Sender, *, said: str) -> Response:
    """Read, look, store, keep. The same file under the same id again is the one that is there."""
    with TemporaryFile() as file:
        try:
            digest, size = await _receive(request, sender.limits.file_bytes, file)
        except BodyRefused as refused:
            return refused.response
        database = resources(request).database
        async with database.transaction(sender.workspace_id) as session:
            there = await conversations.handed_in(
                session,
                conversation_id=sender.conversation_id,
                attachment_id=sender.attachment_id,
                digest=digest,
                user_id=sender.user_id,
            )
        if there is not None:
            return _shown(there, 200)
        found = await asyncio.to_thread(type_of, file)
        if found is None or found.kind not in sender.limits.kinds:
            taken = ", ".join(sender.limits.kinds) or "nothing"
            raise AttachmentRefused(f"By what it holds it is none of what is taken here: {taken}.", kinds=taken)
        async with database.transaction(sender.workspace_id) as session:
            key = await conversations.announce(session, workspace_id=sender.workspace_id)
        name = name_for(_SLASHES.sub("_", one_line(said)), found)
        stored = Stored(key, name, found.media_type, size, digest)
        stored = await _store(resources(request).files, file, found, stored)
    async with database.transaction(sender.workspace_id) as session:
        kept, new = await conversations.keep(
            session,
            workspace_id=sender.workspace_id,
            conversation_id=sender.conversation_id,
            attachment_id=sender.attachment_id,
            user_id=sender.user_id,
            stored=stored,
        )
    return _shown(kept, 201 if new else 200)


async def _receive(request: Request, limit: int, file: IO[bytes]) -> tuple[bytes, int]:
    """The whole body in a file; what it is by its digest, and how long."""
    digest, size = sha256(), 0
    try:
        async for part in arriving(request, limit):
            file.write(part)
            digest.update(part)
            size += len(part)
        file.flush()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull from error
        raise
    file.seek(0)
    return digest.digest(), size


async def _store(files: Files, file: IO[bytes], found: FileType, stored: Stored) -> Stored:
    if found.kind != "image":
        await files.put(stored.key, _pieces(file))
        return stored
    async with _AT_ONCE:
        try:
            made = await run_apart(
                "sportello.core.pictures:make_anew", file, seconds=_PICTURE_SECONDS, megabytes=_PICTURE_MEGABYTES
            )
        except SandboxFailed as failed:
            raise PictureRefused(failed.detail) from failed
    line, _, pictures = made.partition(b"\n")
    head = json.loads(line)
    if "refused" in head:
        raise PictureRefused(_WHY[head["refused"]], reason=head["refused"])
    whole = memoryview(pictures)[: head["whole"]]
    await files.put(stored.key, _parts(memoryview(pictures)[head["whole"] :]), rendition="thumbnail")
    await files.put(stored.key, _parts(whole))
    as_written = FileType("image", head["media_type"], {"image/png": ("png",)}.get(head["media_type"], ("jpg", "jpeg")))
    return replace(
        stored,
        name=name_for(stored.name, as_written),
        media_type=head["media_type"],
        size=len(whole),
        width=head["width"],
        height=head["height"],
    )


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


async def _parts(held: memoryview) -> AsyncIterator[bytes]:
    for at in range(0, len(held), PIECE):
        yield bytes(held[at : at + PIECE])


def _shown(attachment: Attachment, status: int) -> Response:
    return JSONResponse(Shape.model_validate(attachment.shown).model_dump(mode="json"), status_code=status)


async def give_out(request: Request, attachment: Attachment, rendition: Rendition) -> Response:
    """What it holds, in a form that no browser takes for a page, whatever it is."""
    picture = attachment.width is not None
    if rendition == "thumbnail" and not picture:
        raise AttachmentNotFound
    size, pieces = await resources(request).files.open(attachment.key, rendition)
    kind = "inline" if picture else "attachment"
    headers = {
        **_SAFE,
        "Content-Length": str(size),
        "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(attachment.name, safe='')}",
    }
    media_type = "image/jpeg" if rendition == "thumbnail" else attachment.media_type
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return StreamingResponse(pieces, headers={**headers, "Content-Type": media_type})
