"""The page of an entity: from its name to the evidence and along its network, with and without a mouse or scripts."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, assert_accessible

_EVERY = [
    "/programmes/wmhtia",
    "/contributions/growth-ladder-fund-size",
    "/participations/birmingham-city-council-partner-diatomic",
    "/agreements/west-midlands-uccei-mou",
    "/places/south-korea",
    "/people/aline-martins",
    "/outcomes/innovation-twins-birmingham-ulsan-ideal-partners",
    "/documents/wmhtia-private-investment",
    "/names/etri-ror-korean",
    "/sources/source-000",
]


def test_who_funds_it_and_how_is_that_known(open_page: OpenPage) -> None:
    page = open_page("/programmes/wmhtia", javascript=False)
    expect(page.locator("h1")).to_have_text("West Midlands Health Tech Innovation Accelerator")
    page.get_by_role("link", name="1 contribution").first.click()
    expect(page.locator("h1")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Original public allocation of WMHTIA").first.click()
    expect(page.locator(".lead")).to_contain_text("Allocation of £14.5 million")
    page.locator("#evidence").scroll_into_view_if_needed()
    page.locator(".entity-places a").first.click()
    expect(page.locator("h1")).to_contain_text("Evidence for")
    expect(page.get_by_text("How to check it")).to_be_visible()


def test_a_neighbour_in_the_picture_is_reached_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/organisations/innovate-uk")
    neighbour = page.locator(".entity-picture svg:not(.narrow) a").first
    neighbour.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).not_to_have_text("Innovate UK")


def test_on_a_small_screen_the_picture_is_one_column(open_page: OpenPage) -> None:
    page = open_page("/organisations/innovate-uk", width=390)
    expect(page.locator(".entity-picture svg.narrow")).to_be_visible()
    expect(page.locator(".entity-picture svg:not(.narrow)")).to_be_hidden()


def test_every_class_can_be_read_by_all(open_page: OpenPage) -> None:
    page = open_page("/organisations/etri", dark=True, width=390, locale="ko-KR")
    site = page.url.removesuffix("/organisations/etri")
    for path in _EVERY:
        page.goto(site + path)
        assert page.locator("h1").count() == 1
        assert_accessible(page)
        overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overhang <= 0, path
