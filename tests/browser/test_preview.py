"""What an admin writes about a widget is shown by the real widget before it is saved, and nobody hears of it."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Place
from tests.browser.desk import Desk
from tests.browser.looks import Look


def test_the_widget_is_seen_as_it_would_be_before_it_is_saved(
    place: Place, agent: Callable[..., Desk], look: Look
) -> None:
    desk = agent(path="settings/widget")
    page = desk.page
    stored = place.owner.get(place.api("widget-keys")).json()
    site = page.locator("section").filter(has=page.get_by_role("heading", name="Bottega", exact=True)).first
    preview = site.get_by_role("region", name="Preview of the widget")
    widget = preview.frame_locator("iframe").locator("sportello-widget")
    expect(widget.get_by_role("textbox")).to_be_visible()
    root = widget.locator(".r")
    expect(root).to_have_class("r right")

    # What is written is seen, and the focus stays where it is written.
    colour = site.get_by_label("Colour", exact=True)
    colour.fill("#ffee00")
    expect(widget.locator(".launch")).to_have_css("background-color", "rgb(255, 238, 0)")
    expect(widget.locator(".launch")).to_have_css("color", "rgb(0, 0, 0)")
    expect(colour).to_be_focused()
    site.get_by_role("radio", name="Left").press("Space")
    expect(root).to_have_class("r left")
    preview.get_by_label("Language").select_option("it")
    expect(root).to_have_attribute("lang", "it")
    look.at(page, "preview")
    desk.watch.expect(422, r"POST .*/preview$")
    colour.fill("#ffe")
    expect(preview.get_by_text("What is not complete yet is not shown.")).to_be_visible()
    expect(widget.locator(".launch")).to_have_css("background-color", "rgb(255, 238, 0)")
    colour.fill("#ffee00")
    expect(preview.get_by_text("As customers will see it")).to_be_visible()

    # It can be tried, and nobody is asked.
    field = widget.get_by_role("textbox")
    field.fill("Quanto costa il biglietto?")
    field.press("Enter")
    expect(widget.locator(".log")).to_contain_text("Quanto costa il biglietto?")
    expect(widget.locator(".log")).to_contain_text("This is a preview: nobody answers here.")
    preview.get_by_text("Nobody there", exact=True).click()
    expect(widget.get_by_role("button", name="Lasci un recapito")).to_be_visible()
    preview.get_by_text("Desktop", exact=True).click()
    look.at(page, "preview-away")
    assert place.owner.get(place.api("conversations")).json()["items"] == []
    assert place.owner.get(place.api("widget-keys")).json() == stored

    # What it asks before a chat, too.
    site.get_by_role("link", name="What it does").click()
    expect(page.get_by_role("link", name="All widgets")).to_be_visible()
    widget = page.frame_locator("iframe").locator("sportello-widget")
    expect(widget.get_by_role("textbox")).to_be_visible()
    page.get_by_role("button", name="Add a field").click()
    expect(widget.locator("form.asked").get_by_label("Name")).to_be_visible()
    look.at(page, "preview-asked")
    page.reload()
    expect(widget.locator("form.asked").get_by_label("Name")).to_be_visible()
