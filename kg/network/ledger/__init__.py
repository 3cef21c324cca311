"""The ledger of money: what contributions add up to, each fact once, as intervals, with all that does not count.

:func:`count` tells of statements which count, :func:`totals` and :func:`grouped` what these come to, :func:`flows` who
received and gave what. All of them are pure; :func:`read_statements` reads the statements of a graph.

>>> from decimal import Decimal
>>> from kg.facts import Facts
>>> grant = Statement("a", "GBP", "grant", Decimal(30), funders=("x",), recipients=("y",))
>>> part = Statement("b", "GBP", "grant", Decimal(20), "over", recipients=("z",))
>>> ledger = count([grant, part], Facts(parts=[("b", "a")]))
>>> totals(ledger), ledger.reasons
({('GBP', 'grant'): Interval(low=Decimal('30'), high=Decimal('30'), figure=Decimal('30'))}, {'part': 1})
"""

from kg.network.ledger.bodies import UNASSIGNED, together_named
from kg.network.ledger.counting import REASONS, Entry, Excluded, Ledger, Rules, count
from kg.network.ledger.flows import Flow, Turnover, flows, turnovers
from kg.network.ledger.grouping import Group, amounts_by, grouped, together, totals
from kg.network.ledger.reading import read_statements
from kg.network.ledger.statements import GROUPINGS, Key, Statement, Unit
from kg.network.ledger.sums import Interval, added, allowed, in_words, written

__all__ = [
    "GROUPINGS",
    "REASONS",
    "UNASSIGNED",
    "Entry",
    "Excluded",
    "Flow",
    "Group",
    "Interval",
    "Key",
    "Ledger",
    "Rules",
    "Statement",
    "Turnover",
    "Unit",
    "added",
    "allowed",
    "amounts_by",
    "count",
    "flows",
    "grouped",
    "in_words",
    "read_statements",
    "together",
    "together_named",
    "totals",
    "turnovers",
    "written",
]
