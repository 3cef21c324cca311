"""How sure records are of what they say."""

from __future__ import annotations

from collections.abc import Iterable

from pyroaring import BitMap

from kg.network.columns import Columns
from kg.network.declarations import SELF, local_name
from kg.network.filters import CONFIDENCES
from kg.vocabulary import RecordClass


class Sureness:
    """How sure records of one class are of each of their properties: as on the whole, unless they say otherwise."""

    def __init__(self, columns: Columns, record_class: RecordClass) -> None:
        fields = record_class.fields
        self._whole = {name: BitMap() for name in CONFIDENCES}
        for value, records in (columns.column(fields["confidence"].iri) if "confidence" in fields else {}).items():
            if local_name(value) in self._whole:
                self._whole[local_name(value)] = self._whole[local_name(value)] | records
        own = {name: fields.get(f"{name}_fields") for name in CONFIDENCES}
        self._apart = {name: columns.column(field.iri) if field else {} for name, field in own.items()}

    def least(self, properties: Iterable[str], records: BitMap) -> dict[str, BitMap]:
        """Give, by confidence, those of some records that are at least so sure of all of some properties."""
        least = {}
        for place, name in enumerate(CONFIDENCES):
            sure = records
            for each in properties:
                if each not in ("", SELF):
                    sure = sure & self._at_least(place, each)
            least[name] = sure
        return least

    def _at_least(self, place: int, property_: str) -> BitMap:
        by_confidence = [self._apart[name].get(property_, BitMap()) for name in CONFIDENCES]
        above = BitMap.union(BitMap(), *by_confidence[place:])
        below = BitMap.union(BitMap(), *by_confidence[:place]) - above
        whole = BitMap.union(BitMap(), *(self._whole[name] for name in CONFIDENCES[place:]))
        return (whole - below) | above
