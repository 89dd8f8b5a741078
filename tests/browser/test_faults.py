"""What goes wrong in between: reloads, dead networks, lost answers, killed servers. Nothing lost, nothing doubled."""

import re
from collections.abc import Callable

import psutil
import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Place
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.installation import Installation

NOT_FETCHED = "preload CSS|dynamically imported"
"""A screen whose code did not come."""
LONG = 45_000
"""Milliseconds a page may take to find back: its pauses between tries grow while nobody answers."""


@pytest.fixture
def talk(customer: Callable[..., Customer], agent: Callable[..., Desk]) -> tuple[Customer, Desk]:
    """A customer and the agent who has just taken their conversation."""
    carlo, anna = customer().open(), agent()
    carlo.ask("Vorrei parlare con un operatore")
    anna.rows.click()
    anna.take()
    expect(carlo.status).to_have_text("Anna Rossi è qui")
    return carlo, anna


def _both_show(carlo: Customer, anna: Desk, said: list[str], replied: list[str]) -> None:
    """Each sees each message of both exactly once, and both see them in the same order."""
    expect(carlo.by("customer")).to_have_count(1 + len(said), timeout=LONG)
    expect(carlo.by("agent")).to_have_count(len(replied), timeout=LONG)
    expect(anna.by("agent")).to_have_count(len(replied), timeout=LONG)
    expect(anna.by("customer")).to_have_count(1 + len(said), timeout=LONG)
    expect(anna.page.locator("[data-failed]")).to_have_count(0, timeout=LONG)
    expect(carlo.panel.locator(".who.bad")).to_have_count(0)
    seen = [line for line in carlo.shown() if line[0] in {"customer", "agent"}]
    assert [text for author, text in seen if author == "customer"][1:] == said
    assert [text for author, text in seen if author == "agent"] == replied
    assert [line for line in anna.shown() if line[0] != "assistant"] == seen


def test_reloading_either_page_loses_and_doubles_nothing(talk: tuple[Customer, Desk]) -> None:
    carlo, anna = talk
    carlo.say("Prima")
    expect(anna.by("customer").last).to_contain_text("Prima")
    anna.reply("Eccomi")
    expect(carlo.by("agent")).to_have_count(1)

    carlo.page.reload()
    anna.page.reload()
    expect(carlo.panel).to_be_visible()
    _both_show(carlo, anna, ["Prima"], ["Eccomi"])
    expect(carlo.status).to_have_text("Anna Rossi è qui")

    anna.reply("Ancora qui")
    carlo.say("Anch'io")
    _both_show(carlo, anna, ["Prima", "Anch'io"], ["Eccomi", "Ancora qui"])


def test_a_draft_survives_a_reload(talk: tuple[Customer, Desk]) -> None:
    carlo, anna = talk
    carlo.field.fill("Volevo chiedere")
    anna.field.fill("Le rispondo subito")
    carlo.page.reload()
    anna.page.reload()
    expect(carlo.field).to_have_value("Volevo chiedere")
    expect(anna.field).to_have_value("Le rispondo subito")


def test_what_a_customer_writes_without_network_leaves_when_it_is_back(talk: tuple[Customer, Desk]) -> None:
    carlo, anna = talk
    carlo.page.context.set_offline(offline=True)
    carlo.say("In galleria")
    carlo.say("Ancora in galleria")
    expect(carlo.panel).to_contain_text("Parte dopo")
    anna.reply("La sento")
    expect(anna.by("agent")).to_have_count(1)
    carlo.page.context.set_offline(offline=False)
    _both_show(carlo, anna, ["In galleria", "Ancora in galleria"], ["La sento"])
    carlo.say("Di nuovo qui")
    expect(carlo.messages.last).to_contain_text("Di nuovo qui")
    for line in range(4):
        anna.reply(f"Bene, riga {line}")
        expect(carlo.by("agent").filter(has_text=f"riga {line}")).to_be_in_viewport(ratio=1)


def test_what_is_unsent_survives_closing_the_page(talk: tuple[Customer, Desk]) -> None:
    carlo, anna = talk
    carlo.page.route("**/api/v1/**", lambda route: route.abort())
    carlo.say("Mi si scarica il telefono")
    carlo.page.close()
    carlo.page = carlo.page.context.new_page()
    carlo.page.goto(anna.page.evaluate("() => document.querySelector('aside a[target=_blank]').href"))
    carlo.open()
    _both_show(carlo, anna, ["Mi si scarica il telefono"], [])


_IN_TIME = """(form, [start, words]) => words.forEach((one, i) => setTimeout(() => {
  const field = form.querySelector("textarea");
  field.value = one;
  field.dispatchEvent(new Event("input"));
  form.requestSubmit();
}, start + i * 150 - Date.now()))"""
"""Says each of the words at its moment, which is the same in every tab."""


