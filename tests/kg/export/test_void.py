"""The description of a graph counts what is in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kg.export import void_quads
from kg.mapping import Mapping
from kg.records import Dataset, Record
from kg.store import EmbeddedStore
from kg.store.rdf import PREFIXES, RDF_TYPE, DefaultGraph, NamedNode, Quad, text_of
from kg.vocabulary import load_vocabulary

MAPPING = Mapping(load_vocabulary(), "https://w3id.org/innovation-kg/")
VOID = PREFIXES["void"]


def _place(slug: str) -> Record:
    return Record("Place", f"places/{slug}", {"label": (slug,), "kind": ("city",), "confidence": ("stated",)})


def test_triples_are_counted_by_dataset_and_records_by_class_in_every_graph() -> None:
    store = EmbeddedStore.in_memory()
    for name, slugs in (("one", "abc"), ("two", "cd"), ("none", "")):
        graph = MAPPING.graph(name)
        store.apply((), [*MAPPING.describe(Dataset(name, Path(name), name))])
        store.apply((), [quad for slug in slugs for quad in MAPPING.to_quads(_place(slug), graph)])
    place = NamedNode(MAPPING.vocabulary.classes["Place"].iri)
    store.apply((), [Quad(NamedNode("urn:beside"), RDF_TYPE, place, DefaultGraph())])

    described = void_quads(store, MAPPING, "http://here/")
    triples = {
        text_of(each.subject): int(text_of(each.object))
        for each in described
        if each.predicate.value == f"{VOID}triples"
    }
    expected = Counter(text_of(each.graph_name) for each in store.quads() if isinstance(each.graph_name, NamedNode))
    assert triples == {
        MAPPING.graph(each).value: expected[MAPPING.graph(each).value] for each in ("one", "two", "none")
    }
    assert triples[MAPPING.graph("none").value] == 0 < triples[MAPPING.graph("two").value]
    [entities] = [text_of(each.object) for each in described if each.predicate.value == f"{VOID}entities"]
    assert int(entities) == 6 == sum(1 for _ in store.quads(None, RDF_TYPE, place))
