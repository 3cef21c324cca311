"""What stewards decide in a browser, by the forms of the pages: pairs, conflicts, and the undoing of changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.app import create_app
from api.representations.pages.review.changes import SINGULAR, SOURCES
from api.representations.pages.review.review import GROUNDS
from kg.changes import Origin, Repository
from kg.likeness import REASONS
from kg.mapping import Mapping
from kg.records import Dataset, Record
from kg.settings import Settings
from kg.validation import Gate
from kg.vocabulary import load_vocabulary
from tests.api.conftest import ALL_TOKENS, BASE, TOKENS, assert_problem
from tests.api.inside import serving_inside
from tests.api.test_models import hold

ONE, OTHER, THIRD = (f"organisations/{each}" for each in ("ulsan-tp", "utp", "ulsan-university"))
HARBOUR = "programmes/harbour"
PAGE = {"accept": "text/html"}


def _records() -> Iterator[Record]:
    def record(type_: str, id_: str, **fields: str) -> Record:
        told = {"confidence": "stated", "evidence": "minutes", **fields}
        return Record(type_, id_, {name: (value,) for name, value in told.items()})

    yield Record("Document", "documents/minutes", {"label": ("Minutes",), "kind": ("report",)})
    yield record("Place", "places/ulsan", label="Ulsan", kind="city")
    yield record("Programme", HARBOUR, label="Harbour", kind="programme")
    for id_, label in ((ONE, "Ulsan Technopark"), (OTHER, "Ulsan Techno Park"), (THIRD, "University of Ulsan")):
        yield record("Organisation", id_, label=label, kind="company", located_in="places/ulsan")
    for id_ in (ONE, OTHER):
        slug = id_.partition("/")[2]
        yield record("Participation", f"participations/{slug}", participant=id_, role="partner", activity=HARBOUR)
    for slug, amount in (("press", "3000000"), ("register", "2750000")):
        money = {"label": f"Grant in the {slug}", "amount": amount, "currency": "GBP", "bound": "exact"}
        yield record("Contribution", f"contributions/{slug}", funder=ONE, recipient=THIRD, kind="grant", **money)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A steward, at a service over a small graph of their own."""
    mapping = Mapping(load_vocabulary(), BASE)
    with Repository(tmp_path / "home", Gate(mapping)) as repository:
        with repository.prepare(Origin("kg load", "Records of the harbour", "file")) as writer:
            writer.add(mapping.describe(Dataset("harbour", Path("harbour"), "Harbour")))
            for each in _records():
                writer.add(mapping.to_quads(each, mapping.graph("harbour")))
            change = writer.finish()
        repository.commit(change)
    settings = Settings(home=tmp_path / "home", tokens=f"{ALL_TOKENS},steward:Bo:another-steward-0123456789")
    with serving_inside(create_app(settings)) as client:
        client.headers["authorization"] = f"Bearer {TOKENS['steward']}"
        yield client


def pair(client: httpx.Client, first: str = ONE, second: str = OTHER) -> dict[str, object]:
    answer = client.get("/review/pair", params={"first": first, "second": second})
    hold(answer.content, "ComparedPair")
    body: dict[str, object] = answer.json()
    return body


def verdict(client: httpx.Client, word: str, reason: str = "Seen with both eyes", **more: str) -> httpx.Response:
    sent = {"first": ONE, "second": OTHER, "verdict": word, "reason": reason, "version": str(pair(client)["version"])}
    return client.post("/review/pair", data={**sent, **more}, headers=PAGE)


def made(answer: httpx.Response) -> str:
    """The version that a page says was just made."""
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)["done"][0]


def test_two_records_stand_side_by_side(client: httpx.Client) -> None:
    body = pair(client)
    relations = {each["field"]: each["relation"] for each in body["fields"]}  # type: ignore[attr-defined]
    assert relations == {"label": "differing", "kind": "equal", "located_in": "equal", "confidence": "equal"}
    assert body["neighbours"] == {"both": [HARBOUR], "first": [THIRD], "second": [], "truncated": False}
    assert (body["decision"], body["together"]) == (None, False)
    assert_problem(client.get("/review/pair", params={"first": ONE, "second": ONE}), 400, "bad-request")
    assert_problem(client.get("/review/pair", params={"first": ONE, "second": HARBOUR}), 400, "bad-request")
    assert_problem(client.get("/review/pair", params={"first": ONE, "second": "places/busan"}), 404, "unknown-iri")


