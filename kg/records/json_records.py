"""Records as JSON objects: the body of the REST API, and files of one record a line (`.jsonl`).

The keys are the fields. Decimals are numbers where that loses no digit (:func:`kg.records.values.number`), and are
read as numbers or texts. With `ontology/context.jsonld` the object is JSON-LD; numbers with a fraction are texts there,
for as numbers they would be doubles.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from kg.errors import KgError
from kg.files import UnreadableFile
from kg.records.lines import encoding_fault, is_broken, read_lines
from kg.records.model import Record, Row
from kg.records.passage import Passage, passage_text
from kg.records.report import Violation, form_fault, unreadable
from kg.records.values import canonical, fault, id_fault, misspelt, number, plain
from kg.spelling import suggestion
from kg.terms import COLLECTION, our_terms
from kg.vocabulary import Field, FieldKind, RecordClass, Vocabulary

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = (f"{_XSD}decimal", f"{_XSD}integer")
_OF_ENTITIES = {"id", "type", "label", "links", "labels", "members", "merged", "@context"}
"""Keys of every entity that the service gives, which may be sent back as it is."""

Rename = Callable[[str], str]


def to_json(record: Record, record_class: RecordClass, iri: Rename = str, *, is_jsonld: bool = False) -> dict[str, Any]:
    """Give the JSON object of a record; `iri` turns each reference into what the reader is to see."""
    body: dict[str, Any] = {"id": iri(record.id), "type": record.type}
    for name, values in record.values.items():
        field = record_class.fields[name]
        texts = [_write(field, value, iri, body["id"], is_jsonld) for value in values]
        body[name] = texts if field.many else texts[0]
    return body


def from_json(
    body: Any, vocabulary: Vocabulary, reference: Rename = str, *, is_exact: bool = False
) -> Record | list[tuple[str, str]]:
    """Read a JSON object; `reference` turns an IRI of ours into a record id.

    Where the form is wrong, give the faults instead, each as (field, what to mend). With `is_exact`, a text that the
    record would not have as it stands is a fault too; otherwise spaces and the forms of Unicode are settled.
    """
    if not isinstance(body, dict):
        return [("-", "a record is a JSON object")]
    record_class = vocabulary.classes.get(str(body.get("type", "")))
    if record_class is None:
        type_ = str(body.get("type"))[:40]
        return [("type", f"{type_!r} is not a type; {suggestion(type_, vocabulary.classes)}")]
    id_ = reference(str(body.get("id", "")))
    faults = list(_body_faults(body, id_, record_class))
    values: dict[str, tuple[str, ...]] = {}
    for name, field in record_class.fields.items():
        items: Any = body.get(name) if isinstance(body.get(name), list) else [body.get(name)]
        parts = set()
        for value in (each for each in items if each not in (None, "")):
            part = _read(field, value, reference)
            is_moved = (
                is_exact and field.datatype == f"{_XSD}string" and isinstance(value, str) and part not in ("", value)
            )
            message = _type_fault(field, value) or fault(field, part) or (misspelt(value) if is_moved else "")
            if message:
                faults.append((name, message))
            parts.add(part)
        if len(parts) > 1 and not field.many:
            faults.append((name, "takes one value; give no list"))
        if parts:
            values[name] = tuple(sorted(parts))
    return faults or Record(record_class.name, id_, values)


def read_json_lines(path: Path, vocabulary: Vocabulary) -> Iterator[Row | Violation]:
    """Read a file with one record a line, lazily; blank lines are passed over.

    After a line that shows the file to be something else, nothing more of it is read.
    """
    try:
        for line, text in enumerate(read_lines(path), 1):
            if is_broken(text):
                yield form_fault(path, line, "-", f"the line {encoding_fault(text.strip())}")
                return
            if text.strip() in ("[", "{"):
                message = "a record here runs over several lines; write each as one JSON object on a line of its own"
                yield form_fault(path, line, "-", message)
                return
            if text.strip():
                yield from _read_line(path, line, text, vocabulary)
    except UnreadableFile as error:
        yield unreadable(path, error)


def _read_line(path: Path, line: int, text: str, vocabulary: Vocabulary) -> Iterator[Row | Violation]:
    try:
        outcome = from_json(parse_json(text), vocabulary)
    except (ValueError, RecursionError) as error:
        at_end = "it ends in a comma: delete that" if text.rstrip().endswith("},") else str(error)
        outcome = [("-", f"the line is not JSON ({at_end}); write one record as one JSON object")]
    if isinstance(outcome, Record):
        yield Row(outcome, path, line)
    else:
        yield from (form_fault(path, line, name, message) for name, message in outcome)


def parse_json(text: str | bytes) -> Any:
    """Parse JSON in which no key stands twice, numbers keep all their digits, and NaN is no number.

    Raises ValueError, and RecursionError where it is nested too deeply.
    """
    return json.loads(text, object_pairs_hook=_object, parse_float=plain, parse_constant=_refuse_constant)


def parse_body(data: bytes) -> Any:
    """Parse the JSON that a request brings. Raises KgError where it is none, or has a text that cannot be written."""
    try:
        parsed = parse_json(data.decode())
        json.dumps(parsed, ensure_ascii=False).encode()  # half a character can be written in JSON and nowhere else
    except UnicodeDecodeError as error:
        raise KgError(f"The body is not UTF-8 at byte {error.start}") from None
    except UnicodeEncodeError as error:
        raise KgError(f"The body has {error.object[error.start]!r}, which is half a character") from None
    except (ValueError, RecursionError) as error:
        raise KgError(f"The body is not JSON: {error}") from None
    return parsed


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return body


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _body_faults(body: Mapping[str, Any], id_: str, record_class: RecordClass) -> Iterator[tuple[str, str]]:
    if message := id_fault(id_, record_class.collection):
        yield "id", message
    for name in body.keys() - record_class.fields.keys() - _OF_ENTITIES:
        message = (
            f"there is no field {str(name)[:40]!r} in {record_class.name}; {suggestion(str(name), record_class.fields)}"
        )
        yield str(name)[:40], message


def _type_fault(field: Field, value: Any) -> str:
    """Say what is wrong with the JSON type of one value."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(value, str) or (is_number and field.datatype in _NUMBERS):
        return ""
    if isinstance(value, dict) and field.kind is FieldKind.EVIDENCE:
        return ""
    if isinstance(value, dict) and "@language" in value:
        return (
            f"{field.name} has the language tag {str(value['@language'])[:20]!r}; write the text alone, without a tag"
        )
    kinds: dict[type, str] = {dict: "an object", list: "a list in a list"}
    kind = kinds.get(type(value)) or json.dumps(value)
    return f"{kind} is no value of {field.name}; write it as a text"


