"""`kg serve`: load if needed, then serve the API."""

from __future__ import annotations

import faulthandler
import gc
import os
import resource
import socket
from ipaddress import ip_address
from secrets import token_urlsafe
from types import FrameType

import click
import uvicorn

from kg.cli.load import load_path, report_load
from kg.cli.report import print_report
from kg.cli.texts import examples
from kg.desk import RemovesMuch
from kg.errors import KgError
from kg.workspace import Workspace

_PATIENCE = 2
"""Seconds that requests under way have to end when the service is stopped."""

_LAST = 20.0
"""Seconds in which a service has ended that was told to; after them it is ended as it is."""

_GARBAGE = 20_000
"""Objects after which cycles are looked for: a request leaves hardly any, and looking takes a twentieth of its time."""


@click.command(
    epilog=examples("kg serve", "kg serve --host 0.0.0.0 --port 8080", "KG_DATA= kg serve      an empty graph")
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)
@click.pass_obj
def serve(workspace: Workspace, host: str, port: int) -> None:
    """Load the records if they changed, then serve SPARQL, REST, linked data and network views over HTTP.

    Records that do not conform stop the start. Where a load would remove much of a dataset, the graph is served as it
    was.

    Reading is open. Writing needs a token (KG_TOKENS); on a loopback address without one, a token for this run is
    printed.
    """
    with _listen(host, port) as listening:
        token = "" if workspace.settings.tokens or not _is_loopback(host) else token_urlsafe(24)
        if token:
            os.environ["KG_TOKENS"] = f"steward:local:{token}"
        os.environ["KG_HOME"] = str(workspace.settings.home)  # the factory reads the settings from the environment
        config = server_config()
        config.load()  # so that what is wrong with the settings is said before anything is loaded
        _load(workspace)
        address = f"http://{host}:{listening.getsockname()[1]}"
        click.secho(f"Serving on {address}  (Ctrl+C stops)", fg="green", err=True)
        if token:
            click.secho(f"To write, send the header  Authorization: Bearer {token}", err=True)
        _allow_many_connections()
        gc.set_threshold(_GARBAGE)
        Server(config).run(sockets=[listening])


def _load(workspace: Workspace) -> None:
    """Load the records, unless much would be removed: then what the graph holds is worth more than what is missing."""
    with workspace.repository() as repository:
        try:
            report_load(load_path(workspace, repository, None))
        except RemovesMuch as refused:
            print_report(refused.report, "text")
            click.secho(f"{refused} The graph is served as it was; see `kg load --force`.", fg="red", err=True)


class Server(uvicorn.Server):
    """A server that ends in time when it is told to, whatever hangs in it, and says then where that was.

    That loses nothing: what was acknowledged is in the journal.
    """

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        if not self.should_exit:
            faulthandler.dump_traceback_later(_LAST, exit=True)
        super().handle_exit(sig, frame)


def server_config() -> uvicorn.Config:
    """Say how the service is run; its own settings come from the environment."""
    return uvicorn.Config(
        "api.app:create_app",
        factory=True,
        http="api.http.protocol:Guarded",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )


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
        raise KgError(
            f"Port {port} of {host} cannot be used: {error.strerror}", "Choose another with --port."
        ) from None
