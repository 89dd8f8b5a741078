"""All that a screen is looked at in: wide and on a phone, light and dark, within one scene, where it rests."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 760}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BUSY = "[aria-busy=true], .mantine-Skeleton-root, .mantine-Loader-root"
"""What is still being loaded."""
OPEN = "[role=dialog], [role=menu], [role=listbox]"
"""What stands above a page until somebody closes it."""
_NOW = "() => ['(prefers-color-scheme: dark)', '(pointer: coarse)'].map((one) => matchMedia(one).matches)"
_DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
"""A page hears of another size or scheme before it draws the next frame, and shows what it made of it in the one
after."""


def looks(page: Page, sizes: Sequence[dict[str, int]] = (WIDE, PHONE)) -> Iterator[str]:
    """What a page shows in all its looks, one after the other, by their names; at the end it is as it was."""
    before = page.viewport_size
    dark, coarse = page.evaluate(_NOW)
    devtools: Any = page.context.new_cdp_session(page)
    for size in sizes:
        page.set_viewport_size(size)  # pyright: ignore[reportArgumentType] - width and height
        if not coarse:
            devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": size is PHONE})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(_DRAWN)
            yield f"{size['width']}-{scheme}"
    devtools.detach()  # and its finger with it
    page.emulate_media(color_scheme="dark" if dark else "light")
    if before is not None:
        page.set_viewport_size(before)
    page.evaluate(_DRAWN)


@dataclass
class Look:
    """Looks at one thing after the other."""

    picture: Callable[..., None]
    only: str | None = None
    """The look that a page is already in, where it is looked at in no other."""
    sizes: Sequence[dict[str, int]] = (WIDE, PHONE)

    def each(self, page: Page) -> Iterator["Look"]:
        """Every look by itself, where something is done in each before it is looked at."""
        return (Look(self.picture, look) for look in ([self.only] if self.only else looks(page, self.sizes)))

    def at(self, page: Page, name: str, within: str | None = None) -> None:
        """In every look: keep a picture; refuse what axe refuses, and what reaches out of the screen.

        What is open must neither close nor be left behind when the screen becomes another.
        """
        opened = page.locator(OPEN).filter(visible=True)
        number: int | None = None
        for seen in self.each(page):
            expect(page.locator(BUSY)).to_have_count(0)
            if number is not None:
                expect(opened).to_have_count(number)
                for one in opened.all():
                    expect(one).to_be_in_viewport()
            self.picture(page, f"{name}-{seen.only}")
            assert_accessible(page, within)
            wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert wide[0] <= wide[1], f"{name} is {wide[0]} wide on a screen of {wide[1]}"
            if number is None:  # what was about to open or to close has done so by now
                number = opened.count()
