"""What one record lacks, by its facts alone: what :class:`kg.catalogue.quality.Lacks` finds among all records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.catalogue import layout as of
from kg.catalogue.entries import class_names, facts_from
from kg.catalogue.layout import Fact, Layout, layout_of
from kg.catalogue.quality import EVIDENCE, NO_CLAIMS, SHORTCOMINGS
from kg.mapping import Mapping
from kg.records.passage import Passage
from kg.store.statements import Statement, text_of

AGEING = ("stale-documents",)
"""Shortcomings that come with time alone, when nobody changes anything."""

LASTING = tuple(each for each in SHORTCOMINGS if each not in AGEING)
"""Shortcomings that a record has from one change until another."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The classes of a record, by name, the datasets that tell it, by IRI, and the names of its shortcomings."""

    classes: frozenset[str] = frozenset()
    datasets: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()

    @property
    def is_claim(self) -> bool:
        """Tell whether it says something of the world."""
        return any(each not in NO_CLAIMS for each in self.classes)

    def is_of(self, class_name: str, dataset: str) -> bool:
        """Tell whether it is of a class and of a dataset, by IRI; empty names stand for all."""
        return (not class_name or class_name in self.classes) and (not dataset or dataset in self.datasets)


def standing_of(iri: str, statements: Iterable[Statement], mapping: Mapping) -> Standing:
    """Judge a record by what datasets say of it and of its evidence."""
    layout, by_node = layout_of(mapping), defaultdict[str, list[Statement]](list)
    for each in statements:
        by_node[each[0]].append(each)
    return _standing(facts_from(iri, by_node[f"<{iri}>"], by_node.__getitem__, layout), layout)


def _standing(facts: Iterable[Fact], layout: Layout) -> Standing:
    values: dict[int, list[tuple[str, str]]] = {}
    for number, mark, value in facts:
        values.setdefault(number, []).append((mark, value))
    datasets = frozenset(layout.text(*each) for each in values.get(of.DATASET, ()))
    standing = Standing(frozenset(class_names(facts, layout)), datasets)
    documents, evidence = values.get(of.PASSAGE, ()), values.get(layout.numbers[EVIDENCE], ())
    has_place = any(Passage.of(value).has_place for _, value in evidence)

    def told(collection: str, field: str) -> list[str] | None:
        """Give what a field tells, None for a record that is of another collection."""
        record_class = layout.mapping.vocabulary.by_collection[collection]
        if record_class.name not in standing.classes:
            return None
        return [layout.text(*each) for each in values.get(layout.numbers[record_class.fields[field].iri], ())]

    status = layout.mapping.vocabulary.by_collection["questions"].fields["status"]
    lacks = {
        "without-evidence": standing.is_claim and not documents,
        "without-passage": standing.is_claim and bool(documents) and not has_place,
        "single-source": standing.is_claim and len(documents) == 1,
        "doubtful": bool(told("contributions", "doubt") or told("outcomes", "doubt")),
        "open-questions": text_of(str(layout.mapping.term(status, "open"))) in (told("questions", "status") or ()),
        "undated-documents": told("documents", "published") == [],
    }
    return Standing(standing.classes, standing.datasets, frozenset(name for name, has in lacks.items() if has))
