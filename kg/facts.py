"""Which records speak of one fact, and which fact is a part of which, so that nothing counts twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet


class Facts:
    """The facts behind records: pairs of `same` are one fact, of `parts` the first is in the second.

    A fact goes by the smallest IRI of its records. "Same" is symmetric and transitive, also over records that
    a filter leaves out; so is "part of", transitively.

    >>> facts = Facts(same=[("b", "a"), ("c", "b")], parts=[("d", "c")])
    >>> facts.of("c"), facts.wholes("d")
    ('a', {'a'})
    """

    def __init__(self, same: Iterable[tuple[str, str]] = (), parts: Iterable[tuple[str, str]] = ()) -> None:
        self._fact: Mapping[str, str] = smallest_linked(same)
        self._within: dict[str, set[str]] = {}
        for part, whole in parts:
            self._within.setdefault(self.of(part), set()).add(self.of(whole))

    def of(self, record: str) -> str:
        """Give the fact that a record speaks of."""
        return self._fact.get(record, record)

    def within(self, fact: str) -> AbstractSet[str]:
        """Give the facts that a fact is directly a part of."""
        return self._within.get(fact, frozenset())

    def wholes(self, fact: str) -> AbstractSet[str]:
        """Give all facts that a fact is a part of, however many steps up."""
        above: set[str] = set()
        waiting = list(self._within.get(fact, ()))
        while waiting:
            whole = waiting.pop()
            if whole not in above:
                above.add(whole)
                waiting += self._within.get(whole, ())
        return above

    def outermost(self, records: Iterable[str]) -> dict[str, str]:
        """Map each record to its fact, or to the outermost whole of it that others of the records speak of.

        >>> Facts(parts=[("part", "whole"), ("lonely", "absent")]).outermost(["part", "whole", "lonely"])
        {'part': 'whole', 'whole': 'whole', 'lonely': 'lonely'}
        """
        facts = {record: self.of(record) for record in records}
        present = {*facts.values()}
        heads = {fact: fact for fact in present if fact not in self._within}
        for circle in _circles(sorted(present & self._within.keys()), self.within):
            above = {heads[whole] for fact in circle for whole in self.within(fact) if whole in heads}
            head = min(above) if above else min(present.intersection(circle), default="")
            if head:
                heads.update(dict.fromkeys(circle, head))
        return {record: heads[fact] for record, fact in facts.items()}


def _circles(starts: Iterable[str], above: Callable[[str], AbstractSet[str]]) -> Iterator[list[str]]:
    """Yield all that is above some, what is above itself together, and nothing before what is above it.

    Source: R. Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1, 1972.
    """
    places: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    for start in starts:
        path = [(start, iter(sorted(above(start))))] if start not in places else []
        while path:
            fact, wholes = path[-1]
            if fact not in places:
                places[fact] = lowest[fact] = len(places)
                waiting.append(fact)
            for whole in wholes:
                if whole not in places:
                    path.append((whole, iter(sorted(above(whole)))))
                    break
                if whole in lowest:
                    lowest[fact] = min(lowest[fact], places[whole])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[fact])
                if lowest[fact] == places[fact]:
                    circle: list[str] = []
                    while fact in lowest:
                        circle.append(waiting.pop())
                        del lowest[circle[-1]]
                    yield circle


def smallest_linked(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map everything that is linked, directly or not, to the smallest of its group."""
    leader: dict[str, str] = {}

    def find(item: str) -> str:
        while (above := leader.setdefault(item, item)) != item:
            leader[item] = item = leader[above]
        return item

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        leader[second] = first
    return {item: find(item) for item in list(leader)}
