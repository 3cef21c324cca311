"""Networks are computed by processes within limits, and are the same as computed here."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from kg.desk import load
from kg.errors import AmbiguousName, LimitExceeded, NetworkTooLarge, Unavailable, UnknownIri, UnknownName
from kg.mapping import Mapping
from kg.network import (
    BasisQuestion,
    Divided,
    Filters,
    Linked,
    Money,
    Near,
    Network,
    NetworkQuestion,
    Projection,
    Ranked,
    StoreColumns,
    Whole,
    find_view,
    project,
    projected,
)
from kg.query import Limits, QueryPool
from kg.query.analysis import Analysis
from kg.query.frames import HEADER
from kg.query.networks import Networks
from kg.query.question import Graph
from kg.query.worker.networks import _Analyst
from kg.records import Record
from kg.settings import BASE_IRI, Settings
from kg.store import EmbeddedStore, Snapshot
from kg.workspace import Workspace
from tests.conftest import HARBOUR
from tests.generator import crowd, ecosystem
from tests.kg.query.conftest import ONE_NAME, Shelf, ask
from tests.processes import is_running
from tests.waiting import eventually_async

BODY = "https://w3id.org/innovation-kg/organisations/body-{}"
HOURS = Analysis("partnership", Divided(runs=100))
"""What takes hours in a crowd."""
LIMITS = Limits(workers=1, per_client=1, timeout=120)


class Ecosystem:
    """A frozen graph of records on disk."""

    def __init__(self, folder: Path, records: Iterable[Record], mapping: Mapping) -> None:
        self.folder = folder / "snapshot"
        store = EmbeddedStore.open(folder / "store")
        store.bulk_add(quad for record in records for quad in mapping.to_quads(record, mapping.graph("demo")))
        store.flush()
        store.snapshot(self.folder)
        store.close()

    async def newest(self) -> Snapshot:
        return Snapshot(7, self.folder)

    def networks(self, limits: Limits = LIMITS, most_edges: int = 250_000) -> Networks:
        return Networks(self.newest, limits, most_edges)


@pytest.fixture(scope="session")
def varied(tmp_path_factory: pytest.TempPathFactory, mapping: Mapping) -> Ecosystem:
    return Ecosystem(tmp_path_factory.mktemp("varied"), chain(ecosystem(300), twins()), mapping)


def twins() -> Iterator[Record]:
    """Two bodies of one name in one programme."""
    for n in (1, 2):
        yield Record("Organisation", f"organisations/twin-{n}", {"label": ("Twin",), "kind": ("company",)})
        part = {"participant": f"organisations/twin-{n}", "role": "partner", "activity": "programmes/scheme-1"}
        yield Record("Participation", f"participations/twin-{n}", {name: (value,) for name, value in part.items()})


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory, mapping: Mapping) -> Ecosystem:
    return Ecosystem(tmp_path_factory.mktemp("crowded"), crowd(700), mapping)


async def answer(networks: Networks, analysis: Analysis, client: str = "") -> bytes:
    result = await networks.run(analysis, client)
    assert result.version == 7
    return await result.chunks.read()


QUESTIONS: list[tuple[NetworkQuestion, str]] = [
    (Whole(), "json"),
    (Whole(20), "json"),
    (Whole(), "csv"),
    (Whole(), "gexf"),
    (Whole(), "graphml"),
    (Ranked("betweenness", True), "json"),
    (Ranked("pagerank", top=3), "csv"),
    (Divided(7), "json"),
    (Linked(BODY.format(1), BODY.format(2)), "json"),
    (Near(BODY.format(1), 2, 10), "json"),
]


def test_the_answers_are_those_of_a_projection_in_this_process(varied: Ecosystem) -> None:
    store = EmbeddedStore.open_snapshot(varied.folder)

    def here(network: Network, analysis: Analysis) -> bytes:
        output = io.BytesIO()
        assert not isinstance(analysis.question, BasisQuestion)
        analysis.question.write(network, 7, analysis.format, output)
        return output.getvalue()

    async def answers() -> None:
        async with varied.networks() as networks:
            for view in ("partnership", "affiliation", "funding"):
                for filters in (Filters(), Filters(as_of="2010", min_confidence="stated", include_planned=False)):
                    network = project(StoreColumns(store), find_view(view), filters)
                    for question, format_name in QUESTIONS:
                        analysis = Analysis(view, question, filters, format_name)
                        try:
                            expected = here(network, analysis)
                        except UnknownIri as unknown:
                            with pytest.raises(UnknownIri, match=str(unknown)):
                                await answer(networks, analysis)
                        else:
                            assert await answer(networks, analysis) == expected
            assert networks.workers.replaced == 0

    asyncio.run(answers())


def test_a_name_of_several_bodies_is_told_as_one(varied: Ecosystem) -> None:
    async def answers() -> None:
        async with varied.networks() as networks:
            with pytest.raises(AmbiguousName, match=r"'twin' is the name of several: .*/twin-1, .*/twin-2"):
                await answer(networks, Analysis("partnership", Near("twin", 1, 10)))

    asyncio.run(answers())


def test_what_is_asked_must_exist() -> None:
    with pytest.raises(UnknownName, match="fundng"):
        Analysis("fundng", Whole())
    with pytest.raises(UnknownName, match="betweeness"):
        Ranked("betweeness")
    with pytest.raises(UnknownName, match="weighted"):
        Ranked("degree", weighted=True)


def test_too_many_edges_are_refused_by_count(tmp_path: Path, mapping: Mapping) -> None:
    huge = Ecosystem(tmp_path, crowd(2_000), mapping)

    async def answers() -> None:
        async with huge.networks(Limits(workers=1, memory=256, timeout=120)) as networks:  # its pairs take gigabytes
            with pytest.raises(NetworkTooLarge, match="1,999,000 edges") as refused:
                await answer(networks, Analysis("partnership", Whole()))
            assert "affiliation" in refused.value.fix
            part = json.loads(await answer(networks, Analysis("partnership", Whole(most=50))))
            assert part["truncated"]
            assert (part["total_nodes"], len(part["edges"])) == (2_000, 45)
            assert len(json.loads(await answer(networks, Analysis("affiliation", Whole())))["edges"]) == 2_000
            assert networks.workers.replaced == 0

    asyncio.run(answers())


@pytest.mark.parametrize(
    ("limits", "over"),
    [(Limits(workers=1, timeout=2), "time"), (Limits(workers=1, memory=64, timeout=120), "memory")],
    ids=["time", "memory"],
)
def test_what_goes_over_its_limits_is_ended_with_its_worker(crowded: Ecosystem, limits: Limits, over: str) -> None:
    async def answers() -> None:
        async with crowded.networks(limits) as networks:
            networks.workers.open_soon()
            await eventually_async(lambda: networks.workers.idle, "the worker has started")
            with pytest.raises(LimitExceeded, match=f"The network ran over its {over} limit"):
                await answer(networks, HOURS)
            await eventually_async(lambda: networks.workers.idle, "another worker takes its place")
            assert networks.workers.replaced == 1

    asyncio.run(answers())


def test_who_hangs_up_ends_the_computing_and_a_worker_that_is_killed_is_told_as_such(crowded: Ecosystem) -> None:
    async def answers() -> None:
        async with crowded.networks() as networks:
            asking, hung_up = await _computing(networks)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await eventually_async(lambda: not is_running(hung_up), "the worker is killed")
            asking, killed = await _computing(networks)
            os.kill(killed, signal.SIGKILL)
            with pytest.raises(Unavailable, match="SIGKILL"):
                await asking
            await eventually_async(lambda: networks.workers.idle, "another worker takes its place")

    asyncio.run(answers())


def test_a_client_that_computes_for_hours_leaves_room_for_others_and_for_queries(
    crowded: Ecosystem, shelf: Shelf
) -> None:
    async def answers() -> None:
        limits = Limits(workers=2, per_client=1, aside=1, timeout=120)
        async with crowded.networks(limits) as networks, QueryPool(shelf.newest, Limits(workers=1)) as pool:
            heavy = [asyncio.create_task(answer(networks, HOURS, "one")) for _ in range(4)]
            await eventually_async(lambda: networks.workers.waiting == 2, "one is set aside, one runs, the rest waits")
            assert json.loads(await answer(networks, Analysis("affiliation", Whole()), "other"))["edges"]
            assert "Cardiff" in await ask(pool, ONE_NAME, client="one")
            assert not any(task.done() for task in heavy)
            for task in heavy:
                task.cancel()
            await asyncio.gather(*heavy, return_exceptions=True)

    asyncio.run(answers())


def test_a_network_is_asked_of_the_worker_that_made_it(varied: Ecosystem) -> None:
    views = ("partnership", "affiliation")

    async def answers() -> None:
        async with varied.networks(Limits(workers=2, timeout=120)) as networks:
            networks.workers.open_soon()
            await eventually_async(lambda: networks.workers.idle == 2, "both are free")
            for view in (*views, *views, *reversed(views)):
                await answer(networks, Analysis(view, Whole(20)))
            assert sorted(len(worker.topics) for worker in networks.workers.alive) == [1, 1]

    asyncio.run(answers())


@pytest.mark.parametrize("analysis", [Analysis("partnership", Whole(20)), Analysis("funding", Money())])
def test_a_spare_that_made_a_network_or_read_a_ledger_is_asked_again(
    varied: Ecosystem, monkeypatch: pytest.MonkeyPatch, analysis: Analysis
) -> None:
    for each in ("_SHORT", "_LONG"):
        monkeypatch.setattr(f"kg.query.processes.process.{each}", 0.0)

    async def answers() -> None:
        async with varied.networks(Limits(workers=1, aside=1, timeout=120)) as networks:
            for _ in range(3):
                await answer(networks, analysis)
                await eventually_async(lambda: networks.workers.idle, "another took its place")
            assert sorted(len(worker.topics) for worker in networks.workers.alive) == [0, 1]

    asyncio.run(answers())


def test_a_worker_keeps_the_networks_that_were_asked_for_last(varied: Ecosystem) -> None:
    analyst = _Analyst(io.BytesIO(), 250_000, BASE_IRI, "")
    for year in ("2015", "2016", "2017", "2018", "2015", "2019", "2020"):
        analysis = Analysis("partnership", Whole(20), Filters(as_of=year))
        told = json.loads(analysis.frame(Graph(7, varied.folder))[HEADER.size :])
        analyst.answer(b"", told, b"")
    assert [filters.as_of for _, filters in analyst._projections] == ["2018", "2015", "2019", "2020"]


def test_what_a_worker_keeps_makes_room_where_memory_is_short(
    varied: Ecosystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = io.BytesIO()
    analyst = _Analyst(pool, 250_000, BASE_IRI, "")

    def projected_alone(*arguments: Any) -> Projection:
        if analyst._projections:
            raise MemoryError
        return projected(*arguments)

    def ask(year: str) -> bytes:
        pool.seek(0)
        pool.truncate()
        analysis = Analysis("partnership", Whole(20), Filters(as_of=year))
        analyst.answer(b"", json.loads(analysis.frame(Graph(7, varied.folder))[HEADER.size :]), b"")
        return pool.getvalue()

    before = ask("2016")
    monkeypatch.setattr("kg.query.worker.networks.projected", projected_alone)
    assert ask("2015") != before
    assert ask("2016") == before
    assert [filters.as_of for _, filters in analyst._projections] == ["2016"]


def test_memory_that_is_short_of_nothing_that_is_kept_is_told(
    varied: Ecosystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("kg.query.worker.networks.projected", refuse)
    analyst = _Analyst(io.BytesIO(), 250_000, BASE_IRI, "")
    told = json.loads(Analysis("partnership", Whole(20)).frame(Graph(7, varied.folder))[HEADER.size :])
    with pytest.raises(MemoryError):
        analyst.answer(b"", told, b"")


def test_networks_of_an_index_stay_while_nobody_asks_until_they_are_far_behind(tmp_path: Path) -> None:
    workspace = Workspace(Settings(home=tmp_path / "home", data=None))
    with workspace.repository() as repository:
        load(repository, workspace.intake(HARBOUR))
        analyst = _Analyst(io.BytesIO(), 250_000, BASE_IRI, str(workspace.index.place))
        snapshot = repository.snapshot()
        graph = Graph(snapshot.version, snapshot.folder)
        told = json.loads(Analysis("partnership", Whole(20)).frame(graph)[HEADER.size :])
        analyst.answer(b"", told, b"")
        for entirely, many in ((False, 1), (True, 0)):
            analyst.let_go(entirely=entirely)
            assert len(analyst._projections) == many
        snapshot.release()


async def _computing(networks: Networks) -> tuple[asyncio.Task[bytes], int]:
    """Ask what takes hours of the one worker, and give the task and the process."""
    networks.workers.open_soon()
    await eventually_async(lambda: networks.workers.idle, "the worker is free")
    (worker,) = networks.workers.alive
    asking = asyncio.create_task(answer(networks, HOURS))
    await eventually_async(lambda: not networks.workers.idle, "the worker has the question")
    return asking, worker.pid
