"""Records on their way in: read from their files, with the faults that can be told before there is any RDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.mapping import Mapping
from kg.records import Dataset, Record, Report, Row, Violation, read_rows
from kg.texts import SourceTexts
from kg.validation.evidence import EvidenceCheck

_DOCUMENTS = frozenset({"documents", "sources"})


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
        evidence = EvidenceCheck(self._texts, self._documents())
        form: list[Violation] = []
        unproven = list(evidence.check_sources())
        count = 0
        for row in self._rows():
            if isinstance(row, Violation):
                form.append(row)
            else:
                count += 1
                unproven += evidence.check(row)
        return Report(records=count, unverified=evidence.unverified()).with_violations(form or unproven)

    def locate(self, report: Report) -> Report:
        """Name the file and the line of each violation that knows only its focus node."""
        wanted = {self._mapping.reference(each.focus) for each in report.violations if not each.file}
        places = (
            {row.record.id: row for row in self._rows() if isinstance(row, Row) and row.record.id in wanted}
            if wanted
            else {}
        )
        return replace(report, violations=()).with_violations(
            _placed(each, places.get(self._mapping.reference(each.focus))) for each in report.violations
        )

    def _rows(self) -> Iterator[Row | Violation]:
        seen: dict[str, str] = {}
        for dataset in self.datasets:
            yield from read_rows(dataset, self._mapping.vocabulary, seen=seen)

    def _documents(self) -> list[Row]:
        """Read the few records that the evidence of all others refers to."""
        rows = (row for dataset in self.datasets for row in read_rows(dataset, self._mapping.vocabulary, _DOCUMENTS))
        return [row for row in rows if isinstance(row, Row) and row.record.type in ("Document", "Source")]


def _placed(violation: Violation, row: Row | None) -> Violation:
    return violation if row is None else replace(violation, file=str(row.file), line=row.line)
