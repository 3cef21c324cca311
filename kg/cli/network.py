"""`kg network`: views, measures and ways into a network from the shell."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from kg.cli.networks import OTHERS, WAYS
from kg.cli.networks.comparing import compare
from kg.cli.networks.filters import FILTERS, filters_of
from kg.cli.networks.way import Way
from kg.cli.past import of_the_past
from kg.cli.progress import running
from kg.cli.texts import Choice, examples, listing
from kg.errors import UnknownName
from kg.network import EXPORTS, MEASURES, load_views, parse_recipe
from kg.query.analysis import Subject
from kg.query.comparison import Comparing, write_comparison
from kg.query.networks import analyse_locally
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
_QUESTIONS = listing("Other questions", (f"{way.name} {way.nodes}".rstrip() + f": {way.meaning}" for way in OTHERS))
_OWN_OPTIONS = tuple(dict.fromkeys(option for way in WAYS.values() for option in way.options))


@click.command(
    epilog="\n\n".join([_EXAMPLES, _VIEWS, _MEASURES, _QUESTIONS]),
    params=[
        click.Argument(["view"], required=False, default=""),
        click.Argument(["question"], required=False, default="", metavar="[MEASURE|QUESTION]"),
        click.Argument(["nodes"], nargs=-1, metavar="[NODE]..."),
        click.Option(
            ["--recipe"],
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="A recipe, in place of VIEW.",
        ),
        *FILTERS,
        *_OWN_OPTIONS,
        click.Option(
            ["--format", "format_name"],
            type=Choice(_FORMATS),
            help="Default: table on a terminal, json in a pipe.",
        ),
    ],
)
@of_the_past
@click.pass_context
def network(
    context: click.Context,
    /,
    view: str,
    question: str,
    nodes: tuple[str, ...],
    format_name: str | None,
    **options: Any,
) -> None:
    """Project VIEW or a recipe, rank its nodes by MEASURE, or ask another QUESTION, within the limits of a query.

    A NODE is an id (organisations/innovate-uk), an IRI or a name. Options that have no effect on what is asked are
    refused.
    """
    workspace: Workspace = context.obj
    recipe = options["recipe"].read_text(encoding="utf-8") if options["recipe"] else ""
    if recipe:  # then there is no VIEW before the question
        view, question, nodes = parse_recipe(recipe).name, view, (*filter(None, [question]), *nodes)
    _demand_question(view, question, has_recipe=bool(recipe))
    way, chosen = WAYS[question], format_name or ("table" if sys.stdout.isatty() else "json")
    _demand_effect(context, way)
    _demand_nodes(way, nodes)
    _demand_format(way, chosen)
    chosen_nodes = _references(workspace, options["chosen"])
    inquiry = way.ask(_references(workspace, nodes), {**options, "format_name": chosen, "chosen": chosen_nodes})
    filters = filters_of({**options, **dict.fromkeys(way.takes, "")})
    subject = Subject(view, recipe)
    if isinstance(inquiry, Comparing):
        with running(f"{view} {question}"):
            compared = compare(workspace, subject, inquiry, filters, (options["version"], options["at"]))
        if chosen in way.formats:
            write_comparison(compared, chosen, sys.stdout.buffer)
        else:
            _show(way, chosen, compared)
        return
    output = io.BytesIO()
    with workspace.frozen(options["version"], options["at"]) as newest:
        analysis = subject.ask(inquiry, filters, "json" if chosen == "table" else chosen)
        with running(f"{view} {question}".rstrip()):
            analyse_locally(workspace.networks(newest, workers=1), analysis, output)
    if chosen not in ("table", "json"):
        sys.stdout.buffer.write(output.getvalue())
        sys.stdout.buffer.flush()
        return
    body = json.loads(output.getvalue())
    if way.complete:
        way.complete(workspace, options, analysis, body)
    _show(way, chosen, body)


def _demand_question(view: str, question: str, *, has_recipe: bool) -> None:
    """Refuse what is no view, or a question where a view belongs, or no question."""
    if not view:
        raise click.UsageError("Name a VIEW, or give a --recipe.")
    if not has_recipe and view in WAYS and view not in load_views():
        say = f"kg network {question if question in load_views() else 'funding'} {view} {WAYS[view].nodes}".rstrip()
        raise click.UsageError(f"There is no view {view!r}: it is a question about one. Say {say}")
    if question not in WAYS:
        raise UnknownName("measure or question", question, [*filter(None, WAYS)])


def _show(way: Way, chosen: str, body: Any) -> None:
    if chosen == "table":
        way.show(body)
    else:
        click.echo(json.dumps(body, indent=2, ensure_ascii=False))


def _references(workspace: Workspace, nodes: Sequence[str]) -> list[str]:
    return [workspace.mapping.node(node) for node in nodes]


def _demand_effect(context: click.Context, way: Way) -> None:
    """Refuse an option that would do nothing, for its user believes that it did."""
    for option in _OWN_OPTIONS:
        name = option.name or ""
        if option not in way.options and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            having = [each.name or "the whole network" for each in WAYS.values() if option in each.options]
            places = [name for name in having if name not in MEASURES] + ["measure"] * any(
                map(MEASURES.__contains__, having)
            )
            raise click.UsageError(f"{option.opts[0]} has no effect here; it is for {' or '.join(places)}.")


def _demand_nodes(way: Way, nodes: Sequence[str]) -> None:
    """Refuse fewer or more nodes than a way takes."""
    names = way.nodes.split()
    least = sum(not name.startswith("[") for name in names)
    most = len(names) if not way.nodes.endswith("...") else len(nodes)
    if not least <= len(nodes) <= most:
        plural = " or ".join(f"{each}s" for each in way.noun.split(" or "))
        number = f"{least} to {most}" if least < most else str(least)
        last = max(least, most)
        many = f"{number} {way.noun if (least, last) == (1, 1) else plural}" if last else f"no {way.noun}"
        raise click.UsageError(
            f"Write {way.name} {way.nodes}".rstrip()
            + f": it takes {'at least ' * way.nodes.endswith('...')}{many}, and {len(nodes)} "
            f"{'is' if len(nodes) == 1 else 'are'} given."
        )


def _demand_format(way: Way, chosen: str) -> None:
    formats = ("table", "json", *way.formats)
    if chosen not in formats:
        listed = f"{', '.join(formats[:-1])} or {formats[-1]}"
        raise click.UsageError(f"{way.name} is not written as {chosen}; use {listed}.")
