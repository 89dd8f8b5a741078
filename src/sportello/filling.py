"""An installation filled with conversations, for who wants to know how it does with a million of them.

Rows go in by COPY, drawn from one seed: the same command makes the same conversations. What is drawn is uneven on
purpose, as it is in life: few conversations are open, some words are said all the time and most hardly ever, some
agents have ten times the work of others.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection, sql

FIRST = """
Anna Marco Giulia Luca Sofia Matteo Chiara Paolo Elena Davide Laura Simone Marta Andrea Sara Nicolò Emma Jonas Lena
Felix Mia Paul Hannah Max Clara Moritz Jürgen Käthe Olivia Jack Amelia Harry Grace Oscar Ruby Noah José Zoë Ahmed Yuki
""".split()  # noqa: SIM905 - names read better than a page of quotes
LAST = """
Rossi Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano Mancini Rizzo Lombardi
Müller Schmidt Schneider Fischer Weber Wagner Becker Hoffmann Schäfer Koch Richter Klein Wolf Smith Jones Taylor Brown
Williams Wilson Johnson Davies Patel Wright Walker White Edwards Hughes Green Hall Thomas Clarke Ågren Núñez Dvořák
""".split()  # noqa: SIM905
COMMON = {
    "it": "il la un per che non come posso vorrei grazie ordine biglietto rimborso orario prezzo quando dove oggi",
    "en": "the a to for not how can would thanks order ticket refund opening price when where today please have",
    "de": "der die ein zu nicht wie kann möchte danke bestellung ticket erstattung preis wann wo noch heute bitte",
}
SYLLABLES = """
ba co di fu ga le mi no pe ra so tu va zi bra cle dro fla gri pro sta tre vel nor man tis lun ker dol
""".split()  # noqa: SIM905
SORTS = (
    *(("Refund", "#c2410c"), ("Delivery", "#0369a1"), ("Tickets", "#7c3aed"), ("Complaint", "#b91c1c")),
    *(("Invoice", "#4d7c0f"), ("Access", "#0f766e"), ("Group booking", "#a16207"), ("Press", "#475569")),
)
TEAMS = ("Tickets desk", "Invoices", "On site")
AGENTS = 24
SPREAD = (
    ("resolved", 600), ("ended", 280), ("not_resolved", 45), ("cancelled", 35),
    ("active", 8), ("idle", 14), ("queued", 4), ("with_agent", 8), ("waiting_customer", 6),
)  # fmt: skip
YEARS = timedelta(days=730)
NAMED, CALLED, KNOWN = 0.65, 0.2, 0.15
"""How many customers have a name, a telephone number, and an id of the website."""
_WORDS = 40_000
_SENTENCES = 60_000
_CHUNK = 2_000
_HOLD = "SET session_replication_role = replica"


def fill(url: str, *, slug: str, conversations: int, messages: int, seed: int) -> dict[str, int]:
    """Put so many conversations into a workspace, and say what it has of each now."""
    draw = random.Random(seed)  # noqa: S311 - nothing is secret
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT id FROM workspaces WHERE slug = %s", [slug]).fetchone()
        if found is None:
            raise LookupError(slug)
        workspace: UUID = found[0]
        # Keys are checked in every row otherwise, where the rows are made to fit; only a superuser may leave it out.
        try:
            with connection.transaction():
                connection.execute(_HOLD)
        except psycopg.errors.InsufficientPrivilege:
            pass
        house = _House(connection, workspace, draw)
        with _without_words(connection):
            made = _conversations(house, conversations, messages)
    with psycopg.connect(url, autocommit=True) as connection:
        for table in ("contacts", "conversations", "messages", "conversation_labels"):
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
    return made


class _House:
    """The workspace that is filled: who works there, how it sorts, and what is said in it."""

    def __init__(self, connection: "Connection[Any]", workspace: UUID, draw: random.Random) -> None:
        self.connection, self.workspace, self.draw = connection, workspace, draw
        self._new = random.Random()  # noqa: S311 - ids are no secrets, and new each time: a workspace may be filled twice
        self.agents = self._people()
        self.labels, self.teams = self._sorted()
        self.sentences = {language: self._speech(words) for language, words in COMMON.items()}

    def uuid(self) -> str:
        """An id, as COPY reads it."""
        return f"{self._new.getrandbits(128):032x}"

    def _people(self) -> list[str]:
        made: list[str] = []
        for n in range(AGENTS):
            email = f"filled-{n}-{self.workspace.hex[:8]}@example.com"
            name = f"{FIRST[n]} {LAST[n]}"
            at = datetime.now(UTC)
            row = self.connection.execute(
                "INSERT INTO users (id, email, name, password_hash, language, theme, is_owner, must_change_password,"
                " created_at, updated_at) VALUES (%s, %s, %s, '!', 'en', 'auto', false, false, %s, %s)"
                " ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id",
                [self.uuid(), email, name, at, at],
            ).fetchone()
            assert row is not None  # noqa: S101 - it returns one
            self.connection.execute(
                "INSERT INTO memberships (workspace_id, user_id, role, created_at, updated_at)"
                " VALUES (%s, %s, 'agent', %s, %s) ON CONFLICT DO NOTHING",
                [self.workspace, row[0], at, at],
            )
            made.append(str(row[0]))
        return made

    def _sorted(self) -> tuple[list[str], list[str]]:
        made: tuple[list[str], list[str]] = ([], [])
        for name, color in SORTS:
            row = self.connection.execute(
                "INSERT INTO labels (id, workspace_id, name, color, skill, created_at, updated_at)"
                " VALUES (%s, %s, %s, %s, false, now(), now())"
                " ON CONFLICT (workspace_id, name) DO UPDATE SET name = excluded.name RETURNING id",
                [self.uuid(), self.workspace, name, color],
            ).fetchall()
            made[0].append(str(row[0][0]))
        for name in TEAMS:
            row = self.connection.execute(
                "INSERT INTO teams (id, workspace_id, name, created_at, updated_at) VALUES (%s, %s, %s, now(), now())"
                " ON CONFLICT (workspace_id, name) DO UPDATE SET name = excluded.name RETURNING id",
                [self.uuid(), self.workspace, name],
            ).fetchall()
            made[1].append(str(row[0][0]))
        return made

    def _speech(self, common: str) -> list[str]:
        """Sentences whose words are as uneven as those of people: a few in every line, most in hardly any."""
        draw, often = self.draw, common.split()
        seldom = ["".join(draw.choices(SYLLABLES, k=draw.choice((2, 2, 3, 3, 4)))) for _ in range(_WORDS)]
        said: list[str] = []
        for _ in range(_SENTENCES):
            words = draw.choices(often, k=draw.randint(2, 8))
            # Squared: the first thousand words of those are said a hundred times as often as the last.
            words += [seldom[int(draw.random() ** 4 * _WORDS)] for _ in range(draw.randint(1, 6))]
            draw.shuffle(words)
            said.append(" ".join(words).capitalize() + draw.choice(".?.?!."))
        return said


class _without_words:  # noqa: N801 - it reads as what it does
    """The index of words apart while rows go in: made at the end it takes a tenth of the time."""

    def __init__(self, connection: "Connection[Any]") -> None:
        self.connection = connection

    def __enter__(self) -> None:
        self.indexes = self.connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '%USING gin%'"
            " AND tablename IN ('messages', 'contacts')"
        ).fetchall()
        for name, _ in self.indexes:
            self.connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))

    def __exit__(self, *_: object) -> None:
        if self.connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
            return  # all of it is taken back, the indexes too
        self.connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
        self.connection.execute("SET LOCAL max_parallel_maintenance_workers = 2")
        for name, made in self.indexes:
            self.connection.execute(made)
            self.connection.execute(
                sql.SQL("ALTER INDEX {} ALTER COLUMN 1 SET STATISTICS 1000").format(sql.Identifier(name))
            )


CONTACT = "id workspace_id name email phone external_id verified language attributes created_at updated_at last_seen_at"
CONVERSATION = (
    "id workspace_id contact_id channel state language priority assignee_id team_id last_seq last_customer_seq"
    " last_customer_at version queued_at waiting_since taken_at closed_at customer_seen_seq agent_seen_seq"
    " handoff_reason rating risk test preview last_message_at last_message_author created_at updated_at"
)
MESSAGE = "conversation_id id workspace_id seq author user_id author_name kind text citations buttons created_at"
LABELLED = "conversation_id label_id workspace_id"


def _copy(house: _House, table: str, columns: str, lines: Iterable[str]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns.split()))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with house.connection.cursor() as cursor, cursor.copy(into) as copy:
        held: list[str] = []
        for line in lines:
            held.append(line)
            if len(held) == _CHUNK:
                copy.write("".join(held))
                held.clear()
        copy.write("".join(held))


def _conversations(house: _House, conversations: int, messages: int) -> dict[str, int]:
    """Portions of fifty thousand: what one holds in memory does not grow with what is asked for."""
    made = {"contacts": 0, "conversations": 0, "messages": 0}
    begin, step = datetime.now(UTC) - YEARS, YEARS / max(1, conversations)
    portion = 50_000
    for first in range(0, conversations, portion):
        many = min(portion, conversations - first)
        drawn = _Portion(house, many, round(messages * many / max(1, conversations)), begin + step * first, step)
        _copy(house, "contacts", CONTACT, drawn.contacts())
        _copy(house, "conversations", CONVERSATION, drawn.conversations())
        _copy(house, "messages", MESSAGE, drawn.messages())
        _copy(house, "conversation_labels", LABELLED, drawn.labelled())
        made["contacts"] += len(drawn.people)
        made["conversations"] += many
        made["messages"] += sum(drawn.lengths)
    return made


class _Portion:
    """Some conversations one after the other in time, each with its customer and what was said."""

    def __init__(self, house: _House, many: int, messages: int, begin: datetime, step: timedelta) -> None:
        draw = house.draw
        self.house, self.many, self.begin, self.step = house, many, begin, step
        self.people = [house.uuid() for _ in range(max(1, many * 3 // 4))]
        self.of = [self.people[int(draw.random() * len(self.people))] for _ in range(many)]
        self.languages = draw.choices(("it", "de", "en"), (6, 3, 1), k=many)
        # Time-ordered, like the ids we make: what is near in time is near on the disk.
        self.ids = [f"{int((begin + step * n).timestamp() * 1000):012x}7{house.uuid()[13:]}" for n in range(many)]
        weights = [draw.random() ** 2 + 0.1 for _ in range(many)]
        each = messages / sum(weights)
        self.lengths = [max(1, round(weight * each)) for weight in weights]

    def contacts(self) -> Iterator[str]:
        """Who wrote: a third without a name, as visitors are."""
        house, draw, at = self.house, self.house.draw, self.begin.isoformat()
        for n, contact in enumerate(self.people):
            name = email = phone = external = "\\N"
            if draw.random() < NAMED:
                first, last = draw.choice(FIRST), draw.choice(LAST)
                name = f"{first} {last}"
                email = f"{first}.{last}{draw.randrange(10_000)}@example.com".lower()
            if draw.random() < CALLED:
                phone = f"+39 0{draw.randrange(10, 100)} {draw.randrange(10**6, 10**7)}"
            if draw.random() < KNOWN:
                external = f"customer-{contact[:10]}"
            language = self.languages[n]
            yield (
                f"{contact}\t{house.workspace}\t{name}\t{email}\t{phone}\t{external}\tf\t{language}\t{{}}\t{at}\t{at}\t{at}\n"
            )

    def conversations(self) -> Iterator[str]:
        """The conversations themselves: the older, the more surely closed."""
        house, draw = self.house, self.house.draw
        states = draw.choices([name for name, _ in SPREAD], [weight for _, weight in SPREAD], k=self.many)
        priorities = draw.choices(("low", "normal", "high", "urgent"), (10, 75, 12, 3), k=self.many)
        channels = draw.choices(("web", "form"), (9, 1), k=self.many)
        risks = draw.choices(("none", "some", "high"), (80, 17, 3), k=self.many)
        busy = [1 / (n + 1) for n in range(AGENTS)]
        agents = draw.choices(house.agents, busy, k=self.many)
        for n in range(self.many):
            at = self.begin + self.step * n
            length, state = self.lengths[n], states[n]
            last = min(at + timedelta(seconds=40 * length), datetime.now(UTC))
            human = state in {"with_agent", "waiting_customer"}
            human |= state not in {"active", "idle", "queued"} and n % 3 == 0
            waits = state == "queued" or (state == "with_agent" and n % 2 == 0)
            closed = state in {"resolved", "not_resolved", "cancelled", "ended"}
            team = house.teams[n % 3] if n % 5 == 0 and state != "active" else "\\N"
            seen = length if n % 7 or closed else max(0, length - 2)
            words = self.said(n, length)
            last_iso, at_iso = last.isoformat(), at.isoformat()
            author = "customer" if waits or length % 2 else ("agent" if human else "assistant")
            yield "\t".join((
                self.ids[n], str(house.workspace), self.of[n], channels[n], state, self.languages[n], priorities[n],
                agents[n] if human else "\\N", team, str(length), str(length), last_iso, "3",
                last_iso if state == "queued" else "\\N", last_iso if waits else "\\N",
                last_iso if human else "\\N", last_iso if closed else "\\N", str(length), str(seen),
                "customer_wish" if human or waits else "\\N", str(n % 5 + 1) if closed and n % 6 == 0 else "\\N",
                risks[n], "f", words[:140], last_iso, author, at_iso, last_iso,
            )) + "\n"  # fmt: skip

    def said(self, n: int, seq: int) -> str:
        """What was said at a place: the same whenever it is asked."""
        sentences = self.house.sentences[self.languages[n]]
        text = sentences[(int(self.ids[n][13:22], 16) + seq * 7919) % len(sentences)]
        return f"{text} A-{int(self.ids[n][:12], 16) % 10**7:07d}" if seq == 1 and n % 4 == 0 else text

    def messages(self) -> Iterator[str]:
        """What was said, customer and house in turn."""
        house = self.house
        for n, id_ in enumerate(self.ids):
            at = self.begin + self.step * n
            for seq in range(1, self.lengths[n] + 1):
                author, name = ("customer", "\\N") if seq % 2 else ("assistant", "Luce")
                when = (at + timedelta(seconds=40 * seq)).isoformat()
                yield (
                    f"{id_}\t{house.uuid()}\t{house.workspace}\t{seq}\t{author}\t\\N\t{name}\ttext\t{self.said(n, seq)}"
                    f"\t[]\t[]\t{when}\n"
                )

    def labelled(self) -> Iterator[str]:
        """Two of five have a label, some two."""
        house = self.house
        for n, id_ in enumerate(self.ids):
            if n % 5 in {0, 1}:
                yield f"{id_}\t{house.labels[n % 3 * 2 % 8]}\t{house.workspace}\n"
            if n % 17 == 0:
                yield f"{id_}\t{house.labels[7 - 2 * (n % 3)]}\t{house.workspace}\n"
