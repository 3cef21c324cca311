"""Opening a graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kg.errors import KgError
from kg.notebook.graph import Graph
from kg.notebook.local import LocalSource
from kg.notebook.remote import RemoteSource
from kg.notebook.source import Source
from kg.settings import Settings
from kg.workspace import Workspace


def open_graph(place: str | Path | None = None, *, version: int | None = None, at: str = "", token: str = "") -> Graph:
    """Open the graph in a folder, also while it is served, or behind an address.

    `place` is the address of a service, or a home: a folder that `kg load` made (`.kg`), or one with such a folder in
    it; without one it is that of the settings (KG_HOME). `version` or `at`, a time, opens it as it was; otherwise it is
    asked as it is each time. `token` is for a service that lets only some read.

    Raises KgError where there is no graph, Unavailable where nothing answers, UnknownName for a version.

    >>> open_graph("/nowhere")
    Traceback (most recent call last):
    kg.errors.KgError: There is no graph in /nowhere. Give the address of a service, or a folder that `kg load` made.
    """
    address = str(place or "")
    source: Source
    if address.startswith(("http://", "https://")):
        source = RemoteSource(address, token)
    else:
        settings = Settings.from_environment()
        home = settings.home if place is None else Path(place)
        folder = next(
            (each for each in (home, home / ".kg") if Workspace(replace(settings, home=each)).has_graph), None
        )
        if folder is None:
            fix = "Give the address of a service, or a folder that `kg load` made."
            raise KgError(f"There is no graph in {home}", fix)
        source = LocalSource(Workspace(replace(settings, home=folder)))
    try:
        chosen = source.version(version, at)
        return Graph(source, chosen if version is not None or at else None)
    except BaseException:
        source.close()
        raise
