"""What is said when a person is called while the business is closed: when it opens next, from its hours."""

from datetime import datetime

from sportello.answering.facts.moment import When
from sportello.answering.facts.opening import Doors
from sportello.answering.facts.speech import Speech
from sportello.knowledge import FactBook


def closed_until(book: FactBook, *, language: str, at: datetime) -> str | None:
    """When it opens next, as a sentence; None where it is open, or nobody wrote when it is.

    Of several hours the main ones count: a shop whose kitchen has closed is open.
    """
    hours = next((one for one in book.hours if one.main), next(iter(book.hours), None))
    if hours is None:
        return None
    opening = book.opening(hours)
    if opening.state(at).open:
        return None
    return Doors(opening, at, Speech(language, opening.local(at).date())).answer("opens", When()) or ""
