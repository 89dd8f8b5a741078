"""The actions that are shipped: hand over to a person, look up business facts, leave contact details."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final
from uuid import UUID

import yaml
from pydantic import Field, JsonValue

from sportello import contacts, sales
from sportello.answering.acting.functions import from_function
from sportello.answering.acting.kinds import PERSONAL, Action, ArgumentsInvalid, Bound, PersonWanted, Words
from sportello.answering.facts import answer_from_facts
from sportello.answering.language import LANGUAGES
from sportello.core.clock import now

LEAVE_CONTACT_DETAILS: Final = "leave_contact_details"
_OWN: Final[dict[str, JsonValue]] = {PERSONAL: True}


async def hand_over(
    bound: Bound,
    reason: Annotated[str, Field(description="Why a person is needed, in a few words", max_length=200)] = "",
) -> PersonWanted:
    """Hand the conversation over to a person of the business. Use it when the customer wants or needs one."""
    del bound, reason  # who reads the conversation sees why; what a model says of it decides nothing
    return PersonWanted()


async def look_up_facts(
    bound: Bound,
    question: Annotated[str, Field(description="One question, as a customer would ask it", max_length=500)],
) -> str:
    """Look up opening hours, prices, places and rules of the business, computed exactly."""
    found = await answer_from_facts(bound.transaction, question=question, language=bound.language, at=now())
    return found.text if found else "The business has stored nothing about this."


async def leave_contact_details(
    bound: Bound,
    reach: Annotated[
        str,
        Field(
            description="The customer's e-mail address or telephone number, as they wrote it",
            max_length=300,
            json_schema_extra=_OWN,
        ),
    ],
    name: Annotated[
        str | None, Field(description="The customer's name, if they said it", max_length=200, json_schema_extra=_OWN)
    ] = None,
    about: Annotated[
        str | None, Field(description="What they want to be contacted about", max_length=1_000, json_schema_extra=_OWN)
    ] = None,
) -> str:
    """Leave the customer's contact details, so that the business gets in touch. Use it when they ask for that."""
    found = sales.reach_in(reach)
    if not found:
        raise ArgumentsInvalid("reach: holds neither an e-mail address nor a telephone number")
    if bound.contact_id is None:
        return ""
    session = bound.transaction
    await sales.record_lead(
        session,
        lead_id=UUID(bound.key),
        workspace_id=bound.workspace_id,
        contact_id=bound.contact_id,
        conversation_id=bound.conversation_id,
        reach=found,
        name=name,
        about=about or "",
        language=bound.language,
    )
    said: contacts.SelfDescription = {}
    said |= {"email": found.email} if found.email else {}
    said |= {"phone": found.phone} if found.phone else {}
    said |= {"name": name.strip()} if name and name.strip() else {}
    await contacts.describe_contact(session, contact_id=bound.contact_id, **said)
    return ""


@cache
def shipped() -> Mapping[str, Action]:
    """The shipped actions, by name."""
    made = (
        from_function(hand_over, kind="shipped", changes=True, words=_words("hand_over"), within=True),
        from_function(look_up_facts, kind="shipped", changes=False, words=_words("look_up_facts"), within=True),
        from_function(
            leave_contact_details, kind="shipped", changes=True, words=_words("leave_contact_details"), within=True
        ),
    )
    return {each.name: each for each in made}


@cache
def said(language: str) -> Mapping[str, Any]:
    """What is said around actions, in one language; English for one that has no words."""
    name = language if language in LANGUAGES else "en"
    path = files("sportello.answering") / "texts" / f"actions-{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _words(name: str) -> dict[str, Words]:
    return {language: Words(**said(language)["actions"][name]) for language in LANGUAGES}
