"""Rules for tests: how one is written, and how the worker follows them."""

from typing import Any

from sportello import automation
from tests.house import House

MESSAGE: dict[str, Any] = {"on": "message"}


def rule(name: str = "Regola", **parts: Any) -> dict[str, Any]:
    """A rule as it is sent: on each message, always, and whatever `parts` say."""
    usual: dict[str, Any] = {"name": name, "enabled": True, "when": MESSAGE, "match": "all", "conditions": []}
    return {**usual, "actions": [{"do": "priority", "priority": "high"}], "stop": False, **parts}


async def follow(house: House) -> int:
    """Follow the rules until there is nothing left to follow, as the worker does; how often."""
    followed = 0
    while done := await once(house):
        followed += done
        assert followed < 2_000, "it never ends"
    return followed


async def once(house: House) -> int:
    """One round."""
    async with house.database.transaction() as session:
        return await automation.follow_due_rules(session)
