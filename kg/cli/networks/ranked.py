"""The nodes of a network by a measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from kg.cli.networks.groups import SEED
from kg.cli.networks.tables import print_coverage, print_table
from kg.cli.networks.way import TOP, UNDIRECTED, WEIGHTED, Options, Way, range_of
from kg.cli.writing import user
from kg.history.scores import publication
from kg.network import MEASURES, Measure, NetworkQuestion, Ranked, Sampling, Stable
from kg.query.analysis import Analysis
from kg.workspace import Workspace

STABILITY = click.Option(
    ["--stability"],
    is_flag=True,
    help="measure, between: say which ranks each node may have, and what the order rests on.",
)
RESAMPLES = click.Option(
    ["--resamples"],
    type=range_of(Stable, "resamples"),
    default=Sampling().resamples,
    help="--stability: how often half of the facts are left out.",
)
_PUBLISH = click.Option(
    ["--publish"], is_flag=True, help="measure: let queries have the scores, in the graph derived/scores."
)


def _print_ranking(body: Any) -> None:
    if "stability" in body:
        _print_stable(body)
    else:
        rows = [[str(each["rank"]), each["label"], f"{each['score']:.6g}"] for each in body["scores"]]
        print_table(["rank", "name", body["measure"]], rows)
    for sentence in (body["meaning"], body["exactness"], *body["remarks"]):
        click.echo(sentence, err=True)
    if body["undefined"]:
        click.echo(f"not defined: {', '.join(each['label'] for each in body['undefined'])}", err=True)
    click.echo(f"{len(body['scores'])} of {body['coverage']['nodes']} nodes shown", err=True)
    print_coverage(body)


def _print_stable(body: Any) -> None:
    scenarios = body["stability"]["scenarios"]
    rows = [
        [
            str(each["rank"]),
            stretch(each["rank_interval"]),
            each["label"],
            f"{each['score']:.6g}",
            *(str(rank or "-") for rank in each["scenario_ranks"].values()),
        ]
        for each in body["scores"]
    ]
    without = (f"without {each['without']}" for each in scenarios)
    print_table(["rank", "it may be", "name", body["measure"], *without], rows)


def demand_effect(options: Options) -> None:
    """Refuse options of stability where that is not asked for. Raises UsageError."""
    for option, default in (("resamples", Sampling().resamples), ("seed", Sampling().seed)):
        if not options["stability"] and options[option] != default:
            raise click.UsageError(f"--{option} has no effect here without --stability.")


def stretch(ranks: Sequence[int]) -> str:
    """Write the first and the last rank that a node may have."""
    low, high = ranks
    return str(low) if low == high else f"{low} to {high}"


def _publish(workspace: Workspace, options: Options, _: Analysis, body: Any) -> None:
    """Let queries have the scores where that is wished, and say under which name."""
    if options["publish"]:
        published = publication(body, user())
        workspace.published(workspace.settings.home / "scored").publish(published["name"], published)
        graph = workspace.mapping.scores_graph.value
        click.echo(f"published as {published['name']} of version {published['version']} in {graph}", err=True)


def _way(name: str, measure: Measure) -> Way:
    def ask(_: Sequence[str], options: Options) -> NetworkQuestion:
        if options["publish"] and (options["stability"] or options["top"]):
            raise click.UsageError("--publish is for all scores, without --top and --stability.")
        if options["publish"] and options["format_name"] not in ("table", "json"):
            raise click.UsageError("--publish goes with the formats table and json.")
        demand_effect(options)
        if options["stability"]:
            return Stable(name, options["weighted"], options["top"], options["resamples"], options["seed"])
        return Ranked(name, options["weighted"], options["top"])

    return Way(
        name,
        "",
        measure.meaning,
        ask,
        _print_ranking,
        (TOP, WEIGHTED, UNDIRECTED, STABILITY, RESAMPLES, SEED, _PUBLISH),
        ("csv", "excel"),
        complete=_publish,
    )


RANKED = tuple(_way(name, measure) for name, measure in MEASURES.items())
