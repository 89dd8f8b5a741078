"""Files between two browsers: what an agent attaches, the customer sees; and what a customer sent, the agent."""

import re
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.customer import Customer
from tests.browser.desk import Desk

OPERATOR = "Vorrei parlare con un operatore"
PASTE = """([field, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "incollata.png", { type: "image/png" }));
  const kind = { bubbles: true, cancelable: true };
  field.dispatchEvent(new ClipboardEvent("paste", { ...kind, clipboardData: carried }));
}"""


def picture(colour: str) -> bytes:
    """A picture of one colour."""
    written = BytesIO()
    Image.new("RGB", (320, 200), colour).save(written, "PNG")
    return written.getvalue()


def test_an_agent_attaches_and_the_customer_sees(
    customer: Callable[..., Customer], agent: Callable[..., Desk], tmp_path: Path
) -> None:
    guest = customer().open()
    guest.ask(OPERATOR)
    desk = agent()
    desk.rows.click()
    desk.take()
    page = desk.page
    form, evil = tmp_path / "Modulo.pdf", tmp_path / "pagina.html"
    form.write_bytes(b"%PDF-1.7\nmodulo")
    desk.watch.expect(415, "PUT .*/attachments/")
    evil.write_text("<!doctype html><script>alert(1)</script>")
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Attach files").click()
    choosing.value.set_files([form, evil])
    tray = page.get_by_role("tabpanel").get_by_role("list", name="Attachments")
    expect(tray.get_by_role("alert")).to_have_text("Files of this kind are not taken.")
    send = page.get_by_role("button", name=re.compile("^Send"))
    expect(send.last).to_be_disabled()
    assert_accessible(page)
    tray.get_by_role("button", name="Remove pagina.html").click()
    page.evaluate(PASTE, [desk.field.element_handle(), b64encode(picture("red")).decode()])
    expect(tray.get_by_role("listitem")).to_have_count(2)
    expect(tray.get_by_role("progressbar")).to_have_count(0)
    desk.field.press("Control+Enter")
    expect(tray).to_have_count(0)
    reply = desk.by("agent").last
    expect(reply.get_by_role("link", name=re.compile("Modulo.pdf"))).to_be_visible()
    looked_at = reply.get_by_role("button", name="Look at incollata.png")
    looked_at.click()
    dialog = page.get_by_role("dialog", name="incollata.png")
    expect(dialog.get_by_role("img", name="incollata.png")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(looked_at).to_be_focused()
    seen = guest.by("agent").last
    expect(seen.get_by_role("img", name="incollata.png")).to_be_visible()
    with guest.page.expect_download() as saving:
        seen.get_by_role("button", name=re.compile("Modulo.pdf")).click()
    assert saving.value.suggested_filename == "Modulo.pdf"
    assert saving.value.path().read_bytes() == form.read_bytes()