def _another_tab(one: Customer) -> Customer:
    page = one.page.context.new_page()
    page.goto(one.page.url)
    return Customer(page, one.watch).open()


def _all_say_at_once(tabs: list[Customer], times: int) -> list[str]:
    """Every tab says something at the very same moment, so many times; returns what was said."""
    start = tabs[0].page.evaluate("Date.now()") + 500
    said = [[f"Scheda {tab}, frase {line}" for line in range(times)] for tab in range(len(tabs))]
    for tab, words in zip(tabs, said, strict=True):
        tab.widget.locator("form.write").evaluate(_IN_TIME, [start, words])
    return [line for words in said for line in words]


_SENT = "Object.keys(localStorage).every((key) => !key.includes(':outbox'))"


def _each_arrives_once(tabs: list[Customer], said: list[str], before: int, *others: Desk) -> None:
    """Once nothing is unsent any more, everybody shows each of these exactly once.

    Not sooner: what one tab has sent is no longer unsent in any, and comes to the others only with their streams.
    """
    for tab in tabs:
        tab.page.wait_for_function(_SENT, timeout=LONG)
    for side in (*tabs, *others):
        for one in said:
            expect(side.by("customer").filter(has_text=re.compile(rf"{one}(?!\d)"))).to_have_count(1, timeout=LONG)
        expect(side.by("customer")).to_have_count(before + len(said))


def test_what_two_tabs_say_at_the_same_moment_arrives_once_from_each(talk: tuple[Customer, Desk]) -> None:
    carlo, anna = talk
    tabs = [carlo, _another_tab(carlo)]
    said = _all_say_at_once(tabs, 12)
    for tab in tabs:
        tab.page.wait_for_timeout(12 * 150 + 500)
    _each_arrives_once(tabs, said, 1, anna)


def test_three_tabs_that_begin_at_the_same_moment_begin_one_conversation(customer: Callable[..., Customer]) -> None:
    first = customer().open()
    tabs = [first, _another_tab(first), _another_tab(first)]
    said = _all_say_at_once(tabs, 1)
    for tab in tabs:
        expect(tab.by("customer")).to_have_count(len(said), timeout=LONG)
    _each_arrives_once(tabs, said, 0)


def test_what_an_agent_writes_without_network_leaves_when_it_is_back(talk: tuple[Customer, Desk]) -> None:
    carlo, anna = talk
    anna.page.context.set_offline(offline=True)
    anna.reply("Un momento")
    anna.note("La rete va e viene")
    expect(anna.page.locator("[data-failed=later]")).to_have_count(2)
    expect(anna.page.get_by_text("It is sent by itself once there is a connection.")).to_have_count(2)
    expect(anna.page.get_by_text("What you see may be old; trying again.")).to_be_visible()
    carlo.say("Ci siete?")
    expect(carlo.by("customer")).to_have_count(2)
    anna.page.context.set_offline(offline=False)
    expect(anna.page.get_by_text("La rete va e viene")).to_have_count(1, timeout=LONG)
    expect(carlo.by("agent")).to_have_count(1, timeout=LONG)
    expect(anna.by("agent")).to_have_count(1)
    expect(anna.by("customer")).to_have_count(2)
    assert "rete" not in str(carlo.shown())
    assert carlo.said()[1:] == ["Ci siete?"]
    assert sorted(carlo.shown()) == sorted([*anna.shown(), *[line for line in carlo.shown() if line[0] == "system"]])


def test_what_an_agent_left_unsent_leaves_while_they_look_elsewhere(talk: tuple[Customer, Desk]) -> None:
    carlo, anna = talk
    anna.page.get_by_role("link", name="Mine").click()
    anna.rows.click()
    anna.page.context.set_offline(offline=True)
    anna.reply("Arrivo subito")
    expect(anna.page.locator("[data-failed=later]")).to_have_count(1)
    expect(anna.rows).to_contain_text("Not sent yet")
    anna.watch.excuse(NOT_FETCHED)
    anna.page.get_by_role("link", name="Knowledge").click()
    told = anna.page.get_by_role("status").filter(has_text="1 message is not sent yet")
    expect(told.get_by_role("link", name="Show")).to_be_visible()
    anna.page.context.set_offline(offline=False)
    expect(carlo.by("agent")).to_contain_text("Arrivo subito", timeout=LONG)
    expect(told).to_have_count(0)
    anna.page.go_back()
    expect(anna.rows).not_to_contain_text("Not sent yet")


