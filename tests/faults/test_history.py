"""The judge must be able to find fault: each fault planted into a good history is seen, and a good one passes."""

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.faults.history import Ear, Heard, History, Post, judge
from tests.faults.people import Customer
from tests.faults.rounds import look
from tests.faults.wire import Wire

TALK = (
    ("customer", "text", "Quanto costa?"),
    ("assistant", "text", "Dodici euro."),
    ("customer", "text", "E per i bambini?"),
    ("customer", "text", "Ne ho due."),
    ("assistant", "text", "Nulla."),
    ("customer", "text", "Mi passi una persona."),
    ("system", "queued", "È in coda."),
    ("system", "joined", "C'è Anna."),
    ("customer", "text", "Buongiorno Anna."),
    ("agent", "text", "Buongiorno, mi dica."),
    ("agent", "text", "Sono Anna."),
)


class World:
    """One conversation, what was sent in it and what was heard: a good history, to be spoilt."""

    def __init__(self) -> None:
        self.id = uuid4()
        self.history = History()
        self.thread: list[dict[str, Any]] = []
        for seq, (author, kind, text) in enumerate(TALK, start=1):
            self.thread.append({"seq": seq, "id": str(uuid4()), "author": author, "kind": kind, "text": text})
            if author in {"customer", "agent"}:
                self.history.post(self.id, author, UUID(self.thread[-1]["id"]), text).seqs.add(seq)
        self.ear = Ear(self.id, [Heard(said["seq"], said["id"], said["text"]) for said in self.thread])
        self.desk = Ear(self.id, self.ear.heard[3:], starts_anywhere=True)
        self.history.ears += [self.ear, self.desk]

    def found(self, *, settled: bool = True) -> list[str]:
        """What the judge says."""
        return judge(self.history, {self.id: self.thread}, settled=settled)

    def store(self, place: int, author: str, text: str, kind: str = "text") -> None:
        """Put a message into the thread, and number anew; everybody hears it there."""
        self.thread.insert(place, {"id": str(uuid4()), "author": author, "kind": kind, "text": text})
        self.renumber()

    def renumber(self) -> None:
        """Make everything else fit the thread, so that only the planted fault is left."""
        for seq, said in enumerate(self.thread, start=1):
            said["seq"] = seq
            if post := self.history.posts.get(UUID(said["id"])):
                post.seqs = {seq}
        self.ear.heard = [Heard(said["seq"], said["id"], said["text"]) for said in self.thread]
        self.desk.heard = self.ear.heard[3:]

    def post(self, place: int) -> Post:
        """What was sent, by its place in the thread."""
        return self.history.posts[UUID(self.thread[place]["id"])]


def lose(world: World) -> None:
    del world.thread[3]
    world.renumber()


def never_seen(world: World) -> None:
    world.post(3).seqs.clear()
    lose(world)


def double(world: World) -> None:
    world.store(4, "customer", "Ne ho due.")


def double_id(world: World) -> None:
    world.thread.insert(4, deepcopy(world.thread[3]))
    world.renumber()


def swap(world: World) -> None:
    world.thread[2], world.thread[3] = world.thread[3], world.thread[2]
    world.renumber()


def leave_a_gap(world: World) -> None:
    world.thread[-1]["seq"] += 1


def acknowledge_elsewhere(world: World) -> None:
    world.post(3).seqs.add(9)


def change(world: World) -> None:
    world.thread[3]["text"] = "Ne ho tre."
    world.renumber()


def invent(world: World) -> None:
    world.store(4, "customer", "Questo non l'ha detto nessuno.")


def hear_twice(world: World) -> None:
    world.ear.heard.insert(4, world.ear.heard[3])


def hear_in_disorder(world: World) -> None:
    heard = world.ear.heard
    heard[3], heard[4] = heard[4], heard[3]


def hear_not_all(world: World) -> None:
    world.ear.heard.pop()


def miss_one(world: World) -> None:
    del world.ear.heard[3]


def desk_hears_twice(world: World) -> None:
    world.desk.heard = [*world.desk.heard, world.desk.heard[-1]]


def hear_what_is_not_there(world: World) -> None:
    world.ear.heard[3] = Heard(4, str(uuid4()), "Ne ho due.")


def answer_twice(world: World) -> None:
    world.store(2, "assistant", "Dodici euro e cinquanta.")


def answer_after_take_over(world: World) -> None:
    world.store(10, "assistant", "Posso aiutarLa io.")


def never_answer(world: World) -> None:
    del world.thread[4:]
    world.renumber()
    world.history.posts = {id_: post for id_, post in world.history.posts.items() if post.number < 3}
    world.history.posts = {id_: post for id_, post in world.history.posts.items() if post.author == "customer"}


def fail(world: World) -> None:
    world.history.strange.append("500 b'Internal Server Error'")


PLANTED: dict[Callable[[World], None], str] = {
    lose: "lost",
    double: "doubled",
    double_id: "doubled",
    swap: "out of order",
    leave_a_gap: "gap",
    acknowledge_elsewhere: "moved",
    change: "changed",
    invent: "invented",
    hear_twice: "heard [",
    hear_in_disorder: "heard [",
    miss_one: "heard [",
    hear_not_all: "heard up to",
    desk_hears_twice: "heard [",
    hear_what_is_not_there: "heard what is not stored",
    answer_twice: "answered twice",
    answer_after_take_over: "spoke after a person was called",
    never_answer: "never answered",
    fail: "strange answer",
}


def test_a_good_history_passes() -> None:
    assert World().found() == []


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_seen(plant: Callable[[World], None]) -> None:
    world = World()
    plant(world)
    assert any(PLANTED[plant] in what for what in world.found()), world.found()


def test_what_was_never_acknowledged_may_be_missing() -> None:
    world = World()
    never_seen(world)
    assert world.found() == []


@pytest.mark.parametrize("plant", [never_answer, hear_not_all])
def test_what_may_still_come_is_not_held_against_it(plant: Callable[[World], None]) -> None:
    world = World()
    plant(world)
    assert world.found(settled=False) == []


class Listener(Customer):
    """A customer who hears the answer while their thread, as it was a moment before, is on its way to them."""

    thread: list[dict[str, Any]]
    late: Heard

    async def read(self) -> list[dict[str, Any]]:
        """The thread, without the answer."""
        self.ear.heard.append(self.late)
        return self.thread


async def test_what_is_heard_while_one_reads_is_not_held_against_it() -> None:
    world = World()
    late = world.ear.heard[4]
    never_answer(world)
    world.history.ears.clear()
    listener = Listener(Wire(0, {}), world.history, Random(0), id=world.id)  # noqa: S311 - it decides nothing
    listener.thread, listener.late, listener.ear.heard = world.thread, late, world.ear.heard
    seen = await look(world.history, [listener])
    assert seen.broken(settled=False) == []
    assert "heard what is not stored" in str(judge(world.history, seen.threads, settled=False))
