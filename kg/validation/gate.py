"""The gate: whether the graph would conform to the shapes after a change.

Only what the change can affect is validated: each record it touches, and each record that refers to something it
removes. A record is validated with its own quads, those of its evidence, the types of the nodes it refers to, and
whether there is a way back from there; the shapes ask for nothing else. What SHACL Core cannot say is judged beside
them: identifiers, decisions, and the form that tables and JSON are held to while they are read. Quads that belong to no
record, in whatever graph (:mod:`kg.curated`), are free content and pass, as long as XML can hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from kg.characters import visible
from kg.curated import Curated
from kg.errors import LimitExceeded
from kg.mapping import Mapping
from kg.ontology import shape_quads
from kg.records.report import Report, Violation
from kg.store import Quads
from kg.store.rdf import NamedNode, Quad
from kg.store.statements import Statement, is_iri, quads_of, statement_of
from kg.texts import SourceTexts
from kg.validation import circles, decisions, identifiers
from kg.validation.advice import Adviser
from kg.validation.after import ENOUGH, After, CheckedChange, iri_of
from kg.validation.circles import Circles, Step
from kg.validation.citations import Citations
from kg.validation.form import Form, labelled, misnamed, misshapen, unwritable_result
from kg.validation.paths import Facts, index
from kg.validation.result import Result
from kg.validation.screen import Screen
from kg.vocabulary import FieldKind

if TYPE_CHECKING:
    from kg.validation.shapes import Shapes

Advance = Callable[[int], None]
Verified = Callable[[str], bool]
"""Tells of a record, by its IRI, whether its evidence was held against its texts already."""


NONE_YET: Verified = frozenset[str]().__contains__
"""What is verified where nothing was yet."""


_ENDS = 4
"""Nodes of a long circle that are named, at each end."""


class Gate:
    """Validates changes against the shapes of the ontology.

    What `advance` raises ends a check, unless it can be told already what is wrong.
    """

    def __init__(self, mapping: Mapping, texts: SourceTexts | None = None) -> None:
        """`texts` are those at hand, that evidence is held against."""
        self.mapping = mapping
        self.texts = texts or SourceTexts(None)

    def check(
        self,
        change: CheckedChange,
        store: Quads,
        advance: Advance = lambda _: None,
        *,
        is_verified: Verified = NONE_YET,
    ) -> Report:
        """Validate what `change` would make of `store`; `advance` is told the number of records done."""
        relations, followed = _relations()
        curated = Curated(store, self.mapping.base_iri)
        after = After(change, curated, self.mapping.vocabulary, followed)
        citations = Citations(self.mapping, self.texts, curated, after)

        def take(record: Sequence[Statement]) -> None:
            if not is_verified(iri_of(record[0])):
                citations.take(quads_of(record))

        hearing = _Hearing(after, Form(self.mapping), relations, advance, take)
        faulty = list(islice(hearing.faulty(), ENOUGH))
        shared = list(islice(identifiers.sharing(after, self.mapping.reference, advance), ENOUGH))
        contrary = list(islice(decisions.faults(after, self.mapping.reference, advance), ENOUGH))
        judged, results = hearing.judge(faulty, self.mapping.reference)
        places = {(result.focus, result.path) for result in results}
        beyond = [each for each in (*shared, *contrary) if (each.focus, each.path) not in places]
        unwritable = (
            each for each in map(unwritable_result, after.unwritable) if (each.focus, each.path) not in places
        )
        is_whole = judged == len(faulty) < ENOUGH
        notices = () if is_whole else (f"only the first {judged:,} faulty records are reported",)
        every = [*results, *beyond, *unwritable, *misnamed(after.graphs, self.mapping), *map(labelled, after.labels)]
        unproven = list(islice(citations.faults(advance), ENOUGH))
        report = Report(notices=notices, unverified=citations.unverified)
        if not every:
            return report.with_violations(unproven)
        adviser = Adviser(self.mapping, after, chain.from_iterable(record.quads for record in faulty if record.facts))
        violations = [self._violation(result, adviser) for result in every]
        cells = {(each.focus, each.field) for each in violations}
        return report.with_violations(
            [*violations, *(each for each in unproven if (each.focus, each.field) not in cells)]
        )

    def _violation(self, result: Result, adviser: Adviser) -> Violation:
        record, _, fragment = result.focus.partition("#")
        collection = record.removeprefix(self.mapping.base_iri).partition("/")[0]
        record_class = self.mapping.vocabulary.by_collection.get(collection)
        fields = record_class.fields.values() if record_class else ()
        field = None if fragment else next((each for each in fields if each.iri == result.path), None)
        is_term = field is not None and field.kind is FieldKind.CONCEPT
        value = self.mapping.value(field, result.value) if field and is_term else self.mapping.reference(result.value)
        return Violation(
            field="evidence" if fragment else field.name if field else "id" if result.value == result.focus else "",
            message=f"{result.message} {adviser.on(result, field)}".rstrip(),
            value=visible(value if result.shape in screen().walked else _shorten(value)),
            focus=record,
            path=result.path,
            shape=result.shape,
            severity=result.severity,
        )


@dataclass(frozen=True, slots=True)
class _Record:
    """What a record would consist of, and the steps of it that close circles."""

    statements: Sequence[Statement]
    facts: Facts
    closing: Sequence[Step]

    @property
    def quads(self) -> list[Quad]:
        return quads_of(self.statements)

    @property
    def ways_back(self) -> list[Quad]:
        return [step.way_back for step in self.closing]


class _Hearing:
    """Judges the records of one change; `relations` are those that go in no circle, and `take` is given each record."""

    def __init__(
        self,
        after: After,
        form: Form,
        relations: frozenset[str],
        advance: Advance,
        take: Callable[[Sequence[Statement]], None],
    ) -> None:
        self._after, self._form, self._relations, self._advance, self._take = after, form, relations, advance, take
        self._circles = Circles(self._onward)

    def faulty(self) -> Iterator[_Record]:
        """Yield the records that do not conform."""
        for statements in self._after.records(self._advance):
            if any(misshapen(statements)):
                yield _Record(statements, {}, ())
            else:
                self._take(statements)
                facts = index(statements)
                closing = [step for step in circles.steps_of(facts, self._relations) if self._circles.close(step)]
                record = _Record(statements, facts, closing)
                if not screen().clears(facts, self._after.types_of, record.ways_back) or any(self._beyond(record)):
                    yield record
            self._advance(1)

    def judge(self, faulty: Sequence[_Record], reference: Callable[[str], str]) -> tuple[int, list[Result]]:
        """Word what is wrong with records, as far as there is time for it; give how many were judged as well."""
        results: list[Result] = []
        for judged, record in enumerate(faulty):
            try:
                self._advance(0)
            except LimitExceeded:
                if any(each.severity == "Violation" for each in results):
                    return judged, results
                raise
            results += list(misshapen(record.statements)) or self._results(record, reference)
        return len(faulty), results

    def _onward(self, relation: str, node: str) -> Iterator[str]:
        self._advance(0)
        return circles.onward(self._after.overlay, relation, node)

    def _results(self, record: _Record, reference: Callable[[str], str]) -> list[Result]:
        results = shapes().validate(record.quads, self._types(record.statements), record.ways_back)
        places = {(result.focus, result.path) for result in results}
        others = (each for each in self._beyond(record) if (each.focus, each.path) not in places)
        return [*(self._with_circle(each, record, reference) for each in results), *others]

    def _beyond(self, record: _Record) -> Iterator[Result]:
        """Tell what is wrong that SHACL cannot say."""
        return chain(self._form.faults(record.facts), identifiers.spelling(record.facts))

    def _types(self, record: Sequence[Statement]) -> Iterator[tuple[str, str]]:
        described = {subject for subject, *_ in record}
        for node in dict.fromkeys(object_ for _, _, object_, _ in record if object_ not in described):
            if is_iri(node):
                yield from ((node[1:-1], class_iri) for class_iri in self._after.types_of(node[1:-1]))

    def _with_circle(self, result: Result, record: _Record, reference: Callable[[str], str]) -> Result:
        relations = screen().walked.get(result.shape, ())
        step = next((each for each in record.closing if each.relation in relations), None)
        return (
            result
            if step is None
            else replace(result, value=_way([reference(each) for each in self._circles.name(step)]))
        )


def _way(nodes: Sequence[str]) -> str:
    left_out = len(nodes) - 2 * _ENDS
    ends = [*nodes[:_ENDS], f"({left_out:,} more)", *nodes[-_ENDS:]] if left_out > 1 else nodes
    return " -> ".join(ends)


@cache
def screen() -> Screen:
    """Give the compiled shapes of the ontology, made once per process."""
    return Screen(map(statement_of, shape_quads()))


@cache
def _relations() -> tuple[frozenset[str], tuple[NamedNode, ...]]:
    """Give the relations that go in no circle, and the properties that are followed across records."""
    relations = frozenset(each for walked in screen().walked.values() for each in walked)
    return relations, (*identifiers.FOLLOWED, *decisions.FOLLOWED, *circles.followed(relations))


@cache
def shapes() -> Shapes:
    """Give the shapes of the ontology for pySHACL, read once per process.

    It is loaded for the first record that is not cleared: no command or process that meets none has to wait for it.
    """
    from kg.validation.shapes import Shapes  # noqa: PLC0415

    return Shapes.of_ontology()


def _shorten(value: str, limit: int = 80) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"
