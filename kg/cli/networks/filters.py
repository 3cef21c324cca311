"""The options that say which records count."""

from __future__ import annotations

import click

from kg.cli.networks.way import Options
from kg.cli.texts import Choice
from kg.network import CONFIDENCES, SEPARATE, UNDATED, Filters

FILTERS = (
    click.Option(
        ["--as-of"], default="", metavar="DATE", help="Leave out what begins later: 2025, 2025-03 or 2025-03-14."
    ),
    click.Option(["--undated"], type=Choice(UNDATED), default="keep", help="What to do with what has no date."),
    click.Option(["--known-by"], default="", metavar="DATE", help="Leave out what documents of later dates told."),
    click.Option(["--min-confidence"], type=Choice(CONFIDENCES), help="Leave out what is less sure."),
    click.Option(["--no-plans"], is_flag=True, help="Leave out what is only planned."),
    click.Option(
        ["--type", "types"], multiple=True, metavar="CLASS", help="Only nodes of this class; may be repeated."
    ),
    click.Option(["--role", "roles"], multiple=True, help="Only edges in this role; may be repeated."),
    click.Option(["--members"], type=Choice([SEPARATE]), help="A node for each record, also where several are one."),
)


def filters_of(options: Options) -> Filters:
    """Give the filters that the options ask for. Raises what they raise."""
    return Filters(
        as_of=options["as_of"],
        min_confidence=options["min_confidence"] or "",
        include_planned=not options["no_plans"],
        undated=options["undated"],
        types=options["types"],
        roles=options["roles"],
        directed=not options["undirected"],
        known_by=options["known_by"],
        members=options["members"] or "",
    )
