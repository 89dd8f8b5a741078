"""What an assistant may do: actions, and the customer's yes without which nothing is changed."""

from sportello.answering.acting.calls import (
    OPEN_FOR,
    SLACK,
    begin_running,
    calls_of,
    find_call,
    last_done,
    settle,
    take_step,
    waits,
)
from sportello.answering.acting.declaring import ActionInvalid, Declaration, Field, Method
from sportello.answering.acting.filling import Unfit, read
from sportello.answering.acting.functions import action
from sportello.answering.acting.kinds import (
    Action,
    ActionFailed,
    ArgumentsInvalid,
    Bound,
    Kind,
    Means,
    PersonWanted,
    Words,
)
from sportello.answering.acting.models import ActionCall
from sportello.answering.acting.plugins import Broken, plugins
from sportello.answering.acting.registry import (
    ActionNotFound,
    actions_of,
    begin_with,
    declare,
    declared_action,
    forget_declared,
    http_action,
    reseal_actions,
    sealing_keys_of_actions,
    stored_headers,
)
from sportello.answering.acting.running import run
from sportello.answering.acting.shipped import LEAVE_CONTACT_DETAILS
from sportello.answering.acting.speaking import (
    ask_buttons,
    begin_button,
    button_words,
    decide_buttons,
    done,
    listed,
    phrase,
    proposed,
    question,
)
from sportello.answering.acting.wanting import may_want

__all__ = [
    "LEAVE_CONTACT_DETAILS",
    "OPEN_FOR",
    "SLACK",
    "Action",
    "ActionCall",
    "ActionFailed",
    "ActionInvalid",
    "ActionNotFound",
    "ArgumentsInvalid",
    "Bound",
    "Broken",
    "Declaration",
    "Field",
    "Kind",
    "Means",
    "Method",
    "PersonWanted",
    "Unfit",
    "Words",
    "action",
    "actions_of",
    "ask_buttons",
    "begin_button",
    "begin_running",
    "begin_with",
    "button_words",
    "calls_of",
    "decide_buttons",
    "declare",
    "declared_action",
    "done",
    "find_call",
    "forget_declared",
    "http_action",
    "last_done",
    "listed",
    "may_want",
    "phrase",
    "plugins",
    "proposed",
    "question",
    "read",
    "reseal_actions",
    "run",
    "sealing_keys_of_actions",
    "settle",
    "stored_headers",
    "take_step",
    "waits",
]
