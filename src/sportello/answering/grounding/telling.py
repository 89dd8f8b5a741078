"""What a customer sees of an answer before it is whole: sentences that have passed the checks, and no others."""

import re
from collections.abc import Callable
from typing import Final

from sportello.core.llm import Delta, Piece, Replace, Tell

_END: Final = re.compile(r"[.!?…](?=\s)|(?<!:)\n")
"""What may be shown ends here. A colon ends nothing: what it leads to may never be said, or be where a link leads."""


class Telling:
    """Passes on what may be shown of what a model says. Once something may not, it is silent until the answer."""

    def __init__(self, tell: Tell, shown: Callable[[str], str | None]) -> None:
        self._tell = tell
        self._shown = shown
        """A beginning of the answer as it may be shown; None where it may not."""
        self._heard = ""
        self._whole = ""
        """As much of it as was looked at: the sentences that are whole."""
        self._told = ""
        self._silent = False

    async def hear(self, piece: Piece) -> None:
        """The model goes on, or another one begins."""
        if isinstance(piece, Replace):
            self._heard, self._whole, self._silent = piece.text, "", False
        else:
            self._heard += piece.text
        if self._silent:
            return
        ends = [match.end() for match in _END.finditer(self._heard)]
        if not ends or self._heard[: ends[-1]] == self._whole:  # looking is dear, and most words end nothing
            return
        self._whole = self._heard[: ends[-1]]
        told = self._shown(self._whole)
        if told is None:
            self._silent = True
        elif told != self._told:
            goes_on = told.startswith(self._told)
            piece = Delta(told.removeprefix(self._told)) if goes_on else Replace(told)
            self._told = told
            await self._tell(piece)
