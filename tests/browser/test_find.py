"""Whoever comes with a question finds what answers it: from the first page, by search, suggestions and lists."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, assert_accessible, wait_until_ready


def hits(page: Page) -> list[str]:
    return page.locator(".hits .name a").all_inner_texts()


def test_who_funds_innovation_twins_and_how_do_we_know_in_three_clicks(open_page: OpenPage) -> None:
    page = open_page("/")
    page.locator("main input[type=search]").fill("Innovation Twins")
    page.locator("main").get_by_role("button", name="Find").click()  # the first
    expect(page.get_by_role("heading", level=1)).to_contain_text("Innovation Twins")
    money = page.locator(".hits li").filter(has_text="Joint funding of Innovation Twins and DIATOMIC").first
    expect(money).to_contain_text("Department for Science, Innovation and Technology")
    expect(money).to_contain_text("Innovate UK")
    money.get_by_role("link", name="Joint funding of Innovation Twins and DIATOMIC").click()  # the second
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator("main a[href*='/evidence/']").first.click()  # the third
    expect(page.locator("main")).to_contain_text("West Midlands and Ulsan partnership (article)")
    expect(page.locator("main")).to_contain_text("538")  # where in it; the words only where they may be shown


def test_an_acronym_leads_to_the_organisation_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/")
    wait_until_ready(page, "suggest")
    box = page.locator("main input[type=search]")
    box.focus()
    page.keyboard.type("ETRI")
    options = page.locator("main [role=option]")
    expect(options.first).to_contain_text("Electronics and Telecommunications Research Institute")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Escape")
    expect(page.locator("main [role=listbox]")).to_be_hidden()
    expect(box).to_have_value("ETRI")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/organisations/etri$"))


@pytest.mark.parametrize("words", ["한국전자통신연구원", "etri", "electronics telecomunications"])
def test_a_name_is_found_in_hangul_short_and_misspelt(open_page: OpenPage, words: str) -> None:
    page = open_page(f"/search?q={words}")
    assert "Electronics and Telecommunications Research Institute" in hits(page)


def test_a_search_is_narrowed_its_unit_switched_and_asked_in_sparql(open_page: OpenPage) -> None:
    page = open_page("/search?q=innovation")
    page.locator(".facets").get_by_role("link", name=re.compile("^Programme")).click()
    expect(page).to_have_url(re.compile("type=Programme"))
    total = int(re.search(r"of (\d+) shown", page.locator(".tally").inner_text())[1])  # type: ignore[index]
    assert len(hits(page)) == total
    page.locator(".chips").get_by_role("link", name=re.compile("^words")).click()
    expect(page.locator(".tally")).not_to_contain_text(f"of {total} shown")
    page.go_back()
    page.locator(".units").get_by_role("link", name=re.compile("Contributions")).click()
    expect(page.locator(".tally")).to_contain_text("linked with what was found")
    shown = {*hits(page)}
    assert "Joint funding of Innovation Twins and DIATOMIC" in shown
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    with Path(download.value.path()).open(encoding="utf-8", newline="") as table:
        assert {row["label"] for row in csv.DictReader(table)} == shown
    page.get_by_role("link", name="View as SPARQL").click()
    expect(page).to_have_url(re.compile(r"/sparql\?query="))


def test_a_list_is_narrowed_sorted_and_read_without_a_script_on_a_small_screen(open_page: OpenPage) -> None:
    page = open_page("/contributions", width=390, javascript=False)
    page.get_by_role("link", name="Narrow down").click()
    page.locator(".facets").get_by_role("link", name=re.compile("^Funding")).click()
    expect(page.locator(".chips")).to_contain_text("Funding")
    page.locator("thead").get_by_role("link", name=re.compile("Amount")).click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Amount")
    assert page.locator("tbody tr").count() == 4
    page.locator(".chips").get_by_role("link").first.click()
    expect(page.locator(".tally")).to_contain_text("21 of 21 shown")


def test_on_a_small_screen_a_row_of_a_list_is_read_without_scrolling_aside(open_page: OpenPage) -> None:
    page = open_page("/contributions?kind=grant", width=390)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Public grants to companies"))
    expect(row.get_by_role("cell").filter(has_text="10,000,000")).to_be_in_viewport()
    expect(row.get_by_role("cell").filter(has_text="WMHTIA private investment")).to_be_in_viewport()
    expect(row.get_by_text("not stated")).to_have_count(2)
    expect(row.get_by_text("not stated").first).to_be_hidden()
    assert page.locator(".wide").first.evaluate("it => it.scrollWidth - it.clientWidth") <= 0
    assert_accessible(page)


def test_nothing_found_says_what_to_do(open_page: OpenPage) -> None:
    page = open_page("/search?q=zzzzqqqq&type=Organisation")
    expect(page.locator(".empty")).to_contain_text("Take away")
    page.locator(".empty").get_by_role("link").click()
    expect(page.locator(".hits li")).to_have_count(50)


def test_the_first_page_speaks_korean(open_page: OpenPage) -> None:
    page = open_page("/", locale="ko-KR", width=390)
    expect(page.get_by_role("heading", level=1)).to_contain_text("누가 누구를 지원하고")
    assert_accessible(page)
