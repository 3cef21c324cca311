"""Which records of a view count, what they link, and for what reason the others do not.

Sets of records are bitmaps: what a filter leaves out is taken away from all of them at once, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from pyroaring import BitMap

from kg.dates import begins_after
from kg.network.columns import Booleans, Codes, Columns, Integers, Pairs, counted, distinct, joined
from kg.network.declarations import SELF, EdgeClass, View, local_name
from kg.network.estimate import UNBOUNDED, demand_few_of_each
from kg.network.filters import CONFIDENCES, Filters
from kg.store.rdf import PREFIXES
from kg.vocabulary import RecordClass, load_vocabulary

_PUBLISHED = f"{PREFIXES['dcterms']}issued"
_PLANNED = "planned"
_NOBODY = (1 << 32) - 1
"""The number of no record."""
_EACH_ITSELF: Mapping[str, str] = {}

Column = Mapping[str, BitMap]


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims in columns of one length: by the word of one record, one node is linked to another in a role.

    `certainties` are places in :data:`kg.network.filters.CONFIDENCES` or -1, that of the least sure of the two ends and
    the role. `joint` are those of records that name several sources or several targets for this step, so that a figure
    of the record is not the claim's alone; `dated` are those of records that tell a time.
    """

    records: Integers
    sources: Integers
    targets: Integers
    roles: Integers
    certainties: Integers
    joint: Integers
    dated: Integers

    @classmethod
    def together(cls, parts: Iterable[Claims]) -> Claims:
        """Put claims behind one another."""
        columns = zip(*(each.columns for each in (_NONE, *parts)), strict=True)
        return cls(*(np.concatenate(each) for each in columns))

    @property
    def columns(self) -> tuple[Integers, ...]:
        """All columns, in order."""
        return self.records, self.sources, self.targets, self.roles, self.certainties, self.joint, self.dated

    def at(self, places: Integers) -> Claims:
        """Take some of them, in this order."""
        return Claims(*(each[places] for each in self.columns))


_NONE = Claims(*[np.empty(0, np.int64)] * 7)


@dataclass(frozen=True, slots=True)
class Reading:
    """The claims of the records that count, with what their codes stand for, and how many do not count, by reason.

    Reasons are `planned`, `undated`, `later`, `known_later`, `other_role`, `other_type`, `below_confidence`, and
    `no_funder` and its like where an end of the path is not stated; a record without both ends counts under each.
    """

    claims: Claims
    nodes: Codes
    roles: Codes
    left_out: Mapping[str, int]


def read_claims(
    view: View,
    columns: Columns,
    filters: Filters,
    same: Mapping[str, str] = _EACH_ITSELF,
    most_edges: int = UNBOUNDED,
) -> Reading:
    """Read the records of a view as far as the filters admit them; what `same` maps goes by what it is mapped to.

    Raises UnknownField for a role that no edge of the view can have, and NetworkTooLarge where one record alone links
    more than `most_edges`.
    """
    view.demand_roles(filters.roles)
    reader = _Reader(view, columns, filters, same, most_edges)
    claims = Claims.together(part for each in view.edge_classes for part in reader.claims(each))
    return Reading(claims, reader.nodes, reader.roles, dict(sorted(reader.left_out.items())))


