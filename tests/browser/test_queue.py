"""A queue that works by itself, as its people live it: who is there gets who waits, and who goes gives back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.looks import Look

OPERATOR = "Vorrei parlare con un operatore"


def automatic(place: Place, *, capacity: int = 4) -> None:
    """Have conversations given."""
    queue = {"automatic": True, "capacity": capacity, "away_after": 10}
    place.owner.put(place.api("queue"), json=queue).raise_for_status()


def choose(page: Page, status: str) -> None:
    """Say whether one is there, from the keyboard."""
    page.get_by_role("button", name="Status:").focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitemradio", name=status).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Status: {status}")).to_be_visible()


def test_who_is_there_gets_who_waits_and_who_goes_away_gives_back(
    place: Place, customer: Callable[..., Customer], agent: Callable[..., Desk]
) -> None:
    automatic(place)
    anna = agent()
    guest = customer().open()
    guest.ask(OPERATOR)
    expect(guest.messages.filter(has_text="Se ne occupa Anna Rossi")).to_be_visible()
    anna.open(place.slug, "inbox?view=mine")
    expect(anna.rows).to_have_count(1)

    anna.page.keyboard.press("g")
    anna.page.keyboard.press("a")
    expect(anna.page.get_by_role("button", name="Status: Away")).to_be_visible()
    expect(guest.messages.filter(has_text="di nuovo in coda")).to_be_visible()
    expect(anna.rows).to_have_count(0)

    bruno = agent("Bruno Verdi", role="agent")
    expect(guest.messages.filter(has_text="Se ne occupa Bruno Verdi")).to_be_visible()
    bruno.open(place.slug, "inbox?view=mine")
    bruno.rows.click()
    bruno.reply("Buongiorno!")
    expect(guest.by("agent")).to_have_count(1)
    choose(bruno.page, "Offline")


def test_teams_labels_and_what_each_takes(agent: Callable[..., Desk], place: Place, look: Look) -> None:
    desk = agent(path="settings/queue")
    page = desk.page
    page.get_by_role("switch", name="Give conversations automatically").press("Space")
    page.get_by_label("At most at once").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Anna Rossi").first).to_be_visible()

    page.get_by_role("button", name="Add a label").click()
    page.get_by_label("Name").fill("Rimborso")
    page.get_by_role("switch", name="Needs a skill").press("Space")
    look.at(page, "queue-label")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("listitem").filter(has_text="needs a skill")).to_be_visible()

    page.get_by_role("button", name="Add a team").click()
    page.get_by_label("Name").fill("Biglietteria")
    page.get_by_role("combobox", name="Members").click()
    page.get_by_role("option", name="Anna Rossi").click()
    page.keyboard.press("Escape")
    look.at(page, "queue-team")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("listitem").filter(has_text="Biglietteria")).to_contain_text("Anna Rossi")

    page.get_by_role("button", name="What Anna Rossi takes").click()
    page.get_by_role("dialog").get_by_label("At most at once").fill("3")
    look.at(page, "queue-takes")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("listitem").filter(has_text="at most 3")).to_be_visible()
    look.at(page, "queue-settings")


def test_a_conversation_is_labelled_and_goes_to_a_team(
    place: Place, customer: Callable[..., Customer], agent: Callable[..., Desk]
) -> None:
    desk = agent()
    place.owner.post(
        place.api("labels"), json={"name": "Rimborso", "color": "#b3261e", "skill": False}
    ).raise_for_status()
    place.owner.post(place.api("teams"), json={"name": "Biglietteria", "members": []}).raise_for_status()
    guest = customer().open()
    guest.ask(OPERATOR)
    desk.rows.click()
    page = desk.page
    page.get_by_role("button", name="Choose labels").click()
    page.get_by_role("menuitemcheckbox", name="Rimborso").click()
    labels = page.locator("section", has=page.get_by_role("heading", name="Labels", exact=True)).last
    expect(labels.get_by_role("listitem")).to_have_text("Rimborso")
    expect(desk.rows).to_contain_text("Rimborso")
    desk.take()
    page.get_by_role("heading", level=1).first.focus()
    page.keyboard.press("Shift+T")
    page.get_by_role("combobox", name="To").click()
    page.get_by_role("option", name="Team Biglietteria").click()
    page.get_by_role("dialog").get_by_role("button", name="Transfer").click()
    expect(page.get_by_text("For the team Biglietteria")).to_be_visible()
    assert_accessible(page)
