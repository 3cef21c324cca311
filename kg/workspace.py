"""What the command line and the service build alike from the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.catalogue import Catalogue, CatalogueFollower, index_among
from kg.changes import Journal, Repository
from kg.changes.annals import Annals
from kg.changes.archive import Archive, asked_version
from kg.changes.engine_follower import EngineFollower
from kg.changes.published import Published
from kg.changes.reader import has_graph, newest_snapshot
from kg.curated import Curated
from kg.desk.desk import Desk
from kg.desk.handover import door_of, intake_of
from kg.desk.turns import WriteTurns
from kg.edition import Edition
from kg.history import activity
from kg.history.scores import score_quads
from kg.mapping import Mapping
from kg.query import Checks, Limits, QueryPool, Replicated
from kg.query.pool import Annex
from kg.query.processes.followed import FollowingEngine
from kg.query.processes.on_demand import NewestSnapshot
from kg.remote import Remote
from kg.settings import Settings
from kg.store import Engine, Snapshot, open_engine
from kg.store.address import Address
from kg.store.http_engine import HttpEngine
from kg.texts import SourceTexts
from kg.validation import Gate, Intake
from kg.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from kg.query.networks import Networks
    from kg.tables import Contents

_LONGEST_UPDATE = 120.0
"""Seconds that a SPARQL engine may take for an update."""
_BEHIND = 100
"""Versions that networks in memory may be behind which nobody asks for: to follow takes less than to begin anew.

