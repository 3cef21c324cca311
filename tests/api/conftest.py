"""Real servers over real homes: each test worker loads the shipped dataset once and serves copies of what it loaded."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/innovation-kg/"
ONTOLOGY = f"{BASE}ontology"
PROBLEM = "application/problem+json"
TOKENS = {role: f"{role}-token-0123456789" for role in ("steward", "admin", "reader")}
ALL_TOKENS = ",".join(f"{role}:the {role}:{token}" for role, token in TOKENS.items())
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"

SERVER = """
import socket, sys, uvicorn
from kg.cli.serve import server_config
uvicorn.Server(server_config()).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])
"""
"""Serves on a socket that is handed over, as `kg serve` does on one of its own."""


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The settings of a server: those given, and none of whoever runs the tests."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    shared = {"KG_HOME": str(home), "KG_DATA": str(ROOT / "data"), "KG_WORKERS": "2", "KG_LONG_QUERIES": "2"}
    return {**inherited, **shared, **settings}


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[httpx.Client]:
    """Serve `home` on a free port: the socket is bound here and handed over, so no other process can take it."""
    log_path = home.with_suffix(".log")
    with socket.create_server(("127.0.0.1", 0)) as listener, log_path.open("wb") as log:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # uvicorn takes a handed over socket for UNIX's
        descriptor, port = listener.fileno(), listener.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(descriptor)],
            cwd=ROOT,
            env=environment(home, **settings),
            pass_fds=[descriptor],
            stdout=log,
            stderr=log,
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                _wait(client, server, log_path)
                yield client
        finally:
            server.terminate()
            server.wait(30)


@contextmanager
def serving_blank(home: Path) -> Iterator[httpx.Client]:
    """Serve `home`, with a token, from empty; the default graph is the unnamed one."""
    with serving(home, KG_DATA="", KG_DEFAULT_GRAPH="unnamed", KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        yield client


def _wait(client: httpx.Client, server: subprocess.Popen[bytes], log_path: Path) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit and server.poll() is None:
        try:
            client.get("/ready", timeout=limit - time.monotonic()).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the server did not start:\n{log_path.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the shipped dataset. Serve copies of it."""
    home = tmp_path_factory.mktemp("loaded") / "home"
    kg = Path(sys.executable).with_name("kg")
    done = subprocess.run([kg, "load"], cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def copy_of(loaded: Path, name: str) -> Path:
    return Path(shutil.copytree(loaded, loaded.with_name(name)))


@pytest.fixture(scope="session")
def server(loaded: Path) -> Iterator[httpx.Client]:
    """A client of a server with default settings."""
    with serving(copy_of(loaded, "default")) as client:
        yield client


@pytest.fixture(scope="session")
def limited(loaded: Path) -> Iterator[httpx.Client]:
    """A client of a server with tight limits on time, bodies, pages and networks."""
    limits = {"KG_QUERY_TIMEOUT": "2", "KG_BODY_LIMIT": "1"}
    pages = {"KG_PAGE_SIZE": "3", "KG_PAGE_LIMIT": "7", "KG_NETWORK_LIMIT": "5"}
    with serving(copy_of(loaded, "limited"), **limits, **pages) as client:
        yield client


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server with an empty graph, little memory for a query, and one worker."""
    with serving(
        tmp_path_factory.mktemp("empty") / "home", KG_DATA="", KG_QUERY_MEMORY="256", KG_WORKERS="1"
    ) as client:
        yield client


@pytest.fixture(scope="session")
def writable(loaded: Path) -> Iterator[httpx.Client]:
    """A client, with a token, of a server that can be written to; it holds the shipped dataset."""
    with serving(copy_of(loaded, "writable"), KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        yield client


@pytest.fixture(scope="session")
def blank_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("blank") / "home"


@pytest.fixture(scope="session")
def blank(blank_home: Path) -> Iterator[httpx.Client]:
    """A client, with a token, of a server that began empty and whose unnamed graph is its own."""
    with serving_blank(blank_home) as client:
        yield client


@pytest.fixture(scope="session")
def graph(server: httpx.Client) -> rdflib.Graph:
    """Everything that the server knows."""
    answer = server.post("/sparql", data={"query": EVERYTHING}, headers={"accept": "application/n-triples"})
    return rdflib.Graph().parse(data=answer.text, format="nt")


@pytest.fixture(scope="session")
def context(server: httpx.Client) -> dict[str, Any]:
    """The JSON-LD context as served."""
    found: dict[str, Any] = server.get("/context.jsonld").json()["@context"]
    return found


@pytest.fixture(scope="session")
def collections(server: httpx.Client) -> dict[str, str]:
    """The address of each collection by its name."""
    found: dict[str, str] = server.get("/").json()["collections"]
    return found


def authorised(role: str = "steward") -> dict[str, str]:
    """The header of somebody who has the token of a role."""
    return {"authorization": f"Bearer {TOKENS[role]}"}


def assert_problem(answer: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """Hold an answer against RFC 9457, and give what it says."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"{ONTOLOGY}/problems/{kind}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert "Traceback" not in answer.text
    return body


def everything(server: httpx.Client, path: str, **parameters: Any) -> list[dict[str, Any]]:
    """All items of a list, over all its pages."""
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = server.get(path, params={**parameters, **({"cursor": cursor} if cursor else {})}).json()
        items += page["items"]
        cursor = page["next"]
        if not cursor:
            return items


def path_of(iri: str) -> str:
    """Where an IRI of the service is found on it."""
    return "/" + iri.removeprefix(BASE).partition("#")[0]
