"""The course of quality is what a catalogue of each version counts, though none is made of any but the newest."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from kg.catalogue import LASTING, Catalogue
from kg.errors import Unavailable
from kg.history import KeptCourse, periods
from kg.mapping import Mapping
from kg.records import Record
from kg.store.rdf import Quad
from tests.generated import sizes
from tests.kg.catalogue.histories import History

SCOPES = (("", ""), ("Contribution", ""), ("", "other"), ("Question", "demo"))
Counts = dict[tuple[str, str], tuple[int, dict[str, int]]]


class Doubted(History):
    """A history in which records are doubted and asked about as well."""

    def _new_quads(self) -> list[Quad]:
        if self.chance.random() < 0.6:
            return super()._new_quads()
        slug, graph = self.chance.randrange(9), self.mapping.graph("demo")
        doubt = self.chance.choice(((), ("misprint",)))
        status = self.chance.choice(("open", "answered"))
        about = ("contributions/c1",)
        record = self.chance.choice(
            (
                Record("Contribution", f"contributions/c{slug}", {"kind": ("grant",), "doubt": doubt}),
                Record("Outcome", f"outcomes/o{slug}", {"label": ("Jobs",), "doubt": doubt, "evidence": ("d1",)}),
                Record("Question", f"questions/q{slug}", {"about": about, "status": (status,)}),
            )
        )
        return self.mapping.to_quads(record, graph)


def catalogue_of(history: History, *, indexed: bool) -> Catalogue:
    index = history.index.read(history.position.version) if indexed else None
    return Catalogue(lambda: history.store, history.mapping, history.position.version, index)


def counted(history: History) -> Counts:
    """Count at the newest version, by an index made of the store alone."""
    with closing(catalogue_of(history, indexed=False)) as catalogue:
        divisions, counts = catalogue.divisions, Counts()
        for class_name, dataset in SCOPES:
            scope = divisions.of_class(class_name) if class_name else None
            within = divisions.of_dataset(dataset) if dataset else None
            groups = {"": divisions.claims(), **{each: catalogue.lacking(each, "2020") for each in LASTING}}
            for name, numbers in groups.items():
                inside = numbers & scope if scope is not None else numbers
                groups[name] = inside & within if within is not None else inside
            counts[class_name, dataset] = len(groups.pop("")), {name: len(each) for name, each in groups.items()}
        return counts


@pytest.mark.parametrize("seeds", sizes(range(4), range(60)))
def test_each_version_counts_as_it_did_then(tmp_path: Path, mapping: Mapping, seeds: range) -> None:
    most = dict.fromkeys(LASTING, 0)
    for seed in seeds:
        history = Doubted(tmp_path / str(seed), mapping, seed)
        course, expected = KeptCourse(history.journal), dict[int, Counts]()
        for number in range(14):
            history.change()
            expected[history.position.version] = counted(history)
            if number % 4 == 3 or number == 13:
                with closing(catalogue_of(history, indexed=True)) as catalogue:
                    for scope in SCOPES:
                        counts = course.counts(catalogue, history.store, [*expected], *scope)
                        assert [(each.claims, each.lacking) for each in counts] == [
                            counts_then[scope] for counts_then in expected.values()
                        ], (scope, number)
                        most = {name: max(most[name], *(each.lacking[name] for each in counts)) for name in most}
        history.index.close()
    assert all(most.values()), most


def test_without_an_index_that_followed_there_is_no_course(tmp_path: Path, mapping: Mapping) -> None:
    history = History(tmp_path, mapping, 3)
    for _ in range(5):
        history.change()
    catalogue = catalogue_of(history, indexed=False)
    with closing(catalogue), pytest.raises(Unavailable, match="not followed"):
        KeptCourse(history.journal).counts(catalogue, history.store, [1])
    history.index.close()


TIMES = ["", "2024-12-30T10:00", "2025-01-02T10:00", "2025-01-02T11:00", "2025-03-09T10:00", "2026-02-01T10:00"]


@pytest.mark.parametrize(
    ("step", "most", "versions", "has_earlier"),
    [
        ("version", 9, [1, 2, 3, 4, 5], False),
        ("version", 2, [4, 5], True),
        ("day", 9, [1, 3, 4, 5], False),
        ("month", 9, [1, 3, 4, 5], False),
        ("month", 3, [3, 4, 5], True),
        ("year", 9, [1, 4, 5], False),
        ("", 9, [1, 3, 4, 5], False),
    ],
)
def test_a_period_ends_with_its_last_version(step: str, most: int, versions: list[int], has_earlier: bool) -> None:
    _, listed, earlier = periods(TIMES.__getitem__, 5, step, most)
    assert [each.version for each in listed] == versions
    assert earlier == has_earlier


@pytest.mark.parametrize(("newest", "step"), [(1, "version"), (2, "day"), (4, "day"), (5, "month")])
def test_the_step_suits_what_there_is(newest: int, step: str) -> None:
    assert periods(TIMES.__getitem__, newest, "", 9)[0] == step
    assert periods(TIMES.__getitem__, 0, "", 9) == ("version", [], False)
