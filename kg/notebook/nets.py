"""A network in a notebook: one view, with what is left out of it, at one version of the graph."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from kg.errors import UnknownName
from kg.extras import library
from kg.notebook.answers import Answer, Call, Citation, digest_of
from kg.notebook.frames import Frame
from kg.notebook.rows import ROWS, edge_rows, largest, way_rows
from kg.notebook.source import WAYS, Options, Source
from kg.query.analysis import Subject
from kg.spelling import beginning

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import polars as pl
    from matplotlib.axes import Axes

_MOST_LABELS = 30
"""Nodes whose names are written in a picture, those with most neighbours."""


class NetworkAnswer(Answer):
    """Nodes and edges; its rows are the edges."""

    @cached_property
    def nodes(self) -> Frame:
        """The nodes."""
        return Frame.of(self.body["nodes"], ("id", "label", "type", "kind"))

    def to_networkx(self) -> nx.MultiGraph[str]:
        """Give a graph of networkx, directed where the network is: nodes by IRI, edges keyed by role.

        Nodes and edges have as attributes what the service tells of them, the graph its recipe, version and coverage.
        """
        networkx = library("networkx")
        about = {name: value for name, value in self.body.items() if name not in ("nodes", "edges")}
        graph: nx.MultiGraph[str] = (networkx.MultiDiGraph if self.body["directed"] else networkx.MultiGraph)(**about)
        for node in self.body["nodes"]:
            graph.add_node(node["id"], **{name: value for name, value in node.items() if name != "id"})
        for edge in self.body["edges"]:
            attributes = {name: value for name, value in edge.items() if name not in ("source", "target")}
            graph.add_edge(edge["source"], edge["target"], key=edge["role"], **attributes)
        return graph

    def plot(self, ax: Axes | None = None, top: int = 60) -> Axes:
        """Draw the `top` best linked nodes, laid out by a seeded spring. Raises KgError without matplotlib."""
        networkx, axes = (
            library("networkx"),
            ax or library("matplotlib.pyplot").subplots(figsize=(8, 6), layout="constrained")[1],
        )
        simple = networkx.Graph()
        simple.add_nodes_from(node["id"] for node in self.body["nodes"])
        simple.add_edges_from((edge["source"], edge["target"]) for edge in self.body["edges"])
        best = sorted(simple, key=lambda iri: (-simple.degree(iri), iri))[:top]
        part, label = simple.subgraph(best), {node["id"]: node["label"] for node in self.body["nodes"]}
        places = networkx.spring_layout(networkx.Graph(sorted(part.edges)) if part.edges else part, seed=1)
        drawn = [iri for iri in best if iri in places]
        networkx.draw_networkx_edges(part.subgraph(drawn), places, ax=axes, alpha=0.3, width=0.8)
        sizes = [20 + 12 * simple.degree(iri) for iri in drawn]
        networkx.draw_networkx_nodes(part, places, nodelist=drawn, node_size=sizes, ax=axes, alpha=0.8)
        for iri in drawn[:_MOST_LABELS]:
            axes.annotate(
                beginning(label[iri]),
                places[iri],
                fontsize="x-small",
                xytext=(0, 6),
                textcoords="offset points",
                ha="center",
            )
        axes.margins(0.2, 0.1)
        axes.set_axis_off()
        axes.set_title(f"{self.recipe}, version {self.version}", fontsize="small")
        return axes


class BetweenAnswer(Answer):
    """Who links two sides: a row for each."""

    @cached_property
    def ways(self) -> Frame:
        """Ways through the first of them: a row for each edge of each step, with its records and their evidence."""
        return way_rows(self.body)

    @property
    def _remarks(self) -> Sequence[str]:
        """What there is to say of any answer, and the first way in a line."""
        first = next((each for each in self.body["bridges"] if each["way"]), None)
        if first is None:
            return super()._remarks
        names = " - ".join(node["label"] for node in first["way"]["nodes"])
        iris = dict.fromkeys(iri for edge in first["way"]["edges"] for iri in edge["records"])
        rests_on = f"by {', '.join('/'.join(iri.split('/')[-2:]) for iri in iris)} (evidence: .ways)"
        return [*super()._remarks, f"A way through {first['label']}: {names}, {rests_on}"]


class Net:
    """A network: `options` are those of :class:`kg.network.Filters`, and of the service.

    It stays at the version that it was made of, so that all that is asked of it fits together.
    """

    def __init__(self, source: Source, subject: Subject, options: Options, version: int) -> None:
        """Ask what it rests on. Raises what the service does: UnknownName, UnknownField, NetworkTooLarge ..."""
        self.subject, self.options, self.version = subject, options, version
        self._source = source
        self._head = source.ask(subject, WAYS["rank"], {**options, "measure": "degree", "top": 1}, version)

    @property
    def view(self) -> str:
        """The name of the view, or of the recipe of one's own."""
        return self.subject.view

    @property
    def recipe(self) -> str:
        """The recipe by which it was projected."""
        return str(self._head["recipe"])

    @property
    def coverage(self) -> Mapping[str, Any]:
        """How large it is, and what it rests on."""
        coverage: Mapping[str, Any] = self._head["coverage"]
        return coverage

    @cached_property
    def all(self) -> NetworkAnswer:
        """All nodes and edges, asked for once."""
        body = self._source.whole(self.subject, self.options, self.version)
        return NetworkAnswer(body, edge_rows(body), self._call("whole", {}), self.version)

    @property
    def nodes(self) -> Frame:
        """All nodes."""
        return self.all.nodes

    @property
    def edges(self) -> Frame:
        """All edges."""
        return self.all.frame

    def to_networkx(self) -> nx.MultiGraph[str]:
        """Give a graph of networkx, see :meth:`NetworkAnswer.to_networkx`."""
        return self.all.to_networkx()

    def to_pandas(self) -> pd.DataFrame:
        """Give the edges as a pandas frame."""
        return self.all.to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """Give the edges as a Polars frame."""
        return self.all.to_polars()

    def plot(self, ax: Axes | None = None, top: int = 60) -> Axes:
        """Draw it, see :meth:`NetworkAnswer.plot`."""
        return self.all.plot(ax, top)

    def rank(self, measure: str, **options: Any) -> Answer:
        """Rank the nodes by a measure; `stability=True` tells which ranks can be told apart."""
        is_stable = options.pop("stability", False)
        return self.ask("stability" if is_stable else "rank", measure=measure, **options)

    def communities(self, **options: Any) -> Answer:
        """Divide it into groups that are denser inside than between: a row for each member."""
        return self.ask("communities", **options)

    def components(self) -> Answer:
        """Give the connected pieces, the largest first: a row for each member."""
        return self.ask("components")

    def paths(self, source: str, target: str, **options: Any) -> Answer:
        """Give the ways between two nodes, by IRI, id or name: a row for each step."""
        return self.ask("paths", source=source, target=target, **options)

    def between(self, one: str, other: str, **options: Any) -> BetweenAnswer:
        """Tell who links two places or nodes, by IRI, id or name: a row for each, and `ways` through them."""
        return cast("BetweenAnswer", self.ask("between", one=one, other=other, **options))

    def ego(self, node: str, **options: Any) -> Answer:
        """Give what is within some steps of a node: nodes and edges."""
        return self.ask("ego", node=node, **options)

    def summary(self) -> Answer:
        """Give its size, density, extent and mixing: a row for each figure, with formula and source."""
        return self.ask("summary")

    def bridges(self, **options: Any) -> Answer:
        """Give the nodes and links without which it falls apart: a row for each node, and one for each link."""
        return self.ask("bridges", **options)

    def concentration(self, **options: Any) -> Answer:
        """Tell how far its links, or the money, are those of a few: a row for each of the largest."""
        return self.ask("concentration", **options)

    def similar(self, node: str, other: str = "", **options: Any) -> Answer:
        """Compare a node with those that are linked to the same, or with one: a row for each."""
        return self.ask("similar", node=node, **({"other": other} if other else {}), **options)

    def suggestions(self, node: str = "", **options: Any) -> Answer:
        """Give those that are not linked though both are linked to the same: a row for each two."""
        return self.ask("suggestions", **({"node": node} if node else {}), **options)

    def without(self, nodes: str | Sequence[str], **options: Any) -> Answer:
        """Take nodes out: a row for each who loses neighbours; what falls apart and whose rank changes is in `body`."""
        return self.ask("without", nodes=nodes, **options)

    def series(self, **options: Any) -> Answer:
        """Follow it year by year, from `first` to `last`: a row for each year; the first of each are in `body`."""
        return self.ask("series", **options)

    def compare(self, first: str | int, last: str | int, **options: Any) -> Answer:
        """Tell what entered and left between two dates, or two versions (`"v3"`): a row for each node, edge and rank.

        Dates are looked up in the version of this network; a year may be a number.
        """
        return self.ask("compare", first=first, last=last, **options)

    def money(self, **options: Any) -> Answer:
        """Add contributions up, `by="funder"` or by whatever else: a row for each group of a currency and kind.

        The rows have numbers, the `body` has them with all their digits.
        """
        return self.ask("money", **options)

    def ask(self, question: str, **options: Any) -> Answer:
        """Ask any question of :data:`kg.notebook.source.WAYS`, with its options."""
        if question not in WAYS:
            raise UnknownName("question", question, WAYS)
        way = WAYS[question]
        options = way.fitted(options)
        own = {name: value for name, value in self.options.items() if name in way.filters and name not in way.own}
        parameters = {**own, **options}
        body = self._source.ask(self.subject, way, parameters, self.version)
        kind = BetweenAnswer if question == "between" else NetworkAnswer if "edges" in body else Answer
        return kind(body, ROWS.get(question, largest)(body), self._call(question, options), self.version)

    def cite(self) -> Citation:
        """Give what it takes to have the same network again; the digest is that of all nodes and edges."""
        cited = self.all.cite()
        digest = digest_of({name: self.all.body[name] for name in ("nodes", "edges")})
        return Citation(self.recipe, self.version, digest, cited.call, cited.link, cited.software)

    @property
    def _told(self) -> Any:
        """How it was asked for: the name of a view, or a recipe."""
        return json.loads(self.subject.recipe) if self.subject.recipe else self.subject.view

    def _call(self, question: str, options: Options) -> Call:
        place = f"kg.open({self._source.address!r}, version={self.version})"
        text = f"{place}.network({_arguments(self._told, self.options)})"
        if question != "whole":
            own_method = hasattr(type(self), question)
            text += f".{question}({_named(options)})" if own_method else f".ask({_arguments(question, options)})"
        way = WAYS[question]
        own = {name: value for name, value in self.options.items() if name in way.filters and name not in way.own}
        return Call(text, self._source.link(self.subject, way, {**own, **options}, self.version))

    def __repr__(self) -> str:
        return "\n".join(Answer(self._head, Frame([], []), Call("", ""), self.version)._remarks[1:])  # noqa: SLF001


def _arguments(first: Any, options: Options) -> str:
    return ", ".join(filter(None, [repr(first), _named(options)]))


def _named(options: Options) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in options.items())
