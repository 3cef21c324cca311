"""Records to RDF and back, through the one context: a CSV row, a JSON body and a set of quads are the same record.

A record owns its own IRI and the IRIs of its evidence, which are its IRI with a fragment; so what a record says is
found from its IRI alone and never shared with another record.

>>> from kg.vocabulary import load_vocabulary
>>> mapping = Mapping(load_vocabulary(), "https://example.org/")
>>> record = Record("Place", "places/ulsan", {"label": ("Ulsan",), "evidence": ("article:4-9:0123456789abcdef",)})
>>> quads = mapping.to_quads(record, mapping.graph("demo"))
>>> len(quads), mapping.from_quads(quads) == record
(8, True)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from functools import lru_cache
from itertools import islice
from pathlib import Path

from kg.curated import Curated
from kg.errors import UnknownIri, UnreadableInput
from kg.records.dataset import Dataset
from kg.records.model import Record
from kg.records.passage import Passage, passage_text
from kg.records.values import is_reference, is_slug
from kg.spelling import beginning, nearest
from kg.store import Quads
from kg.store.rdf import PREFIXES, RDF_TYPE, BlankNode, Literal, NamedNode, Quad, Term, text_of
from kg.terms import COLLECTION, TERM, counts_as, our_terms
from kg.vocabulary import Field, FieldKind, RecordClass, Vocabulary

_XSD = PREFIXES["xsd"]
_EVIDENCE = NamedNode(f"{PREFIXES['ikg']}Evidence")
DOCUMENT = NamedNode(f"{PREFIXES['prov']}hadPrimarySource")
"""Leads from evidence to the document that it is in."""
_START = NamedNode(f"{PREFIXES['oa']}start")
_END = NamedNode(f"{PREFIXES['oa']}end")
_DIGEST = NamedNode(f"{PREFIXES['ikg']}digest")

_TEXTS = ("title", "description", "publisher")
DATASET = RecordClass(
    "Dataset",
    f"{PREFIXES['void']}Dataset",
    "datasets",
    {
        **{each: Field(each, f"{PREFIXES['dcterms']}{each}", FieldKind.LITERAL) for each in _TEXTS},
        "licence": Field("licence", f"{PREFIXES['dcterms']}license", FieldKind.REFERENCE),
    },
)
"""What a dataset says of itself, in the graph of datasets and in no other: no class of the vocabulary."""

_DATASET = NamedNode(DATASET.iri)

MOST_IDS, MOST_CANDIDATES = 50_000, 1_000
"""Ids of one table that are looked through, and those of them that are compared letter by letter."""

_NEAR = 0.7
_node = lru_cache(maxsize=1 << 15)(NamedNode)


class Mapping:
    """The mapping for one vocabulary and one base IRI."""

    def __init__(self, vocabulary: Vocabulary, base_iri: str) -> None:
        self.vocabulary = vocabulary
        self.base_iri = base_iri
        classes = {**vocabulary.classes, DATASET.name: DATASET}
        self._types = {name: _node(each.iri) for name, each in classes.items()}
        self._encoders = {
            name: [(field.name, _node(field.iri), self._encoder(field)) for field in each.fields.values()]
            for name, each in classes.items()
        }
        self._fields = {name: {field.iri: field for field in each.fields.values()} for name, each in classes.items()}

    def iri(self, reference: str) -> str:
        """Give the IRI of a record id; an absolute IRI stays as it is."""
        return reference if "://" in reference else self.base_iri + reference

    def node(self, reference: str) -> str:
        """Give the IRI of a record id; an IRI stays as it is, and so does what may be a name."""
        return self.iri(reference) if is_reference(reference) else reference

    def reference(self, iri: str) -> str:
        """Give the record id of an IRI of ours; another IRI stays as it is, also one of ours that is no record's."""
        id_ = iri.removeprefix(self.base_iri)
        return id_ if is_reference(id_) else iri

    def term(self, field: Field, value: str) -> Term:
        """Give the RDF term of one value of a field that is no evidence. Raises ValueError where it has none."""
        encode = self._encoder(field)
        if encode is None:
            raise ValueError(f"{field.name} is written as several quads")
        return encode(value)

    def graph(self, dataset: str) -> NamedNode:
        """Name the graph of a dataset. Raises UnreadableInput for what cannot be the name of one."""
        try:
            return NamedNode(f"{self.base_iri}datasets/{dataset}")
        except ValueError as error:
            fix = "A dataset is named in lower case letters, digits and hyphens, such as sector-scan."
            raise UnreadableInput(f"{beginning(dataset, 200)!r} is no name of a dataset: {error}", fix) from None

    @property
    def datasets_graph(self) -> NamedNode:
        """Name the graph in which the datasets themselves are described."""
        return NamedNode(f"{self.base_iri}datasets")

    @property
    def derived(self) -> str:
        """Say how the names of graphs begin that follow from others, and that nobody edits."""
        return f"{self.base_iri}derived/"

    @property
    def names_graph(self) -> NamedNode:
        """Name the graph of the labels that are derived from name records."""
        return NamedNode(f"{self.derived}names")

    @property
    def same_graph(self) -> NamedNode:
        """Name the graph of what is one, which is derived from decisions."""
        return NamedNode(f"{self.derived}same")

    @property
    def files_graph(self) -> NamedNode:
        """Name the graph that notes what the files say of records which were edited in the graph."""
        return NamedNode(f"{self.derived}files")

    @property
    def changes_graph(self) -> NamedNode:
        """Name the graph that tells of the changes, which is made of the journal for whoever asks it by name."""
        return NamedNode(f"{self.derived}changes")

    @property
    def scores_graph(self) -> NamedNode:
        """Name the graph of the scores that are published, which is there for whoever asks it by name."""
        return NamedNode(f"{self.derived}scores")

    @property
    def renames_graph(self) -> NamedNode:
        """Name the graph that tells by which record another one was replaced when it was renamed."""
        return NamedNode(f"{self.base_iri}renames")

    def describe(self, dataset: Dataset) -> list[Quad]:
        """Describe a dataset, which is a named graph, in VoID and DCMI terms."""
        return self.to_quads(description_of(dataset), self.datasets_graph)

    def described(self, store: Quads) -> Iterator[Dataset]:
        """Yield the datasets of a graph as they are described in it, by name."""
        for iri in sorted(text_of(quad.subject) for quad in store.quads(None, RDF_TYPE, _DATASET, self.datasets_graph)):
            name = iri.removeprefix(f"{self.base_iri}datasets/")
            if is_slug(name):  # what is written here over HTTP may have other names; they are no datasets, nor folders
                record = self.from_quads(store.quads(NamedNode(iri), graph=self.datasets_graph))
                title, description, publisher, licence = map(record.one, (*_TEXTS, "licence"))
                yield Dataset(name, Path(name), title, description, licence, publisher)

    def class_of(self, quads: Iterable[Quad]) -> RecordClass | None:
        """Find the class of a record among its quads."""
        types = [quad for quad in quads if quad.predicate == RDF_TYPE]
        if any(quad.object == _DATASET and quad.graph_name == self.datasets_graph for quad in types):
            return DATASET
        return self.record_class(text_of(quad.object) for quad in types)

    def record_class(self, type_iris: Iterable[str]) -> RecordClass | None:
        """Find the record class among the types of a node."""
        return next((self.vocabulary.by_iri[iri] for iri in type_iris if iri in self.vocabulary.by_iri), None)

    def to_quads(self, record: Record, graph: NamedNode) -> list[Quad]:
        """Map one record. Values must have the form that :func:`kg.records.values.fault` demands."""
        subject = NamedNode(self.base_iri + record.id)
        quads = [Quad(subject, RDF_TYPE, self._types[record.type], graph)]
        for name, property_, encode in self._encoders[record.type]:
            for value in record.values.get(name, ()):
                if encode is None:
                    quads += self._evidence(subject, property_, value, graph)
                else:
                    quads.append(Quad(subject, property_, encode(value), graph))
        return quads

    def from_quads(self, quads: Iterable[Quad]) -> Record:
        """Map the quads of one record back; what the vocabulary does not know is left out.

        Raises UnreadableInput where no subject has a type of ours.
        """
        described: dict[str, list[Quad]] = {}
        for quad in quads:
            described.setdefault(text_of(quad.subject), []).append(quad)
        for iri, own in described.items():
            record_class = self.class_of(own)
            if record_class is not None:
                return Record(record_class.name, self.reference(iri), self._values(record_class, own, described))
        raise UnreadableInput("Nothing here has a type of the vocabulary")

    def _values(
        self, record_class: RecordClass, own: Iterable[Quad], described: Map[str, list[Quad]]
    ) -> dict[str, tuple[str, ...]]:
        values: dict[str, list[str]] = {}
        fields = self._fields[record_class.name]
        for quad in own:
            field = fields.get(quad.predicate.value)
            if field is not None:
                values.setdefault(field.name, []).append(self._decode(field, quad.object, described))
        return {name: tuple(sorted(set(values[name]))) for name in record_class.fields if name in values}

    def _encoder(self, field: Field) -> Callable[[str], Term] | None:
        if field.kind is FieldKind.EVIDENCE:
            return None
        if field.kind is FieldKind.REFERENCE:
            return lambda value: _node(self.iri(value))
        if field.kind is FieldKind.CONCEPT:
            return lambda value: _node(self._concept(field, value))
        if field.kind is FieldKind.FIELD:
            iris = dict(field.siblings)
            return lambda value: _node(iris.get(value, value))
        if field.datatype == f"{_XSD}string":
            return Literal
        datatype = NamedNode(field.datatype)
        return lambda value: Literal(value, datatype=datatype)

    def narrowing(self, terms: Iterable[Record]) -> Iterator[tuple[Record, str]]:
        """Yield terms of datasets, each with the IRI of the term of ours that it counts as, empty where there is none.

        What narrows another of a dataset can be told of only if all of them are given.
        """
        by_iri = {self.iri(each.id): each for each in terms}

        def broader(iri: str) -> list[str]:
            field = self.vocabulary.by_iri[TERM].fields["broader"]
            values = by_iri[iri].values.get(field.name, ()) if iri in by_iri else ()
            return [self._concept(field, each) for each in values]

        yield from ((record, counts_as(iri, broader)) for iri, record in by_iri.items())

    def _concept(self, field: Field, value: str) -> str:
        """Give the IRI of a term: of one of ours, or else of a record of that id, whether there is one or not."""
        iri = field.scheme + value
        return iri if iri in our_terms() else f"{self.base_iri}{COLLECTION}{value}"

    def _decode(self, field: Field, term: Term, described: Map[str, list[Quad]]) -> str:
        value = text_of(term)
        if field.kind is FieldKind.EVIDENCE:
            about = described.get(value, ())
            return self.passage(value, {each.predicate.value: text_of(each.object) for each in about})
        return self.value(field, value)

    def value(self, field: Field, text: str) -> str:
        """Give the value of a field that is no evidence as a record has it, from the text of its RDF term."""
        if field.kind is FieldKind.REFERENCE:
            return self.reference(text)
        if field.kind is FieldKind.FIELD:
            return next((name for name, iri in field.siblings if iri == text), text)
        if field.kind is FieldKind.CONCEPT:
            return text.removeprefix(f"{self.base_iri}{COLLECTION}").removeprefix(field.scheme)
        return text

    def passage(self, iri: str, facts: Map[str, str]) -> str:
        """Give the passage that an evidence node stands for, as a record has it; `facts` tell of it, by property."""
        document = self.reference(facts.get(DOCUMENT.value, iri)).removeprefix("documents/")
        if _START.value not in facts:
            return document
        return passage_text(document, facts[_START.value], facts.get(_END.value, ""), facts.get(_DIGEST.value, ""))

    def _evidence(self, subject: NamedNode, property_: NamedNode, value: str, graph: NamedNode) -> Iterator[Quad]:
        passage = Passage.of(value)
        node = NamedNode(f"{subject.value}#{passage.fragment}")
        yield Quad(subject, property_, node, graph)
        yield Quad(node, RDF_TYPE, _EVIDENCE, graph)
        yield Quad(node, DOCUMENT, _node(f"{self.base_iri}documents/{passage.document}"), graph)
        if passage.has_place:
            yield Quad(node, _START, Literal(passage.start), graph)
            yield Quad(node, _END, Literal(passage.end), graph)
            yield Quad(node, _DIGEST, Literal(passage.digest), graph)


