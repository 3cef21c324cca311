"""Real servers over real homes: the shipped dataset is loaded once, and copies of what was loaded are served."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib

import kg
from kg.vocabulary import load_vocabulary
from tests.nursery import fork_server
from tests.processes import is_running
from tests.shared import new_folder, nursery, once
from tests.waiting import PATIENCE, eventually

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/innovation-kg/"
ONTOLOGY = f"{BASE}ontology"
PROBLEM = "application/problem+json"
TOKENS = {role: f"{role}-token-0123456789" for role in ("steward", "admin", "reader")}
ALL_TOKENS = ",".join(f"{role}:the {role}:{token}" for role, token in TOKENS.items())
INSTALLED = {"TESTS_PYTHON": sys.executable}
"""Settings of a server whose workers are its descendants, for a test that looks at them or ends them."""
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The settings of a server: those given, and none of whoever runs the tests."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    shared = {"KG_HOME": str(home), "KG_DATA": str(ROOT / "data"), "KG_WORKERS": "2", "KG_LONG_QUERIES": "2"}
    return {**inherited, **shared, **settings}


def launch(home: Path, **settings: str) -> tuple[int, str]:
    """Begin to serve `home`, and give the process id and the address.

    The socket is bound here and handed over, so that no other process can take the port.
    """
    log_path = home.with_suffix(".log")
    with socket.create_server(("127.0.0.1", 0)) as listener, log_path.open("wb") as log:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # uvicorn takes a handed over socket for UNIX's
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        files = [log.fileno(), log.fileno(), log.fileno(), listener.fileno()]
        server = fork_server(nursery() / "door", ROOT, environment(home, **settings), files)
    home.with_suffix(".pid").write_text(str(server), encoding="ascii")
    return server, address


def start(home: Path, **settings: str) -> tuple[int, str]:
    """Serve `home`, and give the process id and the address once it is ready."""
    server, address = launch(home, **settings)

    def is_ready() -> bool:
        log = home.with_suffix(".log")
        assert is_running(server), f"the server did not start:\n{log.read_text(encoding='utf-8')}"
        with suppress(httpx.TransportError):
            return httpx.get(f"{address}/ready", timeout=PATIENCE).is_success
        return False

    eventually(is_ready, "the server is ready")
    return server, address


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[httpx.Client]:
    """A client of a server of its own over `home`."""
    server, address = start(home, **settings)
    try:
        with httpx.Client(base_url=address, timeout=PATIENCE) as client:
            yield client
    finally:
        with suppress(ProcessLookupError):
            os.kill(server, signal.SIGTERM)
        eventually(lambda: not is_running(server), "the server ends")


@contextmanager
def shared(name: str, home: Callable[[Path], Path], **settings: str) -> Iterator[httpx.Client]:
    """A client of the server of that name, one for the whole run: for tests that change nothing in it.

    `home` makes its home in a folder.
    """

    def made(folder: Path) -> str:
        return start(home(folder), **settings)[1]

    with httpx.Client(base_url=once(name, made), timeout=PATIENCE) as client:
        yield client


@contextmanager
def serving_blank(home: Path) -> Iterator[httpx.Client]:
    """Serve `home`, with a token, from empty; the default graph is the unnamed one."""
    with serving(home, KG_DATA="", KG_DEFAULT_GRAPH="unnamed", KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        yield client


@pytest.fixture(scope="session", autouse=True)
def quick_workers(forked_workers: None) -> None:
    """Begin workers quickly in all tests of this folder."""


@pytest.fixture(scope="session")
def loaded() -> Path:
    """A home folder with the shipped dataset, loaded once for the whole run. Serve copies of it."""
    return Path(once("loaded", _load))


def _load(folder: Path) -> str:
    load_into(folder / "home")
    return str(folder / "home")


def load_into(home: Path, **settings: str) -> None:
    """Load the records that the settings name, by default those of the shipped dataset; a server of ours loads none."""
    variables = environment(home, **settings)
    done = subprocess.run(
        [nursery() / "kg", "load"], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def copy_of(loaded: Path, name: str) -> Path:
    """A copy of a home, in a folder of its own."""
    return Path(shutil.copytree(loaded, new_folder(name) / "home"))


@pytest.fixture(scope="session")
def server(loaded: Path) -> Iterator[httpx.Client]:
    """A client of a server with default settings. Shared: nobody writes to it."""
    with shared("default", lambda folder: shutil.copytree(loaded, folder / "home")) as client:
        yield client


@pytest.fixture(scope="session")
def limited(loaded: Path) -> Iterator[httpx.Client]:
    """A client of a server with tight limits on time, bodies, pages and networks. Shared as well."""
    limits = {"KG_QUERY_TIMEOUT": "3", "KG_BODY_LIMIT": "1"}
    pages = {"KG_PAGE_SIZE": "3", "KG_PAGE_LIMIT": "7", "KG_NETWORK_LIMIT": "5", "KG_NETWORK_EDGES": "50"}
    with shared("limited", lambda folder: shutil.copytree(loaded, folder / "home"), **limits, **pages) as client:
        yield client


@pytest.fixture(scope="session")
def empty() -> Iterator[httpx.Client]:
    """A client of a server with an empty graph, one worker, and for a query much time and little memory. Shared."""
    limits = {"KG_QUERY_TIMEOUT": "600", "KG_QUERY_MEMORY": "256", "KG_WORKERS": "1", "KG_LONG_QUERIES": "1"}
    with shared("empty", lambda folder: folder / "home", KG_DATA="", **limits) as client:
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
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"{ONTOLOGY}/problems/{kind}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert "Traceback" not in answer.text
    return body


def network_of(server: httpx.Client, path: str) -> httpx.Response:
    """Ask for a network, again while what computes them has still to start, where the deadline is short."""

    def answers() -> list[httpx.Response]:
        return [answer for answer in [server.get(path)] if answer.status_code not in (503, 504)]

    return eventually(answers, "networks are computed")[0]


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


def logged(log_path: Path, request: str) -> dict[str, Any]:
    """The line of the access log for a request, named by its `KG-Request`; it is written after the answer."""

    def line() -> dict[str, Any] | None:
        whole, _, _ = log_path.read_text(encoding="utf-8").rpartition("\n")  # the last line may be on its way
        lines = map(json.loads, whole.splitlines())
        return next((each for each in lines if each["id"] == request), None)

    return eventually(line, f"the line of {request}")


def are_tried(path: str) -> bool:
    """Tell whether requests are made up for a path: collections are alike, and some stand for all."""
    name = path.split("/")[1]
    return name not in load_vocabulary().by_collection or name in ("contributions", "organisations")


def path_of(iri: str) -> str:
    """Where an IRI of the service is found on it."""
    return "/" + iri.removeprefix(BASE).partition("#")[0]


@pytest.fixture(scope="module")
def near(loaded: Path) -> Iterator[kg.Graph]:
    with kg.open(loaded) as graph:
        yield graph


@pytest.fixture(scope="module")
def far(server: httpx.Client) -> Iterator[kg.Graph]:
    with kg.open(str(server.base_url)) as graph:
        yield graph
