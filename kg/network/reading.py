"""Which records of a view count, what they link, and for what reason the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.dates import was_known
from kg.network.claims import Step
from kg.network.declarations import SELF, EdgeClass, View, local_name
from kg.network.filters import CONFIDENCES, Filters, certainty
from kg.network.statements import Statements
from kg.store.rdf import PREFIXES
from kg.vocabulary import load_vocabulary

_SOURCE, _PUBLISHED = f"{PREFIXES['prov']}hadPrimarySource", f"{PREFIXES['dcterms']}issued"
_EACH_ITSELF: Mapping[str, str] = {}

Members = Sequence[tuple[str, list[str]]]
"""What a record has at each of the present properties of its path."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The steps of the records that count, sorted by record within each class, and how many do not, by reason.

    Reasons are those of :meth:`kg.network.filters.Filters.refusal`, `known_later`, `below_confidence`, `other_role`,
    `other_type`, and `no_funder` and its like where an end of the path is not stated; a record without both ends counts
    under each.
    """

    steps: tuple[Step, ...]
    left_out: Mapping[str, int]


def read_steps(view: View, statements: Statements, filters: Filters, same: Mapping[str, str] = _EACH_ITSELF) -> Reading:
    """Read the records of a view as far as the filters admit them; what `same` maps goes by what it is mapped to.

    Raises UnknownField for a role that no edge of the view can have.
    """
    view.demand_roles(filters.roles)
    reader = _Reader(view, statements, filters, same)
    steps = tuple(step for edge_class in view.edge_classes for step in reader.steps(edge_class))
    return Reading(steps, dict(sorted(reader.left_out.items())))


class _Reader:
    """Reads steps, and counts why records yield none."""

    def __init__(self, view: View, statements: Statements, filters: Filters, same: Mapping[str, str]) -> None:
        self._view, self._statements, self._filters, self._same = view, statements, filters, same
        self.left_out: Counter[str] = Counter()
        classes = load_vocabulary().classes
        self._typed = [statements.instances(classes[name].iri) for name in filters.types]

    def steps(self, edge_class: EdgeClass) -> Iterator[Step]:
        """Yield the steps of the records of one class."""
        for record in sorted(self._statements.instances(edge_class.record_class.iri)):
            members = self._statements.members(edge_class, record)
            if edge_class.path[0] == SELF and len(members) < 2:
                continue  # of which nothing is said is not left out
            refusals, links = self._judged(edge_class, record, members)
            self.left_out.update(refusals)
            yield from links

    def _judged(self, edge_class: EdgeClass, record: str, members: Members) -> tuple[list[str], list[Step]]:
        """Give the reasons for which a record makes no step, or its steps."""
        record_class = edge_class.record_class
        times = self._statements.values(record_class, "when", record)
        # a table is read with its first value, and what no filter asks for is not read
        skipped = self._filters.include_planned
        modalities = [] if skipped else self._statements.terms(record_class, "modality", record)
        if refusal := self._filters.refusal(times, modalities):
            return [refusal], []
        if self._filters.known_by and not self._was_known(edge_class, record):
            return ["known_later"], []
        if len(members) < 2:
            return self._missing(edge_class, record), []
        roles = self._roles(record, edge_class)
        if not roles:
            return ["other_role"], []
        kept = [(property_, self._kept(iris, property_, edge_class)) for property_, iris in members]
        linked = [(near, far) for near, far in pairwise(kept) if near[1] and far[1]]
        if not linked:
            return ["other_type"], []
        sureness = self._sureness(record, edge_class)
        links = []
        for (near, sources), (far, targets) in linked:
            least = min(sureness(each) for each in (near, far, edge_class.role) if each not in ("", SELF))
            if self._filters.trust(least):
                links.append(Step(record, edge_class, sources, targets, roles, least, tuple(times)))
        return [] if links else ["below_confidence"], links

    def _was_known(self, edge_class: EdgeClass, record: str) -> bool:
        values, table = self._statements.values, self._statements.table
        passages = values(edge_class.record_class, "evidence", record)
        documents = {document for passage in passages for document in table(_SOURCE).get(passage, ())}
        published = [table(_PUBLISHED).get(each, frozenset()) for each in sorted(documents)]
        return was_known(self._filters.known_by, published, values(edge_class.record_class, "as_of", record))

    def _missing(self, edge_class: EdgeClass, record: str) -> list[str]:
        names = {field.iri: name for name, field in edge_class.record_class.fields.items()}
        ends = edge_class.path[0], edge_class.path[-1]
        return [f"no_{names.get(end, local_name(end))}" for end in ends if not self._statements.table(end).get(record)]

    def _roles(self, record: str, edge_class: EdgeClass) -> list[str]:
        stated = self._statements.counted(edge_class.role, record) if edge_class.role else []
        if self._view.roles is None:
            roles = [local_name(role) for role in stated] or [edge_class.default_role]
        else:
            roles = [local_name(role) for role in stated if role in self._view.roles]
        return [role for role in roles if role in self._filters.roles] if self._filters.roles else roles

    def _kept(self, iris: list[str], property_: str, edge_class: EdgeClass) -> list[str]:
        """Give those of the types that count, by the names by which they go; a shared activity is no node."""
        is_node = not (self._view.co_participation and property_ == edge_class.path[-1])
        if self._typed and is_node:
            iris = [iri for iri in iris if any(iri in typed for typed in self._typed)]
        return sorted({self._same.get(iri, iri) for iri in iris}) if self._same else iris

    def _sureness(self, record: str, edge_class: EdgeClass) -> Callable[[str], int]:
        """Tell how sure a record is of each of its properties: as on the whole, where it does not say otherwise."""
        record_class = edge_class.record_class
        whole = certainty(self._statements.terms(record_class, "confidence", record))
        apart = {
            property_: place
            for place, name in enumerate(CONFIDENCES)
            for property_ in self._statements.values(record_class, f"{name}_fields", record)
        }
        return lambda property_: apart.get(property_, whole)
