"""Stories about money and time, the dictionary and the reference of the API, in a real browser."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, wait_until_ready

_PLANNED = "/flows?currency=GBP&kind=planned-investment&include_planned=true"


def test_an_analyst_follows_money_to_the_contributions_behind_a_band(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_role("navigation", name="Service").get_by_role("link", name="Money").click()
    wait_until_ready(page, "flows")
    page.get_by_label("Count plans").check()
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="GBP Planned investment").click()
    expect(page.locator(".chip[aria-current]")).to_contain_text("Planned investment")
    wait_until_ready(page, "flows")
    page.locator(".sankey [data-stop]").nth(1).hover()
    expect(page.locator(".sankey.dim .band.lit")).not_to_have_count(0)
    page.locator(".sankey .band").first.click(position={"x": 30, "y": 10})
    expect(page.locator("h2#contributions")).to_have_text("Contributions behind the choice")
    record = page.locator("table", has=page.get_by_role("columnheader", name="Contribution", exact=True)).first
    record.locator("tbody a").first.click()
    expect(page.locator("h1")).to_have_text("Smart city initiatives under the policy")


def test_the_table_leads_to_the_same_by_keyboard_and_without_scripts(open_page: OpenPage) -> None:
    page = open_page(_PLANNED, javascript=False)
    page.get_by_role("link", name="Contributions from Not stated to").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr.picked")).to_have_count(1)
    with page.expect_download() as download:
        page.locator(".formats").get_by_role("link", name="csv").click(modifiers=["Alt"])
    assert download.value.suggested_filename.endswith("csv")


def test_drawings_are_downloaded_as_svg_and_as_png(open_page: OpenPage) -> None:
    for path in ("/flows", "/timeline", "/network/involvement?drawn=communities"):
        page = open_page(path)
        picture = page.locator("a[download$='.svg']")
        expect(picture).to_have_count(1)
        with page.expect_download() as download:
            picture.click()
        assert Path(download.value.path()).read_bytes().startswith(b"<svg")
        with page.expect_download() as download:
            page.get_by_role("button", name="PNG").click()
        assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
        assert download.value.suggested_filename.endswith(".png")


def test_what_is_wider_than_the_screen_has_a_shadow_where_there_is_more(open_page: OpenPage) -> None:
    page = open_page("/flows", width=390)
    drawing = page.get_by_role("region", name="Drawing of the money flows")
    left, right = _edges(page, drawing.screenshot())
    assert right < left - 20
    drawing.evaluate("it => it.scrollTo({left: 9999})")
    left, right = _edges(page, drawing.screenshot())
    assert left < right - 20


def _edges(page: Page, png: bytes) -> list[int]:
    """Read how light a picture is at its left and right edges, near its foot."""
    light: list[int] = page.evaluate(
        """async (source) => {
            const image = new Image();
            image.src = source;
            await image.decode();
            const context = document.createElement("canvas").getContext("2d");
            context.canvas.width = image.width;
            context.canvas.height = image.height;
            context.drawImage(image, 0, 0);
            return [1, image.width - 2].map((x) => context.getImageData(x, image.height - 6, 1, 1).data[0]);
        }""",
        f"data:image/png;base64,{b64encode(png).decode()}",
    )
    return light


def test_the_time_of_an_organisation_is_asked_for_and_left_again(open_page: OpenPage) -> None:
    page = open_page("/timeline", javascript=False)
    expect(page.locator(".times > li")).to_have_count(7)
    page.get_by_label("Document").check()
    page.get_by_label("From", exact=True).fill("2019")
    page.get_by_label("Until").fill("2019")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".times")).to_contain_text("5 July 2019")
    expect(page.locator("#yearless + p + ul")).to_contain_text("24 June")
    page.get_by_role("link", name="Start again").click()
    expect(page.locator(".times > li")).to_have_count(7)


def test_words_filter_the_dictionary_while_they_are_typed(open_page: OpenPage) -> None:
    page = open_page("/ontology")
    wait_until_ready(page, "apidocs")
    entries = page.locator("[data-entry]:visible")
    all_of_them = entries.count()
    page.get_by_role("searchbox", name="Only what has these words").fill("statement of money")
    expect(entries).to_have_count(2)
    expect(entries.first).to_contain_text("Contribution")
    page.get_by_role("searchbox", name="Only what has these words").fill("")
    expect(entries).to_have_count(all_of_them)


def test_a_developer_finds_an_operation_and_tries_it(open_page: OpenPage) -> None:
    page = open_page("/docs")
    wait_until_ready(page, "apidocs")
    page.get_by_role("searchbox", name="Only what has these words").fill("flows")
    page.get_by_role("link", name="GET /flows").click()
    expect(page.locator("pre").first).to_contain_text("curl")
    page.get_by_role("link", name="As a page").click()
    expect(page.locator("h1")).to_have_text("Money flows")


def test_pages_speak_korean(open_page: OpenPage) -> None:
    for path, words in (
        ("/flows", "자금 흐름"),
        ("/timeline", "연표"),
        ("/about", "데이터 안내"),
        ("/docs", "API 참고서"),
    ):
        page = open_page(path, locale="ko-KR")
        expect(page.locator("h1")).to_have_text(words)
