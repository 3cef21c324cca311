"""What a worker cannot do, and that it never outlives its server."""

import asyncio
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kg.errors import KgError, QueryFailed
from kg.query import AcceptedFormats, Limits, QueryPool
from kg.query.frames import HEADER, read_fault, read_question
from kg.query.question import Graph, Question
from kg.query.worker.held import HeldGraph
from kg.query.worker.queries import _Worker
from kg.query.worker.serving import answer_one
from kg.remote import Remote
from kg.store import EmbeddedStore
from tests.kg.query.conftest import Shelf, ask
from tests.processes import is_running
from tests.waiting import eventually

REACHING_OUT = {
    "plain": "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "in escapes": r"SELECT * { S\u0045RVICE <%s> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?where { <%s> } SERVICE ?where { ?s ?p ?o } }",
    "bound": "SELECT * { BIND(<%s> AS ?where) SERVICE ?where { ?s ?p ?o } }",
    "silent variable": "SELECT * { VALUES ?where { <%s> } SERVICE SILENT ?where { ?s ?p ?o } }",
    "escaped": "SELECT * { \\u0053ERVICE <%s> { ?s ?p ?o } }",
    "exists": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
    "construct": "CONSTRUCT WHERE { SERVICE <%s> { ?s ?p ?o } }",
    "from": "SELECT * FROM <%s> { ?s ?p ?o }",
    "from named": "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
    "load": "LOAD <%s>",
}


class Bait:
    """A web server that counts who comes."""

    def __init__(self) -> None:
        self.visits: list[str] = []
        visits = self.visits

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                visits.append(self.path)
                self.send_error(404)

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    @property
    def addresses(self) -> list[str]:
        port = self.server.server_port
        return [f"http://127.0.0.1:{port}/sparql", f"http://localhost:{port}/sparql"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def bait() -> Iterator[Bait]:
    made = Bait()
    yield made
    made.close()


def test_no_query_reaches_the_network(shelf: Shelf, bait: Bait) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            for query in REACHING_OUT.values():
                for address in bait.addresses:
                    try:
                        await ask(pool, query % address)
                    except KgError as error:
                        assert "Permission" not in str(error)  # noqa: PT017
            with pytest.raises(QueryFailed, match="KG_ALLOWED_HOSTS"):
                await ask(pool, REACHING_OUT["plain"] % bait.addresses[0])

    asyncio.run(answers())
    assert bait.visits == []


def test_the_bait_works(bait: Bait) -> None:
    for address in bait.addresses:
        with pytest.raises(OSError, match="404"):
            EmbeddedStore.in_memory().query(REACHING_OUT["plain"] % address).write(io.BytesIO(), "json")
    assert len(bait.visits) == 2


@pytest.mark.parametrize("query", ["plain", "silent", "variable", "escaped"])
def test_where_the_system_offers_no_filter_the_word_is_refused(shelf: Shelf, bait: Bait, query: str) -> None:
    with asyncio.run(shelf.newest()) as snapshot:
        graph = Graph(snapshot.version, snapshot.folder)
    sent = io.BytesIO()
    worker = _Worker(sent, HeldGraph(), "https://example.org/", cut_off=False, remote=Remote(""))
    question = Question(REACHING_OUT[query] % bait.addresses[0], AcceptedFormats())
    asked = read_question(io.BytesIO(question.frame(graph)))
    assert asked is not None
    answer_one(sent, worker.answer, *asked)
    error = read_fault(sent.getvalue()[HEADER.size :])
    assert isinstance(error, QueryFailed)
    assert bait.visits == []


def test_from_reads_no_file(shelf: Shelf, tmp_path: Path) -> None:
    file = tmp_path / "secret.ttl"
    file.write_text("<urn:a> <urn:b> <urn:c> .", encoding="ascii")

    async def answers() -> tuple[str, str]:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            plain = await ask(pool, f"ASK FROM <{file.as_uri()}> {{ ?s ?p ?o }}", "csv")
            named = f"ASK FROM NAMED <{file.as_uri()}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
            return plain, await ask(pool, named, "csv")

    assert [text.strip() for text in asyncio.run(answers())] == ["false", "false"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the filter")
def test_a_confined_process_opens_no_socket_and_has_its_limits() -> None:
    program = (
        "import resource, socket; from kg.query.worker.confinement import confine, data_in_use; before = data_in_use();"
        "print(confine(256));"
        "print([resource.getrlimit(resource.RLIMIT_DATA)[0] - before, resource.getrlimit(resource.RLIMIT_CORE)[0]]);"
        "print(open('/proc/self/oom_score_adj').read().strip());"
        "socket.socket()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["True", f"[{256 << 20}, 0]", "500"]
    assert "PermissionError" in done.stderr


SERVER = """
import asyncio, sys
from pathlib import Path
from kg.query import AcceptedFormats, Limits, QueryPool
from kg.store import Snapshot
from tests.kg.query.conftest import HOURS_OF_COUNTING, pids
from tests.waiting import eventually_async

async def snapshot():
    return Snapshot(1, Path(sys.argv[1]))

async def main():
    async with QueryPool(snapshot, Limits(workers=2, timeout=600)) as pool:
        counting = asyncio.create_task(pool.run(HOURS_OF_COUNTING, AcceptedFormats()))
        await eventually_async(lambda: pool.idle == 1)
        print(*pids(pool), flush=True)
        await counting

asyncio.run(main())
"""


def test_workers_busy_and_idle_end_with_their_server(shelf: Shelf) -> None:
    with asyncio.run(shelf.newest()) as snapshot:
        command = [sys.executable, "-c", SERVER, str(snapshot.folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as server:
        assert server.stdout is not None
        workers = [int(pid) for pid in server.stdout.readline().split()]
        assert len(workers) == 2
        assert all(is_running(pid) for pid in workers)
        server.send_signal(signal.SIGKILL)
        eventually(lambda: not any(is_running(pid) for pid in workers))
