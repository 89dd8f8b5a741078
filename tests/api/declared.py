"""What the description says may be answered, and what was answered that it does not say."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from sportello.api.app import create_app
from sportello.bootstrap import closed_resources

Schema = dict[str, Any]


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{\w+}", "[^/]+", path))


def operation_of(schema: Schema, method: str, path: str) -> tuple[str, Schema] | None:
    """The operation that an address belongs to; the one with the fewest parameters where several fit."""
    fitting = [
        template
        for template, operations in schema["paths"].items()
        if method.lower() in operations and _pattern(template).fullmatch(path)
    ]
    if not fitting:
        return None
    template = min(fitting, key=lambda one: one.count("{"))
    return f"{method} {template}", schema["paths"][template][method.lower()]


def codes_of(schema: Schema, operation: Schema) -> set[tuple[int, str]]:
    """Status and code of every refusal that an operation declares."""
    found: set[tuple[int, str]] = set()
    for status, answer in operation["responses"].items():
        whole: Mapping[str, Any] = answer
        if "$ref" in answer:
            whole = schema["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        problems = whole.get("content", {}).get("application/problem+json", {})
        found |= {(int(status), code) for code in problems.get("examples", {})}
    return found


def undeclared(schema: Schema, answer: httpx.Response) -> str | None:
    """What was answered although the description does not say that it may be; None where it does."""
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return None
    found = operation_of(schema, answer.request.method, answer.request.url.path)
    if found is None:
        return None
    name, operation = found
    said = (answer.status_code, answer.json()["code"])
    return None if said in codes_of(schema, operation) else f"{name}: {said[0]} {said[1]}"


@cache
def published() -> Schema:
    """The description as it is published."""
    return create_app(closed_resources()).openapi()


async def must_be_declared(answer: httpx.Response) -> None:
    """A hook of test clients: whatever any test is refused stands in the description."""
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        await answer.aread()
        missing = undeclared(published(), answer)
        assert missing is None, f"The description does not say that this may be answered: {missing}"