def test_a_screen_that_cannot_be_fetched_leaves_the_desk_standing_and_comes_by_itself(
    talk: tuple[Customer, Desk],
) -> None:
    _, anna = talk
    anna.watch.excuse(NOT_FETCHED)
    anna.page.context.set_offline(offline=True)
    anna.page.get_by_role("link", name="Settings").click()
    expect(anna.page.get_by_text("The server cannot be reached")).to_be_visible()
    again = anna.page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(anna.page.get_by_role("link", name="Inbox")).to_be_visible()
    again.click()
    expect(again).to_be_visible()
    anna.page.context.set_offline(offline=False)
    expect(anna.page.get_by_role("heading", name="Settings", level=1)).to_be_visible()


def test_nobody_sends_what_another_left_unsent_at_the_same_machine(
    talk: tuple[Customer, Desk], agent: Callable[..., Desk]
) -> None:
    carlo, anna = talk
    address = anna.page.url
    anna.page.route(re.compile("/messages$"), lambda route: route.abort())
    anna.reply("Sono Anna")
    expect(anna.page.locator("[data-failed=later]")).to_have_count(1)
    anna.page.unroute(re.compile("/messages$"))
    bruno = agent("Bruno Verdi")
    own = anna.page.context.cookies()
    anna.page.context.add_cookies(bruno.page.context.cookies())  # pyright: ignore[reportArgumentType] - as read
    anna.page.goto(address)
    expect(anna.page.get_by_text("Anna Rossi has this conversation.")).to_be_visible()
    expect(anna.page.get_by_role("link", name="Bruno Verdi")).to_be_visible()
    expect(anna.page.locator("[data-failed]")).to_have_count(0)
    anna.page.context.add_cookies(own)  # pyright: ignore[reportArgumentType] - as read
    anna.page.reload()
    expect(carlo.by("agent")).to_have_text(re.compile("Anna Rossi.*Sono Anna", re.DOTALL), timeout=LONG)


def test_a_message_whose_acknowledgement_is_lost_is_stored_once(talk: tuple[Customer, Desk]) -> None:
    carlo, anna = talk
    lost = 0

    def deliver_and_lose_the_answer(route: Route) -> None:
        nonlocal lost
        if route.request.method == "POST" and lost < 2:
            lost += 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    for page in (carlo.page, anna.page):
        lost = 0
        page.route(re.compile("/messages$"), deliver_and_lose_the_answer)
        (carlo.say if page is carlo.page else anna.reply)("Una volta sola")
        expect(anna.by("customer" if page is carlo.page else "agent").last).to_contain_text("Una volta sola")
    _both_show(carlo, anna, ["Una volta sola"], ["Una volta sola"])
    carlo.page.reload()
    anna.page.reload()
    expect(carlo.panel).to_be_visible()
    _both_show(carlo, anna, ["Una volta sola"], ["Una volta sola"])


@pytest.mark.parametrize("what", ["everything", "the server", "the web process"])
def test_a_server_killed_in_the_middle_loses_and_doubles_nothing(
    talk: tuple[Customer, Desk], installation: Installation, what: str
) -> None:
    carlo, anna = talk
    said, replied = [f"Domanda {number}" for number in range(6)], [f"Risposta {number}" for number in range(4)]
    for one in (carlo, anna):
        one.watch.expect(503, ".*")
    for number in range(3):
        carlo.say(said[number])
        if number < 2:
            anna.reply(replied[number])
    if what == "the web process":
        _web_process(installation).kill()
    elif what == "the server":
        installation.kill_server()
    else:
        installation.kill()
    for number in range(3, 6):
        carlo.say(said[number])
        if number < 5:
            anna.reply(replied[number - 1])
    if what != "the web process":
        installation.start()
    _both_show(carlo, anna, said, replied)
    carlo.page.reload()
    anna.page.reload()
    expect(carlo.panel).to_be_visible()
    _both_show(carlo, anna, said, replied)


def test_what_could_not_be_read_is_read_when_the_server_is_back(
    talk: tuple[Customer, Desk], place: Place, installation: Installation
) -> None:
    carlo, anna = talk
    for one in (carlo, anna):
        one.watch.expect(503, ".*")
    anna.open(place.slug, "knowledge")
    installation.kill()
    expect(anna.page.get_by_text("No connection")).to_be_visible()
    anna.page.get_by_placeholder("Search the knowledge").fill("parcheggio")
    again = anna.page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    again.click()
    expect(again).to_be_visible()
    expect(anna.page.get_by_placeholder("Search the knowledge")).to_have_value("parcheggio")
    installation.start()
    expect(
        anna.page.get_by_role("main").get_by_role("link", name=re.compile("parchegg", re.IGNORECASE)).first
    ).to_be_visible(timeout=LONG)
    expect(again).to_have_count(0)
    expect(anna.page.get_by_text("No connection")).to_have_count(0)


def _web_process(installation: Installation) -> psutil.Process:
    return next(process for process in installation.processes() if process.name().startswith("web@"))
