"""How a network is built, and what it would be without some of its nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from kg.cli.networks.tables import print_coverage, print_table
from kg.cli.networks.way import TOP, UNDIRECTED, Way
from kg.cli.texts import Choice, counted
from kg.network import MEASURES, Bridges, Concentrated, Figures, Without

RANKS = click.Option(
    ["--ranks"],
    type=Choice([*MEASURES]),
    default="pagerank",
    help="without, compare: by which measure ranks are compared.",
)


def _print_figures(body: Any) -> None:
    rows = [[each["name"], _value(each), each["meaning"]] for each in body["figures"]]
    print_table(["figure", "value", "tells"], rows)
    print_coverage(body)


def _value(figure: Any) -> str:
    if figure["bounds"]:
        return "{} to {}".format(*figure["bounds"])
    return "not defined" if figure["value"] is None else f"{figure['value']:,.6g}"


def _print_bridges(body: Any) -> None:
    nodes = [
        [each["label"], "", str(each["cut_off"]), f"into {counted(each['parts'], 'part')}"]
        for each in body["cut_nodes"]
    ]
    links = [[each["source"]["label"], each["target"]["label"], str(each["beyond"]), ""] for each in body["bridges"]]
    print_table(["without", "link with", "cut off", "falls"], nodes + links)
    click.echo(
        f"{len(nodes)} of {counted(body['total_cut_nodes'], 'cut node')} and {len(links)} of "
        f"{counted(body['total_bridges'], 'bridge')} shown",
        err=True,
    )
    print_coverage(body)


def _print_concentration(body: Any) -> None:
    for side in body["concentration"]:
        rows = [
            [
                str(each["rank"]),
                each["label"],
                f"{each['value']:,}",
                f"{each['share']:.1%}",
                f"{each['cumulative_share']:.1%}",
            ]
            for each in side["largest"]
        ]
        print_table(["rank", "name", side["of"], "share", "with those above"], rows)
        click.echo(side["meaning"], err=True)
        if side["count"]:
            click.echo(
                f"{side['count']:,} have {side['total']:,}, as far apart as {side['effective']:.3g} with equal shares; "
                f"Herfindahl {side['herfindahl']:.3g}, Gini {side['gini']:.3g}",
                err=True,
            )
    print_coverage(body)


def _print_without(body: Any) -> None:
    print_table(
        ["who loses", "loses", "of", "whom"],
        [
            [each["label"], str(len(each["lost"])), str(each["neighbours"]), _names(each["lost"])]
            for each in body["losing"]
        ],
    )
    cut_off = [part for parts in body["parts"] for part in parts[1:]]
    for part in cut_off:
        click.echo(f"cut off: {_names(part['members'])}")
    for each in body["changes"]:
        click.echo(f"{body['measure']}: {each['label']} from rank {each['before']['rank']} to {each['after']['rank']}")
    before, after = body["before"], body["after"]
    click.echo(
        f"{counted(after['components'], 'component')} instead of {before['components']}, "
        f"{counted(after['pairs'], 'link')} instead of {before['pairs']:,}, "
        f"{counted(len(body['alone']), 'node')} alone",
        err=True,
    )
    print_coverage(body)


def _names(nodes: Sequence[Any]) -> str:
    return "; ".join(each["label"] for each in nodes)


SUMMARY = Way(
    "summary",
    "",
    "Size, density, extent and mixing, in figures.",
    lambda *_: Figures(),
    _print_figures,
    (UNDIRECTED,),
    ("csv", "excel"),
)
BRIDGES = Way(
    "bridges",
    "",
    "The nodes and links without which it falls apart.",
    lambda _, options: Bridges(options["top"] or 50),
    _print_bridges,
    (TOP,),
    ("csv", "excel"),
)
CONCENTRATION = Way(
    "concentration",
    "",
    "How far all links, or the money, are those of a few.",
    lambda _, options: Concentrated(options["top"] or 10),
    _print_concentration,
    (TOP, UNDIRECTED),
    ("csv", "excel"),
)
WITHOUT = Way(
    "without",
    "A...",
    "What falls apart without some, and who loses whom.",
    lambda nodes, options: Without(tuple(nodes), options["ranks"], options["top"] or 20),
    _print_without,
    (TOP, RANKS, UNDIRECTED),
    ("csv", "excel"),
)
