"""The JSON of entities: put together of what the catalogue has ready, with what they refer to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from kg.catalogue import address
from kg.edition import Edition
from kg.errors import LimitExceeded
from kg.vocabulary import FieldKind

_MOST = 1000
"""Entities that an answer gives besides those that it is about."""


class Ready(str):
    """JSON that stands in a body as it is."""

    __slots__ = ()

    def extended(self, fields: Mapping[str, Any]) -> Ready:
        """Give the object that this is with more fields at its end."""
        return Ready(f"{self[:-1]},{_text(fields)[1:]}")


class Bodies:
    """Makes the bodies of one answer from an edition; `root` is where the service answers, with a slash at the end.

    What the fields in `expand` refer to is given in full as well.
    """

    def __init__(self, edition: Edition, root: str, expand: Collection[str] = ()) -> None:
        self.root = root
        self._edition, self._expand = edition, expand
        self._referred: dict[str, None] = {}
        self._expanding: dict[str, None] = {}

    def entities(self, iris: Iterable[str]) -> list[Ready]:
        """Give entities, each with its evidence, its address and its fields. Raises UnknownIri.

        What they refer to is noted for `labels`.
        """
        items = self._edition.catalogue.items([*iris])
        for item in items:
            self._referred.update(dict.fromkeys(item.references))
            if self._expand:
                self._note_expanded(json.loads(item.json))
        return [Ready(item.at(self.root)) for item in items]

    def links(self, iri: str) -> dict[str, str]:
        """Give the address of what an IRI names: a record, or evidence, which is below its record."""
        return {"self": self.root + address(iri, self._edition.mapping)}

    def expanded(self) -> dict[str, Ready]:
        """Give what the fields to expand referred to until now, as far as it is a record here. Raises LimitExceeded."""
        if len(self._expanding) > _MOST:
            raise LimitExceeded("result", f"{_MOST} expanded entities")
        names = self._edition.catalogue.names(self._expanding)
        iris = [iri for iri, name in names.items() if name.type]
        return dict(zip(iris, self.entities(iris), strict=True))

    def labels(self) -> Ready:
        """Map what was referred to until now to its label, as far as it is ours."""
        names = self._edition.catalogue.names(self._referred)
        return Ready(_dump({iri: name.label for iri, name in names.items()}))

    def _note_expanded(self, body: dict[str, Any]) -> None:
        fields = self._edition.mapping.vocabulary.classes[body["type"]].fields
        for name in filter(self._expand.__contains__, body):
            if name in fields and fields[name].kind is FieldKind.REFERENCE:
                self._expanding.update(dict.fromkeys(body[name] if fields[name].many else [body[name]]))


def write_body(body: Any) -> bytes:
    """Write a body as JSON, in which what is ready stands as it is."""
    return _text(body).encode()


def _text(body: Any) -> str:
    if isinstance(body, Ready):
        return body
    if isinstance(body, dict):
        return f"{{{','.join(f'{_dump(name)}:{_text(each)}' for name, each in body.items())}}}"
    if isinstance(body, list):
        return f"[{','.join(map(_text, body))}]"
    return _dump(body)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