def test_reasons_name_things_in_the_language_of_the_reader(client: httpx.Client) -> None:
    assert {*GROUNDS, "same-neighbours"} == REASONS
    body = pair_of_likeness(client)
    assert {"kind": "same-places", "values": ["places/ulsan"]} in body["grounds"]
    page = client.get("/duplicates", headers=PAGE).text
    assert 'Both are in <a href="/places/ulsan">Ulsan</a>.' in page
    assert "places/ulsan<" not in page
    name = {"name_of": "places/ulsan", "name": "울산", "language": "ko", "kind": "full-name"}
    assert client.put("/names/ulsan-ko", json={**name, "confidence": "stated", "evidence": ["minutes"]}).is_success
    page = client.get("/duplicates", headers={**PAGE, "accept-language": "ko"}).text
    assert '<a href="/places/ulsan">울산</a>' in page


def pair_of_likeness(client: httpx.Client) -> dict[str, list[dict[str, object]]]:
    answer = client.get("/duplicates")
    hold(answer.content, "SuggestedPairs")
    body: dict[str, list[dict[str, object]]] = answer.json()["items"][0]
    return body


def test_a_question_is_titled_by_what_it_asks_and_needs_no_evidence(client: httpx.Client) -> None:
    asked = client.post(f"/curate/questions/{ONE}", json={"text": "Is it still there?"})
    assert asked.status_code == 201, asked.text
    page = client.get(f"/{asked.json()['id']}", headers=PAGE).text
    assert "<h1" in page
    assert "Ulsan Technopark: Is it still there?" in page[page.index("<h1") :].partition("</h1>")[0]
    assert "No document is named" not in page
    page = client.get(f"/{ONE}", headers=PAGE).text
    questions = page[page.index('id="questions-about"') :].partition("</section>")[0]
    assert "Is it still there?" in questions
    assert "no evidence" not in questions
    reason = client.get("/changes").json()["items"][0]["reason"]
    assert reason == "the steward asks about Ulsan Technopark: Is it still there?"
    assert "Ulsan Technopark: Is it still there?" in client.get("/changes/2", headers=PAGE).text
    verdict(client, "undecided")
    page = client.get("/changes/3", headers=PAGE).text
    assert "Ulsan Technopark and Ulsan Techno Park: undecided</span>" in page


def test_a_decision_merges_and_taking_it_back_restores_every_answer(client: httpx.Client) -> None:
    before = {path: client.get(path).json() for path in (f"/{ONE}", f"/{OTHER}", "/organisations", "/duplicates")}
    answer = verdict(client, "same", next="/duplicates?min_score=0.6#item-1", canonical=OTHER)
    assert re.fullmatch(r"/duplicates\?min_score=0\.6&done=\d+#item-1", answer.headers["location"])
    page = client.get(answer.headers["location"], headers=PAGE).text
    assert "Ulsan Technopark and Ulsan Techno Park: the same. Seen with both eyes" in page
    assert client.get(f"/{OTHER}").json()["members"][0]["id"] == f"{BASE}{ONE}"
    body = pair(client)
    assert (body["together"], body["decision"]["verdict"]) == (True, "same")  # type: ignore[index]
    page = client.get(f"/{OTHER}", headers=PAGE).text
    assert re.findall(r'<h2 id="(decisions-\w+)"', page) == ["decisions-first", "decisions-canonical"]
    assert "Decisions on what is one</small>" not in page
    (way,) = re.findall(r'href="(/review/decisions[^"]*)"', page)
    listed = client.get(unescape(way), headers={"accept": "application/json"})
    hold(listed.content, "DecisionsMade")
    (decision,) = listed.json()["items"]
    assert (decision["author"], decision["canonical"]) == ("the steward", f"{BASE}{OTHER}")
    slug = decision["id"].rpartition("/")[2]
    sent = {"reason": "They are two after all", "version": str(body["version"])}
    made(client.post(f"/review/decisions/{slug}", data=sent))
    for path, earlier in before.items():
        later = client.get(path).json()
        assert {**later, "version": 0} == {**earlier, "version": 0}, path


