"""The evidence check: every passage that a record cites is really there, as far as the texts are at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.errors import KgError
from kg.records.model import Row
from kg.records.report import Violation
from kg.texts import SourceTexts, digest, normalise, resolve

_SHAPE = "evidence"


class EvidenceCheck:
    """Checks rows against the texts of the documents they cite."""

    def __init__(self, texts: SourceTexts, documents: Iterable[Row]) -> None:
        self._texts = texts
        self._rows = {row.record.id: row for row in documents}
        self._sources = {id_: row.record for id_, row in self._rows.items() if row.record.type == "Source"}
        self._known: dict[str, str | None] = {}
        self.unread: set[str] = set()

    def check_sources(self) -> Iterator[Violation]:
        """Read every document once; a source file that is another text than was curated is a violation."""
        for row in self._rows.values():
            if row.record.type == "Document":
                try:
                    self._known[row.record.slug] = self._texts.text(row.record, self._sources)
                except KgError as error:
                    source = self._rows[row.record.one("source")]
                    yield _violation(source, "digest", str(error), source.record.one("digest"))

    def check(self, row: Row) -> Iterator[Violation]:
        """Check every passage of one record, and its quote."""
        passages = row.record.values.get("evidence", ())
        faults = [violation for each in passages for violation in self._check_passage(row, each)]
        yield from faults
        if not faults and (quote := row.record.one("quote")):
            yield from self._check_quote(row, normalise(quote), passages)

    def _check_passage(self, row: Row, passage: str) -> Iterator[Violation]:
        document, _, place = passage.partition(":")
        text = self._known.get(document)
        if not place or document not in self._known:
            return
        if text is None:
            self.unread.add(document)
        elif resolve(text, passage) is None:
            yield _violation(
                row,
                "evidence",
                f"the text of {document} does not say this here; `kg cite {document} 'PASSAGE'` prints what to paste",
                passage,
            )

    def _check_quote(self, row: Row, quote: str, passages: Iterable[str]) -> Iterator[Violation]:
        if not any(self._holds(passage, quote) for passage in passages):
            yield _violation(
                row,
                "quote",
                "the quote is not in a cited passage; copy it from the text, or cite the passage it stands in",
                quote,
            )

    def _holds(self, passage: str, quote: str) -> bool:
        document, _, place = passage.partition(":")
        text = self._known.get(document)
        if text is None:
            return not place or _may_hold(place, quote)
        return quote in (resolve(text, passage) or "" if place else text)


def _may_hold(place: str, quote: str) -> bool:
    """Judge without the text: a quote as long as the passage must have its digest, a shorter one may stand in it."""
    positions, _, known = place.partition(":")
    start, _, end = positions.partition("-")
    length = int(end) - int(start)
    return len(quote) < length or (len(quote) == length and digest(quote) == known)


def _violation(row: Row, field: str, message: str, value: str) -> Violation:
    return Violation(
        file=str(row.file),
        line=row.line,
        field=field,
        message=message,
        value=value[:80],
        focus=row.record.id,
        shape=_SHAPE,
    )
