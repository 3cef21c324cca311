"""Citations of whole tables written anew: quotes to positions, and positions after a text was corrected.

Only the cells that change are written, in place, once all files are whole on disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.citing.anchoring import anchor
from kg.citing.filling import filled
from kg.citing.nearness import near
from kg.errors import UnknownName, UnreadableInput
from kg.files import printable
from kg.records import Dataset, Passage, Record, Row, Violation, read_sound_rows
from kg.records.revision import Revision
from kg.records.rewriting import RevisedFile, rewrite
from kg.spelling import suggestion
from kg.texts import Contradicted, NotAtHand, SourceTexts, full_digest, read_text, resolve
from kg.vocabulary import Vocabulary


@dataclass(slots=True)
class Recited:
    """What became of citations: in sentences what changed, what could not be, and what no text was at hand for."""

    changed: list[str] = field(default_factory=list)
    faults: list[Violation] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


class CitedTables:
    """The records of datasets, and the texts that they cite."""

    def __init__(self, datasets: Sequence[Dataset], vocabulary: Vocabulary, texts: SourceTexts) -> None:
        """Read all records. Raises UnreadableInput where one has no form."""
        self._datasets, self._vocabulary, self._texts = datasets, vocabulary, texts
        self._rows = [row for dataset in datasets for row in read_sound_rows(dataset, vocabulary)]
        self._records = {row.record.id: row.record for row in self._rows}
        self._changed: dict[str, tuple[Row, Record]] = {}
        self._done = Recited()

    def fill(self, *, keep: bool = False) -> Recited:
        """Give each citation of a whole document the place where the quote of its record stands."""
        texts = dict(self._readable())
        for row in self._rows:
            filled_row = filled(row.record, texts, keep=keep)
            self._done.faults += (_fault(row, "quote", each) for each in filled_row.faults)
            self._done.notices += self._unknown_documents(row)
            if filled_row.record != row.record:
                self._change(row, filled_row.record, "cites " + " | ".join(filled_row.record.values["evidence"]))
        return self._written()

    def anchor(self) -> Recited:
        """Bring every passage of the texts that were corrected to where its words stand now.

        What stands nowhere any more is told, and stays as it is.
        """
        for row in [each for each in self._rows if each.record.type == "Source"]:
            text = self._corrected(row.record)
            if text is None:
                continue
            digest, length = full_digest(text), str(len(text))
            values = {**row.record.values, "digest": (digest,), "length": (length,)}
            self._change(row, replace(row.record, values=values), f"has {length} characters")
            for document in [each for each in self._rows if each.record.one("source") == row.record.id]:
                self._anchor_document(document, text)
        return self._written()

    def exchange(self, old: Passage, new: Passage) -> Recited:
        """Cite one passage wherever another is cited, in all records.

        Raises UnknownName where no record cites it or the new one is of no document, and UnreadableInput where that
        does not stand in its text.
        """
        document = self._records.get(f"documents/{new.document}")
        if document is None:
            documents = [each.slug for each in self._records.values() if each.type == "Document"]
            raise UnknownName("document", new.document, documents)
        try:
            if new.has_place and resolve(self._texts.text(document, self._records), new) is None:
                raise UnreadableInput(f"{new} is no passage of its text", "`kg cite DOCUMENT PASSAGE` prints it.")
        except NotAtHand as missing:
            self._done.notices.append(str(missing))
        for row in self._rows:
            evidence = row.record.values.get("evidence", ())
            if str(old) in evidence:
                passages = tuple(sorted(({*evidence} - {str(old)}) | {str(new)}))
                record = replace(row.record, values={**row.record.values, "evidence": passages})
                self._change(row, record, f"{old} -> {new}")
        if not self._changed:
            cited = {each for row in self._rows for each in row.record.values.get("evidence", ())}
            raise UnknownName("passage that a record cites", str(old), cited)
        return self._written()

    def _unknown_documents(self, row: Row) -> Iterator[str]:
        for each in row.record.values.get("evidence", ()):
            slug = Passage.of(each).document
            if f"documents/{slug}" not in self._records:
                documents = (record.slug for record in self._records.values() if record.type == "Document")
                place = f"{printable(row.file)}:{row.line}"
                hint = suggestion(slug, documents)
                yield f"{place}: {row.record.id} cites {slug!r}, of which nothing is here; {hint}"

    def _readable(self) -> Iterator[tuple[str, str]]:
        for record in self._records.values():
            if record.type == "Document":
                try:
                    yield record.slug, self._texts.text(record, self._records)
                except (NotAtHand, Contradicted) as missing:
                    self._done.notices.append(str(missing))

    def _corrected(self, source: Record) -> str | None:
        """Read the text of a source if it is another than the record says."""
        try:
            text = read_text(self._texts.path(source, source))
        except (NotAtHand, Contradicted, UnreadableInput) as missing:
            self._done.notices.append(str(missing))
            return None
        return None if full_digest(text) == source.one("digest") else text

    def _anchor_document(self, row: Row, text: str) -> None:
        document = row.record
        start, end = int(document.one("source_start") or 0), int(document.one("source_end") or 0)
        cited = {passage: anchor(text, _shifted(passage, start)) for passage in self._passages(document.slug)}
        shifts = [after.start - start - before.start for before, after in cited.items() if after is not None]
        bounds = {"source_start": start and start + shifts[0], "source_end": end and end + shifts[-1]} if shifts else {}
        moved = {name: (str(value),) for name, value in bounds.items() if value}
        if any(document.values.get(name) != value for name, value in moved.items()):
            self._change(row, replace(document, values={**document.values, **moved}), "has other bounds in its source")
        first = bounds.get("source_start", start)
        places = {before: after and _shifted(after, -first) for before, after in cited.items()}
        for citing in self._rows:
            self._anchor_record(citing, document.slug, places, text)

    def _passages(self, document: str) -> list[Passage]:
        passages = (Passage.of(each) for record in self._records.values() for each in record.values.get("evidence", ()))
        return sorted(
            {each for each in passages if each.document == document and each.has_place},
            key=lambda each: (each.start, each.end),
        )

    def _anchor_record(self, row: Row, document: str, places: Mapping[Passage, Passage | None], text: str) -> None:
        record = self._changed[row.record.id][1] if row.record.id in self._changed else row.record
        evidence = list[str]()
        for value in record.values.get("evidence", ()):
            passage = Passage.of(value)
            is_cited = passage.document == document and passage.has_place
            place = places.get(passage, passage) if is_cited else passage
            evidence.append(str(place or passage))
            if place is None:
                self._done.faults.append(_fault(row, "evidence", _vanished(passage, record, text), value))
            elif place != passage:
                self._done.changed.append(f"{record.id}: {passage} -> {place}")
        if tuple(sorted(evidence)) != record.values.get("evidence", ()):
            self._changed[record.id] = (
                row,
                replace(record, values={**record.values, "evidence": tuple(sorted(evidence))}),
            )

    def _change(self, row: Row, record: Record, sentence: str) -> None:
        self._changed[record.id] = row, record
        self._done.changed.append(f"{record.id}: {sentence}")

    def _written(self) -> Recited:
        classes = {path: each for dataset in self._datasets for path, each in dataset.stock(self._vocabulary).tables}
        by_file: dict[Path, dict[str, tuple[Record, Record | None]]] = {}
        for row, record in self._changed.values():
            by_file.setdefault(row.file, {})[record.id] = row.record, record
        files = [RevisedFile(path, classes[path], Revision(changed)) for path, changed in by_file.items()]
        self._done.files = rewrite(files, self._vocabulary)
        return self._done


def _shifted(passage: Passage, by: int) -> Passage:
    return replace(passage, start=passage.start + by, end=passage.end + by)


def _vanished(passage: Passage, record: Record, text: str) -> str:
    nearest = next(iter(near(text, record.one("quote"))), None)
    hint = f"; near it is {nearest.words!r}: {nearest.why}" if nearest else ""
    return f"what {passage.document} said here stands nowhere in the corrected text{hint}; cite anew"


def _fault(row: Row, column: str, message: str, value: str = "") -> Violation:
    file, focus = printable(row.file), row.record.id
    return Violation(file, row.line, column, message, value, focus, shape="evidence")
