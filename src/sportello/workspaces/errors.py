"""What this module refuses, and under which code."""

from sportello.core.errors import Conflict, Forbidden, Invalid, NotFound, Unauthorized


class WrongCredentials(Unauthorized):
    """The e-mail or the password is not right.

    Said alike, and after as long, whether the account exists or not.
    """

    code = "wrong_credentials"


class PasswordChangeRequired(Forbidden):
    """Choose your own password first."""

    code = "password_change_required"


class WeakPassword(Invalid):
    """This password is too easy to guess."""

    code = "weak_password"


class SlugTaken(Conflict):
    """Another workspace has this address."""

    code = "slug_taken"


class LastAdmin(Conflict):
    """A workspace keeps at least one active admin."""

    code = "last_admin"


class AlreadyMember(Conflict):
    """This person is a member already."""

    code = "already_member"


class InvitationInvalid(NotFound):
    """This invitation is not valid.

    Said alike of one that never was, was used, has run out or was taken back.
    """

    code = "invitation_invalid"


class OriginNotAllowed(Forbidden):
    """This website may not use this widget key."""

    code = "origin_not_allowed"


class ScopeMissing(Forbidden):
    """This API key may not do this."""

    code = "scope_missing"


class NameTaken(Conflict):
    """Another one has this name."""

    code = "name_taken"
