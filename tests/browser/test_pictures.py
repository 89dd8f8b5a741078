"""The README's pictures, made by using the product: `pytest … --pictures docs/images` makes them anew."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Place, Seat
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.installation import Installation

OTHERS = (
    ("Marta Bianchi", "Dove posso parcheggiare il camper?", None),
    ("Luca Ferri", "Do you have a ticket for families?", None),
    ("Giulia Conti", "Voglio il rimborso del biglietto di ieri", "operatore"),
    ("Jonas Weber", "Can I speak to a human please?", "human"),
)
EMPLOYEES = ("Anna Rossi", "Bruno Verdi")


def _introduce(guest: Customer, name: str) -> None:
    guest.page.evaluate("(name) => sportello.identify({ name })", name)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk(
    agent: Callable[..., Desk],
    customer: Callable[..., Customer],
    place: Place,
    picture: Callable[..., None],
    scheme: str,
) -> None:
    for who, question, _ in OTHERS:
        guest = customer().open()
        _introduce(guest, who)
        guest.ask(question)
    guest = customer().open()
    _introduce(guest, "Carlo Moretti")
    guest.ask("Quanto costano i biglietti?")
    guest.ask("Posso prenotare una visita notturna per il coro della parrocchia?")
    guest.press("Sì, chiama una persona")
    agent(EMPLOYEES[1])
    desk = agent(EMPLOYEES[0], color_scheme=scheme, viewport={"width": 1440, "height": 860})
    desk.open(place.slug, "inbox?view=waiting")
    desk.row("Carlo Moretti").click()
    desk.take()
    desk.note("Il coro canta sul ponte venerdì: sentire prima Bruno.")
    expect(desk.page.get_by_text("only your team sees it")).to_be_visible()
    desk.reply("Buongiorno Carlo! Sì, per i cori apriamo il percorso dopo la chiusura. **Quanti siete?**")
    expect(guest.by("agent")).to_be_visible()
    guest.say("Che bello! Siamo in ventidue.")
    expect(desk.by("customer").last).to_contain_text("ventidue")
    desk.open(place.slug, desk.page.url.partition(f"{place.slug}/")[2].replace("waiting", "all"))
    expect(desk.rows).to_have_count(5)
    expect(desk.by("customer").last).to_contain_text("ventidue")
    picture(desk.page, "desk" if scheme == "light" else "desk-dark", readme=True)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("widget", {"viewport": {"width": 1280, "height": 800}}),
        ("widget-phone", {"viewport": PHONE, "has_touch": True, "device_scale_factor": 1.5}),
    ],
)
def test_the_widget(
    sit_down: Callable[..., Seat],
    installation: Installation,
    picture: Callable[..., None],
    name: str,
    options: dict[str, object],
) -> None:
    seat = sit_down(locale="it-IT", **options)
    seat.page.goto(installation.shop)
    guest = Customer(seat.page, seat.watch)
    language = guest.page.locator("html").get_attribute("lang") or "it"
    guest.language = language
    guest.open()
    guest.ask("Quanto costano i biglietti?" if language == "it" else "How much are the tickets?")
    guest.ask("Chi ha vinto il campionato di calcio nel 1990?" if language == "it" else "Who won the 1990 World Cup?")
    picture(guest.page, name, readme=True)
