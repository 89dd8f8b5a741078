"""Reasons: sentences for people that programs can recognise, too, to say them in another language."""

from typing import Self

About = dict[str, str | int]


class Reason(str):
    """A sentence in English with its stable code and what it is about.

    It is a string, so that whoever only hands it on, logs or prints it needs to know nothing of codes. A template
    names what it is about in braces; who translates the code has the same names.
    """

    __slots__ = ("about", "code")
    code: str
    about: About

    def __new__(cls, code: str, template: str, **about: str | int) -> Self:
        """Put what it is about into the template."""
        made = super().__new__(cls, template.format(**about))
        made.code, made.about = code, about
        return made

    def __deepcopy__(self, _memo: object) -> Self:
        """Itself, for it never changes; a copy could not be made from the sentence alone."""
        return self


def code_of(reason: str | None) -> str | None:
    """The code of a reason that has one."""
    return reason.code if isinstance(reason, Reason) else None


def about(reason: str | None) -> About:
    """What a reason is about, by the names its template has."""
    return reason.about if isinstance(reason, Reason) else {}