class _Reader:
    """Reads claims, and counts why records yield none."""

    def __init__(self, view: View, columns: Columns, filters: Filters, same: Mapping[str, str], most: int) -> None:
        self._view, self._columns, self._filters, self._same, self._most = view, columns, filters, same, most
        self.nodes, self.roles = Codes(), Codes()
        self._counted = counted(columns)
        self.left_out: Counter[str] = Counter()
        classes = load_vocabulary().classes
        self._typed = BitMap.union(BitMap(), *(columns.members(classes[name].iri) for name in filters.types))

    def claims(self, edge_class: EdgeClass) -> Iterator[Claims]:
        """Yield the claims of the records of one class, for each two neighbours on its path."""
        members = self._columns.members(edge_class.record_class.iri)
        told = {each: self._told(each, members) for each in edge_class.path if each != SELF}
        if edge_class.path[0] == SELF:
            members = members & _anyone(told.values())  # of which nothing is said is not left out
            told = {SELF: {}, **told}
        stating = {each: members if each == SELF else _having(column) & members for each, column in told.items()}
        roles = self._roles(edge_class, members)
        counting = self._admitted(edge_class, members)
        counting = self._complete(edge_class, counting, stating)
        counting = self._without("other_role", counting, counting - _having(roles))
        kept = {each: self._kept(each, column, counting, edge_class) for each, column in told.items()}
        having = {each: self._of_type(counting) if each == SELF else _having(kept[each]) for each in kept}
        steps = {
            ends: between & having[ends[0]] & having[ends[1]]
            for ends, between in _neighbours(stating, counting).items()
        }
        counting = self._without("other_type", counting, counting - BitMap.union(BitMap(), *steps.values()))
        levels = _Sureness(self._columns, edge_class.record_class)
        sure = {ends: levels.least((*ends, edge_class.role), records) for ends, records in steps.items()}
        lowest = self._filters.min_confidence
        trusted = {ends: sure[ends][lowest] if lowest else records for ends, records in steps.items()}
        self._without("below_confidence", counting, counting - BitMap.union(BitMap(), *trusted.values()))
        dated = _having(self._field(edge_class.record_class, "when"))
        for ends, records in trusted.items():
            near, far = (self._ends(each, kept[each], records) for each in ends)
            yield self._linked(near, far, self.roles.pairs(roles), sure[ends], dated)

    def _linked(self, near: Pairs, far: Pairs, roles: Pairs, least: Column, dated: BitMap) -> Claims:
        """Link each source of a record with each target, in each of its roles."""
        demand_few_of_each(self._view, near.records, far.records, self._most)
        one, other = joined(near.records, far.records)
        records, sources, targets = near.records[one], near.codes[one], far.codes[other]
        joint = _several(near.records)[one] | _several(far.records)[other]
        place, role = joined(records, roles.records)
        apart = sources[place] != targets[place]
        place, role = place[apart], role[apart]
        records = records[place]
        levels = np.full(len(records), -1, dtype=np.int64)
        for level, name in enumerate(CONFIDENCES):
            levels[_within(records, least[name])] = level
        return Claims(
            records,
            sources[place],
            targets[place],
            roles.codes[role],
            levels,
            joint[place].astype(np.int64),
            _within(records, dated).astype(np.int64),
        )

    def _admitted(self, edge_class: EdgeClass, members: BitMap) -> BitMap:
        """Take away what is only planned, what has no date or a later one, and what became known later."""
        filters, record_class = self._filters, edge_class.record_class
        if not filters.include_planned:
            modalities = self._field(record_class, "modality")
            planned = (having for value, having in modalities.items() if local_name(value) == _PLANNED)
            members = self._without("planned", members, BitMap.union(BitMap(), *planned))
        times = self._field(record_class, "when") if filters.as_of or filters.undated == "drop" else {}
        if filters.undated == "drop":
            members = self._without("undated", members, members - _having(times))
        if filters.as_of:
            members = self._without("later", members, _after(times, filters.as_of))
        if filters.known_by:
            members = self._without("known_later", members, self._known_later(record_class))
        return members

    def _known_later(self, record_class: RecordClass) -> BitMap:
        """Find what is told as of a later day, or rests on documents that are all later."""
        date = self._filters.known_by
        late = self._columns.numbers(self._columns.documents())
        published = _after(self._columns.column(_PUBLISHED), date)
        early, later = BitMap(), BitMap()
        for document, records in self._columns.documents().items():
            if late.get(document, _NOBODY) in published:
                later |= records
            else:
                early |= records
        return _after(self._field(record_class, "as_of"), date) | (later - early)

    def _complete(self, edge_class: EdgeClass, members: BitMap, stating: Column) -> BitMap:
        """Take away what states one place on the path at most, so that it links nothing."""
        several = BitMap.union(BitMap(), *(one & other for one, other in combinations(stating.values(), 2)))
        names = {field.iri: name for name, field in edge_class.record_class.fields.items()}
        incomplete = members - several
        for end in dict.fromkeys((edge_class.path[0], edge_class.path[-1])):
            self._without(f"no_{names.get(end, local_name(end))}", members, incomplete - stating[end])
        return members & several

    def _without(self, reason: str, records: BitMap, refused: BitMap) -> BitMap:
        """Take away the records that are refused, and count them."""
        if count := len(records & refused):
            self.left_out[reason] += count
        return records - refused

    def _roles(self, edge_class: EdgeClass, members: BitMap) -> Column:
        """Give the roles that count, each with the records of it."""
        stated: dict[str, BitMap] = {}
        for term, records in (self._columns.column(edge_class.role) if edge_class.role else {}).items():
            role = self._counted(term)
            stated[role] = stated.get(role, BitMap()) | records
        counting = self._view.roles
        roles: dict[str, BitMap] = {}
        for iri, records in stated.items():
            if counting is None or iri in counting:
                roles[local_name(iri)] = roles.get(local_name(iri), BitMap()) | (records & members)
        if counting is None:
            silent = members - _having(stated)
            roles[edge_class.default_role] = roles.get(edge_class.default_role, BitMap()) | silent
        return {
            role: having for role, having in roles.items() if not self._filters.roles or role in self._filters.roles
        }

    def _told(self, property_: str, members: BitMap) -> Column:
        column = self._columns.column(property_)
        return column if _having(column) <= members else {value: having & members for value, having in column.items()}

    def _kept(self, property_: str, column: Column, counting: BitMap, edge_class: EdgeClass) -> Column:
        """Give what counts at one place of the path: all, or that of some types; a shared activity is no node."""
        is_node = not (self._view.co_participation and property_ == edge_class.path[-1])
        if self._filters.types and is_node:
            numbers = self._columns.numbers(column)
            column = {value: having for value, having in column.items() if numbers.get(value, _NOBODY) in self._typed}
        return {value: chosen for value, having in column.items() if (chosen := having & counting)}

    def _of_type(self, records: BitMap) -> BitMap:
        return records & self._typed if self._filters.types else records

    def _ends(self, property_: str, column: Column, records: BitMap) -> Pairs:
        """Give what each of some records has at one place of the path, by the name by which it goes."""
        if property_ == SELF:
            column = {iri: BitMap([record]) for record, iri in self._columns.iris(records).items()}
        pairs = self.nodes.pairs(column)
        pairs = pairs.where(_within(pairs.records, records))
        if not self._same:
            return pairs
        pairs = Pairs(pairs.records, self.nodes.mapped(self._same)[pairs.codes])
        kept = distinct(pairs.records, pairs.codes)
        return Pairs(pairs.records[kept], pairs.codes[kept])

    def _field(self, record_class: RecordClass, name: str) -> Column:
        """Read the field of a class by its name; nothing where the class has no such field."""
        field = record_class.fields.get(name)
        return self._columns.column(field.iri) if field else {}


