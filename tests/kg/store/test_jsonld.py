from __future__ import annotations

import json

import pytest

from kg.errors import UnreadableInput
from kg.store.jsonld import prepare, references
from kg.store.nesting import NESTING
from kg.store.rdf import read_quads, text_of

KNOWN = {"http://x/c": {"name": "urn:name"}}


@pytest.mark.parametrize("reference", ["c", "/c", "http://x/c"])
def test_a_context_at_hand_takes_the_place_of_its_name(reference: str) -> None:
    document = {
        "@context": [reference, {"a": {"@id": "urn:a", "@context": reference}}],
        "@graph": [{"name": reference}],
    }
    scoped = {"a": {"@id": "urn:a", "@context": KNOWN["http://x/c"]}}
    expected = {"@context": [KNOWN["http://x/c"], scoped], "@graph": [{"name": reference}]}
    assert json.loads(prepare(json.dumps(document).encode(), "http://x/y", KNOWN)) == expected


def test_an_imported_context_gives_way_to_what_is_said_beside_it() -> None:
    document = {"@context": {"@import": "c", "name": "urn:own", "b": "urn:b"}}
    found = json.loads(prepare(json.dumps(document).encode(), "http://x/y", KNOWN))
    assert found == {"@context": {"name": "urn:own", "b": "urn:b"}}


@pytest.mark.parametrize("text", ['{"@context": {"name": "urn:n"}, "name": 1.50}', "{", "", "[1, 2"])
def test_what_refers_to_no_context_stays_as_it_is(text: str) -> None:
    assert prepare(text.encode(), "", {}) == text.encode()


@pytest.mark.parametrize("context", ["d", ["d"], {"@import": "d"}])
def test_a_context_that_is_not_at_hand_is_named(context: object) -> None:
    with pytest.raises(UnreadableInput, match="http://x/d"):
        prepare(json.dumps({"@context": context}).encode(), "http://x/y", KNOWN)


HALVES = {
    "a value": r'{"@context": "c", "name": "\ud800"}',
    "a value in capitals": r'{"@context": "c", "name": ["a\uDC00b"]}',
    "the halves in the wrong order": r'{"@context": "c", "name": "\udc00\ud800"}',
    "a key": r'{"@context": "c", "urn:\udfff": 1}',
    "an id": r'{"@context": "c", "@id": "urn:\udbff"}',
    "a term": r'{"@context": ["c", {"\ud800": "urn:a"}]}',
    "the name of a context": r'{"@context": "http://x/\ud800"}',
    "the name of a context that is imported": r'{"@context": {"@import": "\ud800"}}',
    "no context": r'{"urn:a": "\ud800"}',
}


@pytest.mark.parametrize("document", HALVES.values(), ids=HALVES)
def test_half_a_character_is_refused_wherever_it_stands(document: str) -> None:
    with pytest.raises(UnreadableInput, match="half a character"):
        prepare(document.encode(), "http://x/y", KNOWN)
    with pytest.raises(UnreadableInput, match="half a character"):
        references(document.encode(), "http://x/y")


@pytest.mark.parametrize("name", [r"\ud83d\ude00", r"\\ud800", "😀", r"\ud7ff"])
def test_whole_characters_pass_through(name: str) -> None:
    document = f'{{"@context": "c", "@id": "urn:a", "name": "{name}"}}'.encode()
    (quad,) = read_quads(document, "jsonld", "http://x/y", KNOWN)
    assert text_of(quad.object) == json.loads(document)["name"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_json_is_in_utf_8(encoding: str) -> None:
    document = '{"@context": "c", "name": "\ud800"}'.encode(encoding, "surrogatepass")
    assert prepare(document, "http://x/y", KNOWN) == document
    with pytest.raises(UnreadableInput, match="does not parse"):
        list(read_quads(document, "jsonld", "http://x/y", KNOWN))


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"]}\\"": ', "}]")])
def test_nesting_has_a_limit_and_strings_do_not_count(opening: str, closing: str) -> None:
    depth = NESTING // (opening.count("[") + opening.count("{"))
    assert prepare((opening * depth + "1" + closing * depth).encode(), "", {})
    for end in (closing * (depth + 1), ""):
        with pytest.raises(UnreadableInput, match="nested"):
            prepare((opening * (depth + 1) + "1" + end).encode(), "", {})
