"""The network explorer in a browser: who bridges two, what is around one, by keyboard, and without WebGL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CHROMIUM, FLAGS, OpenPage, assert_accessible, wait_until_ready, watch

AROUND = "/network/involvement/ego/organisations/innovate-uk"
GEXF = "{http://gexf.net/1.3}"


def downloaded(page: Page, press: Callable[[], None]) -> bytes:
    with page.expect_download() as told:
        press()
    return told.value.path().read_bytes()


def test_who_bridges_two_organisations_is_found_and_exported(open_page: OpenPage) -> None:
    page = open_page("/network/involvement")
    wait_until_ready(page, "network", "names")
    page.get_by_text("Who bridges two organisations or places?").click()
    one = page.get_by_label("One side")
    one.press_sequentially("WM")
    expect(page.locator("datalist option[value]").first).to_be_attached()
    one.fill("Innovate UK")
    page.get_by_label("The other side").fill("West Midlands Combined Authority")
    page.get_by_label("The other side").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Who bridges Innovate UK and West Midlands Combined Authority?"
    )
    expect(page.get_by_role("link", name="UK-Republic of Korea Innovation Twins").first).to_be_visible()
    page.get_by_role("link", name="Involvement", exact=True).click()
    wait_until_ready(page, "network")
    data = downloaded(page, page.get_by_role("link", name="GEXF").click)
    nodes = ElementTree.fromstring(data).findall(f".//{GEXF}node")
    assert len(nodes) == page.locator("#node-table tbody tr").count()


def test_a_node_is_chosen_by_keyboard_and_tells_its_edges_with_their_evidence(open_page: OpenPage) -> None:
    page = open_page(AROUND)
    wait_until_ready(page, "network")
    link = page.locator("#node-table").get_by_role("link", name="Innovate UK", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("region", name="What is chosen")
    expect(panel.get_by_role("heading", name="Innovate UK")).to_be_focused()
    expect(panel.get_by_role("link", name="Its page")).to_have_attribute(
        "href", re.compile("/organisations/innovate-uk$")
    )
    assert panel.locator("a[href*='/evidence/']").count() > 0
    assert_accessible(page)
    panel.get_by_role("button", name="DIATOMIC").press("Enter")
    expect(panel.get_by_role("heading", name="DIATOMIC")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()


def test_what_is_chosen_in_the_form_is_shown_at_once_and_is_the_address(open_page: OpenPage) -> None:
    page = open_page("/network/involvement")
    wait_until_ready(page, "network")
    whole = page.locator("#count").inner_text()
    slider = page.get_by_role("slider")
    slider.focus()
    slider.press("Home")
    expect(page.locator("#count")).not_to_have_text(whole)
    expect(page).to_have_url(re.compile(r"as_of=\d{4}"))
    page.get_by_label("Size by").select_option("betweenness")
    expect(page.locator("#node-table thead")).to_contain_text("betweenness")
    expect(page).to_have_url(re.compile("measures=betweenness"))
    count = page.locator("#count").inner_text()
    page.reload()
    wait_until_ready(page, "network")
    expect(page.locator("#count")).to_have_text(count)
    picture = downloaded(page, page.get_by_role("button", name="Download as PNG").click)
    assert picture.startswith(b"\x89PNG")


def test_two_that_are_linked_show_each_step_with_its_evidence(open_page: OpenPage) -> None:
    page = open_page("/network/involvement", javascript=False)
    page.get_by_text("How are two linked?").click()
    page.locator("#path-from").fill("Wayra UK")
    page.locator("#path-to").fill("Dean Cook")
    page.locator("#path-to").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("From Wayra UK to Dean Cook")
    for step in page.locator(".way").first.locator(".step").all():
        assert step.locator("a[href*='/evidence/']").count() > 0


def test_a_community_opens_from_its_bubble_and_the_form_is_followed_among_bubbles(open_page: OpenPage) -> None:
    page = open_page("/network/involvement?drawn=communities")
    wait_until_ready(page, "network")
    bubbles = page.locator(".bubbles a[href*='community=']")
    members = page.locator("#community-table tbody tr").first.locator("td").nth(1).inner_text()
    all_of_them = bubbles.count()
    page.get_by_label("How sure at least").select_option("stated")
    expect(page).to_have_url(re.compile("min_confidence=stated"))
    expect(bubbles).not_to_have_count(all_of_them)
    page.get_by_label("How sure at least").select_option("")
    expect(bubbles).to_have_count(all_of_them)
    bubbles.first.focus()
    page.keyboard.press("Enter")
    wait_until_ready(page, "network")
    expect(page.locator("#node-table tbody tr")).to_have_count(int(members))
    expect(page.locator(".canvas canvas").first).to_be_visible()
    page.get_by_role("link", name="Back to the whole").click()
    expect(page.get_by_role("link", name="Back to the whole")).to_have_count(0)
    page.get_by_text("More choices").click()
    page.get_by_label("Drawn by").select_option("communities")
    expect(bubbles).to_have_count(all_of_them)


@pytest.fixture
def without_webgl(chromium: Browser) -> Iterator[Browser]:
    with chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, "--disable-3d-apis"]) as browser:
        yield browser


def test_a_browser_without_webgl_gets_the_tables_and_the_picture_of_the_server(
    without_webgl: Browser, site: str
) -> None:
    page, faults = without_webgl.new_page(), list[str]()
    watch(page, faults)
    page.goto(site + AROUND)
    wait_until_ready(page, "network")
    picture = page.get_by_role("img", name="A drawing of the best linked nodes")
    expect(picture).to_be_visible()
    assert picture.evaluate("(it) => it.complete && it.naturalWidth > 0")
    expect(page.locator("#node-table").get_by_role("link", name="DIATOMIC")).to_be_visible()
    page.locator("#node-table").get_by_role("link", name="DIATOMIC").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Around DIATOMIC")
    assert not faults, faults


def test_at_the_width_of_a_laptop_nothing_of_an_edge_is_cut_off_and_tools_cover_no_node(open_page: OpenPage) -> None:
    page = open_page("/network/involvement", width=1280)
    expect(page.locator(".tools")).to_be_visible()
    table = page.locator(".wide", has=page.locator("#edge-table"))
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
    drawn, tools = page.locator(".canvas").bounding_box(), page.locator(".tools").bounding_box()
    assert drawn
    assert tools
    assert drawn["y"] + drawn["height"] <= tools["y"]
    chips = [each.bounding_box() for each in page.locator(".views .chip").all()[:2]]
    assert chips[0]
    assert chips[1]
    assert chips[1]["x"] - chips[0]["x"] - chips[0]["width"] >= 4


@pytest.mark.parametrize(
    "path",
    [
        "/network/partnership/centrality/degree?stability=true&resamples=20",
        "/network/involvement/between?one=West+Midlands&other=South+Korea&stability=true&resamples=20",
        "/network/partnership/summary",
        "/docs/list_contributions",
    ],
)
def test_tables_stand_row_below_row_on_a_small_screen(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    page.set_viewport_size({"width": 390, "height": 800})
    table = page.locator("table.stacked").first
    expect(table.get_by_role("row").nth(1)).to_be_visible()
    assert table.evaluate("table => table.parentElement.scrollWidth - table.parentElement.clientWidth") == 0
