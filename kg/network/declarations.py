"""The views and the edges they consist of, read from the ontology; none of its classes is named here.

What is named is the declaring vocabulary: `ikg:edgePath` and `ikg:edgeRole` on a class, `ikg:isEdge` on a
property, and `ikg:View` with what it projects. A view that is added to the ontology is a view of the service.

>>> sorted(load_views())
['affiliation', 'funding', 'involvement', 'partnership']
>>> find_view("funding").recipe
'funding/1'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kg.errors import UnknownField, UnknownName
from kg.store.rdf import PREFIXES, RDF_TYPE, Quad, Term
from kg.vocabulary import RecordClass, Vocabulary, load_vocabulary, ontology_quads

RULES_VERSION = 1
"""Goes up whenever the same records would project to another network."""

SELF = "@id"
"""Stands in a path for the record itself."""

_IKG, _RDF, _RDFS, _SKOS = (PREFIXES[prefix] for prefix in ("ikg", "rdf", "rdfs", "skos"))

_PROPERTIES = ("edgeRole", "amountProperty", "currencyProperty", "kindProperty")

Ontology = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class EdgeClass:
    """How each record of one class becomes edges.

    The values of consecutive present properties of `path` are linked, each with each. `role` is the property
    that holds the role; `default_role` is the role of a record without one. `amount`, `currency` and `kind`
    are the properties of a sum of money, empty for a class that has none.
    """

    record_class: RecordClass
    path: tuple[str, ...]
    role: str
    default_role: str
    amount: str = ""
    currency: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A network by its name, and the recipe by which it is projected.

    `roles` are the roles that count, None where all do, and `role_names` those that its edges can have, by their
    local names. In a co-participation, sources that share a target are linked with each other. `recipe` names view
    and version of the rules, so that a score can be traced to them.
    """

    name: str
    recipe: str
    label: str
    description: str
    directed: bool
    co_participation: bool
    edge_classes: tuple[EdgeClass, ...]
    roles: frozenset[str] | None
    role_names: frozenset[str] = frozenset()

    def demand_roles(self, names: Iterable[str]) -> None:
        """Raise UnknownField for the name of a role that none of its edges can have."""
        for name in names:
            if name not in self.role_names:
                raise UnknownField(f"role in {self.name}", name, self.role_names)


@cache
def load_views() -> Mapping[str, View]:
    """Read all views from the ontology folder, once per process."""
    return read_views(ontology_quads(), load_vocabulary())


@cache
def load_unions() -> View:
    """Read which records say that the nodes they link are one."""
    said = _index(ontology_quads())
    marker = f"{_IKG}unitesAs"
    iris = sorted(iri for iri, facts in said.items() if marker in facts)
    return View(
        name="",
        recipe="",
        label="",
        description="",
        directed=False,
        co_participation=False,
        edge_classes=tuple(each for iri in iris for each in _edge_classes(iri, said, load_vocabulary())),
        roles=frozenset(role for iri in iris for role in said[iri][marker]),
    )


def find_view(name: str) -> View:
    """Find a view by its name. Raises UnknownName."""
    if name not in load_views():
        raise UnknownName("view", name, load_views())
    return load_views()[name]


def read_views(ontology: Iterable[Quad], vocabulary: Vocabulary) -> dict[str, View]:
    """Read the views that an ontology declares, by name."""
    said = _index(ontology)
    iris = [iri for iri, facts in said.items() if f"{_IKG}View" in facts.get(RDF_TYPE.value, ())]
    views = [_read_view(iri, said, vocabulary) for iri in iris]
    return {view.name: view for view in sorted(views, key=lambda view: view.name)}


def local_name(iri: str) -> str:
    """Give the last part of an IRI.

    >>> local_name("https://w3id.org/innovation-kg/ontology/roles/partner"), local_name("http://www.w3.org/ns/org#Post")
    ('partner', 'Post')
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def _index(quads: Iterable[Quad]) -> Ontology:
    index: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        facts = index.setdefault(_text(quad.subject), {})
        facts.setdefault(quad.predicate.value, []).append(_text(quad.object))
    return index


def _text(term: Term) -> str:
    return getattr(term, "value", "")


def _one(said: Ontology, subject: str, predicate: str) -> str:
    return min(said.get(subject, {}).get(predicate, ()), default="")


def _read_view(iri: str, said: Ontology, vocabulary: Vocabulary) -> View:
    name = _one(said, iri, f"{_SKOS}notation")
    projected = sorted(said[iri].get(f"{_IKG}projects", ()))
    marker = _one(said, iri, f"{_IKG}requiresRole")
    edge_classes = tuple(each for what in projected for each in _edge_classes(what, said, vocabulary))
    roles = _marked(marker, said) if marker else None
    return View(
        name=name,
        recipe=f"{name}/{RULES_VERSION}",
        label=_one(said, iri, f"{_RDFS}label"),
        description=_one(said, iri, f"{_SKOS}definition"),
        directed=_one(said, iri, f"{_IKG}directed") == "true",
        co_participation=_one(said, iri, f"{_IKG}projection") == f"{_IKG}CoParticipationProjection",
        edge_classes=edge_classes,
        roles=roles,
        role_names=frozenset(map(local_name, _all_roles(edge_classes, said) if roles is None else roles)),
    )


def _all_roles(edge_classes: Iterable[EdgeClass], said: Ontology) -> Iterator[str]:
    """Yield the terms that the records of a class may name as their role, and the role of those that name none."""
    for edge_class in edge_classes:
        yield edge_class.default_role
        fields = edge_class.record_class.fields.values()
        schemes = {field.scheme.rstrip("/") for field in fields if field.iri == edge_class.role}
        for iri, facts in said.items():
            if not schemes.isdisjoint(facts.get(f"{_SKOS}inScheme", ())):
                yield iri


def _edge_classes(iri: str, said: Ontology, vocabulary: Vocabulary) -> Iterator[EdgeClass]:
    """Yield one for a class with a path; for a property that is an edge, one per class that has it."""
    if f"{_IKG}edgePath" in said.get(iri, {}):
        record_class = vocabulary.by_iri[iri]
        path = tuple(_list_members(_one(said, iri, f"{_IKG}edgePath"), said))
        role, *money = (_one(said, iri, f"{_IKG}{name}") for name in _PROPERTIES)
        yield EdgeClass(record_class, path, role, local_name(iri), *money)
    elif _one(said, iri, f"{_IKG}isEdge") == "true":
        for record_class in vocabulary.classes.values():
            if any(field.iri == iri for field in record_class.fields.values()):
                yield EdgeClass(record_class, (SELF, iri), "", local_name(iri))


def _list_members(head: str, said: Ontology) -> Iterator[str]:
    while head in said:
        yield _one(said, head, f"{_RDF}first")
        head = _one(said, head, f"{_RDF}rest")


def _marked(marker: str, said: Ontology) -> frozenset[str]:
    return frozenset(iri for iri, facts in said.items() if "true" in facts.get(marker, ()))
