"""Answers about opening hours: exact for the day that is meant, with what is closed and when it opens next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from sportello.answering.facts.clock import NOON
from sportello.answering.facts.moment import When
from sportello.answering.facts.speech import Speech
from sportello.knowledge import MIDNIGHT, Day, Hours, Opening, said

_Key = TypeVar("_Key", date, int)

_MOST_LINES: Final = 12
_AHEAD: Final = 60
"""Days ahead whose particular hours are told, where no season ends before."""
_YEAR: Final = 366
_HOUR: Final = 60
_NIGHT: Final = timedelta(hours=12)
_HOLIDAYS: Final = 8
"""Public holidays that are told at once."""
_SMALL_HOURS: Final = 5 * 60
"""An hour before this may belong to the night of the day before."""
_FORENOON: Final = 10 * 60


@dataclass(frozen=True)
class Table:
    """A week of hours and the days that differ, as rows of words; `span` says of which season."""

    span: str
    week: list[tuple[str, str]]
    special: list[tuple[str, str]]


@dataclass(frozen=True)
class Doors:
    """Somebody at the door with a question: the hours meant, the moment it is asked, the language."""

    opening: Opening
    at: datetime
    speech: Speech
    still: bool = False
    """Whether it is asked "still": what is left of today, not its hours."""

    @property
    def hours(self) -> Hours:
        """The hours meant."""
        return self.opening.hours

    def answer(self, ask: str, when: When) -> str | None:
        """The answer to an understood question."""
        said_ = self._answer(ask, when)
        return said_ and (said_ if self.hours.main else f"{self._name()}: {said_[:1].lower()}{said_[1:]}")

    def _answer(self, ask: str, when: When) -> str | None:
        if when.now or (not when and ask in {"open", "closed"}):
            return self._now(closed_asked=ask == "closed")
        if ask == "holidays":
            return self._on_holidays()
        if ask == "hours" and when.first is None:
            return self.usual()
        if when.weekday is not None and when.minute is None:
            return self._recurring(when.weekday)
        if when.days > 1:
            return self._days(when)
        return self._one_day(ask, when)

    def _one_day(self, ask: str, when: When) -> str:
        today = self.opening.local(self.at).date()
        day = when.first or today
        if when.by_name and self._over(day):
            day += timedelta(days=7)
        if ask == "opens" and not when:
            return self._next()
        # After midnight, the evening before may still be going on.
        running = self._running(today)
        if (
            running
            and self.still
            and ask in {"open", "closed"}
            and replace(when, dated=False) == When(first=today, last=today)
        ):
            return self._now(closed_asked=ask == "closed")
        intervals = self.opening.on(day)
        if ask in {"closes", "last_entry"}:
            meant = running if running and not when.first else (day, intervals)
            return self._closing(*meant, ask)
        told = self._told(day, intervals)
        if ask not in {"open", "closed", "come"}:
            return _capital(told)
        verdict = self._verdict(ask, day, intervals, when)
        if verdict is True and (self._over(day) or self._past(day, when)):
            # What was true this morning is no "yes" any more.
            verdict = False if self.still and self._over(day) else None
        night = self._night_before(day, when) if verdict is None else None
        if night:
            told, verdict = night, when.dated or None
        if isinstance(verdict, date):
            told, verdict = self._told(verdict, self.opening.on(verdict)), True
        if verdict is None or (verdict and ask == "come"):
            # Whoever may come needs a table perhaps, or an appointment: hours promise neither.
            return _capital(told)
        key = "yes" if verdict == (ask != "closed") else "no"
        return self.speech.say(key if self.hours.main else f"{key}_named", rest=told)

    def _night_before(self, day: date, when: When) -> str | None:
        """Of small hours in which the evening before still goes on: that day's hours and this one's.

        Whoever says "Sunday at one" may mean the night to Sunday, or the one after; of a date, a yes is sure.
        """
        before = day - timedelta(days=1)
        if when.minute is None or when.half_day or when.minute >= _SMALL_HOURS:
            return None
        if not _within(self.opening.on(before), when.minute + MIDNIGHT):
            return None
        told = self._told(before, self.opening.on(before)), self._told(day, self.opening.on(day))
        return f"{told[0]} {_capital(told[1])}"

    def _verdict(self, ask: str, day: date, intervals: Day, when: When) -> bool | date | None:
        """Whether it is open then; the day beside it whose hours hold then; None: it depends."""
        if when.part:
            return _in_part(intervals, *when.part, least=0 if when.any_of_it else _HOUR, whole=ask == "closed")
        if when.minute is None:
            return bool(intervals)
        minutes = [when.minute, when.minute + NOON] if when.half_day else [when.minute]
        verdicts = {self.opening.state(self.opening.instant(day, minute)).open for minute in minutes}
        if when.minute < _SMALL_HOURS:
            # "At one on Friday" may be the night before Friday, or the one after.
            verdicts.add(_within(intervals, when.minute + MIDNIGHT))
        if len(verdicts) > 1:
            # "At 11:30" is in the morning where nobody is there at half past eleven at night.
            by_day = when.half_day and when.minute >= _FORENOON and _within(intervals, when.minute)
            return True if by_day and not self.opening.state(self.opening.instant(day, minutes[-1])).open else None
        mine = any(_within(intervals, minute) for minute in (*minutes, when.minute + MIDNIGHT))
        beside = timedelta(days=1 if when.minute >= MIDNIGHT else -1)
        return day + beside if verdicts == {True} and not mine else verdicts.pop()

    def _told(self, day: date, intervals: Day) -> str:
        """A day's hours as a sentence; of a closed day, also when it opens next."""
        speech = self.speech
        if not intervals:
            told = speech.say("day_closed", day=speech.day(day), closed=self._we("closed")) + "."
            return f"{told} {self._reopens(day)}"
        if self._over(day):
            were, closed = self._we("were", hours=speech.hours(intervals)), self._we("closed")
            told = speech.say("day_over", day=speech.day(day), were=were, closed=closed) + "."
            return f"{told} {self._reopens(None)}"
        opened = self._we("open", hours=speech.hours(intervals))
        told = speech.say("day_open", day=speech.day(day), open=opened) + "."
        entry = self._entry(intervals)
        return f"{told} {entry}".strip()

    def _over(self, day: date) -> bool:
        """Whether it is today, and its last hour has struck."""
        if day != self.opening.local(self.at).date():
            return False
        last = max((one.closes for one in self.opening.on(day)), default=None)
        ends = None if last is None else self.opening.instant(day, last)
        return ends is not None and ends <= self.at and not self.opening.state(self.at).open

    def _past(self, day: date, when: When) -> bool:
        """Whether the time of the day that is meant is gone; of small hours the next ones are meant."""
        if when.part:
            return self.opening.instant(day, when.part[1]) <= self.at
        if when.minute is None or when.minute < _SMALL_HOURS:
            return False
        return self.opening.instant(day, when.minute + (NOON if when.half_day else 0)) < self.at

    def _entry(self, intervals: Day) -> str:
        if self.hours.last_entry is None:
            return ""
        return self.speech.say(
            "last_entry", at=self.speech.at(max(one.closes for one in intervals) - self.hours.last_entry)
        )

    def _closing(self, day: date, intervals: Day, ask: str) -> str:
        if not intervals or (len(intervals) > 1 and ask == "closes") or self._over(day):
            told = self._told(day, intervals)
            return _capital(told)
        if ask == "last_entry" and self.hours.last_entry is not None:
            entry = self._entry(intervals)
            told = f"{self.speech.day(day)}: {entry[:1].lower()}{entry[1:]}"
            return _capital(told)
        closing = self._closed_from(day, max(one.closes for one in intervals))
        if closing is None:
            told = self._told(day, intervals)
            return _capital(told)
        at = self.speech.at(closing)
        closes = self.speech.sentence("closes" if self.hours.main else "closes_named", day=self.speech.day(day), at=at)
        return f"{closes} {self._entry(intervals)}".strip()

    def _closed_from(self, day: date, minute: int) -> int | None:
        """The minute of a day at which it closes, where the next day may open at once; None: hardly ever."""
        ends = self.opening.instant(day, minute)
        state = self.opening.state(ends)
        if not state.open:
            return minute
        if state.until is None or state.until - ends > _NIGHT:
            return None
        return minute + (state.until - ends) // timedelta(minutes=1)

    def _running(self, today: date) -> tuple[date, Day] | None:
        before = today - timedelta(days=1)
        for one in self.opening.on(before):
            if self.opening.instant(before, one.opens) <= self.at < self.opening.instant(before, one.closes):
                return before, (one,)
        return None

    def _now(self, *, closed_asked: bool) -> str:
        state, speech = self.opening.state(self.at), self.speech
        if not state.open:
            told = speech.say("now_is_closed" if closed_asked else "now_closed", closed=self._we("closed"))
            return f"{told} {self._reopens(None)}"
        opened = speech.say("we_open_now" if self.hours.main else "is_open_now")
        if state.until:
            until = self.opening.local(state.until)
            local = self.opening.local(self.at)
            minute = until.hour * 60 + until.minute
            opened += f", {speech.at(minute, 'until')}"
            if (until.date() - local.date()).days > 1:
                opened += f" ({speech.plain_day(until.date())})"
        return speech.say("now_is_open" if closed_asked else "now_open", open_now=opened) + "."

    def _next(self) -> str:
        """When it opens next: today's hours while they last, else the next day's that has some."""
        opens = self.opening.state(self.at)
        today = self.opening.local(self.at).date()
        if opens.open:
            running = self._running(today)
            day, intervals = running or (today, self.opening.on(today))
        elif opens.until is None:
            return self.speech.say("no_more")
        else:
            day = self.opening.local(opens.until).date()
            intervals = self.opening.on(day)
        told = self._told(day, intervals)
        return _capital(told)

    def _reopens(self, day: date | None) -> str:
        """When it opens after a closed day, or after now."""
        after = self.at if day is None else self.opening.instant(day + timedelta(days=1), 0)
        state = self.opening.state(after)
        opens = after if state.open else state.until
        if opens is None:
            return self.speech.say("no_more")
        local = self.opening.local(opens)
        minute = local.hour * 60 + local.minute
        key = "reopens" if self.hours.main else "reopens_named"
        return self.speech.say(key, day=self.speech.day(local.date()), at=self.speech.at(minute))

    def _recurring(self, weekday: int) -> str:
        """What a weekday usually has, in the season that is or comes next, and the next one where it differs."""
        speech = self.speech
        today = self._in_season()
        ordinary = self.opening.ordinary(weekday, today) or ()
        name = speech.usual(weekday)
        if ordinary:
            told = speech.sentence("usually", weekday=name, open=self._we("open", hours=speech.hours(ordinary)))
        else:
            told = speech.sentence("usually_closed", weekday=name, closed=self._we("closed"))
        coming = today + timedelta(days=(weekday - today.weekday()) % 7)
        if self.opening.on(coming) == ordinary:
            return told
        return f"{told} {speech.sentence('but', rest=self._told(coming, self.opening.on(coming)).rstrip('.'))}"

    def _days(self, when: When) -> str | None:
        """Several days, line by line; days in a row with the same hours share one."""
        if when.first is None or when.last is None:
            return None
        days = [when.first + timedelta(days=ahead) for ahead in range((when.last - when.first).days + 1)]
        groups = _grouped(days, self.opening.on)
        if not any(intervals for _, intervals in groups):
            told = f"{self.speech.span(days[0], days[-1])} {self._we('closed')}. {self._reopens(days[-1])}"
            return _capital(told)
        if len(groups) > _MOST_LINES:
            return self.usual(days[0], days[-1])
        lines = [f"- {self.speech.span(first[0], first[-1])}: {self.speech.short_hours(day)}" for first, day in groups]
        return "\n".join([self.speech.say("week"), *lines])

    def _on_holidays(self) -> str | None:
        """The next public holidays with their hours; None where no calendar names any."""
        today = self.opening.local(self.at).date()
        days = [day for ahead in range(_YEAR) if self.opening.holiday(day := today + timedelta(days=ahead))]
        lines = [
            f"- {self.speech.plain_day(day)}: {self.speech.short_hours(self.opening.on(day))}"
            for day in days[:_HOLIDAYS]
        ]
        return "\n".join([self.speech.say("holidays"), *lines]) if lines else None

    def usual(self, first: date | None = None, last: date | None = None) -> str:
        """The ordinary week of the season that is or comes next, with the particular days in it, as a text."""
        table = self.table(first, last)
        head = self.speech.say("week_of", span=table.span) if table.span else self.speech.say("week")
        lines = [head, *(f"- {days}: {hours}" for days, hours in table.week)]
        if table.special:
            lines += [self.speech.say("exceptions"), *(f"- {days}: {hours}" for days, hours in table.special)]
        return "\n".join(lines)

    def table(self, first: date | None = None, last: date | None = None) -> Table:
        """The same as a table: days and their hours."""
        today = first or self._in_season()
        season, span = self.opening.season(today), ""
        week = [self.opening.ordinary(number, today) or () for number in range(7)]
        if season:
            ends = season.span.last.in_year(today.year)
            ends = ends if ends >= today else season.span.last.in_year(today.year + 1)
            begins = season.span.first.in_year(ends.year)
            begins = begins if begins <= ends else season.span.first.in_year(ends.year - 1)
            span = self.speech.span(begins, ends)
            last = min(last, ends) if last else ends
        return Table(
            span=span,
            week=[
                (self.speech.weekdays(numbers), self.speech.short_hours(intervals))
                for numbers, intervals in _grouped(range(7), week.__getitem__)
            ],
            special=self._special(today, last or today + timedelta(days=_AHEAD)),
        )

    def _special(self, first: date, last: date) -> list[tuple[str, str]]:
        days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        special = [day for day in days if self.opening.on(day) != (self.opening.ordinary(day.weekday(), day) or ())]
        named = [day for day in days if any(one.span.holds(day) for one in self.hours.exceptions)]
        groups = _grouped(sorted({*special, *named}), self.opening.on)
        rows = [(self.speech.span(row[0], row[-1]), self.speech.short_hours(day)) for row, day in groups]
        return rows[:_MOST_LINES]

    def _in_season(self) -> date:
        """Today, or the first day of the next season where it is closed for a long time now."""
        today = self.opening.local(self.at).date()
        if self.hours.week is not None or self.opening.season(today):
            return today
        opens = self.opening.state(self.at).until
        return self.opening.local(opens).date() if opens else today

    def _we(self, state: str, **parts: str) -> str:
        return self.speech.say(f"{'we' if self.hours.main else 'is'}_{state}", **parts)

    def _name(self) -> str:
        name = said(self.hours.name, self.speech.language)
        return _capital(name)