def description_of(dataset: Dataset) -> Record:
    """Give what a dataset says of itself as a record."""
    texts = {name: getattr(dataset, name) for name in DATASET.fields}
    return Record(DATASET.name, f"datasets/{dataset.name}", {name: (text,) for name, text in texts.items() if text})


def record_of(quad: Quad) -> NamedNode | BlankNode:
    """Give the node of the record that a quad belongs to: its subject, for evidence without the fragment."""
    subject = quad.subject
    if isinstance(subject, NamedNode) and "#" in subject.value:
        return NamedNode(subject.value.partition("#")[0])
    if isinstance(subject, NamedNode | BlankNode):
        return subject
    raise TypeError(f"{subject} cannot be a record")


def record_quads(store: Quads, subject: NamedNode | BlankNode, graph: NamedNode | None = None) -> Iterator[Quad]:
    """Yield the quads that belong to a record: those of its own node and of its evidence."""
    for quad in store.quads(subject, graph=graph):
        yield quad
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(f"{subject.value}#"):
            yield from store.quads(quad.object, graph=graph)


def read_records(
    store: Quads, mapping: Mapping, record_class: RecordClass, graph: NamedNode | None = None
) -> Iterator[Record]:
    """Yield the records of one class in the order of their ids; only those of one graph if it is given."""
    curated = Curated(store, mapping.base_iri)
    subjects = {text_of(quad.subject) for quad in curated.quads(None, RDF_TYPE, NamedNode(record_class.iri), graph)}
    for iri in sorted(subjects):
        yield mapping.from_quads(record_quads(curated, NamedNode(iri), graph))


