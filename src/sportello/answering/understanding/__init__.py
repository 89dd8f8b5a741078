"""Understanding a message without a model: what its writer wants, how they feel, how much it hurries."""

from sportello.answering.understanding.classifier import Classifier, Guess, Head, Measured, Point, load
from sportello.answering.understanding.clauses import (
    SURE,
    Clause,
    endangered,
    endangered_of,
    says_enough,
    speaks_of_harm,
)
from sportello.answering.understanding.examples import (
    NO_INTENT,
    fingerprint,
    lesson,
    shipped_examples,
    shipped_intents,
)
from sportello.answering.understanding.reading import (
    DANGER,
    FAIR,
    HIGH_RISK,
    Priority,
    Spoken,
    Understanding,
    shipped_head,
    shipped_model,
    split,
    understand,
    warm_up,
)
from sportello.answering.understanding.signs import Sentiment, Sign, signs_of

__all__ = [
    "DANGER",
    "FAIR",
    "HIGH_RISK",
    "NO_INTENT",
    "SURE",
    "Classifier",
    "Clause",
    "Guess",
    "Head",
    "Measured",
    "Point",
    "Priority",
    "Sentiment",
    "Sign",
    "Spoken",
    "Understanding",
    "endangered",
    "endangered_of",
    "fingerprint",
    "lesson",
    "load",
    "says_enough",
    "shipped_examples",
    "shipped_head",
    "shipped_intents",
    "shipped_model",
    "signs_of",
    "speaks_of_harm",
    "split",
    "understand",
    "warm_up",
]
