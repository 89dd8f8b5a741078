"""Hours arithmetic against a reckoning so simple that it can be seen to be right: one half hour after the other."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from sportello.knowledge import MIDNIGHT, Bound, Day, Hours, Interval, Opening, Season, Span, Special

STEP = timedelta(minutes=30)
HOLIDAYS = {date(2026, 1, 1), date(2026, 1, 6), date(2026, 5, 1), date(2026, 12, 25), date(2026, 12, 26)}
YEAR = st.dates(date(2026, 1, 1), date(2026, 12, 31))
HOUR = st.integers(0, 47).map(lambda halves: 30 * halves)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """The intervals of a day, apart from each other; the last may go past midnight."""
    edges = sorted(draw(st.lists(HOUR, unique=True, max_size=4)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    found = [Interval(opens, closes) for opens, closes in pairs]
    if found and draw(st.booleans()):
        found[-1] = Interval(found[-1].opens, draw(st.sampled_from([MIDNIGHT, MIDNIGHT + 120, MIDNIGHT + 300])))
    return tuple(found)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Days of one year, or of every year, then perhaps across New Year."""
    first, last = draw(YEAR), draw(YEAR)
    if draw(st.booleans()):
        return Span(Bound(first.month, first.day), Bound(last.month, last.day))
    first, last = min(first, last), max(first, last)
    return Span(Bound(first.month, first.day, first.year), Bound(last.month, last.day, last.year))


WEEKS = st.tuples(*[days()] * 7)
HOURS = st.builds(
    Hours,
    id=st.just("here"),
    week=st.none() | WEEKS,
    seasons=st.lists(st.builds(Season, span=spans(), week=WEEKS, holidays=st.none() | days()), max_size=2).map(tuple),
    holidays=st.none() | days(),
    exceptions=st.lists(st.builds(Special, span=spans(), hours=days()), max_size=2).map(tuple),
)
INSTANTS = st.integers(0, 48 * 350).map(lambda halves: datetime(2026, 1, 3, tzinfo=UTC) + halves * STEP)


def _day_of(hours: Hours, day: date) -> list[Day]:
    """What a day may have by the rules, said differently: the candidates of the first rule that has any."""
    own = [one for one in hours.exceptions if _within(one.span, day)]
    if own:
        of_year = [one for one in own if one.span.first.year] or own
        shortest = min(_length(one.span) for one in of_year)
        return [one.hours for one in of_year if _length(one.span) == shortest]
    seasons = [one for one in hours.seasons if _within(one.span, day)]
    shortest = min((_length(one.span) for one in seasons), default=0)
    found: list[Day] = []
    for season in [one for one in seasons if _length(one.span) == shortest] or [None]:
        week = season.week if season else hours.week
        feast = season.holidays if season and season.holidays is not None else hours.holidays
        if week is None:
            found.append(())
        else:
            found.append(feast if feast is not None and day in HOLIDAYS else week[day.weekday()])
    return found


def _within(span: Span, day: date) -> bool:
    mark = (day.month, day.day) if span.first.year is None else (day.year, day.month, day.day)
    first = (span.first.month, span.first.day) if span.first.year is None else _dated(span.first)
    last = (span.last.month, span.last.day) if span.last.year is None else _dated(span.last)
    return first <= mark <= last if first <= last else mark >= first or mark <= last


def _dated(bound: Bound) -> tuple[int, int, int]:
    return (bound.year or 0, bound.month, bound.day)


def _length(span: Span) -> int:
    """Days, in a leap year where it is of every year."""
    first = date(span.first.year or 2000, span.first.month, span.first.day)
    last = date(span.last.year or 2000, span.last.month, span.last.day)
    return (last - first).days + (366 if last < first else 0)


def _open(hours: Hours, at: datetime) -> bool:
    """Whether it is open at an instant in UTC, by looking at the three days that may reach it."""
    for back in range(3):
        day = at.date() - timedelta(days=back)
        begins = datetime.combine(day, time(), UTC)
        for one in _day_of(hours, day)[0]:
            if begins + timedelta(minutes=one.opens) <= at < begins + timedelta(minutes=one.closes):
                return True
    return False


@given(HOURS, YEAR)
def test_the_most_particular_rule_says_the_hours_of_a_day(hours: Hours, day: date) -> None:
    opening = Opening(hours, ZoneInfo("UTC"), HOLIDAYS.__contains__)
    assert opening.on(day) in _day_of(hours, day)


@given(HOURS, INSTANTS)
def test_open_and_until_are_what_half_hour_after_half_hour_says(hours: Hours, at: datetime) -> None:
    state = Opening(hours, ZoneInfo("UTC"), HOLIDAYS.__contains__).state(at)
    assert state.open == _open(hours, at)
    moments = [at + ahead * STEP for ahead in range(48 * 7)]
    changed = next((moment for moment in moments if _open(hours, moment) != state.open), None)
    if changed:
        assert state.until == changed
    else:
        assert state.until is None or state.until > moments[-1]


