"""The gate: whether the graph would conform to the shapes after a change.

Only what the change can affect is validated: each record it touches, and each record that refers to something it
removes. A record is validated with its own quads, those of its evidence, and the types of the nodes it refers to; the
shapes ask for nothing else. What SHACL Core cannot say is judged beside them (`kg/validation/identifiers.py`). Quads
whose subject has no type of the vocabulary are free content and pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain, islice

from kg.errors import LimitExceeded
from kg.mapping import Mapping
from kg.records.report import Report, Violation
from kg.store import Store
from kg.store.rdf import NamedNode, Quad
from kg.validation import identifiers
from kg.validation.advice import Adviser
from kg.validation.after import After, Change
from kg.validation.form import misnamed, misshapen
from kg.validation.screen import Screen
from kg.validation.shapes import Result, Shapes
from kg.vocabulary import shape_quads

Advance = Callable[[int], None]
ENOUGH = 1_000
"""Faulty records after which the gate stops looking for more."""


class Gate:
    """Validates changes against the shapes of the ontology.

    What `advance` raises ends a check, unless it can be told already what is wrong.
    """

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping

    def check(self, change: Change, store: Store, advance: Advance = lambda _: None) -> Report:
        """Validate what `change` would make of `store`; `advance` is told the number of records done."""
        after = After(change, store, self.mapping.vocabulary, identifiers.FOLLOWED)
        faulty = list(islice(_faulty(after, advance), ENOUGH))
        shared = list(islice(identifiers.sharing(after, self.mapping.reference, advance), ENOUGH))
        judged, results = _judge(faulty, after, advance)
        is_whole = judged == len(faulty) < ENOUGH
        notices = () if is_whole else (f"only the first {judged:,} faulty records are reported",)
        adviser = Adviser(self.mapping, after, chain.from_iterable(faulty))
        told = chain(results, shared, misnamed(after.graphs, self.mapping))
        violations = (self._violation(result, adviser) for result in told)
        return Report(notices=notices).with_violations(violations)

    def _violation(self, result: Result, adviser: Adviser) -> Violation:
        record, _, fragment = result.focus.partition("#")
        reference = self.mapping.reference(record)
        found = self.mapping.vocabulary.by_collection.get(reference.partition("/")[0])
        fields = found.fields.values() if found else ()
        field = None if fragment else next((each for each in fields if each.iri == result.path), None)
        value = result.value.removeprefix(field.scheme) if field else result.value
        return Violation(
            field="evidence" if fragment else field.name if field else "",
            message=f"{result.message} {adviser.on(result, field)}".rstrip(),
            value=_shorten(self.mapping.reference(value)),
            focus=record,
            path=result.path,
            shape=result.shape,
            severity=result.severity,
        )


def _faulty(after: After, advance: Advance) -> Iterator[list[Quad]]:
    for quads in after.records(advance):
        if any(misshapen(quads)) or not screen().clears(quads, after.types_of) or any(identifiers.spelling(quads)):
            yield quads
        advance(1)


def _judge(faulty: Sequence[list[Quad]], after: After, advance: Advance) -> tuple[int, list[Result]]:
    """Word what is wrong with records, as far as there is time for it; give how many were judged as well."""
    results: list[Result] = []
    for judged, quads in enumerate(faulty):
        try:
            advance(0)
        except LimitExceeded:
            if any(each.severity == "Violation" for each in results):
                return judged, results
            raise
        results += list(misshapen(quads)) or _validate(quads, after)
    return len(faulty), results


def _validate(quads: list[Quad], after: After) -> list[Result]:
    described = {quad.subject for quad in quads}
    referred = dict.fromkeys(quad.object for quad in quads if quad.object not in described)
    types = [
        (node.value, class_iri)
        for node in referred
        if isinstance(node, NamedNode)
        for class_iri in after.types_of(node.value)
    ]
    results = shapes().validate(quads, types)
    told = {(result.focus, result.path) for result in results}
    return results + [each for each in identifiers.spelling(quads) if (each.focus, each.path) not in told]


@cache
def screen() -> Screen:
    """Give the compiled shapes of the ontology, made once per process."""
    return Screen(shape_quads())


@cache
def shapes() -> Shapes:
    """Give the shapes of the ontology for pySHACL, read once per process."""
    return Shapes.of_ontology()


def _shorten(value: str, limit: int = 80) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"
