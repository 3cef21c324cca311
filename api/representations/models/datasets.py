"""The datasets and the graphs that there are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.representations.models.base import Body
from api.representations.models.entities import Links


class DatasetLinks(Links):
    """Addresses of a dataset on this service."""

    dump: Annotated[str, Field(description="All its triples.")]


class Dataset(Body):
    """A dataset, which is one named graph."""

    id: Annotated[str, Field(description="Its IRI, which is that of the graph.")]
    type: Literal["Dataset"]
    name: str
    title: str
    description: str
    licence: str | None
    publisher: str
    triples: int
    links: DatasetLinks


class Datasets(Body):
    """All datasets."""

    items: list[Dataset]
    total: int
    version: int


class DatasetAnswer(Dataset):
    """One dataset, at a version of the graph."""

    version: int


class Graph(Body):
    """A graph of the graph store."""

    id: Annotated[str | None, Field(description="Its IRI, null for the unnamed one.")]
    is_dataset: bool
    links: Links


class Graphs(Body):
    """The graphs that there are, or the first of very many."""

    items: list[Graph]
    truncated: bool
    version: int


MODELS: tuple[type[Body], ...] = (Datasets, DatasetAnswer, Graphs)
