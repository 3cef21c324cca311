"""Evidence by itself: where something is told, in which words where these may be shown, and where the original is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.representations.bodies import Bodies
from kg.edition import Edition
from kg.errors import UnknownIri
from kg.records import Record
from kg.records.passage import Passage
from kg.texts import Contradicted, NotAtHand, SourceTexts, allows_to_show, resolve


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that a record cites, as a request asks for it; `texts` are those at hand."""

    request: Request
    edition: Edition
    texts: SourceTexts
    record: Record
    passage: Passage


def find_passage(edition: Edition, iri: str, fragment: str) -> tuple[Record, Passage]:
    """Find what a record cites by the fragment of its IRI. Raises UnknownIri."""
    record = edition.catalogue.record(iri)
    for text in record.values.get("evidence", ()):
        passage = Passage.of(text)
        if passage.fragment == fragment:
            return record, passage
    raise UnknownIri(f"{iri}#{fragment}")


def cited(evidence: Cited) -> dict[str, Any]:
    """Give the JSON of evidence; `passage` is null where it is withheld, and `withheld` says why."""
    edition, passage = evidence.edition, evidence.passage
    bodies = Bodies(edition, str(evidence.request.base_url))
    iri, document = edition.mapping.iri(evidence.record.id), edition.mapping.iri(f"documents/{passage.document}")
    words, withheld = _words(evidence, document)
    told = _document(edition, document)
    return {
        "id": f"{iri}#{passage.fragment}",
        "type": "Evidence",
        "record": iri,
        "document": document,
        **({"start": passage.start, "end": passage.end, "digest": passage.digest} if passage.has_place else {}),
        "passage": words,
        "withheld": withheld,
        "original": told.one("url") or None if told else None,
        "licence": told.one("licence") or None if told else None,
        "version": edition.version,
        "links": bodies.links(f"{iri}#{passage.fragment}"),
        "labels": {each: edition.catalogue.label(each) for each in (iri, document)},
    }


def _words(evidence: Cited, document: str) -> tuple[str | None, str]:
    """Give the words of a passage, or say why they are not shown."""
    passage, edition = evidence.passage, evidence.edition
    told = _document(edition, document)
    if not passage.has_place:
        return None, "no place in the document is told"
    if told is None:
        return None, "the document has no record here"
    if not allows_to_show(told.one("licence")):
        return None, "the document has no licence that allows it"
    source = _document(edition, edition.mapping.iri(told.one("source"))) if told.one("source") else None
    try:
        words = resolve(evidence.texts.text(told, {source.id: source} if source else {}), passage)
    except (NotAtHand, Contradicted) as error:
        return None, error.reason if isinstance(error, NotAtHand) else "the text at hand is another"
    return words, "" if words is not None else "the text at hand says something else there"


def _document(edition: Edition, iri: str) -> Record | None:
    try:
        return edition.catalogue.record(iri)
    except UnknownIri:
        return None
