"""Gaps: what customers asked and the assistant could not answer, and how it comes to be answered (K6).

A question is noted with the answer that was none (`noting`), joins its like in a job (`grouping`), and stays until its
conversation goes. What an agent answered instead is proposed for the FAQ (`proposing`); people decide on everything.
"""

from sportello.answering.gaps.actions import dismiss_gap, restore_gap, write_answer
from sportello.answering.gaps.errors import GapAnswered, GapNotFound, ProposalDecided, ProposalNotFound
from sportello.answering.gaps.grouping import group_questions
from sportello.answering.gaps.noting import note_questions, note_rated_low
from sportello.answering.gaps.proposing import (
    Proposal,
    accept_proposal,
    get_proposal,
    list_proposals,
    propose_faq,
    reject_proposal,
)
from sportello.answering.gaps.queries import (
    After,
    Asked,
    AskedAgain,
    GapLine,
    GapState,
    GapToAsk,
    ask_gap_again,
    count_gaps,
    gap_to_ask,
    get_gap,
    list_gaps,
    questions_of_gap,
)

__all__ = [
    "After",
    "Asked",
    "AskedAgain",
    "GapAnswered",
    "GapLine",
    "GapNotFound",
    "GapState",
    "GapToAsk",
    "Proposal",
    "ProposalDecided",
    "ProposalNotFound",
    "accept_proposal",
    "ask_gap_again",
    "count_gaps",
    "dismiss_gap",
    "gap_to_ask",
    "get_gap",
    "get_proposal",
    "group_questions",
    "list_gaps",
    "list_proposals",
    "note_questions",
    "note_rated_low",
    "propose_faq",
    "questions_of_gap",
    "reject_proposal",
    "restore_gap",
    "write_answer",
]
