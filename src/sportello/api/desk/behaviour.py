"""What a website's widget does: asks before a chat, speaks first, sounds."""

from typing import ClassVar

from sportello import workspaces
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.parameters import WidgetKeyId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.versions import ChangedMeanwhile, Seen, Versioned, unchanged
from sportello.api.widget.behaviour import AskedField, BehaviourText, PageRule

router = Router(
    prefix="/workspaces/{workspace}/widget-keys/{widget_key_id}/behaviour",
    tags=["widget_keys"],
    dependencies=[require("admin")],
)


class Behaviour(Versioned):
    """What the widget does."""

    written: ClassVar = frozenset(BehaviourText.model_fields)

    sound: bool
    asked: list[AskedField]
    consent: dict[str, str]
    rules: list[PageRule]


async def _stored(session: Transaction, key: WidgetKeyId) -> Behaviour:
    found = await workspaces.get_widget_key(session, widget_key_id=key)
    return Behaviour.model_validate(BehaviourText.model_validate(found.behaviour).model_dump())


@router.get("")
async def read_behaviour(widget_key_id: WidgetKeyId, session: Transaction) -> Behaviour:
    """What it does."""
    return await _stored(session, widget_key_id)


@router.put("", responses=refusals(ChangedMeanwhile))
async def write_behaviour(
    widget_key_id: WidgetKeyId, body: BehaviourText, member: CurrentMember, session: Transaction, seen: Seen = None
) -> Behaviour:
    """Say what it does, all of it. Pages that are opened from now on do so."""
    await unchanged(
        session,
        seen,
        lambda: _stored(session, widget_key_id),
        thing=f"widget_key:{widget_key_id}",
        action="widget_key.changed",
    )
    await workspaces.change_behaviour(
        session, actor=member, widget_key_id=widget_key_id, behaviour=body.model_dump(mode="json")
    )
    return await _stored(session, widget_key_id)
