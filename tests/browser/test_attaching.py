"""What customers attach: chosen, dropped, pasted or photographed; told what cannot go; never lost on the way."""

import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look
from tests.browser.test_attachments import OPERATOR, PASTE, picture

PDF = b"%PDF-1.7\nscontrino"
DROP = """([panel, data]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([atob(data)], "trascinato.pdf", { type: "application/pdf" }));
  for (const name of ["dragover", "drop"])
    panel.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""
NOTHING_KEPT = """async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  const counts = names.map((name) => new Promise((done) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => {
      const asking = opening.result.transaction("files").objectStore("files").count();
      asking.onsuccess = () => { opening.result.close(); done(asking.result); };
    };
  }));
  return (await Promise.all(counts)).every((count) => count === 0);
}"""


def choose(guest: Customer, files: Any, name: str = "Allega file") -> None:
    """Press the button and choose files."""
    with guest.page.expect_file_chooser() as choosing:
        guest.panel.get_by_role("button", name=name).click()
    choosing.value.set_files(files)


def tray(guest: Customer) -> Locator:
    """The files that are to go with the next message."""
    return guest.panel.locator(".tray li")


def pdf(name: str, size: int = 0) -> dict[str, Any]:
    """A file as it is chosen."""
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF + b"x" * size}


def test_files_are_chosen_dropped_and_pasted_and_reach_the_desk(
    customer: Callable[..., Customer], agent: Callable[..., Desk]
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    choose(guest, [pdf("Scontrino.pdf"), pdf("Scusi.pdf")])
    guest.panel.evaluate("(panel, data) => (" + DROP + ")([panel, data])", b64encode(PDF).decode())
    guest.page.evaluate(PASTE, [guest.field.element_handle(), b64encode(picture("red")).decode()])
    expect(tray(guest)).to_have_count(4)
    guest.panel.get_by_role("button", name="Togli Scusi.pdf").click()
    expect(tray(guest)).to_have_count(3)
    expect(guest.field).to_be_focused()
    guest.say("Ecco lo scontrino")
    expect(tray(guest)).to_have_count(0)
    sent = guest.by("customer").last
    expect(sent.get_by_role("img", name="incollata.png")).to_be_visible()
    expect(sent.get_by_role("button", name=re.compile("Scontrino.pdf"))).to_be_visible()
    expect(sent.locator(".text")).to_have_text("Ecco lo scontrino")
    choose(guest, pdf("Solo.pdf"))
    guest.panel.get_by_role("button", name="Invia", exact=True).click()
    alone = guest.by("customer").last
    expect(alone.get_by_role("button", name=re.compile("Solo.pdf"))).to_be_visible()
    expect(alone.locator(".text")).to_be_hidden()
    desk = agent()
    desk.rows.click()
    expect(desk.by("customer").nth(1).get_by_role("link", name=re.compile("Scontrino.pdf"))).to_be_visible()
    expect(desk.by("customer").nth(1).get_by_role("button", name="Look at incollata.png")).to_be_visible()
    expect(desk.by("customer").nth(2).get_by_role("link", name=re.compile("Solo.pdf"))).to_be_visible()


def test_what_cannot_go_is_told_before_anything_is_sent(
    customer: Callable[..., Customer], place: Place, look: Look
) -> None:
    limits = {"kinds": ["pdf"], "file_megabytes": 1, "per_message": 2, "total_megabytes": 10}
    place.owner.put(place.api("attachment-limits"), json=limits).raise_for_status()
    guest = customer().open()
    asked: list[str] = []
    guest.page.on("request", lambda request: asked.append(request.method) if request.method == "PUT" else None)
    choose(guest, [{"name": "pagina.html", "mimeType": "text/html", "buffer": b"<p>"}, pdf("Uno.pdf"), pdf("Due.pdf")])
    expect(tray(guest)).to_have_count(2)
    told = guest.panel.get_by_role("alert")
    expect(told).to_have_text("pagina.html: Non accettiamo file di questo tipo.")
    choose(guest, pdf("Tre.pdf"))
    expect(told).to_have_text("Tre.pdf: Al massimo 2 file per messaggio.")
    guest.panel.get_by_role("button", name="Togli Due.pdf").click()
    choose(guest, pdf("Grande.pdf", 1024 * 1024))
    expect(told).to_have_text(re.compile("Grande.pdf: È troppo grande: al massimo 1 MB."))
    look.at(guest.page, "widget-attaching", "sportello-widget")
    assert asked == []


def test_a_message_with_files_waits_over_a_reload_and_goes_once(
    customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., None]
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    guest.watch.excuse("ERR_FAILED")
    choose(guest, [pdf("Chosen.pdf")])
    guest.field.fill("Già scritto")
    guest.page.reload()
    expect(tray(guest)).to_have_text(re.compile("Chosen.pdf"))
    expect(guest.field).to_have_value("Già scritto")
    guest.page.context.route(lambda url: "/attachments/" in url, lambda route: route.abort())
    guest.field.press("Enter")
    unsent = guest.by("customer").last
    expect(unsent.get_by_role("progressbar", name="Chosen.pdf")).to_be_visible()
    assert_accessible(guest.page, "sportello-widget")
    picture(guest.page, "widget-file-on-its-way")
    guest.page.reload()
    expect(guest.by("customer").last.get_by_role("progressbar", name="Chosen.pdf")).to_be_visible()
    guest.page.context.unroute_all()
    guest.page.evaluate("dispatchEvent(new Event('online'))")
    expect(guest.by("customer").last.get_by_role("button", name=re.compile("Chosen.pdf"))).to_be_visible(timeout=40_000)
    expect(guest.by("customer")).to_have_count(2)
    guest.page.wait_for_function(NOTHING_KEPT)
    desk = agent()
    desk.rows.click()
    expect(desk.by("customer").last.get_by_role("link", name=re.compile("Chosen.pdf"))).to_be_visible()


def test_what_is_on_its_way_can_be_called_back(customer: Callable[..., Customer]) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    guest.watch.excuse("ERR_FAILED")
    guest.page.context.route(lambda url: "/attachments/" in url, lambda _: None)
    choose(guest, [pdf("Mai.pdf")])
    guest.say("Ripensandoci")
    unsent = guest.by("customer").last
    unsent.get_by_role("button", name="Annulla").click()
    expect(guest.by("customer")).to_have_count(1)
    guest.page.context.unroute_all(behavior="ignoreErrors")
    guest.say("Come non detto")
    expect(guest.by("customer")).to_have_count(2)
    expect(guest.panel.get_by_role("progressbar")).to_have_count(0)
    guest.page.reload()
    expect(guest.by("customer")).to_have_count(2)


def test_what_the_server_refuses_is_told_and_the_words_can_go_alone(
    customer: Callable[..., Customer], place: Place
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    guest.watch.expect(415, "PUT .*/attachments/")
    choose(guest, {"name": "finto.pdf", "mimeType": "application/pdf", "buffer": b"<!doctype html><p>"})
    guest.say("Le mie parole")
    unsent = guest.by("customer").last
    expect(unsent).to_contain_text("Non accettiamo file di questo tipo.")
    expect(unsent).to_contain_text("Non inviato")
    assert_accessible(guest.page, "sportello-widget")
    unsent.get_by_role("button", name="Invia senza i file").click()
    expect(guest.by("customer").last).not_to_contain_text("Non inviato")
    expect(guest.by("customer").last.locator(".text")).to_have_text("Le mie parole")
    none: dict[str, Any] = {"kinds": [], "file_megabytes": 1, "per_message": 2, "total_megabytes": 10}
    place.owner.put(place.api("attachment-limits"), json=none).raise_for_status()
    guest.page.reload()
    expect(guest.by("customer").last).to_contain_text("Le mie parole")
    expect(guest.panel.get_by_role("button", name="Allega file")).to_have_count(0)


def test_a_telephone_takes_a_photo(customer: Callable[..., Customer]) -> None:
    guest = customer(viewport=PHONE, has_touch=True, is_mobile=True).open()
    camera = guest.panel.get_by_role("button", name="Scatta una foto")
    expect(camera).to_be_visible()
    expect(guest.panel.locator("input[capture]")).to_have_attribute("capture", "environment")
    photo = {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": picture("blue")}
    choose(guest, photo, "Scatta una foto")
    expect(tray(guest)).to_have_count(1)
    guest.panel.get_by_role("button", name="Invia", exact=True).click()
    expect(guest.by("customer").get_by_role("img", name="image.jpg")).to_be_visible()


def test_the_owner_says_in_the_desk_what_is_taken(
    agent: Callable[..., Desk], place: Place, picture: Callable[..., None]
) -> None:
    desk = agent()
    desk.open(place.slug, "settings/attachments")
    page = desk.page
    audio = page.get_by_role("checkbox", name="Audio")
    expect(audio).to_be_checked()
    audio.uncheck()
    page.get_by_label("Largest file, in megabytes").fill("3")
    assert_accessible(page)
    picture(page, "desk-attachment-limits")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Saved").first).to_be_visible()
    found = place.owner.get(place.api("attachment-limits")).json()
    assert (set(found["kinds"]), found["file_megabytes"]) == ({"image", "pdf", "text", "office"}, 3)
    page.reload()
    expect(page.get_by_label("Largest file, in megabytes")).to_have_value("3")
