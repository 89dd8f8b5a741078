"""What is on the pictures that came with a question, as far as a model has read it: a stranger's words, like a page's.

They lead to entries of the knowledge, and a model may read them beside the question. They press no button, say no yes,
fire no rule, call nobody and fill no form; no answer may rest on them; and a model that reads them may do nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sportello.answering.engine import BURST, Question, Turn
from sportello.conversations import Enclosed

MOST: Final = 3
"""Pictures of one question that are looked at: the first ones."""
PICTURE: Final = "picture"
"""The rule in the trace of an answer to a picture that came without a question."""


@dataclass(frozen=True)
class Sight:
    """What was seen."""

    told: str = ""
    """What the pictures show and what stands on them, as a model reads it."""
    topics: tuple[str, ...] = ()
    """What each would be looked up by."""
    waiting: tuple[Enclosed, ...] = ()
    """Those that nobody has looked at, and somebody may."""
    traced: tuple[dict[str, Any], ...] = ()
    """Who looked at each, or why nobody could, as a trace keeps it."""
    unseen: bool = False
    """Whether something came that nobody here has seen."""


def sight_of(asked: Sequence[Turn]) -> Sight:
    """What is on what came with these messages."""
    files = [file for turn in asked[-BURST:] for file in turn.files]
    pictures = [file for file in files if file.picture][:MOST]
    told = [(file, file.description) for file in pictures if file.description is not None]
    seen = [look for _, look in told if look.get("shows")]
    return Sight(
        told="\n\n".join(" ".join(each for each in (look["shows"], look["words"]) if each) for look in seen),
        topics=tuple(dict.fromkeys(look["topic"] or look["shows"] for look in seen)),
        waiting=tuple(file for file in pictures if file.description is None),
        traced=tuple(
            {"picture": file.name, "shows": look.get("shows"), "by": look.get("by"), "why": look.get("failure")}
            for file, look in told
        ),
        unseen=len(seen) < len(files),
    )


def leads(question: Question, asked: Sequence[Turn]) -> bool:
    """Whether the picture is all there is to answer: nothing is said with it, or no more than a greeting or thanks."""
    if asked[-1].choice is not None:
        return False
    polite = question.talk is not None and question.talk.kind in {"greeting", "thanks", "goodbye"}
    return polite or not any(sign.isalnum() for sign in question.asked)
