"""The verb `serve` of the command `kg`; what it does is loaded only when it is done, for that takes a second."""

from __future__ import annotations

import click

from kg.cli.texts import examples
from kg.workspace import Workspace


@click.command(
    epilog=examples(
        "kg serve", "kg serve --open", "kg serve --host 0.0.0.0 --port 8080", "KG_DATA= kg serve      an empty graph"
    )
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)
@click.option("--open", "opens", is_flag=True, help="Open a browser when the service is ready.")
@click.pass_obj
def serve(workspace: Workspace, host: str, port: int, opens: bool) -> None:
    """Load the records if they changed, then serve SPARQL, REST, linked data and network views over HTTP.

    Records that do not conform stop the start. Where a load would remove much of a dataset, the graph is served as it
    was.

    Reading is open. Writing needs a token (kg token new, KG_TOKENS); on a loopback address without one, a token for
    this run is printed, with an address at which a browser signs in by it, once and within ten minutes. On a terminal
    each request gets a line.
    """
    from api.serving import serve as begin  # noqa: PLC0415

    begin(workspace, host, port, opens=opens)
