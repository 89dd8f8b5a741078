"""What this module refuses, and under which code."""

from sportello.core.errors import Forbidden, NotFound


class WrongSignature(Forbidden):
    """The signature does not prove this identity."""

    code = "wrong_signature"


class ContactNotFound(NotFound):
    """There is no such contact."""

    code = "contact_not_found"