class _Sureness:
    """How sure records of one class are of each of their properties: as on the whole, unless they say otherwise."""

    def __init__(self, columns: Columns, record_class: RecordClass) -> None:
        fields = record_class.fields
        self._whole = {name: BitMap() for name in CONFIDENCES}
        for value, records in (columns.column(fields["confidence"].iri) if "confidence" in fields else {}).items():
            if local_name(value) in self._whole:
                self._whole[local_name(value)] = self._whole[local_name(value)] | records
        own = {name: fields.get(f"{name}_fields") for name in CONFIDENCES}
        self._apart = {name: columns.column(field.iri) if field else {} for name, field in own.items()}

    def least(self, properties: Iterable[str], records: BitMap) -> dict[str, BitMap]:
        """Give, by confidence, those of some records that are at least so sure of all of some properties."""
        least = {}
        for place, name in enumerate(CONFIDENCES):
            sure = records
            for each in properties:
                if each not in ("", SELF):
                    sure = sure & self._at_least(place, each)
            least[name] = sure
        return least

    def _at_least(self, place: int, property_: str) -> BitMap:
        said = [self._apart[name].get(property_, BitMap()) for name in CONFIDENCES]
        above = BitMap.union(BitMap(), *said[place:])
        below = BitMap.union(BitMap(), *said[:place]) - above
        whole = BitMap.union(BitMap(), *(self._whole[name] for name in CONFIDENCES[place:]))
        return (whole - below) | above


def _neighbours(stating: Column, counting: BitMap) -> dict[tuple[str, str], BitMap]:
    """Give each two places of a path with the records that state both and nothing between."""
    places = list(stating)
    neighbours = {}
    for (first, near), (second, far) in combinations(enumerate(places), 2):
        between = (stating[each] for each in places[first + 1 : second])
        neighbours[near, far] = (counting & stating[near] & stating[far]) - BitMap.union(BitMap(), *between)
    return neighbours


def _having(column: Column) -> BitMap:
    return BitMap.union(BitMap(), *column.values())


def _anyone(columns: Iterable[Column]) -> BitMap:
    return BitMap.union(BitMap(), *map(_having, columns))


def _after(times: Column, date: str) -> BitMap:
    """Find the records of which one of the times certainly begins after a date."""
    return BitMap.union(BitMap(), *(records for time, records in times.items() if begins_after(time, date)))


def _within(records: Integers, chosen: BitMap) -> Booleans:
    """Tell of each record whether it is among those chosen."""
    flags = np.zeros(max(int(records.max(initial=-1)), chosen.max() if chosen else -1) + 2, dtype=np.bool_)
    flags[np.asarray(chosen.to_array(), dtype=np.int64)] = True
    return flags[records]


def _several(records: Integers) -> Booleans:
    """Tell of each row of a sorted column whether another row has the same record."""
    alike = np.zeros(len(records) + 1, dtype=np.bool_)
    alike[1:-1] = records[1:] == records[:-1]
    return alike[1:] | alike[:-1]
