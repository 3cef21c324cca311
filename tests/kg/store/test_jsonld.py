from __future__ import annotations

import json

import pytest

from kg.errors import UnreadableInput
from kg.store.jsonld import prepare
from kg.store.nesting import NESTING

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


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"]}\\"": ', "}]")])
def test_nesting_has_a_limit_and_strings_do_not_count(opening: str, closing: str) -> None:
    depth = NESTING // (opening.count("[") + opening.count("{"))
    assert prepare((opening * depth + "1" + closing * depth).encode(), "", {})
    for end in (closing * (depth + 1), ""):
        with pytest.raises(UnreadableInput, match="nested"):
            prepare((opening * (depth + 1) + "1" + end).encode(), "", {})
