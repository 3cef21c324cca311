"""The options that say which records count, and what weighs."""

from __future__ import annotations

import click

from kg.cli.networks.way import Options
from kg.cli.texts import Choice
from kg.network import CONFIDENCES, MEMBERS, UNDATED, WEIGHTS, Filters, listed
from kg.network.filters import DROP, KEEP


def _names(name: str, metavar: str, help_: str) -> click.Option:
    """Make an option that takes a list of names, and may be repeated."""
    return click.Option(
        [f"--{name}"],
        multiple=True,
        metavar=metavar,
        callback=lambda *values: listed(values[2]),
        help=f"{help_}; several with commas between, or repeated.",
    )


FILTERS = (
    click.Option(
        ["--as-of"], default="", metavar="DATE", help="Leave out what begins later: 2025, 2025-03 or 2025-03-14."
    ),
    click.Option(["--since"], default="", metavar="DATE", help="Leave out what ended before."),
    click.Option(["--until"], default="", metavar="DATE", help="Leave out what begins later, beside --since."),
    click.Option(
        ["--undated"], type=Choice(UNDATED), help="What to do with records that have no date; keep them unless told."
    ),
    click.Option(["--dated"], type=Choice(["only"]), help="The same as --undated drop."),
    click.Option(["--known-by"], default="", metavar="DATE", help="Leave out what documents of later dates told."),
    click.Option(["--min-confidence"], type=Choice(CONFIDENCES), help="Leave out what is less sure."),
    click.Option(["--no-plans"], is_flag=True, help="Leave out what is only planned."),
    _names("datasets", "DATASETS", "Only records of these datasets"),
    _names("types", "CLASSES", "Only nodes of these classes, such as Organisation"),
    _names("kinds", "KINDS", "Only nodes of these kinds, such as university"),
    _names("roles", "ROLES", "Only edges in these roles"),
    _names("exclude-roles", "ROLES", "No edges in these roles"),
    click.Option(
        ["--members"],
        type=Choice(MEMBERS),
        default="merged",
        help="separate: a node for each record, also where several are one.",
    ),
    click.Option(["--weight"], type=Choice(WEIGHTS), default="facts", help="What an edge weighs."),
    click.Option(
        ["--currency"], default="", metavar="CODE", help="money, and --weight amount: of which currency, as GBP."
    ),
    click.Option(["--kind"], default="", help="money, and --weight amount: of which kind of contribution, as grant."),
)


def filters_of(options: Options) -> Filters:
    """Give the filters that the options ask for. Raises what they raise, and UsageError for what contradicts itself."""
    if options["dated"] and options["undated"] == KEEP:
        raise click.UsageError("--undated keep and --dated only contradict each other; give one of them.")
    same = ("as_of", "since", "until", "known_by", "datasets", "types", "kinds", "roles", "exclude_roles")
    return Filters(
        **{name: options[name] for name in (*same, "members", "weight", "currency", "kind")},
        undated=DROP if options["dated"] else options["undated"] or KEEP,
        min_confidence=options["min_confidence"] or "",
        include_planned=not options["no_plans"],
        directed=not options["undirected"],
    )
