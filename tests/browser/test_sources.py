"""Sources in the desk: added by drop, button, paste and address; followed live; reported; removed. By every hand."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from sportello.core.ids import new_id
from tests.browser.conftest import Place
from tests.browser.desk import Desk
from tests.browser.looks import Look

HOURS = "# Orari\n\nSiamo aperti dalle 17 alle 22, il museo chiude il lunedì.\n"
AGAIN = "# Orari invernali\n\nSiamo aperti dalle 17 alle 22, il museo chiude il lunedì.\n"
FAQ = "question,answer\nPosso portare il cane?,Sì.\nBici?,\n" + "".join(f"Voce {n}?,\n" for n in range(60))
INSIDE = "http://169.254.169.254/latest"

DROP = """([zone, name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def drop(page: Page, name: str, text: str) -> None:
    """Let go of a file over the page's drop zone."""
    zone = page.get_by_text("Drop files or folders here, or").locator("..").element_handle()
    page.evaluate(DROP, [zone, name, text])


def test_files_become_knowledge_and_say_what_was_left_out(agent: Callable[..., Desk], place: Place, look: Look) -> None:
    desk = agent(role="supervisor")
    page = desk.page
    desk.open(place.slug, "knowledge/sources")
    page.get_by_role("link", name="Add a source").first.click()
    page.get_by_role("button", name="Add and read").click()
    expect(page.get_by_text("Choose at least one file.")).to_be_visible()
    look.at(page, "sources-new-refused")
    page.locator("input[type=file]").first.set_input_files(
        [
            {"name": "orari.md", "mimeType": "text/markdown", "buffer": HOURS.encode()},
            {"name": "faq.csv", "mimeType": "text/csv", "buffer": FAQ.encode()},
        ]
    )
    drop(page, "inverno.md", AGAIN)
    drop(page, "foto.jpg", "x")
    expect(page.get_by_text("Cannot be read. Save it as PDF")).to_be_visible()
    look.at(page, "sources-new-files")
    page.get_by_role("button", name="Leave out foto.jpg").click()
    page.get_by_label("Name", exact=True).fill("Manuale")
    page.get_by_role("button", name="Add and read").click()

    expect(page.get_by_role("heading", name="Manuale")).to_be_visible()
    expect(page.get_by_text("Read, with remarks").first).to_be_visible()
    expect(page.get_by_text("3 articles")).to_be_visible()
    look.at(page, "source")
    page.get_by_role("region").or_(page.locator("section")).filter(has_text="Imports").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Import of")).to_be_visible()
    expect(page.get_by_text("faq.csv:3", exact=True)).to_be_visible()
    expect(page.get_by_text("in common")).to_be_visible()
    look.at(page, "source-report")
    page.get_by_label("Filter").fill("voce 5")
    expect(page.get_by_text("faq.csv:3", exact=True)).to_have_count(0)
    expect(page.get_by_text("'Voce 5?'")).to_be_visible()
    page.get_by_role("link", name="Orari invernali").last.click()
    expect(page.get_by_text("One of them may be superfluous.")).to_be_visible()
    expect(page.get_by_label("Valid until")).to_be_enabled()
    look.at(page, "article-alike")

    desk.open(place.slug, "knowledge/sources")
    expect(page.get_by_role("link", name="Manuale")).to_be_visible()
    look.at(page, "sources")


def test_an_address_is_checked_read_scheduled_and_removed(agent: Callable[..., Desk], place: Place, look: Look) -> None:
    desk = agent(role="supervisor")
    page = desk.page
    desk.open(place.slug, "knowledge/sources/new")
    page.get_by_role("radio", name="Web site").check()
    page.get_by_label("Address").fill("mailto:x")
    page.get_by_label("Read again").select_option("weekly")
    page.get_by_role("button", name="Add and read").click()
    expect(page.get_by_text("This is no web address.")).to_be_visible()
    expect(page.get_by_label("Address")).to_be_focused()
    look.at(page, "sources-new-site")
    page.get_by_label("Address").fill(INSIDE)
    page.get_by_role("button", name="Add and read").click()

    expect(page.get_by_role("heading", name="169.254.169.254")).to_be_visible()
    expect(page.get_by_text("Failed").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Monday at 03:00 · next .* 03:00( \(Europe/Rome\))?$"))).to_be_visible()
    look.at(page, "source-failed")
    expect(page.get_by_role("button", name="Try again")).to_be_enabled()
    page.get_by_role("button", name="Change the address").click()
    settings = page.get_by_role("dialog")
    settings.get_by_label("Address").fill("http://10.0.0.7/help")
    settings.get_by_role("button", name="Save and read").click()
    expect(page.get_by_text("10.0.0.7 leads to a private")).to_be_visible()
    page.get_by_role("button", name="Settings").click()
    settings.get_by_label("Read again").select_option("daily")
    look.at(page, "source-settings")
    settings.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Daily at 03:00")).to_be_visible()

    desk.watch.expect(409, "POST .*/sources")
    desk.open(place.slug, "knowledge/sources/new")
    page.get_by_role("radio", name="Web page").check()
    page.get_by_label("Address").fill(INSIDE)
    page.get_by_role("button", name="Add and read").click()
    page.get_by_role("link", name="Open the source that is called 169.254.169.254").click()
    page.get_by_role("button", name="Remove the source").click()
    expect(page.get_by_role("dialog")).to_contain_text("It has no articles.")
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No sources yet").or_(page.get_by_role("list", name="Sources"))).to_be_visible()
    expect(page.get_by_role("link", name="169.254.169.254")).to_have_count(0)


def test_a_report_lists_articles_and_speaks_its_readers_language(
    agent: Callable[..., Desk], place: Place, look: Look
) -> None:
    new = {"id": str(new_id()), "kind": "files", "name": "Handbuch"}
    source = place.owner.post(place.api("knowledge/sources"), json=new).raise_for_status().json()["id"]
    many = (
        "frage,antwort\n" + "".join(f"Was kostet Zimmer {n}?,{n} Euro.\n" for n in range(59)) + "Und das Frühstück?,\n"
    )
    first = imported(place, source, ("zimmer.csv", many.encode()), ("hunde.md", b"# Hunde\n\nHunde sind willkommen."))
    second = imported(
        place, source, ("hunde.md", b"# Hunde\n\nHunde bleiben bitte draussen."), ("plan.pdf", b"%PDF-1.4")
    )

    desk = agent(role="supervisor", language="de")
    page = desk.page
    desk.open(place.slug, f"knowledge/sources/{source}/imports/{first}")
    listed = page.get_by_role("list", name="Welche Artikel").get_by_role("listitem")
    expect(page.get_by_text("hat keine Antwort: fülle")).to_be_visible()
    expect(listed).to_have_count(50)
    expect(listed.get_by_role("link")).to_have_text(["Hunde"])
    expect(listed.get_by_text("nicht mehr da")).to_have_count(49)
    look.at(page, "source-report-long")
    page.get_by_role("button", name="Mehr Artikel zeigen").click()
    expect(listed).to_have_count(60)
    page.get_by_label("Nach Titel filtern").fill("zimmer 5")
    expect(listed).to_have_count(10)
    page.get_by_label("Nach Titel filtern").fill("nirgends")
    expect(page.get_by_text("Keiner hat das im Titel.")).to_be_visible()

    desk.open(place.slug, f"knowledge/sources/{source}/imports/{second}")
    expect(page.get_by_text("Die Datei ist beschädigt: Es ist keine Seite zu finden.")).to_be_visible()
    page.get_by_label("Was geschah").select_option("removed")
    expect(listed).to_have_count(50)
    expect(page.get_by_role("list", name="Welche Artikel").get_by_role("link")).to_have_count(0)
    page.get_by_label("Was geschah").select_option("changed")
    expect(listed).to_have_count(1)
    look.at(page, "source-report-changes")
    listed.get_by_role("link", name="Hunde").click()
    expect(page.get_by_text("Hunde bleiben bitte draussen.").first).to_be_visible()


def imported(place: Place, source: str, *files: tuple[str, bytes]) -> str:
    """An import of these files that is over."""
    api = place.api(f"knowledge/sources/{source}")
    place.owner.post(f"{api}/files", files=[("files", file) for file in files]).raise_for_status()
    run: str = place.owner.post(f"{api}/imports", json={"id": str(new_id())}).raise_for_status().json()["id"]
    while place.owner.get(f"{api}/imports/{run}").json()["state"] in {"queued", "running"}:
        time.sleep(0.1)
    return run


def test_a_text_is_pasted_and_replaced_by_keyboard_and_kept_when_its_source_goes(
    agent: Callable[..., Desk], place: Place
) -> None:
    desk = agent(role="supervisor", language="de")
    page, keys = desk.page, desk.page.keyboard
    desk.open(place.slug, "knowledge/sources/new")
    page.get_by_role("radio", name="Dateien").focus()
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="Eingefügter Text")).to_be_checked()
    keys.press("Tab")
    keys.type("Das Museum öffnet um neun Uhr.")
    keys.press("Tab")
    keys.type("Museum")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Museum")).to_be_visible()
    expect(page.get_by_text("1 Artikel")).to_be_visible()
    page.get_by_role("button", name="Text ersetzen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Text").fill("Das Museum öffnet um zehn Uhr.")
    dialog.get_by_role("button", name="Text ersetzen").click()
    expect(page.get_by_text("1 geändert")).to_be_visible()
    page.get_by_role("button", name="Museum entfernen").click()
    dialog.get_by_label("Behalten").check()
    dialog.get_by_role("button", name="Entfernen").click()
    expect(page.get_by_text("Noch keine Quellen").or_(page.get_by_role("list", name="Quellen"))).to_be_visible()
    expect(page.get_by_role("link", name="Museum")).to_have_count(0)
    left = place.owner.get(place.api("knowledge/articles?query=Museum")).json()["items"]
    assert [(one["title"], one["source_id"]) for one in left] == [("Museum", None)]


def test_agents_look_and_change_nothing(agent: Callable[..., Desk], place: Place) -> None:
    desk = agent(role="agent")
    desk.open(place.slug, "knowledge/sources")
    expect(desk.page.get_by_role("heading", name="Knowledge")).to_be_visible()
    expect(desk.page.get_by_role("link", name="Add a source")).to_have_count(0)


def test_validity_and_wordings_are_written_and_live_on(agent: Callable[..., Desk], place: Place) -> None:
    desk = agent(role="supervisor")
    page = desk.page
    desk.open(place.slug, "knowledge/new/faq")
    page.get_by_label("Question", exact=True).fill("Avete il guardaroba?")
    page.get_by_label("Other wordings").fill("guardaroba\ndove lascio il cappotto?\nguardaroba")
    page.get_by_label("Answer").last.fill("Sì, all'ingresso.")
    page.get_by_label("Valid from").fill("2026-12-24")
    page.get_by_label("Valid until").fill("2026-12-23")
    expect(page.get_by_text("It would end before it begins.")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    page.get_by_label("Valid until").fill("2026-12-26")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Avete il guardaroba?")).to_be_visible()
    page.get_by_label("Answer").last.fill("Sì, a destra.")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.get_by_role("button", name="Save").click()
    (item,) = place.owner.get(place.api("knowledge/articles?query=il guardaroba")).json()["items"]
    whole = place.owner.get(place.api(f"knowledge/articles/{item['id']}")).json()
    assert whole["questions"] == ["Avete il guardaroba?", "guardaroba", "dove lascio il cappotto?"]
    assert (whole["valid_from"], whole["valid_until"]) == ("2026-12-23T23:00:00Z", "2026-12-26T23:00:00Z")
    assert whole["body"] == "Sì, a destra."
