"""The views and the edges they consist of, read from the ontology; none of its classes is named here.

What is named is the declaring vocabulary: `ikg:edgePath` and `ikg:edgeRole` on a class, `ikg:isEdge` on a
property, and `ikg:View` with what it projects. A view that is added to the ontology is a view of the service.

>>> sorted(load_views())
['affiliation', 'co-funding', 'co-recipients', 'funding', 'involvement', 'partnership']
>>> find_view("funding").recipe
'funding/2'
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

from kg.errors import UnknownField, UnknownName
from kg.ontology import Ontology, ontology
from kg.sentences import Sentence
from kg.store.rdf import PREFIXES, RDF_TYPE, text_of
from kg.vocabulary import RecordClass, Vocabulary, load_vocabulary

RULES_VERSION = 2
"""Goes up whenever the same records would project to another network."""

SELF = "@id"
"""Stands in a path for the record itself."""

_IKG, _SKOS = PREFIXES["ikg"], PREFIXES["skos"]

_PROPERTIES = ("edgeRole", "amountProperty", "currencyProperty", "kindProperty")


@dataclass(frozen=True, slots=True)
class EdgeClass:
    """How each record of one class becomes edges.

    The values of consecutive present properties of `path` are linked, each with each. `role` is the property
    that holds the role; `default_role` is the role of a record without one. `amount`, `currency` and `kind`
    are the properties of a sum of money, empty for a class that has none. `roles` are the names of those that count;
    none, all do.
    """

    record_class: RecordClass
    path: tuple[str, ...]
    role: str
    default_role: str
    amount: str = ""
    currency: str = ""
    kind: str = ""
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class View:
    """A network by its name, and the recipe by which it is projected.

    `roles` are the roles that count, None where all do, and `role_names` those that its edges can have, by their
    local names. In a co-participation, those at the start of a path that lead to the same are linked with each
    other, whatever place of the path that is at. `membership` is the
    property by which a group names members that count where the group stands, empty where none do. `types` are the
    classes of what can be a node, by name; empty, all can. `options` are those of :class:`kg.network.filters.Filters`
    that a call has unless it says otherwise. `recipe` names view and version of the rules, so that a
    score can be traced to them.
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
    membership: str = ""
    types: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tells_money(self) -> bool:
        """Tell whether any of its edges may have a sum."""
        return any(each.amount for each in self.edge_classes)

    @property
    def digest(self) -> str:
        """Give the digest (SHA-256) of what decides which network records give: all but names and words."""
        content = {
            "rules": RULES_VERSION,
            "directed": self.directed,
            "co_participation": self.co_participation,
            "edges": [
                [
                    *(each.record_class.iri, each.path, each.role, each.default_role, sorted(each.roles)),
                    *(each.amount, each.currency, each.kind),
                ]
                for each in self.edge_classes
            ],
            "roles": None if self.roles is None else sorted(self.roles),
            "membership": self.membership,
            "types": sorted(self.types),
            "options": dict(self.options),
        }
        return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def demand_roles(self, names: Iterable[str]) -> None:
        """Raise UnknownField for the name of a role that none of its edges can have."""
        for name in names:
            if name not in self.role_names:
                raise UnknownField(Sentence("role in %(view)s", view=self.name), name, self.role_names)


@cache
def load_views() -> Mapping[str, View]:
    """Read all views from the ontology folder, once per process."""
    return read_views(ontology(), load_vocabulary())


@cache
def load_unions() -> View:
    """Read which records say that the nodes they link are one."""
    declared, marker = ontology(), f"{_IKG}unitesAs"
    iris = sorted({text_of(quad.subject) for quad in declared.quads if quad.predicate.value == marker})
    return View(
        name="",
        recipe="",
        label="",
        description="",
        directed=False,
        co_participation=False,
        edge_classes=tuple(each for iri in iris for each in _edge_classes(iri, declared, load_vocabulary())),
        roles=frozenset(role for iri in iris for role in declared.texts(iri, marker)),
    )


