"""What causes what, on one page: for each fact, the reactions that run in its own transaction, in this order."""

from sportello.core.events import Reactions

REACTIONS: Reactions = {}
