"""`kg decide`: whether two records describe one thing."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from kg.cli.beside import written
from kg.cli.texts import Choice, examples
from kg.cli.writing import author_option
from kg.desk.commands import DECIDE
from kg.desk.decide import DecisionAsked
from kg.reference import concepts
from kg.workspace import Workspace

_VERDICTS = [each.name for each in concepts("verdicts")]


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
def decide(  # the options of a command
    workspace: Workspace,
    first: str,
    second: str,
    verdict: str,
    reason: str,
    canonical: str,
    author: str,
    dataset: str,
) -> None:
    """Write down that FIRST and SECOND are the same, not-same, or undecided. Deciding again changes the decision.

    The records stay as they are: what is the same is shown as one, and taking the decision back restores all.
    """
    ids = [workspace.mapping.reference(each) for each in (first, second, canonical)]
    today = datetime.now(UTC).date().isoformat()
    decision = DecisionAsked(ids[0], ids[1], verdict, author, today, reason, ids[2], dataset)
    version = written(workspace, DECIDE, decision).version
    click.echo(f"{decision.first} and {decision.second}: {verdict} (version {version})")
