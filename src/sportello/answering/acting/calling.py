"""An HTTP action at work: through the one HTTP door, with what was confirmed, to the server it was declared for."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from sportello.answering.acting.declaring import PLACE, Declaration
from sportello.answering.acting.kinds import ActionFailed, Bound, Means
from sportello.core.http import Fetched, FetchRefused, read_url, send
from sportello.core.keyring import KeyringRefused
from sportello.core.personal import MASK

MOST_BYTES: Final = 256 * 1024
_LONGEST: Final = 500
_SHORTEST_SECRET: Final = 4
_OK, _MANY = 200, 300


async def call(
    declared: Declaration, headers: Mapping[str, SecretStr], bound: Bound, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """What the server answers, as far as it is told on. Raises `ActionFailed`, with a reason for who runs this."""
    if bound.means is None:
        raise ActionFailed("Nothing is asked of servers here.")
    url, rest = address(declared, bound, arguments)
    content = None
    sent = {name: value.get_secret_value() for name, value in headers.items()} | {"Idempotency-Key": bound.key}
    if rest and declared.method in {"GET", "DELETE"}:
        url += ("&" if "?" in url else "?") + urlencode({name: _written(value) for name, value in rest.items()})
    elif declared.method not in {"GET", "DELETE"}:
        content = json.dumps(rest, ensure_ascii=False).encode()
        sent |= {"Content-Type": "application/json"}
    try:
        answer = await send(
            url,
            method=declared.method,
            headers=sent,
            content=content,
            most=MOST_BYTES,
            within=declared.seconds,
            reach=bound.means.reach,
        )
    except FetchRefused as refusal:
        raise ActionFailed(_without(str(refusal.detail), headers)) from None
    return told(declared, answer, headers)


def address(declared: Declaration, bound: Bound, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Where it is asked, and the arguments that have no place in the address."""
    rest = dict(arguments)
    known = {
        "contact_id": bound.contact_id,
        "conversation_id": bound.conversation_id,
        "external_id": bound.external_id,
        "language": bound.language,
    }

    def fill(name: str) -> str:
        value = rest.pop(name) if name in rest else arguments.get(name, known.get(name))
        if value is None:
            raise ActionFailed(f"There is no {name} in this conversation: nobody has proven who the customer is.")
        text = _written(value)
        if text in {"", ".", ".."}:
            raise ActionFailed(f"The value of {name} would lead elsewhere.")
        return quote(text, safe="")

    url = PLACE.sub(lambda place: fill(place[1]), declared.url)
    meant = read_url(PLACE.sub("x", declared.url), ports=range(1, 65_536))
    if read_url(url, ports=range(1, 65_536)).origin != meant.origin:
        raise ActionFailed("The address would lead to another server.")
    return url, rest


def told(declared: Declaration, answer: Fetched, headers: Mapping[str, SecretStr]) -> dict[str, Any]:
    """The parts of an answer that are told on, by their labels. Secrets that it repeats are left out."""
    if not _OK <= answer.status < _MANY:
        raise ActionFailed(f"The server answered {answer.status}.")
    if not declared.response or not answer.body.strip():
        return {}  # it worked, and there is no more to tell
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise ActionFailed("The server did not answer with JSON.") from None
    found = ((each.label, _at(body, each.path)) for each in declared.response)
    return {label: _without(_shown(value), headers) for label, value in found if value is not None}


def open_headers(sealed: bytes | None, means: Means, *, about: str) -> dict[str, SecretStr]:
    """Its headers with their values. Keep them no longer than it takes to ask."""
    if sealed is None:
        return {}
    try:
        opened: dict[str, str] = json.loads(means.keyring.open(sealed, about=about).get_secret_value())
    except KeyringRefused:
        raise ActionFailed("Its secret headers cannot be opened on this server: write them anew.") from None
    return {name: SecretStr(value) for name, value in opened.items()}


def _at(body: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(body, dict):
            body = body.get(part)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - it is JSON
        elif isinstance(body, list) and part.isdecimal() and int(part) < len(body):  # pyright: ignore[reportUnknownArgumentType] - it is JSON
            body = body[int(part)]  # pyright: ignore[reportUnknownVariableType] - it is JSON
        else:
            return None
    return body  # pyright: ignore[reportUnknownVariableType] - it is JSON


def _shown(value: Any) -> str:
    return value[:_LONGEST] if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:_LONGEST]


def _without(text: str, headers: Mapping[str, SecretStr]) -> str:
    for value in headers.values():
        secret = value.get_secret_value()
        for each in {secret, secret.rpartition(" ")[2]}:
            text = text.replace(each, MASK) if len(each) >= _SHORTEST_SECRET else text
    return text


def _written(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
