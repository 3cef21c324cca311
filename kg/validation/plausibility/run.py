"""Running the checks over records, wherever they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kg.files import printable
from kg.mapping import Mapping as RecordMapping
from kg.records.model import Record, Row
from kg.records.passage import Passage
from kg.records.report import NOTICE, Violation
from kg.texts import normalise
from kg.validation.evidence import EvidenceCheck
from kg.validation.plausibility.case import Case, Finding
from kg.validation.plausibility.census import Census, Elsewhere, RecordPlace
from kg.validation.plausibility.registry import CHECKS, PlausibilityCheck, reasons

ENOUGH = 1_000
"""Findings of one check that are reported; of more, the number is."""


class Plausibility:
    """Judges records one by one, then all of them together.

    `evidence` knows the texts of documents and their dates; `most` findings of each check are kept.
    """

    def __init__(self, mapping: RecordMapping, evidence: EvidenceCheck, most: int = ENOUGH) -> None:
        self._mapping, self._evidence, self._most = mapping, evidence, most
        self._census = Census(mapping.vocabulary)
        self._accepted: dict[str, dict[str, str]] = {}
        self._found: dict[str, list[Violation]] = {}
        self._counts: Counter[str] = Counter()
        self._judged = {
            name: [(id_, each) for id_, each in CHECKS.items() if each.judge and set(each.fields) & set(own.fields)]
            for name, own in mapping.vocabulary.classes.items()
        }

    def take(self, row: Row, dataset: str = "") -> None:
        """Judge one record of a dataset."""
        record = row.record
        place = RecordPlace(record.id, row.file, row.line)
        if accepted := record.values.get("accepted"):
            self._accepted[record.id] = reasons(accepted)
        self._census.take(row, dataset, place)
        case: Case | None = None
        for id_, check in self._judged[record.type]:
            if check.judge is not None and not record.values.keys().isdisjoint(check.fields):
                case = case or self._case(record)
                for finding in check.judge(case):
                    self._note(id_, check, place, finding)

    def findings(self, elsewhere: Elsewhere) -> tuple[Violation, ...]:
        """Give what was found, in the order of files and lines, once all records were taken."""
        for id_, check in CHECKS.items():
            for place, finding in check.over_all(self._census, elsewhere) if check.over_all else ():
                self._note(id_, check, place, finding)
        return self.judged()

    def judged(self) -> tuple[Violation, ...]:
        """Give what was found of each record by itself, whatever others there are."""
        return tuple(sorted(each for violations in self._found.values() for each in violations))

    def cut(self) -> Iterator[str]:
        """Say of which checks not all findings are kept."""
        for id_, count in sorted(self._counts.items()):
            if count > self._most:
                yield f"only the first {self._most:,} of {count:,} findings of {id_} are reported"

    def _case(self, record: Record) -> Case:
        quote = normalise(record.one("quote"))

        def words_of(passage: Passage) -> str | None:
            return self._evidence.words(passage, quote)

        return Case(record, words_of, self._evidence.document)

    def _note(self, id_: str, check: PlausibilityCheck, place: RecordPlace, finding: Finding) -> None:
        self._counts[id_] += 1
        violations = self._found.setdefault(id_, [])
        if len(violations) < self._most:
            violations.append(self._violation(id_, check, place, finding))

    def _violation(self, id_: str, check: PlausibilityCheck, place: RecordPlace, finding: Finding) -> Violation:
        record_class = self._mapping.vocabulary.by_collection.get(place.id.partition("/")[0])
        fields = record_class.fields if record_class else {}
        violation = Violation(
            file=printable(place.file) if place.line else "",
            line=place.line,
            field=finding.field,
            message=finding.message,
            value=finding.value[:80],
            focus=self._mapping.iri(place.id),
            path=fields[finding.field].iri if finding.field in fields else "",
            shape=id_,
            severity=check.level,
        )
        reason = self._accepted.get(place.id, {}).get(id_)
        if reason is None:
            return violation
        return replace(violation, severity=NOTICE, message=f"{finding.message}; accepted: {reason}")


def by_check(warnings: Iterable[Violation]) -> Mapping[str, list[Violation]]:
    """Sort warnings by the ids of the checks that gave them, in the order of the list of checks."""
    violations: dict[str, list[Violation]] = {id_: [] for id_ in CHECKS}
    for each in warnings:
        violations.setdefault(each.shape, []).append(each)
    return {id_: each for id_, each in violations.items() if each}
