from __future__ import annotations

import subprocess
import sys

from kg.ontology import Ontology, context, ontology, shape_quads
from kg.store.rdf import PREFIXES, BlankNode, read_quads

TRIPLES = """
    @prefix : <https://example.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    :b skos:inScheme :s ; skos:prefLabel "B"@en ; rdfs:label "not b" ; :path ( :one :two :one ) ; :empty () .
    :a skos:inScheme :s ; rdfs:label "A" ; skos:definition "First." ; :value 2, 10 .
"""
IKG = PREFIXES["ikg"]
IRI = "https://example.org/"


def test_values_and_subjects_are_found_in_the_order_of_the_file() -> None:
    declared = Ontology(tuple(read_quads(TRIPLES, "turtle")))
    assert declared.texts(f"{IRI}a", f"{IRI}value") == ["2", "10"]
    assert declared.text(f"{IRI}a", f"{IRI}value") == "2"
    assert declared.concepts(f"{IRI}s") == [f"{IRI}b", f"{IRI}a"]
    assert (declared.label(f"{IRI}a"), declared.definition(f"{IRI}a")) == ("A", "First.")
    assert (declared.label(f"{IRI}b"), declared.definition(f"{IRI}b")) == ("B", "")
    path = declared.text(f"{IRI}b", f"{IRI}path")
    assert list(declared.members(path)) == [f"{IRI}one", f"{IRI}two", f"{IRI}one"]
    assert list(declared.members(declared.text(f"{IRI}b", f"{IRI}empty"))) == []


def test_of_what_is_not_there_nothing_is_said() -> None:
    declared = Ontology(())
    assert declared.texts(f"{IRI}a", f"{IRI}value") == declared.subjects(f"{IRI}value", "2") == ()
    assert declared.text(f"{IRI}a", f"{IRI}value") == declared.label(f"{IRI}a") == ""


def test_it_is_read_once_and_whole() -> None:
    assert ontology() is ontology()
    assert len(ontology().quads) > 1000
    assert len(shape_quads()) > 500
    assert context()["Contribution"]["@id"] == "ikg:Contribution"
    assert ontology().text(f"{IKG}Contribution", f"{IKG}collection") == "contributions"


def test_its_blank_nodes_have_the_same_names_in_every_process() -> None:
    blank_nodes = {quad.subject for quad in shape_quads() if isinstance(quad.subject, BlankNode)}
    assert len(blank_nodes) > 10
    script = "from kg.ontology import shape_quads; print([str(each) for each in shape_quads()])"
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert other.strip() == str([str(each) for each in shape_quads()])
