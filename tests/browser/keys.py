"""Somebody at the desk who has no pointer: keys, and after each of them a focus that is somewhere to be seen."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk

_HERE = """() => {
  const here = document.activeElement;
  const box = here.getBoundingClientRect();
  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0;
  const name = here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText || here.id;
  return { lost: here === document.body || here === null, seen, name: `${here.tagName} ${name}`.slice(0, 80) };
}"""
_FOCUSED = "(element) => element === document.activeElement"
_STOPS = 60
"""As often as anybody would press Tab to get somewhere."""


@dataclass
class Keys:
    """Their keyboard. Locators are only looked at: nothing here clicks or fills one in."""

    desk: Desk

    def press(self, *keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            self.desk.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type letters, which go where the focus is."""
        self.desk.page.keyboard.type(text)

    def at(self, place: Locator) -> None:
        """The focus is there, and can be seen there."""
        expect(place).to_be_focused()
        self.here()

    def here(self) -> str:
        """What has the focus: never nothing, and never what is out of sight."""
        found = self.desk.page.evaluate(_HERE)
        assert not found["lost"], f"the focus is nowhere on {self.desk.page.url}"
        assert found["seen"], f"the focus is out of sight, at {found['name']}"
        return str(found["name"])

    def go(self, to: Locator, *, back: bool = False) -> None:
        """Press Tab until something has the focus; every stop on the way can be seen."""
        expect(to).to_be_visible()
        passed: list[str] = []
        for _ in range(_STOPS):
            if to.evaluate(_FOCUSED):
                self.here()
                return
            self.press("Shift+Tab" if back else "Tab")
            passed.append(self.here())
        raise AssertionError(f"Tab does not lead to {to}, but to {passed}")

    def use(self, what: Locator, *, back: bool = False) -> None:
        """Go to a button or a link and press Enter."""
        self.go(what, back=back)
        self.press("Enter")

    def pick(self, button: Locator, entry: str, *, back: bool = False) -> None:
        """Open a menu and choose one of its entries."""
        self.use(button, back=back)
        menu = self.desk.page.locator(":popover-open[role=menu]")
        expect(menu.locator("[role^=menuitem]").first).to_be_focused()
        chosen = menu.locator("[role^=menuitem]").filter(has_text=re.compile(f"^{entry}")).first
        for _ in range(menu.locator("[role^=menuitem]").count()):
            if chosen.evaluate(_FOCUSED):
                break
            self.press("ArrowDown")
        self.at(chosen)
        self.press("Enter")

    def told(self, words: str) -> None:
        """A screen reader says it."""
        said = self.desk.page.locator(".visually-hidden[aria-live=polite] p")
        expect(said.filter(has_text=words).last).to_be_attached()
