"""Requests made from `/openapi.json`, good and bad ones: the service never fails, and answers as the document says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import ALL_TOKENS, ONTOLOGY, PROBLEM, are_tried, authorised, copy_of, network_of, serving
from tests.api.described import DOCUMENT
from tests.generated import sizes
from tests.waiting import eventually

SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
EVERY = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations() if isinstance(each, Ok)}
OPERATIONS = {name: each for name, each in EVERY.items() if are_tried(each.path)}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
LIMITS = {"KG_QUERY_TIMEOUT": "10", "KG_QUERY_MEMORY": "256", "KG_BODY_LIMIT": "1"}

LONG_HEAD = "431"
"""What is said to a head that is too long, before there is an operation that it is a request for."""

BOUNDED = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def fuzzed(loaded: Path) -> Iterator[httpx.Client]:
    """A client of a server that nobody else relies on: what is made up may well write."""
    with serving(copy_of(loaded, "fuzzed"), KG_TOKENS=ALL_TOKENS, **LIMITS) as client:
        eventually(lambda: client.post("/validate", json=[]).is_success, "its process is there")
        network_of(client, "/network/partnership")
        yield client


def test_every_operation_is_tried() -> None:
    documented = {f"{method.upper()} {path}" for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert EVERY.keys() == documented


def listed(name: str) -> set[str]:
    """The statuses that the document lists for an operation; `default` is no status."""
    method, path = name.split(" ", 1)
    return set(DOCUMENT["paths"][path][method.lower()]["responses"]) - {"default"}


TRIALS = [
    (name, mode, who)
    for name, operation in OPERATIONS.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or operation.body or operation.query
    for who in (["anybody", "a steward"] if "401" in listed(name) else ["anybody"])
]
"""Every operation with good requests, and with bad ones where the document says of anything what it must be; as a
steward too where that makes a difference.
"""


@pytest.mark.parametrize("examples", sizes(2, 15))
@pytest.mark.parametrize(("name", "mode", "who"), TRIALS, ids=[" ".join(each) for each in TRIALS])
def test_what_is_made_from_the_document_is_answered_by_it(
    fuzzed: httpx.Client, name: str, mode: GenerationMode, who: str, examples: int
) -> None:
    headers = authorised() if who == "a steward" else {}
    seen: set[str] = set()

    @settings(BOUNDED, max_examples=examples)
    @given(OPERATIONS[name].as_strategy(generation_mode=mode))
    def answered(case: schemathesis.Case[Any]) -> None:
        response = case.call(base_url=str(fuzzed.base_url).rstrip("/"), headers=headers)
        seen.add(str(response.status_code))
        case.validate_response(response, checks=CHECKS)

    answered()
    assert seen
    assert seen - {LONG_HEAD} <= listed(name)
    assert fuzzed.get("/health").is_success


def example(parameter: dict[str, Any]) -> Any:
    """The example that the document has for a parameter, None if there is none."""
    schema = parameter.get("schema", {})
    given_ = [parameter.get("example"), *schema.get("examples", ())]
    return next((each for each in given_ if each is not None), None)


def request_of(client: httpx.Client, name: str) -> httpx.Request:
    """Make the request that the examples of the document are."""
    method, path = name.split(" ", 1)
    operation = DOCUMENT["paths"][path][method.lower()]
    query: dict[str, Any] = {}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(example(parameter)))
        elif parameter.get("required") or parameter["name"] in ("graph", "query"):
            query[parameter["name"]] = example(parameter)
    bodies = operation.get("requestBody", {}).get("content", {})
    for media_type, body in bodies.items():
        if isinstance(body.get("example"), str):
            return client.build_request(
                method, path, params=query, content=body["example"], headers={"content-type": media_type}
            )
    sent = next((body["example"] for body in bodies.values() if "example" in body), None)
    return client.build_request(method, path, params=query, json=sent)


Change = Callable[[httpx.Client, httpx.Request], httpx.Request]


def with_headers(**headers: str) -> Change:
    def change(_: httpx.Client, request: httpx.Request) -> httpx.Request:
        request.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        return request

    return change


def with_content(content: bytes) -> Change:
    def change(client: httpx.Client, request: httpx.Request) -> httpx.Request:
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        return client.build_request(request.method, request.url, content=content, headers=headers)

    return change


def with_query(**query: str) -> Change:
    def change(_: httpx.Client, request: httpx.Request) -> httpx.Request:
        request.url = request.url.copy_merge_params(query)
        return request

    return change


def with_what_the_client_has(client: httpx.Client, request: httpx.Request) -> httpx.Request:
    """Ask again for what there is already."""
    tag = client.send(request).headers.get("etag", "")
    request.headers.update({"if-none-match": tag} if tag else {})
    return request


def instead(method: str, path: str, content: str = "", media_type: str = "text/turtle", **query: str) -> Change:
    """Another request altogether to the same operation, with a token."""

    def change(client: httpx.Client, _: httpx.Request) -> httpx.Request:
        headers = {"content-type": media_type, **authorised()}
        return client.build_request(method, path, content=content, headers=headers, params=query)

    return change


QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
BAD = "<urn:bad> a <http://www.w3.org/ns/org#Organization> ."
WAYS: dict[str, Change] = {
    "as the example": with_headers(),
    "with a token": with_headers(**authorised()),
    "with the token of a reader": with_headers(**authorised("reader")),
    "with a token that is none": with_headers(authorization="Bearer nothing-at-all-01234"),
    "for what there is not": with_headers(accept="image/png", **authorised()),
    "again": with_what_the_client_has,
    "with an unknown parameter": with_query(none="1"),
}
WAYS_WITH_A_BODY: dict[str, Change] = {
    "of an unknown kind": with_headers(content_type="image/png", **authorised()),
    "with too much": with_content(b"x" * ((1 << 20) + 1)),
    "with what does not parse": with_content(b"\xff{"),
}
OWN_WAYS: dict[str, dict[str, Change]] = {
    "GET /sparql": {
        "that takes too long": instead("GET", "/sparql", query=LONG),
        "that takes too much": instead("GET", "/sparql", query=LARGE),
        "without a query": instead("GET", "/sparql"),
    },
    "POST /sparql": {
        "that takes too long": instead("POST", "/sparql", LONG, QUERY),
        "that takes too much": instead("POST", "/sparql", LARGE, QUERY),
        "that changes something": instead("POST", "/sparql", "INSERT DATA { <urn:a> <urn:b> 1 }", UPDATE),
        "that changes what is ours": instead("POST", "/sparql", f"CLEAR GRAPH <{ONTOLOGY}>", UPDATE),
        "that does not conform": instead("POST", "/sparql", f"INSERT DATA {{ {BAD} }}", UPDATE),
    },
    "PUT /graphs": {"that does not conform": instead("PUT", "/graphs", BAD, graph="https://example.org/bad")},
    "POST /graphs": {"that does not conform": instead("POST", "/graphs", BAD, graph="https://example.org/bad")},
    "DELETE /graphs": {"of what is not there": instead("DELETE", "/graphs", graph="https://example.org/nothing")},
    "GET /funders/{slug}": {"that is a role": instead("GET", "/funders/innovate-uk")},
}


def ways(name: str) -> dict[str, Change]:
    method, path = name.split(" ", 1)
    has_body = "requestBody" in DOCUMENT["paths"][path][method.lower()]
    return WAYS | (WAYS_WITH_A_BODY if has_body else {}) | OWN_WAYS.get(name, {})


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_status_that_is_given_is_listed(fuzzed: httpx.Client, name: str) -> None:
    """Whoever writes a client from the document knows each way in which a request can end."""
    seen = {}
    for way, change in ways(name).items():
        answer = fuzzed.send(change(fuzzed, request_of(fuzzed, name)))
        assert answer.status_code < 500 or answer.status_code in (503, 504, 507), (way, answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == PROBLEM, way
        seen[str(answer.status_code)] = way
    assert {status: way for status, way in seen.items() if status not in listed(name)} == {}
