"""`kg decide`: whether two records describe one thing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypedDict, Unpack

import click

from kg.cli.beside import carry_out
from kg.cli.texts import Choice, examples
from kg.cli.writing import author_option
from kg.desk.commands import DECIDE
from kg.desk.decide import DecisionRequest
from kg.reference import concepts
from kg.workspace import Workspace

_VERDICTS = [each.name for each in concepts("verdicts")]


class _Options(TypedDict):
    reason: str
    canonical: str
    author: str
    dataset: str


@click.command(
    epilog=examples(
        "kg decide organisations/ktn organisations/innovate-uk-kt same --reason 'One body under two names'",
        "kg decide organisations/a organisations/b not-same --reason 'Two branches'",
        "kg duplicates      pairs that may be one",
    )
)
@click.argument("first")
@click.argument("second")
@click.argument("verdict", type=Choice(_VERDICTS))
@click.option("--reason", required=True, help="Why, in your own words.")
@click.option("--canonical", default="", metavar="ID", help="Which of the two stays the address; else the first id.")
@author_option
@click.option("--dataset", default="", help="Where to write it; default the dataset of the first record.")
@click.pass_obj
def decide(workspace: Workspace, first: str, second: str, verdict: str, **options: Unpack[_Options]) -> None:
    """Write down that FIRST and SECOND are the same, not-same, or undecided. Deciding again changes the decision.

    The records stay as they are: what is the same is shown as one, and taking the decision back restores all.
    """
    reference = workspace.mapping.reference
    today = datetime.now(UTC).date().isoformat()
    options["canonical"] = reference(options["canonical"])
    decision = DecisionRequest(reference(first), reference(second), verdict, decided=today, **options)
    version = carry_out(workspace, DECIDE, decision).version
    click.echo(f"{decision.first} and {decision.second}: {verdict} (version {version})")
