"""The JSON of entities: their fields, their addresses here, and what they refer to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from kg.edition import Edition
from kg.errors import LimitExceeded
from kg.records import Record, to_json
from kg.vocabulary import FieldKind

_MOST = 1000
"""Entities that an answer gives besides those that it is about."""


class Bodies:
    """Makes the bodies of one answer from an edition; `root` is where the service answers, with a slash at the end.

    What the fields in `expand` refer to is given in full as well.
    """

    def __init__(self, edition: Edition, root: str, expand: Collection[str] = ()) -> None:
        self.root = root
        self._edition, self._expand = edition, expand
        self._referred: dict[str, None] = {}
        self._expanding: dict[str, None] = {}

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
        """Give the address of what an IRI names: a record, or evidence, which is below its record."""
        return {"self": self.root + iri.removeprefix(self._edition.mapping.base_iri).replace("#", "/evidence/")}

    def expanded(self) -> dict[str, dict[str, Any]]:
        """Give what the fields to expand referred to until now, as far as it is a record here. Raises LimitExceeded."""
        if len(self._expanding) > _MOST:
            raise LimitExceeded("result", f"{_MOST} expanded entities")
        catalogue = self._edition.catalogue
        return {iri: self.entity(iri) for iri in [*self._expanding] if catalogue.type_of(iri)}

    def labels(self) -> dict[str, str]:
        """Map what was referred to until now to its label, as far as it is ours."""
        catalogue, base = self._edition.catalogue, self._edition.mapping.base_iri
        return {iri: catalogue.label(iri) for iri in self._referred if iri.startswith(base)}

    def _note(self, record: Record, body: dict[str, Any]) -> None:
        fields = self._edition.mapping.vocabulary.classes[record.type].fields
        for name in record.values:
            field = fields[name]
            if field.kind is FieldKind.REFERENCE:
                references = dict.fromkeys(body[name] if field.many else [body[name]])
                self._referred.update(references)
                if name in self._expand:
                    self._expanding.update(references)
            elif field.kind is FieldKind.EVIDENCE:
                for passage in body[name]:
                    passage["links"] = self.links(passage["id"])
                    self._referred[passage["document"]] = None
