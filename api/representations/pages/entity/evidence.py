"""Evidence as a page shows it: what rests on it, where it stands, and its words where these may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.pages.body_words import Wording, place_in
from api.representations.pages.languages import marked
from api.representations.pages.rendering import local_evidence, render, root_of
from api.representations.pages.speech import Value
from kg.edition import Edition
from kg.quoting import UNLICENSED, Excerpt, document_of, excerpt_of, find_passage, words_of
from kg.records.passage import Passage
from kg.reference import label_of
from kg.texts import SourceTexts

WITHHELD = {
    "no place in the document is told": marked("No place in the document is told."),
    "the document has no record here": marked("The document has no record here."),
    UNLICENSED: marked("The document states no licence that allows its words to be shown."),
    "the text at hand is another": marked("The text at hand is another one."),
    "the text at hand says something else there": marked("The text at hand says something else there."),
}
"""Why words are not shown, as a sentence; whatever else it is, the text is not at hand."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage: where it stands in its document, and its words in their paragraph, if they are shown."""

    place: str
    address: str
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Witness:
    """A document that an entity is taken from, with its passages, and why their words are not shown if none are.

    `opens` tells that those who may write get words that are withheld.
    """

    document: Value
    published: str
    original: str
    passages: Sequence[Quoted]
    withheld: str
    opens: bool


def witnesses(wording: Wording, iri: str, texts: SourceTexts, most: int, *, may_see: bool) -> list[Witness]:
    """Lay out the documents that a record is taken from, with their passages in order; of `most` with their words.

    Who `may_see` all texts gets words without a licence.
    """
    by_document: dict[str, list[Passage]] = {}
    for passage in map(Passage.of, wording.edition.catalogue.record(iri).values.get("evidence", ())):
        by_document.setdefault(passage.document, []).append(passage)
    testimony, room = [], most
    for passages in by_document.values():
        passages.sort(key=lambda each: each.start)
        excerpts = [excerpt_of(wording.edition, texts, each, may_see=may_see) for each in passages[:room]]
        testimony.append(_witness(wording, texts, iri, passages, excerpts))
        room = max(0, room - len(passages))
    return testimony


def _witness(
    wording: Wording, texts: SourceTexts, iri: str, passages: Sequence[Passage], excerpts: Sequence[Excerpt]
) -> Witness:
    document = wording.edition.mapping.iri(f"documents/{passages[0].document}")
    record = document_of(wording.edition, document)
    quotes = [
        Quoted(
            place_in({"start": each.start, "end": each.end} if each.has_place else {}, wording.speech),
            local_evidence(f"{iri}#{each.fragment}", wording.base, wording.root),
            excerpts[number] if number < len(excerpts) else Excerpt(None, ""),
        )
        for number, each in enumerate(passages)
    ]
    day, original = (record.one("published"), record.one("url")) if record else ("", "")
    reasons = {each.withheld for each in excerpts if each.withheld}
    return Witness(
        wording.named(document),
        wording.speech.date(day) if day else "",
        original if original.startswith(("https://", "http://")) else "",
        quotes,
        " ".join(sorted(withheld_in_words(wording, each) for each in reasons)),
        any(opens(wording.edition, texts, *each) for each in zip(passages, excerpts, strict=False)),
    )


def opens(edition: Edition, texts: SourceTexts, passage: Passage, excerpt: Excerpt) -> bool:
    """Tell whether words that are withheld for want of a licence are here, for those who may write."""
    return excerpt.withheld == UNLICENSED and words_of(edition, texts, passage, may_see=True)[0] is not None


def withheld_in_words(wording: Wording, reason: str) -> str:
    """Say why words are not shown; nothing where they are."""
    if not reason:
        return ""
    return wording.speech.text(WITHHELD.get(reason, marked("The text is not at hand on this service.")))


def evidence_page(request: Request, edition: Edition, texts: SourceTexts, body: Mapping[str, Any]) -> bytes:
    """Show one piece of evidence, with the way to the others of its record."""
    root = root_of(request)
    wording = Wording(edition, body, root, visitor_of(request).language)
    type_ = edition.catalogue.type_of(body["record"])
    record, passage = find_passage(edition, *body["id"].split("#", 1))
    iris = [f"{body['record']}#{Passage.of(each).fragment}" for each in record.values["evidence"]]
    values = {
        "body": body,
        "record": wording.named(body["record"]),
        "record_type": type_,
        "type_label": wording.speech.label(label_of(edition.mapping.vocabulary.classes[type_].iri)),
        "document": wording.named(body["document"]),
        "publisher": wording.named(body["publisher"]) if body["publisher"] else None,
        "text": wording.named(body["text"]) if body["text"] else None,
        "place": place_in(body, wording.speech),
        "published": wording.speech.date(body["published"]) if body["published"] else "",
        "withheld": withheld_in_words(wording, body["withheld"]),
        "opens": opens(edition, texts, passage, Excerpt(None, body["withheld"])),
        "passages": [local_evidence(each, wording.base, root) for each in iris],
        "position": iris.index(body["id"]) + 1,
        "reading": f"{root}/curate/read/{quote(body['document'].rpartition('/')[2])}",
        "formats": ("json",),
    }
    return render(request, "entity/evidence.html", values)
