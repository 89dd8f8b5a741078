"""Whatever anybody does, in any order: the conversation is where ARCHITECTURE.md says it is."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sportello import conversations, workspaces
from sportello.bootstrap import Access
from sportello.conversations import CLOSED, FOLLOWING, PERSON_IN_CHARGE, Choice, DueAnswer, Outcome, State
from sportello.core import clock
from sportello.core.db import Database
from sportello.core.errors import SportelloError
from sportello.core.ids import new_id
from sportello.reactions import REACTIONS
from sportello.workspaces import Member, Role
from tests.house import House, build_house

RANKS: list[Role] = ["supervisor", "agent", "agent"]
WHO = st.integers(0, 2)
CHOICES = st.sampled_from([None, None, None, "person", "continue", "assistant"])


@dataclass
class Model:
    """What should be."""

    state: State = "active"
    assignee: int | None = None
    last: int | None = None
    due: bool = False
    seq: int = 0
    customer_seq: int = 0
    agent_owes: bool = False
    timer: timedelta | None = timedelta(minutes=5)
    suspended: set[int] = field(default_factory=set[int])
    said: list[tuple[UUID, str, str | None]] = field(default_factory=list[tuple[UUID, str, str | None]])

    def enter(self, state: State, *, assignee: int | None = None) -> None:
        """Go to another state."""
        self.state = state
        self.due = False
        self.agent_owes = state == "queued" or (state == "with_agent" and self.agent_owes)
        minutes = {"active": 5, "idle": 30, "waiting_customer": 30}.get(state)
        if state == "with_agent" and not self.agent_owes:
            minutes = 10
        self.timer = None if minutes is None else timedelta(minutes=minutes)
        if state in PERSON_IN_CHARGE:
            self.assignee = self.last = assignee if assignee is not None else self.last
        elif state not in CLOSED:
            self.assignee = None


class _Machine(RuleBasedStateMachine):
    """Everybody at once, one thing at a time."""

    runner: asyncio.Runner
    house: House
    agents: list[Member]

    @initialize()
    def begin(self) -> None:
        self.model = Model()
        self.agents = [self.run(self.house.member(f"Agent {n}", rank)) for n, rank in enumerate(RANKS)]
        self.id = self.run(self.house.conversation()).id

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    async def act(self, work: Any, **ids: Any) -> Any:
        async with self.house.database.transaction(self.house.workspace_id) as session:
            return await work(session, conversation_id=self.id, **ids)

    def tries(self, work: Any, *, allowed: bool, **ids: Any) -> None:
        """Do it; it must succeed exactly if it is allowed."""
        try:
            self.run(self.act(work, **ids))
        except SportelloError:
            assert not allowed
        else:
            assert allowed

    @rule(choice=CHOICES, online=st.booleans())
    def customer_says(self, choice: Choice | None, *, online: bool) -> None:
        model = self.model
        here = {agent.user_id for agent in self.agents} if online else ()
        said = self.run(self.house.says(self.id, f"Frase {model.seq}", choice=choice, online=here))
        if model.state == "idle":
            model.enter("active")
        elif model.state == "waiting_customer":
            gone = model.assignee in model.suspended
            model.enter("queued" if gone else "with_agent", assignee=model.assignee)
            model.seq += gone
        elif model.state in CLOSED:
            same = model.assignee is not None and online and model.assignee not in model.suspended
            model.enter("with_agent" if same else "active", assignee=model.assignee)
            model.seq += 1
        model.seq += 1
        model.customer_seq = model.seq
        assert said.seq == model.seq
        model.said.append((said.id, said.text, choice))
        if model.state == "active":
            model.due, model.timer = True, timedelta(minutes=5)
        elif model.state == "with_agent":
            model.timer, model.agent_owes = None, True
        if choice == "person" and model.state == "active":
            model.enter("queued")
            model.seq += 1
        elif choice == "assistant" and model.state == "queued":
            model.enter("active")
            model.seq += 1
            model.due = True

    @rule(data=st.data())
    def customer_repeats(self, data: st.DataObject) -> None:
        if self.model.said:
            id_, words, choice = data.draw(st.sampled_from(self.model.said))
            self.run(self.act(conversations.receive, message_id=id_, text=words, choice=choice))

    @rule(stale=st.booleans(), asks=st.booleans())
    def assistant_answers(self, *, stale: bool, asks: bool) -> None:
        model = self.model
        seen = model.customer_seq - stale
        due = DueAnswer(self.house.workspace_id, self.id, seen)

        async def answer() -> bool:
            async with self.house.database.transaction(self.house.workspace_id) as session:
                said = await self.house.answer(session, due)
                if said is not None and asks:
                    await conversations.ask_person(session, conversation_id=self.id, reason="rule:refund")
                return said is not None

        spoke = self.run(answer())
        assert spoke == (model.due and not stale)
        if spoke:
            model.seq += 1
            model.due, model.timer = False, timedelta(minutes=5)
            if asks:
                model.enter("queued")
                model.seq += 1

    @rule(who=WHO)
    def agent_takes(self, who: int) -> None:
        model = self.model
        mine = model.state in PERSON_IN_CHARGE and model.assignee == who
        left = model.state in PERSON_IN_CHARGE and model.assignee in model.suspended
        here = who not in model.suspended
        free = here and not mine and (model.state in {"active", "queued"} or left)
        self.tries(conversations.take, allowed=here and (mine or free), member=self.agents[who])
        if free:
            model.agent_owes |= model.state == "active"
            model.enter("with_agent", assignee=who)
            model.seq += 1

    @rule(who=WHO)
    def agent_replies(self, who: int) -> None:
        model = self.model
        if who in model.suspended:
            return  # they do not come so far: the door is shut
        allowed = model.state in PERSON_IN_CHARGE and model.assignee == who
        member = self.agents[who]
        self.tries(conversations.post_reply, allowed=allowed, member=member, message_id=new_id(), text="Ecco")
        if allowed:
            model.seq += 1
            model.timer = timedelta(minutes=10 if model.state == "with_agent" else 30)
            model.agent_owes = False

    @rule(who=WHO, to=st.one_of(st.none(), WHO))
    def agent_passes_on(self, who: int, to: int | None) -> None:
        model = self.model
        target = None if to is None else self.agents[to].user_id
        if who in model.suspended:
            return
        same = to is not None and model.assignee == to
        may = who in {0, model.assignee}  # the first of them is a supervisor
        works = to not in model.suspended
        given = model.state == "queued" and to is not None
        allowed = same or (may and works and (given or model.state in PERSON_IN_CHARGE))
        self.tries(conversations.transfer, allowed=allowed, member=self.agents[who], to_user_id=target)
        if allowed and not same:
            model.enter("queued" if to is None else "with_agent", assignee=to)
            model.seq += 1

    @rule(who=WHO)
    def agent_leaves_or_comes_back(self, who: int) -> None:
        model = self.model
        leaves = who not in model.suspended

        async def change() -> None:
            async with self.house.database.transaction(self.house.workspace_id) as session:
                await workspaces.change_member(
                    session, actor=self.agents[who], user_id=self.agents[who].user_id, suspended=leaves
                )

        self.run(change())
        model.suspended ^= {who}
        if leaves and model.state == "with_agent" and model.assignee == who:
            model.enter("queued")
            model.seq += 1

    @rule(who=WHO, outcome=st.sampled_from(["resolved", "not_resolved", "cancelled"]))
    def agent_closes(self, who: int, outcome: Outcome) -> None:
        model = self.model
        if who in model.suspended:
            return
        may = who in {0, model.assignee}
        done = model.state == outcome
        legal = outcome in FOLLOWING[model.state]
        self.tries(conversations.close, allowed=may and (done or legal), member=self.agents[who], outcome=outcome)
        if may and legal and not done:
            model.enter(outcome)
            model.seq += 1

    @rule(minutes=st.integers(1, 12))
    def time_passes(self, minutes: int) -> None:
        model = self.model
        clock.travel(timedelta(minutes=minutes))

        async def sweep() -> None:
            async with self.house.database.transaction() as session:
                await conversations.run_due_timers(session)

        self.run(sweep())
        if model.timer is None:
            return
        model.timer -= timedelta(minutes=minutes)
        if model.timer > timedelta(0) or model.due:
            return
        if model.state == "active":
            model.enter("idle")
        elif model.state == "with_agent":
            model.enter("waiting_customer", assignee=model.assignee)
            model.seq += 1
        else:
            model.enter("ended")
            model.seq += 1

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        if not hasattr(self, "model"):
            return
        model, seen = self.model, self.run(self.house.see(self.id))
        assert seen.state == model.state
        assert seen.last_seq == model.seq
        assert seen.last_customer_seq == model.customer_seq
        assert (seen.answer_due_at is not None) == model.due
        if model.state not in CLOSED:
            assert seen.assignee_id == (None if model.assignee is None else self.agents[model.assignee].user_id)
        assert (seen.due_at is not None) == (model.timer is not None)
        if model.state in PERSON_IN_CHARGE:
            assert (seen.due_at is None) == model.agent_owes == (seen.waiting_since is not None)

    def teardown(self) -> None:
        """The whole story holds together: no gap, no message from nowhere, no step that is not in the table."""
        thread = self.run(self.house.thread(self.id))
        assert [said.seq for said in thread] == list(range(1, self.model.seq + 1))
        changes = self.run(self.act(conversations.history))
        states: list[str] = ["active"] + [change.to_state for change in changes]
        assert [change.from_state for change in changes] == states[:-1]
        assert all(change.to_state in FOLLOWING[change.from_state] for change in changes)
        assert states[-1] == self.model.state


def test_the_machine(access: Access) -> None:
    database = Database(access.app_url, info={"reactions": REACTIONS})
    with asyncio.Runner() as runner:
        house = runner.run(build_house(database))
        made = {"runner": runner, "house": house}
        machine = type("Machine", (_Machine,), made)
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=30,
                stateful_step_count=50,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow],
                database=None,
            ),
        )
        runner.run(database.close())
