"""Telling people what concerns them: in the desk, on their devices, by letter, and in their chats."""

from sportello.notifications.devices import (
    add_device,
    devices_of,
    push_key,
    remove_device,
    reseal_push_key,
    sealing_key_of_push,
)
from sportello.notifications.due import send_due_notices
from sportello.notifications.events import HandoffEscalated
from sportello.notifications.jobs import request_post
from sportello.notifications.mentions import tell_mentioned
from sportello.notifications.models import (
    CHOSEN,
    Channel,
    Chosen,
    EscalationSettings,
    Kind,
    Notice,
    NoticeSettings,
    Outlet,
    OutletKind,
    PushDevice,
    Told,
)
from sportello.notifications.outlets import (
    add_outlet,
    change_outlet,
    get_outlet,
    list_outlets,
    remove_outlet,
    reseal_outlets,
    sealing_keys_of_outlets,
)
from sportello.notifications.reactions import (
    follow_answer,
    follow_budget,
    follow_connected,
    follow_handoff,
    follow_mention,
    follow_models,
    follow_removed,
    follow_return,
    follow_transfer,
)
from sportello.notifications.settings import channels_of, quiet_until, save_settings, settings_of
from sportello.notifications.telling import NEWS, PUSH_AFTER, News, notices_of, of_rank, of_team, read, tell, unread_of
from sportello.notifications.trying import try_channel, try_outlet
from sportello.notifications.waits import escalation_of, save_escalation, tell_due_waits
from sportello.notifications.wording import language_of, line, names_of

__all__ = [
    "CHOSEN",
    "NEWS",
    "PUSH_AFTER",
    "Channel",
    "Chosen",
    "EscalationSettings",
    "HandoffEscalated",
    "Kind",
    "News",
    "Notice",
    "NoticeSettings",
    "Outlet",
    "OutletKind",
    "PushDevice",
    "Told",
    "add_device",
    "add_outlet",
    "change_outlet",
    "channels_of",
    "devices_of",
    "escalation_of",
    "follow_answer",
    "follow_budget",
    "follow_connected",
    "follow_handoff",
    "follow_mention",
    "follow_models",
    "follow_removed",
    "follow_return",
    "follow_transfer",
    "get_outlet",
    "language_of",
    "line",
    "list_outlets",
    "names_of",
    "notices_of",
    "of_rank",
    "of_team",
    "push_key",
    "quiet_until",
    "read",
    "remove_device",
    "remove_outlet",
    "request_post",
    "reseal_outlets",
    "reseal_push_key",
    "save_escalation",
    "save_settings",
    "sealing_key_of_push",
    "sealing_keys_of_outlets",
    "send_due_notices",
    "settings_of",
    "tell",
    "tell_due_waits",
    "tell_mentioned",
    "try_channel",
    "try_outlet",
    "unread_of",
]
