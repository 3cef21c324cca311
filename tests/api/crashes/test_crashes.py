"""The service and its workers are killed at random, in the long run 70 times, while others write and read.

No acknowledged write is lost, none is ever half there, versions only grow, the journal stays whole, and nobody mends
anything: workers are replaced by the service, and the service by whoever started it, as systemd or a container does.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from pathlib import Path

import pytest

from kg.changes.journal import Journal
from kg.changes.position import START
from kg.store.rdf import NamedNode, Quad
from tests.api.conftest import serving
from tests.api.crashes.siege import Plan, Siege, besiege
from tests.api.crashes.supervised import SETTINGS
from tests.generated import sizes


@pytest.fixture(scope="module", params=sizes(Plan(1, 1, 3), Plan(2, 5, 30)))
def sieges(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Siege]:
    """Services over homes of their own, killed at the same time."""
    plan: Plan = request.param
    homes = [tmp_path_factory.mktemp("crashes") / "home" for _ in range(plan.homes)]
    with ThreadPoolExecutor(plan.homes) as threads:
        each_seen = threads.map(besiege, homes, repeat(plan), range(plan.homes))
        return [Siege(plan, home, seen) for home, seen in zip(homes, each_seen, strict=True)]


def changes(home: Path) -> dict[int, list[tuple[bool, Quad]]]:
    """The rows of every change set that the journal holds."""
    journal = Journal(home / "journal")
    return {change.position.version: list(change.rows()) for change in journal.since(START)}


def test_as_many_were_killed_as_is_said(sieges: list[Siege]) -> None:
    for siege in sieges:
        assert siege.seen.kills == {"service": siege.plan.service, "worker": siege.plan.worker}
        hit = [each for each in chain.from_iterable(siege.seen.writes) if each.status == 0]
        assert len(hit) > siege.plan.service, "no kill hit a write under way"


def test_no_acknowledged_write_is_lost_and_none_is_half_there(sieges: list[Siege]) -> None:
    for siege in sieges:
        journal = changes(siege.home)
        added: dict[tuple[int, str], set[Quad]] = {}
        for version, rows in journal.items():
            for is_addition, quad in rows:
                subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
                if is_addition and subject.startswith(("urn:entry:", "urn:sheet:")):
                    added.setdefault((version, subject), set()).add(quad)
        assert all(len(quads) == 3 for quads in added.values())
        happened = {subject: version for version, subject in added}
        assert len(happened) == len(added), "a write happened twice"
        for each in chain.from_iterable(siege.seen.writes):
            if each.version:
                assert happened[each.subject] == each.version, each
            elif each.status:
                assert each.status == 503, each
                assert each.subject not in happened, each


def test_versions_only_grow(sieges: list[Siege]) -> None:
    for siege in sieges:
        for writes in siege.seen.writes:
            versions = [each.version for each in writes if each.version]
            assert len(versions) > siege.plan.service
            assert versions == sorted(set(versions))
        assert siege.seen.versions == sorted(siege.seen.versions)
        assert siege.seen.entries == sorted(siege.seen.entries)


def test_no_reader_sees_half_of_a_write(sieges: list[Siege]) -> None:
    for siege in sieges:
        assert siege.seen.statuses[200] > siege.plan.service
        assert set(siege.seen.statuses) <= {200, 503}
        assert siege.seen.halves == []


def test_the_journal_is_whole_and_the_graph_is_what_it_says(sieges: list[Siege]) -> None:
    for siege in sieges:
        journal = changes(siege.home)
        names = sorted(path.name for path in (siege.home / "journal").iterdir())
        assert names == [f"{version:010}.rdfp" for version in range(1, len(journal) + 1)]
        expected: set[Quad] = set()
        for rows in journal.values():
            expected -= {quad for is_addition, quad in rows if not is_addition}
            expected |= {quad for is_addition, quad in rows if is_addition}
        with serving(siege.home, **SETTINGS) as client:
            held = client.post("/sparql", data={"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }"}).json()["results"]
            assert client.get("/ready").json()["version"] == len(journal)
        rows_ = {
            (row["s"]["value"], row["p"]["value"], row["o"]["value"], row["g"]["value"]) for row in held["bindings"]
        }
        assert rows_ == {tuple(term.value for term in quad) for quad in expected}


def test_it_comes_back_by_itself_and_answers_only_when_ready(sieges: list[Siege]) -> None:
    for siege in sieges:
        assert set(siege.seen.ready) == {200}
        assert siege.seen.ready[200] > siege.plan.service
