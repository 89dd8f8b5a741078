"""Assistants, and why each of their answers was what it was."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from sportello.core.clock import now
from sportello.core.db import Base, HalfVector
from sportello.core.ids import new_id

Outcome = Literal["answered", "choices", "unsure", "handoff", "smalltalk", "failed"]
GapReason = Literal["unsure", "choices", "offered", "unhelpful"]
"""Why a question counts as unanswered: "I don't know"; choices of which none was taken; an answer beside which a
person had to be offered; one after which the customer asked for a person, who then answered."""
ProposalState = Literal["proposed", "accepted", "rejected"]

By = Literal["model", "customer", "rule"]
"""Who wants an action: a model, a customer who pressed a button, or an owner's intent or phrase."""
CallState = Literal["asking", "proposed", "confirmed", "declined", "expired", "done", "failed"]

TrialState = Literal["queued", "done", "failed"]
Routing = Literal["no_key_first", "cheap_then_strong", "model_always"]
"""When a model is asked: only where the engine is unsure; always, and the next of the chain where the first one's
answer does not hold; always."""


class Assistant(Base):
    """An AI persona of a workspace: what its owner wrote. What they left out comes from the shipped catalogue.

    The columns that `content.CONTENT` names are what is live, of the version `version`; 0: it never was. `draft` is the
    same as somebody edits it, whole; None where nothing differs.

    `template` is what it was started from; `template_hash` is the hash of what that said, so that an assistant that
    nobody has edited since follows its template, and one that somebody has does not.
    """

    __tablename__ = "assistants"
    __table_args__ = (
        CheckConstraint("threshold BETWEEN 0 AND 1", name="threshold"),
        CheckConstraint("routing IN ('no_key_first', 'cheap_then_strong', 'model_always')", name="routing"),
        Index("uq_assistants_default", "workspace_id", unique=True, postgresql_where=text("is_default")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    is_default: Mapped[bool]
    name: Mapped[str]
    texts: Mapped[dict[str, Any]]
    starters: Mapped[dict[str, Any]]
    rules: Mapped[list[dict[str, Any]]]
    threshold: Mapped[float]
    chain: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    """Which models are asked, the first choice first: the stored key of each, and its provider's name for it."""
    routing: Mapped[Routing] = mapped_column(String, default="no_key_first", server_default="no_key_first")
    wishes: Mapped[str] = mapped_column(default="", server_default="")
    """What its owner tells models besides."""
    day_budget: Mapped[Decimal | None] = mapped_column(Numeric(18, 9))
    """Euros it may spend a day; None: what the workspace says for each."""
    actions: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    """The names of the actions it may use."""
    knowledge: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    pictures: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Whether models that can see are shown the pictures that customers send."""
    """What it reads, as `selections` stores it; None: everything that is for it."""
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    template: Mapped[str | None]
    template_hash: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class AssistantVersion(Base):
    """What an assistant was, once it went live: never changed afterwards. `author` and `note` say who and why."""

    __tablename__ = "assistant_versions"
    __table_args__ = (UniqueConstraint("assistant_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    assistant_id: Mapped[UUID] = mapped_column(ForeignKey("assistants.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    author: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Trace(Base):
    """Why an assistant said what it said, kept beside the message it explains and gone with it.

    `course` is how it came to be: the checks, then the steps with their times, then the actions.
    """

    __tablename__ = "traces"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "message_id"], ["messages.conversation_id", "messages.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("conversation_id", "message_id"),
        CheckConstraint(
            "outcome IN ('answered', 'choices', 'unsure', 'handoff', 'smalltalk', 'failed')", name="outcome"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID]
    message_id: Mapped[UUID]
    outcome: Mapped[Outcome] = mapped_column(String)
    question: Mapped[str]
    language: Mapped[str]
    rules: Mapped[list[str]] = mapped_column(ARRAY(String))
    hits: Mapped[list[dict[str, Any]]]
    understanding: Mapped[dict[str, Any] | None]
    course: Mapped[list[dict[str, Any]]] = mapped_column("checks", default=list, server_default="[]")
    threshold: Mapped[float]
    confidence: Mapped[float | None]
    engine: Mapped[str]
    model: Mapped[str | None]
    without_meaning: Mapped[str | None]
    cost: Mapped[float | None]
    asked: Mapped[dict[str, Any] | None]
    """What language models were asked, and what came of it; None where none was."""
    duration_ms: Mapped[float]
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def checks(self) -> list[dict[str, Any]]:
        """What was looked at before the search, and what each check found."""
        return [one for one in self.course if "found" in one]

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """The pictures that came with the question, and who looked at each, or why nobody did."""
        return [one for one in self.course if "picture" in one]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """How long each step took; none of answers from before that was kept."""
        return [one for one in self.course if "ms" in one and "action" not in one]

    @property
    def actions(self) -> list[dict[str, Any]]:
        """What was done or proposed, with which arguments (without personal data), and what came of it."""
        return [one for one in self.course if "action" in one]


class KeptAnswer(Base):
    """An answer that a model gave, under the key of all that decided it. What it cost, whoever gets it again saves."""

    __tablename__ = "kept_answers"
    __table_args__ = (Index("ix_kept_answers_workspace_id_created_at", "workspace_id", "created_at"),)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    passages: Mapped[list[str]] = mapped_column(JSONB)
    confidence: Mapped[float] = mapped_column(Double)
    model: Mapped[str]
    cost: Mapped[Decimal] = mapped_column(Numeric(18, 9))
    created_at: Mapped[datetime] = mapped_column(default=now)


class KeptAnswerDay(Base):
    """How many answers a day wanted of models: so many were asked for, so many were there, and saved so many euros."""

    __tablename__ = "kept_answer_days"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    asked: Mapped[int]
    recalled: Mapped[int]
    saved: Mapped[Decimal] = mapped_column(Numeric(18, 9))


class FittedGate(Base):
    """What a workspace's own knowledge taught its gate: weights by kind of hit, and the examples they come from.

    Fitted anew by a job after every change of the knowledge, so it may be a minute behind; no row, no lesson: the
    shipped weights hold.
    """

    __tablename__ = "gates"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    weights: Mapped[dict[str, Any]]
    examples: Mapped[list[dict[str, Any]]]
    fitted_at: Mapped[datetime] = mapped_column(default=now)


class Learning(Base):
    """By which version of the learners (`LEARNT_BY`) all was learnt that a workspace's knowledge teaches."""

    __tablename__ = "learnings"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    learnt_by: Mapped[int] = mapped_column(SmallInteger)


class EvaluationRun(Base):
    """Scenarios that were tried and what came of each: kept, so that the next run can say what has changed.

    `written` is what a run that was asked for in the desk is to try; a command brings its own, and stores only what
    came of them. A rehearsal is a run of an assistant's draft before it goes live: `mark` says of which, and `beside`
    is what came of the same scenarios with what is live.
    """

    __tablename__ = "evaluation_runs"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'done', 'failed')", name="state"),
        Index("ix_evaluation_runs_assistant_id", "assistant_id", text("ran_at DESC")),
        Index("ix_evaluation_runs_workspace_id_ran_at", "workspace_id", text("ran_at DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    source: Mapped[str]
    ran_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[TrialState] = mapped_column(String, server_default="done")
    written: Mapped[str | None] = mapped_column(Text)
    scenarios: Mapped[int]
    passed: Mapped[int]
    verdicts: Mapped[list[dict[str, Any]]]
    assistant_id: Mapped[UUID | None] = mapped_column(ForeignKey("assistants.id", ondelete="CASCADE"))
    mark: Mapped[str | None]
    beside: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))


class Intent(Base):
    """Something customers want, as an owner wrote it; under a shipped intent's name, what they add to that or take off.

    The shipped ones are no rows: they improve with the releases.
    """

    __tablename__ = "intents"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str]
    description: Mapped[str]
    examples: Mapped[dict[str, Any]]
    enabled: Mapped[bool]
    position: Mapped[int]


