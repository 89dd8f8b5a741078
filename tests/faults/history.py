"""What everybody sent, had acknowledged and heard; and the judgement on it, as a pure function.

`judge` compares the log with what the server gives back afterwards. It is told nothing of faults: whatever
happened in between, what was acknowledged is there, once, in order, and everybody who listened heard it so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

Thread = Sequence[Mapping[str, Any]]
"""A conversation as the API gives it back."""
ASSISTANT, PERSON, EITHER = "assistant", "person", "either"
_IN_CHARGE = {"queued": PERSON, "joined": PERSON, "transferred": PERSON, "reopened": EITHER}


@dataclass
class Post:
    """One message somebody meant to say: sent once or more, under one id."""

    conversation: UUID
    author: str
    id: UUID
    text: str
    number: int
    """Its place among what this sender has said; the next is sent only when this one was acknowledged."""
    tries: int = 0
    seqs: set[int] = field(default_factory=set[int])
    """Every place the server has acknowledged it at; one, if all is well."""


@dataclass(frozen=True)
class Heard:
    """A message that came on a stream."""

    seq: int
    id: str
    text: str


@dataclass
class Ear:
    """One listener in one conversation, across all its connections."""

    conversation: UUID
    heard: list[Heard] = field(default_factory=list[Heard])
    connections: int = 0
    starts_anywhere: bool = False
    """A desk's ear joins a conversation wherever it stands; what it hears from there has no gap."""
    typing: str | None = None
    """Who was last seen to type: never stored, and so a way to know that all earlier notices have been heeded."""

    @property
    def last(self) -> int:
        """Where to resume."""
        return self.heard[-1].seq if self.heard else 0


@dataclass
class History:
    """A log of one round."""

    posts: dict[UUID, Post] = field(default_factory=dict[UUID, Post])
    ears: list[Ear] = field(default_factory=list[Ear])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    """How requests ended, by kind: acknowledged, unknown, unavailable."""
    strange: list[str] = field(default_factory=list[str])
    """Answers nobody should ever get: a 500, a 503 that does not say when to come back, a refusal without reason."""

    def post(self, conversation: UUID, author: str, id_: UUID, text: str) -> Post:
        """Note what is about to be sent."""
        number = sum(1 for post in self.posts.values() if (post.conversation, post.author) == (conversation, author))
        post = self.posts[id_] = Post(conversation, author, id_, text, number)
        return post

    def so_far(self) -> "History":
        """What has been heard up to now, to be judged by what is read from now on: ears go on hearing meanwhile."""
        return replace(self, ears=[replace(ear, heard=list(ear.heard)) for ear in self.ears])


def judge(history: History, threads: Mapping[UUID, Thread], *, settled: bool) -> list[str]:
    """Every way in which the promise was broken; empty if it was kept.

    `settled`: everybody has had time to hear and to answer, so what is missing now is missing for good.
    """
    found = [f"strange answer: {what}" for what in history.strange]
    for conversation, thread in threads.items():
        posts = [post for post in history.posts.values() if post.conversation == conversation]
        found += [f"{conversation}: {what}" for what in (*_stored(posts, thread), *_turns(thread, settled=settled))]
    for ear in history.ears:
        found += [f"{ear.conversation}: {what}" for what in _listened(ear, threads[ear.conversation], settled=settled)]
    return found


def owed(thread: Thread) -> bool:
    """Whether the assistant still has to answer in this conversation."""
    return any(what.startswith("never answered") for what in _turns(thread, settled=True))


def _stored(posts: Iterable[Post], thread: Thread) -> Iterable[str]:
    """What was acknowledged is there; nothing is there twice, or that nobody sent."""
    posts = sorted(posts, key=lambda post: post.number)
    seqs = [message["seq"] for message in thread]
    if seqs != list(range(1, len(thread) + 1)):
        yield f"gap: the numbers are {seqs}"
    people = [message for message in thread if message["author"] in {"customer", "agent"}]
    ids, texts = Counter(message["id"] for message in people), Counter(message["text"] for message in people)
    there = {message["id"]: message for message in people}
    last: dict[str, int] = defaultdict(int)
    for post in posts:
        message = there.get(str(post.id))
        if ids[str(post.id)] > 1 or texts[post.text] > 1:
            yield f"doubled: {post.text!r}"
        if message is not None:
            yield from _as_sent(post, message, last[post.author])
            last[post.author] = message["seq"]
        elif post.seqs:
            yield f"lost: {post.text!r}, acknowledged as {sorted(post.seqs)}"
    known = {str(post.id) for post in posts}
    for message in people:
        if message["id"] not in known:
            yield f"invented: {message['text']!r}"


def _as_sent(post: Post, message: Mapping[str, Any], behind: int) -> Iterable[str]:
    """It says what was sent, stands where it was acknowledged, and behind what its sender had said before."""
    if post.seqs and post.seqs != {message["seq"]}:
        yield f"moved: {post.text!r} was acknowledged as {sorted(post.seqs)}, and is {message['seq']}"
    if (message["text"], message["author"]) != (post.text, post.author):
        yield f"changed: {post.text!r} is {message['text']!r} of {message['author']}"
    if message["seq"] <= behind:
        yield f"out of order: {post.text!r} is {message['seq']}, behind what was said after it"


def _turns(thread: Thread, *, settled: bool) -> Iterable[str]:
    """The assistant answers each turn once, and is silent from the moment a person was called until given back."""
    charge, owing = ASSISTANT, False
    for message in thread:
        kind, seq = message["kind"], message["seq"]
        if message["author"] == "customer":
            owing = charge == ASSISTANT
        elif message["author"] == "assistant" and kind == "text":
            if charge == PERSON:
                yield f"spoke after a person was called: {seq}"
            elif charge == ASSISTANT and not owing:
                yield f"answered twice: {seq}"
            owing = False
        elif kind == "back_to_assistant":
            charge, owing = ASSISTANT, True
        elif message["author"] == "system":
            charge = _IN_CHARGE.get(kind, charge)
            owing = owing and charge == ASSISTANT
    if owing and settled:
        yield f"never answered: {thread[-1]['seq']}"


def _listened(ear: Ear, thread: Thread, *, settled: bool) -> Iterable[str]:
    """Each message came once, in order, without a gap, and said what the thread says."""
    heard = [one.seq for one in ear.heard]
    first = heard[0] if heard and ear.starts_anywhere else 1
    if heard != list(range(first, first + len(heard))):
        yield f"heard {heard}"
    there = {message["seq"]: message for message in thread}
    for one in ear.heard:
        message = there.get(one.seq)
        if message is None or (message["id"], message["text"]) != (one.id, one.text):
            yield f"heard what is not stored: {one}"
    if settled and not ear.starts_anywhere and ear.last < len(thread):
        yield f"heard up to {ear.last} of {len(thread)}, over {ear.connections} connections"
