"""Grounding: a model words the answer, and its sources hold it."""

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
