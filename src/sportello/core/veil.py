"""Personal data on its way to a provider and back: a name for each piece outside, the piece itself inside only."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sportello.core.personal import PersonalData, masked

_NAMES: Mapping[PersonalData, str] = {
    "email": "EMAIL",
    "phone": "PHONE",
    "card": "CARD",
    "account": "ACCOUNT",
    "tax_id": "TAX-ID",
    "document": "DOCUMENT",
    "birth_date": "BIRTH-DATE",
    "address": "ADDRESS",
    "name": "NAME",
}
_STAND_IN = re.compile(rf"\[({'|'.join(_NAMES.values())})-(\d{{1,4}})\]")


@dataclass
class Veil:
    """What was hidden in the texts of one exchange: the same piece by the same stand-in, wherever it occurs.

    `[EMAIL-1]` stands for an address. A model may repeat stand-ins, and calls tools with them; `lift` puts back what
    they stand for, before anything is shown or done. Cards are never put back.
    """

    names: Iterable[str | None] = ()
    _pieces: dict[str, str] = field(init=False, default_factory=dict[str, str])

    @property
    def hides(self) -> bool:
        """Whether there was anything to hide."""
        return bool(self._pieces)

    def hide(self, text: str) -> str:
        """The text as a provider may read it."""
        return masked(text, names=self.names, instead=self._stand_in).text

    def lift(self, text: str) -> str:
        """The text with what its stand-ins stand for; those that nobody gave out stay as they are."""
        return _STAND_IN.sub(lambda found: self._pieces.get(found[0], found[0]), text)

    def strange(self, text: str) -> set[str]:
        """The stand-ins in a text that nobody gave out."""
        return {found[0] for found in _STAND_IN.finditer(text)} - self._pieces.keys()

    def without(self, text: str) -> str:
        """The text without the stand-ins that were given out."""
        return _STAND_IN.sub(lambda found: "" if found[0] in self._pieces else found[0], text)

    def _stand_in(self, kind: PersonalData, written: str) -> str:
        known = next((each for each, piece in self._pieces.items() if piece == written), None)
        if known:
            return known
        stand_in = f"[{_NAMES[kind]}-{len(self._pieces) + 1}]"
        self._pieces[stand_in] = stand_in if kind == "card" else written
        return stand_in
