"""A service that is started again whenever it ends."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from tests.api.conftest import ALL_TOKENS, ROOT, environment
from tests.processes import descendants, proc
from tests.waiting import PATIENCE

SETTINGS = {"KG_DATA": "", "KG_TOKENS": ALL_TOKENS, "KG_QUERY_TIMEOUT": "10", "KG_WORKERS": "2"}


class Supervised:
    """`kg serve`, started again with the same words whenever it ends, as `Restart=always` does."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.address = f"http://127.0.0.1:{port}"
        self.starts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = Event()
        self._loop = Thread(target=self._keep)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._loop.start()
        try:
            yield
        finally:
            self._ended.set()
            if self._process is not None:
                self._process.terminate()
            self._loop.join(PATIENCE)

    def _keep(self) -> None:
        command = [str(Path(sys.executable).with_name("kg")), "serve", "--port", str(self.port)]
        with self.home.with_suffix(".log").open("wb") as log:
            while not self._ended.is_set():
                self.starts += 1
                settings = environment(self.home, **SETTINGS)
                self._process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
                self._process.wait()

    @property
    def pid(self) -> int:
        """The process of the service; 0 while there is none."""
        process = self._process
        return 0 if process is None or process.poll() is not None else process.pid

    def helpers(self) -> list[int]:
        """The processes that serve queries: workers, and what these are forked from."""
        pid = self.pid
        return sorted(each for each in descendants(pid) if b"kg.query.worker" in proc(each, "cmdline")) if pid else []


def free_port(chance: random.Random) -> int:
    """A port that is free, and that no outgoing connection is given while the service is down."""
    while True:
        with suppress(OSError), socket.create_server(("127.0.0.1", chance.randrange(20_000, 30_000))) as found:
            port: int = found.getsockname()[1]
            return port
