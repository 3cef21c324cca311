"""Take the pictures of the pages that stand in the documentation: `make pictures`.

Each is of the shipped records, signed in where that shows more. `made.txt` beside them tells from which templates,
styles and scripts they were made, so that a test can say when they are old.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import launched
from tests.browser.shoot import TOKEN, begun

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "images" / "pages"
STAMP = PICTURES / "made.txt"
_SOURCES = (
    "api/representations/pages/templates/**/*.html",
    "api/representations/pages/styles/*.css",
    "web/src/**/*.ts*",
)


class Picture(NamedTuple):
    """A picture by its name, of a path; `waits_for` names islands."""

    name: str
    path: str
    waits_for: tuple[str, ...] = ()
    korean: bool = False
    dark: bool = False
    width: int = 1280
    steward: bool = False


PAGES = (
    Picture("home", "/"),
    Picture("home-korean", "/", korean=True),
    Picture("search", "/search?q=catapult"),
    Picture("organisation", "/organisations/innovate-uk"),
    Picture("organisation-small", "/organisations/innovate-uk", width=390),
    Picture("contributions", "/contributions"),
    Picture("networks", "/network"),
    Picture("quality", "/quality"),
    Picture("sparql", "/sparql"),
    Picture("curate", "/curate", steward=True),
    Picture("curate-read", "/curate/read/korea-expert-mission?start=4835&end=5019", ("curate",), steward=True),
    Picture(
        "curate-form",
        "/curate/contributions/new?document=korea-expert-mission&start=4835&end=5019",
        ("curate-form",),
        steward=True,
    ),
    Picture("changes", "/changes"),
    Picture("ontology", "/ontology"),
)


def sources_digest() -> str:
    """Tell from what pages are made: one digest over templates, styles and scripts."""
    paths = sorted(path for pattern in _SOURCES for path in ROOT.glob(pattern))
    return blake2b(b"".join(path.read_bytes() for path in paths), digest_size=16).hexdigest()


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with begun() as address, sync_playwright() as playwright, launched(playwright) as browser:
        for picture in PAGES:
            context = browser.new_context(
                viewport={"width": picture.width, "height": 800},
                color_scheme="dark" if picture.dark else "light",
                locale="ko-KR" if picture.korean else "en-GB",
                reduced_motion="reduce",
            )
            page = context.new_page()
            if picture.steward:
                _sign_in(page, address)
            page.goto(address + picture.path, wait_until="networkidle")
            for island in picture.waits_for:
                page.locator(f"body[data-ready~='{island}']").wait_for()
            page.screenshot(path=PICTURES / f"{picture.name}.png")
            context.close()
    STAMP.write_text(f"{sources_digest()}\n", encoding="ascii")


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator("main input[type=password]").fill(TOKEN)
    page.locator("main button[type=submit], main form button").first.click()
    page.wait_for_load_state()


if __name__ == "__main__":
    main()
