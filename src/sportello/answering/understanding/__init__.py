"""Understanding a message without a model: what its writer wants, how they feel, how much it hurries."""

from sportello.answering.understanding.classifier import Classifier, Guess, Head, Measured, Point, load
from sportello.answering.understanding.examples import (
    NO_INTENT,
    fingerprint,
    lesson,
    shipped_examples,
    shipped_intents,
)
from sportello.answering.understanding.reading import (
    HIGH_RISK,
    Priority,
    Spoken,
    Understanding,
    shipped_head,
    shipped_model,
    split,
    understand,
)
from sportello.answering.understanding.signs import Sentiment

__all__ = [
    "HIGH_RISK",
    "NO_INTENT",
    "Classifier",
    "Guess",
    "Head",
    "Measured",
    "Point",
    "Priority",
    "Sentiment",
    "Spoken",
    "Understanding",
    "fingerprint",
    "lesson",
    "load",
    "shipped_examples",
    "shipped_head",
    "shipped_intents",
    "shipped_model",
    "split",
    "understand",
]