def test_the_form_of_the_page_works_as_it_stands_and_without_the_mark_of_the_page_not_at_all(
    client: httpx.Client,
) -> None:
    del client.headers["authorization"]
    assert 'name="verdict"' not in client.get("/duplicates", headers=PAGE).text
    client.post("/sign-in", data={"token": TOKENS["steward"]})
    page = client.get("/duplicates", headers=PAGE).text
    form = page[page.index('action="/review/pair"') :].partition("</form>")[0]
    assert "Both are in Ulsan." in form.partition(">")[0]
    assert re.findall(r'name="verdict" value="([^"]+)"', form) == ["same", "not-same", "undecided"]
    hidden = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}
    sent = {**hidden, "verdict": "undecided", "reason": "Nobody knows"}
    foreign = client.post("/review/pair", data={name: text for name, text in sent.items() if name != "csrf"})
    assert foreign.status_code == 403
    back = client.post("/review/pair", data=sent).headers["location"]
    page = client.get(back, headers=PAGE).text
    assert 'role="status"' in page
    undo = re.search(r'action="(/review/revert/\d+)">(.*?)</form>', page, re.DOTALL)
    assert undo
    hidden = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', undo[2])}
    assert client.post(undo[1], data=hidden).headers["location"].startswith("/duplicates?done=")
    assert client.get("/review/decisions").json()["items"] == []


def test_the_second_of_two_stewards_is_told_and_may_decide_again(client: httpx.Client) -> None:
    version = str(pair(client)["version"])
    assert verdict(client, "not-same", "Two buildings", version=version).status_code == 303
    bo = {"authorization": "Bearer another-steward-0123456789", **PAGE}
    sent = {"first": ONE, "second": OTHER, "verdict": "same", "reason": "One body", "version": version}
    late = client.post("/review/pair", data=sent, headers=bo)
    assert late.status_code == 412
    for told in (
        "somebody has decided meanwhile",
        "the steward decided on",
        "Two buildings",
        "You had chosen: the same",
    ):
        assert told in late.text
    assert pair(client)["decision"]["verdict"] == "not-same"  # type: ignore[index]
    assert (
        "Ulsan Techno Park: not the same. Two buildings" in client.get(f"/changes/{int(version) + 1}").json()["reason"]
    )
    newer = str(pair(client)["version"])
    again = {**sent, "version": newer, "decision": "decisions/ulsan-tp-and-utp-c31d70cf"}
    assert client.post("/review/pair", data=again, headers=bo).status_code == 303
    decision = pair(client)["decision"]
    assert (decision["verdict"], decision["author"]) == ("same", "Bo")  # type: ignore[index]
    # the one who had read what they overruled is told as well
    assert verdict(client, "undecided", version=newer, decision=again["decision"]).status_code == 412
    withdrawn = {"reason": "Both may be wrong", "version": str(pair(client)["version"])}
    made(client.post("/review/decisions/ulsan-tp-and-utp-c31d70cf", data=withdrawn))
    assert verdict(client, "same", decision=again["decision"]).status_code == 404
    assert pair(client)["decision"] is None


def test_what_contradicts_another_decision_is_refused_with_its_reason(client: httpx.Client) -> None:
    made(verdict(client, "same"))
    made(verdict(client, "same", first=OTHER, second=THIRD))
    refused = verdict(client, "not-same", first=ONE, second=THIRD)
    assert refused.status_code == 422
    assert "Your decision was not written down." in refused.text
    assert pair(client, ONE, THIRD)["decision"] is None


