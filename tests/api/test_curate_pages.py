"""Curating by reading: documents beside their records, and forms that are checked, shown as a difference, published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest

from api.representations.drafts import in_form
from kg.desk import load
from kg.ontology import demand_of
from kg.settings import Settings
from kg.workspace import Workspace
from tests.api.conftest import ALL_TOKENS, assert_problem, authorised, serving
from tests.api.test_pages import BROWSER, Reader
from tests.conftest import HARBOUR, HARBOUR_TEXTS
from tests.shared import new_folder

WORDS = "gave 1,250,000.50 pounds to Quay Works Ltd"
CURRENCY = "https://w3id.org/innovation-kg/shapes#Contribution-currency"
GRANT = {
    "kind": "grant",
    "amount": "300",
    "currency": "GBP",
    "recipient": "Quay Works Ltd",
    "confidence": "stated",
    "evidence": "harbour-news",
}


@pytest.fixture(scope="module")
def harbour() -> Iterator[httpx.Client]:
    """A service with a small dataset and its text, asked by the browser of a steward."""
    home = new_folder("curated") / "home"
    workspace = Workspace(Settings(home=home, data=HARBOUR, sources=HARBOUR_TEXTS))
    with workspace.repository() as repository:
        load(repository, workspace.intake())
    with serving(home, KG_DATA="", KG_SOURCES=str(HARBOUR_TEXTS), KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update({"accept": BROWSER, **authorised()})
        yield client


@pytest.fixture
def stranger(harbour: httpx.Client) -> Iterator[httpx.Client]:
    """The browser of somebody without a token."""
    with httpx.Client(base_url=harbour.base_url, headers={"accept": BROWSER}, timeout=harbour.timeout) as client:
        yield client


def sent(client: httpx.Client, path: str, action: str, **fields: Any) -> httpx.Response:
    return client.post(f"/curate/{path}", data={**fields, "action": action})


def verdict(client: httpx.Client, path: str, **fields: Any) -> dict[str, Any]:
    answer = client.post(f"/curate/{path}", data={**fields, "action": "check"}, headers={"accept": "application/json"})
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def hidden(page: httpx.Response) -> dict[str, str]:
    """What the form of a page carries unseen."""
    inputs = re.findall(r'<input type="hidden" name="(change\.[a-z]+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in inputs}


def published(client: httpx.Client, path: str, reason: str = "It says so", **fields: Any) -> httpx.Response:
    """Preview a form and publish what was shown."""
    preview = sent(client, path, "preview", **fields)
    assert preview.status_code == 200, Reader(preview.text).text
    return sent(client, path, "publish", **{**fields, **hidden(preview), "change.reason": reason})


def version_of(client: httpx.Client) -> int:
    return int(client.get("/ready").json()["version"])


def record(client: httpx.Client, path: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get(path, headers={"accept": "application/json"}).json()
    return body


def test_the_beginning_tells_what_there_is_to_do(harbour: httpx.Client) -> None:
    body = record(harbour, "/curate")
    news = next(each for each in body["documents"] if each["id"].endswith("/harbour-news"))
    assert news["records"] > 10
    assert set(news["sentences"]) == {"record", "omission", "nobody"}
    page = harbour.get("/curate")
    assert news["label"] in Reader(page.text).text
    assert "/curate/read/harbour-news" in page.text


def test_a_document_is_read_with_its_passages_and_a_selection_leads_to_forms(harbour: httpx.Client) -> None:
    body = record(harbour, "/curate/read/harbour-news")
    text = body["text"]
    assert all(each["end"] <= len(text) and each["records"] for each in body["passages"])
    page = harbour.get("/curate/read/harbour-news", params={"words": WORDS})
    start = text.index(WORDS)
    assert (
        f"/curate/contributions/new?document=harbour-news&amp;start={start}&amp;end={start + len(WORDS)}" in page.text
    )
    lines = re.findall(r"<p data-start=.*?</p>", page.text)
    assert " ".join(unescape(re.sub("<[^>]+>", "", each)) for each in lines) == text
    assert "stand nowhere" in harbour.get("/curate/read/harbour-news", params={"words": "no such words"}).text


@pytest.mark.parametrize("path", ["/curate/read/harbour-news", "/curate/read/harbour-news?start=0&end=99",
                                  "/curate/contributions/new?document=harbour-news&start=0&end=400", "/curate",
                                  "/curate/contributions/first-grant"])  # fmt: skip
def test_words_are_for_those_who_may_write(harbour: httpx.Client, stranger: httpx.Client, path: str) -> None:
    """The document has no licence that lets everybody read it."""
    words = ("gave 1,250,000", "signed a memorandum with")
    for accept in (BROWSER, *(["application/json"] if path in ("/curate", "/curate/read/harbour-news") else [])):
        answer = stranger.get(path, headers={"accept": accept})
        assert answer.status_code == 200
        assert not [each for each in words if each in answer.text]
        assert answer.headers["cache-control"] == "no-store"
    body = record(stranger, "/curate/read/harbour-news")
    assert body["text"] is None
    assert body["source"]["digest"]
    assert {*body["passages"][0]} == {"start", "end", "digest", "records"}
    assert any(each in harbour.get("/curate/read/harbour-news").text for each in words)


def test_a_form_is_filled_in_from_a_passage(harbour: httpx.Client) -> None:
    text = record(harbour, "/curate/read/harbour-news")["text"]
    start = text.index(WORDS)
    where = {"document": "harbour-news", "start": start, "end": start + len(WORDS)}
    page = harbour.get("/curate/contributions/new", params=where)
    values = dict(re.findall(r'name="(\w+)" value="([^"]+)"', page.text))
    assert values["amount"] == "1250000.5"
    assert values["currency"] == "GBP"
    assert values["printed"] == "1,250,000.50 pounds"
    assert values["evidence"].startswith(f"harbour-news:{start}-{start + len(WORDS)}:")
    assert '<option value="exact" selected' in page.text
    assert "Quay Works Ltd" in Reader(page.text).text


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "grant", "confidence": "stated"},
        {"amount": "a lot", "confidence": "stated", "evidence": "harbour-news"},
        {**GRANT, "currency": ""},
        {**GRANT, "recipient": "organisations/nobody-of-that-name"},
        {**GRANT, "when": "soon"},
        {**GRANT, "evidence": "harbour-news:0-9:0123456789abcdef"},
        {**GRANT, "kind": "grantt"},
    ],
)
def test_a_check_says_what_validation_says(harbour: httpx.Client, fields: dict[str, str]) -> None:
    found = verdict(harbour, "contributions/new", **fields)
    body = {name: text for name, text in fields.items() if text}
    if body.get("recipient") == "Quay Works Ltd":
        body["recipient"] = "organisations/quay-works"
    report = harbour.post(
        "/validate",
        json=[{"id": "contributions/draft", "type": "Contribution", **body}],
        headers={"accept": "application/json"},
    ).json()
    assert not found["conforms"]
    told = sorted(message for messages in found["faults"].values() for message in messages)
    worded = sorted(in_form(each["message"], each["field"]) for each in report["violations"])
    assert worded == [message.partition(" (found: ")[0] for message in told]
    assert {each["field"] for each in report["violations"]} == set(found["faults"])


def test_a_check_says_in_the_language_of_the_page_what_shapes_demand(harbour: httpx.Client) -> None:
    fields = {**GRANT, "currency": "pounds", "amount": "-5", "recipient": "Nobody <b>Ltd</b>"}
    headers = {
        "accept": "application/json",
        "accept-language": "ko",
        "content-type": "application/x-www-form-urlencoded",
    }
    body = urlencode({**fields, "action": "check"})
    korean = harbour.post("/curate/contributions/new", content=body, headers=headers).json()["faults"]
    english = verdict(harbour, "contributions/new", **fields)["faults"]
    assert {name: len(each) for name, each in korean.items()} == {name: len(each) for name, each in english.items()}
    assert korean["currency"][0] == f"{demand_of(CURRENCY, 'ko')} (받은 값: pounds)"
    assert korean["recipient"] == [
        "'Nobody <b>Ltd</b>': 이런 이름의 대상이 없습니다. 다른 것을 고르거나 먼저 기록을 만드십시오."
    ]
    page = harbour.post("/curate/contributions/new", content=body, headers={**headers, "accept": "text/html"}).text
    assert demand_of(CURRENCY, "ko") in page
    assert "nothing here is called" not in page
    assert "<b>Ltd" not in page


def test_a_publication_without_a_reason_is_asked_for_it_in_korean(harbour: httpx.Client) -> None:
    page = harbour.post(
        "/curate/contributions/new", data={**GRANT, "action": "publish"}, headers={"accept-language": "ko"}
    )
    assert page.status_code == 422
    assert "이유를 몇 마디로 적으십시오" in page.text


@pytest.mark.parametrize("path", ["contributions/new", "participations/new", "organisations/new"])
def test_a_refusal_on_the_page_names_labels_and_no_command(harbour: httpx.Client, path: str) -> None:
    fields = {"kind": "grantt", "role": "boss", "confidence": "perhaps"}
    page = Reader(sent(harbour, path, "check", **fields).text).text.partition("What it says")[0]
    assert "stands in the way" in page
    assert "kg ref" not in page
    assert "confidence: must be exactly one of" in page
    assert "kind must" not in page


def test_a_form_is_in_the_language_of_the_reader(harbour: httpx.Client) -> None:
    """Labels of the class, of fields and of terms."""
    page = harbour.get("/curate/contributions/new", headers={"accept-language": "ko"}).text
    assert re.search(r'<label for="f-amount">금액', page)
    assert re.search(r'<option value="grant"[^>]*>보조금<', page)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, ["contributions/second-grant"]),
        ({"amount": "250000.00"}, ["contributions/second-grant"]),
        ({"amount": "250001"}, []),
        ({"amount": "a lot"}, []),
        ({"currency": "KRW"}, []),
        ({"evidence": "harbour-news"}, []),
        ({"evidence": "no-such-document:1-9:7f86231001e424b3"}, []),
    ],
)
def test_what_a_passage_tells_already_is_said_and_forbids_nothing(
    harbour: httpx.Client, change: dict[str, str], names: list[str]
) -> None:
    fields = {**GRANT, "amount": "250000", "evidence": "harbour-news:354-410:7f86231001e424b3", **change}
    assert [each["id"] for each in verdict(harbour, "contributions/new", **fields)["alike"]] == names
    page = sent(harbour, "contributions/new", "check", **fields).text
    assert ("already has a contribution of 250,000" in Reader(page).text) == bool(names)
    own = verdict(harbour, "contributions/second-grant", **fields)
    assert own["alike"] == []
    if not change:
        preview = sent(harbour, "contributions/new", "preview", **fields)
        assert preview.status_code == 200
        assert "already has a contribution" in preview.text
        assert re.search('href="[^"]*/contributions/second-grant"', preview.text)


def test_warnings_forbid_nothing_and_a_check_needs_no_token(stranger: httpx.Client) -> None:
    passage = "harbour-news:35-50:0000000000000000"
    assert "evidence" in verdict(stranger, "contributions/new", **{**GRANT, "evidence": passage})["faults"]
    found = verdict(stranger, "contributions/new", **GRANT, quote="250,000 pounds", printed="250,000 pounds")
    assert found["warnings"]
    assert found["conforms"]


def test_a_name_that_nothing_bears_is_told_and_stays_in_the_form(harbour: httpx.Client) -> None:
    found = verdict(harbour, "contributions/new", **{**GRANT, "recipient": "Nobody <b>Ltd</b>"})
    assert "nothing here is called" in found["faults"]["recipient"][0]
    page = sent(harbour, "contributions/new", "check", **{**GRANT, "recipient": "Nobody <b>Ltd</b>"})
    assert 'value="Nobody &lt;b&gt;Ltd&lt;/b&gt;"' in page.text
    assert "<b>Ltd" not in page.text


def test_what_is_doubtful_stands_beside_the_button_and_nothing_is_said_to_be_fine(harbour: httpx.Client) -> None:
    evidence = harbour.get("/curate/read/harbour-news", params={"words": WORDS}).text
    place = re.search(r"harbour-news:\d+-\d+:[0-9a-f]{16}", evidence)
    assert place
    doubtful = {**GRANT, "evidence": place[0], "amount": "20000000", "label": "A grant of too much"}
    for action in ("check", "preview"):
        told = Reader(sent(harbour, "contributions/new", action, **doubtful).text).text
        assert "Nothing stands in the way" not in told
        assert "stands in the way" not in told
        assert told.count("look at this first") == 1
    _, _, rest = told.partition("What this changes")
    listed, _, _ = rest.partition("Publish")
    assert "is no figure of the cited passages" in listed
    preview = sent(harbour, "contributions/new", "preview", **doubtful)
    reason = {"change.reason": "The council says so"}
    done = sent(harbour, "contributions/new", "publish", **doubtful, **hidden(preview), **reason)
    assert done.status_code == 303
    version = version_of(harbour)
    undone = harbour.post(f"/curate/undo/{version}", data={"record": "contributions/a-grant-of-too-much"})
    assert undone.status_code == 303
    told = record(harbour, f"/changes/{version + 1}")["reason"]
    assert told == f"Reverts version {version}: It was published by mistake"


def test_only_what_a_draft_changes_is_warned_of(harbour: httpx.Client) -> None:
    evidence = harbour.get("/curate/read/harbour-news", params={"words": WORDS}).text
    place = re.search(r"harbour-news:\d+-\d+:[0-9a-f]{16}", evidence)
    assert place
    doubtful = {**GRANT, "evidence": place[0], "amount": "30000000", "label": "A grant of far too much"}
    new = verdict(harbour, "contributions/new", **doubtful)
    assert "is no figure of the cited passages" in new["warnings"]["amount"][0]
    assert (new["hints"]["evidence"], new["standing"]) == (["this rests on one document (found: harbour-news)"], 0)
    assert "evidence" not in new["warnings"]
    path = "contributions/a-grant-of-far-too-much"
    assert published(harbour, "contributions/new", **doubtful).status_code == 303
    form = hidden(harbour.get(f"/curate/{path}"))
    described = {**form, **doubtful, "description": "Told in the news"}
    again = verdict(harbour, path, **described)
    assert (again["warnings"], again["hints"], again["standing"]) == ({}, {}, 2)
    told = Reader(sent(harbour, path, "preview", **described).text).text
    assert "look at this first" not in told
    assert "Nothing stands in the way" in told
    assert "2 findings of the checks stood before" in told
    other = verdict(harbour, path, **{**described, "amount": "40000000"})
    assert "is no figure of the cited passages" in other["warnings"]["amount"][0]
    assert other["standing"] == 1
    harbour.post(f"/curate/undo/{version_of(harbour)}", data={"record": path})


def test_a_record_is_previewed_published_and_undone(harbour: httpx.Client) -> None:
    preview = sent(harbour, "contributions/new", "preview", **GRANT, label="A third grant")
    shown = Reader(preview.text).text
    assert "What this changes" in shown
    assert "contributions/a-third-grant" in shown
    assert harbour.get("/contributions/a-third-grant").status_code == 404
    done = sent(
        harbour, "contributions/new", "publish", **GRANT, label="A third grant", **hidden(preview),
        **{"change.reason": "The council says so"},
    )  # fmt: skip
    version = version_of(harbour)
    assert done.status_code == 303
    assert done.headers["location"].endswith(f"/curate/contributions/a-third-grant?published={version}")
    assert record(harbour, f"/changes/{version}")["reason"] == "The council says so"
    assert record(harbour, "/contributions/a-third-grant")["recipient"][0].endswith("/quay-works")
    page = harbour.get(done.headers["location"])
    assert f"Published as version {version}" in Reader(page.text).text
    assert "A third grant" in harbour.get("/curate").text
    cited = [each for each in Reader(harbour.get(f"/changes/{version}").text).links if "/evidence/" in each]
    assert cited
    assert all(harbour.get(each).status_code == 200 for each in cited)
    undone = harbour.post(f"/curate/undo/{version}", data={"record": "contributions/a-third-grant"})
    assert undone.headers["location"].endswith(f"/curate?undone={version + 1}&of={version}")
    assert harbour.get("/contributions/a-third-grant").status_code == 404
    for path in (f"/changes/{version}", f"/changes/{version + 1}"):
        assert not [each for each in Reader(harbour.get(path).text).links if "/contributions/a-third-grant/evi" in each]
    for path in ("/contributions/a-third-grant", urlsplit(cited[0]).path):
        gone = Reader(harbour.get(path).text)
        assert f"This was removed in version {version + 1}." in gone.text
        assert "/history/contributions/a-third-grant" in gone.links
        assert f"/changes/{version + 1}" in gone.links
    problem = harbour.get("/contributions/a-third-grant", headers={"accept": "application/json"})
    assert_problem(problem, 404, "unknown-iri")
    assert problem.json()["removed_in"] == version + 1
    assert f"Version {version} is undone" in Reader(harbour.get(undone.headers["location"]).text).text
    edited = harbour.get("/curate").text.partition("Edited lately")[2]
    assert '"/curate/contributions/a-third-grant"' not in edited
    assert 'href="/history/contributions/a-third-grant">no longer there' in edited
    assert harbour.get("/history/contributions/a-third-grant").status_code == 200


@pytest.mark.parametrize("record_id", ["https://evil.example/", "//evil.example", "../..", "x\r\nset-cookie: a=b", ""])
def test_an_undo_leads_nowhere_else(harbour: httpx.Client, record_id: str) -> None:
    version = int(published(harbour, "places/new", label="Quay 9", kind="city", confidence="stated",
                            evidence="register").headers["location"].rpartition("=")[2])  # fmt: skip
    undone = harbour.post(f"/curate/undo/{version}", data={"record": record_id})
    assert undone.status_code == 303
    assert undone.headers["location"].startswith(f"{harbour.base_url}/curate?undone=")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"change.reason": ""}, "Say in a few words why"),
        ({"change.reason": "So", "change.previewed": ""}, "What this changes"),
        ({"change.reason": "So", "label": "Another label"}, "Another label"),
        ({"change.reason": "So", "kind": ""}, "stands in the way"),
    ],
)
def test_only_what_was_shown_is_published_and_with_a_reason(
    harbour: httpx.Client, change: dict[str, str], says: str
) -> None:
    fields = {**GRANT, "label": "Never published"}
    before = version_of(harbour)
    preview = sent(harbour, "contributions/new", "preview", **fields)
    page = sent(harbour, "contributions/new", "publish", **{**fields, **hidden(preview), **change})
    assert page.headers["content-type"].startswith("text/html")
    assert says in Reader(page.text).text
    assert version_of(harbour) == before


@pytest.mark.parametrize("action", ["preview", "publish"])
@pytest.mark.parametrize("role", ["", "reader"])
def test_who_may_not_write_loses_nothing_of_the_form(stranger: httpx.Client, action: str, role: str) -> None:
    before = version_of(stranger)
    headers = authorised(role) if role else {}
    page = stranger.post(
        "/curate/contributions/new",
        data={**GRANT, "label": "Mine", "action": action, "change.reason": "x"},
        headers=headers,
    )
    assert page.status_code == (403 if role else 401)
    assert 'value="Mine"' in page.text
    assert version_of(stranger) == before


def test_of_two_who_edit_one_record_nobody_wins_in_silence(harbour: httpx.Client) -> None:
    published(harbour, "places/new", label="Tide Quay", kind="city", confidence="stated", evidence="register")
    path, evidence = "places/tide-quay", {"confidence": "stated", "evidence": "register"}
    read = {**hidden(harbour.get(f"/curate/{path}")), "kind": "city", **evidence}
    first = published(harbour, path, **{**read, "label": "Tide Quay East", "note": "Theirs."})
    assert first.status_code == 303
    mine = {**read, "label": "Tide Quay West", "description": "Mine."}
    clash = sent(harbour, path, "preview", **mine)
    assert clash.status_code == 412
    shown = Reader(clash.text).text
    assert all(each in shown for each in ("Tide Quay East", "Tide Quay West", "the steward"))
    assert 'value="Tide Quay West"' in clash.text  # what was typed stays
    assert "Theirs." in clash.text  # what they wrote elsewhere is there
    again = {**mine, **hidden(clash), "note": "Theirs."}
    decided = sent(harbour, path, "preview", **again, **{"take.label": "theirs"})
    assert 'value="Tide Quay East"' in decided.text
    done = published(harbour, path, "Merged", **{**again, **hidden(decided), "label": "Tide Quay East"})
    assert done.status_code == 303
    assert record(harbour, f"/{path}") | {
        "label": "Tide Quay East",
        "note": "Theirs.",
        "description": "Mine.",
    } == record(harbour, f"/{path}")


def test_what_others_changed_elsewhere_stays(harbour: httpx.Client) -> None:
    published(harbour, "places/new", label="Long Quay", kind="city", confidence="stated", evidence="register")
    path, common = "places/long-quay", {"kind": "city", "confidence": "stated", "evidence": "register"}
    read = {**hidden(harbour.get(f"/curate/{path}")), "label": "Long Quay", **common}
    published(harbour, path, **{**read, "note": "Theirs."})
    preview = sent(harbour, path, "preview", **{**read, "description": "Mine."})
    assert preview.status_code == 200
    assert "Others changed this record meanwhile" in Reader(preview.text).text
    done = published(harbour, path, **{**read, "description": "Mine."})
    assert done.status_code == 303
    body = record(harbour, f"/{path}")
    assert (body["note"], body["description"]) == ("Theirs.", "Mine.")


def test_whoever_has_a_token_asks_and_answers(harbour: httpx.Client, stranger: httpx.Client) -> None:
    about = "/curate/questions/organisations/quay-works"
    assert stranger.post(about, json={"text": "Is it?"}).status_code == 401
    json = {"accept": "application/json"}
    asked = stranger.post(
        about, json={"text": "Is it <i>one</i> company?", "field": "kind"}, headers={**json, **authorised("reader")}
    )
    assert asked.status_code == 201
    question = record(harbour, httpx.URL(asked.headers["location"]).path)
    assert (question["status"], question["asked_by"], question["field"]) == ("open", "the reader", "kind")
    page = harbour.get("/curate/organisations/quay-works")
    assert "Is it &lt;i&gt;one&lt;/i&gt; company?" in page.text
    assert "company?" in harbour.get("/curate").text
    slug = question["id"].rpartition("/")[2]
    answer = harbour.post(f"/curate/answers/{slug}", data={"answer": "It is.", "status": "answered"})
    assert answer.status_code == 303
    closed = record(harbour, f"/questions/{slug}")
    assert (closed["status"], closed["answer"], closed["answered_by"]) == ("answered", "It is.", "the steward")
    assert "company?" not in harbour.get("/curate").text.partition("Edited lately")[0]
    assert harbour.post(about, data={"text": " "}).status_code == 422
    more = {"answer": "Only since 2020.\nBefore it was two."}
    assert stranger.post(f"/curate/answers/{slug}", json=more, headers=authorised("admin")).status_code == 303
    third = stranger.post(f"/curate/answers/{slug}", json={"answer": "Thanks."}, headers=authorised("reader"))
    assert third.status_code == 303
    told = record(harbour, f"/questions/{slug}")
    assert told["status"] == "answered"
    assert told["answered_by"] == "the steward; the admin; the reader"
    shown = Reader(harbour.get("/curate/organisations/quay-works").text).text
    places = [shown.index(each) for each in ("It is.", "Only since 2020.", "Before it was two.", "Thanks.")]
    assert places == sorted(places)
    assert "the admin, 20" in told["answer"]


def test_a_form_of_another_like_a_record(harbour: httpx.Client) -> None:
    page = harbour.get("/curate/contributions/new", params={"like": "contributions/second-grant"})
    assert 'value="250000"' in page.text
    assert "New record" in Reader(page.text).text


@pytest.mark.parametrize("path", ["/curate/organisations/nobody", "/curate/read/nothing", "/curate/nothings/new"])
def test_what_is_not_there_is_told(harbour: httpx.Client, path: str) -> None:
    assert harbour.get(path).status_code == 404


def test_the_names_of_things_are_given_for_texts_that_are_read_elsewhere(harbour: httpx.Client) -> None:
    names = record(harbour, "/curate/names")["items"]
    assert ["Quay Works Ltd", "organisations/quay-works", "Quay Works Ltd", "Organisation"] in names
    assert any(name != label for name, _, label, _ in names)  # names of other languages and acronyms as well
