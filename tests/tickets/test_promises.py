"""What is promised on tickets is told the same, whoever looks, and however often the customer is waited for."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import text

from sportello import knowledge, tickets, workspaces
from sportello.bootstrap import Access
from sportello.core import clock
from sportello.core.db import Database
from sportello.core.ids import new_id
from sportello.reactions import REACTIONS
from sportello.tickets import NewTicket
from sportello.workspaces import Member
from tests.house import House, build_house
from tests.notifications.test_escalation import HOURS

ROME = ZoneInfo("Europe/Rome")
RESPONSE, RESOLUTION = timedelta(hours=4), timedelta(hours=20)
BEGINNING = datetime(2027, 3, 22, 8, 0, tzinfo=ROME)
"""A Monday, an hour before anybody is there; summer time begins on the Sunday after."""
CLOSE = timedelta(seconds=20)
"""So near to an end nobody can say on which side of it a test looks."""
Act = Literal["look", "pause", "go_on", "resolve"]
STEPS = st.lists(
    st.tuples(st.integers(1, 4 * 24 * 60), st.sampled_from(["look", "look", "pause", "go_on", "resolve"])),
    min_size=1,
    max_size=9,
)


def staffed(first: datetime, last: datetime) -> timedelta:
    """How long somebody is there between two instants, day by day: from nine to six, Monday to Friday."""
    total, day = timedelta(), first.astimezone(ROME).date()
    while day <= last.astimezone(ROME).date():
        opens, closes = (datetime.combine(day, time(hour), ROME).timestamp() for hour in (9, 18))
        if day.weekday() < 5:
            shared = min(closes, last.timestamp()) - max(opens, first.timestamp())
            total += timedelta(seconds=max(shared, 0))
        day += timedelta(days=1)
    return total


@dataclass
class Model:
    """What should have been told, reckoned from what was done alone."""

    at: datetime
    status: str = "open"
    used: timedelta = timedelta()
    responded: bool = False
    late: set[str] = field(default_factory=set[str])
    met: list[str] = field(default_factory=list[str])
    unclear: bool = False

    def pass_time(self, at: datetime) -> None:
        """So much of the time that counts is used."""
        if self.status == "open":
            self.used += staffed(self.at, at)
        self.at = at
        for promise, most in (("response", RESPONSE), ("resolution", RESOLUTION)):
            self.unclear |= abs(self.used - most) < CLOSE
            if self.status == "open" and self.used >= most and not (promise == "response" and self.responded):
                self.late.add(promise)

    def act(self, act: Act) -> None:
        """Something is done."""
        before, self.status = (
            self.status,
            {"look": self.status, "pause": "waiting_customer", "go_on": "open"}.get(act, "resolved"),
        )
        if self.status in {"waiting_customer", "resolved"} and not self.responded:
            self.responded = True
            if self.used < RESPONSE:
                self.met.append("response")
        if self.status == "resolved" != before and self.used < RESOLUTION:
            self.met.append("resolution")


async def promise(house: House, boss: Member) -> None:
    """Four hours for an answer and twenty for the solution, while somebody is there."""
    async with house.database.transaction(house.workspace_id) as session:
        await workspaces.update_workspace(session, actor=boss, time_zone="Europe/Rome")
        await knowledge.save_fact(session, kind="hours", document={k: v for k, v in HOURS.items() if k != "kind"})
        await workspaces.change_queue(session, actor=boss, automatic=False, capacity=4, away_after=10, hours_id="desk")
        await tickets.save_policy(
            session,
            actor=boss,
            team_id=None,
            name="All",
            in_hours=True,
            warned_after=75,
            escalates_to_team_id=None,
            targets={"normal": (240, 1_200)},
        )


def go_to(at: datetime) -> None:
    """It is so late."""
    clock.travel(at - clock.now())


async def live(house: House, boss: Member, steps: list[tuple[int, Act]]) -> tuple[Model, list[tuple[str, str]]]:
    """A ticket's life; what a model says of it, and what was told."""
    go_to(BEGINNING)
    model = Model(BEGINNING)
    async with house.database.transaction(house.workspace_id) as session:
        ticket, _ = await tickets.open_ticket(
            session, new=NewTicket(id=new_id(), subject="Rimborso"), member=boss, source="desk"
        )
    for minutes, act in steps:
        go_to(model.at + timedelta(minutes=minutes))
        model.pass_time(model.at + timedelta(minutes=minutes))
        if act == "look":
            async with house.database.transaction() as session:
                await tickets.tell_due_slas(session)
        else:
            status = {"pause": "waiting_customer", "go_on": "open", "resolve": "resolved"}[act]
            async with house.database.transaction(house.workspace_id) as session:
                await tickets.change_ticket(session, ticket_id=ticket.id, member=boss, values={"status": status})
        model.act(act)
    model.pass_time(model.at + timedelta(days=30))
    go_to(model.at)
    for _ in range(2):
        async with house.database.transaction() as session:
            await tickets.tell_due_slas(session)
    return model, await told(house, ticket.id)


async def told(house: House, ticket_id: UUID) -> list[tuple[str, str]]:
    """What was told of its promises, in order."""
    found = text(
        "SELECT name, data ->> 'promise' FROM events WHERE name LIKE 'ticket.sla_%' AND data ->> 'ticket_id' = :id"
        " ORDER BY id"
    )
    async with house.database.transaction(house.workspace_id) as session:
        rows = await session.execute(found, {"id": str(ticket_id)})
        return [(name.removeprefix("ticket.sla_"), promise) for name, promise in rows]


def test_what_is_late_is_told_once_whenever_somebody_looks(access: Access) -> None:
    database = Database(access.app_url, info={"reactions": REACTIONS})
    with asyncio.Runner() as runner:
        house = runner.run(build_house(database))
        boss = runner.run(house.member("Boss", "admin"))
        runner.run(promise(house, boss))

        @settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
        @given(STEPS)
        def lives(steps: list[Any]) -> None:
            model, heard = runner.run(live(house, boss, steps))
            if model.unclear:
                return
            assert sorted(promise for name, promise in heard if name == "breached") == sorted(model.late)
            assert [promise for name, promise in heard if name == "met"] == model.met
            for promise in ("response", "resolution"):
                own = [name for name, which in heard if which == promise]
                assert own.count("warned") <= 1
                assert "warned" not in own[own.index("breached") :] if "breached" in own else True

        lives()
        runner.run(database.close())
    clock.reset()


def test_a_warning_comes_before_and_waiting_moves_all_of_it(access: Access) -> None:
    database = Database(access.app_url, info={"reactions": REACTIONS})
    with asyncio.Runner() as runner:
        house = runner.run(build_house(database))
        boss = runner.run(house.member("Boss", "admin"))
        runner.run(promise(house, boss))
        # Opened at eight; nine to noon is three quarters of four hours, one o'clock is all of them.
        hourly: list[tuple[int, Act]] = [(60, "look")] * 6
        _, heard = runner.run(live(house, boss, hourly))
        assert heard[:2] == [("warned", "response"), ("breached", "response")]
        # Waited for from ten on Monday until ten on Wednesday: two days of the desk's are added.
        model, heard = runner.run(live(house, boss, [(120, "pause"), (48 * 60, "go_on"), (9 * 60, "resolve")]))
        assert heard == [("met", "response"), ("met", "resolution")]
        assert model.used == timedelta(hours=9)
        runner.run(database.close())
    clock.reset()
