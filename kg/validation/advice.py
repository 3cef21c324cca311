"""What a report adds to the message of a shape: what was meant, what is really written, what the change removes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from kg.mapping import MOST_CANDIDATES, MOST_IDS, Mapping, near_id
from kg.ontology import ONTOLOGY_IRI
from kg.reference import meant_term
from kg.store.rdf import PREFIXES, BlankNode, Literal, NamedNode, Quad, Term, compact, text_of
from kg.terms import COLLECTION, TERM
from kg.validation.after import After
from kg.validation.result import Result
from kg.vocabulary import Field, FieldKind, RecordClass

_SUGGESTIONS = 50
"""Missing records for which a near id is looked for, in one report."""

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_NUMBERS = (f"{PREFIXES['xsd']}decimal", f"{PREFIXES['xsd']}integer")


class Adviser:
    """Gives advice on the results of one change."""

    def __init__(self, mapping: Mapping, after: After, faulty: Iterable[Quad]) -> None:
        """Take in the quads of the records that are at fault, as the change would make them."""
        self._mapping, self._after = mapping, after
        self._values: dict[tuple[str, str], dict[Term, None]] = {}
        for quad in faulty:
            self._values.setdefault((text_of(quad.subject), quad.predicate.value), {})[quad.object] = None
        self._ids: dict[str, list[str]] = {}
        self._near: dict[str, str] = {}

    def on(self, result: Result, field: Field | None) -> str:
        """Say of the values that a result speaks of what its message does not; empty where there is nothing to say."""
        values = self._values.get((result.focus, result.path), ())
        concerned = (value for value in values if result.value in ("", text_of(value)))
        return " ".join(dict.fromkeys(advice for value in concerned if (advice := self._on_value(field, value))))

    def _on_value(self, field: Field | None, value: Term) -> str:
        if isinstance(value, Literal):
            return self._on_literal(field, value) if field else ""
        if isinstance(value, BlankNode):
            return "A blank node names no record; give it an IRI."
        if not isinstance(value, NamedNode):
            return ""
        iri = value.value
        if field and field.kind is FieldKind.LITERAL:
            return f"<{iri}> is an IRI; write plain text."
        if field and field.kind is FieldKind.CONCEPT:
            return self._on_term(field, iri)
        return "" if any(self._after.types_of(iri)) else self._on_missing(iri)

    def _on_term(self, field: Field, iri: str) -> str:
        """Say what is known of a term that cannot stand in a field."""
        name, own = self._mapping.value(field, iri), self._mapping.iri(COLLECTION)
        if iri.startswith(own) and (ours := self._after.counts_as(iri)):
            return f"{name} narrows {ours.removeprefix(f'{ONTOLOGY_IRI}/')}, which cannot stand here."
        if iri.startswith(own) and self._after.was_there(iri):
            return f"{COLLECTION}{name} is removed by the same change: keep it, or mend this record as well."
        if not iri.startswith(own) and self._after.counts_as(f"{own}{name}").startswith(field.scheme):
            return f"It is a term of a dataset; write <{own}{name}>."
        terms = islice(self._after.iris_of_class(TERM), MOST_IDS)
        fitting = (each.removeprefix(own) for each in terms if self._after.counts_as(each).startswith(field.scheme))
        similar = meant_term(field.scheme_name, name, islice(fitting, MOST_CANDIDATES))
        return f"Did you mean {similar!r}?" if similar else ""

    def _on_literal(self, field: Field, value: Literal) -> str:
        if field.kind is FieldKind.CONCEPT:
            return f"It is a text and no IRI; write <{field.scheme}{value.value}>."
        if field.kind is not FieldKind.LITERAL:
            return f"It is a text and no IRI; write <{self._mapping.iri(value.value)}>."
        if value.language:
            return f"It has the language tag @{value.language}; write it as plain text, without a tag."
        if value.datatype.value == field.datatype:
            return ""
        is_right = field.datatype not in _NUMBERS or _NUMBER.fullmatch(value.value)
        spelling = f'"{value.value if is_right else "…"}"^^{compact(field.datatype)}'
        return f"It has the datatype {compact(value.datatype.value)}; write {spelling}."

    def _on_missing(self, iri: str) -> str:
        """Say what is known of a record that there would not be."""
        reference = self._mapping.reference(iri)
        if self._after.was_there(iri):
            return f"{reference} is removed by the same change: keep it, or mend this record as well."
        if reference == iri:
            return ""
        if iri not in self._near and len(self._near) < _SUGGESTIONS:
            self._near[iri] = self._close(reference)
        near = self._near.get(iri)
        return f"There is no {reference}; did you mean {near!r}?" if near else f"There is no {reference}."

    def _close(self, reference: str) -> str:
        """Find the one id that is near, of those that there would be."""

        def ids(record_class: RecordClass) -> Sequence[str]:
            if record_class.name not in self._ids:
                iris = islice(self._after.iris_of_class(record_class.iri), MOST_IDS)
                self._ids[record_class.name] = [self._mapping.reference(iri).partition("/")[2] for iri in iris]
            return self._ids[record_class.name]

        return near_id(reference, self._mapping, lambda iri: any(self._after.types_of(iri)), ids)
