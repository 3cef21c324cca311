"""Changes over HTTP: the log, single changes, the history of a record, the difference of two versions."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from kg.errors import UnknownName
from tests.api.conftest import BASE, assert_problem

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
