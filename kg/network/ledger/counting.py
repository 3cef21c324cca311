"""Which contributions count, each fact once and no part beside its whole, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.facts import Facts
from kg.network.ledger.statements import GROUPINGS, Statement, Unit
from kg.network.ledger.sums import Interval, agreed
from kg.network.projection.money import EXACT

REASONS: Mapping[str, str] = {
    "other_dataset": "is in a dataset that was not asked for",
    "planned": "is only planned",
    "undated": "has no date",
    "earlier": "ends before the time that was asked for",
    "later": "begins after the time that was asked for",
    "known_later": "became known later",
    "other_kind": "is of a kind that was not asked for",
    "no_amount": "gives no amount that is a number",
    "no_currency": "gives no currency",
    "no_kind": "gives no kind",
    "other_currency": "is in a currency that was not asked for",
    "below_confidence": "is less sure of its amount, currency or kind than was asked for",
    "contradicted": "is contradicted by what another dataset says of the same record",
    "doubtful": "carries a doubt",
    "other_sector": "is not told to be of the sector that was asked for",
    "elsewhere": "is not told to belong to the place that was asked for alone",
    "repeat": "states what another states",
    "part": "is a part of what another states",
}
"""Why a contribution does not count. The first that holds is the reason."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked for: one currency or all, some kinds or all; whether figures count that carry a doubt.

    Of one `sector` of funders or all; of an `area` alone, which is all that lies in it, by the grouping `area_by`: that
    is judged of all statements of a fact together.
    """

    currency: str = ""
    kinds: tuple[str, ...] = ()
    doubtful: bool = False
    sector: str = ""
    area_by: str = "benefits"
    area: frozenset[str] | None = None

    def refusal(self, statement: Statement) -> str:
        """Tell why a statement does not count, whatever else there is; nothing where it may."""
        checks = (
            (statement.refusal in _BEFORE, statement.refusal),
            (self.kinds and statement.kind and statement.kind not in self.kinds, "other_kind"),
            (statement.figure is None, "no_amount"),
            (not statement.currency, "no_currency"),
            (not statement.kind, "no_kind"),
            (self.currency and statement.currency != self.currency, "other_currency"),
            (statement.refusal, statement.refusal),
            (statement.doubtful and not self.doubtful, "doubtful"),
        )
        return next((reason for holds, reason in checks if holds), "")

    def misplacement(self, statement: Statement) -> str:
        """Tell why a fact does not count by what it belongs to; nothing where it may."""
        if self.sector and statement.sector != self.sector:
            return "other_sector"
        key = GROUPINGS[self.area_by](statement)
        return "" if self.area is None or (key and self.area.issuperset(key)) else "elsewhere"


_BEFORE = [*REASONS][: [*REASONS].index("other_kind")]


@dataclass(frozen=True, slots=True)
class Entry:
    """Money that counts once: the statement that stands for it, and all `records` that state it.

    `amount` is what these allow together; where they contradict each other it is `disputed`, and all that any of them
    allows. `also_in` are the records of other currencies or kinds that count, and of which this is a part, or which
    state it: money that counts in both, for units are not set off against each other.
    """

    statement: Statement
    records: tuple[str, ...]
    amount: Interval
    disputed: bool = False
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excluded:
    """A statement that does not count, and why; `beside` is the record that counts for it, of a repeat or a part."""

    statement: Statement
    reason: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was read: the entries that count and the statements that do not, both by record."""

    entries: tuple[Entry, ...]
    excluded: tuple[Excluded, ...]

    @property
    def read(self) -> int:
        """How many statements were read."""
        return len(self.entries) + len(self.excluded)

    @property
    def reasons(self) -> dict[str, int]:
        """How many do not count, by reason."""
        counts = Counter(each.reason for each in self.excluded)
        return {reason: counts[reason] for reason in REASONS if counts[reason]}


def count(statements: Iterable[Statement], facts: Facts, rules: Rules | None = None) -> Ledger:
    """Tell what counts: of each fact one statement per unit, an exact one before others, and no part beside its whole.

    Facts are repeats and parts also across statements that do not count. A part counts where no whole of it does.
    """
    rules = rules or Rules()
    excluded: list[Excluded] = []
    units: dict[Unit, dict[str, list[Statement]]] = {}
    for statement in sorted(statements, key=_best_first):
        if reason := rules.refusal(statement):
            excluded.append(Excluded(statement, reason))
        else:
            units.setdefault(statement.unit, {}).setdefault(facts.of(statement.record), []).append(statement)
    entries: list[Entry] = []
    for stated in units.values():
        alike: dict[str, list[Statement]] = {}
        for fact, stating in stated.items():
            if reason := rules.misplacement(_completed(stating)):
                excluded += (Excluded(each, reason) for each in stating)
            else:
                alike[fact] = stating
        heads = facts.outermost(alike)
        for fact, (best, *repeats) in alike.items():
            stands, reason = (alike[heads[fact]][0], "part") if heads[fact] != fact else (best, "repeat")
            excluded += (Excluded(each, reason, stands.record) for each in repeats)
            if reason == "part":
                excluded.append(Excluded(best, reason, stands.record))
            else:
                entries.append(_entry(best, repeats))
    return Ledger(
        tuple(sorted(_overlapping(entries, facts), key=lambda each: each.statement.record)),
        tuple(sorted(excluded, key=lambda each: each.statement.record)),
    )


def _completed(stating: Sequence[Statement]) -> Statement:
    """Give the first of the statements of a fact with all that the others tell of where it belongs."""
    best = stating[0]
    for each in stating[1:]:
        best = best.completed(each)
    return best


def _overlapping(entries: Iterable[Entry], facts: Facts) -> Iterator[Entry]:
    """Tell of entries in which others, of other units, they are: those of the outermost whole, or of the same fact."""
    by_fact: dict[str, list[Entry]] = {}
    for entry in entries:
        by_fact.setdefault(facts.of(entry.statement.record), []).append(entry)
    heads = facts.outermost(by_fact)
    for fact, alike in by_fact.items():
        for entry in alike:
            around = (each.statement.record for each in by_fact[heads[fact]] if each is not entry)
            yield replace(entry, also_in=tuple(sorted(around)))


def _best_first(statement: Statement) -> tuple[bool, bool, str]:
    return statement.doubtful, statement.bound != EXACT, statement.record


def _entry(best: Statement, repeats: Iterable[Statement]) -> Entry:
    stating = [best, *repeats]
    sure = [each for each in stating if not each.doubtful] or stating
    amount, agree = agreed((each.allowed for each in sure), best.allowed.figure)
    return Entry(_completed(stating), tuple(sorted(each.record for each in stating)), amount, disputed=not agree)
