"""Evidence by itself: where something is told, in which words where these may be shown, and where the original is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.representations.bodies import Bodies
from kg.edition import Edition
from kg.quoting import document_of, excerpt_of
from kg.records import Record
from kg.records.passage import Passage
from kg.texts import SourceTexts


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that a record cites, as a request asks for it; `texts` are those at hand."""

    request: Request
    edition: Edition
    texts: SourceTexts
    record: Record
    passage: Passage


def cited(evidence: Cited, *, may_see: bool = False) -> dict[str, Any]:
    """Give the JSON of evidence; `passage` is null where it is withheld, and `withheld` says why."""
    edition, passage = evidence.edition, evidence.passage
    bodies = Bodies(edition, str(evidence.request.base_url))
    iri, document = edition.mapping.iri(evidence.record.id), edition.mapping.iri(f"documents/{passage.document}")
    excerpt = excerpt_of(edition, evidence.texts, passage, may_see=may_see)
    fields = document_of(edition, document)

    def field(name: str) -> str | None:
        return (fields.one(name) or None) if fields else None

    publisher, text = (edition.mapping.iri(id_) if id_ else None for id_ in (field("publisher"), field("source")))
    return {
        "id": f"{iri}#{passage.fragment}",
        "type": "Evidence",
        "record": iri,
        "document": document,
        **({"start": passage.start, "end": passage.end, "digest": passage.digest} if passage.has_place else {}),
        "passage": excerpt.words,
        "withheld": excerpt.withheld,
        "before": excerpt.before,
        "after": excerpt.after,
        "original": field("url"),
        "publisher": publisher,
        "published": field("published"),
        "text": text,
        "licence": field("licence"),
        "version": edition.version,
        "links": bodies.links(f"{iri}#{passage.fragment}"),
        "labels": {each: edition.catalogue.label(each) for each in (iri, document, publisher, text) if each},
    }
