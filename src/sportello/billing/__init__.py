"""Money: what calls of language models cost, and budgets that no number of calls at once can overspend."""

from sportello.billing.actions import remove_price, set_budget, set_price, tell_anew
from sportello.billing.events import BudgetNearlySpent, BudgetSet, BudgetSpent
from sportello.billing.ledger import (
    Answered,
    AssistantCost,
    Bill,
    DayCost,
    ModelCost,
    Standing,
    State,
    Used,
    answered_today,
    bill,
    forecast,
    standing,
    standing_of_conversation,
    state_of,
)
from sportello.billing.metering import ABANDONED, Meter, Reserved, budget_of
from sportello.billing.models import PER_CONVERSATION, Budget, ModelPrice, ProviderCall, Scope
from sportello.billing.pricelist import Listed, PriceList, listed_prices, price_list
from sportello.billing.prices import PriceUnknown, cost_of, own_price
from sportello.billing.queries import Spent, calls_of, cost_of_answer, list_prices, spent
from sportello.billing.saving import OwnPrices, cheapest_first, sparing

__all__ = [
    "ABANDONED",
    "PER_CONVERSATION",
    "Answered",
    "AssistantCost",
    "Bill",
    "Budget",
    "BudgetNearlySpent",
    "BudgetSet",
    "BudgetSpent",
    "DayCost",
    "Listed",
    "Meter",
    "ModelCost",
    "ModelPrice",
    "OwnPrices",
    "PriceList",
    "PriceUnknown",
    "ProviderCall",
    "Reserved",
    "Scope",
    "Spent",
    "Standing",
    "State",
    "Used",
    "answered_today",
    "bill",
    "budget_of",
    "calls_of",
    "cheapest_first",
    "cost_of",
    "cost_of_answer",
    "forecast",
    "list_prices",
    "listed_prices",
    "own_price",
    "price_list",
    "remove_price",
    "set_budget",
    "set_price",
    "sparing",
    "spent",
    "standing",
    "standing_of_conversation",
    "state_of",
    "tell_anew",
]
