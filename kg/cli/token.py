"""`kg token`: who may read and write over HTTP."""

from __future__ import annotations

import json

import click

from kg.cli.texts import Choice, examples
from kg.tokens import Identity, TokenFile
from kg.workspace import Workspace


@click.group(
    epilog=examples(
        "kg token new ana --role steward",
        "kg token new ben --role steward --dataset west-midlands-korea",
        "kg token list",
        "kg token revoke ben",
    )
)
def token() -> None:
    """Give tokens out, list them, and take them back. A running service minds it at once.

    A reader may read, where reading is not open anyway. A steward may write: with --dataset to the graphs of those
    datasets and to nothing else. An admin may write to everything.
    """


@token.command(epilog=examples("kg token new ana --role steward --dataset west-midlands-korea"))
@click.argument("name")
@click.option("--role", type=Choice(["reader", "steward", "admin"]), required=True, help="What it may do.")
@click.option("--dataset", "datasets", multiple=True, help="A dataset that a steward is to keep to; can be repeated.")
@click.pass_obj
def new(workspace: Workspace, name: str, role: str, datasets: tuple[str, ...]) -> None:
    """Make a token for NAME, and print its secret. It is printed this once: only its digest is kept."""
    secret = TokenFile(workspace.settings.home).add(Identity(role, name, tuple(dict.fromkeys(datasets))))
    click.echo("Keep it safe; it is shown this once. Send it as the header  Authorization: Bearer ...", err=True)
    click.echo(secret)


@token.command("list", epilog=examples("kg token list", "kg token list --format json"))
@click.option(
    "--format", "format_name", type=Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
@click.pass_obj
def list_(workspace: Workspace, format_name: str) -> None:
    """List whose tokens there are, without their secrets."""
    tokens = TokenFile(workspace.settings.home).tokens()
    if format_name == "json":
        entries = [
            {"name": each.identity.name, "role": each.identity.role, "datasets": each.identity.datasets}
            | {"made": each.made}
            for each in tokens
        ]
        click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
        return
    for each in tokens:
        of = f" of {', '.join(each.identity.datasets)}" if each.identity.datasets else ""
        click.echo(f"{each.identity.name}: {each.identity.role}{of}, made {each.made}")


@token.command(epilog=examples("kg token revoke ben"))
@click.argument("name")
@click.pass_obj
def revoke(workspace: Workspace, name: str) -> None:
    """Take the token of NAME back: the next request with it is refused."""
    TokenFile(workspace.settings.home).revoke(name)
    click.echo(f"the token of {name} counts no longer", err=True)
