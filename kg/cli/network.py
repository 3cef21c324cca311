"""`kg network`: views, measures and ways into a network from the shell."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import click
from click.core import ParameterSource
from rich.console import Console
from rich.table import Table

from kg.cli.past import of_the_past
from kg.cli.texts import Choice, counted, examples, listing
from kg.errors import UnknownName
from kg.network import (
    CONFIDENCES,
    EXPORTS,
    MEASURES,
    SEPARATE,
    UNDATED,
    Divided,
    Filters,
    Linked,
    Near,
    NetworkQuestion,
    Pieces,
    Ranked,
    Whole,
    load_views,
)
from kg.query.analysis import Analysis
from kg.query.networks import analyse_locally
from kg.records.values import is_reference
from kg.workspace import Workspace

_FORMATS = ["table", "json", *EXPORTS]
_EXAMPLES = examples(
    "kg network partnership betweenness --top 10",
    "kg network involvement path 'Innovate UK' 'Wayra UK'",
    "kg network affiliation ego programmes/wmip --radius 2",
    "kg network funding --as-of 2025 --format csv",
)
_VIEWS = listing("Views", (f"{view.name}: {view.description}" for view in load_views().values()))
_MEASURES = listing("Measures", (f"{name}: {measure.meaning}" for name, measure in MEASURES.items()))
_WAYS = {
    "path": ("A B", "The shortest ways between two, with what each step rests on."),
    "ego": ("A", "What is within some steps of one."),
    "communities": ("", "Groups that are denser inside than between."),
    "components": ("", "The connected pieces with their members."),
}
_QUESTIONS = listing(
    "Other questions", (f"{name} {nodes}".rstrip() + f": {what}" for name, (nodes, what) in _WAYS.items())
)
_ONLY_FOR = {
    "top": ("", "measure", "ego"),
    "weighted": ("measure",),
    "radius": ("ego",),
    "limit": ("path",),
    "directed": ("path",),
    "seed": ("communities",),
    "undirected": ("", "measure"),
}
"""What an option has an effect on: the whole network (""), a measure, or one of the other questions."""


@click.command(epilog="\n\n".join([_EXAMPLES, _VIEWS, _MEASURES, _QUESTIONS]))
@click.argument("view")
@click.argument("question", required=False, metavar="[MEASURE|QUESTION]")
@click.argument("nodes", nargs=-1, metavar="[NODE]...")
@click.option("--top", type=click.IntRange(1), help="Only the first N; measures are computed on all.")
@click.option("--as-of", default="", metavar="DATE", help="Leave out what begins later: 2025, 2025-03 or 2025-03-14.")
@click.option("--undated", type=Choice(UNDATED), default="keep", help="What to do with what has no date.")
@click.option("--known-by", default="", metavar="DATE", help="Leave out what documents of later dates told.")
@click.option("--min-confidence", type=Choice(CONFIDENCES), default=None, help="Leave out what is less sure.")
@click.option("--no-plans", is_flag=True, help="Leave out what is only planned.")
@click.option("--type", "types", multiple=True, metavar="CLASS", help="Only nodes of this class; may be repeated.")
@click.option("--role", "roles", multiple=True, help="Only edges in this role; may be repeated.")
@click.option("--members", type=Choice([SEPARATE]), help="A node for each record, also where several are one.")
@click.option("--undirected", is_flag=True, help="Take the edges of a directed view both ways.")
@click.option("--weighted", is_flag=True, help="Let strong edges count as short, for measures that take it.")
@click.option("--directed", is_flag=True, help="path: follow edges only in their direction.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, help="path: the most ways to give.")
@click.option("--radius", type=click.IntRange(1, 5), default=1, help="ego: how many steps.")
@click.option("--seed", type=click.IntRange(0, (1 << 32) - 1), default=0, help="communities: the same gives the same.")
@click.option(
    "--format",
    "format_name",
    type=Choice(_FORMATS),
    help="Default: table on a terminal, json in a pipe.",
)
@of_the_past
@click.pass_context
def network(
    context: click.Context,
    /,
    view: str,
    question: str | None,
    nodes: tuple[str, ...],
    format_name: str | None,
    **options: Any,
) -> None:
    """Project VIEW, rank its nodes by MEASURE, or ask another QUESTION, within the limits of a query.

    A NODE is an id (organisations/innovate-uk), an IRI or a name. Options that have no effect on what is asked are
    refused.
    """
    workspace: Workspace = context.obj
    _demand_effect(context, question)
    references = [workspace.mapping.iri(node) if is_reference(node) else node for node in nodes]
    asked = _question(question, references, options)
    chosen = format_name or ("table" if sys.stdout.isatty() else "json")
    _demand_format(asked, question, chosen)
    filters = Filters(
        options["as_of"],
        options["min_confidence"] or "",
        not options["no_plans"],
        options["undated"],
        options["types"],
        options["roles"],
        not options["undirected"],
        options["known_by"],
        options["members"] or "",
    )
    output = io.BytesIO()
    with workspace.frozen(options["version"], options["at"]) as newest:
        analysis = Analysis(view, asked, filters, "json" if chosen == "table" else chosen)
        analyse_locally(workspace.networks(newest, workers=1), analysis, output)
    if chosen == "table":
        _PRINT[type(asked)](json.loads(output.getvalue()))
    elif chosen == "json":
        click.echo(json.dumps(json.loads(output.getvalue()), indent=2, ensure_ascii=False))
    else:
        sys.stdout.buffer.write(output.getvalue())
        sys.stdout.buffer.flush()


def _demand_effect(context: click.Context, question: str | None) -> None:
    """Refuse an option that would do nothing, for its user believes that it did."""
    asked = question if question in _WAYS or question is None else "measure"
    for name, questions in _ONLY_FOR.items():
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE and (asked or "") not in questions:
            places = " or ".join(each or "the whole network" for each in questions)
            raise click.UsageError(f"--{name} has no effect here; it is for {places}.")


def _question(question: str | None, nodes: Sequence[str], options: Mapping[str, Any]) -> NetworkQuestion:
    count = len(_WAYS[question][0].split()) if question in _WAYS else 0
    if len(nodes) != count:
        usage = f"{question} {_WAYS[question][0]}".rstrip() if question in _WAYS else question
        raise click.UsageError(
            f"Write {usage}: it takes {counted(count, 'node') if count else 'no node'}, and {len(nodes)} "
            f"{'is' if len(nodes) == 1 else 'are'} given."
        )
    match question:
        case None:
            return Whole(options["top"])
        case "path":
            return Linked(nodes[0], nodes[1], options["limit"], options["directed"])
        case "ego":
            return Near(nodes[0], options["radius"], options["top"])
        case "communities":
            return Divided(options["seed"])
        case "components":
            return Pieces()
        case measure if measure not in MEASURES:
            raise UnknownName("measure or question", measure, [*MEASURES, *_WAYS])
        case measure:
            return Ranked(measure, options["weighted"], options["top"])


def _demand_format(asked: NetworkQuestion, name: str | None, chosen: str) -> None:
    if (
        chosen in ("table", "json")
        or isinstance(asked, Whole | Near)
        or (isinstance(asked, Ranked) and chosen in ("csv", "excel"))
    ):
        return
    formats = "table, json, csv or excel" if isinstance(asked, Ranked) else "table or json"
    raise click.UsageError(f"{name} is not written as {chosen}; use {formats}.")


def _print_network(body: Any) -> None:
    edges = sorted(body["edges"], key=lambda edge: (-edge["weight"], edge["source"], edge["target"]))
    _print_edges(edges, body["nodes"])
    total = body["total_nodes"]
    shown = f"{len(body['nodes'])} of {total} nodes" if len(body["nodes"]) < total else counted(total, "node")
    click.echo(f"{counted(len(edges), 'edge')}, {shown}", err=True)
    _print_coverage(body)


def _print_edges(edges: Sequence[Any], nodes: Sequence[Any]) -> None:
    label = {node["id"]: node["label"] for node in nodes}
    rows = []
    for edge in edges:
        amounts = "; ".join(map(_amount, edge["amounts"]))  # one by one, for they are not for adding
        rows.append([label[edge["source"]], edge["role"], label[edge["target"]], str(edge["weight"]), amounts])
    _print_table(["source", "role", "target", "weight", "amounts"], rows)


def _amount(amount: Any) -> str:
    bound = "" if amount["bound"] == "exact" else amount["bound"].replace("-", " ")
    marks = "joint" * amount["joint"], "doubtful" * amount["doubtful"]
    return " ".join(filter(None, (bound, amount["currency"], f"{Decimal(amount['value']):,f}", *marks)))


def _print_ranking(body: Any) -> None:
    rows = [[str(each["rank"]), each["label"], f"{each['score']:.6g}"] for each in body["scores"]]
    _print_table(["rank", "name", body["measure"]], rows)
    for sentence in (body["meaning"], *body["remarks"]):
        click.echo(sentence, err=True)
    click.echo(f"{len(rows)} of {body['coverage']['nodes']} nodes shown", err=True)
    _print_coverage(body)


def _print_coverage(body: Any) -> None:
    facts = body["coverage"]
    click.echo(
        f"{counted(facts['edges'], 'edge')}, {counted(facts['components'], 'component')}, "
        f"{facts['stated_share']:.0%} of the edges stated, "
        f"{facts['undated_share']:.0%} undated ({body['recipe']})",
        err=True,
    )
    if facts["left_out"]:
        reasons = (f"{count} {reason.replace('_', ' ')}" for reason, count in facts["left_out"].items())
        click.echo(f"records left out: {', '.join(reasons)}", err=True)


def _print_paths(body: Any) -> None:
    for path in body["paths"]:
        click.echo(" - ".join(node["label"] for node in path["nodes"]))
        _print_edges(path["edges"], path["nodes"])
    paths = body["paths"]
    ways = f"{counted(len(paths), 'way')} of {counted(paths[0]['length'], 'step')}" if paths else "no way"
    click.echo(ways, err=True)


def _print_groups(name: str) -> Callable[[Any], None]:
    def print_groups(body: Any) -> None:
        label = {node["id"]: node["label"] for node in body["nodes"]}
        rows = [[str(len(each)), "; ".join(label[iri] for iri in each)] for each in body[name]]
        _print_table(["size", "members"], rows)
        if "modularity" in body:
            click.echo(f"modularity {body['modularity']:.3g}, seed {body['seed']} ({body['recipe']})", err=True)

    return print_groups


def _print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*header)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160).print(table, markup=False)


_PRINT: Mapping[type[NetworkQuestion], Callable[[Any], None]] = {
    Whole: _print_network,
    Near: _print_network,
    Ranked: _print_ranking,
    Linked: _print_paths,
    Divided: _print_groups("communities"),
    Pieces: _print_groups("components"),
}
