from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.characters import writable
from kg.network import Content, Network, Node, content_of
from kg.network.drawing import STYLE, write_svg
from kg.network.drawing.labels import box
from kg.network.drawing.marks import MARKS
from kg.network.drawing.scene import MOST_NODES, SIZE, Spot, scene_of
from kg.network.examples import ARROWS, network_from, network_of
from tests.kg.network.exports.networks import HOSTILE, edge, networks, sample

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "style", "rect", "g", "line", "circle", "path", "polygon", "text"}


def drawn(content: Content) -> Element:
    return ElementTree.fromstring(written(content))


def written(content: Content) -> bytes:
    output = io.BytesIO()
    write_svg(content, output)
    return output.getvalue()


def texts(picture: Element) -> list[str]:
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def titles(picture: Element) -> str:
    return "\n".join(each.text or "" for each in picture.iter(f"{SVG}title"))


def demand_harmless(picture: Element) -> None:
    """Demand that nothing runs, is fetched or is styled where a content security policy would have to let it."""
    for element in picture.iter():
        assert element.tag.removeprefix(SVG) in ALLOWED
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name
            assert name != "style"
            assert "url(" not in value
    assert [each.text for each in picture.iter(f"{SVG}style")] == [STYLE]


@pytest.mark.parametrize("directed", [False, True])
def test_every_node_and_edge_is_in_the_picture(*, directed: bool) -> None:
    network = sample(directed=directed)
    picture = drawn(content_of(network, 7))
    demand_harmless(picture)
    told = titles(picture)
    for label in HOSTILE:
        assert label.replace("\r", "") in told.replace("\r", "")
    assert "award, 3 facts, 2018-02/2019-05, [2021,2023]" in told
    assert "울산과학기술원" in texts(picture)
    assert len(list(picture.iter(f"{SVG}line"))) >= 13


@given(networks(st.text(st.characters(exclude_categories=["Cs"]), max_size=30)))
@settings(max_examples=30)
def test_any_label_is_written_and_escaped(network: Network) -> None:
    picture = drawn(content_of(network, 7))
    demand_harmless(picture)
    for node in network.nodes:
        assert writable(node.label).replace("\r\n", "\n") in titles(picture).replace("\r\n", "\n")


def test_names_lie_over_no_other_name() -> None:
    names = ("West Midlands Combined Authority", "울산창조경제혁신센터", "WMG")
    nodes = [Node(f"n{each:02}", f"{names[each % 3]} {each}", "Organisation") for each in range(40)]
    edges = [edge(f"n{each:02}", f"n{each * 7 % 40:02}", "grant", 1) for each in range(40) if each != each * 7 % 40]
    scene = scene_of(content_of(network_from(nodes, edges, directed=True), 1))
    assert len(scene.spots) == 40
    for one, other in combinations(map(around, scene.spots), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def around(spot: Spot) -> tuple[float, float, float, float]:
    wide, high = box(spot.lines, SIZE)
    half = max(wide / 2, spot.radius)
    return spot.x - half, spot.y - spot.radius, spot.x + half, spot.y + spot.radius + 4 + high


def test_a_large_network_is_drawn_in_part_and_says_so() -> None:
    ends = [f"{one}{other}" for one, other in zip("a" * 100, map(chr, range(0x4E00, 0x4E00 + 100)), strict=True)]
    picture = drawn(content_of(network_of(*ends), 7))
    said = " ".join(texts(picture))
    assert f"{MOST_NODES} of 101 nodes, those with most neighbours, {MOST_NODES - 1} of 100 edges." in said
    assert "example network, recipe example/1, version 7" in said


def test_what_it_rests_on_is_said() -> None:
    said = " ".join(texts(drawn(content_of(replace(sample(), left_out={"other_role": 12}), 7))))
    assert "100% of the edges are stated, 0% undated" in said
    assert "Records left out: 12 other role." in said


def test_each_class_has_the_colour_and_the_shape_of_pages_for_light_and_for_dark() -> None:
    nodes = [Node(str(each), str(each), type_) for each, type_ in enumerate(["Organisation", "Programme", "Place"])]
    picture = drawn(content_of(network_from(nodes, [edge("0", "1", "r", 1), edge("1", "2", "r", 1)], directed=True), 7))
    marks = {each.attrib["class"]: each for each in picture.iter(f"{SVG}g") if "class" in each.attrib}
    for name in ("organisation", "programme", "place"):
        mark = marks[f"mark {name}"]
        assert mark.get("fill") == MARKS[name].light
        assert f".{name}{{fill:{MARKS[name].dark}}}" in STYLE
        (shape,) = mark
        assert ElementTree.fromstring(MARKS[name].shape).attrib == shape.attrib
    assert {"Organisation", "Programme", "Place"} <= {*texts(picture)}


def test_classes_without_a_mark_of_their_own_share_one_and_are_named() -> None:
    def legend(*types: str) -> Mapping[str, str]:
        nodes = [Node(str(each), str(each), type_) for each, type_ in enumerate(types)]
        links = [edge("0", str(each), "r", 1) for each in range(1, len(nodes))]
        return scene_of(content_of(network_from(nodes, links, directed=True), 7)).legend

    assert legend("Post", "Project", "Group") == {"project": "Project", "other": "Group, Post"}
    assert legend("", "Organisation", "Organisation") == {"organisation": "Organisation", "other": "not stated"}
    assert legend("Post", "Group", "Register", "Team")["other"] == "other"


def test_what_was_asked_about_stands_out() -> None:
    picture = drawn(replace(content_of(network_of("ab"), 7), focus=("a",)))
    assert [each.get("class") for each in picture.iter(f"{SVG}g") if "focus" in each.get("class", "")] == [
        "mark other focus"
    ]


def test_marks_are_as_large_as_their_scores() -> None:
    scene = scene_of(content_of(ARROWS, 7, ["degree"]))
    assert {spot.node.iri: spot.radius for spot in scene.spots} == {"a": 18.0, "b": 12.7, "c": 18.0, "d": 12.7}
    assert "The area of a mark is its degree." in " ".join(texts(drawn(content_of(ARROWS, 7, ["degree"]))))


def test_arrows_lead_where_the_edges_do() -> None:
    links = scene_of(content_of(network_of("ab", "ba", "ac", directed=True), 7)).links
    assert {(each.one.node.iri, each.other.node.iri): (each.to_one, each.to_other) for each in links} == {
        ("a", "b"): (True, True),
        ("a", "c"): (False, True),
    }
    undirected = drawn(content_of(network_of("ab"), 7))
    assert [each for each in undirected.iter() if each.get("class") == "head"] == []


def test_nothing_is_a_picture_too() -> None:
    picture = drawn(content_of(network_of(), 7))
    assert "0 of 0 nodes, 0 of 0 edges." in " ".join(texts(picture))


def test_the_style_is_for_dark_screens_alone() -> None:
    assert re.fullmatch(r"@media \(prefers-color-scheme:dark\)\{.*\}", STYLE)
