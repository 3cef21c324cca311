"""From records to claims: by the word of one record, one node is linked to another in a role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from kg.facts import Facts
from kg.network.declarations import EdgeClass, View, local_name
from kg.network.money import EXACT, Figure, read_decimal
from kg.network.statements import Statements


@dataclass(frozen=True, slots=True)
class Claim:
    """One record's word that `source` is linked to `target`.

    `joint` says that the record names several sources or several targets for this step, so that a figure of
    the record is not this claim's alone. `certainty` is a place in :data:`kg.network.filters.CONFIDENCES` or
    -1: that of the least sure of the two ends and the role. `when` are the times that the record tells.
    """

    record: str
    edge_class: EdgeClass
    source: str
    target: str
    role: str
    joint: bool
    certainty: int
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One record's word that each of `sources` is linked to each of `targets`, in each of `roles`: not yet taken apart.

    There is one for each two neighbours on the path of the record's class, so that what the claims would come to can
    be counted before they are made.
    """

    record: str
    edge_class: EdgeClass
    sources: list[str]
    targets: list[str]
    roles: list[str]
    certainty: int
    when: tuple[str, ...]

    def claims(self) -> Iterator[Claim]:
        """Yield one claim for each link, none of a node with itself."""
        joint = len(self.sources) > 1 or len(self.targets) > 1
        for source, target, role in product(self.sources, self.targets, self.roles):
            if source != target:
                yield Claim(self.record, self.edge_class, source, target, role, joint, self.certainty, self.when)


def figures(claim: Claim, statements: Statements) -> list[Figure]:
    """Read the figure that the record of a claim gives; none where it gives none that is a number.

    Where graphs contradict each other over one record, each of its figures is doubtful.
    """
    record, edge_class = claim.record, claim.edge_class
    amounts, currencies = (
        sorted(statements.table(property_).get(record, ())) if property_ else []
        for property_ in (edge_class.amount, edge_class.currency)
    )
    kinds = statements.counted(edge_class.kind, record) if edge_class.kind else []
    values = [value for text in amounts if (value := read_decimal(text)) is not None]
    bounds = statements.terms(edge_class.record_class, "bound", record)
    doubts = statements.values(edge_class.record_class, "doubt", record)
    return [
        Figure(
            record=record,
            currency=next(iter(currencies), ""),
            kind=local_name(next(iter(kinds), "")),
            value=value,
            bound=next(iter(bounds), EXACT),
            joint=claim.joint,
            doubtful=bool(doubts) or len(values) > 1 or len(currencies) > 1,
        )
        for value in values
    ]


def read_facts(view: View, statements: Statements) -> Facts:
    """Read which records of a view are the same fact or a part of another."""
    classes = {each.record_class.name: each.record_class for each in view.edge_classes}.values()
    same, parts = (
        [
            (record, other)
            for record_class in classes
            for record, others in statements.field(record_class, name).items()
            for other in others
        ]
        for name in ("same_fact_as", "part_of")
    )
    return Facts(same, parts)
