"""What the command line and the service build alike from the settings."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from kg.changes import Repository
from kg.changes.reader import open_reader
from kg.mapping import Mapping
from kg.records import find_datasets
from kg.settings import Settings
from kg.store import Store
from kg.texts import SourceTexts
from kg.validation import Gate, Intake
from kg.vocabulary import load_vocabulary


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
        return Gate(self.mapping)

    @cached_property
    def texts(self) -> SourceTexts:
        """The source texts, as far as they are at hand."""
        return SourceTexts(self.settings.sources)

    def intake(self, path: Path | None = None) -> Intake:
        """Find the datasets at `path`, or where the settings say; none where they say nothing."""
        chosen = path or self.settings.data
        return Intake(find_datasets(chosen) if chosen else [], self.mapping, self.texts)

    def repository(self) -> Repository:
        """Open the graph for writing. Raises StoreInUse."""
        return Repository(self.settings.home, self.gate, union=self.settings.default_graph == "union")

    def reader(self) -> tuple[int, Store]:
        """Open the newest version of the graph for reading."""
        return open_reader(self.settings.home, self.gate, union=self.settings.default_graph == "union")
