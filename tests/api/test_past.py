"""The graph as it was: what is asked of an older version, by number or by time, is answered as it was answered then."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, BASE, PROBLEM, assert_problem, authorised, copy_of, serving
from tests.api.test_changes import GRAPH, ULSAN, rename
from tests.processes import open_files, server_of
from tests.waiting import eventually

QUERY = f"SELECT ?l {{ <{ULSAN}> skos:prefLabel ?l }}"
PATHS = (
    "/places/ulsan",
    "/places/ulsan?with=facts",
    "/places",
    "/organisations?q=innovate&limit=3",
    "/search?q=ulsan",
    "/network/partnership",
    "/network/funding/centrality/degree",
    "/network/partnership/ego/organisations/innovate-uk",
    f"/graphs?graph={GRAPH}",
    "/graphs",
    f"/sparql?query={QUERY}",
    "/.well-known/void",
    "/datasets",
)


@pytest.fixture(scope="module")
def client(loaded: Path) -> Iterator[httpx.Client]:
    with serving(copy_of(loaded, "past"), KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        yield client


def asked(client: httpx.Client, path: str, **parameters: str | int) -> httpx.Response:
    more = "&".join(f"{name}={value}" for name, value in parameters.items())
    address = f"{path}{'&' if '?' in path else '?'}{more}" if more else path
    return client.get(address, headers={"accept": "application/json, application/n-triples"})


def test_every_reading_is_as_it_was_then(client: httpx.Client) -> None:
    before = {path: asked(client, path) for path in PATHS}
    version = int(before["/places"].headers["kg-version"])
    rename(client, "Ulsan of another day")
    for path, then in before.items():
        again = asked(client, path, version=version)
        assert again.is_success, (path, again.text)
        assert again.headers["kg-version"] == str(version), path
        if path.startswith("/graphs?"):
            assert sorted(again.text.splitlines()) == sorted(then.text.splitlines())
        else:
            assert again.text == then.text, path
        assert asked(client, path).headers["kg-version"] == str(version + 1), path
    assert "another day" in asked(client, f"/sparql?query={QUERY}").text


def test_a_time_names_the_newest_version_before_it(client: httpx.Client) -> None:
    rename(client, "Ulsan of now")
    newest = client.get("/ready").json()["version"]
    assert asked(client, "/places/ulsan", at="2100-01-01").headers["kg-version"] == str(newest)
    assert asked(client, "/places", at="2000-01-01").json()["total"] == 0
    first = client.get("/changes/1").json()["time"].replace("+00:00", "Z")
    assert int(asked(client, "/places", at=first).headers["kg-version"]) >= 1


def test_what_cannot_be_is_refused(client: httpx.Client) -> None:
    for path in ("/places", "/network/partnership", f"/sparql?query={QUERY}", "/graphs?default"):
        problem = assert_problem(asked(client, path, version=10**6), 404, "unknown-name")
        assert "0 to" in problem["detail"]
        assert_problem(asked(client, path, at="yesterday"), 400, "unreadable-input")
        assert_problem(asked(client, path, at="2026-01-01", version=1), 400, "unreadable-input")
    update = f"INSERT DATA {{ <{BASE}a> <{BASE}b> 1 }}"
    sent = client.post("/sparql?version=1", content=update, headers={"content-type": "application/sparql-update"})
    assert (sent.status_code, sent.headers["content-type"]) == (400, PROBLEM)
    put = client.put("/graphs?graph=urn:x&version=1", content="<urn:a> <urn:b> 1 .")
    assert put.status_code == 400


FOR_EVER = "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", PATHS)
def test_an_address_that_names_the_history_may_be_kept_for_ever(client: httpx.Client, path: str) -> None:
    rename(client, f"Ulsan of {path[:8]}")
    by_number = asked(client, path, version=2)
    assert by_number.headers["cache-control"] == "no-cache", "another home may have another version 2"
    address = httpx.URL(str(by_number.url)).join(by_number.headers["content-location"])
    accept = {"accept": by_number.request.headers["accept"]}
    lasting = client.get(address, headers=accept)
    assert lasting.headers["cache-control"] == FOR_EVER
    assert lasting.headers["kg-version"] == "2"
    assert "content-location" not in lasting.headers
    if not path.startswith("/graphs?"):  # its triples come in any order
        assert lasting.text.replace(f"&history={address.params['history']}", "") == by_number.text
    again = client.get(address, headers={**accept, "if-none-match": lasting.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, FOR_EVER)
    by_time = asked(client, path, at="2100-01-01")
    assert "version=" in by_time.headers["content-location"]
    assert "at=" not in by_time.headers["content-location"]
    assert asked(client, path).headers["cache-control"] == "no-cache"


def test_what_differs_each_time_and_what_is_of_another_history_is_not_kept(client: httpx.Client) -> None:
    name = history_of(client, 1)
    rand = asked(client, "/sparql?query=SELECT (RAND() AS ?n) {}", version=1, history=name)
    assert rand.headers["cache-control"] == "no-store"
    for path in ("/places/ulsan", f"/sparql?query={QUERY}", f"/graphs?graph={GRAPH}", "/network/partnership"):
        problem = assert_problem(asked(client, path, version=1, history="0" * 12), 404, "unknown-name")
        assert f"1-{name}" in problem["detail"]
        assert_problem(asked(client, path, history=name), 400, "unreadable-input")
        assert asked(client, path, version=1, history="Z").status_code in (400, 422)
        assert asked(client, path, version=1, history=name).headers["cache-control"] == FOR_EVER
    nowhere = asked(client, "/places/nowhere", version=1, history=name)
    assert (nowhere.status_code, nowhere.headers.get("cache-control")) == (404, None)


def history_of(client: httpx.Client, version: int) -> str:
    location = asked(client, "/places/ulsan", version=version).headers["content-location"]
    return location.partition("history=")[2]


def test_where_reading_needs_a_token_only_the_reader_may_keep_it(loaded: Path) -> None:
    with serving(copy_of(loaded, "past-closed"), KG_TOKENS=ALL_TOKENS, KG_READERS="token") as client:
        client.headers.update(authorised())
        lasting = asked(client, "/places/ulsan", version=1, history=history_of(client, 1))
        assert lasting.headers["cache-control"] == FOR_EVER.replace("public", "private")


def test_older_versions_that_are_asked_for_at_once_are_let_go_of_but_for_the_last(loaded: Path) -> None:
    home = copy_of(loaded, "crowded")
    copies = home / "history"
    with serving(home, KG_TOKENS=ALL_TOKENS) as client, ThreadPoolExecutor(12) as threads:
        client.headers.update(authorised())
        for number in range(12):
            rename(client, f"Ulsan {number}")
        answers = threads.map(lambda version: asked(client, "/places", version=version), range(1, 13))
        assert all(each.is_success for each in answers)

        def versions(process: int) -> set[str]:
            return {Path(each).relative_to(copies).parts[0] for each in open_files(process, copies)}

        look = partial(versions, server_of(home))
        eventually(lambda: len(look()) <= 2, "all versions but the last two are closed")
