"""The customer: who came by, who they say they are, and what of it is proven."""

from sportello.contacts.actions import (
    SelfDescription,
    correct_contact,
    create_contact,
    describe_contact,
    hold_visitor,
    identify,
    welcome_visitor,
)
from sportello.contacts.errors import ContactNotFound, WrongSignature
from sportello.contacts.events import ContactChanged, ContactCreated, ContactMerged, VisitorMoved
from sportello.contacts.models import Contact
from sportello.contacts.queries import Visitor, authenticate_visitor, get_contact, visitors_alive

__all__ = [
    "Contact",
    "ContactChanged",
    "ContactCreated",
    "ContactMerged",
    "ContactNotFound",
    "SelfDescription",
    "Visitor",
    "VisitorMoved",
    "WrongSignature",
    "authenticate_visitor",
    "correct_contact",
    "create_contact",
    "describe_contact",
    "get_contact",
    "hold_visitor",
    "identify",
    "visitors_alive",
    "welcome_visitor",
]
