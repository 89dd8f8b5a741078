"""Questions about facts, answered by code: exactly, in the customer's language, or not at all.

A question is about a fact when each of its words is understood (`reading`). Then the day is reckoned (`when`), the
answer worked out from the data (`opening` and its `weeks`, `prices`, `house`) and worded (`speech`). Whatever is not
clear is None, and left to search.
"""

from sportello.answering.facts.asides import asking_alone, tells_nothing, tells_of_facts
from sportello.answering.facts.by_name import answer_by_name
from sportello.answering.facts.closing import closed_until
from sportello.answering.facts.drafting import fact_draft
from sportello.answering.facts.exact import (
    FactAnswer,
    answer_from,
    answer_from_facts,
    reads_bare,
    reads_whole,
    whose_price,
)
from sportello.answering.facts.sheet import FactSheet, fact_sheets, find_facts, has_sheets

__all__ = [
    "FactAnswer",
    "FactSheet",
    "answer_by_name",
    "answer_from",
    "answer_from_facts",
    "asking_alone",
    "closed_until",
    "fact_draft",
    "fact_sheets",
    "find_facts",
    "has_sheets",
    "reads_bare",
    "reads_whole",
    "tells_nothing",
    "tells_of_facts",
    "whose_price",
]
