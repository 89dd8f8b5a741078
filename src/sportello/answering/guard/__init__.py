"""What is looked at in a message before anything is searched or any provider asked: the checks before a model."""

from sportello.answering.guard.cards import forget_card
from sportello.answering.guard.checks import Check, CheckName, Guarded, Reply, guard, told
from sportello.answering.guard.injection import injection_signs

__all__ = [
    "Check",
    "CheckName",
    "Guarded",
    "Reply",
    "forget_card",
    "guard",
    "injection_signs",
    "told",
]
