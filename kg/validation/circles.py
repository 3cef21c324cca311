"""Circles in what has to lead upwards, such as `within`: a place that lies in itself, over however many others.

A *step* leads from one node to another along a property of a record, or along the relation of a link from its subject
to its object. A step closes a circle if there is a way back from where it leads. Two nodes are on a circle if they are
in one strongly connected component; each component is found once, however many records ask.

Source: R. Tarjan, Depth-First Search and Linear Graph Algorithms, 1972, with a stack of its own in the place of
recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from kg.ontology import ONTOLOGY_IRI
from kg.store.rdf import PREFIXES, DefaultGraph, NamedNode, Quad, Term
from kg.store.statements import is_iri, text_of
from kg.validation.after import ChangeOverlay
from kg.validation.paths import Facts

SUBJECT = NamedNode(f"{PREFIXES['ikg']}linkSubject")
RELATION = NamedNode(f"{PREFIXES['ikg']}relation")
OBJECT = NamedNode(f"{PREFIXES['ikg']}linkObject")
_LINK_KINDS = f"{ONTOLOGY_IRI}/link-kinds/"


@dataclass(frozen=True, slots=True)
class Step:
    """One step upwards along `relation`, all by IRI."""

    relation: str
    source: str
    target: str

    @property
    def way_back(self) -> Quad:
        """Say in one triple that the target leads back to the source."""
        return Quad(NamedNode(self.target), NamedNode(self.relation), NamedNode(self.source), DefaultGraph())


def steps_of(facts: Facts, relations: AbstractSet[str]) -> Iterator[Step]:
    """Yield the steps that one record makes along some relations."""
    for node, properties in facts.items():
        for relation in properties.keys() & relations:
            yield from (Step(relation, text_of(node), each) for each in _iris(properties[relation]))
        if RELATION.value in properties:
            yield from _steps_of_link(properties, relations)


def _steps_of_link(link: Mapping[str, Sequence[str]], relations: AbstractSet[str]) -> Iterator[Step]:
    sources, targets = (list(_iris(link.get(end.value, ()))) for end in (SUBJECT, OBJECT))
    for relation in _iris(link[RELATION.value]):
        if relation in relations:
            yield from (Step(relation, one, other) for one in sources for other in targets)


def _iris(terms: Iterable[str]) -> Iterator[str]:
    return (text_of(each) for each in terms if is_iri(each))


def onward(overlay: ChangeOverlay, relation: str, node: str) -> Iterator[str]:
    """Yield the nodes that one step along a relation leads to."""
    targets: Iterable[Term]
    if relation.startswith(_LINK_KINDS):
        links = overlay.subjects(SUBJECT, NamedNode(node))
        ours = (each for each in links if NamedNode(relation) in overlay.objects(each, RELATION))
        targets = (target for each in ours for target in overlay.objects(each, OBJECT))
    else:
        targets = overlay.objects(NamedNode(node), NamedNode(relation))
    return (each.value for each in targets if isinstance(each, NamedNode))


def followed(relations: Iterable[str]) -> Iterator[NamedNode]:
    """Yield the predicates in which steps along some relations are written."""
    yield from (SUBJECT, RELATION, OBJECT)
    yield from (NamedNode(each) for each in relations if not each.startswith(_LINK_KINDS))


Onward = Callable[[str, str], Iterable[str]]
"""Takes a relation and a node, and gives the nodes that one step along it leads to from there."""


class Circles:
    """Finds circles in a graph that stays as it is; `onward` is asked once of each node."""

    def __init__(self, onward: Onward) -> None:
        self._onward = onward
        self._components: dict[str, _Components] = {}
        self._told: set[tuple[str, int]] = set()

    def close(self, step: Step) -> bool:
        """Tell whether a step closes a circle; of nodes on circles with each other, only their first step does."""
        components = self._of(step.relation)
        if step.source == step.target or components.find(step.source) != components.find(step.target):
            return False
        circle = step.relation, components.find(step.source)
        is_new = circle not in self._told
        self._told.add(circle)
        return is_new

    def name(self, step: Step) -> list[str]:
        """Give the nodes of the shortest circle that a step closes, its source first and last."""
        components = self._of(step.relation)
        came_from, waiting = {step.target: step.source}, [step.target]
        for node in waiting:
            for each in components.steps[node]:
                if each not in came_from and components.find(each) == components.find(step.source):
                    came_from[each] = node
                    waiting.append(each)
        way = [step.source, came_from[step.source]]
        while way[-1] != step.source:
            way.append(came_from[way[-1]])
        return way[::-1]

    def _of(self, relation: str) -> _Components:
        if relation not in self._components:
            self._components[relation] = _Components(lambda node: self._onward(relation, node))
        return self._components[relation]


class _Components:
    """The strongly connected components of what some nodes lead to, by number; `steps` are those seen so far."""

    def __init__(self, onward: Callable[[str], Iterable[str]]) -> None:
        self._onward = onward
        self.steps: dict[str, tuple[str, ...]] = {}
        self._order: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._open: list[str] = []
        self._number: dict[str, int] = {}

    def find(self, node: str) -> int:
        """Give the number of the component that a node is in."""
        if node not in self._order:
            self._search(node)
        return self._number[node]

    def _search(self, start: str) -> None:
        path = [(start, self._enter(start))]
        while path:
            node, targets = path[-1]
            for target in targets:
                if target not in self._order:
                    path.append((target, self._enter(target)))
                    break
                if target not in self._number:
                    self._lower(node, self._order[target])
            else:
                path.pop()
                if path:
                    self._lower(path[-1][0], self._lowest[node])
                self._leave(node)

    def _enter(self, node: str) -> Iterator[str]:
        self._order[node] = self._lowest[node] = len(self._order)
        self.steps[node] = tuple(dict.fromkeys(self._onward(node)))
        self._open.append(node)
        return iter(self.steps[node])

    def _lower(self, node: str, order: int) -> None:
        self._lowest[node] = min(self._lowest[node], order)

    def _leave(self, node: str) -> None:
        """Close the component that a node is the first of, if it is."""
        if self._lowest[node] == self._order[node]:
            while node not in self._number:
                self._number[self._open.pop()] = self._order[node]
