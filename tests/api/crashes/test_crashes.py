"""The service and its workers are killed at random, 200 times, while others write and read.

No acknowledged write is lost, none is ever half there, versions only grow, the journal stays whole, and nobody mends
anything: workers are replaced by the service, and the service by whoever started it, as systemd or a container does.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import httpx
import pytest

from kg.changes.journal import Journal
from kg.changes.position import START
from kg.store.rdf import NamedNode, Quad
from tests.api.conftest import serving
from tests.api.crashes.clients import SHEETS, TURTLE
from tests.api.crashes.siege import HOMES, SERVICE_KILLS, WORKER_KILLS, Siege, besiege
from tests.api.crashes.supervised import PATIENCE, SETTINGS


@pytest.fixture(scope="module")
def sieges(tmp_path_factory: pytest.TempPathFactory) -> list[Siege]:
    """Services over homes of their own, killed at the same time."""
    homes = [tmp_path_factory.mktemp("crashes") / "home" for _ in range(HOMES)]
    with ThreadPoolExecutor(HOMES) as threads:
        return [Siege(home, seen) for home, seen in zip(homes, threads.map(besiege, homes, range(HOMES)), strict=True)]


def changes(home: Path) -> dict[int, list[tuple[bool, Quad]]]:
    """The rows of every change set that the journal holds."""
    journal = Journal(home / "journal")
    return {change.position.version: list(change.rows()) for change in journal.since(START)}


def test_as_many_were_killed_as_is_said(sieges: list[Siege]) -> None:
    kills = sum((siege.seen.kills for siege in sieges), Counter[str]())
    assert kills == {"service": HOMES * SERVICE_KILLS, "worker": HOMES * WORKER_KILLS}
    assert kills.total() == 200
    for siege in sieges:
        hit = [each for each in chain.from_iterable(siege.seen.writes) if each.status == 0]
        assert len(hit) > SERVICE_KILLS, "no kill hit a write under way"


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
            assert len(versions) > SERVICE_KILLS
            assert versions == sorted(set(versions))
        assert siege.seen.versions == sorted(siege.seen.versions)
        assert siege.seen.entries == sorted(siege.seen.entries)


def test_no_reader_sees_half_of_a_write(sieges: list[Siege]) -> None:
    for siege in sieges:
        assert siege.seen.statuses[200] > SERVICE_KILLS
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
        with ExitStack() as stack:
            client = stack.enter_context(serving(siege.home, **SETTINGS))
            held = client.post("/sparql", data={"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }"}).json()["results"]
            assert client.get("/ready").json()["version"] == len(journal)
        rows_ = {
            (row["s"]["value"], row["p"]["value"], row["o"]["value"], row["g"]["value"]) for row in held["bindings"]
        }
        assert rows_ == {tuple(term.value for term in quad) for quad in expected}


def test_it_comes_back_by_itself_and_answers_only_when_ready(sieges: list[Siege]) -> None:
    for siege in sieges:
        assert set(siege.seen.ready) == {200}
        assert siege.seen.ready[200] > SERVICE_KILLS
        assert max(siege.seen.back) < PATIENCE


def test_a_reader_sees_a_graph_before_or_after_it_is_replaced(tmp_path: Path) -> None:
    """Whoever reads while much is written gets one version or the next, by whichever way, and says which."""
    address, size = f"{SHEETS}large", 3_000
    counted = f"SELECT ?v (COUNT(*) AS ?n) {{ GRAPH <{address}> {{ ?s ?p ?v }} }} GROUP BY ?v"
    editions = ["".join(f"<urn:{row}> <urn:edition> {edition} .\n" for row in range(size)) for edition in (1, 2)]

    def replace(client: httpx.Client, edition: int) -> None:
        client.put("/graphs", params={"graph": address}, content=editions[edition], headers=TURTLE).raise_for_status()

    with serving(tmp_path / "home", **SETTINGS) as client, ThreadPoolExecutor(1) as threads:
        replace(client, 0)
        halves = []
        for edition in (1, 0) * 5:
            replacing = threads.submit(replace, client, edition)
            while not replacing.done():
                read_ = client.get("/graphs", params={"graph": address}, headers={"accept": "application/n-triples"})
                lines = read_.text.splitlines()
                found = {"1": sum('"1"' in line for line in lines), "2": sum('"2"' in line for line in lines)}
                asked = client.post("/sparql", data={"query": counted}, headers={"accept": "text/csv"})
                halves += [
                    each for each in (sorted(found.values()), len(asked.text.split())) if each not in ([0, size], 2)
                ]
            replacing.result()
        assert halves == []