def _in_part(intervals: Day, begins: int, ends: int, *, least: int, whole: bool) -> bool | None:
    """Whether it is open in a part of the day; None where too little of it (or not the `whole`) is to say so.

    A shop that closes at one is hardly open "for lunch", and one that closes from one to two does not stay open.
    """
    shared = [(max(one.opens, begins), min(one.closes, ends)) for one in intervals]
    shared = [(opens, closes) for opens, closes in shared if opens < closes]
    if not shared:
        return False
    if whole:
        return True if shared == [(begins, ends)] else None
    for one in intervals:
        lasts = min(one.closes, ends) - max(one.opens, begins)
        if lasts > least or (lasts > 0 and (begins <= one.opens and one.closes <= ends)):
            return True
    return None


def _within(intervals: Day, minute: int) -> bool:
    return any(one.opens <= minute < one.closes for one in intervals)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _grouped(days: Iterable[_Key], hours: Callable[[_Key], Day]) -> list[tuple[list[_Key], Day]]:
    """Neighbours with the same hours, together."""
    groups: list[tuple[list[_Key], Day]] = []
    for day in days:
        intervals = hours(day)
        if groups and groups[-1][1] == intervals and _follows(groups[-1][0][-1], day):
            groups[-1][0].append(day)
        else:
            groups.append(([day], intervals))
    return groups


def _follows(one: date | int, other: date | int) -> bool:
    if isinstance(one, date) and isinstance(other, date):
        return other - one == timedelta(days=1)
    return True
