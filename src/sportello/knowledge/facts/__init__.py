"""Business facts: opening hours, prices, places and policies as typed data, answered exactly and never guessed."""

from sportello.knowledge.facts.actions import FactsReport, import_facts, remove_fact, save_fact
from sportello.knowledge.facts.documents import read_fact, write_fact
from sportello.knowledge.facts.errors import FactExists, FactInvalid, FactNotFound, FactsFileInvalid
from sportello.knowledge.facts.events import FACT_EVENTS, FactRemoved, FactsImported, FactWritten
from sportello.knowledge.facts.feasts import countries, holiday_names
from sportello.knowledge.facts.files import is_facts_file, read_facts_file, write_facts_file
from sportello.knowledge.facts.hours import Opening, State
from sportello.knowledge.facts.kinds import (
    MIDNIGHT,
    AnyFact,
    Bound,
    Calendar,
    Day,
    FactKind,
    Hours,
    Interval,
    Named,
    Place,
    Policy,
    Price,
    Season,
    Span,
    Special,
    Topic,
    Variant,
    Week,
    Words,
    kind_of,
    said,
)
from sportello.knowledge.facts.models import FactRow
from sportello.knowledge.facts.queries import FactBook, fact_book, get_fact, list_facts
from sportello.knowledge.facts.staffed import Staffed, read_staffed
from sportello.knowledge.facts.values import FactProblem

__all__ = [
    "FACT_EVENTS",
    "MIDNIGHT",
    "AnyFact",
    "Bound",
    "Calendar",
    "Day",
    "FactBook",
    "FactExists",
    "FactInvalid",
    "FactKind",
    "FactNotFound",
    "FactProblem",
    "FactRemoved",
    "FactRow",
    "FactWritten",
    "FactsFileInvalid",
    "FactsImported",
    "FactsReport",
    "Hours",
    "Interval",
    "Named",
    "Opening",
    "Place",
    "Policy",
    "Price",
    "Season",
    "Span",
    "Special",
    "Staffed",
    "State",
    "Topic",
    "Variant",
    "Week",
    "Words",
    "countries",
    "fact_book",
    "get_fact",
    "holiday_names",
    "import_facts",
    "is_facts_file",
    "kind_of",
    "list_facts",
    "read_fact",
    "read_facts_file",
    "read_staffed",
    "remove_fact",
    "said",
    "save_fact",
    "write_fact",
    "write_facts_file",
]
