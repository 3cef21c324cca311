"""The OpenAPI document: valid, complete, and its examples work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import openapi_spec_validator
import pytest

from tests.api.conftest import PROBLEM, assert_problem
from tests.api.described import DOCUMENT


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


OPERATIONS = {f"{method} {path}": (path, method, operation) for path, method, operation in operations()}
ONE_OF = {"/graphs": ("graph", "default")}
"""Parameters of which a request gives one."""
PUT_FIRST = "/graphs/{path}"
"""A path under which there is what a client has put there."""


def request_of(client: httpx.Client, name: str) -> httpx.Request:
    """The request for JSON that the examples of an operation to read make."""
    path, method, operation = OPERATIONS[name]
    query = {}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(example(parameter)))
        elif parameter.get("required") or parameter["name"] == "query":
            query[parameter["name"]] = example(parameter)
    return client.build_request(method, path, params=query, headers={"accept": "application/json"})


def example(parameter: dict[str, Any]) -> Any:
    schema = parameter.get("schema", {})
    given = [parameter.get("example"), *schema.get("examples", ()), *(parameter.get("examples") or {})]
    return next((each for each in given if each is not None), None)


def test_the_served_document_is_valid(server: httpx.Client) -> None:
    served = server.get("/openapi.json").json()
    assert served == DOCUMENT
    openapi_spec_validator.validate(served)
    assert len(OPERATIONS) >= 20


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_described_with_an_example(name: str) -> None:
    path, _, operation = OPERATIONS[name]
    assert operation["summary"]
    assert operation["description"]
    good = [each for status, each in operation["responses"].items() if status.startswith("2")]
    assert good
    assert all(any("example" in each for each in found["content"].values()) for found in good if "content" in found)
    assert ("200" in operation["responses"]) == any("content" in found for found in good)
    assert "default" in operation["responses"]
    bad = [each for status, each in operation["responses"].items() if status.startswith(("4", "5"))]
    assert all(each["description"] and [*each["content"]] == [PROBLEM] for each in bad)
    for parameter in operation.get("parameters", ()):
        if parameter.get("required"):
            assert example(parameter) is not None, (path, parameter["name"])


OF_JOBS = ("get /jobs/{id}", "get /jobs/{id}/result", "delete /jobs/{id}")
NEEDS_A_CHANGE = (
    "post /changes/{version}/revert",
    "post /renames",
    "delete /network/{view}/scores/{name}",
    *OF_JOBS,
)
"""What has an effect only on what somebody has begun before: test_changes.py, test_scores.py, test_jobs.py do that."""


def test_operation_ids_differ() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(ids) == len(set(ids))


EDITING = [
    each
    for each in OPERATIONS
    if each.split()[0] in ("put", "patch", "delete") and ("/{slug}" in each or "/datasets/" in each)
]


@pytest.mark.parametrize("name", EDITING)
def test_the_examples_of_edits_are_there(writable: httpx.Client, name: str) -> None:
    path, method, operation = OPERATIONS[name]
    (slug,) = (example(each) for each in operation["parameters"] if each["in"] == "path")
    address = path.replace("{slug}", slug).replace("{name}", slug)
    body = None if method == "delete" else writable.get(address).json()
    answer = writable.request(
        method, address, params={"dry_run": True}, json=body, headers={"if-match": "*"}, follow_redirects=True
    )
    assert answer.status_code in ((204, 422) if method == "delete" else (204,)), answer.text


@pytest.mark.parametrize("name", [each for each in OPERATIONS if each not in (*EDITING, *NEEDS_A_CHANGE)])
def test_the_examples_are_answered(server: httpx.Client, writable: httpx.Client, name: str) -> None:
    path, method, operation = OPERATIONS[name]
    server = writable if "401" in operation["responses"] or path == PUT_FIRST else server
    made = path == PUT_FIRST
    parameters = {each["name"]: each for each in operation.get("parameters", ())}
    for parameter in parameters.values():
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(example(parameter)))
    required = {n: example(p) for n, p in parameters.items() if p["in"] == "query" and p.get("required")}
    optional = {n: example(p) for n, p in parameters.items() if p["in"] == "query" and example(p) is not None}
    queries = [required, *({**required, n: value} for n, value in optional.items()), {**required, **optional}]
    if path in ONE_OF:
        queries = [{name: example(parameters[name]) or ""} for name in ONE_OF[path]]
    bodies = operation.get("requestBody", {}).get("content", {})
    if bodies:
        for media_type, body in bodies.items():
            if "example" in body:
                sent = body["example"]
                content = {"content": sent} if isinstance(sent, str) else {"json": sent}
                content = {"data": sent} if "form" in media_type else content
                headers = {"content-type": media_type}
                answer = server.request(method, path, params=queries[0], headers=headers, **content)
                assert answer.is_success, answer.text
        return
    for query in queries:
        if made:
            assert server.put(path, content="<urn:example:a> <urn:example:b> 1 .").is_success
        answer = server.request(method, path, params=query, follow_redirects=True)
        assert answer.is_success, (query, answer.text)
    if answer.status_code == 204:
        return
    documented = operation["responses"]["200"]["content"]
    assert answer.headers["content-type"].partition(";")[0] in documented


@pytest.mark.parametrize("name", [each for each in OPERATIONS if each.startswith("get ") and each != "get /sparql"])
def test_the_media_types_of_an_answer_are_those_on_offer(server: httpx.Client, name: str) -> None:
    path, _, operation = OPERATIONS[name]
    documented = set(operation["responses"]["200"]["content"])
    if "406" not in operation["responses"]:
        assert len(documented) == 1
        return
    parameters = operation.get("parameters", ())
    for parameter in parameters:
        path = path.replace(f"{{{parameter['name']}}}", str(example(parameter)))
    query = {each["name"]: example(each) for each in parameters if each["in"] == "query" and each.get("required")}
    queries: list[dict[str, Any]] = [query, {"default": ""}] if path == "/graphs" else [query]
    offered: set[str] = set()
    for each in queries:
        answer = server.get(path, params=each, headers={"accept": "application/x-unheard-of"}, follow_redirects=True)
        offered |= set(assert_problem(answer, 406, "not-acceptable")["offered"])
    assert offered == documented


@pytest.mark.parametrize("name", [each for each in OPERATIONS if each.startswith("get ") and each not in OF_JOBS])
def test_a_json_answer_has_the_fields_of_its_example(server: httpx.Client, name: str) -> None:
    content = OPERATIONS[name][2]["responses"]["200"]["content"]
    documented = content.get("application/json", {}).get("example")
    if not isinstance(documented, dict):
        return
    body = server.send(request_of(server, name), follow_redirects=True).json()
    assert documented.keys() <= body.keys()
