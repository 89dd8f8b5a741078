"""Questions about facts, answered by code: exactly, in the customer's language, or not at all.

A question is about a fact when each of its words is understood (`reading`). Then the day is reckoned (`when`), the
answer worked out from the data (`opening`, `prices`, `house`) and worded (`speech`). Whatever is not clear is None,
and left to search.
"""

from sportello.answering.facts.drafting import fact_draft
from sportello.answering.facts.exact import FactAnswer, answer_from, answer_from_facts, warm_up
from sportello.answering.facts.sheet import FactSheet, fact_sheets, find_facts

__all__ = [
    "FactAnswer",
    "FactSheet",
    "answer_from",
    "answer_from_facts",
    "fact_draft",
    "fact_sheets",
    "find_facts",
    "warm_up",
]
