"""Records on their way in: read from their files, with the faults that can be told before there is any RDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import PurePath
from typing import Any, NamedTuple

from kg.errors import UnreadableInput
from kg.files import digest_file, digest_tree, printable
from kg.identifiers import taken_as_they_are
from kg.mapping import Mapping
from kg.ontology import ontology_folder
from kg.records import Dataset, Record, Report, Row, Stock, Violation, read_rows
from kg.records.report import Unverified, in_all
from kg.store import Quads
from kg.texts import SourceTexts
from kg.validation.evidence import EvidenceCheck
from kg.validation.plausibility import Beside, Plausibility
from kg.vocabulary import RecordClass

ENOUGH = 1_000
"""Faults of form after which no more are looked for."""

_DOCUMENTS = frozenset({"documents", "sources"})
_MORE = "what the records say is checked when their form is right: more faults may follow"
_DOUBTS = "warnings were not looked for, because only the tables that changed were read: `kg check` lists them"
_CUT = f"only the first {ENOUGH:,} faults are reported"


@dataclass(frozen=True, slots=True)
class TableNote:
    """What is remembered of a table: how many records it has, what could not be verified, its registers, its digest."""

    records: int
    unverified: tuple[Unverified, ...] = ()
    registers: Map[str, int] = field(default_factory=dict)
    digest: str = ""

    @classmethod
    def from_json(cls, facts: Map[str, Any]) -> TableNote:
        """Read it from the JSON of its fields."""
        unverified = (Unverified(**{**each, "documents": tuple(each["documents"])}) for each in facts["unverified"])
        return cls(facts["records"], tuple(unverified), facts["registers"], facts["digest"])


class Digests(NamedTuple):
    """The digest of what all records depend on, and those of the tables that others do not, by name."""

    frame: str
    tables: Map[str, str]

    @property
    def whole(self) -> str:
        """Give the digest of all."""
        return sha256(repr((self.frame, sorted(self.tables.items()))).encode()).hexdigest()


class Intake:
    """The records of some datasets. They are read anew each time they are asked for, so memory stays flat."""

    def __init__(
        self, datasets: Sequence[Dataset], mapping: Mapping, texts: SourceTexts, strays: Stock | None = None
    ) -> None:
        """Take datasets in; `strays` is what their common folder holds beside them."""
        self.datasets = datasets
        self._mapping = mapping
        self._texts = texts
        self._strays = strays or Stock()

    def records(self, dataset: Dataset) -> Iterator[Record]:
        """Yield the records of one dataset that was checked. Raises UnreadableInput where its files changed since."""
        for row in read_rows(dataset, self._mapping.vocabulary):
            if isinstance(row, Violation):
                raise UnreadableInput(f"{row.file} was changed while it was read", "Try again.")
            yield row.record

    def sound_records(self, dataset: Dataset) -> Iterator[Record]:
        """Yield the records of one dataset that have no fault of form; the others are passed over."""
        rows = read_rows(dataset, self._mapping.vocabulary)
        return (row.record for row in rows if isinstance(row, Row))

    def documents(self) -> list[Row]:
        """Read the few records that the evidence of all others refers to, whatever is wrong with the others."""
        rows = (row for dataset in self.datasets for row in read_rows(dataset, self._mapping.vocabulary, _DOCUMENTS))
        return [row for row in rows if isinstance(row, Row) and row.record.type in ("Document", "Source")]

    def digest(self) -> str:
        """Digest all that a check and a load read, in 64 hexadecimal digits: if it is the same, so is what they do."""
        return self.digests().whole

    def tables(self, dataset: Dataset) -> Iterator[tuple[str, RecordClass | None]]:
        """Yield the name of each table of a dataset, and its class; None where it may hold records of any."""
        for path, record_class in dataset.stock(self._mapping.vocabulary).tables:
            yield _table_name(dataset, path), record_class

    def digests(self) -> Digests:
        """Digest all that a check and a load read, each table by itself that no other record is checked against."""
        whole = sha256(repr((version("innovation-kg"), self._mapping.base_iri, self._strays)).encode())
        for folder in (ontology_folder(), self._texts.folder):
            if folder is not None:
                digest_tree(folder, whole)
        tables: dict[str, str] = {}
        for dataset in self.datasets:
            dataset.digest(self._mapping.vocabulary, whole)
            for path, record_class in dataset.stock(self._mapping.vocabulary).tables:
                digest = sha256()
                digest_file(path, digest)
                if record_class is None or record_class.collection in _DOCUMENTS:
                    whole.update(digest.digest())
                else:
                    tables[_table_name(dataset, path)] = digest.hexdigest()
        return Digests(whole.hexdigest(), tables)

    @property
    def has_graphs(self) -> bool:
        """Tell whether each dataset has a name, and so a graph, that is its own: else none of them can be written."""
        names = {each.name for each in self.datasets}
        return len(names) == len(self.datasets) and not any(each.faults for each in self.datasets)

    def inspect(self, store: Quads | None = None, carried: Map[str, TableNote] | None = None) -> Inspection:
        """Begin to check the records while they are read; `carried` is noted of tables that are not.

        What refers to them from the datasets of `store` that are not among these counts as there.
        """
        beside = Beside(store, self._mapping, frozenset(self._mapping.graph(each.name) for each in self.datasets))
        evidence = EvidenceCheck(self._texts, self.documents())
        return Inspection(evidence, self._mapping, beside, self._strays.faults, carried or {})

    def check(self) -> Report:
        """Report the faults of form; where there are none, those of evidence, and what is hardly plausible."""
        inspection = self.inspect()
        for dataset in self.datasets:
            for _ in inspection.records(dataset):
                pass
        return self.report(inspection)

    def report(self, inspection: Inspection) -> Report:
        """Report what an inspection of all the datasets found."""
        return inspection.report(self._stray_notices())

    def locate(self, report: Report) -> Report:
        """Name the file and the line of each violation that knows only its focus node."""
        references = {self._mapping.reference(each.focus) for each in report.violations if not each.file}
        places = (
            {row.record.id: row for row in self._rows() if isinstance(row, Row) and row.record.id in references}
            if references
            else {}
        )
        descriptions = {self._mapping.graph(each.name).value: each for each in self.datasets}
        located = []
        for violation in report.violations:
            if dataset := descriptions.get(violation.focus):
                file, line = dataset.place_of(violation.field)
                located.append(replace(violation, file=printable(file), line=line))
                continue
            row = places.get(self._mapping.reference(violation.focus))
            located.append(replace(violation, file=printable(row.file), line=row.line) if row else violation)
        return replace(report, violations=()).with_violations(located)

    def _rows(self) -> Iterator[Row | Violation]:
        places: dict[str, str] = {}
        for dataset in self.datasets:
            yield from read_rows(dataset, self._mapping.vocabulary, seen=places)

    def _stray_notices(self) -> Iterator[str]:
        yield from self._strays.notices
        for dataset in self.datasets:
            yield from dataset.stock(self._mapping.vocabulary).notices


class Inspection:
    """What is wrong with records, noted while somebody reads them; each table is read once.

    `tables` is what was noted of each table, by name.
    """

    def __init__(
        self,
        evidence: EvidenceCheck,
        mapping: Mapping,
        beside: Beside,
        faults: Iterable[Violation],
        carried: Map[str, TableNote],
    ) -> None:
        """Begin with the faults that there are before any record is read, and what is noted of tables not read."""
        self._evidence, self._vocabulary = evidence, mapping.vocabulary
        self._plausibility, self._beside = Plausibility(mapping, evidence), beside
        self._is_partial = bool(carried)
        self._form, self._unproven = list(faults), list(evidence.check_sources())
        self._places: dict[str, str] = {}
        self.tables = dict(carried)

    def records(self, dataset: Dataset, collections: Collection[str] = ()) -> Iterator[Record]:
        """Yield the records of one dataset that have the right form, until there are too many faults.

        With `collections`, other tables are passed over.
        """
        path, count, registers = None, 0, Counter[str]()
        for row in read_rows(dataset, self._vocabulary, collections, self._places):
            if not isinstance(row, Violation):
                if row.file is not path:
                    self._note(dataset, path, count, registers)
                    path, count, registers = row.file, 0, Counter[str]()
                count += 1
                self._unproven += self._evidence.check(row)
                self._plausibility.take(row, dataset.name)
                if row.record.type == "Identifier":
                    registers.update(row.record.values.get("scheme", ()))
                yield row.record
            elif len(self._form) < ENOUGH:
                self._form.append(row)
            else:
                break
        self._note(dataset, path, count, registers)

    def _note(self, dataset: Dataset, path: PurePath | None, count: int, registers: Map[str, int]) -> None:
        """Note what was read of a table."""
        if path is not None:
            self.tables[_table_name(dataset, path)] = TableNote(
                count, self._evidence.take_unverified(), dict(registers)
            )

    def report(self, notices: Iterable[str] = ()) -> Report:
        """Report the faults of form; where there are none, those of evidence, and what is hardly plausible."""
        form = self._form
        doubts = () if form or self._is_partial else self._plausibility.findings(self._beside)
        more = [_MORE] if form else [_DOUBTS] if self._is_partial else [*self._plausibility.cut()]
        more += [_CUT] if len(form) == ENOUGH else []
        registers = chain.from_iterable(Counter(each.registers).elements() for each in self.tables.values())
        every = (*notices, *taken_as_they_are(registers), *more)
        count = sum(each.records for each in self.tables.values())
        unverified = in_all(chain.from_iterable(each.unverified for each in self.tables.values()))
        report = Report(notices=every, records=count, unverified=unverified, warnings=doubts)
        return report.with_violations(form or self._unproven)


def _table_name(dataset: Dataset, path: PurePath) -> str:
    return f"{dataset.name}/{path.name}"
