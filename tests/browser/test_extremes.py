"""The widget's later parts for who reads from the right, with twice the size, or in colours of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, WIDE, Place
from tests.browser.customer import Customer
from tests.browser.looks import Look
from tests.browser.test_attaching import choose, pdf, tray
from tests.browser.test_behaviour import ASKED, CONSENT, behave
from tests.browser.websites import Websites

SIDEWAYS = """() => [...document.querySelector("sportello-widget").shadowRoot.querySelectorAll(".panel, .panel *")]
  .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && !one.matches(".sr, svg, input"))
  .map((one) => `${one.tagName}.${one.className}`)"""
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "from-the-right": ("<script>document.documentElement.dir = 'rtl'</script>", {}),
    "twice-the-size": ("", {}),
    "forced-colours": ("", {"forced_colors": "active"}),
    "little-motion": ("", {"reduced_motion": "reduce"}),
}


def _check(guest: Customer, look: Look, name: str, *whole: Locator) -> None:
    for seen in look.each(guest.page):
        for one in whole:
            expect(one).to_be_in_viewport(ratio=1)
        assert guest.page.evaluate(SIDEWAYS) == []
        seen.at(guest.page, name, "sportello-widget")


@pytest.mark.parametrize(
    ("way", "sizes"),
    [
        ("from-the-right", (WIDE, PHONE)),
        ("twice-the-size", (WIDE,)),
        ("twice-the-size", (PHONE,)),
        ("forced-colours", (WIDE, PHONE)),
        ("little-motion", (WIDE, PHONE)),
    ],
    ids=["from-the-right", "twice-the-size-wide", "twice-the-size-phone", "forced-colours", "little-motion"],
)
def test_form_files_and_answer_fit(  # noqa: PLR0917 - each is a fixture or a parameter
    customer: Callable[..., Customer],
    place: Place,
    websites: Websites,
    picture: Callable[..., None],
    way: str,
    sizes: tuple[dict[str, int], ...],
) -> None:
    behave(place, asked=ASKED, consent=CONSENT, sound=True)
    head, options = WAYS[way]
    look = Look(picture, sizes=sizes)
    guest = customer(url=websites.put(place.page(head=head)), viewport=sizes[0], **options)
    if way == "twice-the-size":  # the reader's own text size, which no page decides
        devtools: Any = guest.page.context.new_cdp_session(guest.page)
        devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        expect(guest.widget.locator(".r")).to_have_css("font-size", "32px")
    guest.open()
    form = guest.panel.locator("form.asked")
    expect(form).to_be_visible()
    _check(guest, look, f"widget-{way}-asked")
    form.get_by_label("Nome", exact=True).fill("Giulia")
    form.get_by_role("checkbox").check()
    form.get_by_role("button", name="Inizia la chat").click()
    guest.ask("Quanto costano i biglietti?")
    choose(guest, [pdf("Un nome di file piuttosto lungo che deve andare a capo da qualche parte.pdf")])
    expect(tray(guest)).to_have_count(1)
    _check(guest, look, f"widget-{way}-files", guest.field)