def find_view(name: str) -> View:
    """Find a view by its name. Raises UnknownName."""
    if name not in load_views():
        raise UnknownName("view", name, load_views())
    return load_views()[name]


def read_views(declared: Ontology, vocabulary: Vocabulary) -> dict[str, View]:
    """Read the views that an ontology declares, by name."""
    views = [_read_view(iri, declared, vocabulary) for iri in declared.subjects(RDF_TYPE.value, f"{_IKG}View")]
    return {view.name: view for view in sorted(views, key=lambda view: view.name)}


def local_name(iri: str) -> str:
    """Give the last part of an IRI.

    >>> local_name("https://w3id.org/innovation-kg/ontology/roles/partner"), local_name("http://www.w3.org/ns/org#Post")
    ('partner', 'Post')
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def _read_view(iri: str, declared: Ontology, vocabulary: Vocabulary) -> View:
    name = declared.text(iri, f"{_SKOS}notation")
    projected = sorted(declared.texts(iri, f"{_IKG}projects"))
    edge_classes = tuple(each for what in projected for each in _edge_classes(what, declared, vocabulary))
    marker = declared.text(iri, f"{_IKG}requiresRole")
    roles = frozenset(declared.subjects(marker, "true")) if marker else None
    return View(
        name=name,
        recipe=f"{name}/{RULES_VERSION}",
        label=declared.label(iri),
        description=declared.definition(iri),
        directed=declared.text(iri, f"{_IKG}directed") == "true",
        co_participation=declared.text(iri, f"{_IKG}projection") == f"{_IKG}CoParticipationProjection",
        edge_classes=edge_classes,
        roles=roles,
        role_names=frozenset(role_names_of(edge_classes) if roles is None else map(local_name, roles)),
        membership=declared.text(iri, f"{_IKG}countsMembersBy"),
        types=tuple(sorted(vocabulary.by_iri[each].name for each in declared.texts(iri, f"{_IKG}nodeType"))),
        options=json.loads(declared.text(iri, f"{_IKG}options") or "{}"),
    )


def role_names_of(edge_classes: Iterable[EdgeClass]) -> Iterator[str]:
    """Yield the names of the roles that records of some classes may have, and of those of records that name none."""
    for edge_class in edge_classes:
        if edge_class.roles:
            yield from edge_class.roles
            continue
        yield edge_class.default_role
        for each in edge_class.record_class.fields.values():
            if each.iri == edge_class.role:
                yield from map(local_name, ontology().concepts(each.scheme.rstrip("/")))


@cache
def declared_paths() -> Mapping[str, EdgeClass]:
    """Give by the name of each class that has a path how its records become edges."""
    with_path = (each for each in load_vocabulary().classes.values() if ontology().text(each.iri, f"{_IKG}edgePath"))
    return {each.name: next(_edge_classes(each.iri, ontology(), load_vocabulary())) for each in with_path}


def _edge_classes(iri: str, declared: Ontology, vocabulary: Vocabulary) -> Iterator[EdgeClass]:
    """Yield one for a class with a path or a tie; for a property that is an edge, one per class that has it."""
    if path := declared.text(iri, f"{_IKG}edgePath"):
        class_iri = declared.text(iri, f"{_IKG}tieOf") or iri
        role, amount, currency, kind = (declared.text(class_iri, f"{_IKG}{name}") for name in _PROPERTIES)
        places, default = tuple(declared.members(path)), local_name(class_iri)
        yield EdgeClass(vocabulary.by_iri[class_iri], places, role, default, amount, currency, kind)
    elif declared.text(iri, f"{_IKG}isEdge") == "true":
        for record_class in vocabulary.classes.values():
            if any(field.iri == iri for field in record_class.fields.values()):
                yield EdgeClass(record_class, (SELF, iri), "", local_name(iri))
