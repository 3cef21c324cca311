"""The ontology, the schemes, the context and the shapes say the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from kg.ontology import ontology_folder
from kg.vocabulary import FieldKind, RecordClass, load_vocabulary

IKG = Namespace("https://w3id.org/innovation-kg/ontology#")
ORG = Namespace("http://www.w3.org/ns/org#")
SCHEMA = Namespace("https://schema.org/")
VOCABULARY = load_vocabulary()
CLASSES = list(VOCABULARY.classes.values())


@cache
def graph(*names: str) -> Graph:
    found = Graph()
    for name in names:
        found.parse(ontology_folder() / f"{name}.ttl")
    return found


def ontology() -> Graph:
    return graph("ontology", "schemes", "identifiers")


def concepts() -> list[str]:
    return sorted(str(each) for each in ontology().subjects(RDF.type, SKOS.Concept))


def properties() -> list[str]:
    """List every property that the context maps a field to, those of evidence nodes included."""
    evidence = VOCABULARY.context["evidence"]["@context"]
    inner = [each if isinstance(each, str) else each["@id"] for name, each in evidence.items() if name != "type"]
    prefixes = {name: iri for name, iri in VOCABULARY.context.items() if isinstance(iri, str) and "//" in iri}
    expanded = [prefixes[each.partition(":")[0]] + each.partition(":")[2] for each in inner]
    return sorted({*expanded, *(field.iri for each in CLASSES for field in each.fields.values())})


def assert_documented(subject: Node) -> None:
    labels = [*ontology().objects(subject, RDFS.label), *ontology().objects(subject, SKOS.prefLabel)]
    definitions = list(ontology().objects(subject, SKOS.definition))
    assert len(labels) == 1, subject
    assert len(definitions) == 1, subject
    assert str(labels[0]).strip()
    assert str(definitions[0]).strip().endswith((".", "!"))


def test_there_is_something_to_test() -> None:
    assert len(properties()) > 55
    assert len(concepts()) > 100
    assert len(CLASSES) == 22


@pytest.mark.parametrize("iri", properties())
def test_a_property_of_the_context_is_documented(iri: str) -> None:
    assert_documented(URIRef(iri))
    kinds = set(ontology().objects(URIRef(iri), RDF.type))
    assert kinds & {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.name)
def test_a_class_is_documented_and_has_a_collection(each: RecordClass) -> None:
    assert_documented(URIRef(each.iri))
    assert [str(found) for found in ontology().objects(URIRef(each.iri), IKG.collection)] == [each.collection]


def test_every_collection_belongs_to_a_class_of_the_context() -> None:
    collections = {str(found) for found in ontology().objects(None, IKG.collection)}
    assert collections == set(VOCABULARY.by_collection)
    assert len(collections) == len(CLASSES)


@pytest.mark.parametrize("iri", concepts())
def test_a_concept_is_documented_and_in_one_scheme_and_class(iri: str) -> None:
    assert_documented(URIRef(iri))
    (scheme,) = ontology().objects(URIRef(iri), SKOS.inScheme)
    assert iri.startswith(f"{scheme}/")
    assert (scheme, RDF.type, SKOS.ConceptScheme) in ontology()
    own = [each for each in ontology().objects(URIRef(iri), RDF.type) if each != SKOS.Concept]
    assert len(own) == 1
    assert (own[0], RDFS.subClassOf, SKOS.Concept) in ontology()


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.name)
def test_fields_stand_in_the_domain_of_their_property(each: RecordClass) -> None:
    for field in each.fields.values():
        assert (URIRef(field.iri), SCHEMA.domainIncludes, URIRef(each.iri)) in ontology(), field.name


def terms_in_scope(each: RecordClass, name: str) -> set[str]:
    """Name the terms that a value of a concept field could be taken for, in place of a concept."""
    context = VOCABULARY.context
    own: dict[str, Any] = {**context, **context[each.name]["@context"]}
    scoped = {**context, **own}[name].get("@context", {})
    return {term for term in own if not term.startswith("@")} - set(scoped)


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.name)
def test_no_concept_is_hidden_by_a_term(each: RecordClass) -> None:
    for field in each.fields.values():
        if field.kind is FieldKind.CONCEPT:
            slugs = {iri.removeprefix(field.scheme) for iri in concepts() if iri.startswith(field.scheme)}
            assert slugs, field.scheme
            assert not slugs & terms_in_scope(each, field.name), field.name


def test_terms_that_are_also_concepts_are_told_apart_in_the_context() -> None:
    participation = VOCABULARY.context["Participation"]["@context"]
    outcome = VOCABULARY.context["Outcome"]["@context"]
    assert participation["role"]["@context"]["participant"].endswith("/roles/participant")
    assert outcome["bound"]["@context"]["about"].endswith("/bounds/about")


@pytest.mark.parametrize("name", ["Programme", "Project", "Event", "Agreement", "Place", "Contribution"])
def test_what_is_done_is_no_organisation(name: str) -> None:
    above = set(ontology().transitive_objects(URIRef(VOCABULARY.classes[name].iri), RDFS.subClassOf))
    bodies = {ORG.Organization, SCHEMA.Organization, URIRef("http://xmlns.com/foaf/0.1/Organization")}
    bodies |= {URIRef("http://xmlns.com/foaf/0.1/Agent"), SCHEMA.Project, SCHEMA.FundingScheme}
    assert not above & bodies


def test_nothing_is_imported_and_no_class_is_equivalent_to_another() -> None:
    assert not list(ontology().triples((None, OWL.imports, None)))
    assert not list(ontology().triples((None, OWL.equivalentClass, None)))
    assert not list(ontology().triples((None, RDFS.domain, None)))
    assert not list(ontology().triples((None, RDFS.range, None)))


def test_the_shapes_are_valid_shacl() -> None:
    """Against SHACL-SHACL (W3C 2017, appendix C)."""
    shapes = Graph() + graph("shapes")
    for currencies in list(shapes.objects(None, SH["in"])):  # a list of hundreds takes SHACL-SHACL ten seconds
        shapes.set((currencies, RDF.rest, RDF.nil))
    conforms, _, report = validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, report


def shapes() -> Iterator[URIRef]:
    for subject in set(graph("shapes").subjects(RDF.type, None)):
        if isinstance(subject, URIRef) and (subject, SH.message, None) in graph("shapes"):
            yield subject


def test_every_shape_points_at_a_field_and_has_one_message() -> None:
    of_fields = set(properties())
    found = list(shapes())
    assert len(found) > 70
    for shape in found:
        assert len(list(graph("shapes").objects(shape, SH.message))) == 1, shape
        about = graph("shapes").value(shape, IKG.concerns) or graph("shapes").value(shape, SH.path)
        assert str(about) in of_fields, shape


def test_every_class_of_record_is_a_target() -> None:
    targets = {str(each) for each in graph("shapes").objects(None, SH.targetClass)}
    assert {each.iri for each in CLASSES} <= targets


def test_every_field_has_a_shape() -> None:
    for each in CLASSES:
        owners = set(graph("shapes").subjects(SH.targetClass, URIRef(each.iri)))
        for field in each.fields.values():
            owners |= set(graph("shapes").subjects(SH.targetSubjectsOf, URIRef(field.iri)))
        shapes = owners | {shape for owner in owners for shape in graph("shapes").objects(owner, SH.property)}
        told = {str(path) for shape in shapes for path in graph("shapes").objects(shape, SH.path)}
        optional = {"evidence"} if each.name in ("Document", "Source", "Decision", "Question", "Term") else set()
        assert {field.name for field in each.fields.values() if field.iri not in told} == optional, each.name
