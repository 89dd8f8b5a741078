"""What is refused about assistants."""

from sportello.core.errors import Conflict, NotFound


class AssistantNotFound(NotFound):
    """This workspace has no such assistant."""

    code = "assistant_not_found"


class VersionNotFound(NotFound):
    """This assistant never had such a version."""

    code = "assistant_version_not_found"


class NothingNew(Conflict):
    """What is drafted is what is live already."""

    code = "nothing_new"


class NotRehearsed(Conflict):
    """The scenarios have not been tried on this draft.

    Try them (`POST …/rehearsals`), or go live with `anyway` and a note that says why.
    """

    code = "not_rehearsed"


class ScenariosBreak(Conflict):
    """Scenarios fail that pass with what is live.

    `broken` names them. Go live with `anyway` and a note that says why, if that is meant.
    """

    code = "scenarios_break"


class NotLive(Conflict):
    """This assistant has never gone live."""

    code = "assistant_not_live"


class IsDefault(Conflict):
    """This is the assistant that answers where none is named: make another the default first."""

    code = "assistant_is_default"
