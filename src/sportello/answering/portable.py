"""An assistant as a file: JSON of a documented form, with its models by name and never a key."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError, create_model
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.acting import actions_of
from sportello.answering.actions import check, words_of
from sportello.answering.chains import check_models, models_of
from sportello.answering.content import CONTENT, Content, completed
from sportello.answering.models import Routing
from sportello.answering.selections import selection_as_file, selection_from_file
from sportello.core.errors import Invalid
from sportello.core.llm import Provider
from sportello.workspaces import ModelKey, list_model_keys

FORMAT: Final = "sportello-assistant"
FORMAT_VERSION: Final = 1
_MARK: Final = "\ufeff"
"""Begins a file that some editors of Windows saved."""
_NUL: Final = re.compile(r"\x00|(?<!\\)(?:\\\\)*\\u0000")


class FileInvalid(Invalid):
    """This file is no assistant.

    `place` is the field that is wrong, by its path; empty where the whole is no JSON, which is told with its line.
    """

    code = "assistant_file_invalid"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Rule(_Strict):
    id: str
    name: str
    phrases: dict[str, list[str]] = {}
    enabled: bool = True
    replies: dict[str, str] = {}


class _Link(_Strict):
    provider: Provider
    model: str
    key: str = ""
    sees: bool | None = None


class _Selection(_Strict):
    handwritten: bool = False
    sources: list[str] = []
    articles: list[str] = []


_TYPES: Final[Mapping[str, Any]] = {
    "name": str,
    "texts": dict[str, dict[str, str]],
    "starters": dict[str, list[str]],
    "rules": list[_Rule],
    "threshold": float,
    "chain": list[_Link],
    "routing": Routing,
    "wishes": str,
    "day_budget": str | None,
    "actions": list[str],
    "knowledge": _Selection | None,
    "pictures": bool,
}
_FIELDS: Final[dict[str, Any]] = {
    column: (_TYPES.get(column, JsonValue), otherwise) for column, otherwise in CONTENT.items() if column != "name"
}
_File = create_model(
    "_File", __base__=_Strict, format=(str, ...), format_version=(int, ...), name=(str, ...), **_FIELDS
)


@dataclass(frozen=True)
class Brought:
    """What a file holds; `missing` is what of it the workspace has not: keys of models, actions, knowledge."""

    content: Content
    missing: Sequence[str]


async def write_file(session: AsyncSession, content: Content) -> dict[str, Any]:
    """An assistant's content as a file. Models are named by whose they are and what they are called there."""
    keys = {str(key.id): key for key in await list_model_keys(session)}
    chain = [
        {"provider": key.provider, "model": link["model"], "key": key.name, **_seeing(link)}
        for link in content["chain"]
        if (key := keys.get(link["key_id"]))
    ]
    knowledge = await selection_as_file(session, content["knowledge"])
    return {"format": FORMAT, "format_version": FORMAT_VERSION, **content, "chain": chain, "knowledge": knowledge}


async def read_file(session: AsyncSession, written: str) -> Brought:
    """What a file says, checked as if somebody had typed it. Keys are found by their names, else by whose they are."""
    said = _parsed(written)
    keys = await list_model_keys(session)
    chain, missing = list[dict[str, Any]](), list[str]()
    for link in said.get("chain", ()):
        if key := _key(link, keys):
            chain.append({"key_id": str(key.id), "model": link["model"], **_seeing(link)})
        else:
            missing.append(f"{link['provider']}: {link['model']}")
    known = await actions_of(session)
    actions = list[str](dict.fromkeys(said.get("actions", ())))
    missing += [name for name in actions if name not in known]
    actions = [name for name in actions if name in known]
    try:
        knowledge, unknown = await selection_from_file(session, said.get("knowledge"))
    except Invalid as error:
        raise FileInvalid(error.detail, place="knowledge") from None
    missing += unknown
    content = completed(said | {"chain": chain, "actions": actions, "knowledge": knowledge})
    _refused("", lambda: check(words_of(content)))
    try:
        await check_models(session, models_of(content))
    except Invalid as error:
        raise FileInvalid(error.detail, place="chain") from None
    return Brought(content, missing)


def _parsed(written: str) -> dict[str, Any]:
    if _NUL.search(written):
        raise FileInvalid("It holds a NUL character (\\u0000), which is in no text.", place="")
    try:
        file = _File.model_validate_json(written.removeprefix(_MARK))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise FileInvalid(f"{place}: {first['msg']}." if place else f"{first['msg']}.", place=place) from None
    said = file.model_dump(include=file.model_fields_set)
    if said["format"] != FORMAT:
        raise FileInvalid(f"An assistant's file says “format”: “{FORMAT}”.", place="format")
    if said["format_version"] != FORMAT_VERSION:
        raise FileInvalid(
            f"It has version {said['format_version']}; {FORMAT_VERSION} is read here.", place="format_version"
        )
    return said


def _seeing(link: Mapping[str, Any]) -> dict[str, bool]:
    """What was said of whether it can see, if anything was."""
    return {} if link.get("sees") is None else {"sees": link["sees"]}


def _key(link: Mapping[str, Any], keys: Sequence[ModelKey]) -> ModelKey | None:
    theirs = [key for key in keys if key.provider == link["provider"]]
    return next((key for key in theirs if key.name == link["key"]), next(iter(theirs), None))


def _refused(place: str, check_it: Callable[[], object]) -> None:
    try:
        check_it()
    except Invalid as error:
        raise FileInvalid(error.detail, place=place) from None
