"""Records are edited over HTTP: nobody's edit is lost, and what is refused is refused as in files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, BASE, assert_problem, authorised, serving

PLACE = {"label": "Testville", "kind": "city", "confidence": "stated", "evidence": [{"document": "documents/note"}]}
NOTE = {"label": "Note", "kind": "report"}
JSON_PATCH = {"content-type": "application/merge-patch+json"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service without files, with one dataset."""
    with serving(tmp_path_factory.mktemp("records") / "home", KG_DATA="", KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        assert client.post("/datasets", json={"name": "mine", "title": "Mine"}).status_code == 201
        assert client.post("/documents", json={"id": "documents/note", **NOTE}).status_code == 201
        yield client


@pytest.fixture
def place(client: httpx.Client) -> str:
    """The path of a new place."""
    answer = client.post("/places", json=PLACE)
    assert answer.status_code == 201, answer.text
    return httpx.URL(answer.headers["location"]).path


def tag_of(client: httpx.Client, path: str) -> dict[str, str]:
    return {"if-match": client.get(path).headers["etag"]}


def patch(client: httpx.Client, path: str, tag: dict[str, str], **fields: Any) -> httpx.Response:
    return client.patch(path, json=fields, headers={**JSON_PATCH, **tag})


def test_a_new_record_is_where_the_answer_says(client: httpx.Client) -> None:
    answer = client.post("/places?reason=It%20is%20new", json={**PLACE, "label": "Some where"})
    assert answer.status_code == 201
    path = httpx.URL(answer.headers["location"]).path
    assert path == "/places/some-where"
    read = client.get(path)
    assert read.json() == answer.json()
    assert read.headers["etag"] == answer.headers["etag"]
    assert answer.headers["kg-version"] == read.headers["kg-version"]
    assert client.post("/places", json={**PLACE, "label": "Some where"}).json()["id"] == f"{BASE}places/some-where-2"


def test_what_was_read_is_put_back(client: httpx.Client, place: str) -> None:
    read = client.get(place)
    version = read.headers["kg-version"]
    answer = client.put(place, json=read.json(), headers=tag_of(client, place))
    assert (answer.status_code, answer.json(), answer.headers["kg-version"]) == (200, read.json(), version)
    as_jsonld = client.get(place, headers={"accept": "application/ld+json"})
    headers = {"content-type": "application/ld+json", "if-match": as_jsonld.headers["etag"]}
    answer = client.put(place, content=as_jsonld.content, headers=headers)
    assert (answer.status_code, answer.json(), answer.headers["kg-version"]) == (200, read.json(), version)


def test_a_record_is_what_was_put(client: httpx.Client, place: str) -> None:
    answer = client.put(place, json={**PLACE, "note": "One\ntwo"}, headers=tag_of(client, place))
    assert (answer.status_code, answer.json()["note"]) == (200, "One\ntwo")
    assert answer.headers["etag"] == client.get(place).headers["etag"]
    answer = client.put(place, json=PLACE, headers={"if-match": answer.headers["etag"]})
    assert "note" not in client.get(place).json()


def test_edits_of_different_fields_merge(client: httpx.Client, place: str) -> None:
    tag = tag_of(client, place)
    assert patch(client, place, tag, note="From ana.").status_code == 200
    answer = patch(client, place, tag, description="From ben.")
    assert answer.status_code == 200
    assert (answer.json()["note"], answer.json()["description"]) == ("From ana.", "From ben.")
    assert patch(client, place, tag_of(client, place), note=None).status_code == 200
    assert "note" not in client.get(place).json()


def test_edits_of_one_field_are_told_with_both_values(client: httpx.Client, place: str) -> None:
    tag = tag_of(client, place)
    mine = client.patch(place, json={"note": "Of the admin."}, headers={**tag, **authorised("admin")})
    problem = assert_problem(patch(client, place, tag, note="Of the steward."), 412, "precondition-failed")
    assert problem["conflicts"] == [
        {
            "record": f"{BASE}{place[1:]}",
            "field": "note",
            "base": [],
            "yours": ["Of the steward."],
            "theirs": ["Of the admin."],
            "author": "the admin",
            "version": int(mine.headers["kg-version"]),
        }
    ]
    assert client.get(place).json()["note"] == "Of the admin."


def test_who_has_not_read_it_does_not_edit_it(client: httpx.Client, place: str) -> None:
    for answer in (client.put(place, json=PLACE), client.patch(place, json={"note": "x"}), client.delete(place)):
        assert_problem(answer, 428, "precondition-required")
    assert_problem(client.put(place, json=PLACE, headers={"if-none-match": "*"}), 412, "precondition-failed")
    answer = client.put(f"{place}-other", json=PLACE, headers={"if-none-match": "*"})
    assert (answer.status_code, answer.headers["location"]) == (201, f"{client.base_url.join(place)}-other")
    for method in ("PATCH", "DELETE"):
        gone = client.request(method, f"{place}-othe", json={}, headers=tag_of(client, place))
        assert "-other" in assert_problem(gone, 404, "unknown-iri")["detail"]


def test_a_tag_is_of_this_record_in_this_history(client: httpx.Client, place: str) -> None:
    tag = client.get(place).headers["etag"]
    version, _, rest = tag.strip('"').partition("-")
    others = [
        client.get("/documents/note").headers["etag"],
        f'"{int(version) + 100}-{rest}"',
        f'"{version}"',
        f"W/{tag}",
        '"²-x"',
        f'"{"9" * 5000}-x"',
        "nonsense",
    ]
    for each in others:
        headers = {b"if-match": each.encode("latin-1")}
        assert_problem(client.patch(place, json={"note": "x"}, headers=headers), 412, "precondition-failed")
    assert patch(client, place, {"if-match": f'"other", {tag}'}, note="x").status_code == 200
    gzipped = client.get(place, headers={"accept": "text/turtle", "accept-encoding": "gzip"}).headers["etag"]
    assert patch(client, place, {"if-match": gzipped}, note="y").status_code == 200
    assert client.get(place, headers={"if-none-match": client.get(place).headers["etag"]}).status_code == 304


def test_a_record_is_deleted_unless_others_refer_to_it(client: httpx.Client, place: str) -> None:
    part = client.post("/places", json={**PLACE, "label": "A part", "within": place[1:]}).json()["id"]
    refused = assert_problem(client.delete(place, headers={"if-match": "*"}), 422, "not-conforming")
    assert [(each["focus"], each["field"]) for each in refused["violations"]] == [(part, "within")]
    assert client.delete(part.removeprefix(BASE), headers={"if-match": "*"}).status_code == 204
    answer = client.delete(place, headers=tag_of(client, place))
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(place).status_code == 404
    for again in (client.delete(place), client.patch(place, json={"note": "x"})):
        assert_problem(again, 404, "unknown-iri")


def test_what_is_refused_says_where_and_what_instead(client: httpx.Client, place: str) -> None:
    version = client.get("/ready").json()["version"]
    problem = assert_problem(
        client.put(place, json={**PLACE, "kind": "citty", "labl": "x"}, headers=tag_of(client, place)),
        422,
        "not-conforming",
    )
    (violation,) = problem["violations"]
    assert (violation["field"], violation["focus"], violation["line"]) == ("labl", f"{BASE}{place[1:]}", 1)
    assert "did you mean 'label'?" in violation["message"]
    problem = assert_problem(
        client.put(place, json={**PLACE, "kind": "citty"}, headers=tag_of(client, place)), 422, "not-conforming"
    )
    assert "city" in problem["violations"][0]["message"]
    assert client.get("/ready").json()["version"] == version


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b'{"label": "x", "label": "y"}', {}, 400),
        (b'{"label": NaN}', {}, 400),
        (b'{"label": "\\ud800"}', {}, 400),
        (b"\xff", {}, 400),
        (b"", {}, 400),
        (b"[" * 100_000, {}, 400),
        ('{"label": "x"}'.encode("utf-16"), {}, 400),
        (b"{}", {"content-type": "text/csv"}, 415),
        (b"{}", {"content-type": "application/json; charset=utf-16"}, 415),
        (b"{}", {"content-encoding": "gzip"}, 415),
        (b"{}", {"accept": "image/png"}, 406),
        (b"{}", {"if-none-match": '"x"'}, 400),
        (b"{}", {"authorization": "Bearer unknown"}, 401),
        (b"{}", authorised("reader"), 403),
    ],
)
def test_requests_that_cannot_be_read(
    client: httpx.Client, place: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    sent = {"content-type": "application/json", "if-match": "*", **headers}
    for method in ("PUT", "PATCH"):
        answer = client.request(method, place, content=content, headers=sent)
        assert answer.status_code == status, answer.text
    if status == 415 and "content-type" in headers and "charset" not in headers["content-type"]:
        assert "application/merge-patch+json" in answer.headers["accept-patch"]


def test_nothing_is_changed_in_a_rehearsal(client: httpx.Client, place: str) -> None:
    version, headers = client.get("/ready").json()["version"], {"if-match": "*"}
    once = {"dry_run": "true"}
    assert client.post("/places", json=PLACE, params=once).status_code == 204
    assert client.put(place, json={**PLACE, "note": "x"}, headers=headers, params=once).status_code == 204
    assert client.patch(place, json={"note": "x"}, headers=headers, params=once).status_code == 204
    assert client.delete(place, headers=headers, params=once).status_code == 204
    assert client.post("/datasets", json={"name": "other"}, params=once).status_code == 204
    assert client.put(place, json={"kind": "citty"}, headers=headers, params=once).status_code == 422
    assert client.get("/ready").json()["version"] == version


def test_an_answer_can_be_short(client: httpx.Client, place: str) -> None:
    headers = {**tag_of(client, place), "prefer": "respond-async, return=minimal"}
    answer = client.patch(place, json={"note": "Short."}, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["preference-applied"] == "return=minimal"
    assert patch(client, place, {"if-match": answer.headers["etag"]}, note="Shorter.").status_code == 200
    made = client.post("/places", json=PLACE, headers={"prefer": "return=minimal"})
    assert (made.status_code, made.content) == (201, b"")
    assert client.get(made.headers["location"]).is_success


def test_many_records_change_at_once_or_not_at_all(client: httpx.Client, place: str) -> None:
    version = int(client.get(place).headers["kg-version"])
    operations: list[dict[str, Any]] = [
        {"op": "patch", "id": place[1:], "patch": {"note": "Together."}},
        {"op": "put", "id": "places/together", "record": PLACE},
        {"op": "post", "record": {**PLACE, "type": "Place", "label": "Together"}},
    ]
    sent = {"operations": operations, "version": version, "reason": "They belong together", "proposed_by": "ben"}
    tried = client.post("/changes", json={**sent, "dry_run": True}).json()
    assert (tried["version"], tried["dry_run"]) == (version, True)
    answer = client.post("/changes", json=sent)
    assert answer.json() == {
        "version": version + 1,
        "dry_run": False,
        "records": [
            {"op": "patch", "id": place[1:], "effect": "changed"},
            {"op": "put", "id": "places/together", "effect": "added"},
            {"op": "post", "id": "places/together-2", "effect": "added"},
        ],
    }
    removed = [{"op": "delete", "id": f"{BASE}places/{slug}"} for slug in ("together", "together-2")]
    unread = assert_problem(client.post("/changes", json={"operations": removed}), 428, "precondition-required")
    assert "places/together" in unread["detail"]
    faulty = [*removed, {"op": "patch", "id": place[1:], "patch": {"kind": "citty"}}]
    refused = client.post("/changes", json={"operations": faulty, "version": version + 1})
    assert [each["line"] for each in assert_problem(refused, 422, "not-conforming")["violations"]] == [3]
    assert client.get("/places/together").is_success
    assert client.post("/changes", json={"operations": removed, "version": version + 1}).is_success


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"operations": []}, 400),
        ({"operations": [{"op": "drop", "id": "places/x"}]}, 400),
        ({"operations": [{"op": "put", "id": "places/x", "recrod": {}}]}, 400),
        ({"operations": [{"op": "put", "id": "places/x"}]}, 422),
        ({"operations": [{"op": "patch", "id": "places/x", "patch": {}}]}, 404),
        ({"operations": [{"op": "delete", "id": "a b", "version": 1}]}, 404),
        ({"operations": [{"op": "delete", "id": "places/x", "version": 10**9}]}, 404),
        ({"operations": [{"op": "delete", "id": "places/x"}], "reason": "a\u200bb"}, 400),
        ({"operations": [{"op": "post", "record": {"type": "Plaice"}}]}, 422),
        ({"operations": [{"op": "put", "id": "places/new", "record": PLACE}], "dataset": "other"}, 400),
        ([], 400),
    ],
)
def test_changes_that_cannot_be_made(client: httpx.Client, body: Any, status: int) -> None:
    answer = client.post("/changes", json=body)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"name": "Not a name"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "mine"}, "name"),
        ({"name": "x", "title": " x"}, "title"),
        ({"name": "x", "licence": "CC"}, "licence"),
        ({"name": "x", "publisher": "a\u200bb"}, "publisher"),
    ],
)
def test_a_dataset_has_the_form_of_one_in_files(client: httpx.Client, texts: dict[str, str], field: str) -> None:
    problem = assert_problem(client.post("/datasets", json=texts), 422, "not-conforming")
    assert [each["field"] for each in problem["violations"]] == [field]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/validate", "POST"),
        ("POST", "/search", "GET, HEAD"),
        ("DELETE", "/places", "GET, HEAD, POST"),
        ("PUT", "/network/partnership", "GET, HEAD"),
        ("DELETE", "/datasets/mine", "GET, HEAD, PATCH, PUT"),
        ("GET", "/datasets/mine", ""),
        ("POST", "/places/x", "DELETE, GET, HEAD, PATCH, PUT"),
    ],
)
def test_methods_that_an_address_does_not_take(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path, json={} if method != "GET" else None)
    if not allowed:
        assert answer.is_success
        return
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == allowed


