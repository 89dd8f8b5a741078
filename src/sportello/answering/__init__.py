"""The assistant: what it answers, when it rather calls a person, and why it said what it said."""

from sportello.answering.actions import AssistantContent, save_assistant, save_from_template
from sportello.answering.answers import answer, answer_all, apologize
from sportello.answering.catalogue import TEXTS
from sportello.answering.composing import compose
from sportello.answering.drafts import Draft, DraftTrace
from sportello.answering.effects import Effect, threshold_effect
from sportello.answering.engine import Turn, warm_up
from sportello.answering.evaluation import (
    Comparison,
    Expectation,
    Report,
    Scenario,
    Step,
    StepVerdict,
    Verdict,
    as_html,
    as_junit,
    evaluate_scenarios,
    keep_run,
    list_runs,
    read_run,
    read_scenarios,
)
from sportello.answering.events import AssistantChanged, GateFitted, IntentsLearnt
from sportello.answering.facts import FactAnswer, FactSheet, answer_from_facts, fact_sheets
from sportello.answering.fitting import fit_gate
from sportello.answering.intents import IntentSettings, ModelState, intent_models, intents_of, recognise
from sportello.answering.jobs import follow_knowledge
from sportello.answering.language import LANGUAGES, language_of
from sportello.answering.learning import learn_intents
from sportello.answering.models import Outcome
from sportello.answering.queries import (
    AssistantSettings,
    assistant_settings,
    list_assistants,
    template_of,
    trace_of,
    traced_messages,
)
from sportello.answering.setups import Setup, Setups, handoff_texts, read_setup
from sportello.answering.teaching import IntentContent, save_intents
from sportello.answering.understanding import Priority, Sentiment, Understanding, shipped_examples

__all__ = [
    "LANGUAGES",
    "TEXTS",
    "AssistantChanged",
    "AssistantContent",
    "AssistantSettings",
    "Comparison",
    "Draft",
    "DraftTrace",
    "Effect",
    "Expectation",
    "FactAnswer",
    "FactSheet",
    "GateFitted",
    "IntentContent",
    "IntentSettings",
    "IntentsLearnt",
    "ModelState",
    "Outcome",
    "Priority",
    "Report",
    "Scenario",
    "Sentiment",
    "Setup",
    "Setups",
    "Step",
    "StepVerdict",
    "Turn",
    "Understanding",
    "Verdict",
    "answer",
    "answer_all",
    "answer_from_facts",
    "apologize",
    "as_html",
    "as_junit",
    "assistant_settings",
    "compose",
    "evaluate_scenarios",
    "fact_sheets",
    "fit_gate",
    "follow_knowledge",
    "handoff_texts",
    "intent_models",
    "intents_of",
    "keep_run",
    "language_of",
    "learn_intents",
    "list_assistants",
    "list_runs",
    "read_run",
    "read_scenarios",
    "read_setup",
    "recognise",
    "save_assistant",
    "save_from_template",
    "save_intents",
    "shipped_examples",
    "template_of",
    "threshold_effect",
    "trace_of",
    "traced_messages",
    "warm_up",
]
