"""What one does: the verb of a question, which names no thing that it is about: "can I cancel?", "wo parke ich?"."""

import re
from collections.abc import Mapping
from typing import Final

_DEEDS: Final[Mapping[str, tuple[re.Pattern[str], ...]]] = {
    "en": (re.compile(r"\b(?:i|we|you|they|one)\s+(?:also\s+|still\s+|just\s+)?([a-z]+)", re.IGNORECASE),),
    "it": (
        re.compile(r"\b(\w+(?:[aei]re|[aei]r(?:l[oaie]|si|mi|ci|vi|ne)))\b", re.IGNORECASE),
        re.compile(r"\b(?:come|dove|quando)\s+(?:(?:mi|ci|si|lo|la|li|le)\s+)?(\w+(?:o|iamo|a|e))\b", re.IGNORECASE),
    ),
    "de": (
        re.compile(r"\b(\w+)\s+(?:ich|wir|man|ihr|sie|du)\b", re.IGNORECASE),
        re.compile(
            r"\b(?:kann|kannst|könn\w*|darf|dürf\w*|muss|müss\w*|soll\w*|will|möcht\w*|woll\w*|würd\w*)\b"
            r".*?\b(\w+e?n)\s*[?.!]*$",
            re.IGNORECASE,
        ),
    ),
}
"""By the words they stand beside: English verbs follow who does it, German ones stand before that or at the end."""


def without_deeds(text: str, language: str) -> str:
    """The text without the verbs by which it asks what one does."""
    patterns = _DEEDS.get(language[:2].lower(), ())
    places = {found.span(1) for pattern in patterns for found in pattern.finditer(text)}
    return "".join(" " if any(start <= at < end for start, end in places) else letter for at, letter in enumerate(text))
