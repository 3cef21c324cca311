"""Take the pictures of the pages that stand in the documentation: `make pictures`.

Each is of the shipped records, signed in where that shows more. `made.txt` beside them tells from which templates,
styles and scripts they were made, so that a test can say when they are old.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

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


_PASSAGE = "korea-expert-mission?start=4835&end=5019"
_QUERY = """SELECT ?role (COUNT(?participation) AS ?times) WHERE {
  ?participation a ikg:Participation ; org:role/skos:prefLabel ?role
  FILTER (LANG(?role) = "en")
} GROUP BY ?role ORDER BY DESC(?times)"""


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
    Picture("home-small", "/", width=390),
    Picture("search", "/search?q=innovation"),
    Picture("list", "/contributions"),
    Picture("organisation", "/organisations/innovate-uk"),
    Picture("organisation-korean", "/organisations/innovate-uk", korean=True),
    Picture("organisation-dark", "/organisations/innovate-uk", dark=True),
    Picture("organisation-small", "/organisations/innovate-uk", width=390),
    Picture("contribution", "/contributions/dsit-innovate-uk-fund-innovation-twins-and-diatomic"),
    Picture("network", "/network/involvement/ego/organisations/innovate-uk?radius=2", ("network",)),
    Picture("bridges", "/network/involvement/between?one=West+Midlands&other=South+Korea"),
    Picture("ranking", "/network/involvement/centrality/betweenness?stability=true&top=12"),
    Picture("flows", "/flows?currency=GBP&kind=co-investment"),
    Picture("timeline", "/timeline"),
    Picture("sparql", "/sparql?query=" + quote(_QUERY) + "&view=chart", ("sparql",)),
    Picture("curate", "/curate", steward=True),
    Picture("reading", f"/curate/read/{_PASSAGE}", ("curate",), steward=True),
    Picture("form", f"/curate/contributions/new?document={_PASSAGE.replace('?', '&')}", ("curate-form",), steward=True),
    Picture("review", "/duplicates", ("review",), steward=True),
    Picture("quality", "/quality"),
    Picture("changes", "/changes"),
    Picture("dictionary", "/ontology"),
    Picture("interface", "/docs"),
    Picture("about", "/about"),
    Picture("sign-in", "/sign-in"),
    Picture("evidence", "/contributions/5g-challenge-2-4m/evidence/korea-expert-mission:4835-5019", steward=True),
    Picture("document", "/documents/korea-expert-mission"),
    Picture("history", "/history/organisations/innovate-uk"),
    Picture("views", "/network"),
    Picture("communities", "/network/involvement/communities"),
    Picture("path", "/network/involvement/path?from=Wayra UK&to=Dean Cook"),
    Picture("compare", "/network/involvement/compare?from=2018&to=2024"),
    Picture("money", "/network/funding/money"),
    Picture("explain", "/sparql?query=" + quote(_QUERY) + "&explain=true", ("sparql",)),
    Picture("deletion", "/curate/contributions/5g-challenge-2-4m/delete", steward=True),
    Picture("pair", "/review/pair?first=programmes/wmip&second=programmes/wmhtia", ("review",), steward=True),
    Picture("decisions", "/review/decisions", steward=True),
    Picture("loads", "/review/loads", steward=True),
    Picture("conflicts", "/conflicts", steward=True),
    Picture("over-time", "/quality/over-time"),
    Picture("diff", "/diff?from=0&to=1&include=money"),
    Picture("datasets", "/datasets"),
    Picture("term", "/ontology/roles/lead"),
    Picture("operation", "/docs/money"),
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
            page.goto(f"{address}/about")  # so that the type is there when the picture is taken
            answer = page.goto(address + picture.path, wait_until="networkidle")
            if answer is None or not answer.ok:
                raise SystemExit(f"{picture.path} is not answered")
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
