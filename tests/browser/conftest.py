"""What browser tests stand on: one running demo for all of them, and for each a workspace and browsers of its own.

Run as a process of its own (`make test-browser`): synchronous Playwright keeps an event loop running, beside which
no asynchronous test can. Pictures of what was seen go to `tests/browser/output/`; those that the README shows are
made anew by `--pictures docs/images`.
"""

import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error as PlaywrightError, Page, expect

from tests.browser.copying import remember
from tests.browser.customer import Customer
from tests.browser.desk import INBOX, Desk
from tests.browser.installation import PASSWORD, ROOT, Installation
from tests.browser.looks import PHONE, WIDE, Look
from tests.browser.watching import Watch
from tests.browser.websites import Websites

MODEL = "stand-in"
"""What the stand-in for a language model is asked as."""
OUTPUT = Path(__file__).parent / "output"
_NEEDLESS = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # What Playwright switches off: Chromium hears only the last such list.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
"""Features of Chromium; the first two prepare suggestions under an address bar that nobody sees, in each window anew,
which takes a quarter of a second."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--disable-features=" + ",".join(_NEEDLESS),
)
SIZES = {"1280": WIDE, "375": PHONE}
HEAVY = 100_000
"""Bytes above which a picture is too much for a page."""
expect.set_options(timeout=15_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the README's pictures go."""
    parser.addoption("--pictures", type=Path, help="Make the README's and the guides' pictures anew, in this folder")


def _chromium() -> str:
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.exit("The browser tests need Chromium: sudo apt install chromium, or set CHROMIUM to one.", 1)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium."""
    return {**browser_type_launch_args, "executable_path": _chromium(), "args": list(FLAGS)}


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """A demo, started once for the whole run. Its folder lets the database's account in, where root runs this."""
    if not (ROOT / "src/sportello/static/desk/index.html").exists():
        pytest.exit("The front-ends are not built: run `uv sync`, or `npm run build` in web/widget and web/desk.", 1)
    with TemporaryDirectory(prefix="sportello-browser-") as folder:
        Path(folder).chmod(0o755)
        installation = Installation(Path(folder))
        try:
            installation.start()
            yield installation
        finally:
            installation.stop()


