"""What the business sells: leads, the contact details that customers leave so that somebody calls them back."""

from sportello.sales.actions import follow_merged_contact, record_lead, save_lead_settings
from sportello.sales.events import LeadCreated
from sportello.sales.models import Lead, LeadSettings
from sportello.sales.queries import lead_settings, list_leads
from sportello.sales.reaching import Reach, reach_in

__all__ = [
    "Lead",
    "LeadCreated",
    "LeadSettings",
    "Reach",
    "follow_merged_contact",
    "lead_settings",
    "list_leads",
    "reach_in",
    "record_lead",
    "save_lead_settings",
]
