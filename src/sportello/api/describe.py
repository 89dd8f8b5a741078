"""The description of the API (OpenAPI 3.1): what FastAPI finds in the code, with refusals and keys put right.

FastAPI knows neither problem+json nor our three ways to say who is asking; both follow from the path.
"""

import json
import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from sportello.api.limits import UPLOAD_LIMIT, body_limit
from sportello.api.problems import MEDIA_TYPE, Malformed, Problem, refusals
from sportello.api.security import API, SAFE_METHODS, WIDGET, WORKSPACES

TITLE = "Sportello"
ABOUT = """\
Everything the desk and the widget do, they do through this API.

* **Widget** addresses (`/api/v1/widget/…`) are for customers' browsers: first with the public key of a website
  (`X-Sportello-Key`), then with the visitor token they were given (`Authorization: Bearer vt_…`).
* **Desk** addresses (`/api/v1/workspaces/{workspace}/…`) are for people, by session cookie, and for programs, by
  API key (`Authorization: Bearer sk_…`). Every change made with the cookie carries `X-Sportello: 1`.
* Refusals are `application/problem+json` (RFC 9457): compare `code`, show `title` and `detail`.
* Lists come in parts: ask again with `cursor=` until `next_cursor` is null.
* Times are RFC 3339 in UTC; ids are UUIDs. Ids of messages and conversations are made by the client, so that a
  repeated request is the same request.
"""

_SCHEMES: dict[str, Any] = {
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-sportello"},
    "change": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Sportello",
        "description": "Always `1`: no secret, but nothing that another site's form can send. Without it a change is"
        " refused with 403 `header_missing`.",
    },
    "api_key": {"type": "http", "scheme": "bearer", "description": "sk_…, made in the desk"},
    "visitor": {"type": "http", "scheme": "bearer", "description": "vt_…, from POST /api/v1/widget/visitors"},
    "widget_key": {"type": "apiKey", "in": "header", "name": "X-Sportello-Key"},
}


def _security(method: str, path: str, operation: dict[str, Any]) -> list[dict[str, list[str]]]:
    """The ways in, as alternatives; schemes beside each other are needed together."""
    if path.startswith(WIDGET):
        by_key = any(p.get("name", "").lower() == "x-sportello-key" for p in operation.get("parameters", []))
        return [{"widget_key": []}] if by_key else [{"visitor": []}]
    change: dict[str, list[str]] = {} if method.upper() in SAFE_METHODS or not path.startswith(API) else {"change": []}
    if path.startswith(WORKSPACES):
        return [{"session": [], **change}, {"api_key": []}]
    if path.startswith(("/api/v1/me", "/api/v1/platform/", "/api/v1/sessions/")):
        return [{"session": [], **change}]
    return [change] if change else []


_PAGE = re.compile(r'(?<=["/])Page[_\[](\w+)[_\]](?=")')


def _with_plain_names(schema: dict[str, Any]) -> dict[str, Any]:
    """A list of notes is a `NotePage`, not FastAPI's `Page_Note_`: clients are generated with these names."""
    return json.loads(_PAGE.sub(r"\1Page", json.dumps(schema)))


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole description; made once, needs no database."""
    if app.openapi_schema is not None:
        return app.openapi_schema
    schema = get_openapi(
        title=TITLE,
        version=app.version,
        openapi_version="3.1.0",
        description=ABOUT,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        routes=app.routes,
        separate_input_output_schemas=app.separate_input_output_schemas,
    )
    components = schema.setdefault("components", {})
    shapes = components.setdefault("schemas", {})
    shapes["Problem"] = Problem.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        shapes.pop(unused, None)
    components["securitySchemes"] = _SCHEMES
    malformed = refusals(Malformed)[Malformed.status]
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            if "422" in answers and MEDIA_TYPE not in answers["422"].get("content", {}):
                answers["422"] = malformed
            operation["security"] = _security(method, path, operation)
            if body := operation.get("requestBody"):
                largest = UPLOAD_LIMIT if "multipart/form-data" in body["content"] else body_limit(path)
                body["description"] = f"At most {largest:,} bytes."
    app.openapi_schema = _with_plain_names(schema)
    return app.openapi_schema
