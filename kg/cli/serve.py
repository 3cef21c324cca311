"""`kg serve`: load if needed, then serve the API."""

from __future__ import annotations

import os

import click
import uvicorn

from kg.cli.load import load_path, report_load
from kg.cli.texts import examples
from kg.workspace import Workspace


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
    """Load the records if they changed, then serve SPARQL, REST, linked data and network views over HTTP."""
    with workspace.repository() as repository:
        report_load(load_path(workspace, repository, None))
    os.environ["KG_HOME"] = str(workspace.settings.home)  # the factory reads the settings from the environment
    config = uvicorn.Config(
        "api.app:create_app", factory=True, host=host, port=port, log_level="warning", server_header=False
    )
    listening = config.bind_socket()
    address = f"http://{host}:{listening.getsockname()[1]}"
    click.secho(f"Serving on {address}  (Ctrl+C stops)", fg="green", err=True)
    uvicorn.Server(config).run(sockets=[listening])
