"""No statement of the desk, the widget or the worker's clock reads a large table from end to end.

The statements are those that the product sends, caught on their way and explained with the values they carried, over
rows enough that the planner knows what it chooses. What stands in the database's own functions is not seen so.
"""

import random
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.inbox import Way, read_filled, ways
from sportello.bootstrap import Access
from sportello.core.db import Database
from sportello.core.ids import new_id
from sportello.filling import fill
from sportello.reactions import TIMERS
from tests.live import Street

LARGE = frozenset(
    {
        *("contacts", "conversations", "conversation_labels", "messages", "notes"),
        *("audit_entries", "events", "notices", "traces"),
    }
)
CONVERSATIONS, MESSAGES = 12_000, 36_000
# What grows with conversations beside them, as a busy year leaves it.
BESIDE = """
SET session_replication_role = replica;
INSERT INTO events (id, workspace_id, name, conversation_id, data, occurred_at)
    SELECT gen_random_uuid(), workspace_id, 'message.received', conversation_id, '{}', created_at FROM messages;
INSERT INTO audit_entries (id, workspace_id, actor, action, target, data, occurred_at)
    SELECT gen_random_uuid(), workspace_id, 'assistant', 'conversation.queued', 'conversation:' || id,
        '{"from": "active", "to": "queued", "reason": null}', created_at FROM conversations;
INSERT INTO notes (conversation_id, id, workspace_id, user_id, text, created_at)
    SELECT id, gen_random_uuid(), workspace_id, assignee_id, preview, created_at FROM conversations
    WHERE assignee_id IS NOT NULL;
INSERT INTO traces (id, workspace_id, conversation_id, message_id, outcome, question, language, rules, hits, threshold,
        engine, duration_ms, created_at)
    SELECT gen_random_uuid(), workspace_id, conversation_id, id, 'answered', text, 'it', '{}', '[]', 0.5,
        'no-key', 1, created_at FROM messages WHERE author = 'assistant';
INSERT INTO notices (id, workspace_id, user_id, kind, key, conversation_id, data, count, in_desk, told_at)
    SELECT gen_random_uuid(), workspace_id, assignee_id, 'assigned', id::text, id, '{}', 1, true, now()
    FROM conversations WHERE assignee_id IS NOT NULL;
"""
# A part of a table, as the open conversations are, is read whole.
WHOLE = "SELECT json_object_agg(indexrelid::regclass, indrelid::regclass) FROM pg_index WHERE indpred IS NULL"


async def rows_of(connection: AsyncConnection, statement: str, parameters: Any) -> list[str]:
    """The first column of what is answered."""
    return [row[0] for row in await connection.exec_driver_sql(statement, parameters)]