def _write(field: Field, value: str, iri: Rename, subject: str, is_jsonld: bool) -> Any:
    if field.kind is FieldKind.REFERENCE:
        return iri(value)
    if field.kind is FieldKind.EVIDENCE:
        passage = Passage.of(value)
        place = {"start": passage.start, "end": passage.end, "digest": passage.digest} if passage.has_place else {}
        node = f"{subject}#{passage.fragment}"
        return {"id": node, "type": "Evidence", "document": iri(f"documents/{passage.document}"), **place}
    if field.kind is FieldKind.CONCEPT and is_jsonld and field.scheme + value not in our_terms():
        return iri(f"{COLLECTION}{value}")
    if field.datatype == f"{_XSD}integer":
        return int(value) if value.removeprefix("-").isdecimal() else value
    if field.datatype == f"{_XSD}decimal" and not (is_jsonld and "." in value):
        return number(value)
    return value


def _read(field: Field, value: Any, reference: Rename) -> str:
    if field.kind is FieldKind.EVIDENCE and isinstance(value, dict):
        document = reference(str(value.get("document", ""))).removeprefix("documents/")
        place = [value.get(name) for name in ("start", "end", "digest")]
        return document if place == [None, None, None] else passage_text(document, *place)
    text = plain(repr(value)) if isinstance(value, float) else str(value).strip()
    if field.kind is FieldKind.CONCEPT and "://" in text:
        text = reference(text).removeprefix(COLLECTION).removeprefix(field.scheme)
    return canonical(field, reference(text) if field.kind is FieldKind.REFERENCE else text)


def write_json_lines(records: Iterable[Record], vocabulary: Vocabulary) -> Iterator[str]:
    """Yield one line of JSON for each record."""
    for record in records:
        yield json.dumps(to_json(record, vocabulary.classes[record.type]), ensure_ascii=False) + "\n"
