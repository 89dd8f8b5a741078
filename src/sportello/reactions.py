"""What causes what, on one page: for each fact, the reactions that run in its own transaction; and what the clock does."""

from collections.abc import Awaitable, Callable

from sportello import conversations, knowledge
from sportello.contacts import ContactMerged
from sportello.core.events import Reactions
from sportello.workspaces import WorkspaceChanged

REACTIONS: Reactions = {
    ContactMerged: (conversations.follow_merged_contact,),
    WorkspaceChanged: (knowledge.follow_time_zone,),
}

TIMERS: tuple[Callable[..., Awaitable[int]], ...] = (conversations.run_due_timers, knowledge.begin_due_imports)
"""What the worker does by the clock: each looks for its own `due_at` columns, in a transaction of its own, for at most
`limit` things, and tells how many there were."""
