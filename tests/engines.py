"""Real SPARQL engines to keep beside the service: Fuseki and Virtuoso, each with a port and a folder of its own.

`make engines` fetches them. Where one is not here, what needs it is skipped.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from kg.query.worker.confinement import bind_to_parent
from tests.waiting import PATIENCE, eventually

ROOT = Path(__file__).parents[1]
JARS = ROOT / ".cache" / "engines"
HOST = "127.0.0.1"
NAMES = ("fuseki", "virtuoso")
_JSON = "application/sparql-results+json"

_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = {host}:{sql}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 60
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
DirsAllowed = .
[HTTPServer]
ServerPort = {host}:{http}
ServerThreads = 10
"""


class RunningEngine(Protocol):
    """An engine that can be started, killed and started again, and keeps what was committed."""

    settings: dict[str, str]

    def start(self, *, writable: bool = True) -> None: ...

    def kill(self) -> None: ...


class _Process:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def _run(self, command: Sequence[str | Path], url: str) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=bind_to_parent,  # noqa: PLW1509
            )

        def answers() -> bool:
            assert self._process is not None
            assert self._process.poll() is None, (self._folder / "log").read_text(encoding="utf-8", errors="replace")
            with suppress(httpx.TransportError):
                return httpx.get(url, params={"query": "ASK {}"}, timeout=PATIENCE).is_success
            return False

        eventually(answers, "the engine answers", pause=0.1)

    def kill(self) -> None:
        """End it from one moment to the next."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Fuseki(_Process):
    """Apache Jena Fuseki over TDB2."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._port = free_port()
        address = f"http://{HOST}:{self._port}/ds"
        self.settings = {"KG_STORE": f"{address}/query", "KG_STORE_UPDATE": f"{address}/update"}
        (folder / "tdb").mkdir(exist_ok=True)

    def start(self, *, writable: bool = True) -> None:
        java = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(_jar())]
        update = ["--update"] if writable else []
        place = ["--tdb2", f"--loc={self._folder / 'tdb'}", "/ds"]
        self._run([*java, "--port", str(self._port), "--localhost", *update, *place], self.settings["KG_STORE"])


class Virtuoso(_Process):
    """Virtuoso 7, whose address of updates asks for a password, by Digest."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        http = free_port()
        address = f"http://{HOST}:{http}/sparql"
        self.settings = {"KG_STORE": address, "KG_STORE_UPDATE": f"{address}-auth"}
        self.settings |= {"KG_STORE_USER": "dba", "KG_STORE_PASSWORD": "dba"}
        (folder / "virtuoso.ini").write_text(_INI.format(host=HOST, sql=free_port(), http=http), encoding="ascii")

    def start(self, *, writable: bool = True) -> None:
        assert writable, "it has no such mode"
        (self._folder / "virtuoso.lck").unlink(missing_ok=True)  # of one that was killed
        command = ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini", "+wait"]
        self._run(command, self.settings["KG_STORE"])


_KINDS: dict[str, type[Fuseki | Virtuoso]] = {"fuseki": Fuseki, "virtuoso": Virtuoso}


def make_engine(name: str, folder: Path) -> Fuseki | Virtuoso:
    """Make an engine, not yet started; skip the test where it is not here."""
    if name == "fuseki" and (shutil.which("java") is None or not _jar().is_file()):
        pytest.skip("Fuseki is not here: it takes Java, and `make engines`")
    if name == "virtuoso" and shutil.which("virtuoso-t") is None:
        pytest.skip("Virtuoso is not here: `make engines` installs it on Debian")
    return _KINDS[name](folder)


@contextmanager
def running_engine(name: str, folder: Path) -> Iterator[Fuseki | Virtuoso]:
    """Run an engine."""
    engine = make_engine(name, folder)
    engine.start()
    try:
        yield engine
    finally:
        engine.kill()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _jar() -> Path:
    return next(JARS.glob("jena-fuseki-server-*.jar"), JARS / "none")


class _Quiet(ThreadingHTTPServer):
    """Says nothing of clients that hang up."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


def serve_in_threads(handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    """Serve on a free port until it is shut down."""
    server = _Quiet((HOST, 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Meddler:
    """A real HTTP server before an engine, which passes everything on, or does something else to it.

    `mood` is what it does: `pass`, `read-only`, `hang`, or one of `moods`. `asked` are the paths that were asked for.
    What is in `meanwhile` is done one after the other, each before an answer to the question which version there is.
    """

    moods = ("500", "garbage", "page", "cut", "redirect", "silence", "unauthorised")

    def __init__(self, target: str) -> None:
        self.mood, self.asked = "pass", list[str]()
        self.meanwhile: list[Callable[[], object]] = []
        self._target = httpx.URL(target)
        meddler = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                meddler.asked.append(self.path)
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                with suppress(ConnectionError):  # who asked may have been killed meanwhile
                    meddler._answer(self, body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = serve_in_threads(Handler)
        self.address = f"http://{HOST}:{self._server.server_address[1]}"
        self.settings = {"KG_STORE": f"{self.address}/ds/query", "KG_STORE_UPDATE": f"{self.address}/ds/update"}

    def _answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        canned = {
            "500": (500, "text/plain", b"It failed\n  at com.example.Secret(Secret.java:7)"),
            "garbage": (200, _JSON, b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": 1}, \x00\xff'),
            "page": (200, "text/html", b"<html>Log in, please</html>"),
            "unauthorised": (401, "text/plain", b"who are you?"),
            "redirect": (307, "text/plain", b""),
        }
        if self.mood in canned:
            _send(handler, *canned[self.mood], location=f"{self.address}/elsewhere")
        elif self.mood == "cut":
            _send(handler, 200, _JSON, b'{"head": {"vars": ["s"]}, "results": {"bind', length=4_000)
            handler.close_connection = True
        elif self.mood == "silence":
            handler.close_connection = True
        elif self.mood == "hang":
            while self.mood == "hang":
                time.sleep(0.02)
        elif self.mood == "read-only" and "update" in handler.path:
            _send(handler, 403, "text/plain", b"no")
        else:
            if b"%3Fmark" in body and self.meanwhile:
                self.meanwhile.pop(0)()
            _send(handler, *self._passed_on(handler, body))

    def _passed_on(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, str, bytes]:
        url = self._target.copy_with(raw_path=handler.path.encode())
        headers = {name: handler.headers[name] for name in ("content-type", "accept") if handler.headers[name]}
        try:
            answer = httpx.post(url, content=body, headers=headers, timeout=PATIENCE)
        except httpx.TransportError:
            return 503, "text/plain", b"away"
        return answer.status_code, answer.headers.get("content-type", ""), answer.content

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _send(
    handler: BaseHTTPRequestHandler,
    status: int,
    media_type: str,
    body: bytes,
    length: int | None = None,
    location: str = "",
) -> None:
    handler.send_response(status)
    handler.send_header("content-type", media_type)
    handler.send_header("content-length", str(len(body) if length is None else length))
    if status == 307:
        handler.send_header("location", location)
    handler.end_headers()
    handler.wfile.write(body)
