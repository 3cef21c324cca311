from __future__ import annotations

import io
import json
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from kg.errors import UnknownField, UnreadableInput
from kg.network import Network, Whole
from kg.network.drawing import STYLE
from kg.network.drawing.bubbles import bubbles_of
from kg.network.examples import network_of
from kg.network.questions.whole import MOST_DRAWN

SVG = "{http://www.w3.org/2000/svg}"
CENTRES = "ABC"


def stars(size: int) -> Network:
    """Three stars of so many nodes each, the centres of which are in a row."""
    rays = [(centre, chr(0x4E00 + 500 * at + each)) for at, centre in enumerate(CENTRES) for each in range(size - 1)]
    return network_of("AB", "BC", *(f"{one}{other}" for one, other in rays))


def asked(network: Network, question: Whole) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(written(network, question, "json"))
    return body


def written(network: Network, question: Whole, format_name: str) -> bytes:
    output = io.BytesIO()
    question.write(network, 7, format_name, output)
    return output.getvalue()


def picture(network: Network, question: Whole) -> Element:
    return ElementTree.fromstring(written(network, question, "svg"))


def bubbles(drawn: Element) -> list[Element]:
    return [each for each in drawn.iter(f"{SVG}circle") if each.get("class") == "bubble"]


def test_a_whole_with_many_nodes_is_drawn_by_its_communities_and_a_small_one_by_its_nodes() -> None:
    large, small = stars(MOST_DRAWN // 3 + 1), stars(MOST_DRAWN // 3)
    assert "groups" not in asked(small, Whole(layout=True))
    assert bubbles(picture(small, Whole())) == []
    groups = asked(large, Whole(layout=True, top=20))["groups"]
    assert [(each["number"], each["names"][0], each["size"]) for each in groups["items"]] == [
        (1, "A", 51),
        (2, "B", 51),
        (3, "C", 51),
    ]
    assert groups["total"] == 3
    assert {(each["one"], each["other"], each["ties"]) for each in groups["links"]} == {(0, 1, 1), (1, 2, 1)}
    assert len(bubbles(picture(large, Whole()))) == 3


def test_what_is_drawn_can_be_chosen() -> None:
    large, small = stars(60), stars(3)
    assert "groups" not in asked(large, Whole(layout=True, drawn="nodes"))
    assert "groups" not in asked(large, Whole())
    assert asked(small, Whole(layout=True, drawn="communities"))["groups"]["total"] == 3
    assert len(bubbles(picture(small, Whole(drawn="communities")))) == 3
    assert bubbles(picture(large, Whole(drawn="nodes"))) == bubbles(picture(large, Whole(top=20))) == []
    with pytest.raises(UnknownField):
        Whole(drawn="hairball")


def test_a_community_opens_by_its_number_with_the_measures_of_the_whole() -> None:
    body = asked(stars(60), Whole(layout=True, community=2, measures=("degree",)))
    assert body["community"]["number"] == 2
    assert body["community"]["label"].startswith("B, ")
    assert body["whole"] == {"nodes": 60, "edges": 59}
    assert "groups" not in body
    assert {each["id"]: each["scores"]["degree"] for each in body["nodes"]}["B"] == 61
    with pytest.raises(UnreadableInput, match="no community 4"):
        asked(stars(60), Whole(community=4))


def test_the_picture_names_the_foremost_says_how_much_it_shows_and_is_harmless() -> None:
    drawn = picture(stars(60), Whole())
    texts = [each.text or "" for each in drawn.iter(f"{SVG}text")]
    assert {"A", "B", "C", "60"} <= {*texts}
    assert "3 of 3 communities, the largest, of 180 nodes." in " ".join(texts)
    assert [each.text for each in drawn.iter(f"{SVG}style")] == [STYLE]
    wide, high = (float(drawn.attrib[each]) for each in ("width", "height"))
    for each in bubbles(drawn):
        x, y, radius = (float(each.attrib[name]) for name in ("cx", "cy", "r"))
        assert radius <= x <= wide - radius
        assert radius <= y <= high - radius


def test_what_takes_too_long_to_divide_is_drawn_by_its_best_linked_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.network.drawing.groups._MOST_TIES", 178)
    assert "groups" not in asked(stars(60), Whole(layout=True))
    assert asked(stars(60), Whole(layout=True, drawn="communities"))["groups"]["total"] == 3


def test_groups_without_ties_between_them_lie_beside_each_other() -> None:
    pairs = network_of("ab", "cd", "ef", "gh")
    placed, links = bubbles_of(pairs, [list(each) for each in ("ab", "cd", "ef", "gh")])
    assert links == []
    assert len({each.y for each in placed}) == 1
