"""Other hosts are reached only where the operator allows them, and then only those."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, INSTALLED, assert_problem, authorised, serving
from tests.processes import children, proc, server_of
from tests.waiting import eventually

TURTLE = "<urn:a:a> <urn:a:b> 'from afar' ."
DOCUMENTS = {
    "/data.ttl": ("text/turtle", TURTLE),
    "/broken.ttl": ("text/turtle", "<urn:a:a> <urn:a:b>"),
    "/context": ("application/ld+json", '{"@context": {"name": "http://schema.org/name"}}'),
    "/not-json": ("application/ld+json", "<html>"),
    "/large": ("text/turtle", "#" * (2 << 20)),
}


@dataclass
class Host:
    """A host beside the service, and the paths it was asked for."""

    address: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append(self.path)
            if self.path == "/redirect":
                self.send_response(302)
                self.send_header("Location", "/data.ttl")
                self.end_headers()
                return
            media_type, text = DOCUMENTS.get(self.path, ("text/plain", ""))
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", media_type)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known = Host(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield known
        server.shutdown()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("open") / "home"


@pytest.fixture(scope="module")
def open_to(server: httpx.Client, host: Host, home: Path) -> Iterator[httpx.Client]:
    """A service that may reach that host and another service."""
    hosts = ", ".join(str(each).removeprefix("http://").rstrip("/") for each in (host.address, server.base_url))
    settings = {"KG_DATA": "", "KG_TOKENS": ALL_TOKENS, "KG_ALLOWED_HOSTS": hosts, "KG_BODY_LIMIT": "1", **INSTALLED}
    with serving(home, **settings) as client:
        client.headers.update(authorised())
        yield client


def load(client: httpx.Client, text: str) -> httpx.Response:
    return client.post("/sparql", data={"update": text})


def ask(client: httpx.Client, query: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query})


def test_a_query_asks_an_allowed_service(open_to: httpx.Client, server: httpx.Client) -> None:
    service = f"<{server.base_url.join('/sparql')}>"
    for clause in (f"SERVICE {service}", f"service silent{service}"):
        answer = ask(open_to, f"SELECT ?name {{ {clause} {{ ?o a org:Organization ; skos:prefLabel ?name }} }} LIMIT 3")
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["results"]["bindings"]) == 3
        assert answer.headers["cache-control"] == "no-store"
    assert ask(open_to, "ASK { FILTER('a public service' = 'a public service') }").json()["boolean"] is True
    eventually(lambda: "\nkg_workers_idle 2.0" in open_to.get("/metrics").text, "the workers are idle again")


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }",
        "SERVICE SILENT <http://localhost/> { ?s ?p ?o }",
        "SERVICE <{host}@127.0.0.1:1/> {{ ?s ?p ?o }}",
        "SERVICE <file:///etc/passwd> { ?s ?p ?o }",
        "VALUES ?e {{ <{host}/x> }} SERVICE ?e {{ ?s ?p ?o }}",
        "SERVICE e:x { ?s ?p ?o }",
        "SERVICE <http://\\u003127.0.0.1:1/> { ?s ?p ?o }",
        "SERVICE <{host}/x> {{ SERVICE <http://127.0.0.1:1/> {{ ?s ?p ?o }} }}",
    ],
)
def test_all_other_services_are_refused(open_to: httpx.Client, host: Host, clause: str) -> None:
    before = len(host.asked)
    text = clause.replace("{host}", host.address).replace("{{", "{").replace("}}", "}")
    assert_problem(ask(open_to, f"PREFIX e: <http://127.0.0.1:1/> SELECT * {{ {text} }}"), 400, "query-failed")
    assert len(host.asked) == before


def test_an_update_loads_an_allowed_document(open_to: httpx.Client, host: Host) -> None:
    done = load(open_to, f"LOAD <{host.address}/data.ttl> INTO GRAPH <urn:g:1> ; LOAD <{host.address}/data.ttl>")
    assert done.status_code == 204, done.text
    assert ask(open_to, "ASK { GRAPH <urn:g:1> { <urn:a:a> <urn:a:b> 'from afar' } }").json()["boolean"] is True
    assert open_to.get("/graphs?default").text.count("from afar") == 1


@pytest.mark.parametrize("path", ["/none", "/redirect", "/large"])
def test_a_document_that_does_not_come_changes_nothing(open_to: httpx.Client, host: Host, path: str) -> None:
    version = open_to.get("/ready").json()["version"]
    text = f"INSERT DATA {{ <urn:b:b> <urn:b:b> 1 }} ; LOAD <{host.address}{path}>"
    assert_problem(load(open_to, text), 400, "query-failed")
    assert open_to.get("/ready").json()["version"] == version
    assert load(open_to, f"LOAD SILENT <{host.address}{path}>").status_code == 204


def test_a_document_that_does_not_parse_is_told(open_to: httpx.Client, host: Host) -> None:
    answer = load(open_to, f"LOAD <{host.address}/broken.ttl>")
    assert answer.status_code == 400
    assert "line 1" in answer.json()["detail"]


@pytest.mark.parametrize("iri", ["http://127.0.0.1:1/x", "file:///etc/passwd", "http://localhost/x"])
def test_all_other_documents_are_refused(open_to: httpx.Client, iri: str) -> None:
    body = assert_problem(load(open_to, f"LOAD <{iri}>"), 400, "query-failed")
    assert "KG_ALLOWED_HOSTS" in body["detail"]


def test_a_context_is_fetched_from_an_allowed_host_only(open_to: httpx.Client, host: Host) -> None:
    def put(context: str) -> httpx.Response:
        document = f'{{"@context": "{context}", "@id": "urn:c:c", "name": "Swansea"}}'
        return open_to.put("/graphs?graph=urn:g:2", content=document, headers={"content-type": "application/ld+json"})

    assert put(f"{host.address}/context").status_code == 201
    assert "http://schema.org/name" in open_to.get("/graphs?graph=urn:g:2", headers={"accept": "text/turtle"}).text
    assert put(f"{host.address}/not-json").status_code == 400
    assert put("http://127.0.0.1:1/context").status_code == 400


def test_nothing_is_reached_by_default(blank: httpx.Client, host: Host) -> None:
    before = len(host.asked)
    assert_problem(load(blank, f"LOAD <{host.address}/data.ttl>"), 400, "query-failed")
    assert_problem(ask(blank, f"SELECT * {{ SERVICE <{host.address}/x> {{ ?s ?p ?o }} }}"), 400, "query-failed")
    assert len(host.asked) == before


def test_no_process_that_may_reach_out_is_left(open_to: httpx.Client, home: Path) -> None:
    assert ask(open_to, "ASK {}").status_code == 200
    workers = [worker for forks in children(server_of(home)) for worker in children(forks)]
    assert workers
    assert all(b"Seccomp:\t2" in proc(worker, "status") for worker in workers)
