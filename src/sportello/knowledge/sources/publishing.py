"""What a file says of itself: a draft, or published. What cannot be understood is refused, never published."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final, Literal

from sportello.core.reasons import Reason
from sportello.knowledge.sources.refusal import Refusal
from sportello.knowledge.text.words import fold

SAYING: Final = ("status", "draft", "published")
"""The fields that say it: Hugo's, Jekyll's and our own."""
_YES = frozenset({"true", "yes", "on", "y", "si", "ja", "1"})
_NO = frozenset({"false", "no", "off", "n", "nein", "0"})
_DRAFT = frozenset(
    {"draft", "unpublished", "hidden", "private", "bozza", "non pubblicato", "entwurf", "unveroffentlicht"}
)
_PUBLISHED = frozenset({"published", "publish", "public", "live", "pubblicato", "pubblicata", "veroffentlicht"})
_BOUNDING = ("status", "draft", "valid_from", "valid_until")
_ALIKE = 0.8


def said_status(fields: Mapping[str, Any]) -> Literal["draft", "published"] | None:
    """What the file says, or None where it is silent. Of two that disagree the draft wins.

    Refuses what is neither the one nor the other, so that a slip of the pen puts nothing before the public.
    """
    said = {field: fold(str(fields[field]).strip()) for field in SAYING if fields.get(field) not in (None, "")}
    drafts = [_is_draft(field, word) for field, word in said.items()]
    if not drafts:
        return None
    return "draft" if any(drafts) else "published"


def _is_draft(field: str, word: str) -> bool:
    drafts, rest = {
        "status": (_DRAFT, _PUBLISHED),
        "draft": (_DRAFT | _YES, _PUBLISHED | _NO),
        "published": (_DRAFT | _NO, None),  # else a day, or whatever programs write there
    }[field]
    if word in drafts:
        return True
    if rest is None or word in rest:
        return False
    raise Refusal(
        Reason(
            "status_unknown",
            "`{field}: {said}` is neither draft nor published: write one of the two.",
            field=field,
            said=word[:40],
        )
    )


def check_names(names: Iterable[str]) -> None:
    """Refuse a name of a field that is nearly one of those that keep something from being found."""
    for name in names:
        plain = fold(name).strip().replace(" ", "_").replace("-", "_")
        meant = get_close_matches(plain, _BOUNDING, n=1, cutoff=_ALIKE)
        if meant and meant[0] != plain:
            raise Refusal(
                Reason(
                    "field_mistaken",
                    "There is no field `{said}`: write `{meant}`, or leave it out.",
                    said=name[:40],
                    meant=meant[0],
                )
            )
