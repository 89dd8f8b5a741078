"""The description of the API says with an example what a type alone does not."""

from collections.abc import Generator
from copy import deepcopy

from tests.api.declared import Schema, published as describe

TELLING = {"uuid", "date-time", "date", "time"}
"""Formats that say all there is to say."""


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


def parameters_without_example(schema: Schema) -> list[str]:
    """The parameters, as `GET /path name`, of which no value is shown."""
    return [
        f"{method.upper()} {path} {parameter['name']}"
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        for parameter in operation.get("parameters", ())
        if "examples" not in parameter["schema"] and "example" not in parameter
    ]


def test_every_parameter_has_an_example() -> None:
    assert not parameters_without_example(describe())


def test_a_parameter_without_is_found() -> None:
    planted = deepcopy(describe())
    [listed] = planted["paths"]["/api/v1/workspaces/{workspace}/members"]["get"]["parameters"]
    del listed["schema"]["examples"]
    assert parameters_without_example(planted) == ["GET /api/v1/workspaces/{workspace}/members workspace"]


def lists_that_lead_nowhere(schema: Schema) -> list[str]:
    """The lists that say where they go on and cannot be asked for it, or can be asked for what they never say."""
    shapes: Schema = schema["components"]["schemas"]
    found: list[str] = []
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            asked = {parameter["name"] for parameter in operation.get("parameters", ())} & {"cursor", "limit"}
            answer = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
            shape: Schema = shapes.get(answer.get("schema", {}).get("$ref", "").rpartition("/")[2], {})
            told = {"cursor", "limit"} if "next_cursor" in shape.get("properties", {}) else set[str]()
            if asked != told:
                found.append(f"{method.upper()} {path}")
    return found


def test_every_list_can_be_asked_for_what_it_says() -> None:
    assert not lists_that_lead_nowhere(describe())


def test_a_list_that_leads_nowhere_is_found() -> None:
    planted = deepcopy(describe())
    shapes = planted["components"]["schemas"]
    shapes["MemberList"]["properties"]["next_cursor"] = {"type": "string"}
    del shapes["AuditEntryPage"]["properties"]["next_cursor"]
    del planted["paths"]["/api/v1/workspaces/{workspace}/knowledge/articles"]["get"]["parameters"][:]
    assert set(lists_that_lead_nowhere(planted)) == {
        "GET /api/v1/workspaces/{workspace}/members",
        "GET /api/v1/workspaces/{workspace}/audit",
        "GET /api/v1/workspaces/{workspace}/knowledge/articles",
    }


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
    notes = paths["/api/v1/workspaces/{workspace}/conversations/{conversation_id}/notes"]
    assert notes["get"]["security"] == [{"session": ["agent"]}, {"api_key": ["agent", "conversations:read"]}]
    assert notes["post"]["security"] == [
        {"session": ["agent"], "change": []},
        {"api_key": ["agent", "conversations:write"]},
    ]
    keys = paths["/api/v1/workspaces/{workspace}/widget-keys"]
    assert keys["post"]["security"] == [{"session": ["admin"], "change": []}]
    assert paths["/api/v1/sessions"]["post"]["security"] == [{"change": []}]
    assert paths["/api/v1/widget/contact"]["patch"]["security"] == [{"visitor": []}]


def test_every_operation_and_room_has_words_of_its_own() -> None:
    schema = describe()
    rooms = [room["name"] for room in schema["tags"]]
    used = [tag for each in schema["paths"].values() for operation in each.values() for tag in operation["tags"]]
    assert sorted(rooms) == sorted(set(used))
    nameless = [
        operation["operationId"]
        for each in schema["paths"].values()
        for operation in each.values()
        if operation["summary"].title() == operation["operationId"].replace("_", " ").title()
        or not operation["summary"]
    ]
    assert not nameless


def test_the_codes_are_listed_where_the_api_is_introduced() -> None:
    schema = describe()
    codes = {
        line.split("`")[1] for line in schema["info"]["description"].splitlines() if line.startswith(("| 4", "| 5"))
    }
    assert codes == set(schema["components"]["examples"])
    assert {"unauthorized", "header_missing", "scope_missing", "too_many_requests"} <= codes
