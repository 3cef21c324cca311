"""What records say, as tables spell it, in words: names for ids, labels for terms, dates as a person writes them."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.pages.naming import Namer
from api.representations.pages.rendering import grouped, local, root_of
from api.representations.pages.speech import Value
from kg.edition import Edition
from kg.records.passage import Passage, is_passage
from kg.store.rdf import PREFIXES
from kg.vocabulary import Field, FieldKind

_EDTF = f"{PREFIXES['edtf']}EDTF"


class RecordWords(Namer):
    """Puts what records say into words, in the language of whoever asks."""

    def __init__(self, edition: Edition, request: Request) -> None:
        super().__init__(edition, root_of(request), visitor_of(request).language)

    def learn_values(self, class_name: str, field: str, values: Iterable[str]) -> None:
        """Take note of what the values of a field refer to."""
        declared = self._field(class_name, field)
        if declared is not None and declared.kind is FieldKind.REFERENCE:
            self.learn(map(self.edition.mapping.iri, values))

    def field_label(self, class_name: str, field: str) -> str:
        """Give the label of a field; of a property that is none, its local name."""
        declared = self._field(class_name, field)
        return self.label(declared.iri if declared else field)

    def value(self, class_name: str, field: str, text: str, record: str = "") -> Value:
        """Put a value into words; that of evidence leads to the passage, by the IRI of its record."""
        declared, address = self._field(class_name, field), text if text.startswith(("https://", "http://")) else ""
        if declared is None:
            return Value(text, address)
        match declared.kind:
            case FieldKind.EVIDENCE:
                return self.passage(text, record)
            case FieldKind.REFERENCE:
                return self.named(self.edition.mapping.iri(text))
            case FieldKind.CONCEPT:
                term = self.term(declared, text)
                return term if term.type else Value(term.text)
            case FieldKind.FIELD:
                return Value(self.field_label(class_name, text))
            case FieldKind.LITERAL:
                date = self.speech.date(text) if declared.datatype == _EDTF else text
                return Value(grouped(text) if declared.is_number else date, address)

    def passage(self, text: str, record: str = "") -> Value:
        """Name the place of a passage: the document, and the characters."""
        if not is_passage(text):
            return Value(text)
        passage = Passage.of(text)
        document = self.named(self.edition.mapping.iri(f"documents/{passage.document}"))
        place = f", {passage.start:,}–{passage.end:,}" if passage.has_place else ""
        address = local(record, self.base, self.root)
        return Value(document.text + place, f"{address}/evidence/{passage.fragment}" if address else document.address)

    def _field(self, class_name: str, field: str) -> Field | None:
        record_class = self.edition.mapping.vocabulary.classes.get(class_name)
        return record_class.fields.get(field) if record_class else None
