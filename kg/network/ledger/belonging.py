"""Where money belongs: columns by record, and the places of those who receive it and of what it runs through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from pyroaring import BitMap

from kg.network.columns import Columns
from kg.network.ledger.statements import Key
from kg.network.projection.admission import field_of
from kg.network.projection.confidence import Sureness
from kg.vocabulary import load_vocabulary

Values = Mapping[int, Key]
"""By record, what it names, sorted."""


def by_record(column: Mapping[str, BitMap], records: BitMap, same: Mapping[str, str]) -> Values:
    """Turn a column round, for some records; what `same` maps goes by what it is mapped to."""
    values: dict[int, Key] = {}
    for text in sorted(column):
        name = same.get(text, text)
        for record in column[text] & records:
            values[record] = (*values.get(record, ()), name)
    return {record: tuple(sorted({*key})) if len(key) > 1 else key for record, key in values.items()}


class Places:
    """Tells where bodies have their seats and activities run, as far as their records are sure enough of it."""

    def __init__(self, columns: Columns, min_confidence: str, same: Mapping[str, str]) -> None:
        self._columns, self._lowest, self._same = columns, min_confidence, same

    def seats(self, bodies: Iterable[str]) -> Key:
        """Give the places of all of some bodies; none where it is not told of each of them."""
        return self._of_all(self._seats, bodies)

    def where_it_runs(self, activities: Iterable[str]) -> Key:
        """Give the places of all of some programmes or projects; none where it is not told of each of them."""
        return self._of_all(self._runs, activities)

    def innermost(self, places: Key) -> Key:
        """Leave out the places in which others of them lie."""
        if len(places) < 2:
            return places
        around = {larger for place in places for larger in self._around(place)}
        return tuple(place for place in places if place not in around) or places

    def _of_all(self, told: Mapping[str, Key], names: Iterable[str]) -> Key:
        keys = [told.get(name, ()) for name in names]
        return self.innermost(tuple(sorted({place for key in keys for place in key}))) if all(keys) else ()

    def _around(self, place: str) -> set[str]:
        """Give the places in which one lies, however many steps up, without itself."""
        around, waiting = set[str](), [place]
        while waiting:
            for larger in self._within.get(waiting.pop(), ()):
                if larger not in around:
                    around.add(larger)
                    waiting.append(larger)
        return around - {place}

    @cached_property
    def _seats(self) -> Mapping[str, Key]:
        return {**self._told("Organisation", "located_in"), **self._told("Group", "located_in")}

    @cached_property
    def _runs(self) -> Mapping[str, Key]:
        return {**self._told("Programme", "places"), **self._told("Project", "places")}

    @cached_property
    def _within(self) -> Mapping[str, Key]:
        return self._told("Place", "within")

    def _told(self, class_name: str, field: str) -> Mapping[str, Key]:
        """Read the places that the records of a class name in a field, by the names of the records."""
        record_class = load_vocabulary().classes[class_name]
        members = self._columns.members(record_class.iri)
        if self._lowest:
            property_ = record_class.fields[field].iri
            members = Sureness(self._columns, record_class).least([property_], members)[self._lowest]
        values = by_record(field_of(self._columns, record_class, field), members, self._same)
        iris = self._columns.iris(values)
        keys: dict[str, Key] = {}
        for record, key in values.items():
            name = self._same.get(iris[record], iris[record])
            keys[name] = tuple(sorted({*keys.get(name, ()), *key}))
        return keys
