"""The bound of the receive transaction: the product's own statements, run by pgbench with nothing around them.

The statements are taken from the product, not written again, so the bound cannot drift from what it bounds.
"""

import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import psycopg

from benchmarks.processes import cpu_seconds
from sportello.contacts.queries import VISITOR
from sportello.conversations.receiving import STORE
from sportello.core.postgres import EmbeddedPostgres

CONVERSATIONS = 1_000
CLIENTS = 16

_ID = "CAST(lpad(to_hex(CAST(:n AS int)), 32, '0') AS uuid)"
_CONVERSATION_IDS = [UUID(int=n) for n in range(1, CONVERSATIONS + 1)]
_VALUES = {
    "hash": "sha256(convert_to(CAST(:n AS text), 'UTF8'))",
    "conversation_id": _ID,
    "contact_id": "CAST(NULL AS uuid)",
    "message_id": "gen_random_uuid()",
    "event_id": "gen_random_uuid()",
    "choice": "CAST(NULL AS text)",
    "text": "'Quanto costa il biglietto intero?'",
    "preview": "'Quanto costa il biglietto intero?'",
    "event": "CAST('message_received' AS text)",
    "channel": "'sportello'",
    "seen_seq": "0",
    "now": "now()",
    "burst_since": "now()",
    "gathered_at": "now() + interval '1 second'",
    "idle_at": "now() + interval '5 minutes'",
}
_SEED = f"""
    INSERT INTO visitor_tokens (id, workspace_id, contact_id, widget_key_id, token_hash, created_at)
    SELECT {_ID.replace(":n", "n")}, v.workspace_id, v.contact_id, v.widget_key_id,
           sha256(convert_to(CAST(n AS text), 'UTF8')), now()
    FROM generate_series(1, {CONVERSATIONS}) n, (SELECT * FROM visitor_tokens LIMIT 1) v;
    CREATE TEMP TABLE pattern AS SELECT * FROM conversations LIMIT 1;
    UPDATE pattern SET state = 'active', last_seq = 0, last_customer_seq = 0, answer_due_at = NULL, due_at = NULL,
                       assignee_id = NULL;
"""  # noqa: S608 - our own constants


def measure_bound(home: Path, *, seconds: float) -> dict[str, Any]:
    """Transactions a second, and the CPU milliseconds of pgbench and PostgreSQL for one of them."""
    server = EmbeddedPostgres(home)
    with psycopg.connect(server.url(), autocommit=True) as owner:
        for statement in _SEED.split(";\n"):
            owner.execute(statement)  # pyright: ignore[reportArgumentType, reportCallIssue] - our own constants
        for each in _CONVERSATION_IDS:
            owner.execute("UPDATE pattern SET id = %s", (each,))
            owner.execute("INSERT INTO conversations SELECT * FROM pattern")
    process = server.process
    assert process is not None  # noqa: S101 - we have just talked to it
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_script())
        script.flush()
        before = (
            cpu_seconds(process),
            psutil.Process().cpu_times().children_user + psutil.Process().cpu_times().children_system,
        )
        output = _pgbench(server, script.name, seconds)
        after = (
            cpu_seconds(process),
            psutil.Process().cpu_times().children_user + psutil.Process().cpu_times().children_system,
        )
    transactions = int(_found(r"actually processed: (\d+)", output))
    with psycopg.connect(server.url(), autocommit=True) as owner:
        stored = owner.execute(
            "SELECT sum(last_seq) FROM conversations WHERE id = ANY(%s)", (_CONVERSATION_IDS,)
        ).fetchone()
    if stored is None or int(stored[0] or 0) < transactions:
        raise RuntimeError("Not every transaction stored its message: the bound would be one of doing nothing.")
    return {
        "transactions_per_second": float(_found(r"tps = ([\d.]+)", output)),
        "postgresql_cpu_ms": round(1000 * (after[0] - before[0]) / transactions, 3),
        "pgbench_cpu_ms": round(1000 * (after[1] - before[1]) / transactions, 3),
        "clients": CLIENTS,
    }


def _script() -> str:
    body = "".join(f"{_on_one_line(str(each))};\n" for each in (VISITOR, STORE))
    return f"\\set n random(1, {CONVERSATIONS})\nBEGIN;\n{body}COMMIT;\n"


def _on_one_line(statement: str) -> str:
    """With values in place of its parameters, and without its comments: each would end where the line ends."""
    uncommented = re.sub(r"--.*", "", statement)
    valued = re.sub(r"(?<!:):(\w+)", lambda found: _VALUES[found[1]], uncommented)
    return re.sub(r"\s+", " ", valued).strip()


def _pgbench(server: EmbeddedPostgres, script: str, seconds: float) -> str:
    command = [str(server.place.programs / "pgbench"), "--no-vacuum", "--protocol=prepared", "--client", str(CLIENTS)]
    command += ["--time", str(max(1, int(seconds))), "--file", script, server.url(user="sportello_app")]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"pgbench printed nothing like {pattern}:\n{text}")
    return found[1]
