"""The graph store (SPARQL 1.1 Graph Store HTTP Protocol): changes on a condition, and changes that are refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest

from tests.api.conftest import BASE, ONTOLOGY, assert_problem, authorised
from tests.api.graphs.sending import FORMATS, IRI, NAMED, TRIPLES, read, send, triples
from tests.generated import sizes
from tests.waiting import PATIENCE


def test_of_writers_at_once_one_makes_the_graph(store: httpx.Client) -> None:
    def put(number: int) -> int:
        with httpx.Client(base_url=store.base_url, headers=authorised()) as client:
            body = f"<urn:a> <urn:b> {number} ."
            return client.put(NAMED, content=body, headers={"if-none-match": "*"}, timeout=PATIENCE).status_code

    with ThreadPoolExecutor(8) as writers:
        assert sorted(writers.map(put, range(8))) == [201] + [412] * 7
    assert len(read(store)) == 1


def test_a_change_is_made_on_what_was_read(store: httpx.Client) -> None:
    send(store, "PUT", TRIPLES)
    tags = [store.get(NAMED, headers={"accept": kind}).headers["etag"] for kind in FORMATS]
    assert len(set(tags)) == len(FORMATS)
    coded = store.head(NAMED, headers={"accept-encoding": "identity"}).headers["etag"]
    assert coded not in tags
    assert store.post(NAMED, content=b"", headers={"if-match": coded}).status_code == 204
    assert store.put(NAMED, content="<urn:a> <urn:b> 1 .", headers={"if-match": tags[3]}).status_code == 204
    for method in ("PUT", "POST", "DELETE"):
        for condition in (tags[3], f"W/{tags[3]}", '"x", "y"'):
            answer = store.request(method, NAMED, content="<urn:lost> <urn:b> 1 .", headers={"if-match": condition})
            assert_problem(answer, 412, "precondition-failed")
    assert read(store) == triples("<urn:a> <urn:b> 1 .")


def test_what_our_shapes_refuse_is_refused(store: httpx.Client) -> None:
    bad = f"<{BASE}organisations/x> a <http://www.w3.org/ns/org#Organization> ."
    of_a_dataset = f"/graphs?graph={quote(f'{BASE}datasets/demo', safe='')}"
    for method in ("PUT", "POST"):
        body = assert_problem(store.request(method, of_a_dataset, content=bad), 422, "not-conforming")
        assert {each["focus"] for each in body["violations"]} == {f"{BASE}organisations/x"}
        assert all(each["shape"] for each in body["violations"])
    assert_problem(store.get(of_a_dataset), 404, "unknown-iri")


@pytest.mark.parametrize("name", [ONTOLOGY, f"{BASE}datasets"])
def test_the_graphs_of_the_service_are_its_own(writable: httpx.Client, name: str) -> None:
    address = f"/graphs?graph={quote(name, safe='')}"
    before = read(writable, address)
    assert before
    for method in ("PUT", "POST", "DELETE"):
        answer = writable.request(method, address, content="<urn:a> <urn:b> <urn:c> .")
        assert_problem(answer, 403, "forbidden")
    assert read(writable, address) == before


@pytest.mark.parametrize("rounds", sizes(2, 5))
def test_a_reader_sees_a_graph_before_or_after_it_is_replaced(store: httpx.Client, rounds: int) -> None:
    """Whoever reads while much is written gets one version or the next, by whichever way."""
    size = 3_000
    counted = f"SELECT ?v (COUNT(*) AS ?n) {{ GRAPH <{IRI}> {{ ?s ?p ?v }} }} GROUP BY ?v"
    editions = ["".join(f"<urn:{row}> <urn:edition> {edition} .\n" for row in range(size)) for edition in (1, 2)]
    send(store, "PUT", editions[0])
    halves: list[object] = []
    with ThreadPoolExecutor(1) as threads:
        for edition in (1, 0) * rounds:
            replacing = threads.submit(send, store, "PUT", editions[edition])
            while not replacing.done():
                lines = store.get(NAMED, headers={"accept": "application/n-triples"}).text.splitlines()
                numbers = sorted(sum(f'"{value}"' in line for line in lines) for value in (1, 2))
                asked = store.post("/sparql", data={"query": counted}, headers={"accept": "text/csv"})
                halves += [each for each in (numbers, len(asked.text.split())) if each not in ([0, size], 2)]
            replacing.result()
    assert halves == []
