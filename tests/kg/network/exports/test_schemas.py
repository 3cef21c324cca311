"""GEXF and GraphML are valid against the schemas of these formats, whatever the network holds."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.network import Network
from kg.network.examples import ARROWS, network_from, network_of
from tests.kg.network.exports.networks import exported, networks, sample

SCHEMAS = {"gexf": "gexf-1.3.xsd", "graphml": "graphml.xsd"}
SPACES = {"gexf": "{http://gexf.net/1.3}", "graphml": "{http://graphml.graphdrawing.org/xmlns}"}
EACH = pytest.mark.parametrize("name", SCHEMAS)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
"""Labels of any characters: controls and those beyond the first plane too."""

NETWORKS = {
    "directed": sample(),
    "undirected": sample(directed=False),
    "without times": ARROWS,
    "nothing": network_of(),
    "one edge": network_of("ab"),
}


@cache
def schema_of(name: str) -> Any:
    return xmlschema.XMLSchema(str(Path(__file__).with_name("schemas") / SCHEMAS[name]))


def faults(name: str, written: bytes) -> list[str]:
    return [each.reason or str(each) for each in schema_of(name).iter_errors(io.BytesIO(written))]


@EACH
@pytest.mark.parametrize("which", NETWORKS)
def test_what_leaves_is_valid(name: str, which: str) -> None:
    network = NETWORKS[which]
    assert faults(name, exported(name, network)) == []
    assert faults(name, exported(name, network, "closeness", "degree", divided=True)) == []


@EACH
@given(networks(ANY))
@settings(max_examples=25)
def test_what_leaves_of_any_is_valid(name: str, network: Network) -> None:
    assert faults(name, exported(name, network, "degree", divided=True)) == []
    assert faults(name, exported(name, network_from((), (), directed=network.directed))) == []


BROKEN: Mapping[str, tuple[str, Callable[[ElementTree.Element], Any]]] = {
    "an edge to nothing": ("edge", lambda element: element.set("target", "nowhere")),
    "an edge without a source": ("edge", lambda element: element.attrib.pop("source")),
    "an attribute that there is not": ("node", lambda element: element.set("colour", "red")),
    "an element that there is not": ("graph", lambda element: element.append(ElementTree.Element("nonsense"))),
}


@EACH
@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_broken_is_not_valid(name: str, fault: str) -> None:
    root = ElementTree.fromstring(exported(name, sample()))
    tag, change = BROKEN[fault]
    change(next(root.iter(f"{SPACES[name]}{tag}")))
    assert faults(name, ElementTree.tostring(root)) != []


@pytest.mark.parametrize(
    ("tag", "attribute", "value"),
    [
        ("gexf", "version", "1.2"),
        ("edge", "weight", "much"),
        ("spell", "start", "in May"),
        ("attribute", "type", "text"),
    ],
)
def test_what_gexf_does_not_know_is_not_valid(tag: str, attribute: str, value: str) -> None:
    root = ElementTree.fromstring(exported("gexf", sample()))
    next(root.iter(f"{SPACES['gexf']}{tag}")).set(attribute, value)
    assert faults("gexf", ElementTree.tostring(root)) != []
