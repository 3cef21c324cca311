"""What stands at the ends of claims: nodes by type and kind, and those who count because their group stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from kg.errors import UnknownField
from kg.network.columns import Booleans, Codes, Columns, Integers, Pairs, distinct, joined
from kg.network.declarations import View, local_name
from kg.network.filters import CONFIDENCES, Filters
from kg.network.projection.admission import field_of
from kg.network.projection.confidence import Sureness
from kg.ontology import ontology
from kg.vocabulary import FieldKind, load_vocabulary

_NOBODY = (1 << 32) - 1
"""The number of no record."""
_SUREST = len(CONFIDENCES) - 1


class Ends(NamedTuple):
    """What some records have at one place of their path, in columns of one length, sorted by record.

    `codes` are of nodes. `joint` are those that do not stand there alone, or only in the place of a group;
    `sureness` is a place in :data:`kg.network.filters.CONFIDENCES` or -1 of their being there, if the record is sure.
    """

    records: Integers
    codes: Integers
    joint: Integers
    sureness: Integers

    def where(self, chosen: Booleans) -> Ends:
        """Keep some of them."""
        return Ends(*(each[chosen] for each in self))


class Nodes:
    """Tells which nodes count."""

    def __init__(self, columns: Columns, counted: Callable[[str], str]) -> None:
        self._columns, self._counted = columns, counted
        self._classes = load_vocabulary().classes

    def chosen(self, view: View, filters: Filters) -> Iterator[tuple[str, BitMap]]:
        """Yield the records that can be nodes, with the reason for which no others can; nothing where all can.

        Raises UnknownField for a kind that there is not.
        """
        for names in (view.types, filters.types):
            if names:
                members = (self._columns.members(self._classes[name].iri) for name in names)
                yield "other_type", BitMap.union(BitMap(), *members)
        if filters.kinds:
            yield "other_kind", self._of_kinds(filters.kinds)

    def _of_kinds(self, names: tuple[str, ...]) -> BitMap:
        """Find the records of some kinds, each by its own name or by that of the term that it counts as."""
        known, records = set[str](), BitMap()
        for record_class in self._classes.values():
            field = record_class.fields.get("kind")
            if field is None or field.kind is not FieldKind.CONCEPT:
                continue
            known |= {*map(local_name, ontology().concepts(field.scheme.rstrip("/")))}
            for term, having in field_of(self._columns, record_class, "kind").items():
                own = {local_name(term), local_name(self._counted(term))}
                known |= own
                if own & {*names}:
                    records |= having
        for name in names:
            if name not in known:
                raise UnknownField("kind", name, known)
        return records

    def among(self, texts: list[str], chosen: BitMap) -> Booleans:
        """Tell of each node, by its IRI, whether it is among some records."""
        numbers = self._columns.numbers(texts)
        return np.fromiter((numbers.get(text, _NOBODY) in chosen for text in texts), np.bool_, len(texts))


class Memberships:
    """Who is in which group, as far as it counts: by the word of a sure enough record of an admitted dataset.

    `groups` are the members that each states, with how sure that is.
    """

    def __init__(self, columns: Columns, view: View, admitted: Callable[[BitMap], BitMap], lowest: str) -> None:
        self.groups: dict[str, dict[str, int]] = {}
        for record_class in load_vocabulary().classes.values() if view.membership else ():
            if not any(field.iri == view.membership for field in record_class.fields.values()):
                continue
            groups = admitted(columns.members(record_class.iri))
            levels = Sureness(columns, record_class).least((view.membership,), groups)
            for member, having in columns.column(view.membership).items():
                for group, iri in columns.iris(having & (levels[lowest] if lowest else groups)).items():
                    sureness = max(
                        (place for place, name in enumerate(CONFIDENCES) if group in levels[name]), default=-1
                    )
                    self.groups.setdefault(iri, {})[member] = sureness

    def of(self, nodes: Codes, same: Mapping[str, str]) -> tuple[Pairs, Integers]:
        """Give groups with their members by the codes of nodes, sorted by group, and how sure each membership is.

        The members of a group within a group are members of both.
        """
        rows = sorted(
            (nodes.code(same.get(group, group)), nodes.code(same.get(member, member)), -sureness)
            for group in self.groups
            for member, sureness in self._members(group).items()
        )
        table = np.asarray(rows, dtype=np.int64).reshape(-1, 3)
        table = table[distinct(table[:, 0], table[:, 1])]  # of several memberships the surest
        table = table[table[:, 0] != table[:, 1]]
        return Pairs(table[:, 0], table[:, 1]), -table[:, 2]

    def _members(self, group: str) -> dict[str, int]:
        """Walk from a group to all who are in it; each is as sure as the least sure step of the surest way."""
        members: dict[str, int] = {}
        waiting = [(group, _SUREST)]
        while waiting:
            within, least = waiting.pop()
            for member, sureness in self.groups.get(within, {}).items():
                sure = min(least, sureness)
                if sure > members.get(member, -2) and member != group:
                    members[member] = sure
                    waiting.append((member, sure))
        return members


def ends_of(stated: Pairs, memberships: Pairs, sureness: Integers) -> Ends:
    """Give what is stated of records, distinct and sorted, and with it the members of the groups that are stated."""
    alone = Ends(
        stated.records,
        stated.codes,
        several(stated.records).astype(np.int64),
        np.full(len(stated.records), _SUREST, dtype=np.int64),
    )
    order = np.argsort(stated.codes, kind="stable")
    place, member = joined(stated.codes[order], memberships.records)
    if not len(place):
        return alone
    records, codes = stated.records[order][place], memberships.codes[member]
    added = Ends(records, codes, np.ones(len(records), dtype=np.int64), sureness[member])
    both = Ends(*(np.concatenate(each) for each in zip(alone, added, strict=True)))
    order = distinct(both.records, both.codes)  # stable: what is stated goes before what follows from a group
    return Ends(*(each[order] for each in both))


def several(records: Integers) -> Booleans:
    """Tell of each row of a sorted column whether another row has the same record."""
    alike = np.zeros(len(records) + 1, dtype=np.bool_)
    alike[1:-1] = records[1:] == records[:-1]
    return alike[1:] | alike[:-1]
