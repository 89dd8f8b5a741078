"""An agent before the desk: where things are and what the keys do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.installation import Installation
from tests.browser.looks import BUSY, looks
from tests.browser.watching import Watch

_SHOWN = """(page) => [...page.querySelectorAll("article[data-author]")].map((one) => [
  one.dataset.author,
  [...one.children[1].children].map((part) => part.innerText).join("\\n"),
])"""
INBOX = "inbox?view=unassigned"
"""Where people begin."""


@dataclass
class Desk:
    """Their page."""

    page: Page
    watch: Watch
    installation: Installation
    language: str = "en"

    def looks(self) -> Iterator[str]:
        """What is shown in all four looks, one after the other, by their names; at the end it is as it was."""
        return looks(self.page)

    def open(self, workspace: str, path: str = INBOX) -> None:
        """Go to a page of a workspace and wait for its frame."""
        self.page.goto(f"{self.installation.desk}w/{workspace}/{path}")
        expect(self.page.get_by_role("main")).to_be_visible()
        self.at_rest()

    def at_rest(self) -> None:
        """Nothing is being loaded any more."""
        expect(self.page.locator(BUSY)).to_have_count(0)

    def sign_in(self, email: str, password: str) -> None:
        """Fill in and send the sign-in form."""
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def choose_password(self, first: str, new: str) -> None:
        """Fill in and send what the first sign-in asks for."""
        expect(self.page.get_by_role("heading", name="Choose your password")).to_be_visible()
        self.page.get_by_label("First password").fill(first)
        self.page.get_by_label("New password", exact=True).fill(new)
        self.page.get_by_label("New password again").fill(new)
        self.page.get_by_role("button", name="Keep this password").click()

    @property
    def rows(self) -> Locator:
        """The conversations listed."""
        return self.page.locator("a[data-id]")

    def row(self, preview: str) -> Locator:
        """The listed conversation whose last words these are."""
        return self.rows.filter(has_text=preview)

    @property
    def thread(self) -> Locator:
        """The messages, notes among them."""
        return self.page.locator("main ol").first

    def by(self, author: str) -> Locator:
        """The messages of one author."""
        return self.page.locator(f'article[data-author="{author}"]')

    @property
    def field(self) -> Locator:
        """Where they write: reply or note."""
        return self.page.get_by_role("tabpanel").get_by_role("textbox")

    def take(self) -> None:
        """Take the conversation that is open."""
        self.page.get_by_role("button", name=re.compile("^Take")).click()
        expect(self.field).to_be_focused()

    def reply(self, text: str) -> None:
        """Write to the customer and send."""
        self.page.get_by_role("tab", name="Reply").click()
        self.field.fill(text)
        self.field.press("Control+Enter")

    def note(self, text: str) -> None:
        """Write a note for the team."""
        self.page.get_by_role("tab", name="Note").click()
        self.field.fill(text)
        self.field.press("Control+Enter")

    def shown(self) -> list[tuple[str, str]]:
        """Author and text of every message but the system's, from top to bottom, as they stand in the page."""
        return [(author, text) for author, text in self.page.locator("body").evaluate(_SHOWN)]
