"""Contributions, read from columns: what each states, whether the filters refuse it, and which tell the same money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pyroaring import BitMap

from kg.facts import Facts
from kg.network.columns import Columns, counted
from kg.network.declarations import local_name
from kg.network.filters import Filters
from kg.network.ledger.belonging import Places, Values, by_record
from kg.network.ledger.statements import Statement
from kg.network.ledger.years import years_of
from kg.network.projection.admission import Admission, field_of, having
from kg.network.projection.confidence import Sureness
from kg.network.projection.money import EXACT, read_decimal
from kg.vocabulary import load_vocabulary

_SUM = ("amount", "currency", "kind")
_SINGLE = (*_SUM, "bound")
"""Where graphs say different things of one of these, the record is contradicted."""
_ACTIVITIES = ("Programme", "Project")


def read_statements(columns: Columns, filters: Filters, same: Mapping[str, str]) -> tuple[list[Statement], Facts]:
    """Read all contributions, and which of them are repeats and parts; what `same` maps goes by what it is mapped to.

    To whom money belongs is left out where its record is less sure of it than the filters ask.
    """
    reader = _Reader(columns, filters, same)
    return [*reader.statements()], reader.facts()


class _Reader:
    """Reads the contributions of a graph, one property after the other."""

    def __init__(self, columns: Columns, filters: Filters, same: Mapping[str, str]) -> None:
        self._columns, self._filters, self._same = columns, filters, same
        self._class = load_vocabulary().classes["Contribution"]
        self._members = columns.members(self._class.iri)
        self._iris = columns.iris(self._members)
        self._sureness = Sureness(columns, self._class)

    def statements(self) -> Iterator[Statement]:
        """Yield one for each record."""
        sums = {name: self._values(name, self._members) for name in _SINGLE}
        funders, through, recipients = (self._belonging(name) for name in ("funder", "through", "recipient"))
        times, financial_years = self._belonging("when"), self._belonging("financial_year")
        activities, stated_through = self._activities(recipients), self._values("through", self._members)
        places = Places(self._columns, self._filters.min_confidence, self._same)
        benefits = {record: places.innermost(key) for record, key in self._belonging("places").items()}
        sectors = self._belonging("funder_sector")
        kinds = _kinds(self._columns, sums["kind"])
        refusals = self._refusals(sums)
        doubted = having(field_of(self._columns, self._class, "doubt"))
        for record in self._members:
            amount, currency, kind, bound = (_first(sums[name], record) for name in _SINGLE)
            carriers = activities.get(record, ()), through.get(record, ())
            years = tuple(sorted({span for time in times.get(record, ()) if (span := years_of(time))}))
            yield Statement(
                record=self._iris[record],
                currency=currency,
                kind=kinds.get(kind, ""),
                figure=_figure(amount),
                bound=local_name(bound) or EXACT,
                doubtful=record in doubted,
                funders=funders.get(record, ()),
                through=through.get(record, ()),
                recipients=recipients.get(record, ()),
                programmes=(through if record in stated_through else activities).get(record, ()),
                registered=places.seats(recipients.get(record, ())),
                delivered=next(filter(None, map(places.where_it_runs, carriers)), ()),
                benefits=benefits.get(record, ()),
                years=years or financial_years.get(record, ()),
                sector=local_name(_first(sectors, record)),
                refusal=refusals.get(record, ""),
            )

    def facts(self) -> Facts:
        """Read which records state the same money, or were decided to be one, and which a part of other money."""
        ours = {*self._iris.values()}
        same = [(other, iri) for other, iri in self._same.items() if other in ours]
        return Facts([*self._pairs("same_fact_as"), *same], self._pairs("part_of"))

    def _refusals(self, sums: Mapping[str, Values]) -> dict[int, str]:
        """Tell why records do not count whatever their amounts; the first reason is it."""
        reasons = [*Admission(self._columns, self._filters).refused(self._class, self._members)]
        if self._filters.min_confidence:
            reasons.append(("below_confidence", self._members - self._sure(*_SUM)))
        several = (record for values in sums.values() for record, texts in values.items() if len(texts) > 1)
        reasons.append(("contradicted", BitMap(several)))
        return {record: reason for reason, records in reversed(reasons) for record in records & self._members}

    def _belonging(self, name: str) -> Values:
        """Read whom or what money belongs to, as far as records are sure enough of it."""
        return self._values(name, self._sure(name))

    def _activities(self, recipients: Values) -> Values:
        """Give the recipients that are programmes or projects."""
        classes = load_vocabulary().classes
        activities = BitMap.union(BitMap(), *(self._columns.members(classes[name].iri) for name in _ACTIVITIES))
        numbers = self._columns.numbers({iri for key in recipients.values() for iri in key})
        chosen = {iri for iri, number in numbers.items() if number in activities}
        return {record: key for record, iris in recipients.items() if (key := tuple(filter(chosen.__contains__, iris)))}

    def _sure(self, *names: str) -> BitMap:
        lowest = self._filters.min_confidence
        properties = [self._class.fields[name].iri for name in names]
        return self._sureness.least(properties, self._members)[lowest] if lowest else self._members

    def _values(self, name: str, records: BitMap) -> Values:
        return by_record(field_of(self._columns, self._class, name), records, self._same)

    def _pairs(self, name: str) -> list[tuple[str, str]]:
        values = by_record(field_of(self._columns, self._class, name), self._members, {})
        return [(self._iris[record], other) for record, others in values.items() for other in others]


def _kinds(columns: Columns, kinds: Values) -> dict[str, str]:
    """Map the terms that records name to the names of those of ours that they count as."""
    counts_as = counted(columns)
    return {term: local_name(counts_as(term)) for term in {term for terms in kinds.values() for term in terms}}


def _first(values: Values, record: int) -> str:
    return next(iter(values.get(record, ())), "")


def _figure(text: str) -> Decimal | None:
    """Read an amount; a negative one is none."""
    value = read_decimal(text)
    return None if value is None or value < 0 else value
