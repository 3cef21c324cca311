"""The rows of a change that are of no record are those that parsing all of it finds."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from kg.changes import ChangeWriter, Origin
from kg.store.rdf import DefaultGraph, Literal, NamedNode, Quad

BASE = "https://w3id.org/innovation-kg/"
GRAPHS = f"{BASE}datasets/"


def test_they_are_those_that_parsing_finds(tmp_path: Path) -> None:
    subjects = [NamedNode(f"{BASE}places/seoul"), NamedNode("urn:a")]
    graphs: list[NamedNode | DefaultGraph] = [
        NamedNode(f"{GRAPHS}demo"),
        NamedNode(f"{BASE}graphs/mine"),
        DefaultGraph(),
    ]
    texts = ["plain", "a b c d e", f"see <{GRAPHS}demo> .", f' <{GRAPHS}demo>" .', "line\nbreak"]
    objects: list[NamedNode | Literal] = [
        NamedNode(f"{GRAPHS}demo"),
        *map(Literal, texts),
        Literal("5", datatype=NamedNode(f"{GRAPHS}demo")),
    ]
    predicate = NamedNode("urn:p")
    places = product(subjects, graphs)
    quads = [Quad(subject, predicate, each, graph) for subject, graph in places for each in objects]
    with ChangeWriter(tmp_path, Origin("ann", "because")) as writer:
        writer.remove(quads[::2])
        writer.add(quads[1::2])
        change = writer.finish()
    expected = [
        (is_addition, quad)
        for is_addition, quad in change.rows()
        if quad.subject != subjects[0] or quad.graph_name != graphs[0]
    ]
    assert [*change.rows_beside(BASE, GRAPHS)] == expected
    assert len(expected) == len(quads) - len(objects)
