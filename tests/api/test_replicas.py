"""What is answered from memory and what from disk are told apart, and neither is asked for again in vain."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, authorised, serving
from tests.waiting import eventually

MUCH = 20_000
"""Triples that are more than a worker catches up with."""

QUERY = {"query": "SELECT ?o { ?s ?p ?o } LIMIT 100"}
PAST_THE_CACHE = {"cache-control": "no-cache"}


def version_in_memory(client: httpx.Client) -> int:
    line = next(each for each in client.get("/metrics").text.splitlines() if each.startswith("kg_replica_version "))
    return int(float(line.split()[1]))


def wait_for_memory(client: httpx.Client, version: int) -> None:
    eventually(lambda: version_in_memory(client) >= version, "the replica follows")


def tag_of(client: httpx.Client, path: str, **parameters: str) -> str:
    """The tag, as soon as the answer begins: by then it is settled where it is read from."""
    with client.stream("GET", path, params=parameters, headers=PAST_THE_CACHE) as answer:
        assert answer.status_code == 200
        return str(answer.headers["etag"])


def put_much(client: httpx.Client, edition: int) -> int:
    triples = "".join(f"<urn:s:{number}> <urn:p> {edition + number} .\n" for number in range(MUCH))
    put = client.put("/graphs/much", content=triples, headers={"content-type": "text/turtle", **authorised()})
    return int(put.raise_for_status().headers["kg-version"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(tmp_path_factory.mktemp("replicas") / "home", KG_DATA="", KG_TOKENS=ALL_TOKENS) as client:
        wait_for_memory(client, 0)
        yield client


@pytest.mark.parametrize("path", ["/sparql", "/graphs/much"])
def test_tags_tell_memory_from_disk_and_both_are_known(served: httpx.Client, path: str) -> None:
    parameters = QUERY if path == "/sparql" else {}
    for edition in count():
        version = put_much(served, edition)
        from_disk = tag_of(served, path, **parameters)
        if version_in_memory(served) < version:  # else it may have been read from memory already
            break
    wait_for_memory(served, version)
    from_memory = tag_of(served, path, **parameters)
    assert from_disk != from_memory
    for tag in (from_disk, from_memory):
        known = served.get(path, params=parameters, headers={"if-none-match": tag, **PAST_THE_CACHE})
        assert (known.status_code, known.headers["etag"]) == (304, tag)


def test_without_a_replica_everything_is_read_from_disk(tmp_path: Path) -> None:
    with serving(tmp_path / "home", KG_DATA="", KG_TOKENS=ALL_TOKENS, KG_REPLICA_MEMORY="0") as client:
        for number in range(3):
            update = {"update": f"INSERT DATA {{ <urn:s> <urn:p> {number} }}"}
            assert client.post("/sparql", data=update, headers=authorised()).status_code == 204
            rows = client.get("/sparql", params=QUERY).json()["results"]["bindings"]
            assert len(rows) == number + 1
        assert version_in_memory(client) == -1
