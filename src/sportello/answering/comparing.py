"""Two contents of an assistant beside each other, field by field, as people read them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.answering.catalogue import TEXTS, catalogue
from sportello.answering.content import Content, with_guards
from sportello.answering.language import LANGUAGES
from sportello.answering.selections import Reading, reading_of
from sportello.answering.versions import Which, content_of
from sportello.workspaces import list_model_keys


@dataclass(frozen=True)
class Difference:
    """A field in which two differ: where it stands, and what each says. None: it is not there."""

    path: tuple[str, ...]
    before: str | None
    after: str | None


async def compare_contents(
    session: AsyncSession, *, workspace_id: UUID, before: Which, after: Which, assistant_id: UUID | None = None
) -> list[Difference]:
    """What has changed from the one to the other."""
    keys = {str(key.id): key.name for key in await list_model_keys(session)}

    async def leaves(which: Which) -> dict[tuple[str, ...], str]:
        content = await content_of(session, workspace_id=workspace_id, which=which, assistant_id=assistant_id)
        reads = await reading_of(session, content["knowledge"])
        return dict(_leaves(_readable(content, keys) | {"knowledge": _read(reads)}))

    one, other = await leaves(before), await leaves(after)
    return [
        Difference(path, one.get(path), other.get(path))
        for path in dict.fromkeys([*one, *other])
        if one.get(path) != other.get(path)
    ]


def _readable(content: Content, keys: Mapping[str, str]) -> dict[str, Any]:
    """With the shipped words where its owner wrote none, rules by their names, and models with their keys' names."""
    texts = {
        language: {key: content["texts"].get(language, {}).get(key) or catalogue(language).texts[key] for key in TEXTS}
        for language in LANGUAGES
    }
    shipped = {language: list(catalogue(language).starters) for language in LANGUAGES}
    rules = {
        rule["name"]: {key: value for key, value in rule.items() if key not in {"id", "name"}}
        for rule in with_guards(content["rules"])
    }
    chain = [f"{link['model']} ({keys.get(link['key_id'], '?')})" for link in content["chain"]]
    return dict(content) | {"texts": texts, "starters": shipped | content["starters"], "rules": rules, "chain": chain}


def _read(reads: Reading | None) -> dict[str, Any]:
    """What it reads, by name."""
    if reads is None:
        return {"reads": "everything"}
    named = {
        kind: [one.name for one in chosen]
        for kind, chosen in (("sources", reads.sources), ("articles", reads.articles))
    }
    return {"reads": "chosen", "handwritten": reads.handwritten, **named}


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every field with what it says, as a text; lists a line each. What is empty is not there."""
    if isinstance(value, Mapping):
        for name, inner in cast("Mapping[str, Any]", value).items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        said = "\n".join(str(one) for one in cast("Sequence[Any]", value))
        if said:
            yield path, said
    elif value not in {None, ""}:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)
