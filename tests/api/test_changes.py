"""Changes over HTTP: the log, single changes, the history of a record, the difference of two versions."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from kg.errors import UnknownName
from tests.api.conftest import BASE, assert_problem
from tests.waiting import PATIENCE, eventually

GRAPH = f"{BASE}datasets/west-midlands-korea"
ULSAN = f"{BASE}places/ulsan"


def label(client: httpx.Client) -> str:
    text: str = client.get("/places/ulsan").json()["label"]
    return text


def rename(client: httpx.Client, text: str) -> int:
    """Give Ulsan another label, and tell the version."""
    old, new = (f"GRAPH <{GRAPH}> {{ <{ULSAN}> skos:prefLabel {each} }}" for each in ("?old", f'"{text}"'))
    update = f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ {old} }}"
    done = client.post("/sparql", data={"update": update})
    assert done.is_success, done.text
    return int(done.headers["kg-version"])


def changed(body: dict[str, Any]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    return [(each["record"], each["action"], each["fields"]) for each in body["changes"]]


def test_a_change_is_told_in_all_ways(writable: httpx.Client) -> None:
    before = label(writable)
    first = rename(writable, "Ulsan of the log")
    field = {"field": "label", "before": [before], "after": ["Ulsan of the log"]}
    log = writable.get("/changes", params={"limit": 1}).json()
    (item,) = log["items"]
    assert (item["version"], item["author"], item["source"], item["records"]) == (first, "the steward", "update", 1)
    assert (log["next"], log["version"]) == (first, first)
    one = writable.get(item["links"]["self"])
    assert changed(one.json()) == [(ULSAN, "changed", [field])]
    assert one.headers["etag"].startswith(f'"{first}-')
    history = writable.get("/history/places/ulsan").json()
    newest = history["items"][0]
    assert (newest["version"], newest["action"], newest["fields"]) == (first, "changed", [field])
    assert history["items"][-1]["action"] == "added"
    second = rename(writable, before)
    assert changed(writable.get("/diff", params={"from": first - 1, "to": first}).json()) == [
        (ULSAN, "changed", [field])
    ]
    back = writable.get("/diff", params={"from": first - 1}).json()
    assert (back["to"], back["changes"]) == (second, [])


def test_a_change_is_had_as_the_file_of_the_journal(writable: httpx.Client) -> None:
    version = rename(writable, label(writable) + "!")
    patch = writable.get(f"/changes/{version}", headers={"accept": "application/rdf-patch"})
    assert patch.headers["content-type"].startswith("application/rdf-patch")
    rows = patch.text.splitlines()
    assert f'H version "{version:010}" .' in rows
    assert rows[-1] == "TC ."
    assert [row for row in rows if row.startswith(f"A <{ULSAN}>")]
    again = writable.get(
        f"/changes/{version}", headers={**dict(patch.request.headers), "if-none-match": patch.headers["etag"]}
    )
    assert again.status_code == 304
    diff = writable.get("/diff", params={"from": version - 1}, headers={"accept": "application/rdf-patch"})
    assert [row for row in diff.text.splitlines() if row[0] in "AD"] == [row for row in rows if row[0] in "AD"]


def test_the_log_is_filtered_and_paged(writable: httpx.Client) -> None:
    for number in range(3):
        rename(writable, f"Ulsan {number}")
    pages, before = list[int](), 0
    while True:
        page = writable.get("/changes", params={"limit": 2, **({"before": before} if before else {})}).json()
        pages += [each["version"] for each in page["items"]]
        before = page["next"]
        if before is None:
            break
    assert pages == [*range(page["version"], 0, -1)]
    by = writable.get("/changes", params={"source": "update", "since": page["version"] - 2}).json()["items"]
    assert [each["version"] for each in by] == [page["version"], page["version"] - 1]
    loads = writable.get("/changes", params={"author": "kg load"}).json()["items"]
    assert [each["source"] for each in loads] == ["file"] * len(loads)
    assert not writable.get("/changes", params={"dataset": "none"}).json()["items"]


def test_what_is_not_there_is_told(server: httpx.Client) -> None:
    assert "1 to 1" in assert_problem(server.get("/changes/99"), 404, UnknownName.kind)["detail"]
    assert_problem(server.get("/history/places/nowhere"), 404, "unknown-iri")
    assert_problem(server.get("/history/nothings/nowhere"), 404, "unknown-name")
    assert "0 to 1" in assert_problem(server.get("/diff?from=0&to=9"), 404, UnknownName.kind)["detail"]
    assert_problem(server.get("/diff"), 400, "bad-request")
    assert_problem(server.get("/changes?who=me"), 400, "bad-request")


@pytest.mark.parametrize("path", ["/changes", "/history/places/ulsan", "/diff?from=0"])
def test_an_answer_is_of_the_newest_version(server: httpx.Client, path: str) -> None:
    answer = server.get(path)
    assert answer.headers["kg-version"] == str(answer.json()["version"])
    again = server.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def events(client: httpx.Client, count: int, **parameters: Any) -> list[tuple[int, dict[str, Any]]]:
    """The first events that a listener is told, each with its id."""
    told: list[tuple[int, dict[str, Any]]] = []
    headers = {"accept": "text/event-stream", **parameters.pop("headers", {})}
    with client.stream("GET", "/changes", params=parameters, headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        id_ = 0
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            id_ = int(value) if name == "id" else id_
            if name == "data":
                told.append((id_, json.loads(value)))
            if len(told) == count:
                break
    return told


def test_a_listener_is_told_of_each_change(writable: httpx.Client) -> None:
    first = rename(writable, "Ulsan of the feed")
    with ThreadPoolExecutor() as threads:
        telling = threads.submit(events, writable, 3, since=first - 1)
        later = [rename(writable, f"Ulsan {each}") for each in "xy"]
        told = telling.result(PATIENCE)
    assert [version for version, _ in told] == [first, *later]
    assert [body["version"] for _, body in told] == [first, *later]
    assert told[0][1] == writable.get("/changes", params={"since": first - 1}).json()["items"][-1]
    resumed = events(writable, 1, headers={"last-event-id": str(first)})
    assert [version for version, _ in resumed] == [later[0]]
    eventually(lambda: "kg_listeners 0.0" in writable.get("/metrics").text, "nobody listens any more")


def test_to_ask_for_the_head_of_a_feed_is_not_to_listen(server: httpx.Client) -> None:
    answer = server.head("/changes", headers={"accept": "text/event-stream"})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/event-stream")
    assert "kg_listeners 0.0" in server.get("/metrics").text


def test_a_change_is_undone_or_what_stands_in_the_way_is_named(writable: httpx.Client) -> None:
    before = label(writable)
    first, second = rename(writable, "Ulsan one"), rename(writable, "Ulsan two")
    wishes = {"reason": "A slip"}
    refused = assert_problem(writable.post(f"/changes/{first}/revert", json=wishes), 409, "conflict")
    assert refused["versions"] == [second]
    rehearsed = writable.post(f"/changes/{second}/revert", json={**wishes, "dry_run": True}).json()
    assert (rehearsed["version"], rehearsed["dry_run"], label(writable)) == (second, True, "Ulsan two")
    done = writable.post(f"/changes/{second}/revert", json=wishes)
    assert done.headers["kg-version"] == str(second + 1)
    assert label(writable) == "Ulsan one"
    entry = writable.get(done.json()["links"]["self"]).json()
    assert (entry["reason"], entry["author"]) == (f"Reverts version {second}: A slip", "the steward")
    assert writable.post(f"/changes/{first}/revert", json=wishes).is_success
    assert label(writable) == before
    assert_problem(writable.post("/changes/99999/revert", json=wishes), 404, "unknown-name")
    assert_problem(writable.post(f"/changes/{first}/revert", json={"reason": " "}), 400, "bad-request")
    nobody = httpx.post(f"{writable.base_url}/changes/1/revert", json=wishes)
    assert_problem(nobody, 401, "unauthorised")


def pointing_at(client: httpx.Client, place: str) -> int:
    query = f"SELECT ?s {{ GRAPH <{GRAPH}> {{ ?s ?p <{BASE}places/{place}> }} }}"
    return len(client.get("/sparql", params={"query": query}).json()["results"]["bindings"])


def test_a_record_is_renamed_and_its_old_address_leads_there(writable: httpx.Client) -> None:
    wishes = {"old": "places/birmingham", "new": "places/birmingham-uk", "reason": "There are several"}
    pointing = pointing_at(writable, "birmingham")
    assert pointing
    assert writable.post("/renames", json=wishes).is_success
    old = writable.get("/places/birmingham.json?with=facts")
    assert old.status_code == 308
    assert old.headers["location"].endswith("/places/birmingham-uk.json?with=facts")
    assert writable.get(old.headers["location"]).json()["id"] == f"{BASE}places/birmingham-uk"
    assert (pointing_at(writable, "birmingham"), pointing_at(writable, "birmingham-uk")) == (0, pointing)
    assert_problem(writable.post("/renames", json={**wishes, "old": "places/ulsan"}), 409, "conflict")
    assert_problem(writable.post("/renames", json=wishes), 404, "unknown-iri")
    assert_problem(writable.post("/renames", json={**wishes, "new": "people/x"}), 400, "unreadable-input")
    forged = f"INSERT DATA {{ GRAPH <{BASE}renames> {{ <{ULSAN}> dcterms:isReplacedBy <{BASE}places/seoul> }} }}"
    assert_problem(writable.post("/sparql", data={"update": forged}), 403, "forbidden")
    back = {**wishes, "old": "places/birmingham-uk", "new": "places/birmingham"}
    assert writable.post("/renames", json=back).is_success
    assert writable.get("/places/birmingham").is_success


def changed_amount(client: httpx.Client, old: str, new: str) -> int:
    """Give the money of the 5G challenge another amount, and tell the version."""
    about = f"GRAPH <{GRAPH}> {{ <{BASE}contributions/5g-challenge-2-4m> ikg:amount"
    was, becomes = (f'{about} "{each}"^^xsd:decimal }}' for each in (old, new))
    done = client.post("/sparql", data={"update": f"DELETE DATA {{ {was} }} ; INSERT DATA {{ {becomes} }}"})
    assert done.is_success, done.text
    return int(done.headers["kg-version"])


def test_a_difference_tells_of_edges_money_ranks_and_answers_where_asked(writable: httpx.Client) -> None:
    asked: dict[str, str | int] = {"include": "edges,money,ranks,answers", "from": 0, "to": 1, "limit": 500}
    body = writable.get("/diff", params=asked).json()
    assert {each["change"] for each in body["edges"]["items"]} == {"entered"}
    assert {each["before"] for each in body["money"]["items"]} == {None}
    assert {each["before"] for each in body["ranks"]["items"]} == {None}
    degree = writable.get("/network/partnership/centrality/degree?version=1").json()["scores"]
    ranks = {each["id"]: each["after"] for each in body["ranks"]["items"] if each["view"] == "partnership"}
    assert ranks == {each["id"]: each["rank"] for each in degree}
    leads = next(each for each in body["answers"]["items"] if each["name"] == "west-midlands-korea/who-leads")
    assert (leads["columns"], leads["removed"]) == (["who", "what"], [])
    assert ['"Connected Places Catapult"', '"DIATOMIC"'] in leads["added"]

    version = changed_amount(writable, "2400000", "2500000")
    params: dict[str, str | int] = {"from": version - 1, "to": version, "include": "edges,money,ranks,answers"}
    one = writable.get("/diff", params=params).json()
    money, planned = one["money"]["items"]
    assert int(money["after"]["low"]) - int(money["before"]["low"]) == 100_000
    assert {**planned, "include_planned": False} == money
    assert one["edges"]["items"], "some edge rests on that money"
    assert {edge["change"] for edge in one["edges"]["items"]} == {"changed"}
    assert (one["ranks"]["items"], one["answers"]["items"]) == ([], [])
    back = writable.get("/diff", params={**params, "from": version, "to": version - 1}).json()
    assert back["money"]["items"] == [
        {**each, "before": each["after"], "after": each["before"]} for each in (money, planned)
    ]
    assert changed_amount(writable, "2500000", "2400000") == version + 1
    assert "edges" not in writable.get("/diff", params={"from": version}).json()


def test_what_cannot_be_compared_is_refused(writable: httpx.Client) -> None:
    problem = assert_problem(writable.get("/diff?from=0&include=edge"), 404, "unknown-name")
    assert "Did you mean 'edges'" in problem["detail"]
    assert_problem(writable.get("/diff?from=0&include=ranks&measure=fame"), 404, "unknown-name")
    few = writable.get("/diff?from=0&to=1&include=edges,ranks&limit=2").json()
    assert all((len(few[each]["items"]), few[each]["truncated"]) == (2, True) for each in ("edges", "ranks"))
