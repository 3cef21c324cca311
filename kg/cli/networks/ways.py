"""How two nodes are linked."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Sequence
from typing import Any

import click

from kg.cli.networks.tables import print_edges
from kg.cli.networks.way import WEIGHTED, Options, Way, range_of
from kg.cli.texts import Choice, counted
from kg.edition import Edition
from kg.network import EXPORTS, PATHS, Linked
from kg.query.analysis import Analysis
from kg.query.elsewhere import elsewhere
from kg.query.networks import analyse_locally
from kg.quoting import quote_paths
from kg.store import Snapshot
from kg.texts import SourceTexts
from kg.workspace import Workspace

_PATHS = click.Option(
    ["--paths", "paths"],
    type=Choice([*PATHS]),
    default="shortest",
    help=f"path: {'; '.join(f'{name}: {meaning}' for name, meaning in PATHS.items())}.",
)
_LIMIT = click.Option(["--limit"], type=range_of(Linked, "limit"), help="path: the most ways to give, 10 unless told.")
_K = click.Option(["-k", "k"], type=range_of(Linked, "limit"), help="path: how many of the k shortest.")
_LENGTH = click.Option(["--length"], type=range_of(Linked, "length"), help="path: the most steps of simple ways.")
_DIRECTED = click.Option(["--directed"], is_flag=True, help="path: follow edges only in their direction.")


def _ask(nodes: Sequence[str], options: Options) -> Linked:
    if options["k"] is not None and options["paths"] != "k-shortest":
        raise click.UsageError("-k has no effect here; it is for --paths k-shortest.")
    if options["k"] is not None and options["limit"] is not None:
        raise click.UsageError("--limit has no effect beside -k; give one of them.")
    limit = options["k"] or options["limit"] or 10
    wished = options["directed"], options["paths"], options["length"], options["weighted"]
    return Linked(nodes[0], nodes[1], limit, *wished)


def _complete(workspace: Workspace, options: Options, analysis: Analysis, body: Any) -> None:
    """Add the passages behind each step, and where there are paths instead."""
    with workspace.pinned(options["version"], options["at"]) as chosen:
        snapshot = Snapshot(chosen.version, chosen.folder)
        with Edition.open(snapshot, workspace.mapping, workspace.engine) as edition:
            quote_paths(edition, SourceTexts(workspace.settings.sources), body)
    if "misses" in body:
        body["misses"]["elsewhere"] = _elsewhere(workspace, options, analysis)


def _elsewhere(workspace: Workspace, options: Options, analysis: Analysis) -> list[dict[str, Any]]:
    async def ask(other: Analysis) -> Any:
        output = io.BytesIO()
        with workspace.frozen(options["version"], options["at"]) as newest:
            await asyncio.to_thread(analyse_locally, workspace.networks(newest, workers=1), other, output)
        return json.loads(output.getvalue())

    return asyncio.run(elsewhere(analysis, ask))


def _print_paths(body: Any) -> None:
    for path in body["paths"]:
        click.echo(" - ".join(node["label"] for node in path["nodes"]))
        print_edges(path["edges"], path["nodes"])
        for edge in path["edges"]:
            _print_passages(edge)
    paths = body["paths"]
    if not paths:
        _print_misses(body["misses"])
        return
    lengths = sorted({path["length"] for path in paths})
    steps = counted(lengths[0], "step") if len(lengths) == 1 else f"{lengths[0]} to {lengths[-1]} steps"
    more = ", and there are more" if body["truncated"] else ""
    click.echo(f"{counted(len(paths), 'way')} of {steps}{more}", err=True)


def _print_passages(edge: Any) -> None:
    for each in edge["passages"]:
        words = f"“{each['words']}”" if each["words"] else f"{each['id'].rpartition('#')[2]} ({each['withheld']})"
        click.echo(f"  {edge['role']}: {each['label']}: {words}")


def _print_misses(misses: Any) -> None:
    click.echo("no way", err=True)
    for end in ("from", "to"):
        piece = misses[end]
        best = ", ".join(node["label"] for node in piece["best_linked"])
        click.echo(f"{piece['node']['label']} hangs together with {counted(piece['piece_size'], 'node')}: {best}")
        for node in piece["inside"]:
            click.echo(f"  in it lies: {node['label']} ({node['id']})")
        for node in piece["alike"]:
            click.echo(f"  one of them has a name like that of the other: {node['label']} ({node['id']})")
    if misses["against_direction"] is not None:
        click.echo(f"against the direction of edges they are {counted(misses['against_direction'], 'step')} apart")
    for each in misses["elsewhere"]:
        filters = "with the same filters" if each["filtered"] else "without filters"
        click.echo(f"in {each['view']} {filters} they are {counted(each['length'], 'step')} apart")


PATH = Way(
    "path",
    "A B",
    "The shortest ways between two or others, with what each step rests on.",
    _ask,
    _print_paths,
    (_PATHS, _LIMIT, _K, _LENGTH, WEIGHTED, _DIRECTED),
    tuple(EXPORTS),
    complete=_complete,
)