@given(HOURS, INSTANTS, st.sampled_from(["Europe/Rome", "America/New_York", "Pacific/Apia", "Asia/Kolkata"]))
def test_in_every_zone_until_is_where_it_changes_and_the_next_opening_opens(
    hours: Hours, at: datetime, zone: str
) -> None:
    opening = Opening(hours, ZoneInfo(zone), HOLIDAYS.__contains__)
    state = opening.state(at)
    if state.until:
        assert state.until > at
        assert opening.state(state.until).open is not state.open
        assert opening.state(state.until - timedelta(minutes=1)).open is state.open
    opens = opening.next_opening(at)
    if opens:
        assert opens > at
        assert opening.state(opens).open
        assert not opening.state(opens - timedelta(minutes=1)).open


@pytest.mark.parametrize(
    ("day", "night"),
    [("2026-03-28", 6), ("2026-10-24", 8), ("2026-06-06", 7)],
    ids=["an hour is missing", "an hour comes twice", "a night like others"],
)
def test_a_night_on_which_the_clock_changes_is_an_hour_shorter_or_longer(day: str, night: int) -> None:
    evening = date.fromisoformat(day)
    hours = Hours(id="bar", week=((Interval(22 * 60, MIDNIGHT + 5 * 60),),) * 7)
    opening = Opening(hours, ZoneInfo("Europe/Rome"), lambda _: False)
    opens = opening.instant(evening, 22 * 60)
    assert opening.state(opens - STEP).until == opens
    assert opening.state(opens).until == opens + timedelta(hours=night)


def test_29_february_of_every_year_is_no_other_day() -> None:
    leap = Span(Bound(2, 29), Bound(2, 29))
    assert leap.holds(date(2028, 2, 29))
    assert not leap.holds(date(2027, 2, 28))
    assert not leap.holds(date(2027, 3, 1))
    assert Span(Bound(2, 1), Bound(2, 29)).holds(date(2027, 2, 28))


ZONES = st.sampled_from(["UTC", "Europe/Rome", "America/New_York", "Pacific/Apia", "Asia/Kolkata"])


@given(HOURS, INSTANTS, ZONES, st.integers(1, 60 * 24 * 20).map(lambda minutes: timedelta(minutes=minutes)))
def test_forward_and_back_agree_on_the_time_that_it_is_open(
    hours: Hours, at: datetime, zone: str, time: timedelta
) -> None:
    opening = Opening(hours, ZoneInfo(zone), HOLIDAYS.__contains__)
    due = opening.later(at, time)
    if due is None:
        assert opening.open_between(at, at + timedelta(days=5 * 366)) < time
    else:
        assert opening.open_between(at, due) == time
        assert opening.open_between(at, due - timedelta(seconds=1)) == time - timedelta(seconds=1)


@given(HOURS, INSTANTS)
def test_the_time_it_is_open_is_what_half_hour_after_half_hour_says(hours: Hours, at: datetime) -> None:
    opening = Opening(hours, ZoneInfo("UTC"), HOLIDAYS.__contains__)
    moments = [at + ahead * STEP for ahead in range(48 * 7)]
    assert opening.open_between(at, moments[-1] + STEP) == sum(_open(hours, moment) for moment in moments) * STEP


@given(HOURS, st.lists(INSTANTS, min_size=3, max_size=3).map(sorted), ZONES)
def test_what_is_counted_in_two_parts_is_counted_once(hours: Hours, at: list[datetime], zone: str) -> None:
    opening = Opening(hours, ZoneInfo(zone), HOLIDAYS.__contains__)
    first, between, last = at
    parts = opening.open_between(first, between) + opening.open_between(between, last)
    assert parts == opening.open_between(first, last)
    assert opening.open_between(last, first) == timedelta()


def test_eight_hours_from_friday_evening_end_on_monday_and_over_a_feast_on_tuesday() -> None:
    office = ((Interval(9 * 60, 18 * 60),),) * 5 + ((), ())
    opening = Opening(Hours(id="office", week=office, holidays=()), ZoneInfo("Europe/Rome"), HOLIDAYS.__contains__)
    friday = opening.instant(date(2026, 3, 27), 17 * 60)
    assert opening.later(friday, timedelta(hours=8)) == opening.instant(date(2026, 3, 30), 16 * 60)
    assert opening.later(friday, timedelta(hours=1)) == opening.instant(date(2026, 3, 27), 18 * 60)
    assert opening.later(friday, timedelta()) == friday


def test_what_is_always_open_is_counted_without_an_end_and_what_never_is_not_at_all() -> None:
    day = Hours(id="always", week=((Interval(0, MIDNIGHT),),) * 7)
    always = Opening(day, ZoneInfo("Europe/Rome"), lambda _: False)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert always.later(at, timedelta(days=100)) == at + timedelta(days=100)
    assert always.open_between(at, at + timedelta(days=100)) == timedelta(days=100)
    never = Opening(Hours(id="never", week=((),) * 7), ZoneInfo("Europe/Rome"), lambda _: False)
    assert never.later(at, timedelta(minutes=1)) is None
