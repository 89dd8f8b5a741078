"""Beside an agent who writes: a reply to begin from, their own words reworded or translated, a talk in short.

Whatever comes of it is text in front of an agent, who edits it, sends it or leaves it: nothing here sends or stores
anything. A suggestion needs no model; all else does, and says so (`NoModel`). What is asked is booked for the
workspace's month and counts for no customer's, assistant's or conversation's budget.
"""

from sportello.copilot.errors import ModelsSilent, NoModel
from sportello.copilot.rewording import Aim, Reworded, reword, summarise
from sportello.copilot.suggesting import Source, Suggestion, suggest

__all__ = [
    "Aim",
    "ModelsSilent",
    "NoModel",
    "Reworded",
    "Source",
    "Suggestion",
    "reword",
    "suggest",
    "summarise",
]