def test_decisions_of_one_day_are_in_the_order_in_which_they_were_made(client: httpx.Client) -> None:
    pairs = [(OTHER, THIRD), (ONE, OTHER), (ONE, THIRD)]
    for first, second in pairs:
        made(verdict(client, "undecided", first=first, second=second))

    def listed(address: str) -> list[tuple[str, str]]:
        ends: list[tuple[str, str]] = []
        while address:
            body = client.get(address).json()
            ends += [tuple(each[end]["id"].removeprefix(BASE) for end in ("first", "second")) for each in body["items"]]
            address = body["next"] or ""
        return ends

    assert listed("/review/decisions") == pairs[::-1]
    assert listed("/review/decisions?limit=1") == pairs[::-1]
    assert listed(f"/review/decisions?of={ONE}") == [(ONE, THIRD), (ONE, OTHER)]
    made(verdict(client, "not-same", decision=client.get("/review/decisions").json()["items"][1]["id"][len(BASE) :]))
    assert listed("/review/decisions?limit=2") == [(ONE, OTHER), (ONE, THIRD), (OTHER, THIRD)]
    assert listed("/review/decisions?verdict=undecided") == [(ONE, THIRD), (OTHER, THIRD)]


def test_whoever_prefers_a_claim_notes_how_sure_the_others_are(client: httpx.Client) -> None:
    conflict = client.get("/conflicts").json()["items"][0]
    assert conflict["preferred"] is None
    claims = [each["id"].removeprefix(BASE) for each in conflict["claims"]]
    sent = {"kind": conflict["kind"], "field": "amount", "claims": claims, "reason": "The register is nearer"}
    choice = {**sent, "preferred": "contributions/register", "version": str(pair(client)["version"])}
    done = made(client.post("/review/conflicts", data=choice))
    after = client.get("/conflicts").json()["items"][0]
    assert after["preferred"] == f"{BASE}contributions/register"
    assert [each["value"] for each in after["claims"]] == [each["value"] for each in conflict["claims"]]
    assert client.get("/contributions/press").json()["ambiguous_fields"] == ["amount"]
    assert client.get(f"/changes/{done}").json()["author"] == "the steward"
    again = client.post("/review/conflicts", data={**choice, "claims": claims[:1]}, headers=PAGE)
    assert again.status_code == 409
    assert "Your choice was not written down." in again.text


def test_a_change_is_shown_before_it_is_undone_with_what_stands_in_the_way(client: httpx.Client) -> None:
    def describe(text: str) -> str:
        tag = client.get(f"/{ONE}").headers["etag"]
        answer = client.patch(f"/{ONE}", json={"description": text}, headers={"if-match": tag})
        return str(answer.headers["kg-version"])

    first, second = describe("A park"), describe("A large park")
    page = client.get(f"/review/revert/{first}", headers=PAGE).text
    assert "It cannot be undone as the graph is now." in page
    assert f'href="/changes/{second}"' in page
    assert 'name="reason"' not in page
    page = unescape(client.get(f"/review/revert/{second}", headers=PAGE).text)
    assert page.index("A large park") < page.index("A park")
    sent = {"reason": "It is small", "version": second}
    answer = client.post(f"/review/revert/{second}", data=sent, headers=PAGE)
    assert re.fullmatch(r"/changes/(\d+)\?done=\1", answer.headers["location"])
    assert client.get(f"/{ONE}").json()["description"] == "A park"
    assert f"Reverts version {second}: It is small" in client.get(answer.headers["location"], headers=PAGE).text
    again = client.post(f"/review/revert/{second}", data=sent, headers=PAGE)
    assert (again.status_code, "In the way:" in again.text) == (409, True)
    assert_problem(client.get("/review/revert/99"), 404, "unknown-name")


@pytest.mark.parametrize("path", ["/review/pair", "/review/decisions/x", "/review/conflicts", "/review/revert/1"])
def test_nobody_decides_without_a_token_that_may_write(client: httpx.Client, path: str) -> None:
    sent = {"first": ONE, "second": OTHER, "verdict": "same", "kind": "", "field": "", "preferred": "", "claims": ONE}
    for token, status in (("nobody", 401), (TOKENS["reader"], 403)):
        shown = {"authorization": f"Bearer {token}"}
        answer = client.post(path, data={**sent, "reason": "x", "version": "1"}, headers=shown)
        assert answer.status_code == status, answer.text
    assert client.get("/ready").json()["version"] == 1


def test_whoever_is_not_signed_in_is_led_there_from_undoing(client: httpx.Client) -> None:
    answer = client.get("/review/revert/1", headers={**PAGE, "authorization": ""})
    assert answer.headers["location"] == "/sign-in?next=%2Freview%2Frevert%2F1"


