"""How long a connection may take: to send the head of a request, and to read its answer.

The server's own settings end a connection that is idle between two requests, and nothing else: one that sends half a
head, or reads no answer, would be kept for ever, and an orderly stop would wait for it. Bodies are looked after by
`bodies`, streams by `sse`.
"""

import asyncio
from typing import Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEAD_WITHIN: Final = 20.0
"""Seconds from a connection's first byte, or from the last answer, until a head is there."""
READ_WITHIN: Final = 60.0
"""Seconds a client may take nothing of what is sent to it."""
LEFT_WITHIN: Final = 3.0
"""Seconds that are left to a client, when the server stops, to send the rest of a request or to read on."""
LONGEST_HEAD: Final = 64 * 1024
"""Bytes."""
_TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Connection(HttpToolsProtocol):
    """One connection of uvicorn's, with deadlines."""

    _in_head = False
    _came = 0
    """Bytes of the head that is on its way."""
    _head_due: asyncio.TimerHandle | None = None
    _reading_due: asyncio.TimerHandle | None = None
    _read_within = READ_WITHIN

    def connection_made(self, transport: asyncio.Transport) -> None:
        """A connection that says nothing at all is ended, too."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)
        self._is_read()

    def data_received(self, data: bytes) -> None:
        """Bytes came. Where no request is under way, a head is waited for, whatever they are."""
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_head:
            self._came += len(data)
            if self._came > LONGEST_HEAD:
                self._refuse(_TOO_LONG)
        if self._head_due is None and self._at_rest:
            self._wait_for_head()

    def _unsupported_upgrade_warning(self) -> None:
        """Who asks for another protocol is answered in HTTP, as the standard allows: nothing to warn the owner of."""

    def on_message_begin(self) -> None:
        """A head begins."""
        self._in_head, self._came = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is there: from here on the application says how long things may take."""
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """The client takes nothing."""
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        """It does again."""
        super().resume_writing()
        self._is_read()

    def shutdown(self) -> None:
        """The server stops: requests are let finish, but not waited for where it is the client who tarries."""
        super().shutdown()
        self._read_within = LEFT_WITHIN
        if self._reading_due is not None:
            self._is_read()
            self._wait_for_reader()
        self.loop.call_later(LEFT_WITHIN, self._leave_half_sent)

    @property
    def _at_rest(self) -> bool:
        """Whether no request is under way."""
        cycle = cast("RequestResponseCycle | None", self.cycle)  # until the first request there is none
        return cycle is None or cycle.response_complete

    def _wait_for_head(self) -> None:
        self._head_due = self.loop.call_later(HEAD_WITHIN, self._head_late)

    def _stop_waiting(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _head_late(self) -> None:
        if self._in_head:
            self._refuse(_TOO_LATE)
        else:
            self.transport.close()

    def _refuse(self, answer: bytes) -> None:
        self._stop_waiting()
        if self._at_rest:
            self.transport.write(answer)
        self.transport.close()

    def _wait_for_reader(self) -> None:
        if self._reading_due is None:
            self._reading_due = self.loop.call_later(self._read_within, self.transport.abort)

    def _is_read(self) -> None:
        if self._reading_due is not None:
            self._reading_due.cancel()
            self._reading_due = None

    def _leave_half_sent(self) -> None:
        if not self._at_rest and self.cycle.more_body:
            self.transport.close()
