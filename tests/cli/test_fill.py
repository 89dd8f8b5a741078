"""An installation filled for who wants to see how it does with many conversations."""

import psycopg
import pytest

from sportello.bootstrap import Access
from sportello.core.db import Database
from tests.cli.conftest import Run
from tests.house import build_house

COUNTED = """
    SELECT (SELECT count(*) FROM conversations), (SELECT count(*) FROM messages),
        (SELECT count(*) FROM conversations c WHERE c.last_seq <> (
            SELECT count(*) FROM messages m WHERE m.conversation_id = c.id)),
        (SELECT count(DISTINCT state) FROM conversations), (SELECT count(*) FROM conversation_labels) > 0,
        (SELECT count(*) FROM pg_indexes WHERE indexname IN ('ix_messages_words', 'ix_contacts_words'))
"""


@pytest.mark.usefixtures("anyio_backend")
async def test_a_workspace_is_filled_with_conversations_that_fit_together(
    run: Run, access: Access, database: Database
) -> None:
    await build_house(database, "lumina")
    words = ("dev", "fill", "lumina", "--conversations", "3000", "--messages", "9000")
    assert "No workspace has the address nowhere." in run("dev", "fill", "nowhere").stderr
    for times in (1, 2):
        said = run(*words)
        assert said.returncode == 0, said.stderr
        assert "3,000 conversations" in said.stdout
        with psycopg.connect(access.owner_url) as owner:
            counted = owner.execute(COUNTED).fetchone()
        assert counted is not None
        conversations, messages, wrong, states, labelled, indexes = counted
        assert (conversations, wrong, states, labelled, indexes) == (3000 * times, 0, 9, True, 2)
        assert messages == pytest.approx(9000 * times, rel=0.05)
