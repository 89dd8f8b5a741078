"""What this module refuses, and under which code."""

from sportello.core.errors import Conflict, Invalid, NotFound


class ConversationNotFound(NotFound):
    """There is no such conversation."""


class IllegalTransition(Conflict):
    """The conversation cannot go there from where it is."""

    code = "illegal_transition"


class AlreadyTaken(Conflict):
    """Somebody else has this conversation."""

    code = "already_taken"


class NotAssignee(Conflict):
    """Only the agent who has the conversation may do this."""

    code = "not_assignee"


class MessageIdReused(Conflict):
    """This message id was used for another message."""

    code = "message_id_reused"


class DraftElsewhere(Conflict):
    """You have written something else here on another device since."""

    code = "draft_elsewhere"


class AnsweredMeanwhile(Conflict):
    """A colleague has replied since."""

    code = "answered_meanwhile"


class AnotherOpen(Conflict):
    """The customer has another conversation open, which they go on with."""

    code = "another_open"


class CannotMerge(Conflict):
    """These two conversations cannot become one."""

    code = "cannot_merge"


class MergedForGood(Conflict):
    """The customer has gone on in the other conversation since."""

    code = "merged_for_good"


class IdReused(Conflict):
    """This id was used for something else."""

    code = "id_reused"


class NotClosed(Conflict):
    """The conversation is still going on."""

    code = "not_closed"


class ShortcutTaken(Conflict):
    """Another canned reply has this shortcut."""

    code = "shortcut_taken"


class NoSuchAgent(Conflict):
    """This person cannot take conversations here."""

    code = "no_such_agent"


class ReplyMissing(Conflict):
    """There is no such canned reply in the customer's language."""

    code = "reply_missing"


class SnoozeInvalid(Invalid):
    """A conversation cannot be put aside until then."""

    code = "snooze_invalid"


class NothingSaid(Conflict):
    """Nothing was said in this conversation yet."""

    code = "nothing_said"


class MailNotSetUp(Conflict):
    """This installation sends no mail."""

    code = "mail_not_set_up"


class AttachmentNotFound(NotFound):
    """There is no such attachment.

    Said alike of what does not exist, of what belongs to somebody else and of what was sent with another message.
    """

    code = "attachment_not_found"


class AttachmentRefused(Invalid):
    """Files of this kind are not taken here."""

    status = 415
    code = "attachment_refused"


class PictureRefused(Invalid):
    """This picture cannot be shown."""

    code = "picture_refused"


class AttachmentsFull(Conflict):
    """This workspace has no room for more files."""

    code = "attachments_full"


class TooManyAttachments(Invalid):
    """Too many files for one message."""

    code = "too_many_attachments"
