"""What is there when a day at the desk begins: who waits, and what colleagues have prepared."""

import secrets
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx
import pytest

from tests.browser.conftest import Place
from tests.browser.installation import PASSWORD

OPERATOR = "Vorrei parlare con un operatore"


class Visitors:
    """Customers who say their name, before the widget's API without a widget."""

    def __init__(self, place: Place, origin: str) -> None:
        self.place, self.origin = place, origin
        self._open: list[httpx.Client] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for http in self._open:
            http.close()

    def come(self, name: str) -> httpx.Client:
        """One of them."""
        http = self.place.installation.client()
        self._open.append(http)
        http.headers["Origin"] = self.origin
        made = http.post("/widget/visitors", json={"language": "it"}, headers={"X-Sportello-Key": self.place.key})
        http.headers["Authorization"] = f"Bearer {made.raise_for_status().json()['token']}"
        http.patch("/widget/contact", json={"name": name}).raise_for_status()
        return http


def asks(http: httpx.Client, text: str) -> str:
    """A customer begins a conversation; tells which."""
    begun = http.post("/widget/conversations", json={"id": str(uuid4()), "language": "it"}).raise_for_status()
    conversation: str = begun.json()["id"]
    said = {"id": str(uuid4()), "text": text, "choice": None}
    http.post(f"/widget/conversations/{conversation}/messages", json=said).raise_for_status()
    return conversation


def _until(found: Callable[[], bool]) -> None:
    for _ in range(240):
        if found():
            return
        time.sleep(0.25)
    pytest.fail("it did not come")


def begin_the_day(place: Place, visitors: Visitors) -> str:
    """Five wait, one of whom was there before; there are a label, a team, a canned reply and a macro.

    Tells the address of an agent who has not signed in yet.
    """
    owner = place.owner

    def make(path: str, **values: Any) -> dict[str, Any]:
        made: dict[str, Any] = owner.post(place.api(path), json=values).raise_for_status().json()
        return made

    make("labels", name="Rimborso", color="#b3261e", skill=False)
    make("teams", name="Biglietteria", members=[])
    make("canned-replies", shortcut="arrivederci", text="Buona serata da tutti noi.", language=None)
    macro: dict[str, Any] = {"personal": False, "labels": [], "ending": None, "target": None}
    make("macros", name="Rimborso partito", text="Il rimborso è partito.", priority="high", **macro)
    dora = visitors.come("Dora Riva")
    first = asks(dora, "Dove si parcheggia?")
    owner.post(place.api(f"conversations/{first}/take")).raise_for_status()
    closed = {"outcome": "resolved", "reason": None}
    owner.post(place.api(f"conversations/{first}/close"), json=closed).raise_for_status()
    asks(dora, OPERATOR)
    for name in ("Luca Ferri", "Carlo Moretti", "Eva Galli", "Fabio Costa"):
        asks(visitors.come(name), OPERATOR)
    _until(lambda: owner.get(place.api("conversations/counts")).json()["unassigned"] == 5)
    email = f"{secrets.token_hex(6)}@example.com"
    invited = make("invitations", email=email, role="agent")
    with place.installation.client() as client:
        accept = {"token": invited["link"].partition("#")[2], "name": "Anna Rossi", "password": PASSWORD}
        client.post("/invitations/accept", json=accept).raise_for_status()
        client.patch("/me", json={"language": "en"}).raise_for_status()
    return email
