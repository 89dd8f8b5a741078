"""Grounding: a model words the answer, and its sources hold it."""

from sportello.answering.grounding.acts import Acts
from sportello.answering.grounding.addresses import addresses
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
from sportello.answering.grounding.prompt import LANGUAGE_NAMES

__all__ = [
    "GATED",
    "LANGUAGE_NAMES",
    "Acts",
    "Answer",
    "DropReason",
    "Exchange",
    "GateReason",
    "addresses",
    "ask",
    "gated",
    "key_of",
    "said_again",
    "wants_model",
]
