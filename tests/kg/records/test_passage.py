from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.mapping import Mapping
from kg.records import Passage, Record, to_json
from kg.records.passage import is_passage, passage_text
from kg.vocabulary import load_vocabulary

SLUGS = st.from_regex("[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
POSITIONS = st.integers(0, 999_999_999)
DIGESTS = st.from_regex("[0-9a-f]{16}", fullmatch=True)
PASSAGES = st.builds(Passage, SLUGS) | st.builds(Passage, SLUGS, POSITIONS, POSITIONS, DIGESTS)
MAPPING = Mapping(load_vocabulary(), "https://example.org/")


@given(PASSAGES)
def test_it_is_the_same_as_text_as_rdf_and_as_json(passage: Passage) -> None:
    assert Passage.of(str(passage)) == passage
    record = Record("Place", "places/ulsan", {"label": ("Ulsan",), "evidence": (str(passage),)})
    quads = MAPPING.to_quads(record, MAPPING.graph("demo"))
    assert MAPPING.from_quads(quads) == record
    nodes = {str(quad.subject).strip("<>") for quad in quads} - {"https://example.org/places/ulsan"}
    assert nodes == {f"https://example.org/places/ulsan#{passage.fragment}"}
    (evidence,) = to_json(record, MAPPING.vocabulary.classes["Place"], MAPPING.iri)["evidence"]
    assert {evidence["id"]} == nodes
    assert ("digest" in evidence) == passage.has_place


@pytest.mark.parametrize(
    "text",
    ["", "A", "a-", "a:1-2", "a:1-2:", "a:01-2:0123456789abcdef", "a:1-2:0123456789abcdeF", "a:1-2:0123456789abcde",
     "a:1-1234567890:0123456789abcdef", "a b", "a:1-2:0123456789abcdef\n", "a:١-2:0123456789abcdef"],
)  # fmt: skip
def test_what_has_another_form_is_none(text: str) -> None:
    assert not is_passage(text)
    with pytest.raises(ValueError, match="is not a passage"):
        Passage.of(text)


def test_parts_that_are_wrong_make_a_text_that_is_no_passage() -> None:
    assert passage_text("a", None, 3, "") == "a:None-3:"
    assert not is_passage(passage_text("a", -1, 3, "0123456789abcdef"))
    assert is_passage(passage_text("a", 1, "3", "0123456789abcdef"))
