"""The page of an entity: from its name to the evidence and along its network, with and without a mouse or scripts."""

from __future__ import annotations

import re

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


def test_a_long_page_says_what_is_on_it(open_page: OpenPage) -> None:
    page = open_page("/organisations/innovate-uk")
    contents = page.get_by_role("navigation", name="On this page")
    expect(contents.get_by_role("listitem").filter(has_text="Takes part in")).to_contain_text("4")
    for link in contents.get_by_role("link").all():
        place = page.locator(link.get_attribute("href") or "")
        expect(place).to_have_text(re.compile(f"^{re.escape(link.inner_text())}"))


def test_why_no_words_are_shown_is_told_once_for_all_documents(open_page: OpenPage) -> None:
    page = open_page("/organisations/innovate-uk")
    expect(page.get_by_text("states no licence that allows its words to be shown")).to_have_count(1)
    expect(page.locator(".entity-evidence > li")).to_have_count(3)


def test_on_paper_all_is_unfolded_and_nothing_is_there_to_click(open_page: OpenPage) -> None:
    page = open_page("/organisations/innovate-uk", dark=True)
    reason = page.locator(".entity-left-out li").first
    expect(reason).to_be_hidden()
    page.emulate_media(media="print")
    expect(reason).to_be_visible()
    for what in (".masthead", ".colophon", ".formats", ".actions", ".entity-contents"):
        expect(page.locator(f"{what} >> visible=true")).to_have_count(0)
    assert page.locator("h1").evaluate("it => getComputedStyle(it).color") == "rgb(27, 35, 44)"


def test_a_list_fits_on_paper(open_page: OpenPage) -> None:
    page = open_page("/contributions", width=700)
    page.emulate_media(media="print")
    expect(page.locator(".facets")).to_be_hidden()
    assert page.locator(".listing").evaluate("it => it.scrollWidth - it.parentElement.clientWidth") <= 0
