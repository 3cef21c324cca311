"""Records as JSON objects: the body of the REST API, and files of one record a line (`.jsonl`).

The keys are the fields, so that with `ontology/context.jsonld` the object is JSON-LD. Amounts and other decimals are
strings, because a JSON number would lose digits; integers are numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import UnreadableInput
from kg.records.model import Record, Row
from kg.records.report import Violation, form_fault
from kg.records.values import canonical, fault, is_slug
from kg.vocabulary import Field, FieldKind, RecordClass, Vocabulary

_XSD = "http://www.w3.org/2001/XMLSchema#"
Rename = Callable[[str], str]


def to_json(record: Record, record_class: RecordClass, iri: Rename = str) -> dict[str, Any]:
    """Give the JSON object of a record; `iri` turns each reference into what the reader is to see."""
    body: dict[str, Any] = {"id": iri(record.id), "type": record.type}
    for name, values in record.values.items():
        field = record_class.fields[name]
        written = [_write(field, value, iri, body["id"]) for value in values]
        body[name] = written if field.many else written[0]
    return body


def from_json(body: Any, vocabulary: Vocabulary, reference: Rename = str) -> Record | list[tuple[str, str]]:
    """Read a JSON object; `reference` turns an IRI of ours into a record id.

    Where the form is wrong, give the faults instead, each as (field, what to mend).
    """
    if not isinstance(body, dict):
        return [("-", "a record is a JSON object")]
    record_class = vocabulary.classes.get(str(body.get("type", "")))
    if record_class is None:
        return [("type", f"{body.get('type')!r} is not a type; use one of: {', '.join(vocabulary.classes)}")]
    id_ = reference(str(body.get("id", "")))
    faults = list(_body_faults(body, id_, record_class))
    values: dict[str, tuple[str, ...]] = {}
    for name, field in record_class.fields.items():
        if body.get(name) not in (None, "", []):
            given = body[name] if isinstance(body[name], list) else [body[name]]
            parts = [_read(field, each, reference) for each in given]
            faults += [(name, message) for part in parts if (message := fault(field, part))]
            faults += [(name, "takes one value; give no list")] if len(parts) > 1 and not field.many else []
            values[name] = tuple(sorted(set(parts)))
    return faults or Record(record_class.name, id_, values)


def read_json_lines(path: Path, vocabulary: Vocabulary) -> Iterator[Row | Violation]:
    """Read a file with one record a line, lazily; blank lines are passed over. Raises UnreadableInput."""
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
            for line, text in enumerate(file, 1):
                if text.strip():
                    yield from _read_line(path, line, text, vocabulary)
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror}") from None


def _read_line(path: Path, line: int, text: str, vocabulary: Vocabulary) -> Iterator[Row | Violation]:
    try:
        found = from_json(json.loads(text), vocabulary)
    except (ValueError, RecursionError) as error:
        found = [("-", f"the line is not JSON ({error}); write one record as one JSON object")]
    if isinstance(found, Record):
        yield Row(found, path, line)
    else:
        yield from (form_fault(path, line, name, message) for name, message in found)


def _body_faults(body: Mapping[str, Any], id_: str, record_class: RecordClass) -> Iterator[tuple[str, str]]:
    collection, _, slug = id_.partition("/")
    if collection != record_class.collection or not is_slug(slug):
        yield (
            "id",
            f"{id_!r} is not an id; write {record_class.collection}/ and small letters, digits and hyphens",
        )
    for name in body.keys() - record_class.fields.keys() - {"id", "type", "label", "@context"}:  # all entities have one
        yield (
            str(name),
            f"there is no field {name!r} in {record_class.name}; known: {', '.join(record_class.fields)}",
        )


def _write(field: Field, value: str, iri: Rename, subject: str) -> Any:
    if field.kind is FieldKind.REFERENCE:
        return iri(value)
    if field.kind is FieldKind.EVIDENCE:
        document, _, rest = value.partition(":")
        positions, _, digest = rest.partition(":")
        start, _, end = positions.partition("-")
        place = {"start": int(start), "end": int(end), "digest": digest} if rest else {}
        node = f"{subject}#{document}:{positions}".removesuffix(":")
        return {"id": node, "type": "Evidence", "document": iri(f"documents/{document}"), **place}
    return int(value) if field.datatype == f"{_XSD}integer" and _is_int(value) else value


def _read(field: Field, value: Any, reference: Rename) -> str:
    if field.kind is FieldKind.EVIDENCE and isinstance(value, dict):
        document = reference(str(value.get("document", ""))).removeprefix("documents/")
        place = [value.get(name) for name in ("start", "end", "digest")]
        return document if place == [None, None, None] else f"{document}:{place[0]}-{place[1]}:{place[2]}"
    text = json.dumps(value) if isinstance(value, dict | list | bool) else str(value).strip()
    return canonical(field, reference(text) if field.kind is FieldKind.REFERENCE else text)


def _is_int(value: str) -> bool:
    return value.removeprefix("-").isdecimal()


def write_json_lines(records: Iterable[Record], vocabulary: Vocabulary) -> Iterator[str]:
    """Yield one line of JSON for each record."""
    for record in records:
        yield json.dumps(to_json(record, vocabulary.classes[record.type]), ensure_ascii=False) + "\n"
