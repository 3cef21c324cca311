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

from kg.network.columns import Booleans, Codes, Columns, Counted, Integers, Pairs, counted, distinct, joined
from kg.network.declarations import SELF, EdgeClass, View, local_name
from kg.network.filters import AMOUNT, CONFIDENCES, Filters
from kg.network.projection.admission import Admission, field_of, having
from kg.network.projection.confidence import Sureness
from kg.network.projection.ends import Ends, Memberships, Nodes, ends_of
from kg.network.projection.estimate import UNBOUNDED, demand_few_of_each
from kg.network.projection.weighing import Weighing, read_weighing

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
class Around:
    """What decides on the claims of a record besides what it says itself.

    `same` maps what is one to what it goes by; `groups` are who is in which group, and how sure that is; `counted` is
    what terms count as; `late` are the records of documents that became known too late. `chosen` are the records that
    can be nodes, with the reason for which others can not.
    """

    same: Mapping[str, str]
    groups: Mapping[str, Mapping[str, int]]
    counted: Counted
    late: BitMap
    chosen: tuple[tuple[str, BitMap], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The claims of the records that count, with what their codes stand for, and which do not count.

    The records that do not count are in `left_out`, by the place of the class among those of the view, and by reason.
    Reasons are `other_dataset`, `planned`, `undated`, `earlier`, `later`, `known_later`, `other_role`, `other_type`,
    `other_kind`, `below_confidence`, and `no_funder` and its like where an end of the path is not stated; a record
    without both ends counts under each. Where money weighs, those of :mod:`kg.network.projection.weighing` are among
    them. `parts` are pairs of codes of nodes: a group, and one that counts where the group stands.
    """

    claims: Claims
    nodes: Codes
    roles: Codes
    left_out: Mapping[tuple[int, str], BitMap]
    parts: Pairs
    around: Around
    weighing: Weighing | None = None

    @property
    def reasons(self) -> dict[str, int]:
        """How many records do not count, by reason; one that is in several classes as often."""
        counts = Counter[str]()
        for (_, reason), records in self.left_out.items():
            counts[reason] += len(records)
        return {reason: count for reason, count in sorted(counts.items()) if count}


def read_claims(
    view: View,
    columns: Columns,
    filters: Filters,
    same: Mapping[str, str] = _EACH_ITSELF,
    most_edges: int = UNBOUNDED,
    some: Columns | None = None,
) -> Reading:
    """Read the records of a view as far as the filters admit them; what `same` maps goes by what it is mapped to.

    Where only some records are to be read, `some` are the columns of these alone.

    Raises UnknownField for a role that no edge of the view can have and for a kind or dataset that there is not, and
    NetworkTooLarge where one record alone links more than `most_edges`.
    """
    view.demand_roles((*filters.roles, *filters.exclude_roles))
    return _Reader(view, columns, filters, same, most_edges, some or columns).read()


class _Reader:
    """Reads claims, and notes which records yield none, and why.

    What records say of themselves is in the columns `own`, what is said of nodes, groups and terms in those of the
    `whole`.
    """

    def __init__(
        self, view: View, whole: Columns, filters: Filters, same: Mapping[str, str], most: int, own: Columns
    ) -> None:
        self._view, self._columns, self._filters, self._same, self._most = view, own, filters, same, most
        self._codes, self._role_codes = Codes(), Codes()
        self._counted = counted(whole)
        self._left_out: dict[tuple[int, str], BitMap] = {}
        self._admission = Admission(own, filters, whole)
        self._memberships = Memberships(whole, view, Admission(whole, filters).of_datasets, filters.min_confidence)
        self._nodes = Nodes(whole, self._counted)
        self._chosen = (*self._nodes.chosen(view, filters),)
        self._weighing = read_weighing(view, whole, filters, self._counted) if filters.weight == AMOUNT else None

    def read(self) -> Reading:
        """Read the records of all classes of the view."""
        claims = Claims.together(
            part for place, each in enumerate(self._view.edge_classes) for part in self._claims(place, each)
        )
        if self._weighing:
            shared = BitMap(claims.records[claims.joint == 1])
            claims = claims.at(np.flatnonzero(claims.joint == 0))
            self._left_out[len(self._view.edge_classes), "joint_amount"] = shared - BitMap(claims.records)
        around = Around(self._same, self._memberships.groups, self._counted, self._admission.late, self._chosen)
        parts = self._memberships.of(self._codes, self._same)[0]
        return Reading(claims, self._codes, self._role_codes, self._left_out, parts, around, self._weighing)

    def _claims(self, place: int, edge_class: EdgeClass) -> Iterator[Claims]:
        """Yield the claims of the records of one class, for each step on its path."""
        self._place = place
        members = self._columns.members(edge_class.record_class.iri)
        values = {each: self._told(each, members) for each in edge_class.path if each != SELF}
        if edge_class.path[0] == SELF:
            members = members & BitMap.union(BitMap(), *map(having, values.values()))  # others have nothing to say
            values = {SELF: {}, **values}
        stating = {each: members if each == SELF else having(column) & members for each, column in values.items()}
        roles = self._roles(edge_class, members)
        counting = self._admitted(edge_class, members)
        counting = self._complete(edge_class, counting, stating)
        counting = self._without("other_role", counting, counting - having(roles))
        steps = self._steps(edge_class, stating, counting)
        ends = {each: self._ends(each, column, counting) for each, column in values.items()}
        for reason, nodes in self._chosen:
            ends = {each: self._of(nodes, each, edge_class, standing) for each, standing in ends.items()}
            placed = {each: BitMap(standing.records) for each, standing in ends.items()}
            steps = {(near, far): records & placed[near] & placed[far] for (near, far), records in steps.items()}
            counting = self._without(reason, counting, counting - having(steps))
        levels = Sureness(self._columns, edge_class.record_class)
        sure = {step: levels.least((*step, edge_class.role), records) for step, records in steps.items()}
        lowest = self._filters.min_confidence
        trusted = {step: sure[step][lowest] if lowest else records for step, records in steps.items()}
        self._without("below_confidence", counting, counting - having(trusted))
        dated = having(field_of(self._columns, edge_class.record_class, "when"))
        for (near, far), records in trusted.items():
            sources, targets = (each.where(_within(each.records, records)) for each in (ends[near], ends[far]))
            yield self._linked(sources, targets, self._role_codes.pairs(roles), sure[near, far], dated)

    def _linked(self, near: Ends, far: Ends, roles: Pairs, least: Column, dated: BitMap) -> Claims:
        """Link each source of a record with each target, in each of its roles."""
        demand_few_of_each(self._view, near.records, far.records, self._most)
        one, other = joined(near.records, far.records)
        place, role = joined(near.records[one], roles.records)
        one, other = one[place], other[place]
        apart = near.codes[one] != far.codes[other]
        one, other, role = one[apart], other[apart], role[apart]
        records = near.records[one]
        levels = np.full(len(records), -1, dtype=np.int64)
        for level, name in enumerate(CONFIDENCES):
            levels[_within(records, least[name])] = level
        return Claims(
            records,
            near.codes[one],
            far.codes[other],
            roles.codes[role],
            np.minimum(levels, np.minimum(near.sureness[one], far.sureness[other])),
            near.joint[one] | far.joint[other],
            _within(records, dated).astype(np.int64),
        )

    def _admitted(self, edge_class: EdgeClass, members: BitMap) -> BitMap:
        """Take away what the filters refuse by what a record says of itself, and what has no weight."""
        for reason, refused in self._admission.refused(edge_class.record_class, members):
            members = self._without(reason, members, refused)
        if self._weighing:
            reasons = self._weighing.refused if edge_class.amount else {"no_amount": members}
            for reason, refused in reasons.items():
                members = self._without(reason, members, refused)
        return members

    def _complete(self, edge_class: EdgeClass, members: BitMap, stating: Column) -> BitMap:
        """Take away what states one place on the path at most, so that it links nothing."""
        pairs = ((stating[near], stating[far]) for near, far in self._links(edge_class))
        several = BitMap.union(BitMap(), *(one & other for one, other in pairs))
        names = {field.iri: name for name, field in edge_class.record_class.fields.items()}
        incomplete = members - several
        for end in dict.fromkeys((edge_class.path[0], edge_class.path[-1])):
            self._without(f"no_{names.get(end, local_name(end))}", members, incomplete - stating[end])
        return members & several

    def _links(self, edge_class: EdgeClass) -> Iterator[tuple[str, str]]:
        """Yield each two places on the path that can be linked: in a co-participation all with the first."""
        path = edge_class.path
        return ((path[0], each) for each in path[1:]) if self._view.co_participation else combinations(path, 2)

    def _steps(self, edge_class: EdgeClass, stating: Column, counting: BitMap) -> dict[tuple[str, str], BitMap]:
        """Give each two places with the records that link them: those that state both, and nothing between."""
        path, steps = edge_class.path, {}
        for near, far in self._links(edge_class):
            between = path[path.index(near) + 1 : path.index(far)] if not self._view.co_participation else ()
            passing = BitMap.union(BitMap(), *(stating[each] for each in between))
            steps[near, far] = (counting & stating[near] & stating[far]) - passing
        return steps

    def _without(self, reason: str, records: BitMap, refused: BitMap) -> BitMap:
        """Take away the records that are refused, and note them."""
        noted = self._left_out.get((self._place, reason), BitMap())
        self._left_out[self._place, reason] = noted | (records & refused)
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
            silent = members - having(stated)
            roles[edge_class.default_role] = roles.get(edge_class.default_role, BitMap()) | silent
        chosen = {*(self._filters.roles or roles)} & {*(edge_class.roles or roles)} - {*self._filters.exclude_roles}
        return {role: records for role, records in roles.items() if role in chosen}

    def _told(self, property_: str, members: BitMap) -> Column:
        column = self._columns.column(property_)
        return column if having(column) <= members else {value: each & members for value, each in column.items()}

    def _ends(self, property_: str, column: Column, records: BitMap) -> Ends:
        """Give what each of some records has at one place of the path, by the name by which it goes."""
        if property_ == SELF:
            column = {iri: BitMap([record]) for record, iri in self._columns.iris(records).items()}
        pairs = self._codes.pairs(column)
        pairs = pairs.where(_within(pairs.records, records))
        if self._same:
            pairs = Pairs(pairs.records, self._codes.mapped(self._same)[pairs.codes])
            order = distinct(pairs.records, pairs.codes)
            pairs = Pairs(pairs.records[order], pairs.codes[order])
        return ends_of(pairs, *self._memberships.of(self._codes, self._same))

    def _of(self, chosen: BitMap, property_: str, edge_class: EdgeClass, standing: Ends) -> Ends:
        """Keep what is among some records, at one place of the path; a shared activity is no node."""
        if self._view.co_participation and property_ != edge_class.path[0]:
            return standing
        codes = np.unique(standing.codes)
        chosen_codes = codes[self._nodes.among([self._codes.texts[code] for code in codes], chosen)]
        return standing.where(np.isin(standing.codes, chosen_codes))


def _within(records: Integers, chosen: BitMap) -> Booleans:
    """Tell of each record whether it is among those chosen."""
    flags = np.zeros(max(int(records.max(initial=-1)), chosen.max() if chosen else -1) + 2, dtype=np.bool_)
    flags[np.asarray(chosen.to_array(), dtype=np.int64)] = True
    return flags[records]
