"""What people and programs write into a file of JSON lines."""

from __future__ import annotations

import json

from tests.kg.records.malformed.case import Case, listed

_PLACE = {
    "id": "places/jeju",
    "type": "Place",
    "label": "Jeju",
    "kind": "city",
    "confidence": "stated",
    "evidence": ["minutes"],
}


def _line(**changed: object) -> str:
    return json.dumps({**_PLACE, **changed}, ensure_ascii=False) + "\n"


_SOUND = _line()

JSON_LINES = [
    listed("an-array", f"[\n{_SOUND}]\n", 1, "-", "write each as one JSON object on a line of its own"),
    listed("an-array-in-a-line", f"[{_SOUND.strip()}]\n", 1, "-", "a record is a JSON object"),
    listed("pretty-printed", json.dumps(_PLACE, indent=2), 1, "-", "runs over several lines"),
    listed("comma-at-the-end", _SOUND.replace("}\n", "},\n"), 1, "-", "it ends in a comma: delete that"),
    listed("two-in-a-line", _SOUND.strip() + _line(id="places/pohang"), 1, "-", "Extra data"),
    listed("cut-off", f"{_SOUND}{_SOUND[:40]}", 2, "-", "the line is not JSON"),
    listed("single-quotes", _SOUND.replace('"', "'"), 1, "-", "the line is not JSON"),
    listed("python", _line(note=None).replace("null", "None"), 1, "-", "the line is not JSON"),
    listed("a-table", "id,label\njeju,Jeju\n", 1, "-", "the line is not JSON", 2),
    listed("key-twice", _SOUND.replace("}", ', "label": "Jeju-do"}'), 1, "-", "the key 'label' stands twice"),
    listed("not-a-number", _SOUND.replace("}", ', "note": NaN}'), 1, "-", "NaN is no number"),
    listed("nesting-bomb", "[" * 100_000 + "\n", 1, "-", "the line is not JSON", hangs=True),
    listed("nested-value", _line(label={"ko": "제주"}), 1, "label", "an object is no value of label"),
    listed(
        "language-tag",
        _line(label={"@value": "제주", "@language": "ko"}),
        1,
        "label",
        "has the language tag 'ko'; write the",
    ),
    listed(
        "typed-value", _line(label={"@value": "1", "@type": "xsd:int"}), 1, "label", "an object is no value of label"
    ),
    listed("list-in-a-list", _line(within=[["places/ulsan"]]), 1, "within", "a list in a list is no value of within"),
    listed("true", _line(note=True), 1, "note", "true is no value of note"),
    listed("a-number-as-a-text", _line(label=5), 1, "label", "5 is no value of label; write it as a text"),
    listed("a-number-as-a-reference", _line(within=[7]), 1, "within", "7 is no value of within"),
    listed("nothing-in-a-list", _line(label=["Jeju", "Cheju"]), 1, "label", "takes one value; give no list"),
    listed("misspelt-type", _line(type="Organization"), 1, "type", "did you mean 'Organisation'?"),
    listed("no-type", _line(type=""), 1, "type", "use one of: Organisation,"),
    listed("type-is-a-list", _line(type=["Place"]), 1, "type", "is not a type"),
    listed("misspelt-field", _line(confidance="stated"), 1, "confidance", "did you mean 'confidence'?"),
    listed("unknown-field", _line(xyz=1), 1, "xyz", "use one of: label, description"),
    listed("id-of-another-table", _line(id="organisations/jeju"), 1, "id", "write places/ and small letters"),
    listed("id-is-an-iri", _line(id="https://example.org/jeju"), 1, "id", "is not an id"),
    listed("id-twice", _SOUND + _SOUND, 2, "id", "one/more.jsonl:1 already"),
    Case(
        "id-of-a-table",
        {"one/more.jsonl": _line(id="places/ulsan")},
        "one/places.csv:2: id",
        "one/more.jsonl:1 already",
    ),
    listed("half-a-character", _SOUND.replace("Jeju", "\\ud800"), 1, "label", "is half a character"),
    listed("utf-16", _SOUND.encode("utf-16"), 1, "-", "the file is not UTF-8 but UTF-16"),
    listed(
        "cp949", _line(label="제주특별자치도").encode("cp949"), 1, "-", "the line is not UTF-8: it looks like CP949"
    ),
    listed("no-id", _line(id=""), 1, "id", "'' is not an id"),
]
"""Files of JSON lines with one thing wrong in them."""