@pytest.mark.parametrize(
    "wish", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/duplicates#<script>"]
)
def test_nobody_is_led_to_another_host(client: httpx.Client, wish: str) -> None:
    place = urlsplit(verdict(client, "undecided", next=wish).headers["location"])
    assert (place.scheme, place.netloc, place.fragment) == ("", "", "")
    assert place.path in ("/", "/duplicates")


def test_a_form_without_a_reason_or_with_a_foreign_verdict_changes_nothing(client: httpx.Client) -> None:
    assert verdict(client, "same", reason="  ").status_code == 400
    assert verdict(client, "maybe").status_code == 400
    assert verdict(client, "same", canonical=THIRD).status_code == 422
    assert client.get("/ready").json()["version"] == 1


def test_what_waits_is_counted_with_what_loads_brought(client: httpx.Client) -> None:
    answer = client.get("/review")
    hold(answer.content, "ReviewAnswer")
    body = answer.json()
    totals = {each["name"]: each["total"] for each in body["queues"]}
    assert totals["duplicates"] == client.get("/duplicates").json()["total"] > 0
    assert totals["conflicts"] == 1
    (load,) = body["imports"]
    assert load["collections"]["organisations"] == 3
    for each in body["queues"]:
        assert client.get(each["links"]["self"]).status_code == 200
    page = client.get("/review", headers=PAGE).text
    assert "3 organisations" in page
    assert re.search(r"\b1 programme\b", page)


def test_words_that_are_shown_are_never_markup(client: httpx.Client) -> None:
    made(verdict(client, "undecided", reason="<script>alert(1)</script>"))
    for path in ("/duplicates", "/review/decisions", "/changes", f"/review/pair?first={ONE}&second={OTHER}"):
        page = client.get(path, headers=PAGE).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_log_is_filtered_by_record_and_time(client: httpx.Client) -> None:
    made(verdict(client, "undecided"))
    versions = {"organisations/utp": [1], "decisions/ulsan-tp-and-utp-c31d70cf": [2], "": [2, 1]}
    for record, expected in versions.items():
        items = client.get("/changes", params={"record": record}).json()["items"]
        assert [each["version"] for each in items] == expected
    today = client.get("/changes/1").json()["time"][:10]
    assert client.get("/changes", params={"earliest": today, "latest": today}).json()["items"]
    assert client.get("/changes", params={"latest": "1999-12-31"}).json()["items"] == []
    assert client.get("/changes", params={"earliest": "9000-01-01"}).json()["items"] == []
    loads = client.get("/changes", params={"source": "import,file"}).json()["items"]
    assert [each["version"] for each in loads] == [1]
    assert_problem(client.get("/changes", params={"record": "places/busan"}), 404, "unknown-iri")


def test_numbers_of_quality_open_lists_of_as_many(client: httpx.Client) -> None:
    body = client.get("/quality").json()
    check = next(each for each in body["checks"] if each["name"] == "without-passage")
    assert check["total"] == sum(check["classes"].values()) == body["claims"] > 0
    for name, count in check["classes"].items():
        lacking = client.get(check["links"]["self"], params={"class": name, "dataset": "harbour", "limit": 1}).json()
        assert lacking["total"] == count
        assert {each["type"] for each in lacking["items"]} == {name}
        assert sum(lacking["changed"].values()) == count
    page = client.get("/quality/without-passage?class=Organisation", headers=PAGE).text
    assert f'href="/curate/{ONE}"' in page
    assert f'/{ONE}">Ulsan Technopark</a></th>' in page
    page = client.get("/quality/without-passage?class=Participation", headers=PAGE).text
    assert '/participations/utp">Ulsan Techno Park, Harbour</a> <small>' in page
    assert '<a href="/documents/minutes">Minutes</a>' in page
    assert_problem(client.get("/quality/without-passage?class=Organization"), 400, "bad-request")


def test_all_collections_and_ways_have_words() -> None:
    assert {each.collection for each in load_vocabulary().classes.values()} == set(SINGULAR)
    assert {"file", "HTTP", "update", "graph store", "command", "import"} == set(SOURCES)
