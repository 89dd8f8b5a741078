"""What the business sells: leads, the contact details that customers leave so that somebody calls them back."""

from sportello.sales.actions import (
    deal_with,
    follow_merged_contact,
    forget_card,
    record_lead,
    reopen,
    save_lead_settings,
)
from sportello.sales.errors import LeadNotFound
from sportello.sales.events import LeadCreated, LeadDealtWith, LeadReopened
from sportello.sales.models import Lead, LeadSettings
from sportello.sales.queries import LeadState, lead_left_in, lead_settings, list_leads
from sportello.sales.reaching import Reach, reach_in

__all__ = [
    "Lead",
    "LeadCreated",
    "LeadDealtWith",
    "LeadNotFound",
    "LeadReopened",
    "LeadSettings",
    "LeadState",
    "Reach",
    "deal_with",
    "follow_merged_contact",
    "forget_card",
    "lead_left_in",
    "lead_settings",
    "list_leads",
    "reach_in",
    "record_lead",
    "reopen",
    "save_lead_settings",
]
