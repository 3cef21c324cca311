"""Which records count, by date, confidence, modality, dataset, role and what they link; and what they weigh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from kg.dates import begins_after, demand_date, ends_before
from kg.errors import UnknownField, UnknownName, UnreadableInput
from kg.network.bounds import demand_bounds
from kg.ontology import listed_values
from kg.sentences import Sentence
from kg.store.rdf import PREFIXES
from kg.vocabulary import load_vocabulary

CONFIDENCES = ("ambiguous", "implied", "stated")
"""From the least to the most sure."""

UNDATED = KEEP, DROP = ("keep", "drop")
"""What can be done with what has no date."""

MEMBERS = MERGED, SEPARATE = ("merged", "separate")
"""The ways to show what was decided, or is linked, to be one: as one node, or each record for itself."""

WEIGHTS = FACTS, AMOUNT = ("facts", "amount")
"""What the weight of an edge can be: how many distinct facts are behind it, or how much money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a projection leaves out, and what weighs; by default nothing is left out, and facts are counted.

    `as_of` (2025, 2025-03 or 2025-03-14) leaves out records whose stated time begins later. It is cumulative:
    what has ended stays. `since` and `until` leave out those of which each stated time ends before the one or begins
    after the other. A record without a time stays each time, because nothing says that it is another, unless `undated`
    is "drop".
    `known_by`, a date as well, leaves out what certainly became known later: all documents behind the record are of
    later dates, or it is told as of a later day. A document without a date, or a year, is later than nothing.
    `min_confidence` (stated, implied or ambiguous) leaves out links below it and those of records that tell none.
    `include_planned=False` leaves out what is only planned.
    `datasets` leaves out the records of all others, `types` (names of record classes) and `kinds` (terms, such as
    university) all other nodes, `roles` all other edges; empty, they leave out none. `exclude_roles` leaves out edges
    in these. In funding, a role is a kind of contribution.
    `directed=False` takes away the directions of a view that has them, and joins what leads both ways.
    `members="separate"` gives each record a node of its own, also where it was decided that several are one.
    `weight="amount"` weighs edges by the money of one `currency` and `kind` of contribution, and leaves out what has
    none; where one of them is empty it is that of which there are most figures.

    Raises UnreadableInput for a wrong date and for what is neither true nor false, UnknownName for a wrong name; roles,
    kinds and datasets are for the view and the graph to know.
    """

    as_of: str = ""
    since: str = ""
    until: str = ""
    undated: str = KEEP
    known_by: str = ""
    min_confidence: str = ""
    include_planned: bool = True
    datasets: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    exclude_roles: tuple[str, ...] = ()
    directed: bool = True
    members: str = MERGED
    weight: str = FACTS
    currency: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        demand_bounds(self)
        for date in filter(None, (self.as_of, self.known_by, self.since, self.until)):
            demand_date(date)
        if self.until and self.since > self.until and not self.since.startswith(self.until):
            raise UnreadableInput(
                Sentence("since=%(since)s is later than until=%(until)s", since=self.since, until=self.until),
                Sentence("Give the earlier one first."),
            )
        if self.min_confidence and self.min_confidence not in CONFIDENCES:
            raise UnknownName("confidence", self.min_confidence, CONFIDENCES)
        for noun, choice, choices in (
            (Sentence("way to show members"), self.members, MEMBERS),
            (Sentence("way with the undated"), self.undated, UNDATED),
            (Sentence("weight"), self.weight, WEIGHTS),
        ):
            if choice not in choices:
                raise UnknownField(noun, choice, choices)
        for name in self.types:
            if name not in load_vocabulary().classes:
                raise UnknownField("type", name, load_vocabulary().classes)
        demand_currency(self.currency)
        if (self.currency or self.kind) and self.weight != AMOUNT:
            raise UnreadableInput(
                Sentence("A currency or kind says of which money weight=amount is"), Sentence("Add weight=amount.")
            )

    def is_within(self, time: str) -> bool:
        """Tell whether a time (EDTF) may overlap the stretch that is asked for."""
        return not (self.since and ends_before(time, self.since)) and not (
            self.until and begins_after(time, self.until)
        )

    @classmethod
    def merged(cls, options: Mapping[str, Any], filters: Filters) -> Filters:
        """Give filters with some options where they have nothing else than by default."""
        lists = {name: tuple(choice) if isinstance(choice, list) else choice for name, choice in options.items()}
        return cls(**{**lists, **dict(filters._chosen())})

    @property
    def options(self) -> dict[str, Any]:
        """What is chosen otherwise than by default, as it can be written as JSON."""
        return {name: [*choice] if isinstance(choice, tuple) else choice for name, choice in self._chosen()}

    def _chosen(self) -> Iterator[tuple[str, Any]]:
        for field in fields(self):
            choice = getattr(self, field.name)
            if choice != field.default:
                yield field.name, choice


def demand_currency(code: str) -> None:
    """Raise UnreadableInput for what is neither empty nor a currency that a record could have."""
    if code and code not in listed_values()[f"{PREFIXES['ikg']}currency"][0]:
        raise UnreadableInput(
            Sentence("%(code)r is not a currency", code=code), Sentence("Write a code of ISO 4217, such as GBP.")
        )


def listed(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the names in lists of names with commas between, sorted, each once.

    >>> listed(["lead,partner", "coordinator", "lead"])
    ('coordinator', 'lead', 'partner')
    """
    return tuple(sorted({name.strip() for text in texts for name in text.split(",") if name.strip()}))
