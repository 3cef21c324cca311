"""The evidence check: every passage that a record cites is really there, and what could not be verified is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from kg.files import printable
from kg.records.model import Record, Row
from kg.records.passage import Passage
from kg.records.report import Unverified, Violation
from kg.spelling import nfc
from kg.texts import Contradicted, NotAtHand, SourceTexts, digest, normalise, resolve

_SHAPE = "evidence"
_NO_PASSAGE = "no passage is named"
_NO_DOCUMENT = "its document has no record here"
_AT_FAULT = "what the records say of its text is at fault"


@dataclass(slots=True)
class _Tally:
    """What could not be verified for one reason."""

    citations: int = 0
    quotes: int = 0
    documents: set[str] = field(default_factory=set)


def _nowhere(_: str) -> Record | None:
    return None


class EvidenceCheck:
    """Checks rows against the texts of the documents they cite."""

    def __init__(
        self, texts: SourceTexts, documents: Iterable[Row], elsewhere: Callable[[str], Record | None] = _nowhere
    ) -> None:
        """Take documents and their sources; `elsewhere` finds, by id, those that are not among them."""
        self._texts, self._elsewhere = texts, elsewhere
        self._rows = {row.record.id: row for row in documents}
        self._known: dict[str, str | None] = {}
        self._absent: dict[str, str] = {}
        self._faults: dict[str, Contradicted] = {}
        self._tallies: dict[str, _Tally] = {}

    def check_sources(self) -> Iterator[Violation]:
        """Read the text of every document once; one that is not what the records say of it is a violation.

        So are two texts of one file name: they cannot both be at hand.
        """
        namesakes = list(self._namesakes())
        for row, first in namesakes:
            message = "names another text by this file name; give each text a file name of its own"
            yield _violation(row, "label", f"{first.id} {message}")
        of_one_name = {each.id for row, first in namesakes for each in (row.record, first)}
        for row in self._rows.values():
            if row.record.type == "Document":
                self._text(row.record.slug)
                error = self._faults.get(row.record.slug)
                if error and error.record.id not in of_one_name:
                    place = self._rows.get(error.record.id) or Row(error.record, Path(), 0)
                    yield _violation(place, error.field, str(error))

    def _namesakes(self) -> Iterator[tuple[Row, Record]]:
        """Yield each source that has the file name of another text, with the first one that has it."""
        first_of: dict[str, Record] = {}
        for row in self._rows.values():
            name = nfc(PurePath(row.record.one("label")).name).casefold()
            if row.record.type == "Source" and name:
                first = first_of.setdefault(name, row.record)
                if first.one("digest") != row.record.one("digest"):
                    yield row, first

    def _text(self, slug: str) -> str | None:
        """Give the text of a document, read once; None where it is not known, and `_absent` says why."""
        if slug not in self._known:
            self._known[slug] = self._read(slug)
        return self._known[slug]

    def _read(self, slug: str) -> str | None:
        document = self.document(slug)
        if document is None:
            self._absent[slug] = _NO_DOCUMENT
            return None
        source = self._find(document.one("source"))
        try:
            return self._texts.text(document, {source.id: source} if source and source.type == "Source" else {})
        except NotAtHand as missing:
            self._absent[slug] = missing.reason
        except Contradicted as error:
            self._absent[slug], self._faults[slug] = _AT_FAULT, error
        return None

    def _find(self, id_: str) -> Record | None:
        row = self._rows.get(id_)
        return row.record if row else self._elsewhere(id_) if id_ else None

    def words(self, citation: Passage, quote: str = "") -> str | None:
        """Give the words of a passage, from its text or a quote that is all of it; None where they are not known."""
        text = self._text(citation.document)
        if text is not None:
            return resolve(text, citation) if citation.has_place else text
        is_all = citation.has_place and len(quote) == citation.length and digest(quote) == citation.digest
        return quote if is_all else None

    def document(self, slug: str) -> Record | None:
        """Give the record of a document; None where it is not here."""
        return self._find(f"documents/{slug}")

    def check(self, row: Row) -> Iterator[Violation]:
        """Check every passage of one record, and its quote."""
        citations = [Passage.of(each) for each in row.record.values.get("evidence", ())]
        quote = normalise(row.record.one("quote"))
        faults = [violation for each in citations for violation in self._check_passage(row, each)]
        yield from faults
        for each in citations:
            if reason := self._doubt(each, quote):
                self._count(reason, each).citations += 1
        if quote and not faults:
            yield from self._check_quote(row, quote, citations)

    def take_unverified(self) -> tuple[Unverified, ...]:
        """Count the citations and quotes that no text was there for, by reason, of the rows since this was asked."""
        tallies, self._tallies = self._tallies, {}
        return tuple(
            Unverified(reason, each.citations, each.quotes, tuple(sorted(each.documents)))
            for reason, each in sorted(tallies.items())
        )

    def _check_passage(self, row: Row, citation: Passage) -> Iterator[Violation]:
        document, text = citation.document, self._text(citation.document)
        if citation.has_place and text is not None and resolve(text, citation) is None:
            yield _violation(
                row,
                "evidence",
                f"the text of {document} does not say this here; `kg cite {document} 'PASSAGE'` prints what to paste",
                str(citation),
            )

    def _doubt(self, citation: Passage, quote: str) -> str:
        """Say why a citation is not verified; empty where it is, or is told to be wrong."""
        text = self._text(citation.document)
        if text is None and (citation.has_place or quote):
            return self._absent[citation.document]
        return "" if citation.has_place or (quote and quote in (text or "")) else _NO_PASSAGE

    def _check_quote(self, row: Row, quote: str, citations: Iterable[Passage]) -> Iterator[Violation]:
        holding = {each: self._holds(each, quote) for each in citations}
        if True in holding.values():
            return
        unsure = next((each for each, holds in holding.items() if holds is None), None)
        if unsure is not None:
            self._count(self._doubt(unsure, quote), unsure).quotes += 1
        else:
            message = "the quote is not in a cited passage; copy it from the text, or cite the passage it stands in"
            yield _violation(row, "quote", message, quote)

    def _holds(self, citation: Passage, quote: str) -> bool | None:
        """Tell whether a quote stands in what is cited; None where only the text could tell."""
        text = self._text(citation.document)
        if text is None:
            return None if not citation.has_place or _may_hold(citation, quote) else False
        return quote in ((resolve(text, citation) or "") if citation.has_place else text)

    def _count(self, reason: str, citation: Passage) -> _Tally:
        tally = self._tallies.setdefault(reason, _Tally())
        tally.documents.add(citation.document)
        return tally


def _may_hold(passage: Passage, quote: str) -> bool:
    """Judge without the text: a quote as long as the passage must have its digest, a shorter one may stand in it."""
    if len(quote) == passage.length:
        return digest(quote) == passage.digest
    return len(quote) < passage.length


def _violation(row: Row, column: str, message: str, value: str = "") -> Violation:
    return Violation(
        file=printable(row.file) if row.line else "",
        line=row.line,
        field=column,
        message=message,
        value=(value or row.record.one(column))[:80],
        focus=row.record.id,
        shape=_SHAPE,
    )
