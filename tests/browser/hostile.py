"""A dataset whose every text is an attack: what it plants can be found, whatever page shows it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.texts import digest, full_digest
from tests.conftest import HARBOUR

PLANTED = "planted"
"""The class of every element that a text would make, and a word in it."""

ATTACK = (
    f"<img src=x onerror=alert(1) class={PLANTED}>\"'><svg onload=alert(2) class={PLANTED}></svg></title></textarea>"
    f"</style></script><script class={PLANTED}>alert(3)</script><a class={PLANTED} href=javascript:alert(4)>a</a>"
    "<!--{{ 41998 * 2 }}{% raw %}${41998*2}#{41998*2}` onfocus=alert(5) autofocus x=`&lt;b&gt;&#x3c;i> \\u003cb\\u003e"
)
"""Markup that leaves attributes, texts, scripts, styles and comments, and expressions of templates."""

COMPUTED = "83996"
"""What an expression in it would give."""

UNSEEN = "\u202e\u2066\u200b\u200f\ufeff\u0000\u001b[31m"
"""Characters that no record may have, and that a free literal or an address may."""

PASSAGE = f"<img class={PLANTED} src=x onerror=alert(6)></mark><script class={PLANTED}>alert(7)</script> "

FILE = f"<img class={PLANTED} src=x onerror=alert(15)>'.txt"
"""The name of the file of the source text."""

TEXTS = ("label", "name", "metric", "unit", "printed", "note", "description", "title", "author", "reason", "text")
"""Fields that hold free text, where a record has them."""

IRI = "https://attack.example/?'onmouseover=alert(8)//&a=javascript:alert(9)&%22%3E%3Cscript%3Ealert(10)%3C/script%3E"

FREE = f"""
<javascript:alert(11)> <javascript:alert(12)> <data:text/html,%3Cscript%3Ealert(13)%3C/script%3E> .
<urn:attack:one> <http://www.w3.org/2000/01/rdf-schema#label> {json.dumps(ATTACK)} .
<urn:attack:one> <http://www.w3.org/2004/02/skos/core#prefLabel> {json.dumps(ATTACK + UNSEEN[:5])}@en .
<urn:attack:one> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <{IRI}> .
<urn:attack:one> <vbscript:x> "1"^^<javascript:alert(14)> .
"""
"""Triples of a graph of its own, in Turtle: nobody holds those against shapes."""

_EXTRA: tuple[dict[str, Any], ...] = (
    {
        "id": "questions/attack",
        "type": "Question",
        "about": "contributions/first-grant",
        "field": "currency",
        "text": ATTACK,
        "asked_by": ATTACK,
        "asked": "2026-11-26",
        "status": "answered",
        "answer": ATTACK,
        "answered_by": ATTACK,
    },
    {
        "id": "terms/attack",
        "type": "Term",
        "label": ATTACK,
        "broader": "organisation-kinds/company",
        "definition": ATTACK,
    },
    {
        "id": "decisions/attack",
        "type": "Decision",
        "first": "organisations/harbour-lab",
        "second": "organisations/quay-works",
        "verdict": "undecided",
        "author": ATTACK,
        "decided": "2026-11-26",
        "reason": ATTACK,
    },
)


def write_hostile(folder: Path) -> dict[str, str]:
    """Write the dataset and its source text into a folder, and give the settings that serve them."""
    data, sources = folder / "data" / "attack", folder / "sources"
    data.mkdir(parents=True)
    sources.mkdir()
    records = [json.loads(line) for line in HARBOUR.read_text(encoding="utf-8").splitlines()]
    length = next(each["length"] for each in records if each["type"] == "Source")
    text = (PASSAGE * (1 + length // len(PASSAGE)))[: length - 1] + "!"
    parts = {each["id"]: text[each["source_start"] : each["source_end"]] for each in records if "source_start" in each}
    hostile = [_turned(each, text, parts) for each in records] + [dict(each) for each in _EXTRA]
    (data / "records.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in hostile), encoding="utf-8")
    (data / "dataset.yml").write_text(
        "name: attack\n" + "".join(f"{name}: {json.dumps(ATTACK)}\n" for name in ("title", "description", "publisher")),
        encoding="utf-8",
    )
    (sources / FILE).write_text(text, encoding="utf-8")
    return {"KG_DATA": str(data.parent), "KG_SOURCES": str(sources)}


def _turned(record: dict[str, Any], text: str, parts: dict[str, str]) -> dict[str, Any]:
    """Put attacks into all texts of a record, and let its evidence point at those in the source text."""
    turned = {**record, "description": ATTACK, "note": ATTACK}
    for name in TEXTS:
        if name in turned and not (name == "reason" and record["type"] == "Omission"):
            turned[name] = ATTACK
    for name in ("url", "homepage"):
        if name in turned:
            turned[name] = IRI
    if record["type"] == "Source":
        return {
            "id": record["id"],
            "type": "Source",
            "label": FILE,
            "digest": full_digest(text),
            "length": len(text),
        }
    if record["type"] in ("Name", "Identifier", "Link", "Omission"):
        del turned["description"]
    for each in turned.get("evidence", ()):
        if "start" in each:
            passage = parts[each["document"]][each["start"] : each["end"]]
            each["digest"] = digest(passage)
            turned.update({"quote": passage} if "quote" in turned else {})
    return turned
