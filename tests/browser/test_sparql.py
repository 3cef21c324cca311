"""The page for queries in a browser: from a question to a chart and a file, with faults, cancelling, the keyboard."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.conftest import BASE
from tests.api.test_sparql_pages import HOURS
from tests.browser.conftest import OpenPage, assert_accessible, wait_until_ready

NAMES = "SELECT ?organisation ?name { ?organisation a org:Organization ; skos:prefLabel ?name } ORDER BY ?name"
MONEY = "SELECT ?what ?amount { ?c a ikg:Contribution ; skos:prefLabel ?what ; ikg:amount ?amount } ORDER BY ?what"
HOSTILE = """SELECT * { VALUES (?one ?other ?n) {
  (<javascript:alert(1)> <https://w3id.org/innovation-kg/organisations/innovate-uk> 3)
  (<urn:x:%3Cimg%20src=x%20onerror=alert(1)%3E> <data:text/html,x> 4) } }"""


def asked(query: str) -> str:
    return f"/sparql?query={quote(query)}"


def editor(page: Page) -> Locator:
    wait_until_ready(page, "sparql")
    return page.get_by_role("textbox", name="Query", exact=True)


def write(page: Page, query: str) -> None:
    """Write a query in the place of the old one, as a person does who pastes it."""
    editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def rows(page: Page) -> Locator:
    return page.locator("#answer tbody tr")


def test_a_list_becomes_a_chart_and_a_file(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(asked(NAMES))
    expect(rows(page).first).to_be_visible()
    expect(editor(page)).to_contain_text("SELECT ?organisation ?name")
    write(page, MONEY)
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("columnheader", name="amount")).to_be_visible()
    assert "ikg%3Aamount" in page.url
    amounts = page.locator("#answer td.number")
    page.get_by_role("button", name="amount").click()
    expect(page.get_by_role("columnheader", name="amount")).to_have_attribute("aria-sort", "ascending")
    values = [float(each.get_attribute("data-value") or "") for each in amounts.all()]
    assert values == sorted(values)
    page.get_by_role("button", name="Chart").click()
    expect(page.get_by_role("img", name="Bars of amount by what")).to_be_visible()
    assert page.locator("#answer rect.mark").count() == len(values)
    assert_accessible(page)
    page.get_by_label("Drawn as").select_option("line")
    expect(page.locator("#answer polyline")).to_be_visible()
    page.reload()
    expect(page.locator("#answer polyline")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    download.value.save_as(tmp_path / "answer.csv")
    table = list(csv.reader((tmp_path / "answer.csv").read_text(encoding="utf-8").splitlines()))
    assert (table[0], len(table)) == (["what", "amount"], len(values) + 1)
    page.go_back()
    expect(page.get_by_role("columnheader", name="organisation")).to_be_visible()
    expect(editor(page)).to_contain_text("ORDER BY ?name")


def test_triples_and_pairs_are_drawn_as_a_network(open_page: OpenPage) -> None:
    page = open_page(
        asked("SELECT ?one ?other { ?c ikg:funder ?one , ?other FILTER(STR(?one) < STR(?other)) }") + "&view=network"
    )
    expect(page.get_by_role("group", name="Network of the answer")).to_be_visible()
    link = page.locator("#answer svg a").first
    address = link.get_attribute("href") or ""
    assert address.startswith("/organisations/")
    assert_accessible(page)
    page.goto(
        page.url.partition("?")[0] + "?view=network&query=" + quote(f"DESCRIBE <{BASE}organisations/innovate-uk>")
    )
    expect(page.get_by_role("group", name="Network of the answer")).to_be_visible()


def test_what_is_wrong_is_told_where_it_is_and_mended(open_page: OpenPage) -> None:
    page = open_page("/sparql")
    write(page, "SELECT ?what {\n # 😀 한글\n ?c ikg:fundr ?what ] }")
    remarks = page.get_by_role("list", name="Remarks on the query")
    expect(remarks).to_contain_text("Line 3, column 21: ] cannot stand here")
    expect(page.locator(".code-editor .cm-fault")).to_have_text("]")
    remarks.get_by_role("button", name="Line 3, column 21").click()
    page.keyboard.press("Delete")
    expect(remarks).to_contain_text("ikg:fundr is not in the ontology")
    expect(page.locator(".code-editor .cm-doubt")).to_have_text("ikg:fundr")
    assert_accessible(page)
    remarks.get_by_role("button", name="Write ikg:funder").click()
    expect(editor(page)).to_contain_text("ikg:funder ?what")
    expect(remarks.get_by_role("listitem")).to_have_count(0)
    page.get_by_role("button", name="Run").click()
    expect(rows(page).first).to_be_visible()
    write(page, "SELECT")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("This is no SPARQL yet")


def test_a_query_that_takes_for_ever_is_cancelled(open_page: OpenPage) -> None:
    page = open_page("/sparql")
    write(page, "SELECT")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_be_visible()
    write(page, HOURS)
    expect(page.locator("[data-status]")).to_be_empty()
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("[data-status]")).to_have_text("Cancelled.")
    expect(page.locator("#answer")).to_be_empty()
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    write(page, "ASK {}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("Yes")


def test_what_is_code_or_a_name_is_shown_as_it_is(open_page: OpenPage) -> None:
    page = open_page(asked('SELECT ?what ?n { VALUES (?what ?n) { ("Co-investment"@en 3) } }') + "&view=chart")
    expect(page.locator("#answer svg text.label")).to_have_text("Co-investment")
    page = open_page(asked("SELECT * { ?c skos:prefLabel ?what }") + "&explain=true")
    term = page.locator("#answer dt").filter(has_text="prefLabel")
    expect(term).to_have_text("skos:prefLabel")
    assert term.evaluate("term => getComputedStyle(term, '::first-letter').textTransform") == "none"


def test_the_keyboard_is_enough(open_page: OpenPage) -> None:
    page = open_page("/sparql")
    editor(page).focus()
    page.keyboard.type("SELECT ?who { ?c ikg:fund")
    options = page.get_by_role("listbox")
    expect(options.get_by_role("option").first).to_contain_text("ikg:funder")
    page.keyboard.press("Escape")
    expect(options).to_be_hidden()
    page.keyboard.type("er Innov")
    expect(options.get_by_role("option").filter(has_text="Innovate UK").first).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("SELECT ?who { ?c ikg:funder ?who } ")
    page.keyboard.press("Control+Enter")
    expect(rows(page).first).to_be_visible()
    expect(options).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Explain")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text("How it was answered")


def test_a_question_is_found_and_loaded(open_page: OpenPage) -> None:
    page = open_page("/sparql")
    wait_until_ready(page, "sparql")
    page.get_by_label("Find a question").fill("co-invest wmhtia")
    links = page.locator(".gallery-groups li:visible a")
    expect(links).to_have_count(1)
    links.click()
    expect(editor(page)).to_contain_text("ikg:")
    page.get_by_role("button", name="Run").click()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Write out prefixes").click()
    page.locator("summary", has_text="Ask it from a program").click()
    expect(page.get_by_role("region", name="curl")).to_be_visible()


@pytest.mark.parametrize("view", ["table", "chart", "network"])
def test_what_terms_say_is_never_run(open_page: OpenPage, view: str) -> None:
    page = open_page(asked(HOSTILE) + f"&view={view}")
    wait_until_ready(page, "sparql")
    expect(page.locator("#answer img, #answer script, #answer [onerror]")).to_have_count(0)
    expect(page.locator("#answer a[href^='javascript'], #answer a[href^='data']")).to_have_count(0)
    expect(page.locator("#answer")).to_contain_text("Innovate UK")


def test_without_scripts_it_is_a_form_with_a_table(open_page: OpenPage) -> None:
    page = open_page("/sparql", javascript=False, width=390)
    page.get_by_label("Query", exact=True).fill(NAMES)
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("link", name="Innovate UK", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()


def test_the_answer_stands_below_the_editor_beside_the_questions(open_page: OpenPage) -> None:
    page = open_page("/sparql?example=contributions")
    expect(page.locator("#answer")).to_contain_text("was not asked yet")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("[data-status]")).to_contain_text("rows")
    expect(page.locator("[data-status]")).not_to_contain_text("Result")
    editor_box, answer, gallery = (
        page.locator(each).bounding_box() for each in (".query-editor", "#answer", ".query-gallery")
    )
    assert editor_box
    assert answer
    assert gallery
    assert 0 <= answer["y"] - editor_box["y"] - editor_box["height"] < 60
    assert answer["x"] + answer["width"] <= gallery["x"]
    page.get_by_text("Ask it from a program").click()
    snippet = page.get_by_role("region", name="Python, pandas")
    assert snippet.evaluate("each => each.scrollHeight <= each.clientHeight")