class IntentModel(Base):
    """What a workspace's intents taught: a classifier by language, made by a job after every change of them.

    No row, no lesson: the shipped model answers.
    """

    __tablename__ = "intent_models"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    head: Mapped[dict[str, Any]]
    content: Mapped[bytes]
    trained_at: Mapped[datetime]


class Gap(Base):
    """Questions that are alike and that the assistant could not answer. It keeps its id however many join it.

    Whether it is open is not stored but follows from what is: `article_id` is what somebody wrote to answer it,
    `dismissed_at` when somebody decided not to, and what was asked since then brings it back. `grown_at` is when the
    last question joined it.
    """

    __tablename__ = "gaps"
    __table_args__ = (
        Index("ix_gaps_workspace_id_language_grown_at", "workspace_id", "language", "grown_at"),
        Index("ix_gaps_article_id", "article_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    language: Mapped[str]
    article_id: Mapped[UUID | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"))
    dismissed_at: Mapped[datetime | None]
    grown_at: Mapped[datetime]


class GapQuestion(Base):
    """A question that the assistant could not answer, or not well. Its words stand in its trace and go with it.

    Written with the trace, or when a person's answer shows that the assistant's did not help. No `gap_id` yet means
    that the job which groups has it still before it. `meaning` is what it means, in the numbers of `model`.
    """

    __tablename__ = "gap_questions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "message_id"], ["traces.conversation_id", "traces.message_id"], ondelete="CASCADE"
        ),
        CheckConstraint("reason IN ('unsure', 'choices', 'offered', 'unhelpful')", name="reason"),
        Index("ix_gap_questions_gap_id_asked_at", "gap_id", "asked_at"),
        Index("ix_gap_questions_new", "workspace_id", "asked_at", postgresql_where=text("gap_id IS NULL")),
    )

    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    gap_id: Mapped[UUID | None] = mapped_column(ForeignKey("gaps.id", ondelete="SET NULL"))
    reason: Mapped[GapReason] = mapped_column(String)
    language: Mapped[str]
    asked_at: Mapped[datetime]
    model: Mapped[str | None]
    meaning: Mapped[str | None] = mapped_column(HalfVector, deferred=True)


class FaqProposal(Base):
    """A question the assistant had no helpful answer to, and what an agent answered, until somebody decides on it.

    The words stand in the messages alone. What was decided is kept, so that nothing is proposed twice.
    """

    __tablename__ = "faq_proposals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "message_id"],
            ["gap_questions.conversation_id", "gap_questions.message_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["conversation_id", "answer_id"], ["messages.conversation_id", "messages.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("conversation_id", "message_id"),
        CheckConstraint("state IN ('proposed', 'accepted', 'rejected')", name="state"),
        Index("ix_faq_proposals_article_id", "article_id"),
        Index("ix_faq_proposals_open", "workspace_id", "created_at", "id", postgresql_where=text("state = 'proposed'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID]
    message_id: Mapped[UUID]
    answer_id: Mapped[UUID]
    state: Mapped[ProposalState] = mapped_column(String, default="proposed")
    article_id: Mapped[UUID | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
