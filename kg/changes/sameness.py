"""What decisions make one: from each record of a thing to the one that it is shown as, so that plain SPARQL can follow.

It is derived with each change, into a graph of its own that nobody edits: `ikg:canonical` and `owl:sameAs` of each
record but the canonical one. That is the one which the latest decision names or, where none does, the first by IRI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.changes.change_set import ChangeSet
from kg.curated import CANONICAL, Curated
from kg.mapping import Mapping
from kg.store import Content
from kg.store.rdf import PREFIXES, NamedNode, Quad, text_of
from kg.validation.after import ChangeOverlay
from kg.validation.decisions import FIRST, FOLLOWED, SAME, SECOND, STAYS, VERDICT

_SAME_AS = NamedNode(f"{PREFIXES['owl']}sameAs")
_DECIDED = NamedNode(f"{PREFIXES['ikg']}decidedOn")
_PARTS = (*FOLLOWED, _DECIDED)


def with_canonicals(change: ChangeSet, store: Content, mapping: Mapping) -> ChangeSet:
    """Give a change with what follows from it for what is one; `store` is as it was before. Raises OSError."""
    if not change.mentions(_PARTS):
        return change
    sameness = _Sameness(change, store, mapping)
    concerned = sameness.concerned()
    before = {quad for iri in concerned for quad in store.quads(NamedNode(iri), graph=mapping.same_graph)}
    after = {
        Quad(NamedNode(iri), property_, NamedNode(canonical), mapping.same_graph)
        for iri, canonical in sameness.canonicals(concerned)
        for property_ in (CANONICAL, _SAME_AS)
    }
    return change.extended(sorted(before - after, key=str), sorted(after - before, key=str))


class _Sameness:
    """The decisions that there are after a change."""

    def __init__(self, change: ChangeSet, store: Content, mapping: Mapping) -> None:
        records = Curated(store, mapping.base_iri)
        self._store, self._graph = store, mapping.same_graph
        self._overlay = ChangeOverlay(records, _PARTS)
        for is_addition, quad in change.rows(_PARTS):
            if records.has(quad):
                self._overlay.take(is_addition, quad)

    def concerned(self) -> set[str]:
        """Give the records that the change may make one with others, or apart from them."""
        overlay = self._overlay
        decisions = [*overlay.changed(*_PARTS)]
        ends = {
            text_of(end)
            for decision in decisions
            for property_ in (FIRST, SECOND)
            for end in (*overlay.before(decision, property_), *overlay.objects(decision, property_))
        }
        before = {member for end in ends for member in self._members_before(end)}
        return {member for end in ends | before for member in self._joined(end)} | before | ends

    def canonicals(self, iris: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield those that are shown as another record, with that one."""
        things: set[str] = set()
        for iri in sorted(iris):
            if iri not in things:
                decided = self._joined(iri)
                things |= decided.keys()
                named = [each for by_decision in decided.values() for each in by_decision]
                latest = max((date for date, _ in named), default="")
                canonical = min((stays for date, stays in named if date == latest), default=min(decided))
                yield from ((member, canonical) for member in sorted(decided) if member != canonical)

    def _members_before(self, iri: str) -> Iterator[str]:
        """Yield what was one with a record before the change, as it was derived."""
        node = NamedNode(iri)
        canonicals = [quad.object for quad in self._store.quads(node, CANONICAL, graph=self._graph)]
        for canonical in (node, *canonicals):
            yield text_of(canonical)
            yield from (text_of(quad.subject) for quad in self._store.quads(None, CANONICAL, canonical, self._graph))

    def _joined(self, start: str) -> dict[str, list[tuple[str, str]]]:
        """Map what is one with a record to (date, canonical) of the decisions on it that name one."""
        overlay, named = self._overlay, dict[str, list[tuple[str, str]]]({start: []})
        waiting = [start]
        for iri in waiting:
            for near, far in ((FIRST, SECOND), (SECOND, FIRST)):
                for decision in overlay.subjects(near, NamedNode(iri)):
                    if SAME not in map(text_of, overlay.objects(decision, VERDICT)):
                        continue
                    latest = max(map(text_of, overlay.objects(decision, _DECIDED)), default="")
                    named[iri] += [(latest, text_of(each)) for each in overlay.objects(decision, STAYS)]
                    for other in map(text_of, overlay.objects(decision, far)):
                        if other not in named:
                            named[other] = []
                            waiting.append(other)
        return named
