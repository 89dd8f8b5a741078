"""The description of the API (OpenAPI 3.1): what FastAPI finds in the code, with refusals and keys put right.

FastAPI knows neither problem+json nor who may ask what. Both are asked of those who decide it: `refusing` for what is
answered before an endpoint, `deps` for the scope that an API key needs.
"""

import json
import re
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts

from sportello.api.deps import scope_of
from sportello.api.limits import LARGEST_ATTACHMENT, UPLOAD_LIMIT, body_limit
from sportello.api.overview import SECURITY, TAGS, TITLE, overview
from sportello.api.parameters import WORKSPACE
from sportello.api.problems import MEDIA_TYPE, Problem, refusals
from sportello.api.refusing import outer_refusals, role_of
from sportello.api.security import API, SAFE_METHODS, WIDGET, WORKSPACES
from sportello.workspaces import Rank

Operation = dict[str, Any]

_PAGE = re.compile(r'(?<=["/])(Page|Whole)[_\[](\w+)[_\]](?=")')


def _plain_name(found: re.Match[str]) -> str:
    return found[2] + {"Page": "Page", "Whole": "List"}[found[1]]


def _with_plain_names(schema: dict[str, Any]) -> dict[str, Any]:
    """A list of notes is a `NoteList`, not FastAPI's `Whole_Note_`: clients are generated with these names."""
    return json.loads(_PAGE.sub(_plain_name, json.dumps(schema)))


def _security(method: str, path: str, operation: Operation, role: Rank | None) -> list[dict[str, list[str]]]:
    """The ways in, as alternatives; schemes beside each other are needed together, and roles and scopes are named."""
    if path.startswith(WIDGET):
        by_key = any(p.get("name", "").lower() == "x-sportello-key" for p in operation.get("parameters", []))
        return [{"widget_key": []}] if by_key else [{"visitor": []}]
    change: dict[str, list[str]] = {} if method in SAFE_METHODS or not path.startswith(API) else {"change": []}
    roles: list[str] = [role] if role else []
    if path.startswith(WORKSPACES):
        scope = scope_of(method, path)
        return [{"session": roles, **change}, *([{"api_key": [*roles, scope]}] if scope else [])]
    if path.startswith(("/api/v1/me", "/api/v1/platform/", "/api/v1/sessions/")):
        return [{"session": roles, **change}]
    return [change] if change else []


def _who(method: str, path: str, role: Rank | None) -> str:
    """Who may do this, as a sentence; nothing where that is plain from how it is asked."""
    if path.startswith("/api/v1/platform/"):
        return "For owners of the installation."
    if not path.startswith(WORKSPACES):
        return ""
    scope = scope_of(method, path)
    whom = f"For everyone with the role `{role}` or above" if role else "For every member"
    return f"{whom}; an API key needs the scope `{scope}`." if scope else f"{whom}; no API key may do this."


def _declare(operation: Operation, route: RouteContext, method: str) -> None:
    """Add what is answered before the endpoint to what the endpoint says of itself."""
    answers: dict[str, Any] = operation["responses"]
    if MEDIA_TYPE not in answers.get("422", {}).get("content", {}):
        answers.pop("422", None)
    for status, outer in refusals(*outer_refusals(route, method)).items():
        entry = answers.setdefault(str(status), outer)
        if MEDIA_TYPE not in entry.get("content", {}):
            entry.setdefault("content", {}).update(outer["content"])
        entry["content"][MEDIA_TYPE]["examples"] |= outer["content"][MEDIA_TYPE]["examples"]
        entry |= {"headers": outer["headers"]} if "headers" in outer else {}
    for status, answer in answers.items():
        if answer["description"] == "Successful Response":
            answer["description"] = HTTPStatus(int(status)).phrase
    operation["responses"] = dict(sorted(answers.items()))


def _share_refusals(schema: dict[str, Any]) -> None:
    """Keep each problem, and each answer that can only be this one, where all operations can point to it."""
    problems: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {})
                if MEDIA_TYPE not in content:
                    continue
                codes = sorted(content[MEDIA_TYPE]["examples"])
                problems |= content[MEDIA_TYPE]["examples"]
                content[MEDIA_TYPE]["examples"] = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
                if len(codes) == len(content) == 1:
                    answers[codes[0]] = answer
                    operation["responses"][status] = {"$ref": f"#/components/responses/{codes[0]}"}
    schema["components"] |= {"examples": dict(sorted(problems.items())), "responses": dict(sorted(answers.items()))}


def _first_sentence(text: str) -> tuple[str, str]:
    """What a docstring begins with, as a title, and the rest."""
    first, _, more = text.partition("\n\n")
    sentence, _, rest = first.partition(". ")
    return sentence.rstrip("."), "\n\n".join(filter(None, (rest, more)))


def _complete(operation: Operation, route: RouteContext, path: str, method: str) -> None:
    """Say of one operation what only the house knows: who may, with what, and what may be answered instead."""
    role = role_of(route)
    operation["security"] = _security(method, path, operation, role)
    operation["summary"], more = _first_sentence(operation.get("description", ""))
    operation["description"] = "\n\n".join(filter(None, (more, _who(method, path, role))))
    _declare(operation, route, method)
    if path.startswith(f"{WORKSPACES}{{workspace}}"):
        operation["parameters"] = [WORKSPACE, *operation.get("parameters", [])]
    if body := operation.get("requestBody"):
        largest = UPLOAD_LIMIT if "multipart/form-data" in body["content"] else body_limit(path)
        if "application/octet-stream" in body["content"]:
            largest = LARGEST_ATTACHMENT
        body["description"] = f"At most {largest:,} bytes."


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole description; made once, needs no database."""
    if app.openapi_schema is not None:
        return app.openapi_schema
    schema = get_openapi(
        title=TITLE,
        version=app.version,
        openapi_version="3.1.0",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        routes=app.routes,
        tags=TAGS,
        separate_input_output_schemas=app.separate_input_output_schemas,
    )
    components = schema.setdefault("components", {})
    shapes = components.setdefault("schemas", {})
    shapes["Problem"] = Problem.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        shapes.pop(unused, None)
    components["securitySchemes"] = SECURITY
    for route in iter_route_contexts(app.routes):
        path = cast("str", route.path_format)
        for method in route.methods or ():
            if operation := schema["paths"].get(path, {}).get(method.lower()):
                _complete(operation, route, path, method)
    _share_refusals(schema)
    schema["info"]["description"] = overview(components["examples"])
    app.openapi_schema = _with_plain_names(schema)
    return app.openapi_schema
