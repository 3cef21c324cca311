"""`kg duplicates`: pairs of records that may describe one thing, and why."""

from __future__ import annotations

import json
import sys

import click

from kg.cli.texts import Choice, examples
from kg.likeness import LEAST, USUAL, Likeness, Suggestion, SuggestionWishes, classes_of_things, write_suggestions
from kg.workspace import Workspace


@click.command(
    epilog=examples(
        "kg duplicates",
        "kg duplicates --class Organisation --min-score 0.9",
        "kg duplicates --of organisations/innovate-uk",
        "kg decide organisations/a organisations/b same --reason 'One entry in the register'",
    )
)
@click.option("--class", "class_name", type=Choice([*classes_of_things()]), help="Only records of this class.")
@click.option("--of", default="", metavar="ID", help="Only pairs that this record is in.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="The most pairs to give.")
@click.option(
    "--min-score", type=click.FloatRange(LEAST, 1.0), default=USUAL, show_default=True, help="How alike at least."
)
@click.option("--format", "format_name", type=Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.pass_obj
def duplicates(
    workspace: Workspace, class_name: str | None, of: str, limit: int, min_score: float, format_name: str
) -> None:
    """Suggest pairs of records that may be one, the likeliest first, with the reasons and how to decide.

    Names are compared in Latin letters and in Hangul, with identifiers, places and what both are linked to. What was
    decided already is not suggested.
    """
    with workspace.edition() as edition:
        likeness = Likeness(edition.catalogue)
        suggestions = likeness.suggestions(
            SuggestionWishes(class_name or "", workspace.mapping.reference(of), min_score)
        )
    page = suggestions[:limit]
    if format_name == "json":
        click.echo(json.dumps({"items": [*map(_body, page)], "total": len(suggestions)}, ensure_ascii=False, indent=1))
    elif format_name == "csv":
        write_suggestions(page, sys.stdout)
    else:
        for each in page:
            _print(each)
        if len(suggestions) > len(page):
            click.echo(f"{len(suggestions) - len(page):,} more: --limit N", err=True)


def _body(suggestion: Suggestion) -> dict[str, object]:
    return {
        "first": suggestion.first,
        "second": suggestion.second,
        "labels": [suggestion.first_label, suggestion.second_label],
        "class": suggestion.class_name,
        "score": suggestion.score.total,
        "features": dict(suggestion.score.features),
        "reasons": suggestion.score.in_words,
        "decision": suggestion.decision or None,
    }


def _print(suggestion: Suggestion) -> None:
    score = click.style(f"{suggestion.score.total:.2f}", bold=True)
    click.echo(f"{score}  {suggestion.first}  {suggestion.second}")
    click.echo(f"      {'; '.join(suggestion.score.in_words)}")
    if suggestion.decision:
        click.echo(f"      left open by {suggestion.decision}")
    click.echo(f"      kg decide {suggestion.first} {suggestion.second} same|different --reason '...'")
