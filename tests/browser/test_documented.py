"""What the documentation tells website owners to copy works as it stands there."""

import hashlib
import hmac
import re
import shutil
import subprocess
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Place, Seat
from tests.browser.customer import Customer
from tests.browser.installation import ROOT
from tests.browser.websites import Websites

REFERENCE = ROOT / "docs/reference/widget-sdk.md"


def example(path: str, begins: str) -> str:
    """The first block of code that begins like this."""
    text = (ROOT / path).read_text(encoding="utf-8")
    found = next(block for block in re.findall(r"```\w+\n(.*?)```", text, re.DOTALL) if block.startswith(begins))
    return str(found)


def test_the_plain_page_opens_the_chat_by_its_own_button(
    sit_down: Callable[..., Seat], place: Place, websites: Websites
) -> None:
    page = example("docs/how-to/widget-on-your-site.md", "<!doctype html>")
    page = page.replace("https://support.example.com", place.installation.url).replace("wk_…", place.key)
    seat = sit_down()
    seat.page.goto(websites.put(page.replace("<head>", '<head><link rel="icon" href="data:,">')))
    seat.page.get_by_role("button", name="Ask us").click()
    guest = Customer(seat.page, seat.watch, "en")
    expect(guest.panel).to_be_visible()
    expect(guest.field).to_be_focused()
    guest.ask("How much is a ticket?")
    assert_accessible(seat.page)


@pytest.mark.parametrize("language", ["python", "node", "php", "ruby"])
def test_every_language_signs_alike(language: str) -> None:
    program = shutil.which(language if language != "python" else "python3")
    if program is None:
        pytest.skip(f"{language} is not on this machine")
    signed = hmac.new(b"is_example", b"customer-42", hashlib.sha256).hexdigest()
    assert signed in REFERENCE.read_text(encoding="utf-8")
    code, call = {
        "python": (example("docs/reference/widget-sdk.md", "import hashlib"), "print(sportello_signature({}))"),
        "node": (
            example("docs/reference/widget-sdk.md", "const { createHmac }"),
            "console.log(sportelloSignature({}))",
        ),
        "php": (example("docs/reference/widget-sdk.md", "function"), "echo sportello_signature({});"),
        "ruby": (example("docs/reference/widget-sdk.md", 'require "openssl"'), "puts sportello_signature({})"),
    }[language]
    flag = {"python": "-c", "node": "-e", "php": "-r", "ruby": "-e"}[language]
    whole = code + call.format('"is_example", "customer-42"')
    said = subprocess.run([program, flag, whole], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == signed
