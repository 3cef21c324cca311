"""What records say, as tables spell it, in words: names for ids, labels for terms, and what kind of text a value is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.representations.pages.rendering import grouped, local
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
    """Puts what records say into words; `root` is where the service answers.

    What values refer to is named at once for all that is handed to :meth:`learn`.
    """

    def __init__(self, edition: Edition, root: str) -> None:
        self._edition, self._root = edition, root
        self._mapping = edition.mapping
        self._labels: dict[str, str] = {}

    def learn(self, class_name: str, field: str, values: Iterable[str]) -> None:
        """Take note of what is to be named; nothing is read yet."""
        declared = self._field(class_name, field)
        if declared is not None and declared.kind is FieldKind.REFERENCE:
            self._labels.update((self._mapping.iri(each), "") for each in values)

    def learn_records(self, iris: Iterable[str]) -> None:
        """Take note of records that are to be named."""
        self._labels.update((each, "") for each in iris)

    def name(self, iri: str) -> Told:
        """Name a record."""
        if not self._labels.get(iri):
            unnamed = [iri, *(each for each, label in self._labels.items() if not label)]
            names = self._edition.catalogue.names(unnamed)
            self._labels.update((each, name.label) for each, name in names.items())
        return Told(self._labels[iri], local(iri, self._mapping.base_iri, self._root))

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
