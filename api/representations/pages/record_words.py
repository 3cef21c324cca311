"""What records say, as tables spell it, in words: names for ids, labels for terms, and what kind of text a value is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.pages.naming import names_in, title_of
from api.representations.pages.rendering import grouped, local, root_of
from api.representations.pages.speech import Speech
from kg.edition import Edition
from kg.ontology import ONTOLOGY_IRI
from kg.records.passage import Passage, is_passage
from kg.reference import label_of
from kg.store.rdf import PREFIXES, text_of
from kg.vocabulary import Field, FieldKind

_EDTF = f"{PREFIXES['edtf']}EDTF"


@dataclass(frozen=True, slots=True)
class Told:
    """A value in words, with the address of what it names where there is one.

    A date is still to be put in words, and a term to be translated, where it is shown.
    """

    text: str
    address: str = ""
    is_date: bool = False
    is_number: bool = False
    is_term: bool = False


class RecordWords:
    """Puts what records say into words, in the language of whoever asks.

    What values refer to is named at once for all that is handed to :meth:`learn`.
    """

    def __init__(self, edition: Edition, request: Request) -> None:
        self._edition, self._root = edition, root_of(request)
        self.speech = Speech(visitor_of(request).language)
        self._mapping = edition.mapping
        self._names: dict[str, Told | None] = {}

    def learn(self, class_name: str, field: str, values: Iterable[str]) -> None:
        """Take note of what is to be named; nothing is read yet."""
        declared = self._field(class_name, field)
        if declared is not None and declared.kind is FieldKind.REFERENCE:
            self.learn_records(self._mapping.iri(each) for each in values)

    def learn_records(self, iris: Iterable[str]) -> None:
        """Take note of records that are to be named."""
        self._names.update((each, None) for each in iris if each not in self._names)

    def name(self, iri: str) -> Told:
        """Name a record; what the graph does not have any more is named by its id, and leads nowhere."""
        self.learn_records([iri])
        if self._names[iri] is None:
            unnamed = [each for each, name in self._names.items() if name is None]
            names, language = self._edition.catalogue.names(unnamed), self.speech.language
            own = names_in(self._edition, unnamed, language) if language != "en" else {}
            for each, (class_name, label) in names.items():
                title = title_of(self._edition, each, class_name, self.speech)
                address = local(each, self._mapping.base_iri, self._root) if class_name else ""
                self._names[each] = Told(title or own.get(each) or label, address)
        return self._names[iri] or Told(iri)

    def label(self, class_name: str, field: str) -> str:
        """Give the label of a field; of a property that is none, its local name."""
        declared = self._field(class_name, field)
        return label_of(declared.iri if declared else field)

    def value(self, class_name: str, field: str, text: str, record: str = "") -> Told:
        """Put a value into words; that of evidence leads to the passage, by the IRI of its record."""
        declared, address = self._field(class_name, field), text if text.startswith(("https://", "http://")) else ""
        if declared is None:
            return Told(text, address)
        match declared.kind:
            case FieldKind.EVIDENCE:
                return self.passage(text, record)
            case FieldKind.REFERENCE:
                return self.name(self._mapping.iri(text))
            case FieldKind.CONCEPT:
                return self._term(declared, text)
            case FieldKind.FIELD:
                return Told(self.label(class_name, text))
            case FieldKind.LITERAL:
                words = grouped(text) if declared.is_number else text
                return Told(words, address, is_date=declared.datatype == _EDTF, is_number=declared.is_number)

    def _term(self, field: Field, text: str) -> Told:
        """Name a term: of ours by its label, of a dataset as the record that it is."""
        iri = text if "://" in text else text_of(self._mapping.term(field, text))
        is_own = iri.startswith(self._mapping.base_iri) and not iri.startswith(ONTOLOGY_IRI)
        return self.name(iri) if is_own else Told(label_of(iri), is_term=True)

    def passage(self, text: str, record: str = "") -> Told:
        """Name the place of a passage: the document, and the characters."""
        if not is_passage(text):
            return Told(text)
        passage = Passage.of(text)
        document = self.name(self._mapping.iri(f"documents/{passage.document}"))
        place = f", {passage.start:,}–{passage.end:,}" if passage.has_place else ""
        address = local(record, self._mapping.base_iri, self._root)
        return Told(document.text + place, f"{address}/evidence/{passage.fragment}" if address else document.address)

    def _field(self, class_name: str, field: str) -> Field | None:
        record_class = self._mapping.vocabulary.classes.get(class_name)
        return record_class.fields.get(field) if record_class else None
