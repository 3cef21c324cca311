"""What money adds up to, and who received and gave what."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import click

from kg.cli.networks.tables import print_table
from kg.cli.networks.way import TOP, Way, range_of
from kg.cli.texts import Choice, counted
from kg.network import Money, listed
from kg.network.ledger import REASONS, in_words, together_named
from kg.network.questions.money import BY, PLACES, SHOWN
from kg.reference import concepts

_BY = click.Option(["--by"], type=Choice(BY), default="funder", help="money: by what it is told apart.")
_PLACE = click.Option(
    ["--place"],
    type=Choice(PLACES),
    help="money: which of its places, with --by place or --within; benefits unless told.",
)
_WITHIN = click.Option(["--within"], default="", metavar="PLACE", help="money: only what belongs to a place alone.")
_SECTOR = click.Option(
    ["--sector"], type=Choice([each.name for each in concepts("funder-sectors")]), help="money: of whose funders."
)
_PLANS = click.Option(["--plans"], is_flag=True, help="money: count plans too.")
_DOUBTFUL = click.Option(["--doubtful"], is_flag=True, help="money: count figures too that carry a doubt.")
_SHOWN = click.Option(["--shown"], type=Choice(SHOWN), default="groups", help="money: which list CSV has.")
_LIMIT = click.Option(
    ["--lines"],
    type=range_of(Money, "limit"),
    default=100,
    help="money: most lines of what does not count, or of entries.",
)


def _print_money(body: Any) -> None:
    if "flows" in body:
        _print_flows(body)
    else:
        rows = [
            [together_named(each["who"]), *_unit(each), _interval(each), str(each["entries"])]
            for each in body["groups"]
        ]
        rows += [["(others)", *_unit(each), _interval(each), str(each["entries"])] for each in body["rest"]]
        rows += [["TOTAL", *_unit(each), _interval(each), str(each["entries"])] for each in body["totals"]]
        print_table([body["by"], "currency", "kind", "amount", "entries"], rows)
    if entries := body.get("entries"):
        rows = [
            [each["label"], together_named(each["who"]), *_unit(each), _interval(each)] for each in entries["items"]
        ]
        print_table(["entry", body["by"], "currency", "kind", "amount"], rows)
    for remark in body["remarks"]:
        click.echo(remark, err=True)
    _print_excluded(body["excluded"], body["coverage"]["excluded"])
    coverage = body["coverage"]
    click.echo(body["meaning"], err=True)
    click.echo(
        f"{coverage['counted']} of {counted(coverage['read'], 'contribution')} counted ({body['recipe']})", err=True
    )


def _print_flows(body: Any) -> None:
    names = ("received", "given", "passed", "net")
    rows = [
        [together_named(each["who"]), *_unit(each), *(_interval(each[name]) for name in names)]
        for each in body["flows"]
    ]
    print_table(["organisation", "currency", "kind", *names], rows)
    rows = [[*_unit(each), _interval(each["gross"]), _interval(each["new"])] for each in body["turnovers"]]
    print_table(["currency", "kind", "changed hands", "of it new"], rows)


_CHOSEN = (
    "other_dataset",
    "undated",
    "earlier",
    "later",
    "known_later",
    "other_kind",
    "other_currency",
    "other_sector",
)
"""Why something does not count that was left out on purpose: how much it is says enough."""


def _print_excluded(excluded: Any, counts: Mapping[str, int]) -> None:
    """Print what does not count in full sentences, and how much of it is not printed."""
    for reason in _CHOSEN:
        if reason in counts:
            click.echo(f"not counted: {counts[reason]}, each of which {REASONS[reason]}", err=True)
    for each in excluded["items"]:
        if each["reason"] in _CHOSEN:
            continue
        beside = f" ({each['beside'].rpartition('/')[2]})" if each["beside"] else ""
        figure = f", {each['currency']} {Decimal(each['figure']):,f}" if each["figure"] else ""
        click.echo(f"not counted: {each['label']}{figure}: {REASONS[each['reason']]}{beside}", err=True)
    if (more := excluded["total"] - len(excluded["items"])) > 0:
        click.echo(f"not counted: {more} more", err=True)


def _unit(row: Any) -> tuple[str, str]:
    return row["currency"], row["kind"]


def _interval(interval: Any) -> str:
    return in_words(interval["low"], interval["high"])


MONEY = Way(
    "money",
    "",
    "What contributions add up to, and what does not count.",
    lambda _, options: Money(
        by=options["by"],
        place=options["place"] or "",
        currency=options["currency"],
        kind=listed([options["kind"]]),
        sector=options["sector"] or "",
        within=options["within"],
        include_planned=options["plans"],
        doubtful=options["doubtful"],
        top=options["top"],
        shown=options["shown"],
        limit=options["lines"],
    ),
    _print_money,
    (TOP, _BY, _PLACE, _WITHIN, _SECTOR, _PLANS, _DOUBTFUL, _SHOWN, _LIMIT),
    ("csv", "excel"),
    ("currency", "kind"),
)