def near_id(
    reference: str, mapping: Mapping, is_there: Callable[[str], bool], ids: Callable[[RecordClass], Iterable[str]]
) -> str:
    """Find the one id that is near one that is no record's; empty where none is.

    It has the same name in another table, or is spelt alike in the same. `is_there` tells of an IRI whether it is a
    record's, `ids` gives those of a class, without the name of the table.
    """
    collection, _, slug = reference.partition("/")
    tables = mapping.vocabulary.by_collection
    for namesake in (f"{name}/{slug}" for name in tables):
        if is_there(mapping.iri(namesake)):
            return namesake
    if collection not in tables:
        return ""
    words = set(slug.split("-"))
    first_ids = islice(ids(tables[collection]), MOST_IDS)
    alike = (each for each in first_ids if each[:2] == slug[:2] or words.intersection(each.split("-")))
    near = nearest(slug, islice(alike, MOST_CANDIDATES), _NEAR)
    return f"{collection}/{near}" if near else ""


def unknown(iri: str, store: Quads, mapping: Mapping) -> UnknownIri:
    """Make the error for what is no record of a store, with the id that was probably meant."""
    curated, reference = Curated(store, mapping.base_iri), mapping.reference(iri)
    if not is_reference(reference):
        return UnknownIri(iri)

    def is_there(other: str) -> bool:
        return next(curated.quads(NamedNode(other), RDF_TYPE), None) is not None

    def ids(record_class: RecordClass) -> Iterator[str]:
        quads = curated.quads(None, RDF_TYPE, NamedNode(record_class.iri))
        return (text_of(quad.subject).rpartition("/")[2] for quad in quads)

    near = near_id(reference, mapping, is_there, ids)
    return UnknownIri(iri, similar=[near] if near else [])
