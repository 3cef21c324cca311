"""Load if needed, then serve the API: what the verb `serve` does."""

from __future__ import annotations

import errno
import faulthandler
import gc
import resource
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from ipaddress import ip_address
from secrets import token_urlsafe
from types import FrameType

import click
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.console import Reception, tell_stopping
from api.http.protocol import Guarded
from kg.changes import Repository
from kg.cli.load import load_path, report_load
from kg.cli.progress import running
from kg.cli.report import print_report
from kg.desk import RemovesMuch
from kg.desk.handover import Door
from kg.errors import KgError
from kg.tokens import TokenFile, digest
from kg.workspace import Workspace

_PATIENCE = 2
"""Seconds that requests under way have to end when the service is stopped."""

_LAST = 20.0
"""Seconds in which a service has ended that was told to; after them it is ended as it is."""

_GARBAGE = 20_000
"""Objects after which cycles are looked for: a request leaves hardly any, and looking takes a twentieth of its time."""


def serve(workspace: Workspace, host: str, port: int, *, opens: bool = False) -> None:
    """Load the records, and serve them until the process is told to end; `opens` a browser when it is ready."""
    with _listen(host, port) as listening:
        has_tokens = workspace.settings.tokens or TokenFile(workspace.settings.home).tokens()
        token = "" if has_tokens or not _is_loopback(host) else token_urlsafe(24)
        settings = replace(workspace.settings, tokens=f"steward:local:{token}") if token else workspace.settings
        door = Door.at(host, listening.getsockname()[1])
        terminal = sys.stderr if sys.stderr.isatty() and settings.access_log != "-" else None
        app = create_app(settings, lambda _: repository, door, terminal)  # a wrong setting is told before the load
        repository = _loaded(workspace)
        reception = Reception(door.address, host, token, lambda: app.state.sessions.invite(digest(token)))
        _allow_many_connections()
        gc.set_threshold(_GARBAGE)
        server = Server.of(app)
        server.when_ready = partial(reception.announce, opens=opens)
        server.run(sockets=[listening])


def _loaded(workspace: Workspace) -> Repository:
    """Open the graph and load the records, and give it open: it is verified once, and no other process comes between.

    Where much would be removed, nothing is loaded: then what the graph holds is worth more than what is missing.
    """
    with ExitStack() as closing:
        with running("Opening the graph"):
            repository = closing.enter_context(workspace.repository())
        try:
            report_load(load_path(workspace, repository, None))
        except RemovesMuch as refused:
            print_report(refused.report, "text")
            click.secho(f"{refused} The graph is served as it was; see `kg load --force`.", fg="red", err=True)
        closing.pop_all()
        return repository


class Server(uvicorn.Server):
    """A server that ends in time when it is told to, whatever hangs in it, and says then where that was.

    That loses nothing: what was acknowledged is in the journal. It calls `when_ready` once it answers.
    """

    when_ready: Callable[[], None] | None = None

    @classmethod
    def of(cls, app: FastAPI) -> Server:
        """Make the server of an application."""
        config = uvicorn.Config(
            app,
            http=Guarded,
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE,
        )
        return cls(config)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        if self.started and self.when_ready is not None:
            self.when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; those who listen for changes would wait for ever."""
        if self.when_ready is not None:
            tell_stopping()
        if isinstance(self.config.app, FastAPI) and (service := getattr(self.config.app.state, "service", None)):
            service.feed.close()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        if not self.should_exit:
            faulthandler.dump_traceback_later(_LAST, exit=True)
        super().handle_exit(sig, frame)


def _allow_many_connections() -> None:
    """Take as many open files as the system gives: each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before the load, which may be long."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        failure, advice = _FAILURES.get(error.errno or 0, ("cannot be used", "Choose another with --port."))
        reason = "" if error.errno in _FAILURES else f": {error.strerror}"
        raise KgError(f"Port {port} of {host} {failure}{reason}", advice.format(next=min(port + 1, 65535))) from None


_FAILURES = {
    errno.EADDRINUSE: (
        "is taken by another program, perhaps by this service, begun before",
        "Choose another: --port {next}, or --port 0 for any that is free.",
    ),
    errno.EACCES: ("is kept for the system", "Choose one above 1023: --port 8000."),
    errno.EADDRNOTAVAIL: ("is no port of this machine", "Give an address of its own with --host."),
}
"""What is wrong with a port, and what to do, by the error of the system."""
