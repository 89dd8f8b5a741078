"""Whatever a form is answered, it says why in its reader's language and keeps what they wrote."""

import json
from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.conftest import Place, Seat
from tests.browser.desk import Desk
from tests.browser.installation import Installation

REFUSALS: dict[int, tuple[str, str]] = {
    409: ("already_member", "Questa persona fa già parte dello spazio"),
    413: ("body_too_large", "È troppo grande da inviare"),
    422: ("malformed", "Qualcosa non può essere accettato"),
    429: ("too_many_requests", "Riprova fra 7 secondi."),
    500: ("internal_error", "Il server ha avuto un problema"),
    502: ("", "Il server ha avuto un problema"),
    0: ("", "Il server non è raggiungibile"),
}
"""By status: the code, and words that an Italian reads. A proxy's 502 has no code; 0 is no answer at all."""
FORMS: dict[str, tuple[dict[str, str], str]] = {
    "knowledge/new/faq": ({"Domanda": "Si può pattinare?", "Risposta": "Sì, fino alle 22."}, "Salva"),
    "settings/people": ({"E-mail": "bruno@example.com"}, "Invita"),
    "settings/workspace": ({"Nome": "Il mercatino"}, "Salva"),
    "settings/keys": ({"Nome": "Cassa"}, "Crea una chiave"),
    "me": ({"Nome": "Anna Maria Rossi"}, "Salva"),
}
"""By place: the fields, and the button that sends them."""


def _answering(status: int) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        code, _ = REFUSALS[status]
        if route.request.method == "GET":
            route.continue_()
        elif status == 0:
            route.abort()
        else:
            body = json.dumps({"code": code, "title": "Refused", "status": status}) if code else "<h1>Bad gateway</h1>"
            kind = "application/problem+json" if code else "text/html"
            route.fulfill(status=status, body=body, content_type=kind, headers={"Retry-After": "7"})

    return answer


def test_forms_say_why_they_were_refused_and_keep_what_was_written(agent: Callable[..., Desk], place: Place) -> None:
    desk = agent(language="it")
    page = desk.page
    for status in REFUSALS:
        desk.watch.expect(status, ".*")
    for path, (fields, button) in FORMS.items():
        desk.open(place.slug, path)
        main = page.get_by_role("main")
        for name, words in fields.items():
            main.get_by_role("textbox", name=name, exact=True).fill(words)
        if path == "settings/keys":
            main.get_by_role("checkbox").first.check()
        for status, (_, said) in REFUSALS.items():
            answer = _answering(status)
            page.route("**/api/v1/**", answer)
            main.get_by_role("button", name=button, exact=True).first.click()
            expect(page.get_by_text(said).first).to_be_visible()
            page.unroute("**/api/v1/**", answer)
            for name, words in fields.items():
                expect(main.get_by_role("textbox", name=name, exact=True)).to_have_value(words)
        expect(page.get_by_text("Refused", exact=True)).to_have_count(0)


def test_who_signs_in_too_often_or_meets_a_fault_is_told_so(
    sit_down: Callable[..., Seat], installation: Installation
) -> None:
    page = (seat := sit_down(locale="de-DE")).page
    page.goto(installation.desk)
    page.get_by_label("E-Mail").fill("anna@example.com")
    page.get_by_label("Passwort", exact=True).fill("neve sopra")
    for status, said in (
        (429, "Versuch es in 7 Sekunden wieder."),
        (500, "Der Server hatte ein Problem"),
        (0, "Der Server ist nicht erreichbar"),
    ):
        seat.watch.expect(status, "POST")
        answer = _answering(status)
        page.route("**/api/v1/sessions", answer)
        page.get_by_role("button", name="Anmelden").click()
        expect(page.get_by_role("alert")).to_contain_text(said)
        page.unroute("**/api/v1/sessions", answer)
        expect(page.get_by_label("E-Mail")).to_have_value("anna@example.com")
        expect(page.get_by_label("Passwort", exact=True)).to_have_value("neve sopra")


def test_two_quick_presses_are_one(agent: Callable[..., Desk], place: Place) -> None:
    desk = agent()
    desk.open(place.slug, "settings/keys")
    main = desk.page.get_by_role("main")
    main.get_by_role("textbox", name="Name", exact=True).fill("Cassa")
    main.get_by_role("checkbox").first.check()
    sent: list[Route] = []
    desk.page.route(
        "**/api-keys", lambda route: sent.append(route) if route.request.method == "POST" else route.continue_()
    )
    with desk.page.expect_request(lambda request: request.method == "POST"):
        main.get_by_role("button", name="Create a key").dblclick()
    main.get_by_role("textbox", name="Name", exact=True).press("Enter")
    assert len(sent) == 1
    sent[0].continue_()
    expect(main.get_by_role("button", name="Revoke Cassa")).to_have_count(1)
