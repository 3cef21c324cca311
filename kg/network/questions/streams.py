"""How money runs from who pays it, through programmes, to who benefits: one currency and kind at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import IO, Any

from kg.errors import UnknownField, UnreadableInput
from kg.network.basis import Basis
from kg.network.bodies import write_body
from kg.network.bounds import demand_bounds, within
from kg.network.declarations import View
from kg.network.filters import Filters, demand_currency
from kg.network.ledger import Entry, Excluded, Ledger, Rules
from kg.network.ledger.remarks import unit_value
from kg.network.ledger.statements import Statement, Unit
from kg.network.ledger.stream_bodies import SHOWN, STREAMS, StreamPage
from kg.network.ledger.stream_bodies import Streams as Answer
from kg.network.ledger.streams import COLUMNS, course, steps, stop_of, units_of
from kg.network.ledger.sums import added, written
from kg.network.projection.admission import PLANNED
from kg.network.projection.showing import Names
from kg.network.questions.tables import write_table
from kg.network.remarks import Remark, remarked
from kg.reference import concepts
from kg.sentences import Sentence
from kg.spelling import brief, fold

STREAMS_VERSION = 2
"""Goes up whenever the same contributions would run in another way."""

TOP = 12
"""Stops of a column that are told apart, unless it is asked for more or fewer."""

_NAMED = 5
"""Parties that are named where one is asked for in vain."""

MEANING = (
    "Each contribution that counts runs once from who pays, through what it runs by, to who benefits; so every column "
    "comes to the same total. What several have without a split is theirs together. What no source tells is a stop of "
    "its own."
)
_COUNTS = ("currency", "kind", "funder", "programme", "recipient", "include_planned", "doubtful", "top")
"""What decides what is shown of the whole; the rest is which entries are listed beside it."""


@dataclass(frozen=True, slots=True)
class Streams:
    """The money of one `currency` and `kind` on its way; unless told, of that of which most tell their way.

    Only that of a `funder`, `programme` or `recipient`, alone or with others (an IRI or a name), or of all. Plans and
    doubtful figures count where they are asked for. The `top` stops of a column are told apart. The entries are listed
    that run by a stop, `source` or `target`, or from one to the other: `limit` of them (None: all) after `offset`.
    Raises UnknownField, and UnreadableInput for what is no currency and no stop.
    """

    currency: str = ""
    kind: str = ""
    funder: str = ""
    programme: str = ""
    recipient: str = ""
    include_planned: bool = False
    doubtful: bool = False
    top: int = within(1, 100, TOP)
    source: str = ""
    target: str = ""
    shown: str = STREAMS
    limit: int | None = within(0, None, None)
    offset: int = within(0, None, 0)

    def __post_init__(self) -> None:
        demand_bounds(self)
        demand_currency(self.currency)
        kinds = ["", *(each.name for each in concepts("contribution-kinds"))]
        for noun, name, choices in (
            (Sentence("kind of contribution"), self.kind, kinds),
            (Sentence("list"), self.shown, SHOWN),
        ):
            if name not in choices:
                raise UnknownField(noun, name, choices)
        for text in filter(None, (self.source, self.target)):
            if stop_of(text) is None:
                beginnings = ", ".join(f"{each}:" for each in COLUMNS)
                fix = Sentence("Write the id of a stop, which begins with %(beginnings)s.", beginnings=beginnings)
                raise UnreadableInput(Sentence("%(text)s is no stop", text=brief(text)), fix)

    def write_of(
        self, basis: Basis, view: View, filters: Filters, version: int, format_name: str, output: IO[bytes]
    ) -> None:
        """Write it as JSON or as a table."""
        filters = replace(filters, include_planned=self.include_planned)
        answer, page = self._answer(basis, filters), self._page
        if format_name == "json":
            recipe = f"flows/{STREAMS_VERSION}"
            digest = hashlib.sha256(f"{recipe} {view.digest}".encode()).hexdigest()
            head = {"view": view.name, "recipe": recipe, "digest": digest, "version": version}
            told = {"options": self._options(filters), "meaning": MEANING, **remarked(self._remarks(answer))}
            write_body({**head, **told, **answer.body(page)}, output)
        else:
            write_table(*answer.table(self.shown, page), format_name, output)

    @property
    def _page(self) -> StreamPage:
        return StreamPage(
            stop_of(self.source) if self.source else None,
            stop_of(self.target) if self.target else None,
            self.limit,
            self.offset,
        )

    def _answer(self, basis: Basis, filters: Filters) -> Answer:
        key = (filters, *(getattr(self, name) for name in _COUNTS))
        return basis.keep("streams", key, lambda: self._made(basis, filters))

    def _made(self, basis: Basis, filters: Filters) -> Answer:
        ledger, names = basis.ledger(filters, Rules(doubtful=self.doubtful)), basis.names(filters)
        chosen, in_vain = self._chosen(ledger, names)
        units = units_of(chosen)
        unit = self._unit(units)
        left_out = self._of_parties(ledger.excluded, names)
        elsewhere = [
            each
            for each in left_out
            if all(not asked or own in ("", asked) for own, asked in zip(each.statement.unit, unit, strict=True))
        ]
        plans = [each.statement for each in left_out if each.reason == PLANNED and self._would_count(each.statement)]
        return Answer(ledger, unit, chosen, course(units.get(unit, ()), self.top), names, elsewhere, in_vain, plans)

    def _would_count(self, plan: Statement) -> bool:
        return all(plan.unit) and plan.figure is not None and (self.doubtful or not plan.doubtful)

    def _of_parties(self, excluded: Sequence[Excluded], names: Names) -> Sequence[Excluded]:
        """Give what does not count of the parties that are asked for, or whose label has what is asked for in it."""
        for at, column in enumerate(COLUMNS):
            if reference := getattr(self, column):
                parties = {iri for each in excluded for iri in steps(each.statement)[at]}
                party = _party(reference, parties, names) or {
                    each.iri for each in names.nodes(sorted(parties)) if fold(reference) in fold(each.label)
                }
                excluded = [each for each in excluded if party & {*steps(each.statement)[at]}]
        return excluded

    def _unit(self, units: Sequence[Unit] | Any) -> Unit:
        """Give the first unit that is asked for; what is asked for where there is none."""
        fitting = (unit for unit in units if self.currency in ("", unit[0]) and self.kind in ("", unit[1]))
        return next(fitting, (self.currency, self.kind))

    def _chosen(self, ledger: Ledger, names: Names) -> tuple[Sequence[Entry], list[Remark]]:
        """Give the entries of the parties that are asked for, and say who of them is in none."""
        chosen, remarks = ledger.entries, list[Remark]()
        for at, column in enumerate(COLUMNS):
            if reference := getattr(self, column):
                parties = {iri for each in chosen for iri in steps(each.statement)[at]}
                party = _party(reference, parties, names)
                if not party:
                    others = sorted(each.label for each in names.nodes(sorted(parties)))[:_NAMED]
                    (asked,) = names.nodes([reference])
                    name = asked.label if asked.type else reference
                    remarks.append(Remark(f"no-such-{column}", asked=brief(name), names=others))
                chosen = tuple(each for each in chosen if party & {*steps(each.statement)[at]})
        return chosen, remarks

    def _remarks(self, answer: Answer) -> Iterator[Remark]:
        """Say what is to be minded: what counts in other units as well, and what was asked for in vain."""
        yield from answer.in_vain
        entries = answer.course.within(None, None)
        if not entries and answer.chosen:
            yield Remark("nothing-counts", unit=unit_value(answer.unit))
        if overlap := [each for each in entries if each.also_in]:
            figure = written(added(each.amount for each in overlap).figure)
            yield Remark("counts-elsewhere-too", amount={"low": figure, "high": figure})
        if disputed := sum(each.disputed for each in entries):
            yield Remark("disputed", count=disputed)

    def _options(self, filters: Filters) -> dict[str, Any]:
        """Give what was chosen otherwise than by default, as it can be written as JSON."""
        defaults = {each.name: each.default for each in fields(self)}
        chosen = {name: choice for name in _COUNTS if (choice := getattr(self, name)) != defaults[name]}
        return {**replace(filters, include_planned=True).options, **chosen}


def _party(reference: str, parties: set[str], names: Names) -> set[str]:
    """Find those of some parties that have an IRI or a name."""
    if reference in parties or "://" in reference:
        return {reference} & parties
    nodes = names.nodes(sorted(parties))
    return {each.iri for each in nodes if fold(reference) in map(fold, (each.label, *each.names))}
