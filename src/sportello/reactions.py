"""What causes what, on one page: for each fact, the reactions that run in its own transaction; and the clock's part."""

from collections.abc import Awaitable, Callable

from sportello import answering, conversations, knowledge, sales
from sportello.billing import BudgetSet
from sportello.contacts import ContactMerged
from sportello.conversations import CardHidden, ConversationClosed, ConversationRated
from sportello.core.events import Reactions
from sportello.knowledge import ArticleRemoved, ArticleWritten, SourceImported
from sportello.workspaces import MemberChanged, MemberRemoved, ModelKeyRemoved, WorkspaceChanged

REACTIONS: Reactions = {
    ArticleRemoved: (answering.follow_knowledge,),
    ArticleWritten: (answering.follow_knowledge,),
    BudgetSet: (answering.follow_set_budget,),
    CardHidden: (answering.forget_card,),
    ConversationClosed: (answering.learn_from_agents,),
    ConversationRated: (answering.learn_from_rating,),
    ContactMerged: (conversations.follow_merged_contact, sales.follow_merged_contact),
    MemberChanged: (conversations.follow_member,),
    MemberRemoved: (conversations.follow_member,),
    ModelKeyRemoved: (answering.follow_removed_key,),
    SourceImported: (answering.follow_knowledge,),
    WorkspaceChanged: (knowledge.follow_time_zone,),
}

TIMERS: tuple[Callable[..., Awaitable[int]], ...] = (
    conversations.run_due_timers,
    conversations.drain_queues,
    conversations.let_go_of_files,
    knowledge.begin_due_imports,
)
"""What the worker does by the clock: each looks for its own `due_at` columns, in a transaction of its own, for at most
`limit` things, and tells how many there were."""
