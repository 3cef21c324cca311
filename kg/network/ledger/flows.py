"""Who received and gave what, and how much of all money is new: what is given on is not new a second time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from kg.facts import smallest_linked
from kg.network.ledger.counting import Ledger
from kg.network.ledger.statements import Key, Statement, Unit
from kg.network.ledger.sums import NOTHING, Interval, added
from kg.network.projection.money import EXACTLY


@dataclass(frozen=True, slots=True)
class Flow:
    """What one, or several together, received, gave and passed on, in one unit; an empty key is whoever is not told.

    What runs through a programme from a funder to a recipient is `passed`: it comes in and goes out, and is neither
    received nor given. `net` is what was received less what was given.
    """

    key: Key
    unit: Unit
    received: Interval
    given: Interval
    passed: Interval

    @property
    def net(self) -> Interval:
        """What was received less what was given."""
        return self.received.minus(self.given)


@dataclass(frozen=True, slots=True)
class Turnover:
    """All money of one unit as it changed hands, and how much of it is `new`.

    Who receives may give it on, and nobody says which money it is. So of what somebody gives, that much is new for
    certain by which it exceeds what the same one received, and what nobody known gives is. All of it may be new.
    """

    unit: Unit
    gross: Interval
    new: Interval


@dataclass(slots=True)
class _Account:
    received: list[Interval] = field(default_factory=list)
    given: list[Interval] = field(default_factory=list)
    passed: list[Interval] = field(default_factory=list)


def flows(ledger: Ledger) -> list[Flow]:
    """Give what each received, gave and passed on: received in all, and given in all, are the total of a unit.

    Per unit, who has received or given most by the figures comes first, and who is not told last.
    """
    accounts: dict[tuple[Unit, Key], _Account] = {}
    for entry in ledger.entries:
        unit, (giver, *between, receiver) = entry.statement.unit, _chain(entry.statement)
        accounts.setdefault((unit, giver), _Account()).given.append(entry.amount)
        accounts.setdefault((unit, receiver), _Account()).received.append(entry.amount)
        for each in between:
            accounts.setdefault((unit, each), _Account()).passed.append(entry.amount)
    made = (
        Flow(party, unit, added(each.received), added(each.given), added(each.passed))
        for (unit, party), each in accounts.items()
    )
    return sorted(made, key=lambda each: (each.unit, not each.key, -_turned_over(each), each.key))


def turnovers(flows_: Iterable[Flow]) -> list[Turnover]:
    """Tell, per unit, what changed hands and how much of it is new."""
    units: dict[Unit, list[Flow]] = {}
    for flow in flows_:
        units.setdefault(flow.unit, []).append(flow)
    return [_turnover(unit, units[unit]) for unit in sorted(units)]


def _chain(statement: Statement) -> list[Key]:
    """Give through whose hands money ran, giver and receiver at least; empty where one of these is not told.

    A programme is the giver where no funder is told, and the receiver where no recipient is, as in the network.
    """
    stages = [each for each in (statement.funders, statement.through, statement.recipients) if each]
    if len(stages) > 1:
        return stages
    return [statement.funders, statement.through or statement.recipients]


def _turned_over(flow: Flow) -> Decimal:
    return max(flow.received.figure, flow.given.figure, flow.passed.figure)


def _turnover(unit: Unit, parties: list[Flow]) -> Turnover:
    """Tell what is new; those who give or receive something together are taken as one, for they may share."""
    gross = added(flow.given for flow in parties)
    one = smallest_linked(pair for flow in parties for pair in pairwise(flow.key))
    purses: dict[str, list[Flow]] = {}
    for flow in parties:
        if flow.key:
            purses.setdefault(one.get(flow.key[0], flow.key[0]), []).append(flow)
    unknown = [flow.given.low for flow in parties if not flow.key]
    new = [low or NOTHING for low in unknown]
    for purse in purses.values():
        net = added(each.given for each in purse).minus(added(each.received for each in purse))
        new.append(max(net.low or NOTHING, NOTHING))
    low = NOTHING
    for each in new:
        low = EXACTLY.add(low, each)
    return Turnover(unit, gross, Interval(low, gross.high, gross.figure))
