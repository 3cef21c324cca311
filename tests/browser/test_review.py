"""Stories of stewards who review: merging and taking it back, claims to mend, undoing, and two at once."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import TOKENS
from tests.browser.conftest import OpenPage, assert_accessible, sign_in, wait_until_ready

TWIN = {"kind": "company", "confidence": "stated", "evidence": ["korea-expert-mission"]}


def steward_of(desk: str) -> httpx.Client:
    return httpx.Client(base_url=desk, headers={"authorization": f"Bearer {TOKENS['steward']}"})


def bring_twins(desk: str, word: str) -> tuple[str, str]:
    """Post two records that look alike, for a test of its own."""
    ids = f"organisations/{word}-robotics", f"organisations/{word}-robotics-ltd"
    labels = f"{word.title()} Robotics Laboratory", f"{word.title()} Robotics Laboratory Ltd"
    with steward_of(desk) as client:
        for id_, label in zip(ids, labels, strict=True):
            assert client.put(f"/{id_}", json={**TWIN, "label": label}).status_code == 201
    return ids


@pytest.mark.parametrize("javascript", [True, False], ids=["by keyboard", "without scripts"])
def test_a_pair_is_merged_and_the_merge_taken_back(open_page: OpenPage, desk: str, javascript: bool) -> None:
    first, second = bring_twins(desk, "zephyrine" if javascript else "quillon")
    page = open_page(f"{desk}/sign-in", javascript=javascript)
    sign_in(page)
    page.goto(f"{desk}/duplicates?of={first}&min_score=0.9")
    item = page.locator("[data-item]").first
    expect(item.locator("tr.differing").first).to_contain_text("label")
    if javascript:
        wait_until_ready(page, "review")
        assert_accessible(page)
        page.keyboard.press("j")
        expect(item).to_be_focused()
        page.keyboard.press("s")
        expect(item.get_by_label("Reason")).to_be_focused()
        expect(item.get_by_label("Reason")).not_to_have_value("")
        page.keyboard.type("One entry in the register, with the letters j, s and n")
        expect(item.get_by_role("button", name="Same", exact=True)).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("Enter")
    else:
        item.get_by_label("Reason").fill("One entry in the register")
        item.get_by_role("button", name="Same", exact=True).click()
    notice = page.locator("[data-done]")
    expect(notice).to_contain_text("One entry in the register")
    expect(notice.get_by_role("button", name="Undo")).to_be_in_viewport(ratio=1)
    expect(page).to_have_title(re.compile("^Done"))
    expect(page.locator("[data-item]")).to_have_count(0)
    with steward_of(desk) as client:
        assert [each["id"].endswith(second) for each in client.get(f"/{first}").json()["members"]] == [True]
    page.goto(f"{desk}/review/decisions?of={first}")
    page.get_by_text("Take the decision back").first.click()
    page.locator(".withdrawing").get_by_label("Reason").fill("They are two after all")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("[data-done]")).to_be_visible()
    with steward_of(desk) as client:
        assert "members" not in client.get(f"/{first}").json()
        assert client.get(f"/{second}").json()["id"].endswith(second)


def test_a_queue_empties_by_keyboard_and_shortcuts_can_be_off(steward_page: Page, desk: str) -> None:
    page = steward_page
    for word in ("ondine", "vesper"):
        bring_twins(desk, word)
    page.goto(f"{desk}/duplicates?class=Organisation&min_score=0.9&limit=50")
    wait_until_ready(page, "review")
    count = page.locator("[data-item]").count()
    assert count >= 2
    open_pairs = page.locator("[data-item]", has_text="decided on")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("not the same")
    page.keyboard.press("Escape")
    page.get_by_label("Shortcuts on").uncheck()
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.locator("[aria-pressed='true']")).to_have_count(0)
    page.get_by_label("Shortcuts on").check()
    page.locator("h1").click()
    for number in range(count):
        page.keyboard.press("u" if number % 2 else "n")
        page.keyboard.type(f"Another owner, {number}")
        page.keyboard.press("Enter")
        notice = page.locator("[data-done]")
        expect(notice).to_contain_text(f"Another owner, {number}")
        expect(notice.get_by_role("button", name="Undo")).to_be_in_viewport(ratio=1)
        wait_until_ready(page, "review")
    expect(page.locator("[data-item]")).to_have_count(count // 2)
    expect(open_pairs).to_have_count(count // 2)
    expect(page.locator("[data-said]")).to_contain_text("Another owner")
    page.keyboard.press("z")
    expect(page.locator("[data-done]").filter(has_text="Reverts version")).to_be_visible()


def test_the_second_of_two_stewards_is_told(steward_page: Page, desk: str) -> None:
    page = steward_page
    first, second = bring_twins(desk, "marlowe")
    page.goto(f"{desk}/review/pair?first={first}&second={second}")
    slug = "decisions/marlowe-by-bo"
    body = {"first": first, "second": second, "verdict": "not-same", "author": "Bo", "decided": "2026-11-26"}
    with steward_of(desk) as client:
        assert client.put(f"/{slug}", json={**body, "reason": "Two doors"}).status_code == 201
    page.get_by_label("Reason").first.fill("One door")
    page.get_by_role("button", name="Same", exact=True).click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("somebody has decided meanwhile")
    expect(told).to_contain_text("Two doors")
    expect(page.get_by_label("Reason").first).to_have_value("One door")
    assert_accessible(page)
    page.get_by_role("button", name="Same", exact=True).click()
    expect(page.locator("[data-done]")).to_contain_text("One door")


def test_a_claim_without_a_place_in_its_evidence_is_found_from_its_number(open_page: OpenPage, site: str) -> None:
    page = open_page("/quality")
    row = page.get_by_role("row").filter(has_text="Claims that cannot be verified").first
    number = row.locator("td.total a")
    total = int(number.inner_text())
    number.click()
    expect(page.locator("h1")).to_have_text("Claims that cannot be verified")
    rows = page.locator("main tbody tr").filter(has=page.get_by_role("link", name="Edit"))
    expect(rows).to_have_count(total)
    with httpx.Client(base_url=site) as client:
        classes = client.get("/quality/without-passage").json()["classes"]
    name, count = next(iter(classes.items()))
    page.get_by_role("navigation", name="Class").get_by_role("link").filter(has_text=name).click()
    expect(rows).to_have_count(count)
    record = rows.first.get_by_role("link").first
    assert record.get_attribute("href")
    with page.expect_download() as download:
        page.get_by_role("link", name="csv").click()
    assert download.value.path().read_text(encoding="utf-8").count("\n") == count + 1
    form = rows.first.get_by_role("link", name="Edit").get_attribute("href")
    assert form
    assert "/curate/" in form
    page.goto(site + form)
    expect(page.locator("h1")).to_be_visible()


def test_a_refused_load_is_read_finding_by_finding(steward_page: Page, desk: str) -> None:
    page = steward_page
    with steward_of(desk) as client:
        operations = [
            {"op": "put", "id": f"organisations/refused-{number}", "record": {"label": "Fair", **TWIN, **fault}}
            for number, fault in enumerate([{"confidence": "sure"}] * 7 + [{"kind": "shed"}] * 4)
        ]
        wishes = {"operations": operations, "reason": "Partners of the fair", "dataset": "west-midlands-korea"}
        assert client.post("/changes", json=wishes).status_code == 422
    page.goto(f"{desk}/review")
    page.get_by_role("link", name="All loads, with their reports").click()
    assert_accessible(page)
    load = page.locator("ol.loads > li").filter(has_text="Partners of the fair")
    expect(load).to_contain_text("was refused")
    number = load.get_by_role("link", name="violation")
    total = int(number.inner_text().split()[0])
    number.click()
    expect(page.locator("h1")).to_have_text("Partners of the fair")
    expect(page.locator(".findings tbody tr")).to_have_count(total)
    assert_accessible(page)
    page.get_by_role("navigation", name="Check").get_by_role("link").nth(1).click()
    expect(page.get_by_role("navigation", name="Check").locator("[aria-current]")).not_to_have_text("every check")
    rows = page.locator(".findings tbody tr").count()
    assert 0 < rows < total
    with page.expect_download() as download:
        page.get_by_role("link", name="csv").click()
    assert download.value.path().read_text(encoding="utf-8").count("\n") == rows + 1
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert_accessible(page)


def test_a_change_is_looked_at_undone_and_compared(steward_page: Page, desk: str) -> None:
    page = steward_page
    first, _ = bring_twins(desk, "isolde")
    with steward_of(desk) as client:
        tag = client.get(f"/{first}").headers["etag"]
        edit = {"description": "Builds arms"}
        wishes = {"reason": "As its own page says"}
        client.patch(f"/{first}", json=edit, params=wishes, headers={"if-match": tag})
    page.goto(f"{desk}/history/{first}")
    newest = page.locator("ol.history > li").first
    expect(newest).to_contain_text("As its own page says")
    expect(newest.locator("ins")).to_contain_text("Builds arms")
    newest.get_by_role("link", name="Undo this version …").click()
    expect(page.locator("del")).to_contain_text("Builds arms")
    assert_accessible(page)
    page.get_by_label("Reason").fill("It builds legs")
    page.get_by_role("button", name="Undo it").click()
    expect(page.locator("h1")).to_contain_text("It builds legs")
    assert_accessible(page)
    page.get_by_role("link", name="What it did to the money").click()
    expect(page.get_by_text("No sum differs.")).to_be_visible()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("del")).to_contain_text("Builds arms")
    with steward_of(desk) as client:
        assert "description" not in client.get(f"/{first}").json()


def test_a_conflict_is_settled_by_a_key(steward_page: Page, desk: str) -> None:
    page = steward_page
    first, second = bring_twins(desk, "peregrine")
    money = {"kind": "grant", "funder": [first], "recipient": [second], "currency": "GBP", "bound": "exact"}
    with steward_of(desk) as client:
        for slug, amount in (("press", 3_000_000), ("register", 2_750_000)):
            grant = {**TWIN, **money, "label": f"Grant in the {slug}", "amount": amount}
            assert client.put(f"/contributions/peregrine-{slug}", json=grant).status_code == 201
    page.goto(f"{desk}/conflicts?kind=same-payment")
    wait_until_ready(page, "review")
    assert_accessible(page)
    item = page.locator("[data-item]").filter(has_text="Peregrine").first
    item.focus()
    page.keyboard.press("2")
    page.keyboard.type("The register is nearer")
    page.keyboard.press("Enter")
    expect(page.locator("[data-done]")).to_contain_text("The register is nearer")
    expect(page.locator(".claim.preferred")).to_contain_text("2,750,000 GBP")
