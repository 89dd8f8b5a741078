"""Text on its way to a customer: cleaned of what no text should have, and never begun before there is a sentence."""

import re
from collections.abc import Awaitable, Callable

import structlog

from sportello.core.llm.outcomes import Delta, Piece, Replace

Tell = Callable[[Piece], Awaitable[None]]
"""Who hears the pieces. It is waited for; its failure costs no answer."""

_log = structlog.get_logger()
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SENTENCE = re.compile(r"\S.*?(?:[.!?:…](?=\s)|[。！？]|\n)", re.DOTALL)  # noqa: RUF001 - how others end sentences
_ENOUGH = 160
"""Letters that begin an answer even if they end no sentence."""


async def silent(_: Piece) -> None:
    """Nobody hears it."""


def clean(text: str) -> str:
    """The text without control characters, and with halves of characters joined or replaced.

    A database takes no NUL, and nothing encodes half a character.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", text)


class Voice:
    """Tells what a model says so far as deltas, holding its first sentence back.

    So a model that fails before its first sentence has said nothing, and one that fails later is replaced when the
    next one has a sentence to put there: nobody looks at an emptied bubble meanwhile.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._told = ""
        self._begun = False

    @property
    def told(self) -> str:
        """What the customer sees."""
        return self._told

    def begin(self) -> None:
        """From now on another answer is told, from its beginning."""
        self._begun = False

    async def hear(self, text: str) -> None:
        """All that has been said so far, which may go on in the middle of a character."""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text = text[:-1]
        text = clean(text)
        if not self._begun and not (_SENTENCE.match(text.lstrip()) or len(text) >= _ENOUGH):
            return
        await self._show(text)

    async def end(self, text: str) -> str:
        """All that was said in the end, as the customer has it now."""
        text = clean(text)
        await self._show(text)
        return text

    async def _show(self, text: str) -> None:
        replaced = bool(self._told) and not (self._begun and text.startswith(self._told))
        self._begun = True
        if text == self._told:
            return
        piece = Replace(text) if replaced else Delta(text.removeprefix(self._told))
        self._told = text
        try:
            await self._tell(piece)
        except Exception:  # noqa: BLE001 - what is told on the way is a hint; the reply is what counts
            _log.warning("llm.not_told", exc_info=True)
