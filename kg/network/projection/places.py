"""What lies in a place: what has its seat there or in a place within it, and those places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from kg.errors import AmbiguousName
from kg.network.columns import Columns
from kg.network.model import Node, Place
from kg.network.projection.admission import field_of
from kg.network.projection.confidence import Sureness
from kg.spelling import fold, nfc, spellings
from kg.vocabulary import load_vocabulary

_SEAT, _WITHIN = "located_in", "within"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of one version; `same` maps what is one to what it goes by, and `describe` looks nodes up."""

    columns: Columns
    same: Mapping[str, str]
    describe: Callable[[Sequence[str]], Sequence[Node]]

    def find(self, reference: str, min_confidence: str) -> Place | None:
        """Give the place of an IRI or name, with all that its records are sure enough of; None where there is none.

        Raises AmbiguousName.
        """
        iris = self.columns.iris(self.columns.members(load_vocabulary().classes["Place"].iri)).values()
        places = {self.same.get(iri, iri): iri for iri in iris}
        forms, name = {self.same.get(form, form) for form in spellings(reference)}, fold(reference)
        named = [self.describe([iri])[0] for iri in sorted(forms & places.keys())] or [
            node for node in self.describe(sorted(places)) if name in map(fold, (node.label, *node.names))
        ]
        if len(named) > 1:
            raise AmbiguousName(nfc(reference), [node.iri for node in named])
        return Place(named[0], self._inside(named[0].iri, min_confidence)) if named else None

    def _inside(self, place: str, min_confidence: str) -> frozenset[str]:
        smaller = self._told("Place", _WITHIN, min_confidence)
        places, waiting = {place}, [place]
        while waiting:
            for each in smaller.get(waiting.pop(), frozenset()) - places:
                places.add(each)
                waiting.append(each)
        seated = [
            self._told(name, _SEAT, min_confidence)
            for name, record_class in load_vocabulary().classes.items()
            if _SEAT in record_class.fields
        ]
        return frozenset(places).union(*(told[each] for told in seated for each in places & told.keys()))

    def _told(self, class_name: str, field: str, min_confidence: str) -> Mapping[str, frozenset[str]]:
        """Give, by place, what the records of a class say of themselves that it is there."""
        record_class = load_vocabulary().classes[class_name]
        members = self.columns.members(record_class.iri)
        if min_confidence:
            members = Sureness(self.columns, record_class).least([record_class.fields[field].iri], members)[
                min_confidence
            ]
        column = {place: records & members for place, records in field_of(self.columns, record_class, field).items()}
        iris = self.columns.iris(BitMap.union(BitMap(), *column.values()))
        told: dict[str, frozenset[str]] = {}
        for place, records in column.items():
            names = {self.same.get(iris[record], iris[record]) for record in records}
            goes_by = self.same.get(place, place)
            told[goes_by] = told.get(goes_by, frozenset()) | names
        return told
