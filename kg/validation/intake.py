"""Records on their way in: read from their files, with the faults that can be told before there is any RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.mapping import Mapping
from kg.records import Dataset, Record, Report, Row, Violation, read_rows
from kg.texts import SourceTexts
from kg.validation.evidence import EvidenceCheck


class Intake:
    """The records of some datasets. They are read anew each time they are asked for, so memory stays flat."""

    def __init__(self, datasets: Sequence[Dataset], mapping: Mapping, texts: SourceTexts) -> None:
        self.datasets = datasets
        self._mapping = mapping
        self._texts = texts

    def records(self, dataset: Dataset) -> Iterator[Record]:
        """Yield the records of one dataset whose form is right."""
        return (row.record for row in read_rows(dataset, self._mapping.vocabulary) if isinstance(row, Row))

    def check(self) -> Report:
        """Report the faults of form; where there are none, the faults of evidence."""
        documents: list[Row] = []
        faults: list[Violation] = []
        count = 0
        for row in self._rows():
            if isinstance(row, Violation):
                faults.append(row)
            else:
                count += 1
                documents += [row] if row.record.type in ("Document", "Source") else []
        if faults:
            return Report(records=count).with_violations(faults)
        return self._check_evidence(documents, count)

    def locate(self, report: Report) -> Report:
        """Name the file and the line of each violation that knows only its focus node."""
        wanted = {self._mapping.reference(each.focus) for each in report.violations if not each.file}
        places = (
            {row.record.id: row for row in self._rows() if isinstance(row, Row) and row.record.id in wanted}
            if wanted
            else {}
        )
        return Report(notices=report.notices, records=report.records).with_violations(
            _placed(each, places.get(self._mapping.reference(each.focus))) for each in report.violations
        )

    def _rows(self) -> Iterator[Row | Violation]:
        for dataset in self.datasets:
            yield from read_rows(dataset, self._mapping.vocabulary)

    def _check_evidence(self, documents: Iterable[Row], count: int) -> Report:
        check = EvidenceCheck(self._texts, documents)
        faults = list(check.check_sources())
        for row in self._rows():
            if isinstance(row, Row):
                faults += check.check(row)
        notices = [
            f"the text of {document} is not at hand: its passages were not verified (set KG_SOURCES or --sources)"
            for document in sorted(check.unread)
        ]
        return Report(notices=tuple(notices), records=count).with_violations(faults)


def _placed(violation: Violation, row: Row | None) -> Violation:
    return violation if row is None else replace(violation, file=str(row.file), line=row.line)
