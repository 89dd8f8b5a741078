"""Workspaces (tenants), the users who work in them, their keys, and who did what: the audit."""

from sportello.workspaces.access import (
    Member,
    OpenWidget,
    SignedIn,
    authenticate_api_key,
    authenticate_member,
    authenticate_session,
    open_widget,
    widget_origins,
)
from sportello.workspaces.models import RANKS, Language, Rank, Role, Theme

__all__ = [
    "RANKS",
    "Language",
    "Member",
    "OpenWidget",
    "Rank",
    "Role",
    "SignedIn",
    "Theme",
    "authenticate_api_key",
    "authenticate_member",
    "authenticate_session",
    "open_widget",
    "widget_origins",
]
