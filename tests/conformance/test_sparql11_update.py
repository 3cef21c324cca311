"""SPARQL 1.1 Update, by the suite of the W3C, over HTTP: data in and out by the graph store, updates at /sparql."""

from __future__ import annotations

import httpx
import pytest

from tests.conformance.conftest import REFUSED, Case, cases, expected, fill, held, text_of


def send(service: httpx.Client, text: str) -> httpx.Response:
    return service.post("/sparql", content=text.encode(), headers={"content-type": "application/sparql-update"})


@pytest.mark.parametrize("case", cases("UpdateEvaluationTest"))
def test_an_update_leaves_what_it_should(service: httpx.Client, case: Case) -> None:
    fill(service, case.before)
    assert held(service) == expected(case.before)
    answer = send(service, text_of(case))
    assert answer.status_code == 204, answer.text
    assert held(service) == expected(case.after)


@pytest.mark.parametrize("case", cases("PositiveUpdateSyntaxTest11"))
def test_a_good_update_is_taken(service: httpx.Client, case: Case) -> None:
    fill(service, {})
    answer = send(service, text_of(case))
    if case.name in REFUSED:
        assert answer.json()["type"].endswith("/query-failed")
    else:
        assert answer.status_code == 204, answer.text


@pytest.mark.parametrize("case", cases("NegativeUpdateSyntaxTest11"))
def test_a_bad_update_is_malformed(service: httpx.Client, case: Case) -> None:
    answer = send(service, text_of(case, based=False))
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/malformed-query")
