"""A customer before a website: what they see of the widget and what they do with it."""

from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Locator, Page, expect

from tests.browser.watching import Watch

_SHOWN = """(list) => [...list.children].map((item) => [
  item.className,
  [...item.querySelectorAll(":scope > .text > *")].map((one) => one.innerText).join("\\n"),
])"""
OPEN = {"it": "Apri la chat", "en": "Open the chat", "de": "Chat öffnen"}


@dataclass
class Customer:
    """Their page, and the words of their language."""

    page: Page
    watch: Watch
    language: str = "it"

    @property
    def widget(self) -> Locator:
        """All of the widget."""
        return self.page.locator("sportello-widget")

    @property
    def panel(self) -> Locator:
        """The open chat."""
        return self.widget.get_by_role("dialog")

    @property
    def launcher(self) -> Locator:
        """The button in the corner."""
        return self.widget.locator("button.launch")

    @property
    def field(self) -> Locator:
        """Where they write."""
        return self.panel.locator("form.write textarea")

    @property
    def messages(self) -> Locator:
        """Every message, as list items; their class is the author."""
        return self.panel.locator(".log > ul > li")

    @property
    def status(self) -> Locator:
        """The line under the title: who is there."""
        return self.panel.locator("header p")

    def open(self) -> Self:
        """Open the chat."""
        expect(self.launcher).to_have_accessible_name(OPEN[self.language])
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def say(self, text: str) -> None:
        """Write and send."""
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, question: str) -> Locator:
        """Ask and wait for the answer to come; returns it."""
        answered = self.by("assistant").count()
        self.say(question)
        answer = self.by("assistant").nth(answered)
        expect(answer).to_be_visible()
        return answer

    def by(self, author: str) -> Locator:
        """The messages of one author."""
        return self.panel.locator(f".log > ul > li.{author}")

    def press(self, label: str) -> None:
        """Press one of the buttons under a message."""
        self.messages.get_by_role("button", name=label).click()

    def shown(self) -> list[tuple[str, str]]:
        """Author and text of every message, from top to bottom, as they stand in the page."""
        return [(author, text) for author, text in self.panel.locator(".log > ul").evaluate(_SHOWN)]

    def said(self) -> list[str]:
        """Their own messages as shown."""
        return [text for author, text in self.shown() if author == "customer"]
