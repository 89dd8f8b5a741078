"""Accessibility, as far as a program can judge it: axe with the rules of WCAG 2.2 AA."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
_STILL = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished.catch(() => {})))"""


def _axe() -> str:
    found = find_spec("axe_playwright_python")
    assert found
    assert found.origin
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe objects to, in the page or within one element of it; shadow roots are looked into."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    result: dict[str, Any] = page.evaluate(
        "([where, rules]) => axe.run(where ?? document, "
        "{ runOnly: rules, resultTypes: ['violations'], preload: false })",
        [within, _RULES],
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page, within: str | None = None) -> None:
    """No violation, once everything that moves has come to rest."""
    page.evaluate(_STILL)
    found = violations(page, within)
    assert not found, f"on {page.url}:\n" + "\n".join(found)
