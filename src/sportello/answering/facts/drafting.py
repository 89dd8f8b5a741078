"""An answer from facts as a draft, with what its trace tells."""

from sportello.answering.drafts import Draft, DraftTrace
from sportello.answering.facts.exact import FactAnswer


def fact_draft(answer: FactAnswer, *, asked: str, threshold: float) -> Draft:
    """The draft that says what facts say; the threshold has no say in it, for nothing is weighed."""
    trace = DraftTrace(
        question=asked,
        language=answer.language,
        threshold=threshold,
        hits=answer.hits,
        confidence=answer.confidence,
    )
    return Draft(outcome="answered", text=answer.text, citations=answer.citations, trace=trace)
