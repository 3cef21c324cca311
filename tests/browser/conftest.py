"""Pages in a real Chromium, beside a real service; what a page may never do ends its test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page, Playwright, expect, sync_playwright

from api.representations.pages.assets import load_assets
from tests.api.conftest import ALL_TOKENS, TOKENS, copy_of, loaded, shared, start
from tests.shared import once
from tests.waiting import PATIENCE

__all__ = ["loaded"]

CHROMIUM = next(filter(None, (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--enable-unsafe-swiftshader", "--font-render-hinting=none"]
"""A root user has no sandbox of Chromium; a machine without graphics draws WebGL on its processors."""

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of a file of tests; while it is there, its event loop runs, and no other test has one of its own."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


def launched(playwright: Playwright, *flags: str) -> Browser:
    """Begin the browser of the system."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])


def _with_sources() -> dict[str, str]:
    return {"KG_SOURCES": str(SEEDS)} if SEEDS.is_dir() else {}


@pytest.fixture(scope="session")
def site(loaded: Path) -> Iterator[str]:
    """The address of a service with the shipped dataset, and its source texts where they are here. Nobody writes."""
    home: Callable[[Path], Path] = lambda folder: shutil.copytree(loaded, folder / "home")  # noqa: E731
    with shared("browsed", home, KG_TOKENS=ALL_TOKENS, **_with_sources()) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="session")
def desk(loaded: Path) -> str:
    """The address of such a service that tests of this process may write to, each in records of its own."""
    name = f"desk-{os.getpid()}"
    return once(name, lambda _: start(copy_of(loaded, name), KG_TOKENS=ALL_TOKENS, **_with_sources())[1])


@pytest.fixture
def open_page(chromium: Browser, site: str) -> Iterator[OpenPage]:
    """Open a path of the site, or an address; the test fails if any page of it misbehaved."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(path: str = "/", *, width: int = 1400, dark: bool = False, javascript: bool = True, **more: Any) -> Page:
        if javascript and not load_assets().islands:
            pytest.skip("the scripts of the pages are not bundled, for want of Node or of the registry: make pages")
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",  # colours under way have no contrast that counts
            **{"locale": "en-GB", "accept_downloads": True, **more},
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        watch(page, faults)
        page.goto(path if "://" in path else site + path)
        return page

    expect.set_options(timeout=PATIENCE * 1000)
    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults


def watch(page: Page, faults: list[str]) -> None:
    """Note what a page may never do: errors, scripts or styles that the policy refuses, other origins, dialogs."""
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("console", lambda said: faults.append(f"console: {said.text}") if _is_fault(said.type, said.text) else None)
    page.on("request", lambda asked: _note_origin(page, asked.url, faults))
    page.on("dialog", lambda dialog: _dismiss(dialog, faults))


def _dismiss(dialog: Dialog, faults: list[str]) -> None:
    faults.append(f"dialog: {dialog.message}")
    dialog.dismiss()


def _is_fault(kind: str, text: str) -> bool:
    """A refusal of the service is no fault of a page: what a browser says of it."""
    return kind == "error" and not text.startswith("Failed to load resource: the server responded with a status of 4")


def _note_origin(page: Page, address: str, faults: list[str]) -> None:
    asked = urlsplit(address)
    if asked.scheme in ("http", "https") and asked.hostname != "127.0.0.1":
        faults.append(f"{page.url} asked {address}")


@pytest.fixture
def steward_page(open_page: OpenPage, desk: str) -> Page:
    """A page of the desk, where a steward is signed in."""
    page = open_page(f"{desk}/sign-in")
    sign_in(page)
    return page


def sign_in(page: Page, role: str = "steward") -> None:
    """Sign in on the page that asks for a token."""
    page.locator("main").get_by_label("Token").fill(TOKENS[role])
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.locator("form[action$='/sign-out']").first).to_be_visible()


def assert_accessible(page: Page, *rules: str) -> None:
    """Hold a page against WCAG 2.2, levels A and AA, as far as axe can tell; or against some of its rules."""
    wcag = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
    chosen = {"runOnly": {"type": "rule" if rules else "tag", "values": [*(rules or wcag)]}}
    found = Axe().run(page, options=chosen).response["violations"]
    told = [f"{each['id']}: {each['help']}: {[node['html'][:200] for node in each['nodes'][:3]]}" for each in found]
    assert not told, "\n".join([page.url, *told])


def wait_until_ready(page: Page, *islands: str) -> None:
    """Wait until islands can be used."""
    for island in islands:
        expect(page.locator(f"body[data-ready~='{island}']")).to_have_count(1)


def is_here(page: Page, selector: str) -> bool:
    """Tell whether a page has something now."""
    try:
        return page.locator(selector).count() > 0
    except Error:
        return False
