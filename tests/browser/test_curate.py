"""Curating by reading in a browser: a record from its passage to the graph and back, by keys, by two, in private."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from kg.citing.sentences import find_sentences
from kg.desk import load
from kg.settings import Settings
from kg.texts import digest, normalise
from kg.workspace import Workspace
from tests.api.conftest import ALL_TOKENS, start
from tests.browser.conftest import OpenPage, assert_accessible, sign_in, wait_until_ready
from tests.conftest import HARBOUR, HARBOUR_TEXTS
from tests.shared import new_folder

SECOND = "Quay Works Ltd"
TEXT = HARBOUR_TEXTS / "harbour.txt"
STEPS = 25
"""Keys and words that one record may take, from the text to its publication: a second or two each make a minute."""


def _home(folder: Path) -> Path:
    home = folder / "home"
    workspace = Workspace(Settings(home=home, data=HARBOUR, sources=HARBOUR_TEXTS))
    with workspace.repository() as repository:
        load(repository, workspace.intake())
    return home


@pytest.fixture(scope="module")
def harbour() -> str:
    """A service with a small dataset and its text, which tests of this process write to."""
    home = _home(new_folder("read-and-curated"))
    return start(home, KG_DATA="", KG_SOURCES=str(HARBOUR_TEXTS), KG_TOKENS=ALL_TOKENS)[1]


@pytest.fixture(scope="module")
def without_text() -> str:
    """The same without the text."""
    return start(_home(new_folder("read-elsewhere")), KG_DATA="", KG_TOKENS=ALL_TOKENS)[1]


@pytest.fixture
def steward(open_page: OpenPage, harbour: str) -> Page:
    page = open_page(f"{harbour}/sign-in")
    sign_in(page)
    return page


class Keys:
    """The keyboard of somebody who counts."""

    def __init__(self, page: Page) -> None:
        self._page, self.steps = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)
            self.steps += 1

    def write(self, words: str) -> None:
        self._page.keyboard.type(words)
        self.steps += 1


def test_one_record_from_its_passage_to_the_graph_and_back(steward: Page, harbour: str) -> None:
    """Refused by a shape, mended, seen as a difference, published, undone."""
    steward.goto(f"{harbour}/curate")
    steward.get_by_role("link", name="Harbour region opens a test bed").click()
    wait_until_ready(steward, "curate")
    assert_accessible(steward)
    drag_over(steward, "A second grant of 250,000 pounds")
    expect(steward.locator("#selection")).to_have_text("A second grant of 250,000 pounds")
    steward.get_by_role("link", name="money given or promised").click()
    wait_until_ready(steward, "curate-form")
    assert_accessible(steward)
    expect(steward.locator("[data-field=amount] input")).to_have_value("250000")
    expect(steward.locator("[data-field=printed] input")).to_have_value("250,000 pounds")
    steward.locator("[data-field=currency] input").fill("Pounds")
    expect(steward.locator("[data-field=currency] .bad")).to_contain_text("ISO 4217")
    steward.get_by_role("button", name="Preview the change").click()
    expect(steward.locator("#verdict")).to_contain_text("This stands in the way")
    steward.locator("[data-field=currency] input").fill("GBP")
    steward.locator("[data-field=label] input").fill("The second grant once more")
    expect(steward.locator("#verdict .problem")).to_have_count(0)
    expect(steward.locator("#verdict .good")).to_have_count(0)
    doubled = steward.locator("#verdict .warn", has_text="already has a contribution").get_by_role("link")
    expect(doubled).to_have_attribute("href", re.compile("/contributions/second-grant$"))
    steward.get_by_role("button", name="Preview the change").click()
    expect(doubled).to_have_count(1)
    difference = steward.locator("#preview")
    expect(difference.get_by_role("row").filter(has_text="250,000 pounds")).to_be_visible()
    assert_accessible(steward)
    steward.get_by_label("Reason").fill("The article tells it")
    steward.get_by_role("button", name="Publish").click()
    expect(steward.locator("main .callout[role=status]").first).to_contain_text("Published as version")
    wait_until_ready(steward, "curate-form")
    expect(steward.get_by_role("button", name="Undo")).to_be_in_viewport()
    expect(steward.locator(":focus")).to_have_count(0)
    entity = steward.url.partition("?")[0].replace("/curate/", "/")
    assert steward.request.get(entity).status == 200
    assert_accessible(steward)
    steward.get_by_role("button", name="Undo").click()
    expect(steward.locator("main .callout[role=status]").first).to_contain_text("is undone")
    assert steward.request.get(entity).status == 404


def test_a_record_is_made_by_keys_alone_in_few_steps(steward: Page, harbour: str) -> None:
    steward.goto(f"{harbour}/curate/read/harbour-news")
    wait_until_ready(steward, "curate")
    keys = Keys(steward)
    steward.locator("#text .sentence").first.focus()  # Tab leads there; how often depends on the head of the page
    keys.press("ArrowDown", "ArrowDown", "ArrowDown")
    selected = steward.locator("#selection")
    expect(selected).to_contain_text("Harbour Lab")
    keys.press("Shift+ArrowUp")
    expect(selected).to_contain_text("Green Shipping Programme")
    keys.press("ArrowDown", "Enter")
    expect(steward.locator(".curate-choices a").first).to_be_focused()
    keys.press("Escape")
    expect(steward.locator("#text .sentence[tabindex='0']")).to_be_focused()
    keys.press("Enter", "p")
    wait_until_ready(steward, "curate-form")
    expect(steward.get_by_label("activity needed")).to_have_value(re.compile("projects/dry-dock-trial"))
    participant = steward.get_by_label("participant needed")
    expect(participant).to_be_focused()
    keys.write("quay w")
    expect(steward.get_by_role("option", name="Quay Works Ltd")).to_be_visible()
    keys.press("ArrowDown", "Enter")
    expect(participant).to_have_value("Quay Works Ltd (organisations/quay-works)")
    expect(steward.locator("#verdict")).not_to_be_empty()
    if not steward.get_by_label("role needed").input_value():
        steward.get_by_label("role needed").focus()
        keys.write("Partner")
    keys.press("Control+Enter")
    expect(steward.get_by_label("Reason")).to_be_focused()
    keys.write("The article tells it")
    keys.press("Enter")
    expect(steward.locator("main .callout[role=status]").first).to_contain_text("Published as version")
    assert keys.steps <= STEPS
    steward.get_by_role("button", name="Undo").click()
    expect(steward.locator("main .callout[role=status]").first).to_contain_text("is undone")


def test_a_new_form_in_which_nothing_is_missing_begins_at_its_first_field(steward: Page, harbour: str) -> None:
    start = normalise(TEXT.read_text(encoding="utf-8")).index("Green Shipping Programme")
    passage = f"document=harbour-news&start={start}&end={start + len('Green Shipping Programme')}"
    steward.goto(f"{harbour}/curate/organisations/new?{passage}")
    wait_until_ready(steward, "curate-form")
    expect(steward.get_by_label("label needed")).to_have_value(re.compile("Green Shipping"))
    expect(steward.get_by_label("label needed")).to_be_focused()
    steward.keyboard.press("Control+Enter")
    expect(steward.get_by_label("Reason")).to_be_focused()


def test_tab_goes_from_field_to_field_and_a_key_tells_what_one_is_for(steward: Page, harbour: str) -> None:
    steward.goto(f"{harbour}/curate/contributions/second-grant")
    wait_until_ready(steward, "curate-form")
    amount = steward.locator("#f-amount")
    help_ = steward.locator("[data-field=amount] .curate-help")
    amount.focus()
    assert steward.evaluate("document.activeElement.getAttribute('aria-describedby')") == "help-amount faults-amount"
    steward.keyboard.press("F1")
    expect(help_.locator("p").first).to_be_visible()
    assert_accessible(steward)
    steward.keyboard.press("F1")
    expect(help_.locator("p").first).to_be_hidden()
    expect(amount).to_be_focused()
    steward.keyboard.press("Tab")
    assert steward.evaluate("document.activeElement.matches('.curate-field :is(input, select, textarea)')")
    expect(amount).not_to_be_focused()


def test_what_is_selected_is_yellow_to_the_letter(steward: Page, harbour: str) -> None:
    steward.goto(f"{harbour}/curate/read/harbour-news")
    wait_until_ready(steward, "curate")
    drag_over(steward, "250,000 pounds")
    words = steward.locator("#selection q").inner_text()
    assert words == "250,000 pounds"
    assert steward.evaluate("[...CSS.highlights.get('curate-selection')].map(String)") == [words]
    expect(steward.locator("#text .sentence.selected")).to_have_count(0)
    steward.reload()
    wait_until_ready(steward, "curate")
    assert steward.evaluate("[...CSS.highlights.get('curate-selection')].map(String)") == [words]
    expect(steward.locator("#text .sentence.selected")).to_have_count(0)
    assert_accessible(steward)


def test_a_click_on_marked_words_leaves_the_choices_in_view_and_their_keys_at_work(steward: Page, harbour: str) -> None:
    steward.set_viewport_size({"width": 1400, "height": 600})
    steward.goto(f"{harbour}/curate/read/harbour-news")
    wait_until_ready(steward, "curate")
    mark = steward.locator("#text a.mark", has_text="250,000 pounds").first
    mark.scroll_into_view_if_needed()
    heading = steward.get_by_role("heading", name="What does it say?")
    place = heading.bounding_box()
    mark.click()
    expect(steward.locator("#selection")).to_contain_text("250,000 pounds")
    expect(steward.locator("#resting").get_by_role("link").first).to_be_visible()
    expect(steward.locator("#resting")).to_have_css("overflow-y", "visible")
    choices, records = steward.locator(".curate-choices").bounding_box(), steward.locator("#resting").bounding_box()
    assert choices
    assert records
    assert choices["y"] + choices["height"] <= records["y"]
    assert heading.bounding_box() == place
    assert_accessible(steward)
    steward.keyboard.press("c")
    wait_until_ready(steward, "curate-form")
    assert "/curate/contributions/new" in steward.url


def test_two_stewards_edit_one_record_and_nobody_wins_in_silence(
    steward: Page, open_page: OpenPage, harbour: str
) -> None:
    other = open_page(f"{harbour}/sign-in")
    sign_in(other, "admin")
    path = f"{harbour}/curate/organisations/quay-works"
    for page in (steward, other):
        page.goto(path)
        wait_until_ready(page, "curate-form")
    _change(other, "Quay Works Limited", "As the register has it")
    expect(other.locator("main .callout[role=status]").first).to_contain_text("Published as version")
    steward.get_by_label("label needed").fill("Quay Works")
    steward.get_by_role("button", name="Preview the change").click()
    clash = steward.get_by_role("row").filter(has_text="Quay Works Limited")
    expect(clash).to_contain_text("the admin")
    assert_accessible(steward)
    clash.get_by_label("theirs").check()
    steward.get_by_role("button", name="Go on").click()
    expect(steward.get_by_label("label needed")).to_have_value("Quay Works Limited")
    expect(steward.locator("#preview")).to_contain_text("says this already")


_PLACES = """(mark, words) => {
  const node = document.createTreeWalker(mark, NodeFilter.SHOW_TEXT).nextNode();
  const begin = node.textContent.indexOf(words);
  return [begin, begin + words.length - 2].map((place) => {  // the last word is reached, not to its end
    const range = document.createRange();
    range.setStart(node, place);
    range.setEnd(node, place + 1);
    const { x, y, width, height } = range.getBoundingClientRect();
    return [x + width / 4, y + height / 2];
  });
}"""


def drag_over(page: Page, words: str) -> None:
    """Select words with the mouse, from the first into the last."""
    mark = page.locator("a.mark", has_text=words)
    mark.scroll_into_view_if_needed()
    begin, end = mark.evaluate(_PLACES, words)
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move((begin[0] + end[0]) / 2, begin[1])
    page.mouse.move(*end)
    page.mouse.up()


def _change(page: Page, label: str, reason: str) -> None:
    page.get_by_label("label needed").fill(label)
    page.get_by_role("button", name="Preview the change").click()
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Publish").click()


def test_a_form_works_without_a_script(open_page: OpenPage, harbour: str) -> None:
    page = open_page(f"{harbour}/sign-in", javascript=False)
    sign_in(page)
    page.goto(f"{harbour}/curate/read/harbour-news")
    page.get_by_label("Or select by words").fill("Jo Tide signed a memorandum with the lab")
    page.get_by_role("button", name="Select", exact=True).click()
    page.get_by_role("link", name="an event").click()
    page.get_by_label("label needed").fill("Signing of the memorandum")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#verdict")).to_contain_text("kind")
    page.get_by_label(re.compile("kind.* needed")).select_option(index=3)
    page.get_by_role("button", name="Preview the change").click()
    page.get_by_label("Reason").fill("The article tells it")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("main .callout[role=status]").first).to_contain_text("Published as version")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main .callout[role=status]").first).to_contain_text("is undone")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_record_is_deleted_from_its_form_and_comes_back(open_page: OpenPage, harbour: str, javascript: bool) -> None:
    page = open_page(f"{harbour}/sign-in", javascript=javascript)
    sign_in(page)
    page.goto(f"{harbour}/curate/organisations/quay-works")
    page.get_by_role("link", name="Delete this record").click()
    expect(page.get_by_role("alert")).to_contain_text("First grant")
    expect(page.get_by_label("Reason")).to_have_count(0)
    page.goto(f"{harbour}/curate/contributions/second-grant")
    page.get_by_role("link", name="Delete this record").click()
    expect(page.locator("main")).to_contain_text("No record refers to it")
    if javascript:
        assert_accessible(page)
    page.get_by_label("Reason").fill("It was never paid")
    page.get_by_role("button", name="Delete it").click()
    done = page.locator("main .callout[role=status]").first
    expect(done).to_contain_text("was deleted in version")
    page.get_by_role("button", name="Undo").click()
    expect(done).to_contain_text("is undone")
    expect(page.locator("#f-amount")).to_have_value("250000")


def test_two_drafts_outlive_their_tabs(steward: Page, harbour: str) -> None:
    """Each is taken up where it was left, warnings or not, and goes when it is published."""
    for label in ("Long Quay of a draft", "Short Quay of a draft"):
        tab = steward.context.new_page()
        tab.goto(f"{harbour}/curate/places/new")
        wait_until_ready(tab, "curate-form")
        tab.locator("#f-label").fill(label)
        tab.locator("#f-evidence").fill("harbour-news")
        expect(tab.locator("#draft-status")).to_contain_text("Kept as a draft in this browser at")
        tab.close()
    steward.goto(f"{harbour}/curate")
    wait_until_ready(steward, "curate-drafts")
    drafts = steward.locator("#own-drafts li")
    expect(drafts).to_have_count(2)
    expect(drafts.locator("small").first).to_have_text(re.compile(r"^\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d$"))
    assert_accessible(steward)
    drafts.filter(has_text="Long Quay").get_by_role("button", name="Go on with it").click()
    wait_until_ready(steward, "curate-form")
    expect(steward.locator("#f-label")).to_have_value("Long Quay of a draft")
    expect(steward.locator("#f-evidence")).to_have_value("harbour-news")
    steward.locator("#f-kind").select_option("city")
    expect(steward.locator("#verdict")).to_contain_text("Nothing forbids it, but look at this first")
    steward.get_by_role("button", name="Preview the change").click()
    steward.get_by_label("Reason").fill("The article tells it")
    steward.get_by_role("button", name="Publish").click()
    expect(steward.locator("main .callout[role=status]").first).to_contain_text("Published as version")
    wait_until_ready(steward, "curate-form")
    steward.goto(f"{harbour}/curate")
    wait_until_ready(steward, "curate-drafts")
    expect(drafts).to_have_count(1)
    drafts.get_by_role("button", name="Drop it").click()
    expect(steward.locator("#own-drafts")).to_be_hidden()


def test_a_draft_of_a_record_is_offered_at_its_form(steward: Page, harbour: str) -> None:
    path = f"{harbour}/curate/organisations/quay-works"
    steward.goto(path)
    wait_until_ready(steward, "curate-form")
    steward.locator("#f-note").fill("Half a thought")
    expect(steward.locator("#draft-status")).to_contain_text("Kept as a draft")
    steward.goto(path)
    wait_until_ready(steward, "curate-form")
    expect(steward.locator("#f-note")).not_to_have_value("Half a thought")
    offer = steward.locator(".callout", has_text="You have a draft of this record")
    assert_accessible(steward)
    offer.get_by_role("button", name="Go on with it").click()
    wait_until_ready(steward, "curate-form")
    expect(steward.locator("#f-note")).to_have_value("Half a thought")
    expect(offer).to_have_count(0)


def test_a_question_is_asked_and_answered(steward: Page, harbour: str) -> None:
    steward.goto(f"{harbour}/projects/dry-dock-trial")
    steward.get_by_role("link", name="Ask a question").click()
    wait_until_ready(steward, "curate-form")
    expect(steward.get_by_label("Ask a colleague")).to_be_focused()
    expect(steward.get_by_label("Ask a colleague")).to_be_in_viewport()
    steward.get_by_label("Ask a colleague").fill("Is the trial a pilot?")
    steward.get_by_role("button", name="Ask", exact=True).click()
    expect(steward.locator(".curate-question")).to_contain_text("Is the trial a pilot?")
    assert_accessible(steward)
    steward.goto(f"{harbour}/curate")
    steward.get_by_role("link", name="Dry Dock Trial").first.click()
    steward.get_by_label("Answer").fill("It is.")
    steward.get_by_role("button", name="Answer and close").click()
    expect(steward.locator(".curate-question .badge.good")).to_have_text("answered")
    done = steward.locator("main .callout[role=status]").first
    expect(done).to_contain_text("Published as version")
    expect(done).to_be_in_viewport()
    done.get_by_role("button", name="Undo").click()
    expect(done).to_contain_text("is undone")
    steward.get_by_label("Answer").fill("It is.")
    steward.get_by_role("button", name="Answer and close").click()
    expect(done).to_contain_text("Published as version")
    steward.get_by_text("Add an answer").click()
    steward.get_by_label("Answer").fill("Since 2023, that is.")
    steward.get_by_role("button", name="Add it").click()
    expect(steward.locator(".curate-question blockquote")).to_have_count(2)
    assert_accessible(steward)


def test_a_text_of_ones_own_never_leaves_the_browser(open_page: OpenPage, without_text: str) -> None:
    """All that is sent is recorded: no words of the text are in it, and the record cites its place all the same."""
    page = open_page(f"{without_text}/sign-in")
    sign_in(page)
    requests: list[Request] = []
    page.context.on("request", lambda request: requests.append(request))  # noqa: PLW0108  a method of C has no place for a mark
    page.goto(f"{without_text}/curate/read/harbour-news")
    wait_until_ready(page, "curate")
    page.set_input_files("#own-file", {"name": "x.txt", "mimeType": "text/plain", "buffer": b"Another text."})
    expect(page.locator("#own-status")).to_contain_text("another text")
    page.set_input_files("#own-file", str(TEXT))
    expect(page.locator("#own-status")).to_contain_text("in this browser alone")
    assert_accessible(page)
    page.locator("#text .sentence").first.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("#evidence code")).to_have_text(re.compile("harbour-news:[0-9]+-[0-9]+:[0-9a-f]{16}"))
    evidence = page.locator("#evidence code").inner_text()
    page.keyboard.press("p")
    wait_until_ready(page, "curate-form")
    expect(page.locator(".curate-passage blockquote")).to_contain_text("Harbour Lab) is a partner")
    expect(page.locator("[data-field=evidence] input").first).to_have_value(evidence)
    page.get_by_label("participant needed").fill("organisations/quay-works")
    page.get_by_label("activity needed").fill("projects/dry-dock-trial")
    page.get_by_label("role needed").select_option("partner")
    expect(page.locator("#verdict")).to_contain_text("Worth knowing")
    page.get_by_role("button", name="Preview the change").click()
    page.get_by_label("Reason").fill("It is told")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("main .callout[role=status]").first).to_contain_text("Published as version")
    _fill_in_from_own_text(page, without_text, requests)
    _, place, told = evidence.split(":")
    text = normalise(TEXT.read_text(encoding="utf-8"))
    assert digest(text[slice(*map(int, place.split("-")))]) == told
    assert len(requests) > 5
    sentences = [text[begin:end] for begin, end in find_sentences(TEXT.read_text(encoding="utf-8"))]
    for request in requests:
        sent = f"{request.url} {request.post_data or ''}"
        for words in (*sentences, "Harbour Lab) is", "Harbour+Lab%29", "Harbour%20Lab)"):
            assert words not in sent
            assert words.replace(" ", "+") not in sent


def _fill_in_from_own_text(page: Page, address: str, requests: list[Request]) -> None:
    """Have a form filled in from a passage with money, of which no word is sent before it is taken."""
    page.goto(f"{address}/curate/read/harbour-news")
    wait_until_ready(page, "curate")
    page.locator("#text .sentence", has_text="1,250,000").first.click()
    page.locator("#text .sentence:focus, #text .mark:focus").press("c")
    expect(page.locator("#own-filled")).to_contain_text("Filled in by this browser")
    expect(page.locator("#f-amount")).to_have_value("1250000.5")
    expect(page.locator("#f-currency")).to_have_value("GBP")
    page.locator("#f-recipient").focus()  # the passage settles not who gave and who got, and names whom it knows
    expect(page.get_by_role("option", name="Quay Works Ltd")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#f-printed")).to_have_value("")
    assert_accessible(page)
    assert not [each for each in requests if "1,250,000" in f"{each.url} {each.post_data or ''}"]
    page.get_by_role("button", name="Take from your text: 1,250,000.50 pounds").click()
    expect(page.locator("#f-printed")).to_have_value("1,250,000.50 pounds")