class Caught:
    """Every statement that this process sends, once, with values it was sent with."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.statements: dict[str, Any] = {}

    def note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        """Keep it."""
        if statement.lstrip().split(None, 1)[0].upper() in {"SELECT", "WITH", "UPDATE", "INSERT", "DELETE"}:
            self.statements.setdefault(statement, parameters)

    @contextmanager
    def listening(self) -> Generator[None]:
        """Listen."""
        engine = self.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", self.note)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", self.note)

    async def plans(self, workspace: UUID, of: str) -> list[str]:
        """How the server goes about the statements that have this in them, as it writes it."""
        async with self.database.transaction(workspace) as session:
            connection = await session.connection()
            return [
                "\n".join(await rows_of(connection, f"EXPLAIN (COSTS OFF) {statement}", parameters))
                for statement, parameters in self.statements.items()
                if of in statement
            ]

    async def read_whole(self, workspace: UUID) -> list[tuple[str, str]]:
        """Which large table is read from end to end by which statement, as its plan says."""
        found: list[tuple[str, str]] = []
        async with self.database.transaction(workspace) as session:
            connection = await session.connection()
            indexes = (await connection.exec_driver_sql(WHOLE)).scalar_one()
            for statement, parameters in self.statements.items():
                plan = await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
                tables = _read_whole(plan.scalar_one()[0]["Plan"], indexes)
                found += [(table, " ".join(statement.split())) for table in tables]
        return found


def _read_whole(plan: dict[str, Any], indexes: Mapping[str, str], *, ends: bool = False) -> Iterator[str]:
    """Large tables that are read in order, or by an index but all of a workspace's, which is the same.

    `ends`: whoever reads stops as soon as there is enough, as one does who walks back from the newest.
    """
    kind = plan["Node Type"]
    table, condition = indexes.get(plan.get("Index Name", "")), plan.get("Index Cond", "")
    if kind == "Seq Scan" and plan["Relation Name"] in LARGE:
        yield plan["Relation Name"]
    elif table in LARGE and not ends and " AND " not in condition and condition.startswith("(workspace_id = "):
        yield table
    ends = kind == "Limit" or (ends and kind not in {"Sort", "Aggregate", "Hash"})
    for below in plan.get("Plans", ()):
        yield from _read_whole(below, indexes, ends=ends)


@pytest.fixture
async def asked(street: Street, access: Access) -> list[Way]:
    """All that the benchmark asks for, of a workspace with many conversations."""
    fill(access.owner_url, slug=street.house.slug, conversations=CONVERSATIONS, messages=MESSAGES, seed=1)
    with psycopg.connect(access.owner_url, autocommit=True) as owner:
        owner.execute(BESIDE)
        owner.execute("VACUUM ANALYZE")
    return ways(read_filled(access.owner_url))


async def work(street: Street, asked: list[Way]) -> None:
    """A day of the desk, of a customer and of the clock, in short."""
    anna, bruno = await street.agent("Anna", "admin"), await street.agent("Bruno")
    draw = random.Random(1)  # noqa: S311 - nothing is secret
    for way in asked:
        (await anna.http.get(way.path(draw))).raise_for_status()
    for path in ("/notices", "/notices/unread", "/drafts", "/audit"):
        (await anna.http.get(path)).raise_for_status()
    talk = await (await street.customer()).open()
    async with anna.listen(), talk.listen():
        await talk.say("Dove si parcheggia?")
        await street.house.let_assistant_answer()
        await talk.say("Una persona", choice="person")
        path = f"/conversations/{talk.id}"
        await anna.post(f"{path}/take")
        await anna.post(f"{path}/messages", id=str(new_id()), text="Eccomi")
        await anna.post(f"{path}/notes", id=str(new_id()), text="VIP", mentions=[str(bruno.member.user_id)])
        await anna.post(f"{path}/seen", seq=2)
        await anna.post(f"{path}/transfer", user_id=str(bruno.member.user_id))
        await bruno.post(f"{path}/close", outcome="resolved", reason=None)
        await talk.say("Ancora una cosa")
    for timer in TIMERS:
        async with street.house.database.transaction() as session:
            await timer(session, limit=10)


async def test_no_large_table_is_read_from_end_to_end(street: Street, asked: list[Way], access: Access) -> None:
    caught = Caught(street.house.database)
    with caught.listening():
        await work(street, asked)
    assert len(caught.statements) > 100, "what is asked is caught"
    assert await caught.read_whole(street.house.workspace_id) == []

    # And it would be seen: the conversations of a contact are looked for among all, the newest are sorted out of all.
    for index, asks in (("contact_id", "conversations.contact_id ="), ("recent", "ORDER BY conversations.last_")):
        with psycopg.connect(access.owner_url, autocommit=True) as owner:
            owner.execute(f"DROP INDEX ix_conversations_{index}")  # pyright: ignore[reportArgumentType, reportCallIssue] - our own words
        found = await caught.read_whole(street.house.workspace_id)
        assert [table for table, statement in found if asks in statement], found


async def test_what_is_unread_is_narrowed_within_its_index(street: Street, asked: list[Way]) -> None:
    anna = await street.agent("Anna")
    caught = Caught(street.house.database)
    with caught.listening():
        for way in asked:
            if way.name.startswith("unread"):
                (await anna.http.get(way.path(random.Random(1)))).raise_for_status()  # noqa: S311 - nothing is secret
    plans = await caught.plans(street.house.workspace_id, "UNION ALL")
    assert len(plans) > 1
    for plan in plans:
        assert "Index Only Scan Backward using ix_conversations_unread" in plan, plan


AN_ADDRESS = """
    SELECT email, conversations.id FROM conversations JOIN contacts c ON c.id = contact_id
    WHERE email ~ '^[a-z]+[.][a-z]+[0-9]+@example[.]com$' LIMIT 1
"""
TWO_WORDS = """
    SELECT word FROM ts_stat(format('SELECT searchable(text) FROM messages WHERE searchable(text) @@ %%L', %s::text))
    WHERE word ~ '^[a-z]+$' AND ndoc = 1 LIMIT 1
"""
LED = "SELECT search_lead(CAST(%s AS tsquery), CAST(%s AS tsquery), CAST(%s AS tsquery), %s)::text"
FOUND = "SELECT door_search(CAST(%s AS tsquery), CAST(%s AS tsquery), CAST(%s AS tsquery), %s)"
MOST = 100


async def test_a_search_beside_a_common_word_is_led_by_the_seldom_one(
    street: Street, asked: list[Way], access: Access
) -> None:
    assert asked
    words = read_filled(access.owner_url).words
    with psycopg.connect(access.owner_url, autocommit=True) as owner:

        def one(statement: str, *values: Any) -> Any:
            row = owner.execute(statement.encode(), values).fetchone()
            assert row is not None
            return row[0] if len(row) == 1 else row

        one("SELECT set_config('app.workspace', %s, false)", str(street.house.workspace_id))
        # Every address ends alike, and its number is met once; and of two words that are said, all say one.
        email, written = one(AN_ADDRESS)
        address = " & ".join(f"'{word}'" for word in email.replace("@", ".").split(".")[:-1])
        seldom = f"'{one(TWO_WORDS, words[0])}'"
        for sure, begun in ((address, "'com':*"), (seldom, f"'{words[0]}':*")):
            assert one(LED, sure, begun, "", MOST) == sure
            found = one(FOUND, sure, begun, "", MOST)
            assert set(found) == set(one("SELECT door_search(CAST(%s AS tsquery), %s)", f"{sure} & {begun}", MOST))
            assert found
        assert written in one(FOUND, address, "'com':*", "", MOST)
        # What begins seldom is looked for in the index itself, and a number beside it in any case.
        assert one(LED, f"'{words[0]}'", f"{seldom}:*", "", MOST) == f"'{words[0]}' & {seldom}:*"
        assert one(LED, seldom, f"'{words[0]}':*", "'4711':*", MOST) == f"{seldom} | '4711':*"
        # All of them common: who walks back meets them sooner.
        assert one(LED, f"'{words[0]}'", f"'{words[1]}':*", "", MOST) is None
        assert one(FOUND, f"'{words[0]}'", f"'{words[1]}':*", "", MOST) is None
