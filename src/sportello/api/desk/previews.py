"""What a website's widget would show with what is not saved yet. Nothing is stored, and nobody has come by."""

from uuid import UUID

from pydantic import Field

from sportello import workspaces
from sportello.api.deps import ResourcesDep, Transaction, require
from sportello.api.desk.scopes import check_assistant
from sportello.api.desk.widget_keys import AppearanceChange
from sportello.api.parameters import WidgetKeyId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.shapes import Payload
from sportello.api.widget.behaviour import BehaviourText
from sportello.api.widget.shapes import Appearance, Language, WidgetConfig
from sportello.api.widget.visitors import config_of
from sportello.core.errors import Invalid

router = Router(
    prefix="/workspaces/{workspace}/widget-keys/{widget_key_id}/preview",
    tags=["widget_keys"],
    dependencies=[require("admin")],
)


class Unsaved(Payload):
    """What is written in the forms; what is left out is as it is stored."""

    language: Language
    appearance: AppearanceChange = Field(default_factory=AppearanceChange)
    behaviour: BehaviourText | None = None
    assistant_id: UUID | None = Field(default=None, description="Null: the default; left out, it stays")


@router.post("", responses=refusals(Invalid))
async def preview(
    widget_key_id: WidgetKeyId, body: Unsaved, session: Transaction, resources: ResourcesDep
) -> WidgetConfig:
    """What the widget would be told if all of this were saved."""
    key = await workspaces.get_widget_key(session, widget_key_id=widget_key_id)
    assistant_id = key.assistant_id
    if "assistant_id" in body.model_fields_set:
        await check_assistant(session, body.assistant_id)
        assistant_id = body.assistant_id
    return await config_of(
        session,
        language=body.language,
        appearance=Appearance.model_validate({**key.appearance, **body.appearance.given()}),
        behaviour=body.behaviour or BehaviourText.model_validate(key.behaviour),
        assistant_id=assistant_id,
        transcript=resources.settings.smtp_url is not None,
    )
