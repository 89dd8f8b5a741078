"""Grounding: a model words the answer, and its sources hold it."""

from sportello.answering.grounding.acts import Acts
from sportello.answering.grounding.asking import (
    GATED,
    Answer,
    DropReason,
    Exchange,
    GateReason,
    ask,
    gated,
    key_of,
    said_again,
    wants_model,
)

__all__ = [
    "GATED",
    "Acts",
    "Answer",
    "DropReason",
    "Exchange",
    "GateReason",
    "ask",
    "gated",
    "key_of",
    "said_again",
    "wants_model",
]
