"""Bodies as they arrive: bounded on the wire and unpacked, so that what would grow beyond the limit does not."""

import zlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sportello.core.addresses import FetchRefused
from sportello.core.failing import BROKEN_OFF, FetchFailed
from sportello.core.reasons import Reason

if TYPE_CHECKING:
    import httpcore2


async def read_body(
    response: "httpcore2.Response",
    headers: Mapping[str, str],
    *,
    most: int,
    cut: bool,
    progress: Callable[[int], None],
) -> bytes:
    """The body, unpacked as it arrives: what would grow beyond the limit is not unpacked any further."""
    too_large = FetchRefused(
        Reason("too_large", "It is larger than {most} MB, the most that is read.", most=f"{most / 1024**2:.3g}")
    )
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > most and not cut:
        raise too_large
    unpack = _unpacker(headers.get("content-encoding", "identity").strip().lower())
    body = bytearray()
    arrived = 0
    async for chunk in response.aiter_stream():
        arrived += len(chunk)
        progress(arrived)
        try:
            body += unpack(chunk, most - len(body) + 1)
        except zlib.error:
            raise FetchFailed(Reason("packed_wrongly", "What the server sent is packed wrongly.")) from None
        if len(body) > most or arrived > most:
            if cut:
                return bytes(body[:most])
            raise too_large
    if not unpack.whole:
        raise FetchFailed(BROKEN_OFF, again=True)
    return bytes(body)


class _AsIs:
    """A body that is not packed."""

    whole = True

    def __call__(self, data: bytes, room: int, /) -> bytes:
        return data[:room]


def _unpacker(encoding: str) -> "_AsIs | _Inflate":
    if encoding in {"", "identity"}:
        return _AsIs()
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return _Inflate()
    raise FetchFailed(
        Reason(
            "packed_oddly",
            "The server packs its answer as {encoding}, which was not asked for.",
            encoding=encoding[:40],
        )
    )


_GZIP = b"\x1f"
"""How a member of gzip begins. What follows the last one is padding."""


class _Inflate:
    """Unpacks gzip, of several members too, zlib and bare deflate, never more at a time than there is room for."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._begun = False

    @property
    def whole(self) -> bool:
        """Whether the end has been seen."""
        return self._inner.eof or not self._begun

    def __call__(self, data: bytes, room: int, /) -> bytes:
        unpacked = self._unpack(data, room)
        while (rest := self._inner.unused_data).startswith(_GZIP) and len(unpacked) < room:
            self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
            unpacked += self._unpack(rest, room - len(unpacked))
        return unpacked

    def _unpack(self, data: bytes, room: int) -> bytes:
        if self._inner.eof and data.startswith(_GZIP):
            self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            unpacked = self._inner.decompress(data, room)
        except zlib.error:
            if self._begun:
                raise
            self._inner = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers call bare deflate "deflate"
            unpacked = self._inner.decompress(data, room)
        self._begun = True
        return unpacked
