"""A person is wanted and nobody is there: it is said as it is, and how to reach the customer is left for who comes."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import PHONE, WIDE
from tests.browser.customer import Customer
from tests.browser.desk import Desk


def test_who_finds_nobody_leaves_how_to_be_reached(
    customer: Callable[..., Customer], agent: Callable[..., Desk], picture: Callable[..., None]
) -> None:
    guest = customer().open()
    page, panel = guest.page, guest.panel
    guest.ask("Vorrei parlare con un operatore")
    expect(panel.get_by_text("Adesso non c'è nessuno.")).to_be_visible()
    opener = panel.get_by_role("button", name="Lasci un recapito")
    opener.click()
    form = panel.locator("form.reach")
    name, phone = form.get_by_label("Nome"), form.get_by_label("Telefono")
    expect(name).to_be_focused()
    page.keyboard.type("Giulia")
    page.keyboard.press("Enter")
    expect(form.get_by_role("alert")).to_have_text("Serve un indirizzo e-mail o un numero di telefono.")
    expect(form.get_by_label("E-mail")).to_be_focused()
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page, "sportello-widget")
            picture(page, f"widget-away-{size['width']}-{scheme}")
    form.get_by_role("button", name="Annulla").click()
    expect(opener).to_be_focused()
    opener.click()
    expect(name).to_have_value("Giulia")
    phone.fill("+39 055 1234567")
    form.get_by_label("Di che cosa si tratta?").fill("Il biglietto di ieri")
    phone.press("Enter")
    expect(panel.get_by_text("Grazie. La ricontattiamo.")).to_be_focused()
    expect(form).to_be_hidden()
    page.reload()
    guest.open()
    expect(panel.get_by_text("Grazie. La ricontattiamo.")).to_be_visible()
    expect(opener).to_be_hidden()
    desk = agent()
    desk.rows.first.click()
    card = desk.page.get_by_role("region", name="What led here")
    expect(card).to_contain_text("+39 055 1234567")
    expect(card).to_contain_text("Il biglietto di ieri")
    assert_accessible(desk.page)
    picture(desk.page, "desk-away-card")
    # Somebody is there now.
    expect(panel.get_by_text("Grazie. La ricontattiamo.")).to_be_hidden()
