"""Answers about opening hours: exact for the day that is meant, with what is closed and when it opens next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from sportello.answering.facts.clock import NOON
from sportello.answering.facts.moment import When
from sportello.answering.facts.sittings import in_part, within
from sportello.answering.facts.speech import Speech
from sportello.answering.facts.weeks import Table, Weeks, grouped
from sportello.knowledge import MIDNIGHT, Day, Hours, Interval, Opening, said

_MOST_LINES: Final = 12
_YEAR: Final = 366
_HOUR: Final = 60
_NIGHT: Final = timedelta(hours=12)
_LONG_SHUT: Final = timedelta(days=30)
"""So long is nobody closed but between two seasons."""
_HOLIDAYS: Final = 8
"""Public holidays that are told at once."""
_SMALL_HOURS: Final = 5 * 60
"""An hour before this may belong to the night of the day before."""
_FORENOON: Final = 10 * 60


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

    @property
    def weeks(self) -> Weeks:
        """The same, week by week."""
        return Weeks(self.opening, self.at, self.speech)

    def answer(self, ask: str, when: When) -> str | None:
        """The answer to an understood question."""
        said_ = self._when_open() if ask == "when_open" else self._answer(ask, when)
        if said_ is None or self.hours.main:
            return said_
        # A list begins with its heading, and in German that is a noun.
        headed = said_.partition("\n")[0].endswith(":")
        told = said_ if headed and self.speech.language == "de" else f"{said_[:1].lower()}{said_[1:]}"
        return f"{self._name()}: {told}"

    def _when_open(self) -> str:
        """When it opens next, and the whole week: the next day's hours alone would pass for every day's."""
        return f"{self._next()}\n\n{self.usual()}"

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
        if not within(self.opening.on(before), when.minute + MIDNIGHT):
            return None
        told = self._told(before, self.opening.on(before)), self._told(day, self.opening.on(day))
        return f"{told[0]} {_capital(told[1])}"

    def _verdict(self, ask: str, day: date, intervals: Day, when: When) -> bool | date | None:
        """Whether it is open then; the day beside it whose hours hold then; None: it depends."""
        if when.part:
            return in_part(intervals, *when.part, least=0 if when.any_of_it else _HOUR, whole=ask == "closed")
        if when.minute is None:
            return bool(intervals)
        if ask == "open" and self._shut(intervals, when):
            return None
        minutes = [when.minute, when.minute + NOON] if when.half_day else [when.minute]
        verdicts = {self.opening.state(self.opening.instant(day, minute)).open for minute in minutes}
        if when.minute < _SMALL_HOURS:
            # "At one on Friday" may be the night before Friday, or the one after.
            verdicts.add(within(intervals, when.minute + MIDNIGHT))
        if len(verdicts) > 1:
            # "At 11:30" is in the morning where nobody is there at half past eleven at night.
            by_day = when.half_day and when.minute >= _FORENOON and within(intervals, when.minute)
            return True if by_day and not self.opening.state(self.opening.instant(day, minutes[-1])).open else None
        mine = any(within(intervals, minute) for minute in (*minutes, when.minute + MIDNIGHT))
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

    def _entry(self, intervals: Sequence[Interval]) -> str:
        """Until when the last are let in, of each sitting."""
        if self.hours.last_entry is None:
            return ""
        lasts = [self.speech.at(one.closes - self.hours.last_entry) for one in intervals]
        return self.speech.say("last_entry", at=self.speech.join(lasts))

    def _shut(self, intervals: Day, when: When) -> bool:
        """Whether nobody is let in any more at that hour, though it is open."""
        late, minute = self.hours.last_entry or 0, when.minute or 0
        minutes = (minute, minute + NOON) if when.half_day else (minute,)
        return any(one.closes - late < at < one.closes for one in intervals for at in minutes)

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
        minute = 0
        if state.until:
            until = self.opening.local(state.until)
            local = self.opening.local(self.at)
            minute = until.hour * 60 + until.minute
            opened += f", {speech.at(minute, 'until')}"
            if (until.date() - local.date()).days > 1:
                opened += f" ({speech.plain_day(until.date())})"
        entry = self._entry([Interval(0, minute)]) if state.until else ""
        told = speech.say("now_is_open" if closed_asked else "now_open", open_now=opened)
        return f"{told}. {entry}".strip()

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
        """When it opens after a closed day, or after now.

        Of a day beyond the season that comes next, when that begins: what a year later opens, nobody asks.
        """
        after = self.at if day is None else self.opening.instant(day + timedelta(days=1), 0)
        state = self.opening.state(after)
        opens = after if state.open else state.until
        if opens is None:
            return self.speech.say("no_more")
        now = self.opening.state(self.at)
        coming = None if now.open else now.until
        if coming and self.at + _LONG_SHUT < coming < after < opens - _LONG_SHUT:
            opens = coming
        local = self.opening.local(opens)
        minute = local.hour * 60 + local.minute
        key = "reopens" if self.hours.main else "reopens_named"
        return self.speech.say(key, day=self.speech.day(local.date()), at=self.speech.at(minute))

    def _recurring(self, weekday: int) -> str:
        """What a weekday usually has, in the season that is or comes next, and the next one where it differs."""
        speech = self.speech
        today = self.weeks.first()
        ordinary = self.opening.ordinary(weekday, today) or ()
        name = speech.usual(weekday)
        span, _ = self.weeks.season(today)
        season = speech.say("in_season", span=span) if span else ""
        if ordinary:
            opened = self._we("open", hours=speech.hours(ordinary))
            told = speech.sentence("usually", weekday=name, open=opened, season=season)
        else:
            told = speech.sentence("usually_closed", weekday=name, closed=self._we("closed"), season=season)
        coming = today + timedelta(days=(weekday - today.weekday()) % 7)
        if self.opening.on(coming) == ordinary:
            return told
        return f"{told} {speech.sentence('but', rest=self._told(coming, self.opening.on(coming)).rstrip('.'))}"

    def _days(self, when: When) -> str | None:
        """Several days, line by line; days in a row with the same hours share one."""
        if when.first is None or when.last is None:
            return None
        days = [when.first + timedelta(days=ahead) for ahead in range((when.last - when.first).days + 1)]
        groups = grouped(when.named or days, self.opening.on)
        if not when.named and not any(intervals for _, intervals in groups):
            told = f"{self.speech.span(days[0], days[-1])} {self._we('closed')}. {self._reopens(days[-1])}"
            return _capital(told)
        if len(groups) > _MOST_LINES:
            return self._by_season(days)
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
        table = self.weeks.table(first, last)
        return self._listed(table, table.span)

    def _by_season(self, days: Sequence[date]) -> str:
        """The week of each season that some of these days are in, each with its part of them."""
        runs = [list(run) for _, run in groupby(days, self.opening.season)]
        if len(runs) == 1:
            return self.usual(days[0], days[-1])
        tables = ((self.weeks.table(run[0], run[-1]), self.speech.span(run[0], run[-1])) for run in runs)
        return "\n\n".join(self._listed(table, span) for table, span in tables)

    def _listed(self, table: Table, span: str) -> str:
        head = self.speech.say("week_of", span=span) if span else self.speech.say("week")
        lines = [head, *(f"- {days}: {hours}" for days, hours in table.week)]
        if table.special:
            lines += [self.speech.say("exceptions"), *(f"- {days}: {hours}" for days, hours in table.special)]
        return "\n".join(lines)

    def _we(self, state: str, **parts: str) -> str:
        return self.speech.say(f"{'we' if self.hours.main else 'is'}_{state}", **parts)

    def _name(self) -> str:
        name = said(self.hours.name, self.speech.language)
        return _capital(name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
