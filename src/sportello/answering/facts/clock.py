"""Which time of day a question means: "18.30", "6 pm", "sei e mezza", "halb sieben", "domani sera"."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from sportello.answering.facts.moment import When
from sportello.answering.facts.words import Vocabulary

NOON: Final = 12 * 60
_HOURS: Final = 24
AFTERNOON: Final = (720, 1_080)
_PARTS: Final = {
    "morning": (300, 720),
    "afternoon": AFTERNOON,
    "evening": (1_080, 1_500),
    "night": (1_260, 1_800),
} | {
    "lunch": (720, 870),
    "dinner": (1_140, 1_320),
}
"""Minutes of the day that its parts are."""
_LATEST: Final = 1_740
"""Minutes: an evening is over by then, on the next morning."""
NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:[./-](\d{4}|\d{2})?)?")
"""Figures that may be a day (26.12.) or, with a point, a time (18.30)."""
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})")


@dataclass(frozen=True)
class Clock:
    """Reads times at a place of a question's words. `today` is the day at the business.

    In the `small_hours`, "stanotte" is the night that is.
    """

    tokens: list[str]
    words: Vocabulary
    today: date
    small_hours: bool

    def time(self, at: int) -> tuple[When, int] | None:
        """The time, or "now", that begins here, and where it ends."""
        if self.marked(at, "now"):
            return When(now=True), self.marked(at, "now") or at
        after = self.marked(at, "after")
        if after:
            return self._after(after)
        marked = self.marked(at, "at")
        found = self._clock(marked or at, marked=bool(marked) or self._bounded(at))
        if not found:
            return None
        return self._told(*found)

    def _bounded(self, at: int) -> bool:
        """Whether the word before says that a number here is a time: "until 6"."""
        cues = (self.words.cues.at(self.tokens[:at], at - back) for back in (1, 2) if back <= at)
        return any(cue is not None and cue[0] in {"till", "before"} and cue[1] == at for cue in cues)

    def _after(self, at: int) -> tuple[When, int] | None:
        """Like "after 9 pm": open at any time after it."""
        found = self._clock(at, marked=True)
        told = self._told(*found) if found else None
        if told is None or told[0].minute is None or told[0].half_day:
            return None
        return When(part=(told[0].minute, max(_LATEST, told[0].minute + 1)), any_of_it=True), told[1]

    def _told(self, minute: int, end: int, certain: bool) -> tuple[When, int]:  # noqa: FBT001 - as it was read
        """A time; an hour up to twelve may be in either half of the day, until a part of it is said too."""
        return When(minute=minute, half_day=not certain and 0 < minute < 13 * 60), end

    def _clock(self, at: int, *, marked: bool) -> tuple[int, int, bool] | None:
        """A time of day in minutes, where it ends, and whether it can only be that half of the day."""
        special = self.words.marks.at(self.tokens, at)
        if special and special[0] in {"noon", "midnight"}:
            return (NOON if special[0] == "noon" else 2 * NOON), special[1], True
        if special and special[0] in {"half_before", "half_past", "quarter_past", "quarter_before"}:
            hour = self.number(special[1], most=12)
            shift = {"half_before": -30, "half_past": 30, "quarter_past": 15, "quarter_before": -15}[special[0]]
            return ((hour[0] * 60 + shift) % 720, self.skip(hour[1], "oclock"), False) if hour else None
        token = self.token(at)
        written = _CLOCK.fullmatch(token)
        if written and int(written[1]) <= _HOURS and int(written[2]) < 60:  # noqa: PLR2004 - minutes
            if "." in token and not marked and not self.is_clock(at):
                return None
            return self._half(int(written[1]) * 60 + int(written[2]), at + 1, sure=token[0] == "0")
        number = self.number(at, most=_HOURS)
        return self._spoken(number, marked=marked) if number else None

    def _spoken(self, number: tuple[int, int], *, marked: bool) -> tuple[int, int, bool] | None:
        """Like "18 Uhr 30", "6 pm", "sei e mezza"; a bare number is a time only after a word that says so."""
        hour, end = number
        minute = hour * 60
        after = self.skip(end, "oclock")
        told = after > end or self.marked(end, "am") or self.marked(end, "pm")
        if not told and not marked:
            return None
        minutes = self.number(after, most=59) if after > end else None
        past = self.words.marks.at(self.tokens, after)
        if past and past[0] in {"and_half", "and_quarter"}:
            minute, after = minute + (30 if past[0] == "and_half" else 15), past[1]
        elif minutes:
            minute, after = minute + minutes[0], minutes[1]
        return self._half(minute, after, sure=self.tokens[end - 1].startswith("0"))

    def _half(self, minute: int, end: int, *, sure: bool) -> tuple[int, int, bool]:
        """Like "am" and "pm" after a time; without them an hour up to twelve may be in either half of the day."""
        morning, evening = self.marked(end, "am"), self.marked(end, "pm")
        if morning:
            return minute % NOON, morning, True
        if evening:
            return minute % NOON + NOON, evening, True
        end = self.skip(end, "oclock")
        return minute % (2 * NOON), end, sure or minute >= 13 * 60

    def part(self, at: int) -> tuple[When, int] | None:
        """Like "domani sera", "tonight", "in the afternoon"."""
        found = self.words.parts.at(self.tokens, at) or self.words.parts.at(self.tokens, self.skip(at, "in"))
        if not found:
            return None
        if found[0] == "night+" and self.small_hours:
            return When(now=True), found[1]
        name, _, today = found[0].partition("+")
        day = self.today if today else None
        return When(first=day, last=day, part=_PARTS[name]), found[1]

    def is_clock(self, at: int) -> bool:
        """Whether figures like 18.30 are a time: after "at", before "Uhr", or because there is no such month."""
        token = self.token(at)
        found = NUMERIC.fullmatch(token)
        if not found or found[2] != "." or token.endswith("."):
            return False
        said = any(self.marked(at - back, "at") == at for back in (1, 2, 3) if at - back >= 0)
        after = any(self.marked(at + 1, name) for name in ("oclock", "am", "pm"))
        return said or after or int(found[3]) > 12 or int(found[1]) == 0  # noqa: PLR2004 - months

    def token(self, at: int) -> str:
        """The word at a place; none beyond the end."""
        return self.tokens[at] if 0 <= at < len(self.tokens) else ""

    def marked(self, at: int, name: str) -> int | None:
        """Where the words end that say `name` here; None where none do."""
        found = self.words.marks.at(self.tokens, at)
        return found[1] if found and name in found[0].split("|") else None

    def skip(self, at: int, *names: str) -> int:
        """The place after words that say these things, if there are any."""
        for name in names:
            at = self.marked(at, name) or at
        return at

    def number(self, at: int, *, most: int) -> tuple[int, int] | None:
        """A number in figures or words, and where it ends."""
        token = self.token(at)
        if token.isdigit():
            return (int(token), at + 1) if len(token) < 3 and int(token) <= most else None  # noqa: PLR2004 - digits
        found = self.words.numbers.at(self.tokens, at)
        return found if found and found[0] <= most else None
