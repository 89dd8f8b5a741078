"""What causes what, on one page: for each fact, the reactions that run in its own transaction; and the clock's part.

What a workspace's own rules want to hear of is noted by the database itself, with the fact (see `automation.running`).
"""

from collections.abc import Awaitable, Callable

from sportello import answering, automation, conversations, knowledge, notifications, sales, tickets
from sportello.answering import ModelsUnavailable
from sportello.billing import BudgetNearlySpent, BudgetSet, BudgetSpent
from sportello.contacts import ContactMerged
from sportello.conversations import (
    AgentConnected,
    AgentMentioned,
    AgentReplied,
    CardHidden,
    ConversationClosed,
    ConversationMerged,
    ConversationRated,
    ConversationReopened,
    ConversationSeparated,
    ConversationTransferred,
    CustomerAnswered,
    HandoffRequested,
    ReturnedToAssistant,
)
from sportello.core.events import Reactions
from sportello.knowledge import ArticleRemoved, ArticleWritten, SourceImported
from sportello.tickets import TicketAssigned, TicketSlaBreached, TicketSlaWarned
from sportello.workspaces import MemberChanged, MemberRemoved, ModelKeyRemoved, WorkspaceChanged

REACTIONS: Reactions = {
    AgentConnected: (notifications.follow_connected,),
    AgentMentioned: (notifications.follow_mention,),
    AgentReplied: (tickets.follow_agent_reply,),
    ArticleRemoved: (answering.follow_knowledge,),
    ArticleWritten: (answering.follow_knowledge,),
    BudgetNearlySpent: (notifications.follow_budget,),
    BudgetSet: (answering.follow_set_budget,),
    BudgetSpent: (notifications.follow_budget,),
    CardHidden: (answering.forget_card, sales.forget_card, tickets.forget_card),
    ConversationClosed: (answering.learn_from_agents,),
    ConversationMerged: (notifications.follow_merge,),
    ConversationRated: (answering.learn_from_rating,),
    ConversationReopened: (tickets.follow_customer,),
    ConversationSeparated: (notifications.follow_separation,),
    ConversationTransferred: (notifications.follow_transfer,),
    CustomerAnswered: (notifications.follow_answer, tickets.follow_customer),
    HandoffRequested: (notifications.follow_handoff,),
    ReturnedToAssistant: (notifications.follow_return,),
    ContactMerged: (
        conversations.follow_merged_contact,
        sales.follow_merged_contact,
        tickets.follow_merged_contact,
    ),
    MemberChanged: (conversations.follow_member, tickets.follow_member),
    # The conversations first: who writes in one holds it, and then what its agent is told.
    MemberRemoved: (
        conversations.follow_member,
        conversations.forget_drafts,
        tickets.follow_member,
        notifications.follow_removed,
    ),
    ModelsUnavailable: (notifications.follow_models,),
    ModelKeyRemoved: (answering.follow_removed_key,),
    SourceImported: (answering.follow_knowledge,),
    TicketAssigned: (notifications.follow_ticket,),
    TicketSlaBreached: (notifications.follow_breach,),
    TicketSlaWarned: (notifications.follow_warning,),
    WorkspaceChanged: (knowledge.follow_time_zone,),
}

TIMERS: tuple[Callable[..., Awaitable[int]], ...] = (
    conversations.run_due_timers,
    automation.follow_due_rules,
    conversations.drain_queues,
    conversations.let_go_of_files,
    knowledge.begin_due_imports,
    notifications.tell_due_waits,
    tickets.tell_due_slas,
    notifications.send_due_notices,
    notifications.forget_old_notices,
)
"""What the worker does by the clock: each looks for its own `due_at` columns, in a transaction of its own, for at most
`limit` things, and tells how many there were."""
