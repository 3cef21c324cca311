"""SPARQL 1.1 Query, by the suite of the W3C, over HTTP: data in by the graph store, queries at /sparql."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

from tests.conformance.conftest import (
    REFUSED,
    Case,
    as_quads,
    canonical,
    cases,
    expected_table,
    fill,
    path_of,
    read,
    read_file,
    text_of,
)

TABLES = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}


def send(service: httpx.Client, query: str, accept: str) -> httpx.Response:
    headers = {"content-type": "application/sparql-query", "accept": accept}
    return service.post("/sparql", content=query.encode(), headers=headers)


@pytest.mark.parametrize("case", cases("QueryEvaluationTest"))
def test_a_query_has_the_right_answer(service: httpx.Client, case: Case) -> None:
    fill(service, case.before)
    path = path_of(case.result)
    if "ResultSet" in read(case.result):
        answer = send(service, text_of(case), ox.QueryResultsFormat.JSON.media_type)
        assert answer.status_code == 200, answer.text
        solutions = ox.parse_query_results(answer.content, ox.QueryResultsFormat.JSON)
        assert isinstance(solutions, ox.QuerySolutions)
        assert as_quads(solutions) == expected_table(case.result)
        return
    if path.suffix not in TABLES:
        answer = send(service, text_of(case), "application/n-triples")
        assert answer.status_code == 200, answer.text
        assert canonical(ox.parse(answer.content, ox.RdfFormat.N_TRIPLES)) == canonical(read_file(case.result))
        return
    form = TABLES[path.suffix]
    answer = send(service, text_of(case), form.media_type)
    assert answer.status_code == 200, answer.text
    found = ox.parse_query_results(answer.content, form)
    wanted = ox.parse_query_results(read(case.result), form)
    if isinstance(found, ox.QueryBoolean) or isinstance(wanted, ox.QueryBoolean):
        assert isinstance(found, ox.QueryBoolean) == isinstance(wanted, ox.QueryBoolean)
        assert bool(found) == bool(wanted)
    else:
        assert {each.value for each in found.variables} == {each.value for each in wanted.variables}
        assert as_quads(found) == as_quads(wanted)


@pytest.mark.parametrize("case", cases("PositiveSyntaxTest11"))
def test_a_good_query_is_answered(service: httpx.Client, case: Case) -> None:
    fill(service, {})
    answer = send(service, text_of(case), "*/*")
    if case.name in REFUSED:
        assert answer.json()["type"].endswith("/query-failed")
    else:
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("case", cases("NegativeSyntaxTest11"))
def test_a_bad_query_is_malformed(service: httpx.Client, case: Case) -> None:
    kind = "update" if case.text.endswith(".ru") else "query"
    headers = {"content-type": f"application/sparql-{kind}"}
    answer = service.post("/sparql", content=text_of(case, based=False).encode(), headers=headers)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/malformed-query")
