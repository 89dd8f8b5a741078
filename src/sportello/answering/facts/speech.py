"""Saying days, times and money in a language: Babel knows the words, `texts/facts-*.yaml` the sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from sportello.answering.facts.words import Vocabulary, vocabulary
from sportello.knowledge import MIDNIGHT, Day

_LOCALES = {"en": "en_GB"}
_SAME_YEAR = 300
"""Days ahead up to which a day is told without its year."""


@dataclass(frozen=True)
class Speech:
    """One language, on one day at the business."""

    language: str
    today: date

    @property
    def _words(self) -> Vocabulary:
        return vocabulary(self.language)

    def say(self, key: str, **parts: str) -> str:
        """A sentence of the catalogue with its parts put in."""
        return self._words.say[key].format(**parts)

    def sentence(self, key: str, **parts: str) -> str:
        """The same, beginning with a capital."""
        said = self.say(key, **parts)
        return said[:1].upper() + said[1:]

    def day(self, day: date) -> str:
        """A day within a sentence: "domani (domenica 22 novembre)", "on Saturday 26 December"."""
        plain = self.plain_day(day)
        ahead = (day - self.today).days
        if ahead in {0, 1}:
            return self.say("tomorrow" if ahead else "today", day=plain)
        return self.say("on_day", day=plain)

    def plain_day(self, day: date) -> str:
        """A day by its name and date; with the year where it is far off."""
        far = not 0 <= (day - self.today).days < _SAME_YEAR
        return self._date(day, "day_year" if far else "day")

    def usual(self, weekday: int) -> str:
        """A weekday in general: "la domenica", "on Sundays"."""
        return self._words.usual[weekday]

    def span(self, first: date, last: date) -> str:
        """Days in a row: from the 7th to the 8th of a month, or of one month to another."""
        if first == last:
            return self.plain_day(first)
        same = (first.year, first.month) == (last.year, last.month)
        begins = self._date(first, "number" if same else "short")
        return f"{begins}{'' if same else ' '}\u2013{'' if same else ' '}{self._date(last, 'short')}"

    def dates(self, first: date | None, last: date | None) -> str:
        """The days that something holds: from one to another, from one on, until one; nothing where it always does."""
        if first and last:
            near = (last - self.today).days < _SAME_YEAR
            return self.span(first, last) if near else f"{self.plain_day(first)} \u2013 {self.plain_day(last)}"
        if first:
            return self.say("from_day", day=self.plain_day(first))
        return self.say("until_day", day=self.plain_day(last)) if last else ""

    def at(self, minute: int, form: str = "at") -> str:
        """A time of day with its preposition: "alle 17", "all'1:30", "at noon"."""
        of_day = minute % MIDNIGHT
        forms = self._words.clock[form]
        special = {0: "midnight", MIDNIGHT // 2: "noon"}.get(of_day, "")
        if special in forms:
            return forms[special]
        shape = forms["one"] if of_day // 60 == 1 and "one" in forms else forms["time"]
        return shape.format(t=self.clock(of_day), h=f"{of_day // 60}:{of_day % 60:02}".removesuffix(":00"))

    def clock(self, minute: int) -> str:
        """A time of day by itself."""
        from babel.dates import format_time  # noqa: PLC0415 - 60 ms, with the first answer only

        shape = self._words.clock["shape"]["minute" if minute % 60 else "hour"]
        said = format_time(time(minute % MIDNIGHT // 60, minute % 60), shape, locale=self._locale)
        return said.replace("AM", "am").replace("PM", "pm")

    def hours(self, day: Day) -> str:
        """The intervals of a day within a sentence: "dalle 9 alle 13 e dalle 15 alle 19"."""
        return self.join(
            self.say("all_day")
            if one.closes - one.opens >= MIDNIGHT
            else self.say("hours", **{"from": self.at(one.opens, "from"), "to": self.at(one.closes, "to")})
            for one in day
        )

    def short_hours(self, day: Day) -> str:
        """The intervals of a day in a table."""
        if not day:
            return self.say("closed_short")
        return ", ".join(
            self.say("all_day")
            if one.closes - one.opens >= MIDNIGHT
            else f"{self._figures(one.opens)}\u2013{self._figures(one.closes)}"
            for one in day
        )

    def join(self, parts: Iterable[str]) -> str:
        """A list in a sentence."""
        listed = list(parts)
        return ", ".join(listed[:-1]) + self.say("and") + listed[-1] if len(listed) > 1 else "".join(listed)

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount as it is written there; without cents where there are none."""
        from babel.numbers import format_currency  # noqa: PLC0415 - with the first answer only

        if not amount:
            return self.say("free")
        said = format_currency(amount, currency, locale=self._locale)
        if amount == amount.to_integral_value():
            said = said.replace(",00", "").replace(".00", "")
        return said

    def weekdays(self, numbers: Sequence[int]) -> str:
        """Weekdays in a row as a range, others as a list."""
        names = [self._date(date(2024, 1, 1 + number), pattern="EEE").rstrip(".") for number in numbers]
        return f"{names[0]}\u2013{names[-1]}" if len(names) > 2 else ", ".join(names)  # noqa: PLR2004 - a pair is a list

    def _figures(self, minute: int) -> str:
        of_day = minute % MIDNIGHT
        if self.language == "en":
            return self.clock(of_day)
        return f"{of_day // 60:02}:{of_day % 60:02}"

    def _date(self, day: date, shape: str = "", *, pattern: str = "") -> str:
        from babel.dates import format_date  # noqa: PLC0415 - 60 ms, with the first answer only

        return format_date(day, pattern or self._words.clock["shape"][shape], locale=self._locale)

    @property
    def _locale(self) -> str:
        return _LOCALES.get(self.language, self.language)
