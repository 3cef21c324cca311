"""What an update would change, computed in this process."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.query.question import AcceptedFormats, Question
from kg.query.updates import Update
from kg.store.rdf import read_quads
from kg.store.scratch import Scratch

DATA = """
<urn:s> <urn:p> 0 .
GRAPH <urn:free> { <urn:s> <urn:p> 1 }
GRAPH <urn:ours> { <urn:s> <urn:p> 2 }
"""


def removed_by(text: str) -> set[str]:
    store = ox.Store()
    store.extend(read_quads(DATA, "trig"))
    question = Question(text, AcceptedFormats(), is_update=True, reserved=("urn:ours",))
    update = Update(Scratch(store), "urn:x:x", question)
    update.run()
    return {quad.object.value for quad in update.removed if isinstance(quad.object, ox.Literal)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DROP ALL", {"0", "1"}),
        ("CLEAR ALL", {"0", "1"}),
        ("CLEAR NAMED", {"1"}),
        ("drop silent named", {"1"}),
        ("INSERT DATA { GRAPH <urn:free> { <urn:s> <urn:p> 3 } } ; CLEAR SILENT NAMED ; CLEAR DEFAULT", {"0", "1"}),
        ("CLEAR GRAPH <urn:ours>", {"2"}),
        ("DROP DEFAULT", {"0"}),
        ("MOVE <urn:ours> TO <urn:free>", {"1", "2"}),
    ],
)
def test_all_and_named_do_not_cover_what_is_reserved(text: str, expected: set[str]) -> None:
    assert removed_by(text) == expected