def test_what_is_no_collection_is_nothing(client: httpx.Client) -> None:
    for path in ("/plaices", "/plaices/x"):
        assert_problem(client.get(path), 404, "unknown-name")
    assert_problem(client.post("/plaices", json={}), 404, "unknown-name")
    assert_problem(client.put("/plaices/x", json={}), 404, "unknown-name")


@pytest.mark.parametrize(
    ("method", "path", "original"),
    [
        ("PUT", "/funders/x?dry_run=true", "organisations/x?dry_run=true"),
        ("PATCH", "/funders/x", "organisations/x"),
        ("DELETE", "/funders/a%3Fb", "organisations/a%3Fb"),
        ("POST", "/funders", "organisations"),
        ("POST", "/funders?dry_run=true&reason=a%20b", "organisations?dry_run=true&reason=a%20b"),
        ("GET", "/funders/innovate-uk.ttl?members=separate", "organisations/innovate-uk.ttl?members=separate"),
        ("GET", "/places/x%231:2?version=1", "places/x/evidence/1%3A2?version=1"),
    ],
)
def test_redirects_are_absolute_and_keep_the_parameters(
    client: httpx.Client, method: str, path: str, original: str
) -> None:
    answer = client.request(method, path, json={})
    assert (answer.status_code, answer.headers["location"]) == (307, f"{client.base_url}/{original}")


