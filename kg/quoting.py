"""The words that evidence points at, as far as they may be shown and are at hand, and otherwise why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kg.citing.paragraphs import find_paragraphs
from kg.edition import Edition
from kg.errors import UnknownIri
from kg.files import decode, read_bytes
from kg.records import Record
from kg.records.passage import Passage
from kg.texts import LARGEST, Contradicted, NotAtHand, SourceTexts, allows_to_show, resolve

UNLICENSED = "the document has no licence that allows it"
"""Why words are withheld that those may see who may write."""

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


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage in its paragraph: the words before and after it there, which are empty where it is `withheld`."""

    words: str | None
    withheld: str
    before: str = ""
    after: str = ""


_AROUND = 600
"""Characters that are shown on each side of a passage: paragraphs may be whole books."""


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


def words_of(
    edition: Edition, texts: SourceTexts, passage: Passage, *, may_see: bool = False
) -> tuple[str | None, str]:
    """Give the words of a passage, or say why they are not shown; who `may_see` all texts needs no licence."""
    text, withheld = _text_of(edition, texts, passage, may_see=may_see)
    if text is None:
        return None, withheld
    words = resolve(text, passage)
    return words, "" if words is not None else "the text at hand says something else there"


def excerpt_of(edition: Edition, texts: SourceTexts, passage: Passage, *, may_see: bool = False) -> Excerpt:
    """Give a passage with the rest of the paragraphs that it stands in, or say why it is not shown."""
    text, withheld = _text_of(edition, texts, passage, may_see=may_see)
    words, withheld = (None, withheld) if text is None else words_of(edition, texts, passage, may_see=may_see)
    if text is None or words is None:
        return Excerpt(None, withheld)
    first, last = _paragraphs_around(edition, texts, passage)
    begin, end = max(first, passage.start - _AROUND), min(last, passage.end + _AROUND)
    before, after = text[begin : passage.start], text[passage.end : end]
    return Excerpt(
        words,
        "",
        before if begin == first else f"…{before.partition(' ')[1]}{before.partition(' ')[2]}",
        after if end == last else f"{after.rpartition(' ')[0]} …",
    )


def _paragraphs_around(edition: Edition, texts: SourceTexts, passage: Passage) -> tuple[int, int]:
    """Give where the paragraph of the first word of a passage begins, and where that of its last word ends."""
    document = edition.catalogue.record(edition.mapping.iri(f"documents/{passage.document}"))
    source = edition.catalogue.record(edition.mapping.iri(document.one("source")))
    path = texts.path(document, source)
    offset = int(document.one("source_start") or 0)
    last = int(document.one("source_end") or LARGEST)
    paragraphs = [
        (max(start, offset) - offset, min(end, last) - offset)
        for start, end in find_paragraphs(decode(read_bytes(path, LARGEST), str(path)))
        if end > offset and start < last
    ]
    begins = [start for start, end in paragraphs if start <= passage.start < end]
    ends = [end for start, end in paragraphs if start < passage.end <= end]
    return (begins or [passage.start])[0], (ends or [passage.end])[0]


def _text_of(edition: Edition, texts: SourceTexts, passage: Passage, *, may_see: bool) -> tuple[str | None, str]:
    """Give the text of the document of a passage, as far as it may be shown, or say why not."""
    document = document_of(edition, edition.mapping.iri(f"documents/{passage.document}"))
    if not passage.has_place:
        return None, "no place in the document is told"
    if document is None:
        return None, "the document has no record here"
    if not may_see and not allows_to_show(document.one("licence")):
        return None, UNLICENSED
    source = document_of(edition, edition.mapping.iri(document.one("source"))) if document.one("source") else None
    try:
        return texts.text(document, {source.id: source} if source else {}), ""
    except (NotAtHand, Contradicted) as error:
        return None, error.reason if isinstance(error, NotAtHand) else "the text at hand is another"


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
