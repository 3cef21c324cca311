"""What is compared: records, what was decided to be one, and the documents that they cite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.facts import Facts, smallest_linked
from kg.records import Record
from kg.vocabulary import Vocabulary


@dataclass(frozen=True)
class Witnesses:
    """Records that may speak of one fact, by id, and the decisions on what is one; `document` gives one by its slug."""

    records: Mapping[str, Record]
    decisions: tuple[Record, ...]
    vocabulary: Vocabulary
    document: Callable[[str], Record | None]

    @classmethod
    def of(cls, records: Iterable[Record], vocabulary: Vocabulary) -> Witnesses:
        """Take all records of some datasets together."""
        by_id = {each.id: each for each in records}
        decisions = tuple(each for each in by_id.values() if each.type == "Decision")
        return cls(by_id, decisions, vocabulary, lambda slug: by_id.get(f"documents/{slug}"))

    def each(self, class_name: str) -> list[Record]:
        """List the records of a class, by id."""
        return sorted((each for each in self.records.values() if each.type == class_name), key=lambda each: each.id)

    def thing(self, id_: str) -> str:
        """Give what a record stands for: the smallest id of those that are decided to be one with it."""
        return self._one.get(id_, id_)

    def things(self, record: Record, field_name: str) -> tuple[str, ...]:
        """Give what a field refers to, each thing once."""
        return tuple(sorted({self.thing(each) for each in record.values.get(field_name, ())}))

    @cached_property
    def clusters(self) -> list[list[Record]]:
        """The records that were decided to be one, as far as they are here."""
        clusters: dict[str, list[Record]] = {}
        for id_ in sorted(self._one.keys() & self.records.keys()):
            clusters.setdefault(self._one[id_], []).append(self.records[id_])
        return [each for each in clusters.values() if len(each) > 1]

    @cached_property
    def facts(self) -> Facts:
        """Which records are said to be the same fact, and which a part of another."""
        money = [each for each in self.records.values() if each.type in ("Contribution", "Outcome")]
        same = [(each.id, other) for each in money for other in each.values.get("same_fact_as", ())]
        parts = [(each.id, whole) for each in money for whole in each.values.get("part_of", ())]
        return Facts(same, parts)

    def are_apart(self, first: Record, second: Record) -> bool:
        """Tell whether it is said that two records are two facts: two parts, a part and its whole, or not the same."""
        one, other = self.facts.of(first.id), self.facts.of(second.id)
        wholes, others = self.facts.wholes(one), self.facts.wholes(other)
        if one in others or other in wholes or not wholes.isdisjoint(others):
            return True
        return frozenset((self.thing(first.id), self.thing(second.id))) in self._not

    @cached_property
    def _one(self) -> Mapping[str, str]:
        return smallest_linked(self._decided("same"))

    @cached_property
    def _not(self) -> set[frozenset[str]]:
        return {frozenset(map(self.thing, pair)) for pair in self._decided("not-same")}

    def _decided(self, verdict: str) -> list[tuple[str, str]]:
        alike = (each for each in self.decisions if each.one("verdict") == verdict)
        return sorted((each.one("first"), each.one("second")) for each in alike)
