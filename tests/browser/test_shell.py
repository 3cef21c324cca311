"""What frames all pages: head, menu, foot and problems, on large and small screens and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, assert_accessible, wait_until_ready

_CUT = """(field) => {
  const style = getComputedStyle(field);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(field.placeholder).width - room;
}"""
"""By how many pixels the placeholder of a field is too long for it."""


def menu(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_role("link", name=re.compile("^(Networks|네트워크)$"))


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_on_a_small_screen_the_menu_takes_one_line_and_opens(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("/organisations/innovate-uk", width=390, javascript=javascript)
    masthead = page.locator(".masthead").bounding_box()
    assert masthead
    assert masthead["height"] < 60
    expect(menu(page)).to_be_hidden()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(menu(page)).to_be_visible()
    if javascript:
        assert_accessible(page)
    page.keyboard.press("Escape")
    expect(menu(page)).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    menu(page).click()
    expect(page).to_have_url(re.compile("/network$"))


def test_on_a_small_screen_searching_is_one_tap_away(open_page: OpenPage) -> None:
    page = open_page("/organisations/innovate-uk", width=390)
    page.get_by_role("banner").get_by_role("link", name="Search").click()
    expect(page.locator("main").get_by_role("combobox")).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("link", name="Search")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en-GB", "ko-KR"])
def test_the_head_of_a_large_screen_shows_all_of_it(open_page: OpenPage, locale: str) -> None:
    page = open_page("/contributions", locale=locale)
    expect(menu(page)).to_be_visible()
    expect(page.locator(".to-menu")).to_be_hidden()
    assert page.locator(".masthead input[type=search]").evaluate(_CUT) <= 0
    assert left(page.locator(".brand")) == left(page.locator("h1")) == left(page.locator(".colophon a").first)


def left(place: Locator) -> float:
    box = place.bounding_box()
    assert box
    return round(box["x"])


def test_the_foot_of_a_short_page_is_at_the_foot_of_the_window(open_page: OpenPage) -> None:
    box = open_page("/nothing-of-this-name").locator(".colophon").bounding_box()
    assert box
    assert round(box["y"] + box["height"]) == 900


def test_who_is_lost_searches_from_there(open_page: OpenPage) -> None:
    page = open_page("/organisations/nobody-of-this-name")
    expect(page.get_by_role("heading", level=1)).to_have_text("This is not here")
    expect(page.get_by_role("alert")).to_contain_text("nobody-of-this-name")
    page.locator("main input[type=search]").fill("Innovate UK")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".hits .name a").first).to_have_text("Innovate UK")


def test_a_problem_is_told_in_korean_too(open_page: OpenPage) -> None:
    page = open_page("/organisations?colour=red", locale="ko-KR")
    expect(page.get_by_role("heading", level=1)).to_have_text("이대로는 답할 수 없습니다")
    expect(page.locator("main")).to_contain_text("상태 400")


def test_the_row_of_an_operation_leads_to_it(open_page: OpenPage) -> None:
    page = open_page("/docs?q=sparql")
    row = page.locator("[data-entry]").filter(has_text="Query with GET")
    expect(row.get_by_role("link", name="GET /sparql")).to_have_count(1)
    words = row.get_by_text("Query with GET").bounding_box()
    assert words
    page.mouse.click(words["x"] + 2, words["y"] + 2)
    expect(page.locator("h1")).to_contain_text("GET")
    page.go_back()
    row.get_by_role("link", name="POST /sparql").click()
    expect(page.locator("h1")).to_contain_text("POST")


def test_the_values_of_a_long_facet_are_filtered_by_their_words(open_page: OpenPage) -> None:
    page = open_page("/search")
    wait_until_ready(page, "facets")
    rest = page.locator(".facets .rest").first
    rest.locator("summary").click()
    rest.get_by_role("searchbox", name=re.compile("^Only values with these words")).fill("DOC")
    shown = rest.get_by_role("link")
    expect(shown).to_have_count(1)
    assert_accessible(page)
    shown.click()
    expect(page.locator(".chips")).to_contain_text("Document")