@pytest.fixture
def provider(installation: Installation) -> Iterator[Callable[..., str]]:
    """Starts the stand-in for a language model, once a test, where the installation may ask one: its address."""
    running: list[subprocess.Popen[str]] = []

    def start(*, pace: float = 0) -> str:
        command = [sys.executable, "-m", "sportello", "dev", "llm", "--port", str(installation.model_port)]
        told = subprocess.Popen([*command, "--pace", str(pace)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        running.append(told)
        assert told.stdout
        said = told.stdout.readline()  # it speaks once it listens, and is silent for good if it ended
        assert str(installation.model_port) in said, f"the stand-in did not start: {said!r}, exit code {told.poll()}"
        return f"http://127.0.0.1:{installation.model_port}/v1"

    yield start
    for each in running:
        each.terminate()
        each.communicate(timeout=20)


@pytest.fixture(scope="session")
def websites() -> Iterator[Websites]:
    """Where tests publish pages that carry a widget."""
    websites = Websites()
    yield websites
    websites.stop()


@pytest.fixture(scope="session")
def owner(installation: Installation) -> Iterator[httpx.Client]:
    """The API, signed in as an owner: for setting up what a test is not about."""
    email = "owner@sportello.local"
    made = installation.run("user", "create", email, "--name", "Olga Neri", "--owner")
    first = made.split()[1]
    with installation.client() as client:
        client.post("/sessions", json={"email": email, "password": first}).raise_for_status()
        client.post("/me/password", json={"current": first, "new": PASSWORD}).raise_for_status()
        yield client


@dataclass(frozen=True)
class Place:
    """A workspace of a test's own, and the key that opens it on `websites`."""

    slug: str
    key: str
    owner: httpx.Client
    installation: Installation

    def api(self, path: str) -> str:
        """A path of the desk's API in this workspace."""
        return f"/workspaces/{self.slug}/{path}"

    def go_live(self, assistant: str = "default") -> None:
        """Have customers get an assistant's draft, whatever the scenarios say."""
        sent = {"note": "For a test", "anyway": True}
        self.owner.post(self.api(f"assistants/{assistant}/live"), json=sent).raise_for_status()

    def page(
        self, language: str = "it", *, head: str = "", body: str = "<p>La bottega.</p>", attributes: str = ""
    ) -> str:
        """A website's page that carries this workspace's widget."""
        return (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Bottega</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
            f'{head}</head><body>{body}<script src="{self.installation.url}/widget.js" data-key="{self.key}" '
            f"{attributes} async></script></body></html>"
        )


Opens = Callable[..., tuple[str, str]]


@pytest.fixture(scope="session")
def opened(owner: httpx.Client, websites: Websites) -> Opens:
    """Opens workspaces as an owner does, with a key for `websites`: returns the address and the key."""

    def open_one(template: str | None, language: str, name: str) -> tuple[str, str]:
        slug = f"test-{secrets.token_hex(6)}"
        made = {"slug": slug, "name": name, "template": template, "default_language": language}
        owner.post("/platform/workspaces", json=made).raise_for_status()
        key = owner.post(
            f"/workspaces/{slug}/widget-keys", json={"name": "Bottega", "allowed_origins": [websites.origin]}
        ).raise_for_status()
        return slug, key.json()["key"]

    return open_one


@pytest.fixture(scope="session")
def festival(opened: Opens, installation: Installation) -> Callable[[], tuple[str, str]]:
    """Opens festivals: copies of one that was opened and has come to rest."""
    model, key = opened("festival", "it", "Luminarie")
    remembered = remember(installation.home, model)

    def open_one() -> tuple[str, str]:
        slug = f"test-{secrets.token_hex(6)}"
        return slug, remembered.copy(slug)[key]

    return open_one


@pytest.fixture
def workspace(
    owner: httpx.Client, installation: Installation, opened: Opens, request: pytest.FixtureRequest
) -> Callable[..., Place]:
    """Opens workspaces: a festival at rest, or what is asked for."""

    def open_one(template: str | None = "festival", language: str = "it", name: str = "Luminarie") -> Place:
        if (template, language, name) == ("festival", "it", "Luminarie"):
            slug, key = request.getfixturevalue("festival")()
        else:
            slug, key = opened(template, language, name)
        return Place(slug, key, owner, installation)

    return open_one


@pytest.fixture
def place(workspace: Callable[..., Place]) -> Place:
    """A festival of this test's own."""
    return workspace()


@pytest.fixture
def modelled(provider: Callable[..., str], place: Place) -> Callable[..., Place]:
    """Has the assistant of this test's festival ask a model for all that it finds."""

    def connect(*, pace: float = 0, pictures: bool = False) -> Place:
        added = {
            "key": "local-key-0123456789",
            "provider": "compatible",
            "url": provider(pace=pace),
            "name": "Workshop",
        }
        key = place.owner.post(place.api("model-keys"), json=added).raise_for_status().json()
        price = {"provider": "compatible", "model": MODEL, "read": "1", "write": "2", "cached": None}
        place.owner.put(place.api("model-prices"), json=price).raise_for_status()
        chain = [{"model_key_id": key["id"], "model": MODEL, "sees": pictures or None}]
        models = {"chain": chain, "routing": "model_always", "wishes": "", "pictures": pictures}
        place.owner.put(place.api("assistants/default/draft/models"), json=models).raise_for_status()
        place.go_live()
        return place

    return connect


@dataclass
class Seat:
    """Somebody before a browser."""

    page: Page
    context: BrowserContext
    watch: Watch

    def tell(self) -> str:
        """Where they are, what they see, and what was last asked for and answered."""
        told: list[str] = []
        for page in self.context.pages:
            told.append(page.url)
            shown = page.locator("body, sportello-widget [role=dialog]")
            try:
                told += [one.aria_snapshot(timeout=5_000) for one in shown.all()]
            except PlaywrightError as busy:  # it may be why the test has failed
                told.append(f"could not be looked at: {busy}")
        return "\n".join([*told, *self.watch.traffic])


@pytest.fixture
def seats() -> list[Seat]:
    """Who sits before a browser in this test."""
    return []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails tells what was on every screen, and what each had asked for."""
    report = yield
    if report.when == "call" and report.failed:
        seats: list[Seat] = getattr(item, "funcargs", {}).get("seats", [])
        report.sections += [(f"screen of seat {number}", seat.tell()) for number, seat in enumerate(seats, 1)]
    return report


@pytest.fixture
def sit_down(
    browser: Browser, installation: Installation, websites: Websites, seats: list[Seat]
) -> Iterator[Callable[..., Seat]]:
    """Opens browsers that know nothing of each other; at the end none of them may have complained."""
    homes = {installation.url, installation.shop.rstrip("/"), websites.origin, websites.stranger}

    def new(*, at: Installation | None = None, **options: Any) -> Seat:
        settings: dict[str, Any] = {"locale": "en-GB", "viewport": WIDE, **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(15_000)
        watch = Watch(context, homes | {at.url} if at else homes)
        seats.append(Seat(context.new_page(), context, watch))
        return seats[-1]

    yield new
    complaints = [complaint for seat in seats for complaint in seat.watch.complaints]
    for seat in seats:
        seat.context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def customer(sit_down: Callable[..., Seat], place: Place, websites: Websites) -> Callable[..., Customer]:
    """Opens a website with the widget of this test's workspace and somebody before it."""

    def new(language: str = "it", *, url: str | None = None, query: str = "", **options: Any) -> Customer:
        seat = sit_down(**options)
        seat.page.goto((url or websites.put(place.page(language))) + query)
        return Customer(seat.page, seat.watch, language)

    return new


@pytest.fixture
def agent(sit_down: Callable[..., Seat], place: Place, installation: Installation) -> Callable[..., Desk]:
    """Opens a page of the desk in this test's workspace, signed in as a colleague of their own."""

    def new(
        name: str = "Anna Rossi",
        language: str = "en",
        theme: str = "auto",
        role: str = "admin",
        path: str = INBOX,
        *,
        at: Place = place,
        **options: Any,
    ) -> Desk:
        email = f"{secrets.token_hex(6)}@example.com"
        invited = at.owner.post(at.api("invitations"), json={"email": email, "role": role}).raise_for_status()
        token = invited.json()["link"].partition("#")[2]
        seat = sit_down(**options)
        with installation.client() as client:
            accept = {"token": token, "name": name, "password": PASSWORD}
            client.post("/invitations/accept", json=accept).raise_for_status()
            client.patch("/me", json={"language": language, "theme": theme}).raise_for_status()
            cookies = [
                {"name": one.name, "value": one.value or "", "url": installation.url} for one in client.cookies.jar
            ]
        seat.context.add_cookies(cookies)  # pyright: ignore[reportArgumentType] - the fields that are asked for
        desk = Desk(seat.page, seat.watch, installation, language)
        desk.open(at.slug, path)
        return desk

    return new


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keeps what a page looks like; under its own name for the README where that is asked for."""
    shown: Path | None = request.config.getoption("--pictures")

    def take(page: Page, name: str, *, readme: bool = False) -> None:
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")
        if readme and shown is not None:
            shown.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, shown / path.name)
            _lighten(shown / path.name)

    return take


@pytest.fixture
def look(picture: Callable[..., None]) -> Look:
    """Looks at what is shown, in all four looks."""
    return Look(picture)


def _lighten(path: Path) -> None:
    """Fewer colours where a picture is heavy, as photographs and gradients make it."""
    if path.stat().st_size > HEAVY:
        with Image.open(path) as found:
            few = found.convert("RGB").quantize(255, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