def test_a_derived_collection_leads_to_the_real_one(client: httpx.Client) -> None:
    answer = client.post("/funders", json={}, follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (422, "/organisations")


def test_an_edit_says_who_made_it_and_why(client: httpx.Client, place: str, tmp_path_factory: Any) -> None:
    answer = client.patch(f"{place}?reason=As%20asked&proposed_by=ben", json={"note": "z"}, headers={"if-match": "*"})
    home = Path(tmp_path_factory.getbasetemp())
    name = f"{int(answer.headers['kg-version']):010}.rdfp"
    patch_file = next(home.glob(f"records*/home/journal/{name}")).read_text(encoding="utf-8")
    for line in ('author "the steward"', 'reason "As asked"', 'source "HTTP"', 'proposed_by "ben"'):
        assert f"H {line} ." in patch_file


def test_a_dataset_is_described_as_it_was_sent(client: httpx.Client) -> None:
    sent = {"name": "second", "title": "Second", "licence": "https://example.org/l", "publisher": "Us"}
    answer = client.post("/datasets", json=sent)
    described = client.get(answer.headers["location"]).json()
    assert {name: described[name] for name in sent} == sent
    assert_problem(client.post("/places", json=PLACE), 400, "bad-request")
    made = client.post("/places?dataset=second", json=PLACE)
    assert made.status_code == 201
    assert client.delete(httpx.URL(made.headers["location"]).path, headers={"if-match": "*"}).status_code == 204
