"""The words that evidence points at, as far as they may be shown and are at hand, and otherwise why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kg.edition import Edition
from kg.errors import UnknownIri
from kg.records import Record
from kg.records.passage import Passage
from kg.texts import Contradicted, NotAtHand, SourceTexts, allows_to_show, resolve

_MOST = 300
"""Passages that are looked up for one answer."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of evidence by its IRI: where it is told, by the label of the document too, and in which words.

    `words` are none where they are `withheld`, which says why. A passage without positions is the whole document.
    """

    id: str
    document: str
    label: str
    start: int | None
    end: int | None
    words: str | None
    withheld: str


def find_passage(edition: Edition, iri: str, fragment: str) -> tuple[Record, Passage]:
    """Find what a record cites by the fragment of its IRI. Raises UnknownIri."""
    record = edition.catalogue.record(iri)
    for text in record.values.get("evidence", ()):
        passage = Passage.of(text)
        if passage.fragment == fragment:
            return record, passage
    raise UnknownIri(f"{iri}#{fragment}")


def quotes(edition: Edition, texts: SourceTexts, evidence: Iterable[str]) -> dict[str, Quote]:
    """Look up pieces of evidence by their IRIs; of very many the first, and of none that has no record."""
    passages = {}
    for iri in sorted(set(evidence))[:_MOST]:
        try:
            _, passage = find_passage(edition, *iri.split("#", 1))
        except (UnknownIri, TypeError):
            continue
        document = edition.mapping.iri(f"documents/{passage.document}")
        words, withheld = words_of(edition, texts, passage)
        start, end = (passage.start, passage.end) if passage.has_place else (None, None)
        passages[iri] = Quote(iri, document, edition.catalogue.label(document), start, end, words, withheld)
    return passages


def words_of(edition: Edition, texts: SourceTexts, passage: Passage) -> tuple[str | None, str]:
    """Give the words of a passage, or say why they are not shown."""
    document = document_of(edition, edition.mapping.iri(f"documents/{passage.document}"))
    if not passage.has_place:
        return None, "no place in the document is told"
    if document is None:
        return None, "the document has no record here"
    if not allows_to_show(document.one("licence")):
        return None, "the document has no licence that allows it"
    source = document_of(edition, edition.mapping.iri(document.one("source"))) if document.one("source") else None
    try:
        words = resolve(texts.text(document, {source.id: source} if source else {}), passage)
    except (NotAtHand, Contradicted) as error:
        return None, error.reason if isinstance(error, NotAtHand) else "the text at hand is another"
    return words, "" if words is not None else "the text at hand says something else there"


def document_of(edition: Edition, iri: str) -> Record | None:
    """Find the record of a document, if there is one."""
    try:
        return edition.catalogue.record(iri)
    except UnknownIri:
        return None


def quote_paths(edition: Edition, texts: SourceTexts, body: Mapping[str, Any]) -> None:
    """Write the passages behind each step of paths beside its evidence; `body` is an answer in JSON."""
    edges = [edge for path in body["paths"] for edge in path["edges"]]
    passages = quotes(edition, texts, {iri for edge in edges for iri in edge["evidence"]})
    for edge in edges:
        edge["passages"] = [asdict(passages[iri]) for iri in edge["evidence"] if iri in passages]
