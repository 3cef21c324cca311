"""The JSON of entities: their fields, their addresses here, and the labels of what they refer to."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from kg.edition import Edition
from kg.records import Record, to_json
from kg.vocabulary import FieldKind


class Bodies:
    """Makes the bodies of one answer from an edition; `root` is where the service answers, with a slash at the end."""

    def __init__(self, edition: Edition, root: str) -> None:
        self._edition, self._root = edition, root
        self._referred: dict[str, None] = {}

    def entity(self, iri: str, *, is_jsonld: bool = False) -> dict[str, Any]:
        """Give one entity: `id`, `type`, `label`, its evidence, its address and its fields. Raises UnknownIri.

        What it refers to is noted for `labels`. As JSON-LD it has no addresses, which are no facts.
        """
        mapping = self._edition.mapping
        record = self._edition.catalogue.record(iri)
        body = to_json(record, mapping.vocabulary.classes[record.type], mapping.iri, is_jsonld=is_jsonld)
        head = {
            "id": body.pop("id"),
            "type": body.pop("type"),
            "label": self._edition.catalogue.label(iri),
            "evidence": [],
        }
        if is_jsonld:
            return {**head, **body}
        self._note(record, body)
        return {**head, "links": self.links(iri), **body}

    def links(self, iri: str) -> dict[str, str]:
        """Give the address of what an IRI names; it is at that of its record."""
        return {"self": self._root + iri.removeprefix(self._edition.mapping.base_iri)}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Map what was referred to until now to its label, as far as it is a record here."""
        catalogue, base = self._edition.catalogue, self._edition.mapping.base_iri
        return {iri: catalogue.label(iri) for iri in self._referred if iri.startswith(base)}

    def _note(self, record: Record, body: dict[str, Any]) -> None:
        fields = self._edition.mapping.vocabulary.classes[record.type].fields
        for name in record.values:
            field = fields[name]
            if field.kind is FieldKind.REFERENCE:
                self._referred.update(dict.fromkeys(body[name] if field.many else [body[name]]))
            elif field.kind is FieldKind.EVIDENCE:
                self._referred.update((each["document"], None) for each in body[name])
