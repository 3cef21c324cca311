"""A real server within the test process, for an application that the test has put together itself."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import httpx
import uvicorn
from fastapi import FastAPI

from api.http.protocol import Guarded
from tests.waiting import PATIENCE, eventually


@contextmanager
def serving_inside(app: FastAPI) -> Iterator[httpx.Client]:
    """Serve `app` on a free port, over the protocol that `kg serve` speaks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, http=Guarded, ws="none", loop="asyncio", log_config=None)
        server = uvicorn.Server(config)

        def run() -> None:
            with suppress(SystemExit):  # as a command ends whose service cannot start
                server.run([listener])

        thread = Thread(target=run)
        thread.start()
        try:
            eventually(lambda: server.started or not thread.is_alive(), "the server starts")
            assert thread.is_alive(), "the server did not start"
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=PATIENCE) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