Until then the index keeps what changes beside its file.
"""
_WAITING = 32
"""Checks or networks that may wait for each of the processes that do them, half of them of one client."""


class Workspace:
    """The parts that belong to one set of settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def mapping(self) -> Mapping:
        """The mapping under the base IRI of the settings."""
        return Mapping(load_vocabulary(), self.settings.base_iri)

    @cached_property
    def gate(self) -> Gate:
        """The gate for that mapping."""
        return Gate(self.mapping, self.texts)

    @cached_property
    def index(self) -> CatalogueFollower:
        """The index of the catalogue, which follows the graph while that is open for writing."""
        return CatalogueFollower(self.settings.home / "index", self.mapping)

    @cached_property
    def texts(self) -> SourceTexts:
        """The source texts, as far as they are at hand."""
        return SourceTexts(self.settings.sources)

    @cached_property
    def remote(self) -> Remote:
        """The other hosts that may be reached."""
        settings = self.settings
        return Remote(settings.allowed_hosts, timeout=settings.query_timeout, limit=settings.body_limit << 20)

    @cached_property
    def engine(self) -> Engine:
        """The engine that stores are opened with."""
        return open_engine(self.settings)

    def intake(self, path: Path | None = None) -> Intake:
        """Find the datasets at `path`, or where the settings say; none where they say nothing."""
        return intake_of(path or self.settings.data, self.mapping, self.texts)

    @property
    def has_graph(self) -> bool:
        """Whether there is a graph to read."""
        return has_graph(self.settings.home)

    def repository(self) -> Repository:
        """Open the graph for writing. Raises StoreInUse."""
        return Repository(self.settings.home, self.gate, self.engine, followers=[self.index])

    def snapshot(self) -> Snapshot:
        """Pin the snapshot of the newest version."""
        return newest_snapshot(self.settings.home, self.gate)

    @contextmanager
    def pinned(self, version: int | None = None, at: str = "") -> Iterator[Snapshot]:
        """Pin a version, by its number or by a time, by default the newest. Raises UnknownName, UnreadableInput."""
        with self.snapshot() as newest:
            journal = Journal(self.settings.home / "journal")
            older = asked_version(journal, newest.version, version, at)
            if older is None:
                yield newest
                return
            with TemporaryDirectory(prefix="history-", dir=self.settings.home) as folder:
                copies = Archive(Path(folder) / "copies", journal, lambda: Snapshot(newest.version, newest.folder))
                with copies.snapshot(older) as past:
                    yield past

    @contextmanager
    def frozen(self, version: int | None = None, at: str = "") -> Iterator[NewestSnapshot]:
        """Pin a version as :meth:`pinned` does, and give what tells :class:`kg.query.QueryPool` of no other."""
        with self.pinned(version, at) as pin:

            async def snapshot() -> Snapshot:
                return Snapshot(pin.version, pin.folder)

            yield snapshot

    def edition(self, repository: Repository | None = None) -> Edition:
        """Open the newest version of the graph for reading; close it. With the repository, its lists are ready."""
        if repository is None:
            return Edition.open(self.snapshot(), self.mapping, self.engine)
        position, index = repository.newest(index_among(repository.followers))
        pin = partial(repository.snapshot_of, position)
        return Edition(position.version, self.mapping, pin, self.engine, index)

    @contextmanager
    def contents(self, version: int | None = None, at: str = "") -> Iterator[Contents]:
        """Open a version as far as tables are made of it: its index, or where that is at another, its store."""
        from kg.network import StoreColumns  # noqa: PLC0415  # see networks
        from kg.tables.contents import Contents  # noqa: PLC0415

        with self.pinned(version, at) as snapshot, closing(self.engine.open_snapshot(snapshot.folder)) as store:
            canonicals = Curated(store, self.settings.base_iri).canonicals()
            with self.index.beside(snapshot.version) as index:
                database, columns = index or (None, StoreColumns(Curated(store, self.settings.base_iri)))
                catalogue = Catalogue(lambda: store, self.mapping, snapshot.version, database)
                yield Contents(catalogue, columns, canonicals)

    def pool(
        self,
        snapshot: NewestSnapshot,
        workers: int | None = None,
        repository: Repository | None = None,
        annexes: Sequence[Annex] = (),
    ) -> QueryPool:
        """Make a pool of query workers, not yet opened, with the limits of the settings.

        Of a graph that is given to be followed, they have replicas, or ask the SPARQL engine that the settings name.
        Those that name the graphs of `annexes` have them.
        """
        settings = self.settings
        limits = replace(
            self._limits,
            workers=workers or settings.workers,
            per_client=settings.client_queries,
            aside=0 if workers else settings.long_queries,
        )
        beside: Replicated | FollowingEngine | None = None
        if repository is not None and settings.store:
            beside = self._following(repository, snapshot)
        elif repository is not None and settings.replica_memory:
            beside = Replicated(repository.journal, lambda: repository.version, settings.replica_memory)
        return QueryPool(snapshot, limits, engine=self.engine, remote=self.remote, beside=beside, annexes=annexes)

    def annals(self, folder: Path, journal: Journal) -> Annals:
        """Make copies in a folder, for whoever asks for the graph that tells of the changes."""
        return Annals(folder, journal, self.mapping.changes_graph.value, partial(activity, mapping=self.mapping))

    def published(self, copies: Path) -> Published:
        """Make copies in a folder, for whoever asks for the graph of the scores that are published beside this one."""
        graph = self.mapping.scores_graph
        return Published(self.settings.home / "scores", copies, graph.value, partial(score_quads, graph=graph))

    @contextmanager
    def passing_annexes(self) -> Iterator[Sequence[Annex]]:
        """Make both in folders that are gone afterwards."""
        home, mark = self.settings.home, token_hex(4)
        annals = self.annals(home / f"annals-{mark}", Journal(home / "journal"))
        published = self.published(home / f"scored-{mark}")
        try:
            yield annals, published
        finally:
            annals.clear()
            published.clear()

    def _following(self, repository: Repository, snapshot: NewestSnapshot) -> FollowingEngine | None:
        """Reach for the SPARQL engine that answers queries, if the settings name one."""
        from kg.store.http_client import SparqlClient  # noqa: PLC0415  # see networks

        address = Address.of(self.settings)
        if address is None:
            return None
        engine = HttpEngine(SparqlClient(address, _LONGEST_UPDATE))
        follower = EngineFollower(engine, repository.journal, repository.id)
        return FollowingEngine(follower, address, repository.journal, lambda: repository.version, snapshot, self.engine)

    def desk(self, repository: Repository, pool: QueryPool, committed: Callable[[int], None] = lambda _: None) -> Desk:
        """Make the desk for what is written while the service runs; `committed` is told of each new version."""
        turns = WriteTurns(self.settings.query_timeout)
        return Desk(repository, pool, self.remote, turns, self.settings.change_limit, committed)

    def checks(self, snapshot: NewestSnapshot) -> Checks:
        """Make the place for checks without a change, one after the other, with the same limits."""
        limits = replace(self._limits, workers=1, per_client=1, waiting=_WAITING)
        return Checks(snapshot, limits, base=self.settings.base_iri, sources=self.settings.sources)

    def networks(
        self,
        snapshot: NewestSnapshot,
        workers: int | None = None,
        repository: Repository | None = None,
        limits: Limits | None = None,
    ) -> Networks:
        """Make the place where networks are computed, with the limits of a query; one that takes long makes room.

        Of a graph that is given to be followed, or that a running service keeps, they are projected from the index of
        the catalogue: the service has held that against its seal. `limits` are time, memory and size where they are
        others than those of a query.

        The libraries of networks take as long to load as everything else: most commands do without them.
        """
        from kg.query.networks import Networks  # noqa: PLC0415

        settings, is_long = self.settings, limits is not None  # then it is of a version that is to go when it has ended
        limits = replace(
            limits or self._limits,
            workers=workers or settings.network_workers,
            per_client=1,
            aside=0 if workers else 1,
            waiting=_WAITING,
        )
        is_kept = repository is not None or door_of(settings.home) is not None
        index = str(self.index.place) if is_kept else ""
        behind = _BEHIND if index and not is_long else 0
        return Networks(snapshot, limits, settings.network_edges, base=settings.base_iri, index=index, behind=behind)

    def long_networks(self, snapshot: NewestSnapshot, repository: Repository, largest: int) -> Networks:
        """Make the place where networks are computed that take long; an answer has at most `largest` MiB."""
        limits = replace(self._limits, timeout=self.settings.job_seconds, result=largest)
        return self.networks(snapshot, repository=repository, limits=limits)

    @property
    def _limits(self) -> Limits:
        settings = self.settings
        return Limits(timeout=settings.query_timeout, memory=settings.query_memory, result=settings.result_limit)
