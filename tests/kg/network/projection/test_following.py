"""A projection that follows the graph is what is projected anew, after whatever change sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from pyroaring import BitMap

from kg.catalogue import CatalogueFollower, IndexColumns
from kg.changes import Origin, Repository
from kg.curated import CANONICAL, Curated
from kg.mapping import Mapping as RecordMapping
from kg.network import Filters, Network, Projection, Ranked, Whole, find_view, follow, load_views, projected
from kg.network.cliques import Cliques
from kg.network.projection.estimate import UNBOUNDED
from kg.records import Record, Report
from kg.store.rdf import NamedNode, Quad
from kg.validation import Gate
from tests.generated import seeded

FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"as_of": "2019"},
    {"min_confidence": "implied"},
    {"types": ("Organisation", "Programme")},
    {"kinds": ("university", "company")},
    {"known_by": "2020"},
    {"datasets": ("demo",)},
    {"directed": False, "include_planned": False},
    {"members": "separate", "undated": "drop"},
)
BODIES = [*(f"organisations/o{number}" for number in range(9)), "groups/g0", "groups/g1", "groups/g2"]
ACTIVITIES = [f"{kind}/a{number}" for kind in ("programmes", "projects", "events", "agreements") for number in range(2)]
CONTRIBUTIONS = [f"contributions/c{number}" for number in range(14)]
PLACES = ["places/l0", "places/l1"]
ANYBODY = [*BODIES, *ACTIVITIES, *PLACES, "people/n0"]
FIELDS: Mapping[str, list[str]] = {
    "activity": ACTIVITIES,
    "addresses": ["goals/t0"],
    "amount": ["100", "250000"],
    "as_of": ["2018", "2021-05"],
    "broader": ["organisation-kinds/university", "organisation-kinds/company"],
    "confidence": ["stated", "implied", "ambiguous"],
    "evidence": ["d0", "d1:4-9:0123456789abcdef", "d2"],
    "funder": BODIES,
    "goal_of": ACTIVITIES,
    "governs": PLACES,
    "held_by": ["people/n0", "people/n1"],
    "implied_fields": ["participant", "recipient", "includes"],
    "includes": BODIES,
    "kind": ["university", "company", "terms/t0", "terms/t1"],
    "located_in": PLACES,
    "modality": ["planned", "done"],
    "name": ["Known as this", "Known as that"],
    "name_of": BODIES,
    "note": ["Seen", "Heard"],
    "object": BODIES,
    "organisation": BODIES,
    "participant": ANYBODY,
    "published": ["2019", "2021"],
    "recipient": ANYBODY,
    "relation": ["same-as", "related-to"],
    "role": ["lead", "partner", "funder"],
    "same_fact_as": CONTRIBUTIONS,
    "signed_at": ["events/a0", "events/a1"],
    "subject": BODIES,
    "through": ACTIVITIES,
    "when": ["2018", "2020-03/2021", "202X", "2030"],
    "within": PLACES,
}
"""What records may say: few values, so that they speak of one another."""
PART_OF = {"Organisation": BODIES, "Contribution": CONTRIBUTIONS}
SEVERAL = {"participant", "recipient", "funder", "includes", "evidence", "activity", "subject", "role"}
RARE = {"same_fact_as", "part_of", "implied_fields", "kind"}
RECORDS = [
    *ANYBODY,
    *CONTRIBUTIONS * 2,
    *(f"participations/p{number}" for number in range(30)),
    *(f"{kind}/{kind[0]}{number}" for kind in ("posts", "names", "links", "terms", "goals") for number in range(2)),
    *("documents/d0", "documents/d1"),
]
SEEDS, STEPS = 6, 200


@dataclass
class World:
    """Records that are written and changed at random, without being checked."""

    mapping: RecordMapping
    random: Random
    said: dict[str, list[Quad]] = field(default_factory=dict)

    def record(self, name: str) -> Record:
        """Let a record say something at random."""
        record_class = self.mapping.vocabulary.by_collection[name.partition("/")[0]]
        chance = self.random.choice((0.3, 0.9))
        values: dict[str, tuple[str, ...]] = {"label": (f"Called {name} {self.random.randrange(3)}",)}
        for each in record_class.fields:
            choices = PART_OF.get(record_class.name, ACTIVITIES) if each == "part_of" else FIELDS.get(each, [])
            if each == "implied_fields":
                choices = [name for name in choices if name in record_class.fields]
            if choices and self.random.random() < chance * (0.2 if each in RARE else 1):
                count = self.random.choice((1, 1, 2, 3)) if each in SEVERAL else 1
                values[each] = tuple({*self.random.choices(choices, k=count)})
        return Record(record_class.name, name, {each: values[each] for each in values if each in record_class.fields})

    def change(self, repository: Repository, names: list[str]) -> None:
        """Commit a change of some records, of which some say nothing any more; sometimes of what is one as well."""
        with repository.prepare(Origin("ann", "edit", "HTTP")) as writer:
            for name in names:
                writer.remove(self.said.pop(name, []))
                if self.random.random() < 0.8:
                    graph = self.mapping.graph(self.random.choice(("demo", "demo", "other")))
                    self.said[name] = self.mapping.to_quads(self.record(name), graph)
                    writer.add(self.said[name])
            if self.random.random() < 0.05:
                one, other = (NamedNode(f"{self.mapping.base_iri}{each}") for each in self.random.sample(BODIES, 2))
                writer.remove(self.said.pop("same", []))
                self.said["same"] = [Quad(one, CANONICAL, other, self.mapping.same_graph)]
                writer.add(self.said["same"])
            change = writer.finish()
        repository.commit(change)


def written(network: Network, version: int) -> list[bytes]:
    """Write answers of all that is shown."""
    answers = []
    for question in (Whole(), Ranked("degree")):
        question.write(network, version, "json", output := BytesIO())
        answers.append(output.getvalue())
    return answers


def rows(network: Network) -> list[tuple[Any, ...]]:
    """Give the rows of a network, sorted, with IRIs in place of numbers."""
    table = network.rows
    numbers = {*table.record.tolist(), *table.fact.tolist()}
    names = network.lookup.named([*numbers])
    columns = (table.source, table.target, table.role, table.certainty, table.joint, table.dated)
    named = ([names[each] for each in column.tolist()] for column in (table.record, table.fact))
    return sorted(zip(*(each.tolist() for each in columns), *named, strict=True))


@pytest.mark.parametrize("seed", seeded(range(SEEDS), every=SEEDS))
def test_what_follows_is_what_is_projected_anew(mapping: RecordMapping, tmp_path: Path, seed: int) -> None:
    """Changes at random, after each of which some projections follow, which may be some versions behind."""
    home, random = tmp_path, Random(seed)
    world, gate, index = World(mapping, random), Gate(mapping), CatalogueFollower(home / "index", mapping)
    gate.check = lambda *_, **__: Report()  # type: ignore[method-assign]  # what is checked is not the subject
    projections: dict[tuple[str, int], tuple[Projection, BitMap, frozenset[str]]] = {}
    outcomes = Counter[tuple[str, bool]]()
    followed: IndexColumns | None = None
    with Repository(home, gate, followers=[index]) as repository:
        world.change(repository, RECORDS)
        for step in range(STEPS):
            before = repository.version
            if step % 50 == 49:
                index.suspect("the test")  # it is made again, and records have other numbers
            world.change(repository, random.sample(RECORDS, random.choice((1, 1, 2, 4))))
            version, older = repository.version, None if followed is None else (before, followed)
            followed = index.columns(version, older)
            assert followed is not None
            touched, canonicals = followed.touched, Curated(repository.store, mapping.base_iri).canonicals()
            projections = (
                {}
                if touched is None
                else {
                    key: (each, behind | touched, mentioned | followed.mentioned)
                    for key, (each, behind, mentioned) in projections.items()
                }
            )
            anew = index.columns(version)
            assert anew is not None
            for view in random.sample(sorted(load_views()), 3):
                chosen = random.choice((0, random.randrange(len(FILTERS))))
                filters = Filters(**FILTERS[chosen])
                expected = projected(anew, find_view(view), filters, UNBOUNDED, canonicals)
                newer = None
                if (view, chosen) in projections:
                    newer = follow(projections[view, chosen][0], followed, canonicals, *projections[view, chosen][1:])
                    outcomes[view, newer is not None] += 1
                if newer is not None:
                    assert_same(newer, expected, version)
                projections[view, chosen] = newer or expected, BitMap(), frozenset()
            anew.close()
    if followed is not None:
        followed.close()
    for view in load_views():
        assert outcomes[view, True] > outcomes[view, False] / 2


def test_what_is_kept_as_cliques_follows_too(mapping: RecordMapping, tmp_path: Path) -> None:
    """Where each two would be too many, what is counted is that of a projection made anew."""
    random, gate, index = Random(5), Gate(mapping), CatalogueFollower(tmp_path / "index", mapping)
    world, view = World(mapping, random), find_view("partnership")
    gate.check = lambda *_, **__: Report()  # type: ignore[method-assign]  # what is checked is not the subject
    projection: Projection | None = None
    followed: IndexColumns | None = None
    count = 0
    with Repository(tmp_path, gate, followers=[index]) as repository:
        world.change(repository, RECORDS)
        for _ in range(40):
            before = repository.version
            world.change(repository, random.sample(RECORDS, 2))
            followed = index.columns(repository.version, None if followed is None else (before, followed))
            assert followed is not None
            canonicals = Curated(repository.store, mapping.base_iri).canonicals()
            expected = projected(followed, view, Filters(), 12, canonicals)
            newer = None
            if projection is not None and followed.touched is not None:
                newer = follow(projection, followed, canonicals, followed.touched, followed.mentioned)
            cliques = expected.network.links
            if newer is not None and isinstance(cliques, Cliques):
                count += 1
                left, right = newer.network, expected.network
                assert isinstance(left.links, Cliques)
                assert (left.iris, left.left_out, left.edge_count) == (right.iris, right.left_out, right.edge_count)
                assert [*map(np.ndarray.tolist, left.links.met)] == [*map(np.ndarray.tolist, cliques.met)]
                assert counted(left, repository.version) == counted(right, repository.version)
            projection = newer or expected
    if followed is not None:
        followed.close()
    assert count > 10


def counted(network: Network, version: int) -> bytes:
    """Write a table of scores."""
    Ranked("strength").write(network, version, "json", output := BytesIO())
    return output.getvalue()


def assert_same(one: Projection, other: Projection, version: int) -> None:
    """Hold a projection against another, with all that follows from it."""
    left, right = one.network, other.network
    assert (left.iris, left.roles) == (right.iris, right.roles)
    assert rows(left) == rows(right)
    assert left.left_out == right.left_out
    assert (left.options, left.digest, left.directed, left.total_nodes) == (
        right.options,
        right.digest,
        right.directed,
        right.total_nodes,
    )
    assert [each.tolist() for each in (left.starts, *left.pairs)] == [
        each.tolist() for each in (right.starts, *right.pairs)
    ]
    assert written(left, version) == written(right, version)
