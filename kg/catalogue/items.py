"""Items: entities as the service gives them, made ready when a record is written and not each time it is read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg.catalogue.entries import label_from, record_from
from kg.catalogue.layout import Fact, Layout
from kg.mapping import Mapping
from kg.records import Record, to_json
from kg.store.rdf import text_of
from kg.terms import COLLECTION
from kg.vocabulary import FieldKind

_LINK = '{"self":"'


class Name(NamedTuple):
    """What a thing is called: the class of its record, empty where it has none, and its label."""

    type: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """An entity as JSON, and the IRIs of ours that it refers to, in order; those of terms of datasets among them.

    Addresses in it are relative to where the service answers.
    """

    json: str
    references: tuple[str, ...]

    def at(self, root: str) -> str:
        """Give the JSON with addresses below `root`.

        No text can look like the beginning of such an address, for the quotes of texts are escaped.
        """
        return self.json.replace(_LINK, _LINK + json.dumps(root, ensure_ascii=False)[1:-1])


def item_from(iri: str, facts: list[Fact], layout: Layout) -> Item | None:
    """Make the item of a record of its facts; None where they have no class."""
    record = record_from(iri, facts, layout)
    if record is None:
        return None
    body = entity(record, label_from(iri, facts, layout), layout.mapping)
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    base = layout.mapping.base_iri
    return Item(text, tuple(each for each in _referred(record, body, layout.mapping) if each.startswith(base)))


def entity(record: Record, label: str, mapping: Mapping, *, is_jsonld: bool = False) -> dict[str, Any]:
    """Give the JSON object of an entity: `id`, `type`, `label`, its evidence, its address and its fields.

    As JSON-LD it has no addresses, which are no facts.
    """
    body = to_json(record, mapping.vocabulary.classes[record.type], mapping.iri, is_jsonld=is_jsonld)
    head = {"id": body.pop("id"), "type": body.pop("type"), "label": label, "evidence": []}
    if is_jsonld:
        return {**head, **body}
    for passage in body.get("evidence", ()):
        passage["links"] = {"self": address(passage["id"], mapping)}
    return {**head, "links": {"self": address(head["id"], mapping)}, **body}


def address(iri: str, mapping: Mapping) -> str:
    """Give the address of what an IRI names, from where the service answers: evidence is below its record."""
    return iri.removeprefix(mapping.base_iri).replace("#", "/evidence/")


def _referred(record: Record, body: dict[str, Any], mapping: Mapping) -> dict[str, None]:
    """List what a body refers to, each once."""
    fields, referred = mapping.vocabulary.classes[record.type].fields, dict[str, None]()
    for name in record.values:
        if fields[name].kind is FieldKind.REFERENCE:
            referred.update(dict.fromkeys(body[name] if fields[name].many else [body[name]]))
        elif fields[name].kind is FieldKind.CONCEPT:
            terms = (text_of(mapping.term(fields[name], each)) for each in record.values[name])
            referred.update((each, None) for each in terms if each.startswith(mapping.iri(COLLECTION)))
        elif fields[name].kind is FieldKind.EVIDENCE:
            referred.update((passage["document"], None) for passage in body[name])
    return referred
