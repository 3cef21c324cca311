"""Decisions: two different records of one class, decided once, and in agreement with all other decisions.

SHACL can say none of it. The shapes stand in `ontology/shapes.ttl` without a constraint, so that a general processor
passes them; what they demand is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg.ontology import ONTOLOGY_IRI
from kg.store.rdf import PREFIXES, NamedNode, text_of
from kg.validation.after import After, Node
from kg.validation.result import Result

DECISION = f"{PREFIXES['ikg']}Decision"
FIRST, SECOND = NamedNode(f"{PREFIXES['ikg']}firstOfPair"), NamedNode(f"{PREFIXES['ikg']}secondOfPair")
VERDICT, STAYS = NamedNode(f"{PREFIXES['ikg']}verdict"), NamedNode(f"{PREFIXES['ikg']}stays")
SAME, NOT_SAME = f"{ONTOLOGY_IRI}/verdicts/same", f"{ONTOLOGY_IRI}/verdicts/not-same"

FOLLOWED = (FIRST, SECOND, VERDICT, STAYS)
"""The predicates that tell what was decided."""

Reference = Callable[[str], str]
"""Gives the record id of an IRI."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as far as others can contradict it; all by IRI."""

    iri: str
    first: str
    second: str
    verdict: str
    stays: Sequence[str] = ()

    @property
    def pair(self) -> tuple[str, str]:
        """Give the two, the smaller IRI first."""
        return min(self.first, self.second), max(self.first, self.second)


def faults(after: After, reference: Reference, advance: Callable[[int], None] = lambda _: None) -> Iterator[Result]:
    """Tell what is wrong with the decisions that a change touches. `advance` is called for each.

    Of two decisions that come with one change and cannot stand together, the later is told.
    """
    decisions = _Decisions(after)
    touched = {node.value: None for node in after.overlay.changed(*FOLLOWED) if isinstance(node, NamedNode)}
    for number, iri in enumerate(touched):
        advance(0)
        decision = decisions.get(NamedNode(iri))
        if decision is not None and decision.first != decision.second:
            later = set(list(touched)[number + 1 :])
            yield from _faults(decision, decisions, later, reference, after)


def _faults(
    decision: Decision, decisions: _Decisions, later: set[str], reference: Reference, after: After
) -> Iterator[Result]:
    first, second = set(after.types_of(decision.first)), set(after.types_of(decision.second))
    if first and second and first.isdisjoint(second):
        yield _result(decision, SECOND, decision.second, _other_class(decision, reference), "of-one-class")
    if any(each not in decision.pair for each in decision.stays) or (decision.stays and decision.verdict != SAME):
        yield _result(decision, STAYS, decision.stays[0], _no_canonical(decision, reference), "canonical-of-the-two")
    others = (each for each in decisions.about(decision.first) if each.iri != decision.iri and each.iri not in later)
    twin = next((each for each in others if each.pair == decision.pair), None)
    if twin is not None:
        message = f"{reference(twin.iri)} decides on these two already: change that one in the place of writing another"
        yield _result(decision, SECOND, decision.second, message, "of-one-pair")
    elif contrary := decisions.contrary(decision, later):
        yield _result(decision, VERDICT, decision.verdict, _contradiction(contrary, reference), "uncontradicted")


class _Decisions:
    """The decisions that there would be, looked up by what they are about."""

    def __init__(self, after: After) -> None:
        self._after = after
        self._about: dict[str, list[Decision]] = {}

    def get(self, node: Node) -> Decision | None:
        """Give a decision; None for what is none, or is none that the shapes let pass."""
        overlay = self._after.overlay
        if not isinstance(node, NamedNode) or DECISION not in self._after.types_of(node.value):
            return None
        first, second, verdict = (overlay.objects(node, each) for each in (FIRST, SECOND, VERDICT))
        if not (len(first) == len(second) == len(verdict) == 1):
            return None
        stays = [text_of(each) for each in overlay.objects(node, STAYS)]
        return Decision(node.value, text_of(first[0]), text_of(second[0]), text_of(verdict[0]), stays)

    def about(self, iri: str) -> list[Decision]:
        """List the decisions on a record, by IRI."""
        if iri not in self._about:
            nodes = {node for end in (FIRST, SECOND) for node in self._after.overlay.subjects(end, NamedNode(iri))}
            decisions = (self.get(node) for node in sorted(nodes, key=str))
            self._about[iri] = [each for each in decisions if each is not None and each.first != each.second]
        return self._about[iri]

    def contrary(self, decision: Decision, later: set[str]) -> list[Decision]:
        """Give decisions that contradict one: a `not-same`, and the `same` that join its two, or as many as there are.

        What is decided by `later` ones counts for nothing yet.
        """
        if decision.verdict == NOT_SAME:
            return self._way(decision.first, decision.second, decision, later)
        if decision.verdict != SAME:
            return []
        for iri in (one := self._joined(decision.first, decision, later)):
            for each in self.about(iri):
                if each.verdict == NOT_SAME and each.iri not in later:
                    other = each.second if each.first == iri else each.first
                    if other not in one and other in self._joined(decision.second, decision, later):
                        return [each]
        return []

    def _joined(self, start: str, left_out: Decision, later: set[str]) -> dict[str, Decision | None]:
        """Map what is the same as one record, itself included, to the decision that leads there."""
        came_by: dict[str, Decision | None] = {start: None}
        waiting = [start]
        for iri in waiting:
            for each in self.about(iri):
                if each.verdict == SAME and each.iri != left_out.iri and each.iri not in later:
                    other = each.second if each.first == iri else each.first
                    if other not in came_by:
                        came_by[other] = each
                        waiting.append(other)
        return came_by

    def _way(self, start: str, end: str, left_out: Decision, later: set[str]) -> list[Decision]:
        """Give the shortest chain of `same` from one record to another, none where there is none."""
        came_by = self._joined(start, left_out, later)
        way: list[Decision] = []
        while (step := came_by.get(end)) is not None:
            way.insert(0, step)
            end = step.first if step.second == end else step.second
        return way


def _other_class(decision: Decision, reference: Reference) -> str:
    first, second = reference(decision.first), reference(decision.second)
    return f"{second} is not of the class of {first}: only two organisations, two people and so on can be one"


def _no_canonical(decision: Decision, reference: Reference) -> str:
    if decision.verdict != SAME:
        return "canonical says which address stays where two are the same: leave it empty with another verdict"
    first, second = reference(decision.first), reference(decision.second)
    return f"canonical is {reference(decision.stays[0])}, and must be {first} or {second}, or empty"


def _contradiction(contrary: Sequence[Decision], reference: Reference) -> str:
    names = ", ".join(reference(each.iri) for each in contrary)
    first, second = (reference(each) for each in (contrary[0].first, contrary[0].second))
    if contrary[0].verdict == NOT_SAME:
        return (
            f"{names} says that {first} and {second} are not the same, which this would make them: change one of them"
        )
    says = "says" if len(contrary) == 1 else "say, one after the other,"
    return f"{names} {says} that the two are the same: change one of them"


def _result(decision: Decision, path: NamedNode, value: str, message: str, shape: str) -> Result:
    return Result(decision.iri, path.value, value, message, "Violation", f"{PREFIXES['shape']}Decision-{shape}")
