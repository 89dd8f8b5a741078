"""The description of the API says with an example what a type alone does not."""

from collections.abc import Generator
from copy import deepcopy
from typing import Any

from sportello.api.app import create_app
from sportello.bootstrap import closed_resources

Schema = dict[str, Any]
TELLING = {"uuid", "date-time", "date", "time"}
"""Formats that say all there is to say."""


def describe() -> Schema:
    """The description as it is published."""
    return create_app(closed_resources()).openapi()


def without_example(schema: Schema) -> list[str]:
    """The fields, as `Shape.field`, that leave their reader guessing."""
    shapes: Schema = schema["components"]["schemas"]
    return [
        f"{name}.{field}"
        for name, shape in shapes.items()
        if name != "Problem"
        for field, described in shape.get("properties", {}).items()
        if not any("examples" in part or "example" in part for part in parts_of(described))
        and any(needs_one(part) for part in parts_of(described))
    ]


def parts_of(described: Schema) -> Generator[Schema]:
    """A field's schema, and those of what it may be instead."""
    yield described
    for other in described.get("anyOf", ()):
        yield from parts_of(other)


def needs_one(part: Schema) -> bool:
    """Whether a value says more than this: text, numbers, and lists of them."""
    if "enum" in part or "const" in part or part.get("format") in TELLING:
        return False
    if part.get("type") == "array":
        return any(needs_one(one) for one in parts_of(part.get("items", {})))
    return part.get("type") in {"string", "number", "integer"}


def test_every_field_that_needs_one_has_an_example() -> None:
    assert not without_example(describe())


def test_a_field_without_is_found() -> None:
    planted = deepcopy(describe())
    planted["components"]["schemas"]["Planted"] = {
        "properties": {
            "bare": {"type": "string"},
            "perhaps": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "several": {"type": "array", "items": {"type": "string"}},
            "told": {"type": "string", "examples": ["so"]},
            "plain": {"type": "string", "format": "uuid"},
            "chosen": {"type": "array", "items": {"enum": ["a", "b"], "type": "string"}},
        }
    }
    found = set(without_example(planted)) - set(without_example(describe()))
    assert found == {"Planted.bare", "Planted.perhaps", "Planted.several"}


PASSWORDS = {"POST /api/v1/sessions", "POST /api/v1/me/password", "POST /api/v1/invitations/accept"}
"""Where a password can be guessed at; each has a test that says how often (test_sign_in, test_me, test_invitations)."""


def test_passwords_are_asked_for_nowhere_else() -> None:
    schema = describe()
    shapes: Schema = schema["components"]["schemas"]
    asking = {name for name, shape in shapes.items() if {"password", "current"} & shape.get("properties", {}).keys()}
    found = {
        f"{method.upper()} {path}"
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        for body in operation.get("requestBody", {}).get("content", {}).values()
        if body["schema"].get("$ref", "").rpartition("/")[2] in asking
    }
    assert found == PASSWORDS


def test_a_change_by_cookie_says_which_header_it_needs() -> None:
    paths = describe()["paths"]
    keys = paths["/api/v1/workspaces/{workspace}/widget-keys"]
    assert keys["get"]["security"] == [{"session": []}, {"api_key": []}]
    assert keys["post"]["security"] == [{"session": [], "change": []}, {"api_key": []}]
    assert paths["/api/v1/sessions"]["post"]["security"] == [{"change": []}]
    assert paths["/api/v1/widget/contact"]["patch"]["security"] == [{"visitor": []}]
