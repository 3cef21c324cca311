"""Lists and searches computed anew from all that a store holds, without any index: what the catalogue must agree with.

They are as plain as can be. Where the catalogue counts and skips, this goes through everything, and sorts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.catalogue import DERIVED, Hit, Selection
from kg.catalogue.layout import sort_text
from kg.curated import Curated
from kg.dates import was_known
from kg.mapping import Mapping as RecordMapping
from kg.spelling import fold, initials, spellings
from kg.store import Quads
from kg.store.rdf import PREFIXES, RDF_TYPE, NamedNode, Term, text_of
from kg.terms import BROADER
from kg.vocabulary import FieldKind, RecordClass

_SKOS, _IKG = PREFIXES["skos"], PREFIXES["ikg"]
_SOURCE, _PUBLISHED = f"{PREFIXES['prov']}hadPrimarySource", f"{PREFIXES['dcterms']}issued"
_SHOWN = (f"{_SKOS}prefLabel", f"{PREFIXES['dcterms']}title")
_NAMING = ((f"{PREFIXES['skosxl']}literalForm", f"{_IKG}nameOf"), (f"{_SKOS}notation", f"{_IKG}identifies"))
_WORD = re.compile(r"\w+")
_EQUAL, _BEGINNING, _WITHIN, _BY_WORDS, _NEARLY = range(5)

Key = tuple[int, str, str]


class PlainCatalogue:
    """The lists of a store."""

    def __init__(self, store: Quads, mapping: RecordMapping) -> None:
        self._store, self._mapping = Curated(store, mapping.base_iri), mapping

    def iris(self, collection: str, selection: Selection) -> list[str]:
        """List all of a collection that passes, in order; cursor and limit make no difference."""
        record_class = self._mapping.vocabulary.by_collection[DERIVED.get(collection, (collection,))[0]]
        passing = self._members(record_class)
        for name, values in selection.filters.items():
            passing &= self._with_value(record_class, name, values)
        if collection in DERIVED:
            passing &= {text_of(quad.object) for quad in self._store.quads(None, NamedNode(DERIVED[collection][1]))}
        if fold(selection.search):
            passing &= {hit.iri for hit in self.found(selection.search)}
        if selection.known_by:
            passing &= self._known(record_class, selection.known_by)
        sort, descending = selection.sort.removeprefix("-"), selection.sort.startswith("-")
        by = sort or ("label" if "label" in record_class.fields else "id")
        places = [self._place(record_class, by, iri) for iri in passing]
        valued, others = ([each for each in places if each[0] == kind] for kind in (0, 1))
        return [iri for part in (valued, others) for _, _, iri in sorted(part, reverse=descending)]

    def found(self, search: str) -> list[Hit]:
        """List what a search finds, the best first."""
        return PlainSearch(self._texts()).find(search)

    def pointing_at(self, iri: str) -> dict[tuple[str, str], int]:
        """Count what points at something, by collection and field."""
        counts: dict[tuple[str, str], int] = {}
        for record_class in self._mapping.vocabulary.classes.values():
            for field in record_class.fields.values():
                targets = [NamedNode(iri)]
                if field.kind is FieldKind.EVIDENCE:  # what a record does not point at is not its evidence
                    passages = self._store.quads(None, NamedNode(_SOURCE), NamedNode(iri))
                    targets = [NamedNode(text_of(quad.subject)) for quad in passages]
                quads = (quad for each in targets for quad in self._store.quads(None, NamedNode(field.iri), each))
                pointing = {text_of(quad.subject) for quad in quads}
                if count := len(pointing & self._members(record_class)):
                    counts[record_class.collection, field.name] = count
        return counts

    def _members(self, record_class: RecordClass) -> set[str]:
        return {text_of(quad.subject) for quad in self._store.quads(None, RDF_TYPE, NamedNode(record_class.iri))}

    def _with_value(self, record_class: RecordClass, name: str, values: Sequence[str]) -> set[str]:
        field, mapping = record_class.fields[name], self._mapping
        property_ = NamedNode(field.iri)
        terms = [
            mapping.term(field, spelt)
            for value in values
            if value
            for spelt in spellings(
                mapping.value(field, value) if field.kind is FieldKind.CONCEPT else mapping.reference(value)
            )
        ]
        terms += [text for term in terms if field.kind is FieldKind.CONCEPT for text in self._narrower(term)]
        passing = {text_of(quad.subject) for term in terms for quad in self._store.quads(None, property_, term)}
        if "" in values:
            telling = {text_of(quad.subject) for quad in self._store.quads(None, property_)}
            passing |= self._members(record_class) - telling
        return passing

    def _narrower(self, term: Term) -> Iterator[Term]:
        """Yield the terms of datasets below one; there are no circles."""
        for quad in self._store.quads(None, BROADER, term):
            narrower = NamedNode(text_of(quad.subject))
            yield narrower
            yield from self._narrower(narrower)

    def _known(self, record_class: RecordClass, date: str) -> set[str]:
        published = self._values(_PUBLISHED)
        told = self._values(record_class.fields["as_of"].iri) if "as_of" in record_class.fields else {}
        sources, documents = self._values(_SOURCE), dict[str, set[str]]()
        for record, passages in self._values(f"{_IKG}evidence").items():
            documents[record] = {document for each in passages for document in sources.get(each, ())}
        return {
            iri
            for iri in self._members(record_class)
            if was_known(date, [published.get(each, []) for each in documents.get(iri, ())], told.get(iri, ()))
        }

    def _values(self, property_: str) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for quad in self._store.quads(None, NamedNode(property_)):
            values.setdefault(text_of(quad.subject), []).append(text_of(quad.object))
        return values

    def _place(self, record_class: RecordClass, by: str, iri: str) -> Key:
        if by == "id":
            return 0, "", iri
        field = record_class.fields[by]
        quads = self._store.quads(NamedNode(iri), NamedNode(field.iri))
        keys = sorted(sort_text(field, text_of(quad.object)) for quad in quads)
        return (0, keys[0], iri) if keys else (1, "", iri)

    def _texts(self) -> list[tuple[str, str]]:
        shown = [
            (text_of(quad.object), text_of(quad.subject))
            for property_ in _SHOWN
            for quad in self._store.quads(None, NamedNode(property_))
        ]
        return shown + [pair for text, points_at in _NAMING for pair in self._through(text, points_at)]

    def _through(self, text: str, points_at: str) -> Iterator[tuple[str, str]]:
        targets: dict[str, set[str]] = {}
        for quad in self._store.quads(None, NamedNode(points_at)):
            targets.setdefault(text_of(quad.subject), set()).add(text_of(quad.object))
        for quad in self._store.quads(None, NamedNode(text)):
            for target in targets.get(text_of(quad.subject), ()):
                yield text_of(quad.object), target


class PlainSearch:
    """Texts, each with the IRI of what it names, looked through from the first to the last."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._texts = [(text, fold(text), iri) for text, iri in texts]

    def find(self, search: str) -> list[Hit]:
        """List what is found, once each and the best first."""
        if bearers := self._initialled(search.strip()):
            return bearers
        wanted = fold(search)
        words = list(dict.fromkeys(_WORD.findall(wanted)))[:8]
        hits = list(self._containing(wanted)) if wanted else []
        if words != [wanted]:
            hits += self._having([[each] for each in words], _BY_WORDS)
        hits = hits or list(self._having([self._near(each) for each in words], _NEARLY))
        best: dict[str, Hit] = {}
        for hit in hits:
            best[hit.iri] = min(hit, best.get(hit.iri, hit))
        return sorted(best.values())

    def _initialled(self, letters: str) -> list[Hit]:
        if not letters.isupper() or any(_has(folded, fold(letters)) for _, folded, _ in self._texts):
            return []
        hits = (
            Hit(_EQUAL, f"{len(folded):07}", iri, text)
            for text, folded, iri in self._texts
            if letters in initials(text)
        )
        best: dict[str, Hit] = {}
        for hit in hits:
            best[hit.iri] = min(hit, best.get(hit.iri, hit))
        return sorted(best.values())

    def _containing(self, wanted: str) -> Iterator[Hit]:
        for text, folded, iri in self._texts:
            if wanted in folded:
                tier = _EQUAL if folded == wanted else _BEGINNING if folded.startswith(wanted) else _WITHIN
                yield Hit(tier, f"{len(folded):07}", iri, text)

    def _having(self, words: Sequence[Sequence[str]], tier: int) -> Iterator[Hit]:
        owners = [
            {iri for _, folded, iri in self._texts if any(_has(folded, each) for each in spelt)} for spelt in words
        ]
        common = set.intersection(*owners) if owners else set()
        for text, folded, iri in self._texts:
            missing = sum(not any(_has(folded, each) for each in spelt) for spelt in words)
            if iri in common and missing < len(words):
                yield Hit(tier + 2 * missing, f"{len(folded):07}", iri, text)

    def _near(self, word: str) -> list[str]:
        if any(_has(folded, word) for _, folded, _ in self._texts):
            return [word]
        most = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        near = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=most, limit=5)
        return [each for each, _, _ in near]

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted({word for _, folded, _ in self._texts for word in _WORD.findall(folded)})


def _has(folded: str, word: str) -> bool:
    line = f" {' '.join(_WORD.findall(folded))}"
    return (f" {word}" if word.isascii() else word) in line
