"""What networks and ledgers are read from: the columns of one version, and what was decided to be one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kg.facts import Facts
from kg.network.columns import Columns
from kg.network.filters import SEPARATE, Filters
from kg.network.ledger import Ledger, Rules, Statement, count, read_statements
from kg.network.ledger.answer import Answer
from kg.network.projection.estimate import UNBOUNDED
from kg.network.projection.project import united
from kg.network.projection.showing import Names

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Basis:
    """A version of the graph; `canonicals` maps what is decided to be one to what it goes by.

    What was read last is kept: analysts ask many questions about the same.
    """

    columns: Columns
    canonicals: Mapping[str, str]
    _kept: dict[str, tuple[Hashable, Any]] = field(default_factory=dict)
    most_edges: int = UNBOUNDED
    """The edges that a network made of it may have."""

    def same(self, filters: Filters) -> Mapping[str, str]:
        """Map what is one to what it goes by, as far as the filters let it be one."""
        if filters.members == SEPARATE:
            return {}
        return self.keep("same", filters, lambda: united(self.columns, filters, self.canonicals))

    def names(self, filters: Filters) -> Names:
        """Give what looks up what is called what."""
        return self.keep("names", filters, lambda: Names(self.columns, self.same(filters)))

    def money(self, filters: Filters, rules: Rules, grouping: str) -> Answer:
        """Tell what the contributions that count come to, by one of the groupings."""
        return self.keep(
            "money",
            (filters, rules, grouping),
            lambda: Answer(self.ledger(filters, rules), rules, grouping, self.names(filters)),
        )

    def ledger(self, filters: Filters, rules: Rules) -> Ledger:
        """Tell which contributions count."""
        return self.keep("ledger", (filters, rules), lambda: count(*self._statements(filters), rules))

    def _statements(self, filters: Filters) -> tuple[list[Statement], Facts]:
        return self.keep("statements", filters, lambda: read_statements(self.columns, filters, self.same(filters)))

    def keep(self, name: str, key: Hashable, make: Callable[[], T]) -> T:
        """Give what is kept under a name if it is of that key, or make it, without what was kept before."""
        if name not in self._kept or self._kept[name][0] != key:
            self._kept.pop(name, None)
            self._kept[name] = key, make()
        made: T = self._kept[name][1]
        return made
