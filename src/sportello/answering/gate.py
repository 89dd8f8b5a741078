"""Answer or ask: how sure a search is that it found the answer, as one number the owner's threshold is compared with.

All features are absolute (shares, not raw scores), so the number means the same for every question and every
knowledge base.
"""

from collections.abc import Sequence
from typing import Final

from sportello.knowledge import Hit

THRESHOLD: Final = 0.5


def confidence(hits: Sequence[Hit]) -> float:
    """0 to 1: how sure it is that the first hit answers the question."""
    if not hits:
        return 0.0
    best = hits[0]
    rival = next((hit.score for hit in hits[1:] if hit.article_id != best.article_id), 0.0)
    margin = max(0.0, best.score - rival)
    return max(0.0, min(1.0, 0.5 * best.score + 0.4 * best.coverage + 0.3 * margin))
