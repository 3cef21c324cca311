"""Who is like whom, and who might be linked next."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.networks.tables import print_coverage, print_table
from kg.cli.networks.way import TOP, Way
from kg.cli.texts import Choice
from kg.network import SIMILARITIES, Similar, Suggested

_SIMILARITY = click.Option(
    ["--similarity"], type=Choice([*SIMILARITIES]), default="jaccard", help="similar: how to compare."
)


def _print_similar(body: Any) -> None:
    score = body["by"].replace("-", "_")
    rows = [
        [each["label"], f"{each[score]:.3g}", "yes" if each["linked"] else "", str(each["shared"]), _shared(each)]
        for each in body["similar"]
    ]
    print_table(["name", body["by"], "linked", "shared", "among them"], rows)
    click.echo(f"{body['node']['label']}: {body['meaning']}", err=True)
    print_coverage(body)


def _print_suggestions(body: Any) -> None:
    rows = [
        [each["source"]["label"], each["target"]["label"], f"{each['adamic_adar']:.3g}", _shared(each)]
        for each in body["suggestions"]
    ]
    print_table(["who", "with whom", "adamic-adar", "because both are linked to"], rows)
    for sentence in (body["meaning"], *body["remarks"]):
        click.echo(sentence, err=True)
    print_coverage(body)


def _shared(row: Any) -> str:
    return "; ".join(each["label"] for each in row["shared_neighbours"])


SIMILAR = Way(
    "similar",
    "A [B]",
    "Who is linked to the same as A, or how far B is.",
    lambda nodes, options: Similar(
        nodes[0], nodes[1] if len(nodes) > 1 else "", options["similarity"], options["top"] or 10
    ),
    _print_similar,
    (TOP, _SIMILARITY),
    ("csv", "excel"),
)
SUGGEST = Way(
    "suggest",
    "[A]",
    "Who is not linked, with A or at all, though both are linked to the same.",
    lambda nodes, options: Suggested(nodes[0] if nodes else "", options["top"] or 10),
    _print_suggestions,
    (TOP,),
    ("csv", "excel"),
)
