"""No request that its shape allows is refused for its size: limits of bodies and of fields are held together here."""

import json
from copy import deepcopy
from typing import Any

import httpx

from sportello.api.app import create_app
from sportello.api.limits import BODY_LIMIT, BODY_LIMITS, body_limit
from sportello.bootstrap import closed_resources
from tests.api.conftest import HERE

Schema = dict[str, Any]
PATH = "/api/v1/workspaces/{workspace}"
ESCAPED = 6
"""Bytes of a letter where a client writes each as an escape."""
LONGEST_WORD, LONGEST_PART, LONGEST_NUMBER = 64, 8, 25
"""What bounds a text with a pattern, a list and a number of which the description says no more."""
ALL_AT_ONCE = {
    f"PUT {PATH}/assistants/{{assistant}}/draft": "a hundred rules with fifteen hundred phrases each",
    f"PUT {PATH}/assistant/intents": "three hundred intents with fifteen hundred examples each",
}
"""Where many lists of many texts could be full at once, which nobody writes."""


class Measure:
    """The largest body a shape allows, in bytes."""

    def __init__(self, description: Schema) -> None:
        self.shapes: Schema = description["components"]["schemas"]

    def of(self, schema: Schema) -> int:
        """Of a schema."""
        if "$ref" in schema:
            return self.of(self.shapes[schema["$ref"].rpartition("/")[2]])
        choices: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
        if choices:
            return max(self.of(choice) for choice in choices)
        fixed: list[Any] = [schema["const"]] if "const" in schema else schema.get("enum", [])
        if fixed:
            return max(len(json.dumps(value)) for value in fixed)
        return self._of_type(schema, schema["type"])

    def _of_type(self, schema: Schema, kind: str) -> int:
        if kind == "string":
            return 2 + ESCAPED * schema.get("maxLength", LONGEST_WORD)
        if kind == "array":
            return 2 + schema.get("maxItems", LONGEST_PART) * (1 + self.of(schema["items"]))
        if kind != "object":
            return LONGEST_NUMBER
        named = sum(len(name) + 4 + self.of(field) for name, field in schema.get("properties", {}).items())
        more: Schema | bool = schema.get("additionalProperties", False)
        if not isinstance(more, dict):
            return 2 + named
        names: Schema = schema.get("propertyNames", {"type": "string"})
        count = schema.get("maxProperties", len(names.get("enum", ())) or LONGEST_PART)
        return 2 + named + count * (self.of(names) + self.of(more) + 2)


def too_small(description: Schema) -> dict[str, int]:
    """Operations whose shape allows more than their limit, and how much."""
    measure = Measure(description)
    return {
        f"{method.upper()} {path}": largest
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
        for kind, body in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json" and (largest := measure.of(body["schema"])) > body_limit(path)
    }


def describe() -> Schema:
    """The description as it is published."""
    return create_app(closed_resources()).openapi()


def test_every_body_that_its_shape_allows_is_taken() -> None:
    assert set(too_small(describe())) == set(ALL_AT_ONCE)


def test_a_field_longer_than_its_request_is_found() -> None:
    planted = deepcopy(describe())
    planted["components"]["schemas"]["Planted"] = {
        "type": "object",
        "properties": {"comment": {"anyOf": [{"type": "string", "maxLength": 20_000}, {"type": "null"}]}},
    }
    path = f"{PATH}/conversations/{{conversation_id}}/notes"
    content = planted["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    content["schema"] = {"$ref": "#/components/schemas/Planted"}
    assert set(too_small(planted)) - set(ALL_AT_ONCE) == {f"POST {path}"}


def test_every_larger_limit_is_of_a_path_there_is_and_is_told() -> None:
    paths: Schema = describe()["paths"]
    for path, largest in BODY_LIMITS.items():
        operations = [one for one in paths[PATH + path].values() if "requestBody" in one]
        assert operations
        assert {one["requestBody"]["description"] for one in operations} == {f"At most {largest:,} bytes."}
        assert body_limit((PATH + path).replace("{workspace}", "lumina")) == largest
    assert body_limit(f"{PATH}/assistant/else") == body_limit("/api/v1/sessions") == BODY_LIMIT


async def test_one_byte_decides(dry_stranger: httpx.AsyncClient) -> None:
    for path, largest in (("/sessions", BODY_LIMIT), ("/workspaces/lumina/knowledge/preview", 2 * 1024 * 1024)):
        frame = json.dumps({"body": ""})
        for more, refused in ((0, False), (1, True)):
            body = json.dumps({"body": "x" * (largest - len(frame) + more)})
            headers = {"Content-Type": "application/json", "X-Sportello": "1"}
            answer = await dry_stranger.post(path, content=body, headers=headers)
            assert (answer.status_code == 413) is refused
    assert (await dry_stranger.get(f"{HERE}/health")).status_code == 200
