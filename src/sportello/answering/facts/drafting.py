"""An answer from facts as a draft, with what its trace tells."""

from sportello.answering.drafts import Draft, DraftTrace
from sportello.answering.engine import Question
from sportello.answering.facts.exact import FactAnswer
from sportello.answering.setups import Setup


def fact_draft(setup: Setup, question: Question, answer: FactAnswer) -> Draft:
    """The draft that says what facts say; the threshold has no say in it, for nothing is weighed."""
    trace = DraftTrace(
        question=question.asked,
        language=answer.language,
        threshold=setup.threshold,
        hits=answer.hits,
        confidence=answer.confidence,
    )
    return Draft(outcome="answered", text=answer.text, citations=answer.citations, trace=trace)
