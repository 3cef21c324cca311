"""Every page, on large and small screens, light and dark: what it weighs, whether it jumps, whether all can use it."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import OpenPage, assert_accessible, wait_until_ready
from tests.browser.pages import PAGES, SCRIPT, SHIFT, Budgeted

_SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) sum += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 100);
})"""


@pytest.mark.parametrize("budgeted", PAGES, ids=lambda each: each.path)
def test_a_page_keeps_its_budgets(open_page: OpenPage, budgeted: Budgeted) -> None:
    page = open_page("/health")
    weights: list[int] = []
    page.on("response", lambda answer: _weigh(answer, weights))
    page.goto(page.url.removesuffix("/health") + budgeted.path)
    wait_until_ready(page, *budgeted.islands)
    assert sum(weights) <= SCRIPT, weights
    assert page.evaluate(_SHIFTS) <= SHIFT
    assert page.locator("h1").count() == 1
    for width, dark in ((1400, False), (1400, True), (390, True), (390, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light")
        assert_accessible(page)
        assert _overhang(page) <= 0, f"{budgeted.path} is wider than {width} pixels"


def _weigh(answer: Response, weights: list[int]) -> None:
    if answer.request.resource_type == "script":
        weights.append(len(gzip.compress(answer.body(), 6)))


def _overhang(page: Page) -> int:
    """Pixels by which a page is wider than its window."""
    overhang: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return overhang


@pytest.mark.parametrize("budgeted", PAGES, ids=lambda each: each.path)
def test_a_page_is_whole_without_javascript(open_page: OpenPage, budgeted: Budgeted) -> None:
    page = open_page(budgeted.path, javascript=False)
    assert page.locator("h1").inner_text()
    assert page.locator("main").inner_text().strip()
